"""Contents of fixtures files, and an edit of any file."""

from pathlib import Path

FIXTURES = """users: [{name: api_user, password: api_pass, methods: ['*']}]
queues: [{id: 3}]
customers: []
"""
QUEUE_5 = FIXTURES.replace("{id: 3}", "{id: 3}, {id: 5}")
RULE_410 = FIXTURES + "rules: [{when: {client_email: a@example.org}, answer: {code: 410}}]\n"
"""Fixtures that need a document with an answer 410."""


def edit(path: Path, old: str, new: str) -> None:
    """Replace ``old`` in the file by ``new``."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
