"""The parts of connexion, and of the validator it uses, that the mock builds on.

Importing connexion warns about Starlette's test client, which nothing here uses. The warning is kept away in this one
place, so that the mock can be imported where warnings are errors.
"""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    warnings.filterwarnings("ignore", message=".*starlette.testclient.*")
    from connexion.exceptions import InvalidSpecification
    from connexion.middleware.abstract import RoutedAPI, RoutedMiddleware
    from connexion.middleware.main import ConnexionMiddleware
    from connexion.middleware.routing import RoutingMiddleware
    from connexion.operations import AbstractOperation
    from connexion.resolver import Resolver
    from jsonschema.exceptions import ValidationError, best_match

__all__ = [
    "AbstractOperation",
    "ConnexionMiddleware",
    "InvalidSpecification",
    "Resolver",
    "RoutedAPI",
    "RoutedMiddleware",
    "RoutingMiddleware",
    "ValidationError",
    "best_match",
]
