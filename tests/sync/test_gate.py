"""Where Canvas hides its box, work is marked for the SIS as a planned change; elsewhere teachers decide."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from passback.core.gradebook import Assignment, Unread
from passback.core.problem import Problem, Safety
from passback.sync.approval import Approval, ApprovalKind
from passback.sync.gate import asks_for_the_box, marks, to_mark
from passback.sync.plan import plan

UNREAD = Unread("HTTP 500", Problem.CANVAS_UNREACHABLE)


def test_where_the_box_is_hidden_sync_is_set_as_a_planned_change(small: SimpleNamespace) -> None:
    essay = small.assignment(post_to_sis=False, closed=True)
    (change,) = to_mark(small.snapshot(assignments=(essay,), box=False))

    assert change.before == essay
    assert change.after == replace(essay, post_to_sis=True)
    assert change.safety is Safety.ASK
    assert (change.subject.assignment, change.subject.section) == ("A1", None)


@pytest.mark.parametrize("shown", [True, UNREAD])
def test_where_the_box_is_shown_or_nobody_knows_nothing_is_marked(
    small: SimpleNamespace, shown: object
) -> None:
    given = small.snapshot(assignments=(small.assignment(post_to_sis=False),), box=shown)
    assert to_mark(given) == ()


@pytest.mark.parametrize(
    "over",
    [
        {"post_to_sis": True},
        {"published": False},
        {"grading_type": "not_graded"},
        {"submission_types": ("practice_quiz",)},
    ],
)
def test_work_that_would_not_be_sent_is_not_marked(small: SimpleNamespace, over: dict) -> None:
    work = small.assignment(**({"post_to_sis": False} | over))
    assert to_mark(small.snapshot(assignments=(work,), box=False)) == ()


def test_a_course_of_which_no_class_takes_part_is_left_alone(small: SimpleNamespace) -> None:
    off = (small.assignment(post_to_sis=False),)
    assert to_mark(small.snapshot(assignments=off, box=False, joins=False)) == ()
    assert to_mark(small.snapshot(assignments=off, box=False, gradebooks={"S1": UNREAD})) == ()
    assert to_mark(small.snapshot(assignments=UNREAD, box=False)) == ()
    assert to_mark(small.snapshot(assignments=off, box=False, unmarked="leave")) == ()


def test_marking_twice_marks_nothing_the_second_time(small: SimpleNamespace) -> None:
    works = (small.assignment("A2", post_to_sis=False), small.assignment("A1", post_to_sis=False))
    made = to_mark(small.snapshot(assignments=works, box=False))
    assert [c.subject.assignment for c in made] == ["A1", "A2"]
    after = tuple(c.after for c in made if isinstance(c.after, Assignment))
    assert to_mark(small.snapshot(assignments=after, box=False)) == ()


def test_marking_waits_for_one_yes_of_the_course_and_then_goes(small: SimpleNamespace) -> None:
    works = (small.assignment("A2", post_to_sis=False), small.assignment("A1", post_to_sis=False))
    given = small.snapshot(assignments=works, submissions=(), box=False)
    waiting = plan(given, small.NOW)
    assert waiting.changes == ()
    (hold,) = waiting.holds
    assert (hold.subject.assignment, dict(hold.why.facts)) == (None, {"value": "2", "state": "unmarked"})

    yes = Approval(ApprovalKind.HOLD, hold.subject, hold.key, None, "Ada", small.NOW)
    going = plan(replace(given, approvals=(yes,)), small.NOW)
    assert marks(going) == hold.changes
    assert going.holds == ()

    third = (*works, small.assignment("A3", post_to_sis=False))
    more = small.snapshot(assignments=third, submissions=(), box=False, approvals=(yes,))
    assert marks(plan(more, small.NOW)) == (), "a yes is to exactly what was shown"


def test_only_work_without_a_tick_makes_it_worth_asking_for_the_box(small: SimpleNamespace) -> None:
    def asks(**over: object) -> bool:
        return asks_for_the_box(small.course(assignments=(small.assignment(**over),)))

    assert asks(post_to_sis=False)
    assert not asks()
    assert not asks(post_to_sis=False, published=False)
    assert not asks_for_the_box(small.course(assignments=UNREAD))
