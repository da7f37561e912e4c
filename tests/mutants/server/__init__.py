"""Servers with one defect each, which the contract suite must tell from a sound one."""

from tests.mutants.server import emails, encodings, integers, limits, names, repeated, texts
from tests.mutants.server.core import ServerMutant

SERVER_MUTANTS: tuple[ServerMutant, ...] = tuple(
    mutant
    for module in (integers, texts, emails, encodings, names, repeated, limits)
    for mutant in module.GROUP.mutants
)
"""Every seeded defect, by class."""
