"""A district's earlier exchange: its signs are seen, and what is the teacher's own is none."""

from collections.abc import Mapping
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from passback.core.gradebook import Unread
from passback.core.problem import Problem, Severity
from passback.sync.cutover import signs

UNREAD = Unread("not answered", Problem.SIS_UNREACHABLE)
DATA = {"sis": "L1"}


def look(
    small: SimpleNamespace,
    data: Mapping[str, str] | None,
    earlier: Mapping[str, str],
    links: tuple[object, ...] = (),
    **book: object,
) -> tuple[str | None, Mapping[str, str]]:
    """The sign that is seen, if any, and what is remembered."""
    course = small.course(assignments=(small.assignment(integration_data=data),))
    found, seen = signs(course, {"S1": small.book(**book)}, links, earlier)
    return (found[0].facts["state"] if found else None), seen


def test_a_course_that_nobody_else_writes_to_has_no_sign(small: SimpleNamespace) -> None:
    sign, seen = look(small, {}, {})
    assert sign is None
    assert look(small, {}, seen) == (None, seen)


def test_on_a_first_look_a_link_of_canvas_s_to_a_listed_line_item_is_a_sign(small: SimpleNamespace) -> None:
    sign, seen = look(small, DATA, {}, line_items=(small.item(),))
    assert sign == "linked-elsewhere"
    assert all(key.startswith("7/") for key in seen)


def test_a_link_of_canvas_s_to_nothing_in_the_class_or_to_our_own_is_none(small: SimpleNamespace) -> None:
    assert look(small, DATA, {})[0] is None
    assert look(small, DATA, {}, (small.link(),), line_items=(small.item(),))[0] is None


def test_links_that_appear_or_change_between_two_looks_are_fresh(small: SimpleNamespace) -> None:
    _, before = look(small, {}, {})
    assert look(small, DATA, before)[0] == "fresh-link"
    _, linked = look(small, DATA, {})
    assert look(small, {"sis": "L2"}, linked)[0] == "fresh-link"
    assert look(small, DATA, linked)[0] is None


def test_links_that_went_say_that_somebody_tidied(small: SimpleNamespace) -> None:
    _, before = look(small, DATA, {})
    assert look(small, {}, before)[0] is None


def test_links_that_are_not_shown_say_nothing(small: SimpleNamespace) -> None:
    _, before = look(small, {}, {})
    sign, seen = look(small, None, before)
    assert (sign, seen) == (None, {})


def test_a_foreign_line_item_that_changes_between_runs_is_a_sign(small: SimpleNamespace) -> None:
    _, before = look(small, {}, {}, line_items=(small.item(),), scores={"L1": (small.score("1", "7"),)})
    for scores in ((small.score("1", "8"),), (), (small.score("1", "7"), small.score("2", "7"))):
        assert look(small, {}, before, line_items=(small.item(),), scores={"L1": scores})[0] == (
            "line-item-changed"
        )
    same = {"line_items": (small.item(),), "scores": {"L1": (small.score("1", "7"),)}}
    assert look(small, {}, before, **same)[0] is None
    assert look(small, {}, before, (small.link(),), **(same | {"scores": {}}))[0] is None


def test_work_that_only_the_teacher_has_changes_as_it_likes(small: SimpleNamespace) -> None:
    own = small.item(title="Seating chart quiz")
    _, before = look(small, {}, {}, line_items=(own,), scores={"L1": (small.score("1", "7"),)})
    assert look(small, {}, before, line_items=(own,), scores={"L1": (small.score("1", "9"),)})[0] is None


def test_what_could_not_be_read_is_no_sign_and_forgets_nothing(small: SimpleNamespace) -> None:
    _, before = look(small, {}, {}, line_items=(small.item(),), scores={"L1": (small.score("1", "7"),)})
    for book in ({"line_items": UNREAD}, {"line_items": (small.item(),), "scores": {"L1": UNREAD}}):
        sign, seen = look(small, {}, before, **book)
        assert sign is None
        assert not any("/item/" in key for key in seen)
    assert signs(small.course(assignments=UNREAD), {"S1": small.book()}, (), before) == ((), {})
    assert signs(small.course(), {"S1": UNREAD}, (), before)[0] == ()


def test_the_signs_of_a_course_are_one_finding_that_says_how_many(small: SimpleNamespace) -> None:
    works = tuple(small.assignment(f"A{n}", integration_data={"x": f"L{n}"}) for n in (1, 2))
    course = small.course(assignments=(*works, small.assignment("A3", post_to_sis=False)))
    items = tuple(small.item(f"L{n}", title="other") for n in (1, 2))
    (found,), _ = signs(course, {"S1": small.book(line_items=items)}, (), {})

    assert found.problem is Problem.OTHER_EXCHANGE_ACTIVE
    assert found.severity is Severity.BLOCKS
    assert (found.subject.course, found.subject.section, found.subject.assignment) == ("7", None, None)
    assert found.facts == {
        "state": "linked-elsewhere",
        "assignment": "Essay A1",
        "assignment_id": "A1",
        "value": "2",
    }


marks = st.sampled_from(["7", "8", "9"])


@given(
    st.lists(st.tuples(st.sampled_from(["1", "2", "3"]), marks), unique_by=lambda p: p[0]),
    st.sampled_from([None, {}, DATA]),
)
def test_two_looks_at_the_same_state_see_nothing_new(
    small: SimpleNamespace, held: list[tuple[str, str]], data: dict[str, str] | None
) -> None:
    scores = tuple(small.score(student, mark) for student, mark in held)
    _, seen = look(small, data, {}, line_items=(small.item(),), scores={"L1": scores})
    again = look(small, data, seen, line_items=(small.item(),), scores={"L1": tuple(reversed(scores))})
    sign, after = again
    assert after == seen
    assert sign is None
