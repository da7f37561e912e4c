# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
"""Contains endpoint functions for accessing the API"""
