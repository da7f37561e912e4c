"""FastAPI application with an address for webhooks: `uvicorn fastapi_app:app`."""

from fastapi import FastAPI, Request, Response
from receiving import receive

app = FastAPI()


@app.post("/thulium")
async def thulium(request: Request) -> Response:
    """Receive an event; FastAPI's own `Form` and `HTTPBasic` would refuse what the system may send."""
    headers = request.headers
    return Response(
        status_code=receive(headers.get("Authorization"), await request.body(), headers.get("Content-Type"))
    )
