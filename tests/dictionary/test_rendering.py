"""The entry is the page: as text and as Markdown, safe whatever a message holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passback.core.finding import Finding
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.dictionary import book
from passback.dictionary.explain import explain
from passback.dictionary.render import as_markdown, as_text
from passback.dictionary.safe import printable

DUE = "Due date must be between 08/17/2026 and 12/18/2026."
LOCKED = (
    '{"message":"The specified assignment is locked.","errors":[{"resource":"Assignment","code":"Locked"}]}'
)


def flat(page: str) -> str:
    return " ".join(page.split())


@pytest.mark.parametrize("entry", book.entries(), ids=lambda e: e.id)
def test_a_page_says_all_that_the_entry_says(entry) -> None:  # noqa: ANN001 - see the ids
    for page in (flat(as_text(entry, 72)), flat(as_markdown(entry).replace("\\", ""))):
        for cause in entry.causes:
            assert flat(cause.meaning) in page
            assert flat(cause.tell or "") in page
            for step in cause.steps:
                assert flat(step.do) in page
        for note in entry.notes:
            assert flat(note) in page
        assert flat(entry.editor_note or "") in page
        assert entry.title in page
        assert entry.id in page
        if entry.source and entry.source.title:
            assert f"{entry.source.sis}: {entry.source.title}" in page


def test_a_page_shows_what_stands_in_this_message() -> None:
    told = explain(DUE, "powerschool")

    assert "In this message: start_date = 08/17/2026, end_date = 12/18/2026" in flat(as_text(told, 80))
    assert "In this message: start_date = `08/17/2026`, end_date = `12/18/2026`" in as_markdown(told)


def test_lines_keep_to_the_width_where_words_allow() -> None:
    for width in (40, 72, 100):
        page = as_text(explain(DUE, "powerschool"), width)
        assert all(len(line) <= width for line in page.splitlines() if " " in line.strip())
    assert len(as_text(explain(DUE, "powerschool"), 40).splitlines()) > len(
        as_text(explain(DUE, "powerschool"), 100).splitlines()
    )


def test_causes_are_numbered_and_marked_only_where_something_was_seen() -> None:
    head = "Grade exchange job failed. Status in SIS: 5 - EXCHANGE_ERROR_NON_RETRYABLE - X"
    text = f'{head} - For input string: ""'
    seen = [Finding(Problem.NOTHING_TO_SYNC, Severity.INFORMS, Subject("1", None, None, None), {})]
    plain = as_text(explain(text, "powerschool"), 80)
    marked = as_text(explain(text, "powerschool", seen, [Problem.SECTION_WITHOUT_STUDENTS]), 80)

    assert "Cause 1\n" in plain
    assert "seen here" not in plain
    assert "Cause 1 (seen here)\n" in marked
    assert "Cause 3 (ruled out here)\n" in marked


def test_headings_are_dressed_and_words_are_not() -> None:
    page = as_text(explain(DUE, "powerschool"), 80, lambda text: f"<{text}>")

    assert page.startswith("<409 Error: Due Date Error>")
    assert "<What to do>" in page
    assert page.count("<") == page.count(">") == 4


def test_an_unknown_message_is_shown_with_the_page_for_it_and_what_is_near() -> None:
    page = as_text(explain("the due date is odd", "powerschool"), 80)

    assert page.startswith("The SIS said something that passback does not know")
    assert "Message: the due date is odd" in page
    assert "Nearest entries" in page
    assert "powerschool.due-date-outside-term: 409 Error: Due Date Error (PowerSchool)" in flat(page)


def test_a_long_unknown_message_is_cut_and_the_cut_is_shown() -> None:
    page = as_text(explain("blub " * 2000), 80)

    assert len(page) < 4000
    assert "…" in page


def test_twins_are_pointed_to() -> None:
    words = "TeacherCategoryID is not active or does not belong to lead teacher for Section"
    page = flat(as_text(explain(words, "powerschool"), 80))

    assert "See also powerschool.category-not-lead-teachers: 409 Error" in page


NASTY = (
    "\x1b]0;owned\x07\x1b[31mRed\u202etxet\r\n# title\n<script>alert(1)</script> `x` [a](javascript:b) | *b*"
)


LOCKED_NASTY = (
    f"Unable to update assignment {NASTY} Reason: HTTP response HTTP/1.1 409 Conflict response: " + LOCKED
)


def test_escapes_and_controls_of_a_message_never_reach_the_screen() -> None:
    for told in (
        explain(LOCKED_NASTY),
        explain(NASTY),
    ):
        for page in (as_text(told, 80), as_markdown(told)):
            assert not {c for c in page if not c.isprintable()} - {"\n"}
            assert "\n# title" not in page


def test_markup_of_a_message_stays_words() -> None:
    told = explain(LOCKED_NASTY)
    page = as_markdown(told)
    shown = page.partition("assignment = `")[2].partition("`")[0]

    assert "<script>" in shown
    assert "](javascript:b)" in shown
    assert "`" not in shown
    assert "<script>" not in page.replace(shown, "")


@given(st.text())
def test_printable_text_is_one_line_and_hides_nothing(text: str) -> None:
    shown = printable(text)

    assert shown.isprintable()
    assert len(shown) >= len(text)


def test_printable_shows_what_was_there() -> None:
    assert printable("a\tb\nc") == "a b c"
    assert printable("\x1b[1m\x07\u202e\x85") == "\\x1b[1m\\x07\\u202e "
    assert printable("\udc80") == "\\udc80"


def test_a_fact_cannot_leave_its_code_mark() -> None:
    facts = {"assignment": "a` <b>"}
    finding = Finding(Problem.NAME_TAKEN, Severity.BLOCKS, Subject("1", None, None, None), facts)

    assert "assignment = `a' <b>`" in as_markdown(explain(finding, "powerschool"))


def test_words_of_an_entry_are_words_in_markdown_too() -> None:
    entry = book.entry("canvas.sis-fields-closed")
    assert entry is not None

    assert "\\`SIS Data - read\\`" in as_markdown(entry)
