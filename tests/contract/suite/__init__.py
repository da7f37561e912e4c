"""The contract suite: checks whatever claims to be this API, from outside, and says which rules hold."""

from tests.contract.suite.check import Options, check, check_app
from tests.contract.suite.results import Report, RuleResult

__all__ = ["Options", "Report", "RuleResult", "check", "check_app"]
