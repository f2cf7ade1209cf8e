"""Ids are matched exactly or not at all, and ours are the same on every machine."""

from hypothesis import given
from hypothesis import strategies as st

from passback.core.gradebook import Student
from passback.core.ids import (
    CanvasField,
    IdRule,
    Transform,
    by_form,
    by_id,
    line_item_id,
    namespace,
    near_misses,
    result_id,
    the_one,
)


def rule(transform: Transform, sis: str = "number") -> IdRule:
    return IdRule(CanvasField.SIS_ID, sis, transform, Transform.AS_IS)


def test_each_transform_does_what_its_name_says() -> None:
    assert rule(Transform.AS_IS).applied(" 00123 ", None) == "00123"
    assert rule(Transform.STRIP_ZEROS).applied("00123", None) == "123"
    assert rule(Transform.STRIP_ZEROS).applied("000", None) == "0"
    assert rule(Transform.STRIP_PREFIX).applied("s-12-3", None) == "12-3"
    assert rule(Transform.STRIP_PREFIX).applied("plain", None) == "plain"


def test_one_letter_before_a_number_is_stripped_and_no_other() -> None:
    for text, wanted in (("s1001", "1001"), ("1001", "1001"), ("sam", "sam"), ("ss1", "ss1"), ("s", "s")):
        assert rule(Transform.STRIP_LETTER).applied(text, None) == wanted


def test_the_sis_s_own_id_is_changed_before_it_is_compared() -> None:
    roster = [
        Student("r1", {"number": "s1001"}, active=True, on_gradebook=True),
        Student("r2", {"number": "s-"}, active=True, on_gradebook=True),
    ]
    bare = IdRule(CanvasField.SIS_ID, "number", Transform.AS_IS, Transform.STRIP_LETTER)

    assert the_one(by_id(bare, roster), "1001") == roster[0]
    assert the_one(by_id(rule(Transform.AS_IS), roster), "1001") is None
    prefix = IdRule(CanvasField.SIS_ID, "number", Transform.AS_IS, Transform.STRIP_PREFIX)
    assert the_one(by_id(prefix, roster), "") is None


def test_an_absent_or_blank_id_names_nothing() -> None:
    assert rule(Transform.AS_IS).applied(None, "x") is None
    assert rule(Transform.AS_IS).applied("   ", "x") is None
    assert rule(Transform.STRIP_PREFIX).applied("s-", None) is None


def test_the_integration_id_is_used_where_the_rule_says_so() -> None:
    wanted = IdRule(CanvasField.INTEGRATION_ID, "number", Transform.AS_IS, Transform.AS_IS)

    assert wanted.applied("sis", "integration") == "integration"


def test_two_students_of_one_number_resolve_to_nobody() -> None:
    twins = [Student("a", {"number": "7"}, True, True), Student("b", {"number": "7"}, True, True)]

    assert the_one(by_id(rule(Transform.AS_IS), twins), "7") is None
    assert the_one(by_id(rule(Transform.AS_IS), twins[:1]), "7") == twins[0]
    assert the_one(by_id(rule(Transform.AS_IS), twins), "70") is None


@given(st.text(), st.text(), st.integers(1, 9))
def test_ids_are_deterministic_and_differ_by_every_part(
    assignment: str, class_ref: str, generation: int
) -> None:
    here, there = namespace("canvas.test", "sis.test"), namespace("canvas.test", "other.test")

    made = line_item_id(here, assignment, class_ref, generation)

    assert made == line_item_id(here, assignment, class_ref, generation)
    assert made != line_item_id(there, assignment, class_ref, generation)
    assert made != line_item_id(here, assignment + "x", class_ref, generation)
    assert made != line_item_id(here, assignment, class_ref, generation + 1)
    assert made != result_id(here, assignment, class_ref)


def test_a_near_miss_names_prefix_zeros_and_other_school() -> None:
    for wanted, known in (
        ("4411", "004411"),
        ("004411", "4411"),
        ("c-4411", "C-4411"),
        ("CLASS-4411", "4411"),
        ("4411", "CLASS-4411"),
        ("012-4411", "013-4411"),
        ("2025-4411", "2026-4411"),
        ("s4411", "4411"),
        ("4411", "t4411"),
    ):
        assert near_misses(wanted, by_form(["9999", known])) == (known,), (wanted, known)


def test_what_only_ends_alike_in_a_digit_is_no_near_miss() -> None:
    assert near_misses("2026-1", by_form(["2025-1", "9-1"])) == ()
    assert near_misses("4411", by_form(["4412", "44110", "", "4411"])) == ()


def test_near_misses_are_three_at_most_the_likest_first() -> None:
    known = ["013-4411", "014-4411", "015-4411", "0012-4411"]
    assert near_misses("012-4411", by_form(known)) == ("0012-4411", "013-4411", "014-4411")


ids = st.text("0123456789-_.sC", max_size=8)


@given(ids, st.lists(ids))
def test_a_near_miss_is_always_one_of_the_known_and_never_the_wanted(wanted: str, known: list[str]) -> None:
    found = near_misses(wanted, by_form(known))
    assert set(found) <= set(known) - {wanted, ""}
    assert near_misses(wanted, by_form(reversed(known))) == found


@given(ids, ids)
def test_being_near_is_mutual(one: str, two: str) -> None:
    if one and two:
        assert bool(near_misses(one, by_form([two]))) == bool(near_misses(two, by_form([one])))
