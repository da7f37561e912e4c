"""Routing by the documents: connexion's, with HTTP's answers where connexion redirects or guesses."""

import re
from typing import Any

from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount, Route, Router
from starlette.types import Receive, Scope, Send

from thulium_mock.errors import MethodNotAllowed, RequestTargetTooLong, UnknownPath
from thulium_mock.framework import ROUTING_CONTEXT, RoutingMiddleware

# A decoded path that differs from its segments: an encoded slash would become a separator, and a pattern's `$` would
# let a line break at the end through.
_AMBIGUOUS = re.compile(rb"%(2f|[01][0-9a-f]|7f)", re.IGNORECASE)


class _Digits(Convertor[str]):
    """What a path parameter that is an integer matches; how it is to be written is for `Parameters` to say.

    Connexion's own would make a number of ``+7`` and ``007``.
    """

    regex = "[0-9]+"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


class Routing(RoutingMiddleware):
    """Finds the operation of a request; unknown paths and methods are errors, never redirects."""

    def __init__(self, app: Any, *, target_limit: int) -> None:
        super().__init__(app)
        self._fixed: dict[tuple[str, bytes], dict[str, str]] = {}
        register_url_convertor("int", _Digits())
        self.target_limit = target_limit
        self.router.redirect_slashes = False

    def add_api(self, *args: Any, **kwargs: Any) -> None:
        """Route by one more document."""
        super().add_api(*args, **kwargs)
        for mount, router in self._routers():
            router.redirect_slashes = False
            for route in router.routes:
                if isinstance(route, Route) and not route.param_convertors:
                    operation: Any = route.endpoint
                    context = {"api_base_path": mount.path, "operation_id": operation.operation_id}
                    path = (mount.path + route.path).encode()
                    self._fixed |= {(method, path): context for method in route.methods or ()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to its operation.

        Raises:
            RequestTargetTooLong: path and query are longer than the limit.
            UnknownPath: the path cannot be one of the documents' (the layer below raises it for the others).
            MethodNotAllowed: the path has no operation with this method.
        """
        raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
        query: bytes = scope["query_string"]
        if len(raw_path) + len(query) + bool(query) > self.target_limit:
            raise RequestTargetTooLong(limit=self.target_limit)
        # A path without parameters needs no search among connexion's routes.
        if context := self._fixed.get((scope["method"], raw_path)):
            scope["path_params"] = {}
            scope.setdefault("extensions", {})[ROUTING_CONTEXT] = context
            await self.app(scope, receive, send)
            return
        if b"%" in raw_path and _AMBIGUOUS.search(raw_path):
            raise UnknownPath
        # Starlette raises what it has to say only where it is told of an application, else it answers in plain text.
        scope["app"] = self
        try:
            await super().__call__(scope, receive, send)
        except HTTPException as error:
            # Starlette's only one here is 405, with the methods of the first route alone.
            raise MethodNotAllowed(self._allowed(scope)) from error

    def _allowed(self, scope: Scope) -> list[str]:
        methods = {
            method
            for _, router in self._routers()
            for route in router.routes
            if route.matches(scope)[0] is not Match.NONE
            for method in getattr(route, "methods", None) or ()
        }
        return sorted(methods)

    def _routers(self) -> list[tuple[Mount, Router]]:
        """Return the router of each document, and where it is mounted."""
        mounts = (route for route in self.router.routes if isinstance(route, Mount))
        return [(mount, mount.app) for mount in mounts if isinstance(mount.app, Router)]
