"""Flask application with an address for webhooks: `flask --app flask_app run`."""

from flask import Flask, Response, request
from receiving import receive

app = Flask(__name__)


@app.post("/thulium")
def thulium() -> Response:
    """Receive an event; `get_data` comes before anything reads `request.form`, which takes the body."""
    status = receive(request.headers.get("Authorization"), request.get_data(), request.content_type)
    return Response(status=status)
