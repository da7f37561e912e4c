"""Clients with one defect each, which the contract suite must tell from the sound one."""

from dataclasses import replace

from tests.mutants.client import (
    answers,
    connections,
    credentials,
    errors,
    failures,
    leaks,
    lenient,
    loose,
    meetings,
    numbers,
    parameters,
    rare,
    retries,
    settings,
    sharing,
    surroundings,
)
from tests.mutants.client.core import ClientMutant

__all__ = ["CLIENT_MUTANTS", "ClientMutant"]

_MODULES = (
    *(parameters, rare, numbers, loose, settings, credentials, retries, answers, errors, lenient, leaks, sharing),
    *(failures, connections, meetings, surroundings),
)

CLIENT_MUTANTS: tuple[ClientMutant, ...] = tuple(
    replace(mutant, group=module.__name__.rpartition(".")[2]) for module in _MODULES for mutant in module.MUTANTS
)
"""Every seeded defect of a client, by class."""
