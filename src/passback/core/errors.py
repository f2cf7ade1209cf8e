"""Our own failures, sorted by what the caller must do. An SIS's refusal is data, never one of these.

    PassbackError
    ├── BadInput      the person typed or gave something wrong: say what, where, and what to do
    ├── Retryable     try again, after `after` seconds where the other side said so
    ├── NeedsLogin    ask for new credentials
    └── NeedsConfig   address, scope, licence or vendor key

Anything else that is raised is a bug. The text of each is one line, safe to show: no secret, no name.
"""

from passback.core.problem import Problem


class PassbackError(Exception):
    """Base of our own errors."""


class BadInput(PassbackError):  # noqa: N818 - named by what it is, as the tree says
    """What was given cannot be used; the text says what, where, and what to do."""


class Retryable(PassbackError):  # noqa: N818
    """It may work later. `after` is in seconds, None where the other side named no time."""

    def __init__(self, text: str, problem: Problem, after: float | None = None) -> None:
        super().__init__(text)
        self.problem = problem
        self.after = after


class NeedsLogin(PassbackError):  # noqa: N818
    """The credentials are refused; only new ones help."""

    def __init__(self, text: str, problem: Problem = Problem.CREDENTIALS_EXPIRED) -> None:
        super().__init__(text)
        self.problem = problem


class NeedsConfig(PassbackError):  # noqa: N818
    """The address, a scope, a licence or a vendor key is wrong or missing."""

    def __init__(self, text: str, problem: Problem) -> None:
        super().__init__(text)
        self.problem = problem


class NoAnswer(Retryable):
    """No whole answer came. `sent` True: the request may have arrived and taken effect."""

    def __init__(self, text: str, problem: Problem, *, sent: bool) -> None:
        super().__init__(text, problem)
        self.sent = sent
