"""Imports from connexion, and from the JSON Schema validator that it uses, without their deprecation warnings.

Users of the mock cannot mend what connexion still uses of that validator and of Starlette.
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
