"""SIS categories become assignment groups: once by name, weights only by consent, nothing on the unread."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passback.core.gradebook import Category, Gradebook, Group, Missing, Unread
from passback.core.problem import Problem, Safety
from passback.sync.importing import to_import
from passback.sync.model import Change
from passback.sync.text import normal

UNREAD = Unread("not answered", Problem.SIS_UNREACHABLE)


def categories(*names: str, weight: str | None = None) -> tuple[Category, ...]:
    number = Decimal(weight) if weight else None
    return tuple(Category(f"cat-{name}", name, active=True, weight=number) for name in names)


def names(changes: tuple[Change, ...]) -> list[str]:
    return [change.after.name for change in changes if isinstance(change.after, Group)]


def test_a_category_without_a_group_becomes_one_on_consent(small: SimpleNamespace) -> None:
    books = {"S1": small.book(categories=categories("Homework", "Labs", "Quizzes"))}
    made = to_import(small.course(), books, weights=False)

    assert names(made) == ["Labs", "Quizzes"]
    assert all(change.before is None and change.safety is Safety.ASK for change in made)
    assert all(
        change.after.id == f"new:{change.after.name}" and change.after.weight is None for change in made
    )
    assert len({change.key for change in made}) == len(made)


@pytest.mark.parametrize("name", ["Homework", "homework", " Home&#119;ork ", "HOMEWORK", "Ｈomework"])
def test_import_never_makes_a_second_group_of_one_name(small: SimpleNamespace, name: str) -> None:
    books = {"S1": small.book(categories=categories(name))}
    assert to_import(small.course(), books, weights=False) == ()


def test_a_category_of_several_classes_is_made_once(small: SimpleNamespace) -> None:
    books = {
        "S1": small.book(categories=categories("Labs", "Lab reports")),
        "S2": small.book("c2", categories=categories("labs", "Quizzes")),
    }
    assert names(to_import(small.course(), books, weights=False)) == ["Lab reports", "Labs", "Quizzes"]


def test_a_category_that_a_group_is_mapped_to_needs_no_group(small: SimpleNamespace) -> None:
    books = {"S1": small.book(categories=categories("Labs", "Quizzes"))}
    assert names(to_import(small.course(), books, weights=False, mapped=["labs"])) == ["Quizzes"]


def test_a_category_that_takes_no_new_work_is_not_imported(small: SimpleNamespace) -> None:
    books = {"S1": small.book(categories=(Category("c", "Labs", active=False), Category("d", " ", True)))}
    assert to_import(small.course(), books, weights=False) == ()


@pytest.mark.parametrize("read", [UNREAD, Missing("C1", ())])
def test_a_class_that_could_not_be_read_adds_nothing_and_stops_nothing(
    small: SimpleNamespace, read: object
) -> None:
    books = {"S1": read, "S2": small.book("c2", categories=categories("Labs"))}
    assert names(to_import(small.course(), books, weights=False)) == ["Labs"]
    assert to_import(small.course(), {"S1": small.book(categories=UNREAD)}, weights=False) == ()


def test_without_canvas_s_groups_nothing_is_made(small: SimpleNamespace) -> None:
    books = {"S1": small.book(categories=categories("Labs"))}
    assert to_import(small.course(groups=UNREAD), books, weights=True) == ()


def test_weights_are_set_only_by_consent(small: SimpleNamespace) -> None:
    books = {"S1": small.book(categories=categories("Homework", "Labs", weight="40"))}
    group = small.group(weight=Decimal(20))

    (kept,) = to_import(small.course(groups=(group,)), books, weights=False)
    assert kept.after.weight is None
    weighed = to_import(small.course(groups=(group,)), books, weights=True)
    assert {(c.after.name, c.after.weight) for c in weighed} == {
        ("Homework", Decimal(40)),
        ("Labs", Decimal(40)),
    }
    assert {c.before for c in weighed} == {None, group}
    assert all(c.safety is Safety.ASK for c in weighed)


def test_a_weight_that_is_there_or_on_which_classes_differ_is_left_alone(small: SimpleNamespace) -> None:
    same = {"S1": small.book(categories=categories("Homework", weight="40"))}
    assert to_import(small.course(groups=(small.group(weight=Decimal(40)),)), same, weights=True) == ()
    other = same | {"S2": small.book("c2", categories=categories("Homework", weight="60"))}
    assert to_import(small.course(), other, weights=True) == ()


def test_of_two_groups_of_one_name_none_is_given_a_weight(small: SimpleNamespace) -> None:
    books = {"S1": small.book(categories=categories("Homework", weight="40"))}
    twins = (small.group("G1"), small.group("G2", "homework"))
    assert to_import(small.course(groups=twins), books, weights=True) == ()


words = st.sampled_from(["Labs", "labs", "LABS ", "Quizzes", "Quiz", "Home work", "Home  work", "", "&amp;"])


@given(st.lists(words), st.lists(st.lists(words), max_size=3), st.booleans())
def test_importing_twice_makes_nothing_the_second_time(
    small: SimpleNamespace, groups: list[str], classes: list[list[str]], weights: bool
) -> None:
    held = tuple(small.group(f"G{n}", name) for n, name in enumerate(groups))
    books: dict[str, Gradebook] = {
        f"S{n}": small.book(f"c{n}", categories=categories(*names)) for n, names in enumerate(classes)
    }
    made = to_import(small.course(groups=held), books, weights)
    after = (*held, *(small.group(f"N{n}", name) for n, name in enumerate(names(made))))

    assert to_import(small.course(groups=after), books, weights) == ()
    fresh = [normal(name).casefold() for name in names(made)]
    assert len(set(fresh)) == len(fresh)
    assert not set(fresh) & {normal(group.name).casefold() for group in held}
