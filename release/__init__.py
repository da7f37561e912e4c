"""Releases: what has to agree, and all that is published of one version, built into a folder."""
