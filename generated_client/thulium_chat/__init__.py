"""Python client of the Thulium chat API: `ThuliumChat`, `AsyncThuliumChat`, and the errors that they raise."""

from ._client import AsyncThuliumChat, ThuliumChat
from ._errors import (
    ApiError,
    ArgumentError,
    AuthenticationError,
    ConfigurationError,
    InvalidRequestError,
    InvalidWebhookError,
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
from ._generated import results as _operation_results
from ._generated.results import *  # noqa: F403 - one class for each operation of the document
from ._results import ErrorDetail
from ._version import __version__

__all__ = [
    "ApiError",
    "ArgumentError",
    "AsyncThuliumChat",
    "AuthenticationError",
    "ConfigurationError",
    "ErrorDetail",
    "InvalidRequestError",
    "InvalidWebhookError",
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

__all__ += _operation_results.__all__
