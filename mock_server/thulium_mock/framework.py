"""The parts of connexion, and of the validator it uses, that the mock builds on.

Importing connexion warns about what it still uses of that validator and of Starlette, and imports HTTP clients that
nothing here uses, which take a third of the mock's start. Both are kept away in this one place.
"""

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

_CLIENTS = {"httpx": "AsyncClient", "requests": "get", "starlette.testclient": "TestClient"}
"""What connexion imports of each module, to call it for its own test client, remote tokens and remote documents."""


@contextmanager
def _imported_lightly() -> Iterator[None]:
    """Import without warnings, and with functions in place of `_CLIENTS` that import the real ones once called."""
    absent = [name for name in _CLIENTS if name not in sys.modules]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        for name in absent:
            sys.modules[name] = ModuleType(name)
            setattr(sys.modules[name], _CLIENTS[name], _imported_when_called(name, _CLIENTS[name]))
        try:
            yield
        finally:
            # Whoever else imports them gets the real ones.
            for name in absent:
                del sys.modules[name]


def _imported_when_called(module: str, name: str) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        return getattr(import_module(module), name)(*arguments, **named)

    return call


with _imported_lightly():
    from connexion.exceptions import InvalidSpecification
    from connexion.middleware.abstract import ROUTING_CONTEXT, RoutedAPI, RoutedMiddleware
    from connexion.middleware.main import API
    from connexion.middleware.main import ConnexionMiddleware as StockMiddleware
    from connexion.middleware.routing import RoutingMiddleware
    from connexion.operations import AbstractOperation
    from connexion.resolver import Resolver
    from connexion.spec import OpenAPISpecification
    from jsonschema.exceptions import ValidationError, best_match

__all__ = [
    "ROUTING_CONTEXT",
    "AbstractOperation",
    "ConnexionMiddleware",
    "InvalidSpecification",
    "OpenAPISpecification",
    "Resolver",
    "RoutedAPI",
    "RoutedMiddleware",
    "RoutingMiddleware",
    "ValidationError",
    "best_match",
]


class _KnownSpecification(OpenAPISpecification):
    """A document that is known to be valid."""

    @classmethod
    def _validate_spec(cls, spec: Any) -> None:
        """Believe it."""


class ConnexionMiddleware(StockMiddleware):
    """Connexion's layers."""

    def add_known_api(self, document: dict[str, Any], resolver: Resolver, **settings: Any) -> None:
        """Add the API of a ``document`` that comes with the mock.

        It is the same as ``add_api`` does, but for the validation: tests do it, so that no start needs to.
        """
        options = self.options.replace(resolver=resolver)
        self.apis.append(API(_KnownSpecification(document), base_path=None, **vars(options), **settings))
