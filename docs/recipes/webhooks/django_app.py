"""Django application with an address for webhooks: `python django_app.py runserver`, or `app` for a WSGI server."""

import os
import sys

from django.conf import settings
from django.core.management import execute_from_command_line
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from receiving import receive

settings.configure(
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost").split(","),
    SECRET_KEY=os.environ.get("SECRET_KEY", "nothing is signed here"),
)


@csrf_exempt  # the system has no token of a form of ours
@require_POST
def thulium(request: HttpRequest) -> HttpResponse:
    """Receive an event."""
    return HttpResponse(status=receive(request.headers.get("Authorization"), request.body, request.content_type))


urlpatterns = [path("thulium", thulium)]
app = get_wsgi_application()

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
