"""What a proof is, and how it is made: refused, recognized, one value changed, accepted.

A proof plants a state in a fresh school and names one call and one value. The call goes to the school as it
stands, and the very same call to a copy of it in which nothing but that value is another.
"""

import gc
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

from in_process import TODAY
from passback.dictionary.book import entry
from passback.dictionary.entry import Entry
from passback.dictionary.match import Match
from passback.dictionary.recognize import recognize
from passback.sandbox.plant import plant
from passback.sandbox.state.school import School
from proofs.state import OF_THE_MOMENT, Change, changes, path_to, put, spelled


@dataclass(frozen=True)
class Answer:
    """What came of a call. `status`: of HTTP, None where there is none; `said`: empty where nothing was."""

    status: int | None
    said: str
    accepted: bool


class Ask(Protocol):
    """One call that can be made of any school, each time the same."""

    @property
    def name(self) -> str:
        """What is called, for people: `PUT aeries /ims/oneroster/v1p1/lineItems/l-1`."""
        ...

    @property
    def is_one_write(self) -> bool:
        """Does it do all or nothing? A sync does what it can until it is refused."""
        ...

    def __call__(self, school: School) -> Answer:
        """Make it."""
        ...


@dataclass(frozen=True)
class Case:
    """The call of a proof, and the one value that is in its way.

    `owner`: the row, mapping or list of the school that it stands in, by `name`; `to`: what it is changed to.
    """

    ask: Ask
    owner: object
    name: object
    to: object


Stand = Callable[[School], Case]


@dataclass(frozen=True)
class Proof:
    """How one message is proved. `stand`: plants its cause; its docstring says which.

    `injected`: the state is no rule's but a fault put in on purpose.
    """

    entry: str
    message: int
    stand: Stand
    injected: bool = False

    @property
    def state(self) -> str:
        """What stands in the school, in one sentence."""
        return " ".join((self.stand.__doc__ or "").split())


@dataclass(frozen=True)
class Named:
    """A message that no value of a state brings or takes away, and why. `ask`: the call that it answers."""

    entry: str
    message: int
    reason: str
    ask: Callable[[School], Ask] | None = None


@dataclass(frozen=True)
class Made:
    """A proof that was made. `left`: what a refused write changed in the school, which is nothing."""

    proof: Proof
    call: str
    refused: Answer
    flip: Change
    then: Answer
    recognized: tuple[Entry, ...]
    left: tuple[Change, ...] = field(default=())

    @property
    def is_whole(self) -> bool:
        """Refused, recognized, and accepted after the one change."""
        return not self.refused.accepted and self.then.accepted and self.is_itself

    @property
    def is_itself(self) -> bool:
        """The words are known as this entry's, alone or among entries that say the same."""
        return self.proof.entry in {known.id for known in self.recognized}

    def to_json(self) -> dict[str, object]:
        """Its line."""
        return {
            **titled(self.proof.entry),
            "call": self.call,
            "status": self.refused.status,
            "said": self.refused.said,
            "state": self.proof.state,
            "flip": self.flip.to_json(),
            "then": "accepted" if self.then.accepted else f"refused: {self.then.said}",
            **({"injected": True} if self.proof.injected else {}),
        }


def titled(entry_id: str) -> dict[str, object]:
    """The first fields of every line."""
    known = _entry(entry_id)
    title = known.source.title if known.source is not None else None
    return {"sis": known.sis, "title": title, "voice": known.voice}


def named_line(named: Named) -> dict[str, object]:
    """The line of a message without a proof."""
    line = titled(named.entry) | dict.fromkeys(("call", "status", "said", "state", "flip", "then"))
    if named.ask is not None:
        school = fresh()
        ask = named.ask(school)
        answer = ask(school)
        line |= {"call": ask.name, "status": answer.status, "said": answer.said}
    return line | {"reason": named.reason}


def _entry(entry_id: str) -> Entry:
    known = entry(entry_id)
    if known is None:
        raise KeyError(entry_id)
    return known


@cache
def _planted() -> bytes:
    school = plant(1, TODAY)
    school.canvas.throttled.clear()
    return pickle.dumps(school)


def fresh() -> School:
    """A school as it was planted, without its one throttled request."""
    return restored(_planted())


def restored(stood: bytes) -> School:
    """The same state once more. A school is many rows, and looking for garbage among them takes most time."""
    gc.disable()
    try:
        held: School = pickle.loads(stood)  # noqa: S301 - made in this process
    finally:
        gc.enable()
    return held


def make(proof: Proof, watch: Callable[[School, School], None] | None = None) -> Made:
    """Plant, call, change the one value, call again.

    `watch`: is shown the state before the one change and after it.

    Raises:
        ValueError: no value is changed, or more than one.
    """
    school = fresh()
    case = proof.stand(school)
    path = path_to(school, case.owner, case.name)
    stood = pickle.dumps(school)
    asked, flipped = restored(stood), restored(stood)
    put(flipped, path, case.to)
    refused = case.ask(asked)
    (change,) = list(changes(school, flipped))
    if watch is not None:
        watch(school, flipped)
    then = case.ask(flipped)
    left = tuple(c for c in changes(school, asked) if not spelled(c.path).startswith(OF_THE_MOMENT))
    left = left if case.ask.is_one_write else ()
    return Made(proof, case.ask.name, refused, change, then, known(refused.said, proof), left)


def known(said: str, proof: Proof) -> tuple[Entry, ...]:
    """The entry that the dictionary finds in what was said, and those that say the same."""
    found = recognize(said, _entry(proof.entry).sis)
    if not isinstance(found, Match):
        return ()
    return (found.entry, *_also(found))


def _also(match: Match) -> Iterator[Entry]:
    for other in match.also:
        yield other.entry
        yield from _also(other)
