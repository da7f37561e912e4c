"""A stateful model."""
def model(inspector, corpus, seed): pass
