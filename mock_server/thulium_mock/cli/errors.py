"""What can go wrong with a command that reaches a mock."""


class CommandError(Exception):
    """A command that cannot do its work; the sentence says what to do."""


class Unreachable(CommandError):
    """No mock answers there, or none does yet."""


class Refused(CommandError):
    """The mock answers, and does not do what it is asked; ``status`` is that of its answer, 0 if there is none."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
