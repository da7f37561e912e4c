"""The OpenAPI document as expectations: operations, facts, forms of answers, edge values of parameters.

Comes in: `openapi.yaml` and the tables in `data/`. Goes out: operations with parameters, facts with their ids.
Imported by `expected`, `targets` and above.
"""
