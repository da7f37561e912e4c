"""Python client of the Thulium chat API: `ThuliumChat`, `AsyncThuliumChat`, and the errors that they raise."""

from typing import TYPE_CHECKING

from thulium_chat._client import AsyncThuliumChat, ThuliumChat
from thulium_chat._errors import (
    ApiError,
    ArgumentError,
    AuthenticationError,
    ConfigurationError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    RequestTooLongError,
    ServerError,
    ServiceUnavailableError,
    ThuliumConnectionError,
    ThuliumError,
    ThuliumTimeoutError,
    TransportError,
    UnexpectedResponseError,
)

if TYPE_CHECKING:
    from thulium_chat._generated.models import Conversation, ErrorDetail
    from thulium_chat._version import __version__

__all__ = [
    "ApiError",
    "ArgumentError",
    "AsyncThuliumChat",
    "AuthenticationError",
    "ConfigurationError",
    "Conversation",
    "ErrorDetail",
    "InvalidRequestError",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "RequestTooLongError",
    "ServerError",
    "ServiceUnavailableError",
    "ThuliumChat",
    "ThuliumConnectionError",
    "ThuliumError",
    "ThuliumTimeoutError",
    "TransportError",
    "UnexpectedResponseError",
    "__version__",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Return what costs half as much to import as httpx does, and is needed only once a client is made."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        module = import_module("thulium_chat._version" if name == "__version__" else "thulium_chat._generated.models")
        return globals().setdefault(name, getattr(module, name))
