# Generated from openapi/openapi.yaml by `make client`. Do not edit: `make client` replaces the whole folder.
"""Contains methods for accessing the API"""
