"""The one failure that this room adds to our own: an answer came, and a read cannot use it."""

from passback.core.errors import Retryable
from passback.core.problem import Problem


class Unreadable(Retryable):
    """A read got an answer that holds no data. `status`: its HTTP status, None where shape is at fault.

    `body`: what came, for a client that must tell a missing record from a missing route; it may hold a
    student's name and never enters the text.
    """

    def __init__(
        self,
        text: str,
        problem: Problem,
        status: int | None = None,
        after: float | None = None,
        body: bytes = b"",
    ) -> None:
        super().__init__(text, problem, after)
        self.status = status
        self.body = body


def misshapen(where: str, wanted: str) -> Unreadable:
    """The failure of a field: names where it stands and what was due there, never what it held."""
    return Unreadable(f"{where}: expected {wanted}", Problem.ANSWER_NOT_UNDERSTOOD)
