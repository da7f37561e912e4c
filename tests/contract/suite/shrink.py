"""Shrink."""
def explain(session):
    for r in session.report.broken:
        r.curl = r.exchange.request.curl(session.target.origin) if r.exchange else ""
