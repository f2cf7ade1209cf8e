"""What every client is given: the seams of the outside world, and nothing of its own."""

from collections.abc import Callable
from dataclasses import dataclass

from passback.core.connection import Secrets
from passback.core.ports import Clock, Http, Limiter, Memory


@dataclass(frozen=True)
class Means:
    """The way out, the time, the limits, the secrets and what was read before; one set for all clients.

    `nonce`: a text that was never used before, for a signature; nobody else draws one.
    """

    http: Http
    clock: Clock
    limiter: Limiter
    secrets: Secrets
    memory: Memory
    nonce: Callable[[], str]

    def reveal(self, given: str) -> str:
        """The secret behind a reference (`env:NAME`, `file:PATH`); any other text as it is.

        Raises:
            NeedsConfig: there is nothing to read behind the reference.
        """
        return self.secrets(given) if given.startswith(("env:", "file:")) else given
