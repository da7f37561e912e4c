"""Clients with one defect each, which the contract suite must tell from the sound one."""

from tests.mutants.client import answers, leaks, loose, parameters, rare, settings
from tests.mutants.client.core import ClientMutant

__all__ = ["CLIENT_MUTANTS", "ClientMutant"]

CLIENT_MUTANTS: tuple[ClientMutant, ...] = tuple(
    mutant for module in (parameters, rare, loose, settings, answers, leaks) for mutant in module.MUTANTS
)
"""Every seeded defect of a client, by class."""
