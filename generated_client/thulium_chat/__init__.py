"""Python client of the Thulium chat API: `ThuliumChat`, `AsyncThuliumChat`, and the errors that they raise."""

from ._client import AsyncThuliumChat, ThuliumChat
from ._errors import (
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
from ._results import Conversation, ErrorDetail
from ._version import __version__

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
