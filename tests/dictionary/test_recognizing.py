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
from passback.dictionary.entry import Entry
from passback.dictionary.normalize import LONGEST
from passback.dictionary.program import compiled
from passback.dictionary.recognize import Ambiguous, Match, Unknown, recognize
from passback.dictionary.spelling import sis_named
from passback.dictionary.template import Slot, parse
from twins import declared

MESSAGES = [(entry, message) for entry in book.entries() for message in entry.messages]
each_message = pytest.mark.parametrize(
    ("entry", "message"), MESSAGES, ids=[f"{e.id}-{e.messages.index(m)}" for e, m in MESSAGES]
)
# Entries that say the same words, and are told apart by their wrapper only.
TWINS = declared("same_core")
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
    for sis in (entry.sis.value, entry.sis.display) if entry.sis else (None,):
        found = recognize(message.example, sis)
        assert name(found) == entry.id
        assert found.why == "the whole message"


@each_message
def test_an_example_needs_its_system_named_only_where_several_say_it(
    entry: Entry, message: object, said_alike: dict[str, set[str]]
) -> None:
    found = recognize(message.example)

    if isinstance(found, Ambiguous):
        assert {m.entry.id for m in found.candidates} == said_alike[entry.id]
    else:
        assert name(found) == entry.id
        assert found.why == "the whole message"


def test_words_said_alike_are_ambiguous_and_each_system_settles_them(
    said_alike: dict[str, set[str]],
) -> None:
    for entry_id, group in said_alike.items():
        entry = book.entry(entry_id)
        found = [recognize(message.example) for message in entry.messages]
        assert group in [{m.entry.id for m in f.candidates} for f in found if isinstance(f, Ambiguous)]


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
        return  # few words among many may be anything: the next test
    assert name(found) == entry.id


def test_few_words_among_many_are_not_taken_for_an_error() -> None:
    assert name(recognize("Assignment not found.", "powerschool")) == "powerschool.line-item-deleted"
    assert name(recognize('{"message":"Assignment not found."}')) == "powerschool.line-item-deleted"
    head = "COLLECTION_GENERIC - 5d0e - HTTP response HTTP/1.1 409 Conflict response:"
    other = f'{head} {{"message":"Due date must be between 08/17/2026 and 12/18/2026.","errors":[]}}'
    assert name(recognize(other, "powerschool")) == "powerschool.due-date-outside-term"
    lines = "COLLECTION_GENERIC - 5d0e7c1a-93b4-4f0e-8f60-2b7d1c9a4e11 - Assignment not found."
    assert name(recognize(lines, "powerschool")) == "powerschool.line-item-deleted"
    note = "A note on the Canvas course of Friday and what our teachers saw in it - assignment not found."
    assert name(recognize(note, "powerschool")) == "Unknown"
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


VALUES = {
    "powerschool.custom-grade-scale": {"exchange_id": "5d0e7c", "scale": "1", "section": "85001"},
    "powerschool.due-date-outside-term": {"start_date": "08/17/2026", "end_date": "12/18/2026"},
    "powerschool.name-taken": {"assignment": "Lab 4", "due_date": "10/02/2026", "section": "85001"},
    "powerschool.name-taken-quoted": {"assignment": "Lab 4", "due_date": "10/02/2026"},
    "powerschool.category-not-lead-teachers": {"section": "85001", "category_id": "4302"},
    "powerschool.student-not-in-section": {"student": "81001", "section": "77001"},
    "powerschool.points-not-product-of-weight": {"points": "20"},
    "powerschool.job-timed-out": {"state": "3"},
    "powerschool.sis-too-slow": {"state": "5", "exchange_id": "7b1f22c0", "seconds": "20"},
    "powerschool.canvas-throttled": {"exchange_id": "41c-7f0-9ad"},
    "aeries.category-not-found": {
        "category": "Homework",
        "assignment": "Lab 4",
        "available_categories": "Classwork, Labs, Tests",
    },
    "aeries.several-matches": {"assignment": "Lab 4", "due_date": "10/02/2026"},
    "focus.result-not-looked-up": {"request_id": "48213307", "path": "5521/81001"},
    "focus.grading-period-locked": {"request_id": "48213388", "due_date": "08/21/2026"},
    "focus.due-date-not-for-everyone": {"assignment": "Lab 4"},
    "focus.category-not-found": {
        "category": "Homework",
        "assignment": "Lab 4",
        "class": "SCI-7-02",
        "available_categories": "Classwork, Labs, Tests",
    },
    "infinite-campus.section-without-sis-id": {"assignment_id": "30217"},
    "infinite-campus.not-authorized": {
        "exchange_id": "5d0e7c1a-93b4-4f0e-8f60-2b7d1c9a4e11",
        "result": "result/results",
        "assignment": "Lab 4",
    },
    "infinite-campus.score-cleared": {"section": "85001", "assignment": "Lab 4", "student": "81001"},
    "infinite-campus.score-cleared-refused": {"result": "result/results", "student": "s81001"},
    "infinite-campus.due-date-missing": {"assignment": "Lab 4"},
    "aspen.score-not-numeric": {"value": "EX"},
    "aspen.route-missing": {"url": "https://aspen.example.org/v1p1/lineItems?limit=200"},
    "aspen.category-not-found": {
        "category": "Homework",
        "assignment": "Lab 4",
        "class": "SCI-7-02",
        "available_categories": "Classwork, Labs, Tests",
    },
    "sapphire.category-not-found": {
        "min_score": "0",
        "url": "https://canvas.example.org/courses/101",
        "assignment_id": "6f1c0a52",
        "assignment": "Lab 4",
        "class": "CLASS-3D0C5A77-1E24-4B9B-9A36-0F6C2B8D4E10",
        "path": "https://sapphire.example.org/classes/88",
        "assign_date": "2026-09-28T00:00:00",
        "due_date": "2026-10-02T00:00:00",
        "max_score": "20",
    },
    "skyward.category-not-found": {
        "category": "Homework",
        "section": "Biology P3 (10234.0.001)",
        "available_categories": "Classwork, Labs, Tests",
    },
    "skyward.dates-outside-open-period": {"assign_date": "9/28/2026", "due_date": "10/2/2026"},
    "skyward.student-not-in-section": {"student": "81001", "assignment_id": "318604"},
    "synergy.score-above-maximum": {"score": "45", "min_score": "0", "max_score": "20"},
}


@pytest.mark.parametrize("entry_id", VALUES)
@pytest.mark.parametrize(
    "how", [None, *(how for how in MANGLED if "letters" not in how and "capitals" not in how)]
)
def test_its_values_are_told_exactly_however_it_is_mangled(entry_id: str, how: str | None) -> None:
    entry, message = next(p for p in MESSAGES if p[0].id == entry_id)
    text = MANGLED[how](message.example) if how else message.example
    told = dict(recognize(text, entry.sis).variables)
    torn = how == "wrapped at 40 columns" and entry_id in {
        "aspen.route-missing",
        "sapphire.category-not-found",
    }
    if torn or how in {"before other words", "cut into lines of 33 characters"}:
        # What goes on behind a last value cannot be told from it, nor a break inside one from a space.
        assert told.keys() == VALUES[entry_id].keys()
        return
    assert told == VALUES[entry_id]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Retryable error accessing https://ps.example.org/ws, giving up", "https://ps.example.org/ws"),
        ("(Retryable error accessing https://ps.example.org/ws)", "https://ps.example.org/ws"),
        ("Retryable error accessing https://ps.example.org/ws.", "https://ps.example.org/ws"),
        ("Grading Category missing for assignment Lab 4 (redo)", "Lab 4 (redo)"),
        ("Grading Category missing for assignment [Lab 4]", "Lab 4"),
        ('Grading Category missing for assignment "Lab 4"', "Lab 4"),
        ('{"m":"Grading Category missing for assignment Lab 4"}', "Lab 4"),
        ("Grading Category missing for assignment A [b]", "A [b]"),
    ],
)
def test_a_last_value_ends_where_its_writer_ended_it(text: str, value: str) -> None:
    assert list(recognize(text, "powerschool").variables.values()) == [value]


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
        "HTTP response HTTP/1.1 409 Conflict response:",
        "EXCHANGE_ERROR_NON_RETRYABLE - 1234 - something that nobody has seen",
        "COLLECTION_GENERIC - 5d0e - HTTP response HTTP/1.1 400 Bad Request response: {}",
        'java.lang.NumberFormatException at com.example.Parser for input string: "12x"',
        "Grade exchange job failed. Status in SIS: 5 - ",
        "\U0001f600" * 50,
        "{assignment}",
        'Grading category "Homework',
        "I was told to look at this strange thing, today and yesterday: Due date must be betwe",
    ],
)
def test_what_fits_nothing_is_unknown(text: str) -> None:
    assert isinstance(recognize(text), Unknown)


def test_stock_words_are_no_error_of_a_system_that_is_not_known_to_say_them() -> None:
    text = '{"message":"Internal Server Error"}'

    assert isinstance(recognize(text), Ambiguous)
    assert isinstance(recognize(text, "aspen"), Unknown)
    assert isinstance(recognize(text, "q-sis"), Unknown)


def test_an_error_in_an_export_s_wrapper_wins_over_the_wrapper() -> None:
    head = "ASSIGNMENT_SCORES_EXPORT - 5d0e7c1a-93b4-4f0e-8f60-2b7d1c9a4e11 -"
    specific = 'Unable to process score for Lab 4; missing "assignment_source_id" attribute'
    bare = recognize(f"{head} text", "infinite-campus")

    assert name(recognize(f"{head} {specific}", "infinite-campus")) == "infinite-campus.due-date-missing"
    assert name(bare) == "infinite-campus.scores-export"
    assert bare.variables == {"exchange_id": "5d0e7c1a-93b4-4f0e-8f60-2b7d1c9a4e11"}


def test_an_assignment_not_found_belongs_to_the_system_that_words_it_so() -> None:
    assert name(recognize("Assignment not found: Lab 4")) == "focus.line-item-deleted"
    assert name(recognize("Assignment not found.")) == "powerschool.line-item-deleted"


def test_unknown_brings_the_nearest_entries() -> None:
    found = recognize("the due date should be between the term dates", "powerschool")

    assert isinstance(found, Unknown)
    assert "powerschool.due-date-outside-term" in [e.id for e in found.nearest]
    assert len(found.nearest) <= 3


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


def test_of_a_very_long_text_the_beginning_and_the_end_are_read_and_that_is_said() -> None:
    for text in (LOCKED + " " * LONGEST, "x" * LONGEST + LOCKED):
        found = recognize(text, "powerschool")
        assert name(found) == "powerschool.assignment-locked"
        assert "only the first and last 524,288 characters were read" in found.why
    assert isinstance(recognize("x " * LONGEST + LOCKED + "y " * LONGEST, "powerschool"), Unknown)
