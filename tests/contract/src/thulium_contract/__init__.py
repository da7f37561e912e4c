"""The contract suite: checks whatever claims to be this API, from outside, and says which rules hold."""

from thulium_contract.check import Options, check, check_app
from thulium_contract.results import Report, RuleResult

__all__ = ["Options", "Report", "RuleResult", "check", "check_app"]
