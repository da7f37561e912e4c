"""The OpenAPI documents, and the validators, responses and samplers compiled from them.

Comes in: YAML and raw values. Goes out: typed values, or all validation errors. Imported by `faults` and above.
"""
