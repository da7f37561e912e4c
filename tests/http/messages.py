"""Messages of HTTP as tests send them: those of the contract suite, by the default API user."""

from thulium_contract.http import messages
from thulium_contract.http.messages import Headers, Request, Response, decoded, encoded

from tests.servers import CREDENTIALS

__all__ = ["START", "Headers", "Request", "Response", "basic", "decoded", "encoded"]

START = "/api/chat_conversations/start"


def basic(user: str = CREDENTIALS[0], password: str = CREDENTIALS[1]) -> tuple[str, str]:
    """Return the Authorization header of HTTP Basic."""
    return messages.basic(user, password)
