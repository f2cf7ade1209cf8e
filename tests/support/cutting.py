"""A run that dies at a chosen moment, again and again, and what a person then does about it.

A moment is just before a request reaches a school, just after the school carried it out and before the answer
arrived, or just before our store writes: whatever a process can be killed between lies between two of them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import in_process
from fix_cases import Case, played
from passback.core.ports import Request
from passback.run import app as run_app
from passback.run.ports import Store
from passback.run.store.memory_store import MemoryStore

T = TypeVar("T")
Do = Callable[[run_app.App, str], Awaitable[T]]
_WRITES = frozenset(
    {"begin_fix", "drop_approval", "drop_refused", "drop_setting", "first_approval", "intend", "keep_batch"}
    | {"keep_fix", "keep_plan", "put_approval", "put_seen", "put_setting", "put_sightings", "settle"}
)


@dataclass
class Life:
    """Of one process: after so many moments it is dead, and does nothing any more. None: it lives on."""

    moments: int | None = None
    lived: int = 0

    def tick(self, *_: object) -> None:
        """One more moment."""
        if self.moments is not None and self.lived >= self.moments:
            raise KeyboardInterrupt
        self.lived += 1


class _Watched:
    """A store each of whose writes is a moment."""

    def __init__(self, store: MemoryStore, life: Life) -> None:
        self._store, self._life = store, life

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a store has
        held = getattr(self._store, name)
        if name not in _WRITES:
            return held

        async def write(*given: object) -> object:
            self._life.tick()
            return await held(*given)

        return write


@dataclass(frozen=True)
class Begun:
    """A school with its connection, and passback's store, to begin from more than once."""

    name: str
    state: bytes

    def again(self) -> "Play":
        """For the caller alone."""
        return Play(self.name, *in_process.resumed(self.state))


@dataclass
class Play:
    """A school and a store that outlive the processes."""

    name: str
    practice: in_process.Practice
    store: MemoryStore

    def run(self, do: Do[T], life: Life | None = None) -> T:
        """In a process of its own.

        Raises:
            KeyboardInterrupt: it died before the end.
        """
        life = life or Life()
        self.practice.before = self.practice.after = life.tick

        async def run() -> T:
            store = cast("Store", _Watched(self.store, life))
            async with run_app.open(in_process.settings(self.practice, store)) as app:
                return await do(app, self.name)

        try:
            return asyncio.run(run())
        finally:
            self.practice.before = self.practice.after = _nothing

    def kept(self) -> Begun:
        """As it is now."""
        return Begun(self.name, in_process.kept(self.practice, self.store))

    def state(self) -> dict[str, object]:
        """All that a fix may touch: Canvas, our store, and each SIS, as they are and not as they are told."""
        school, held = self.practice.school, self.store._all[self.name]
        return {
            "assignments": _rows(school.canvas.assignments),
            "groups": _rows(school.canvas.groups),
            "links": {**held.links},
            "sent": {**held.sent},
            "settings": {**held.settings},
            "approvals": {**held.approvals},
            "lines": {sis: _rows(roster.lines) for sis, roster in school.rosters.items()},
            "marks": {sis: _rows(roster.marks) for sis, roster in school.rosters.items()},
            "aspen": (_rows(school.aspen.columns), _rows(school.aspen.cells)),
            "powerschool": (_rows(school.powerschool.assignments), _rows(school.powerschool.scores)),
            "written": {**school.writes},
        }


def _nothing(_request: Request, _number: int) -> None:
    """Nobody dies."""


def _rows(rows: Mapping[Any, object]) -> object:
    """Each row by its key, without when it was written."""
    return {
        key: deepcopy({k: v for k, v in vars(row).items() if k != "changed"}) for key, row in rows.items()
    }


def begun(case: Case) -> Begun:
    """A case of a fix as it is met."""
    made: list[Begun] = []

    async def keep(app: run_app.App, practice: in_process.Practice, name: str) -> None:
        practice.before = practice.after = _nothing
        made.append(Begun(name, in_process.kept(practice, cast("MemoryStore", app.store))))

    played(case, keep)
    return made[0]
