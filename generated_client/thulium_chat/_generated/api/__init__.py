# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
"""Contains methods for accessing the API"""
