"""Before a write that depends on a remembered part, the part is read again; nothing else is."""

from datetime import date
from types import SimpleNamespace

from passback.core.gradebook import Term
from passback.sync.needs import parts_needed


def needed(small: SimpleNamespace, **over: object) -> dict[str, set[str]]:
    given = small.linked({}, {}, **over) if "line_items" not in over else small.snapshot(**over)
    return {key: set(parts) for key, parts in parts_needed(small.plan(given, small.NOW)).items()}


def test_where_nothing_changes_nothing_is_read_again(small: SimpleNamespace) -> None:
    given = small.linked({"1": "8.5"}, {"1": "8.5"})
    assert parts_needed(small.plan(given, small.NOW)) == {}


def test_a_changed_score_on_a_known_line_item_depends_on_no_list(small: SimpleNamespace) -> None:
    given = small.linked({"1": "7"}, {"1": "7"})
    assert small.plan(given, small.NOW).changes
    assert parts_needed(small.plan(given, small.NOW)) == {}


def test_a_line_item_to_be_made_rests_on_categories_and_terms_and_a_first_score_on_the_roster(
    small: SimpleNamespace,
) -> None:
    assert needed(small, line_items=()) == {"S1": {"categories", "terms", "students"}}


def test_a_first_score_on_a_known_line_item_rests_on_the_roster(small: SimpleNamespace) -> None:
    assert needed(small) == {"S1": {"students"}}


def test_a_line_item_that_moves_rests_on_the_terms(small: SimpleNamespace) -> None:
    moved = small.item(due=date(2026, 9, 29))
    given = small.linked({"1": "8.5"}, {"1": "8.5"}, item=moved)
    assert parts_needed(small.plan(given, small.NOW)) == {"S1": frozenset({"terms"})}


def test_what_a_remembered_part_is_said_to_lack_is_looked_up_again(small: SimpleNamespace) -> None:
    nobody = {"students": ()}
    assert needed(small, **nobody) == {"S1": {"students"}}
    none = {"groups": (small.group("G1", "Projects"),), "line_items": ()}
    assert needed(small, **none) == {"S1": {"categories"}}
    spring = {"terms": (Term("T2", "Spring", date(2027, 1, 4), date(2027, 6, 1)),), "line_items": ()}
    term = small.caps(due_in_term=True)
    assert needed(small, **spring, capabilities=term) == {"S1": {"terms"}}


def test_each_section_has_its_own(small: SimpleNamespace) -> None:
    given = small.snapshot(
        sections=(small.section(), small.section("S2", "C2")),
        enrollments=(small.enrollment("1"), small.enrollment("2", "S2")),
        submissions=(small.submission("1"), small.submission("2")),
        gradebooks={"S1": small.book(), "S2": small.book("c2", students=())},
    )
    parts = parts_needed(small.plan(given, small.NOW))
    assert parts == {"S1": frozenset({"categories", "terms", "students"}), "S2": frozenset({"students"})}
