"""Releases: consistency checks of a version, and its artifacts, built into a folder."""
