"""An assignment group of Canvas is looked for, then made, weighed or deleted, and read back."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

import in_process
from believing import believing
from ideal_sis import capabilities
from passback.connect.canvas.client import Canvas
from passback.core.capabilities import Ids
from passback.core.connection import CanvasSettings
from passback.core.errors import NoAnswer
from passback.core.finding import Answer, Receipt, Rejection
from passback.core.gradebook import Group, Part, Unread
from passback.core.ports import Request
from passback.core.problem import Problem, Safety, State
from passback.core.subject import Subject
from passback.run import canvas_groups
from passback.run.canvas_groups import CanvasGroups
from passback.run.ports import Outcome
from passback.sandbox import school as sandbox
from passback.sync.importing import new_group
from passback.sync.model import Change

pytestmark = pytest.mark.disable_socket
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LIMITS = capabilities(Ids.SERVER)


@dataclass
class Groups:
    """A Canvas with one course. `fault`: what goes wrong at the next write."""

    held: list[Group] = field(default_factory=list)
    fault: str = ""
    writes: int = 0

    async def groups(self, course: str) -> Part[Group]:
        return Unread("no", Problem.CANVAS_UNREACHABLE) if self.fault == "unread" else tuple(self.held)

    async def create_group(self, course: str, group: Group) -> Answer:
        self.writes += 1
        if self.fault == "refused":
            return Rejection("name is too long", 400, ())
        if self.fault == "down":
            raise NoAnswer("connection refused", Problem.CANVAS_UNREACHABLE, sent=False)
        made = replace(group, id=str(len(self.held) + 1))
        if self.fault == "weight dropped":
            made = replace(made, weight=None)
        if self.fault != "dropped":
            self.held.append(made)
        if self.fault == "reply lost":
            raise NoAnswer("timed out", Problem.CANVAS_UNREACHABLE, sent=True)
        return Receipt(made.id, NOW)

    async def save(self, course: str, before: Group, after: Group) -> Answer:
        self.writes += 1
        self.held = [after if group.id == before.id else group for group in self.held]
        return Receipt(after.id, NOW)


def group(name: str, weight: int | None = None, ref: str = "") -> Group:
    return replace(new_group(name, None if weight is None else Decimal(weight)), id=ref or f"new:{name}")


def change(after: Group | None, before: Group | None = None) -> Change:
    subject = Subject("course", None, None, None)
    return Change(subject, before, after, Problem.CATEGORY_NOT_IMPORTED, Safety.ASK)


def ended(canvas: Groups, changes: tuple[Change, ...], *, begun: bool = False) -> list[Outcome]:
    async def run() -> list[Outcome]:
        groups = CanvasGroups(canvas, in_process.a_practice().clock, LIMITS)  # type: ignore[arg-type]
        return [await groups.change(change, begun=begun) for change in changes]

    return asyncio.run(run())


def states(canvas: Groups, *changes: Change, begun: bool = False) -> list[State]:
    return [outcome.verdict.state for outcome in ended(canvas, changes, begun=begun)]


def test_a_group_is_made_and_read_back() -> None:
    canvas = Groups()
    made = ended(canvas, (change(group("Labs", 30)), change(group("Quizzes"))))

    assert [(o.verdict.state, o.verdict.proven, o.ref) for o in made] == [
        (State.IN_SIS, True, "1"),
        (State.IN_SIS, True, "2"),
    ]
    assert [(g.name, g.weight) for g in canvas.held] == [("Labs", Decimal(30)), ("Quizzes", None)]


def test_a_second_group_of_one_name_is_never_made() -> None:
    canvas = Groups([group("labs ", ref="1")])

    assert states(canvas, change(group("Labs")), change(group("Tests")), change(group("Tests"))) == [
        State.ALREADY_THERE,
        State.IN_SIS,
        State.ALREADY_THERE,
    ]
    assert canvas.writes == 1
    with believing(canvas_groups._held, "same_name(group.name, name)", "group.name == name"):
        assert states(canvas, change(group("Labs"))) == [State.IN_SIS]


def test_a_group_that_an_earlier_run_made_is_its_own() -> None:
    assert states(Groups([group("Labs", ref="1")]), change(group("Labs")), begun=True) == [State.IN_SIS]


def test_groups_that_cannot_be_read_are_not_taken_for_none() -> None:
    canvas = Groups(fault="unread")

    assert states(canvas, change(group("Labs"))) == [State.WAITING]
    assert canvas.writes == 0


def test_what_the_read_back_shows_decides_and_not_the_answer() -> None:
    ends = {
        "refused": State.REFUSED,
        "down": State.WAITING,
        "reply lost": State.IN_SIS,
        "dropped": State.DIFFERS,
        "weight dropped": State.DIFFERS,
    }
    for fault, end in ends.items():
        assert states(Groups(fault=fault), change(group("Labs", 30))) == [end], fault


def test_a_weight_is_set_only_on_the_group_that_was_shown() -> None:
    before = group("Labs", 20, "1")

    assert states(Groups([before]), change(replace(before, weight=Decimal(30)), before)) == [State.IN_SIS]
    moved = Groups([replace(before, weight=Decimal(25))])
    assert states(moved, change(replace(before, weight=Decimal(30)), before)) == [State.NOT_SENT]
    assert moved.writes == 0


# ---- deleting, in a simulated Canvas -----------------------------------------------------------------


class Deleting:
    """A course of the practice school with an empty group, and the deletion of that."""

    def __init__(self) -> None:
        self.practice = in_process.a_practice()
        where = sandbox.interface(self.practice.school, self.practice.urls)["canvas"]
        assert isinstance(where, dict)
        settings = CanvasSettings(where["url"], where["account"], where["token"])
        self.canvas = Canvas(settings, in_process.means(self.practice))
        held = self.practice.school.canvas
        course = next(row.id for row in held.courses.values() if row.name == "Economics")
        self.course, self.rows, self.works = str(course), held.groups, held.assignments
        made = asyncio.run(self.canvas.create_group(self.course, group("Portfolio")))
        assert isinstance(made, Receipt)
        self.group = self.listed()[made.ref]
        self.work = next(row for row in self.works.values() if row.course == course)

    def listed(self) -> dict[str, Group]:
        rows = asyncio.run(self.canvas.groups(self.course))
        assert not isinstance(rows, Unread)
        return {row.id: row for row in rows}

    def delete(self) -> Outcome:
        gone = replace(change(None, self.group), subject=Subject(self.course, None, None, None))
        groups = CanvasGroups(self.canvas, self.practice.clock, LIMITS)
        return asyncio.run(groups.change(gone))


def test_an_empty_group_is_deleted_and_seen_to_be_gone() -> None:
    plant = Deleting()
    works, left = len(plant.works), plant.listed().keys() - {plant.group.id}

    assert plant.delete().verdict.state is State.IN_SIS
    assert plant.listed().keys() == left
    assert len(plant.works) == works
    assert plant.delete().verdict.state is State.ALREADY_THERE


def test_a_group_that_holds_work_is_left_where_it_is() -> None:
    plant = Deleting()
    plant.work.group = int(plant.group.id)
    outcome = plant.delete()

    assert outcome.verdict.state is State.NOT_SENT
    assert outcome.verdict.why is not None
    assert "work came into the group 'Portfolio' since (1)" in outcome.verdict.why.facts["result"]
    assert plant.group.id in plant.listed()


def test_a_group_that_somebody_renamed_is_not_deleted() -> None:
    plant = Deleting()
    plant.rows[int(plant.group.id)].name = "Portfolios"

    assert plant.delete().verdict.state is State.NOT_SENT
    assert plant.group.id in plant.listed()


def work_arrives(plant: Deleting) -> None:
    """In the very moment before the group is deleted."""

    def arrive(request: Request, _: int) -> None:
        if request.method == "DELETE":
            plant.work.group = int(plant.group.id)

    plant.practice.before = arrive


def test_work_that_comes_in_the_very_moment_is_not_lost() -> None:
    plant = Deleting()
    work_arrives(plant)

    assert plant.delete().verdict.state is State.IN_SIS
    assert plant.works[plant.work.id].group in {int(ref) for ref in plant.listed()}

    lost = Deleting()
    work_arrives(lost)
    with believing(Canvas.delete_group, 'query=(("move_assignments_to", rest),)', "query=()"):
        lost.delete()
    assert lost.work.id not in lost.works
