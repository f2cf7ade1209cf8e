"""Ids are matched exactly or not at all, and ours are the same on every machine."""

from hypothesis import given
from hypothesis import strategies as st

from passback.core.gradebook import Student
from passback.core.ids import (
    CanvasField,
    IdRule,
    Transform,
    find_student,
    line_item_id,
    namespace,
    result_id,
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
    roster = [Student("r1", {"number": "s1001"}, active=True), Student("r2", {"number": "s-"}, active=True)]
    bare = IdRule(CanvasField.SIS_ID, "number", Transform.AS_IS, Transform.STRIP_LETTER)

    assert find_student(bare, "1001", roster) == roster[0]
    assert find_student(rule(Transform.AS_IS), "1001", roster) is None
    prefix = IdRule(CanvasField.SIS_ID, "number", Transform.AS_IS, Transform.STRIP_PREFIX)
    assert find_student(prefix, "", roster) is None


def test_an_absent_or_blank_id_names_nothing() -> None:
    assert rule(Transform.AS_IS).applied(None, "x") is None
    assert rule(Transform.AS_IS).applied("   ", "x") is None
    assert rule(Transform.STRIP_PREFIX).applied("s-", None) is None


def test_the_integration_id_is_used_where_the_rule_says_so() -> None:
    wanted = IdRule(CanvasField.INTEGRATION_ID, "number", Transform.AS_IS, Transform.AS_IS)

    assert wanted.applied("sis", "integration") == "integration"


def test_two_students_of_one_number_resolve_to_nobody() -> None:
    twins = [Student("a", {"number": "7"}, True), Student("b", {"number": "7"}, True)]

    assert find_student(rule(Transform.AS_IS), "7", twins) is None
    assert find_student(rule(Transform.AS_IS), "7", twins[:1]) == twins[0]
    assert find_student(rule(Transform.AS_IS), "70", twins) is None


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
