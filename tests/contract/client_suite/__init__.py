"""The contract suite for the client: `check_client` holds its sync and async class to what the document allows."""

from tests.contract.client_suite.check import RULES, check_client
from tests.contract.client_suite.clients import Clients

__all__ = ["RULES", "Clients", "check_client"]
