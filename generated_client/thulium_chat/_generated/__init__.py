# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
"""What `make client` makes of the document."""
