"""A raw message, however wrapped or mangled in the ordinary ways, is traced to its entry, or honestly not."""

import html
import json
import textwrap
from collections.abc import Callable
from decimal import Decimal

import pytest

from passback.core.errors import BadInput
from passback.core.sis import Sis
from passback.dictionary import book
from passback.dictionary import recognize as room
from passback.dictionary.entry import Entry
from passback.dictionary.normalize import LONGEST
from passback.dictionary.recognize import Ambiguous, Match, Unknown, recognize
from passback.dictionary.spelling import sis_named
from passback.dictionary.template import Slot, compiled, parse

MESSAGES = [(entry, message) for entry in book.entries() for message in entry.messages]
each_message = pytest.mark.parametrize(
    ("entry", "message"), MESSAGES, ids=[f"{e.id}-{e.messages.index(m)}" for e, m in MESSAGES]
)
# Entries that say the same words, and are told apart by their wrapper only.
TWINS = [
    {"canvas.throttled", "powerschool.canvas-throttled"},
    {
        "powerschool.category-not-lead-teachers",
        "powerschool.category-not-lead-teachers-bare",
        "powerschool.category-not-lead-teachers-quoted",
    },
    {"powerschool.name-taken", "powerschool.name-taken-quoted"},
]
LOCKED = (
    '{"message":"The specified assignment is locked.","errors":[{"resource":"Assignment","code":"Locked"}]}'
)


def twins(entry: Entry) -> set[str]:
    return next((group for group in TWINS if entry.id in group), {entry.id})


def name(found: object) -> str:
    return found.entry.id if isinstance(found, Match) else type(found).__name__


def filled(template: str) -> str:
    """A text of the template, with values that are not the example's."""
    return "".join("4711" if isinstance(t, Slot) else t for t in parse(template))


@each_message
def test_an_example_is_recognized_as_its_own_entry(entry: Entry, message: object) -> None:
    for sis in (None, entry.sis.value if entry.sis else None, entry.sis.display if entry.sis else None):
        found = recognize(message.example, sis)
        assert name(found) == entry.id
        assert found.why == "the whole message"


@each_message
def test_a_bare_core_is_recognized_as_itself_or_a_declared_twin(entry: Entry, message: object) -> None:
    found = recognize(filled(message.core), entry.sis.value if entry.sis else None)

    assert name(found) in twins(entry)
    assert entry.id in {found.entry.id, *(m.entry.id for m in found.also)}


def test_declared_twins_are_twins_and_no_others_are() -> None:
    paired = set()
    for entry, message in MESSAGES:
        found = recognize(filled(message.core), entry.sis.value if entry.sis else None)
        paired |= {frozenset((found.entry.id, twin.entry.id)) for twin in found.also}
    declared = {frozenset((a, b)) for group in TWINS for a in group for b in group if a != b}

    assert paired <= declared
    assert {i for pair in paired for i in pair} == {i for group in TWINS for i in group}


CURLY = str.maketrans({"'": "’"})
WIDE = {c: c + 0xFEE0 for c in range(0x21, 0x7F)}
MANGLED: dict[str, Callable[[str], str]] = {
    "inside JSON": lambda t: json.dumps({"level": "error", "message": t}),
    "inside JSON twice": lambda t: json.dumps(json.dumps({"m": t})),
    "with HTML entities": html.escape,
    "with HTML entities twice": lambda t: html.escape(html.escape(t)),
    "with curly quotes": lambda t: t.translate(CURLY).replace('"', "”"),
    "in capitals": str.upper,
    "in small letters": str.lower,
    "in wide letters": lambda t: t.translate(WIDE),
    "wrapped at 40 columns": lambda t: "\r\n".join(textwrap.wrap(t, 40)),
    "cut into lines of 33 characters": lambda t: "\n".join(t[i : i + 33] for i in range(0, len(t), 33)),
    "with no-break spaces": lambda t: t.replace(" ", "\u00a0"),
    "with zero-width spaces": lambda t: t.replace(" ", " \u200b"),
    "without its quotes": lambda t: t.replace('"', " ") if '""' not in t else t,
    "behind a log's head": lambda t: f"2026-11-20T22:14:03Z WARN grade_sync[41]: course 101: {t}",
    "before other words": lambda t: f"{t} (sent by the nightly run of school 3)",
    "spaced as JSON printers do": lambda t: t.replace('":', '" : ').replace(",", ", "),
}


@pytest.mark.parametrize("how", MANGLED)
@each_message
def test_a_mangled_message_is_recognized(entry: Entry, message: object, how: str) -> None:
    found = recognize(MANGLED[how](message.example), entry.sis.value if entry.sis else None)

    if name(found) == "Unknown" and compiled(message.core).weight < 24:
        return  # a few words among many others may be anything; the next test holds them to it
    assert name(found) == entry.id


def test_few_words_among_many_are_not_taken_for_an_error() -> None:
    assert name(recognize("Assignment not found.", "powerschool")) == "powerschool.line-item-deleted"
    assert name(recognize('{"message":"Assignment not found."}')) == "powerschool.line-item-deleted"
    asked = "Yesterday I saw: assignment not found. Where do I look for the assignments of my class?"
    assert name(recognize(asked, "powerschool")) == "Unknown"


@each_message
def test_a_message_cut_off_is_itself_or_unknown_and_never_another(entry: Entry, message: object) -> None:
    whole = filled(message.core)
    sis = entry.sis.value if entry.sis else None
    for length in range(5, len(whole)):
        for end in ("", "...", "…"):
            found = recognize(whole[:length] + end, sis)
            if isinstance(found, Match):
                assert found.entry.id in twins(entry), whole[:length]
            elif compiled(message.core).weight > 40 and length > len(whole) * 4 / 5:
                pytest.fail(f"{name(found)}: {whole[:length]}")


def test_a_value_that_was_cut_off_is_not_told() -> None:
    found = recognize("Grading Category missing for assignment Intro", "powerschool")
    assert found.variables == {"assignment": "Intro"}

    cut = recognize("An assignment already exists with this name The Constituti", "powerschool")
    assert isinstance(cut, Match)
    assert cut.variables == {}
    assert cut.confidence <= Decimal("0.75")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n",
        "ok",
        "The lunch menu for Friday is pizza.",
        "Due date must be set before you can print the roster",
        "The assignment is late and the section is locked out of the building",
        '{"message":"Internal Server Error"}',
        "HTTP response HTTP/1.1 409 Conflict response:",
        "EXCHANGE_ERROR_NON_RETRYABLE - 1234 - something that nobody has seen",
        "COLLECTION_GENERIC - 5d0e - HTTP response HTTP/1.1 400 Bad Request response: {}",
        'java.lang.NumberFormatException at com.example.Parser for input string: "12x"',
        "Grade exchange job failed. Status in SIS: 5 - ",
        "\U0001f600" * 50,
        "{assignment}",
    ],
)
def test_what_fits_nothing_is_unknown(text: str) -> None:
    assert isinstance(recognize(text), Unknown)


def test_unknown_brings_the_nearest_entries() -> None:
    found = recognize("the due date should be between the term dates", "powerschool")

    assert isinstance(found, Unknown)
    assert "powerschool.due-date-outside-term" in [e.id for e in found.nearest]
    assert len(found.nearest) <= 3


def test_a_specific_error_behind_a_generic_wrapper_wins() -> None:
    text = f"Grade exchange job failed. Status in SIS: 5 - EXCHANGE_ERROR_NON_RETRYABLE - [X] - {LOCKED}"
    found = recognize(text, "PowerTeacher Pro")

    assert name(found) == "powerschool.assignment-locked"
    assert found.why == "the message without the sender's wrapper"
    assert found.confidence == Decimal("0.95")


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


def test_twins_without_a_common_cause_are_ambiguous(monkeypatch: pytest.MonkeyPatch) -> None:
    needles = [
        needle._replace(problems=("name-taken",)) if needle.entry.endswith("quoted") else needle
        for needle in room._needles()
    ]
    monkeypatch.setattr(room, "_needles", lambda: tuple(needles))
    found = recognize("TeacherCategoryID is not active or does not belong to lead teacher for Section")

    assert isinstance(found, Ambiguous)
    assert {m.entry.id for m in found.candidates} == TWINS[1]


def test_words_that_two_systems_say_are_ambiguous_until_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    extra = next(n for n in room._needles() if n.entry == "aspen.category-without-grade-scale")
    doubled = (*room._needles(), extra._replace(entry="powerschool.points-missing", sis="powerschool"))
    monkeypatch.setattr(room, "_needles", lambda: doubled)
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


def test_an_entry_of_another_system_is_near_and_no_match() -> None:
    found = recognize("Given GradebookColumnType does not have a default GradeScale", "powerschool")

    assert isinstance(found, Unknown)
    assert "aspen.category-without-grade-scale" in [e.id for e in found.nearest]


def test_what_canvas_says_is_known_whatever_the_sis() -> None:
    for sis in (None, *Sis):
        assert (
            name(recognize('{"errors":[{"message":"Invalid access token."}]}', sis)) == "canvas.token-refused"
        )


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("powerschool", Sis.POWERSCHOOL),
        ("PowerTeacher Pro", Sis.POWERSCHOOL),
        ("power-school", Sis.POWERSCHOOL),
        ("PowerSchool-PowerTeacher Pro", Sis.POWERSCHOOL),
        ("Follett Aspen", Sis.ASPEN),
        ("ASPEN", Sis.ASPEN),
        ("infinite campus", Sis.INFINITE_CAMPUS),
        ("Q", Sis.Q_SIS),
        ("q_sis", Sis.Q_SIS),
    ],
)
def test_a_system_is_known_by_its_usual_names(said: str, meant: Sis) -> None:
    assert sis_named(said) is meant


@pytest.mark.parametrize("said", ["", "banana", "power", "\x1b[31m", "x" * 5000])
def test_an_unknown_system_is_one_line_with_the_known_ones(said: str) -> None:
    with pytest.raises(BadInput, match="known are: aeries, aspen") as refused:
        recognize("text", said)
    assert "\x1b" not in str(refused.value)
    assert len(str(refused.value)) < 300


def test_only_the_beginning_of_a_very_long_text_is_read_and_that_is_said() -> None:
    found = recognize(LOCKED + " " * LONGEST, "powerschool")

    assert name(found) == "powerschool.assignment-locked"
    assert "only the first 65,536 characters were read" in found.why
    assert isinstance(recognize("x" * LONGEST + LOCKED, "powerschool"), Unknown)
