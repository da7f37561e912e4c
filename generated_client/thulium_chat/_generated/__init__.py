# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
"""A client library for accessing Thulium chat API"""

from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)
