"""Servers with one defect each, which the contract suite must tell from a sound one."""

from tests.mutants.server import (
    answers,
    bodies,
    credentials,
    emails,
    encodings,
    envelopes,
    faults,
    headers,
    ids,
    integers,
    languages,
    limits,
    matching,
    methods,
    names,
    paths,
    permissions,
    rare,
    repeated,
    state,
    texts,
    timing,
)
from tests.mutants.server.core import ServerMutant

__all__ = ["SERVER_MUTANTS", "ServerMutant"]

_MODULES = (
    integers,
    texts,
    emails,
    encodings,
    names,
    repeated,
    limits,
    faults,
    credentials,
    permissions,
    methods,
    paths,
    bodies,
    answers,
    envelopes,
    headers,
    languages,
    ids,
    matching,
    state,
    timing,
    rare,
)

SERVER_MUTANTS: tuple[ServerMutant, ...] = tuple(mutant for module in _MODULES for mutant in module.GROUP.mutants)
"""Every seeded defect, by class."""
