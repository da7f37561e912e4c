"""The parts of connexion, and of the validator it uses, that the mock builds on.

Importing connexion warns about what it still uses of that validator and of Starlette; nobody who uses the mock can
mend that, so the warnings are kept away in this one place.
"""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from connexion.exceptions import InvalidSpecification
    from connexion.middleware.abstract import RoutedAPI
    from connexion.operations import AbstractOperation
    from connexion.resolver import Resolver
    from connexion.spec import Specification
    from jsonschema.exceptions import ValidationError, best_match

__all__ = [
    "AbstractOperation",
    "InvalidSpecification",
    "Resolver",
    "RoutedAPI",
    "Specification",
    "ValidationError",
    "best_match",
]
