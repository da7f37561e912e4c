"""Servers with one defect each, which the contract suite must tell from a sound one."""

from tests.mutants.server import (
    answers,
    bodies,
    combined,
    comparing,
    credentials,
    emails,
    encodings,
    envelopes,
    faults,
    headers,
    ids,
    integers,
    kept,
    languages,
    limits,
    matching,
    methods,
    misread,
    mistaken,
    names,
    passwords,
    paths,
    permissions,
    queues,
    rare,
    repeated,
    spills,
    state,
    texts,
    timing,
    tokens,
    transport,
)
from tests.mutants.server.core import ServerMutant

__all__ = ["SERVER_MUTANTS", "ServerMutant"]

_MODULES = (
    *(integers, texts, emails, encodings, names, repeated, limits, faults),
    *(credentials, passwords, tokens, permissions, methods, paths, bodies),
    *(answers, envelopes, headers, languages, ids),
    *(matching, comparing, queues, state, kept, timing, rare, combined),
    *(transport, spills, mistaken, misread),
)

SERVER_MUTANTS: tuple[ServerMutant, ...] = tuple(mutant for module in _MODULES for mutant in module.GROUP.mutants)
"""Every seeded defect, by class."""
