"""Asks of every situation what a plan says of it, then writes it all the same, and keeps both answers.

Reading and planning go through `run` as for a sync. The writes are those of the diff, before a finding stops
them; where passback does not even get to a change, the incumbent's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from in_process import DOMAIN, Practice, settings
from passback.connect.sis.load import load
from passback.core.finding import Answer, Finding, Receipt, Rejection
from passback.core.gradebook import Category, LineItem
from passback.core.ports import SisSide
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.run import app as run_app
from passback.run.clock import VirtualClock
from passback.run.ends import to_send
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.systems import simulators
from passback.sync.diff import diff
from passback.sync.model import Change, Plan, Snapshot
from passback.sync.plan import covers
from passback.sync.plan import plan as make_plan
from predicting.incumbent import NOBODY, Incumbent
from predicting.planting import COURSE, SECTION, Ground, further, meets_the_cause, planted, was_sent
from predicting.situations import Room, Situation
from proofs.calling import NOW


@dataclass(frozen=True)
class Answered:
    """What became of one situation. `blocked`, `warned`: problems that the plan saw on it.

    `refused`: by the SIS. `by`: the entries that its rules spoke, empty where no vendor's words are known.
    `said`: its words.
    """

    system: str
    room: int
    situation: Situation
    refused: bool
    by: tuple[str, ...]
    said: str
    blocked: frozenset[Problem]
    warned: frozenset[Problem]


# Canvas's ids of section and assignment, and of the student if it is about a score.
Place = tuple[str, str, str | None]
Plans = Callable[[Snapshot], Plan]


def usual(snapshot: Snapshot) -> Plan:
    """The plan of a snapshot as passback makes it."""
    return make_plan(snapshot, NOW)


async def measured(room: Room, plans: Plans = usual) -> Sequence[Answered]:
    """Every situation of one class."""
    ground = planted(room)
    practice = Practice(ground.school, VirtualClock(NOW), folder=_folder())
    async with run_app.open(settings(practice, MemoryStore())) as app:
        name = await _connected(app, practice, room.system)
        if was_sent(room.works):
            await _synced(app, name)
        if meets_the_cause(room.works):
            ground.begin()
            await _synced(app, name)
        ground.turn()
        reader = await app.ready.reader(name)
        snapshot = await reader.snapshot(str(COURSE), app.store, practice.clock, anew=True)
        return await _Asked(ground, snapshot, plans(snapshot), reader.sis).all()


async def sent_once(room: Room) -> Ground:
    """The class as it is after its first sync, before anything happened to it."""
    ground = planted(room)
    practice = Practice(ground.school, VirtualClock(NOW), folder=_folder())
    async with run_app.open(settings(practice, MemoryStore())) as app:
        await _synced(app, await _connected(app, practice, room.system))
    return ground


async def _synced(app: run_app.App, name: str) -> None:
    batch, _ = await app.plan(name)
    await app.sync(batch)


@cache
def _folder() -> Path:
    return Path(mkdtemp(prefix="predicting-"))


async def _connected(app: run_app.App, practice: Practice, system: str) -> str:
    """The connection of a system, with the first of the known id profiles, which is the right one here."""
    described = {
        key: dict(simulators()[key].described(practice.school, f"http://{key}.{DOMAIN}"))
        for key in ("canvas", system)
    }
    given = {"canvas": described["canvas"], "sis": {system: described[system]}}
    (connection,) = await app.add_described("asked", given, replaces=True)
    await app.store.save_connection(replace(connection, profile=load(connection.sis).PROFILES[0]))
    return connection.name


@dataclass
class _Asked:
    """One class, planned; its writes go out one by one."""

    ground: Ground
    snapshot: Snapshot
    plan: Plan
    sis: SisSide

    def __post_init__(self) -> None:
        self.changes: dict[Place, Change] = {
            (change.subject.section or "", change.subject.assignment or "", change.subject.student): change
            for change in diff(self.snapshot).changes
            if change.subject.student is not None or isinstance(change.after, LineItem)
        }
        self.refs = {(link.section, link.assignment): link.ref for link in self.snapshot.links}
        self.incumbent = Incumbent(self.ground.school, self.ground.room.system)

    async def all(self) -> Sequence[Answered]:
        asked: dict[tuple[int | None, int], list[Situation]] = {}
        for one in self.ground.room.situations:
            asked.setdefault((one.section, one.work), []).append(one)
        answered: list[Answered] = []
        for (section, work), mine in asked.items():
            item = await self._line_item(section, work)
            for one in mine:
                about_item = one.pupil is None or item is not None
                said, by = item or (None, ()) if about_item else await self._score(one)
                answered.append(self._answered(one, said, by))
        return answered

    def _class_ref(self, section: int | None) -> str:
        """The class as the SIS calls it; where passback found none, as Canvas does."""
        row = further(section)
        if section is None or str(row) in self.plan.classes:
            return self.plan.classes.get(str(row), self.ground.sis.class_ref)
        return str(self.ground.school.canvas.sections[row].sis_id)

    async def _line_item(self, section: int | None, work: int) -> tuple[str, tuple[str, ...]] | None:
        """Write a line item that is new or changed; what the SIS said against it, else None."""
        key = (str(further(section)), self.ground.assignment(work))
        change = self.changes.get((*key, None))
        if change is None:
            return None if key in self.refs else self._incumbents(section, work)
        wanted, before = change.after, change.before
        if not isinstance(wanted, LineItem) or not (before is None or isinstance(before, LineItem)):
            raise TypeError("a line item's change carries line items")
        if wanted.category is None:
            wanted = replace(wanted, category=self._by_name(work))
        heard = dict(self.ground.school.refusals)
        answer: Answer = await self.sis.save_line_item(self._class_ref(section), before, wanted)
        if isinstance(answer, Receipt):
            self.refs[key] = answer.ref
            return None
        return _refusal(answer), self._spoken(heard)

    def _incumbents(self, section: int | None, work: int) -> tuple[str, tuple[str, ...]] | None:
        """Write a line item that passback does not even plan, as the incumbent would."""
        held, heard = self.ground.room.works[work], dict(self.ground.school.refusals)
        said = self.incumbent.line_item_refused(self._class_ref(section), self._by_name(work), held)
        return None if said is None else (said, self._spoken(heard))

    def _by_name(self, work: int) -> str | None:
        """The category that the incumbent would name: the first of that very name, whatever else it is."""
        book = self.snapshot.gradebooks[str(SECTION)]
        name = self.ground.room.groups[self.ground.room.works[work].group]
        categories: Iterable[Category] = getattr(book, "categories", ())
        return next((category.ref for category in categories if category.name == name), None)

    async def _score(self, one: Situation) -> tuple[str | None, tuple[str, ...]]:
        """Write one score; what the SIS said against it, None if nothing."""
        key, pupil = (str(further(one.section)), self.ground.assignment(one.work)), one.pupil or 0
        ref, heard = self.refs[key], dict(self.ground.school.refusals)
        change = self.changes.get((*key, self.ground.user(pupil)))
        if change is not None:
            where = self._class_ref(one.section)
            (answer,) = await self.sis.save_scores(where, [(ref, to_send(change))])
            said = None if isinstance(answer, Receipt) else _refusal(answer)
        else:
            mark = dict(self.ground.room.works[one.work].marks)[pupil]
            numbered = self.ground.room.pupils[pupil].numbered
            student = self.ground.sis.student(pupil) if numbered else NOBODY
            said = self.incumbent.refused(ref, student, mark)
        return said, self._spoken(heard)

    def _spoken(self, before: Mapping[str, int]) -> tuple[str, ...]:
        now = self.ground.school.refusals
        return tuple(sorted(entry for entry, count in now.items() if count != before.get(entry, 0)))

    def _answered(self, one: Situation, said: str | None, by: tuple[str, ...]) -> Answered:
        pupil = None if one.pupil is None else self.ground.user(one.pupil)
        section = str(further(one.section))
        subject = Subject(str(COURSE), section, self.ground.assignment(one.work), pupil)
        seen = [finding for finding in self.plan.findings if covers(finding.subject, subject)]
        blocked = {finding.problem for finding in seen if finding.severity is Severity.BLOCKS}
        warned = {finding.problem for finding in seen if finding.severity is Severity.WARNS}
        blocked |= {why.problem for why in self._stops(subject)}
        room = self.ground.room
        return Answered(
            room.system,
            room.number,
            one,
            said is not None,
            by,
            said or "",
            frozenset(blocked),
            frozenset(warned - blocked),
        )

    def _stops(self, subject: Subject) -> Iterable[Finding]:
        """What keeps a score back; for a line item what keeps back all of it."""
        for row in self.plan.standing:
            same = (row.subject.section, row.subject.assignment) == (subject.section, subject.assignment)
            if not same or row.why is None:
                continue
            whole = row.why.subject.student is None
            if row.subject.student == subject.student or (subject.student is None and whole):
                yield row.why


def _refusal(answer: Answer) -> str:
    """The words of a refusal.

    Raises:
        ValueError: it is none: the write never came to the SIS.
    """
    if isinstance(answer, Rejection):
        return f"{answer.status} {answer.raw}"
    raise ValueError(f"not asked: {answer}")
