"""Clients with one defect each, which the contract suite must tell from the sound one."""

from tests.mutants.client import (
    answers,
    environment,
    events,
    failures,
    leaks,
    operations,
    parameters,
    settings,
    sharing,
    validation,
)
from tests.mutants.client.core import ClientMutant

__all__ = ["CLIENT_MUTANTS", "ClientMutant"]

CLIENT_MUTANTS: tuple[ClientMutant, ...] = (
    *parameters.PARAMETERS,
    *parameters.RARE,
    *validation.NUMBER_CHECKS,
    *validation.VALIDATION,
    *settings.SETTINGS,
    *settings.CREDENTIALS,
    *failures.RETRIES,
    *answers.ANSWERS_READ,
    *answers.ERRORS_READ,
    *answers.LENIENT,
    *leaks.LEAKS,
    *sharing.SHARING,
    *failures.FAILURES,
    *failures.CONNECTIONS,
    *sharing.COMBINATIONS,
    *environment.ENVIRONMENT,
    *operations.FURTHER,
    *events.EVENTS,
)
"""Every seeded defect of a client, by class."""
