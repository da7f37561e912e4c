"""Console: a web page over the control API, and the documents in Swagger UI.

Comes in: GET requests for its paths. Goes out: static files (plain HTML, CSS and ES modules). Imported by `app`.
"""
