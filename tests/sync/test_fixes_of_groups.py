"""A group that Canvas is to get for a category of the SIS: as it is planned, before and after it is made."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from believing import believing
from passback.core.gradebook import Category, Unread
from passback.core.problem import Problem
from passback.core.subject import Subject
from passback.sync import chosen
from passback.sync.chosen import as_chosen
from passback.sync.fixes import create_group, map_category
from passback.sync.importing import new_group
from passback.sync.model import Change, Snapshot
from passback.sync.plan import plan
from passback.sync.proposal import Proposal, joined

UNREAD = Unread("not answered", Problem.SIS_UNREACHABLE)
LABS, QUIZZES = (
    Category("1", "Labs", active=True, weight=None),
    Category("2", "Quizzes", active=True, weight=None),
)


def proposals(small: SimpleNamespace, given: Snapshot) -> list[Proposal]:
    found = [f for f in plan(given, small.NOW).findings if f.problem is Problem.CATEGORY_NOT_FOUND]
    return [made for finding in found for made in create_group.propose(given, finding)]


def test_each_category_without_a_group_may_become_one_and_of_one_nothing_is_to_be_chosen(
    small: SimpleNamespace,
) -> None:
    (two,) = proposals(small, small.snapshot(categories=(LABS, QUIZZES)))
    assert [option.ref for option in two.options] == ["Labs", "Quizzes"]

    groups = (small.group(), small.group("G2", "labs "))
    (one,) = proposals(small, small.snapshot(categories=(LABS, QUIZZES), groups=groups))
    assert one.options == ()
    assert [c.after.name for c in one.changes if c.edits == ()] == ["Quizzes"]  # type: ignore[union-attr]
    assert [c.after.group for c in one.changes if c.edits] == ["new:Quizzes"]  # type: ignore[union-attr]


def test_a_category_that_a_group_is_mapped_to_needs_no_group(small: SimpleNamespace) -> None:
    policy = replace(small.snapshot().policy, categories={"Tests": "Labs"})
    assert proposals(small, small.snapshot(categories=(LABS,), policy=policy)) == []


def changes(small: SimpleNamespace, given: Snapshot) -> tuple[Change, ...]:
    (made,) = proposals(small, given)
    return made.changes


def item_category(small: SimpleNamespace, given: Snapshot, chosen: tuple[Change, ...]) -> list[object]:
    made = plan(given, small.NOW, chosen)
    return [c.after.category for c in made.changes if c.makes_item]  # type: ignore[union-attr]


def test_the_work_goes_to_the_category_of_the_group_that_is_to_be_made(small: SimpleNamespace) -> None:
    given = small.snapshot(categories=(LABS,))
    assert item_category(small, given, ()) == []
    assert item_category(small, given, changes(small, given)) == ["1"]


def test_what_was_to_be_made_is_canvas_s_own_group_once_it_is_there(small: SimpleNamespace) -> None:
    given = small.snapshot(categories=(LABS,))
    wanted = changes(small, given)
    group = replace(new_group("Labs"), id="77")
    works = tuple(replace(work, group="77") for work in given.course.assignments)
    course = replace(given.course, groups=(*given.course.groups, group), assignments=works)
    made = replace(given, course=course)

    def twice() -> bool:
        return as_chosen(made, wanted).course != course

    assert not twice()
    assert item_category(small, made, wanted) == ["1"]
    with believing(chosen._with_groups, "same_name(held.name, made.name)", "False"):
        assert twice()


def test_a_group_put_in_place_and_taken_back_is_identity(small: SimpleNamespace) -> None:
    given = small.snapshot(categories=(LABS,))
    wanted = changes(small, given)
    there = as_chosen(given, wanted)

    assert there != given
    assert as_chosen(there, wanted) == there
    assert as_chosen(there, [change.inverse() for change in wanted]) == given


@pytest.mark.parametrize("part", ["groups", "categories"])
def test_nothing_is_proposed_where_a_side_was_not_read(small: SimpleNamespace, part: str) -> None:
    given = small.snapshot(categories=(LABS,))
    (finding,) = [f for f in plan(given, small.NOW).findings if f.problem is Problem.CATEGORY_NOT_FOUND]
    unread = small.snapshot(**{"categories": (LABS,), part: UNREAD})

    assert [*create_group.propose(unread, finding)] == []


def test_all_work_of_a_group_in_a_class_is_one_choice(small: SimpleNamespace) -> None:
    works = (small.assignment(), small.assignment("A2"))
    marks = (small.submission(), small.submission(of="A2"))
    given = small.snapshot(assignments=works, submissions=marks, categories=(LABS, QUIZZES))
    found = [f for f in plan(given, small.NOW).findings if f.problem is Problem.CATEGORY_NOT_FOUND]
    made = joined(each for finding in found for each in map_category.propose(given, finding))

    assert [len(each.findings) for each in made] == [2]
    assert [c.subject for option in made[0].options for c in option.changes] == [
        Subject("7", "S1", None, None)
    ] * 2
