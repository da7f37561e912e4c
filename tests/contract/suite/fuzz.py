"""Fuzz."""
def fuzz(session, corpus, seed, examples): pass
