"""Servers of other people's: strangers, which keep all documented facts, and liars, which break one; by a table."""
