"""The OpenAPI documents, and what is compiled of them: parameters, query strings, bodies, responses, samples.

Comes in: YAML and raw values. Goes out: typed values, or all error entries. Imported by `faults` and above.
"""
