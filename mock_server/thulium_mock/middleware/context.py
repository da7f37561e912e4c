"""Context of one request: the typed entry of the ASGI scope that its layers share."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from thulium_mock.catalogue import ErrorEntry
from thulium_mock.errors import MockError
from thulium_mock.faults.fault_set import FaultSet
from thulium_mock.faults.preferences import Preferences
from thulium_mock.openapi.responses import Answer
from thulium_mock.operations.operation import Operation
from thulium_mock.state.journal import Exchange
from thulium_mock.state.outcome import Outcome
from thulium_mock.state.spaces import Space, Spaces

KEY = "thulium_mock.context"
"""Key of the `Context` in the scope."""

_NO_FAULTS = FaultSet()


@dataclass(slots=True)
class Context:
    """Request as dispatch has read its path, and its outcome.

    ``in_api`` tells whether the path is under the base path; ``path_arguments`` are the raw values of its parameters.
    ``refusal`` says why there is no ``operation``; ``errors`` are those that the document of the area
    shows, by the codes of the catalogue. ``exchange`` is the request to the vendor's API as it is recorded. ``space``
    is None until the request has entered it; ``fault_set`` are the faults in force there, ``faults`` the names of
    those that struck. ``outcome`` is what the handler returned, ``answer`` what was answered: None for nothing, or for
    what a fault has spoilt. ``given_up`` tells that the client left before.
    """

    spaces: Spaces
    space_name: str
    in_api: bool
    operation: Operation | None
    path_arguments: Mapping[str, bytes]
    refusal: MockError | None
    errors: Mapping[int, ErrorEntry]
    exchange: Exchange = field(init=False)
    space: Space | None = None
    fault_set: FaultSet = _NO_FAULTS
    preferences: Preferences | None = None
    faults: tuple[str, ...] = ()
    outcome: Outcome | None = None
    answer: Answer | None = None
    given_up: bool = False
