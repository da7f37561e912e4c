# Generated from openapi/openapi.yaml by `make client`. Do not edit: `make client` replaces the whole folder.
"""Contains endpoint functions for accessing the API"""
