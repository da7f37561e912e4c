"""The parts of connexion that the mock builds on.

Importing connexion warns about Starlette's test client, which nothing here uses. The warning is kept away in this one
place, so that the mock can be imported where warnings are errors.
"""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    warnings.filterwarnings("ignore", message=".*starlette.testclient.*")
    from connexion.middleware.abstract import RoutedAPI, RoutedMiddleware
    from connexion.middleware.main import ConnexionMiddleware
    from connexion.middleware.routing import RoutingMiddleware
    from connexion.operations import AbstractOperation
    from connexion.resolver import Resolver

__all__ = [
    "AbstractOperation",
    "ConnexionMiddleware",
    "Resolver",
    "RoutedAPI",
    "RoutedMiddleware",
    "RoutingMiddleware",
]
