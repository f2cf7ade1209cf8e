"""Where Canvas hides its box, work is marked for the SIS as a planned change; elsewhere teachers decide."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from passback.core.gradebook import Assignment, Unread
from passback.core.problem import Problem, Safety
from passback.sync.gate import to_mark

UNREAD = Unread("HTTP 500", Problem.CANVAS_UNREACHABLE)


def test_where_the_box_is_hidden_sync_is_set_as_a_planned_change(small: SimpleNamespace) -> None:
    essay = small.assignment(post_to_sis=False, closed=True)
    (change,) = to_mark(small.snapshot(assignments=(essay,)), shown=False)

    assert change.before == essay
    assert change.after == replace(essay, post_to_sis=True)
    assert change.safety is Safety.ASK
    assert (change.subject.assignment, change.subject.section) == ("A1", None)


@pytest.mark.parametrize("shown", [True, UNREAD])
def test_where_the_box_is_shown_or_nobody_knows_nothing_is_marked(
    small: SimpleNamespace, shown: object
) -> None:
    given = small.snapshot(assignments=(small.assignment(post_to_sis=False),))
    assert to_mark(given, shown) == ()


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
    given = small.snapshot(assignments=(small.assignment(**({"post_to_sis": False} | over)),))
    assert to_mark(given, shown=False) == ()


def test_a_course_of_which_no_class_takes_part_is_left_alone(small: SimpleNamespace) -> None:
    off = (small.assignment(post_to_sis=False),)
    assert to_mark(small.snapshot(assignments=off, joins=False), shown=False) == ()
    assert to_mark(small.snapshot(assignments=off, gradebooks={"S1": UNREAD}), shown=False) == ()
    assert to_mark(small.snapshot(assignments=UNREAD), shown=False) == ()


def test_marking_twice_marks_nothing_the_second_time(small: SimpleNamespace) -> None:
    works = (small.assignment("A2", post_to_sis=False), small.assignment("A1", post_to_sis=False))
    made = to_mark(small.snapshot(assignments=works), shown=False)
    assert [c.subject.assignment for c in made] == ["A1", "A2"]
    after = tuple(c.after for c in made if isinstance(c.after, Assignment))
    assert to_mark(small.snapshot(assignments=after), shown=False) == ()
