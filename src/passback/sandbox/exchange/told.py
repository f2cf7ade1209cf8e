"""How a sender tells what came of what it did: outcomes are gathered here, each with its line of the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from passback.sandbox.exchange.line import Job, Line, text
from passback.sandbox.exchange.outcome import About, Failed, Outcome, Voice
from passback.sandbox.wire import Reply

_REFUSED = 400


@dataclass
class Told:
    """The outcomes of one job, in order."""

    job: Job
    outcomes: list[Outcome] = field(default_factory=list)

    def accepted(self, doing: str, about: About, line: Line, reply: Reply) -> None:
        """It went well, and the log has no line of it."""
        self._add(doing, about, accepted=True, call=line.last, status=reply.status)

    def went(self, doing: str, about: About) -> None:
        """It went well without a request of its own."""
        self._add(doing, about, accepted=True)

    def left(self, doing: str, about: About) -> None:
        """It was left, and no line tells."""
        self._add(doing, about, accepted=False, voice=Voice.EXCHANGE)

    def decided(
        self, doing: str, about: About, entry: str, slots: Mapping[str, str], message: int = 0
    ) -> None:
        """It was left, in the exchange's own words: those of an entry that is its own."""
        said, line = self.job.words(entry, slots, message)
        self._add(doing, about, accepted=False, voice=Voice.EXCHANGE, said=said, line=line)

    def refused(
        self, doing: str, about: About, line: Line, reply: Reply, wrapped: str, students: int = 0
    ) -> None:
        """The SIS refused; `wrapped`: its words as the log has them."""
        self._add(
            doing,
            about,
            accepted=False,
            voice=Voice.SIS,
            said=text(reply),
            line=wrapped,
            call=line.last,
            status=reply.status,
            students=students,
        )

    def failed(self, doing: str, about: About, failed: Failed) -> None:
        """A job ended."""
        self._add(
            doing,
            about,
            accepted=False,
            voice=failed.voice,
            said=failed.said,
            line=failed.line,
            call=failed.call,
            status=failed.status,
        )

    def _add(self, doing: str, about: About, *, accepted: bool, **more: object) -> None:
        job = self.job
        self.outcomes.append(
            Outcome(job.sis, job.system, job.now, doing, about, accepted, **more)  # type: ignore[arg-type] # its fields
        )


def went_well(reply: Reply) -> bool:
    """True for an answer that is no refusal."""
    return reply.status < _REFUSED
