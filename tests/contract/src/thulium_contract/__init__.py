"""Contract suite: black-box conformance checks of any server of this API, with a report of the rules."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from thulium_contract.checking.full import Options, check, check_app
    from thulium_contract.reports.results import Report, RuleResult

__version__ = "1.0.0"

__all__ = ["Options", "Report", "RuleResult", "__version__", "check", "check_app"]

_RESULTS = ("Report", "RuleResult")


def __getattr__(name: str) -> Any:
    # hypothesis is slow to import, and whoever only reads HTTP with `thulium_contract.http` may not have it.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{'reports.results' if name in _RESULTS else 'checking.full'}"), name)
