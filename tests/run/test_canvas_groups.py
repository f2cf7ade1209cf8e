"""Assignment groups are made in Canvas by consent only: looked for, sent, read back, one at a time."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal

from passback.core.errors import NoAnswer
from passback.core.finding import Answer, Receipt, Rejection
from passback.core.gradebook import Group, Part, Unread
from passback.core.problem import Problem, Safety, State
from passback.core.subject import Subject
from passback.run.canvas_apply import GroupOutcome, apply_groups
from passback.sync.model import Change

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


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
    given = None if weight is None else Decimal(weight)
    return Group(ref, name, given, None, drops=False)


def change(after: Group, before: Group | None = None) -> Change:
    subject = Subject("course", None, None, None)
    return Change(subject, before, after, Problem.CATEGORY_NOT_IMPORTED, Safety.ASK)


def applied(canvas: Groups, *changes: Change) -> list[tuple[State, str]]:
    done: tuple[GroupOutcome, ...] = asyncio.run(apply_groups(canvas, "course", changes))  # type: ignore[arg-type]
    return [(outcome.state, outcome.said) for outcome in done]


def test_a_group_is_made_and_read_back() -> None:
    canvas = Groups()

    assert applied(canvas, change(group("Labs", 30)), change(group("Quizzes"))) == [(State.IN_SIS, "")] * 2
    assert [(g.name, g.weight) for g in canvas.held] == [("Labs", Decimal(30)), ("Quizzes", None)]


def test_a_second_group_of_one_name_is_never_made() -> None:
    canvas = Groups([group("labs ", ref="1")])

    assert applied(canvas, change(group("Labs")), change(group("Tests")), change(group("Tests"))) == [
        (State.ALREADY_THERE, ""),
        (State.IN_SIS, ""),
        (State.ALREADY_THERE, ""),
    ]
    assert canvas.writes == 1


def test_groups_that_cannot_be_read_are_not_taken_for_none() -> None:
    canvas = Groups(fault="unread")

    assert [state for state, _ in applied(canvas, change(group("Labs")))] == [State.WAITING]
    assert canvas.writes == 0


def test_what_the_read_back_shows_decides_and_not_the_answer() -> None:
    ends = {
        "refused": (State.REFUSED, "name is too long"),
        "down": (State.WAITING, "connection refused"),
        "reply lost": (State.IN_SIS, ""),
        "dropped": (State.UNCONFIRMED, "Canvas does not show it"),
        "weight dropped": (State.DIFFERS, "Canvas shows another weight"),
    }
    for fault, end in ends.items():
        assert applied(Groups(fault=fault), change(group("Labs", 30))) == [end], fault


def test_a_weight_is_set_only_on_the_group_that_was_shown() -> None:
    before = group("Labs", 20, "1")

    assert applied(Groups([before]), change(replace(before, weight=Decimal(30)), before)) == [
        (State.IN_SIS, "")
    ]
    moved = Groups([replace(before, weight=Decimal(25))])
    assert [s for s, _ in applied(moved, change(replace(before, weight=Decimal(30)), before))] == [
        State.NOT_SENT
    ]
    assert moved.writes == 0
