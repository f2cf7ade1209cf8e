"""Of several entries that a text could belong to, one is chosen for a reason, or none is."""

from decimal import Decimal

import pytest

from passback.dictionary import book
from passback.dictionary import needles as room
from passback.dictionary.normalize import fold
from passback.dictionary.recognize import Ambiguous, Match, recognize

MESSAGES = [(entry, message) for entry in book.entries() for message in entry.messages]
LOCKED = (
    '{"message":"The specified assignment is locked.","errors":[{"resource":"Assignment","code":"Locked"}]}'
)


def only_these(monkeypatch: pytest.MonkeyPatch, needles: tuple[room.Needle, ...]) -> None:
    """Let the dictionary have these messages and no others."""
    monkeypatch.setattr(
        "passback.dictionary.recognize.said_by",
        lambda wanted: room.Said(n for n in needles if wanted is None or n.sis in {None, wanted}),
    )


def name(found: object) -> str:
    return found.entry.id if isinstance(found, Match) else type(found).__name__


def test_a_specific_error_behind_a_generic_wrapper_wins() -> None:
    text = f"Grade exchange job failed. Status in SIS: 5 - EXCHANGE_ERROR_NON_RETRYABLE - [X] - {LOCKED}"
    found = recognize(text, "PowerTeacher Pro")

    assert name(found) == "powerschool.assignment-locked"
    assert found.why == "the message without the sender's wrapper"
    assert found.confidence == Decimal("0.95")


def test_of_two_errors_beside_each_other_the_first_is_the_answer() -> None:
    short, long = (
        "Gradebook number does not match.",
        "Unable to add assignment because there are more than one gradebooks.",
    )
    found = recognize(f"{short}\n{long} Please correct your gradebooks and try again.", "aeries")

    assert name(found) == "aeries.gradebook-mismatch"
    assert [name(m) for m in found.also] == ["aeries.several-gradebooks"]


def test_an_error_that_every_system_has_is_no_answer_before_a_telling_one() -> None:
    found = recognize("500 Internal Server Error: Student does not belong to the gradebook.", "aeries")

    assert name(found) == "aeries.student-not-on-gradebook"


def test_a_twin_with_its_wrapper_is_itself_without_doubt() -> None:
    words = "TeacherCategoryID is not active or does not belong to lead teacher for Section"
    quoted = recognize(f"PowerSchool Error: ‘{words}.’")
    bare = recognize(f"{words}.")

    assert name(quoted) == "powerschool.category-not-lead-teachers-quoted"
    assert quoted.confidence > bare.confidence
    assert quoted.also == ()
    assert bare.also


def test_a_twin_whose_end_is_cut_off_is_told_by_its_wrapper() -> None:
    _, message = next(p for p in MESSAGES if p[0].id == "powerschool.category-not-lead-teachers")
    cut = message.example[: message.example.index('"code":')]

    assert name(recognize(cut, "powerschool")) == "powerschool.category-not-lead-teachers"


def test_behind_its_wrapper_fewer_words_of_a_cut_off_message_will_do() -> None:
    told = 'Message: None Details: HTTP response HTTP/1.1 409 Conflict response: {"message":"'
    head = f"nightly run of school 3: {told}"

    assert (
        name(recognize(f"{head}Due date must be bet", "powerschool")) == "powerschool.due-date-outside-term"
    )
    assert name(recognize(f"{head}Due da", "powerschool")) == "Unknown"
    assert name(recognize(head, "powerschool")) == "Unknown"


def test_twins_without_a_common_cause_are_ambiguous(monkeypatch: pytest.MonkeyPatch) -> None:
    needles = [
        needle._replace(problems=("name-taken",)) if needle.entry.endswith("quoted") else needle
        for needle in room.needles()
    ]
    only_these(monkeypatch, tuple(needles))
    found = recognize("TeacherCategoryID is not active or does not belong to lead teacher for Section")

    assert isinstance(found, Ambiguous)
    assert {m.entry.id for m in found.candidates} == {
        "powerschool.category-not-lead-teachers",
        "powerschool.category-not-lead-teachers-bare",
        "powerschool.category-not-lead-teachers-quoted",
    }


def test_words_that_two_systems_say_are_ambiguous_until_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    extra = next(n for n in room.needles() if n.entry == "aspen.category-without-grade-scale")
    doubled = (*room.needles(), extra._replace(entry="powerschool.points-missing", sis="powerschool"))
    only_these(monkeypatch, doubled)
    text = "Given GradebookColumnType does not have a default GradeScale"

    assert isinstance(recognize(text), Ambiguous)
    assert name(recognize(text, "aspen")) == "aspen.category-without-grade-scale"


def test_a_name_that_looks_like_an_error_is_still_a_name() -> None:
    nasty = "At least one of the specified assignment sections is locked."
    told = "Reason: HTTP response HTTP/1.1 409 Conflict response:"
    text = f"Unable to update assignment [{nasty}] {told} {LOCKED}"
    found = recognize(text, "powerschool")

    assert name(found) == "powerschool.assignment-locked"
    assert found.variables == {"assignment": nasty}
    assert found.also == ()


def test_a_name_that_is_a_longer_error_than_the_error_is_still_a_name() -> None:
    nasty = next(m.example for e, m in MESSAGES if e.id == "powerschool.teacher-not-in-section")
    found = recognize(
        f"An assignment already exists with this name {nasty} and due date 10/02/2026 for one "
        "or more classes.",
        "powerschool",
    )

    assert name(found) == "powerschool.name-taken-quoted"
    assert [name(m) for m in found.also] == ["powerschool.name-taken"]


def test_an_error_that_a_wrapper_carries_wins_over_the_wrapper(monkeypatch: pytest.MonkeyPatch) -> None:
    long = "The exchange has given up on this course; the reason that it was told is {result} (end of report)"
    wrapper = room.needles()[0]._replace(
        entry="powerschool.job-timed-out",
        sis="powerschool",
        template=long,
        core=long,
        kernel=long,
        anchor=fold("end of report"),
    )
    needles = (*room.needles(), wrapper)
    only_these(monkeypatch, needles)
    text = long.replace("{result}", "Score entry points is required.")

    assert name(recognize(text, "powerschool")) == "powerschool.points-missing"
    assert name(recognize(long.replace("{result}", "bad luck"), "powerschool")) == "powerschool.job-timed-out"


def test_two_errors_in_one_text_are_both_told() -> None:
    text = f"{LOCKED}\nmeanwhile: Student with sis_user_id=null does not exist in PTP"
    found = recognize(text, "powerschool")

    assert {name(found), *map(name, found.also)} == {
        "powerschool.assignment-locked",
        "powerschool.student-without-sis-id",
    }


def test_of_two_messages_alike_the_values_of_one_are_told_and_not_a_mixture() -> None:
    first = 'Grading category "A" is fine. '
    second = (
        'Grading category "B" not found in Aspen for assignment "Lab". Please ensure that your assignment '
    )
    rest = (
        "categories/groups match between Aspen and Canvas. Available grading categories for class 7 are: X, Y"
    )
    found = recognize(first + second + rest)

    assert found.variables == {
        "category": "B",
        "assignment": "Lab",
        "class": "7",
        "available_categories": "X, Y",
    }


@pytest.mark.parametrize(
    "text", ["The request is invalid.", "Object reference not set to an instance of an object."]
)
def test_words_that_every_product_says_are_surer_where_the_system_is_named(text: str) -> None:
    found = recognize(text)
    assert isinstance(found, Match)
    assert found.confidence <= Decimal("0.7")

    named = recognize(text, found.entry.sis)
    assert isinstance(named, Match)
    assert named.confidence == Decimal("0.99")


def test_what_a_status_line_says_first_and_the_body_again_is_the_body_s() -> None:
    text = "HTTP response HTTP/1.1 500 Internal Server Error response: Internal Server Error"

    assert name(recognize(text, "aeries")) == "aeries.sis-internal-error"
    assert isinstance(recognize(text), Ambiguous)
