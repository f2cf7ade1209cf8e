"""Texts made to hurt: the work grows with the length and no faster. Work is counted, not timed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passback.dictionary import book, normalize, program
from passback.dictionary.program import STARTS
from passback.dictionary.recognize import Ambiguous, Match, Unknown, recognize
from passback.dictionary.template import Slot, parse

EXAMPLES = [m.example for e in book.entries() for m in e.messages]
PIECES = [
    "[",
    "{",
    '"',
    "\\",
    "&#1",
    "&amp;",
    "\\u00e9",
    "\u0301a",
    "\ufdfa",
    "\x00",
    "Unable to update assignment ",
    "Unable to create assignment ; Reason: HTTP response",
    '{"message":"',
    "Grading category not found in Aspen for assignment ",
    "An assignment already exists with this name and due date ",
    "COLLECTION_GENERIC - ",
    "Student.id does not have an AssignmentStudentAssociation in AssignmentSection.Id: x ",
    "TeacherCategoryID is not active or does not belong to lead teacher for Section ",
]


@pytest.fixture
def finds(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many characters each search had before it."""
    seen: list[int] = []
    find = program.find

    def counted(text: bytes, literal: bytes, start: int) -> int:
        seen.append(len(text) - start)
        return find(text, literal, start)

    monkeypatch.setattr(program, "find", counted)
    return seen


def most_finds() -> int:
    """Every literal of every message, whole, core and cut off, from each allowed beginning."""
    literals = sum(
        2 + sum(not isinstance(token, Slot) for form in (m.template, m.core) for token in parse(form))
        for e in book.entries()
        for m in e.messages
    )
    return 2 * STARTS * literals


@pytest.mark.parametrize("piece", PIECES)
def test_a_hundred_kilobytes_of_anything_cost_a_fixed_number_of_searches(
    piece: str, finds: list[int]
) -> None:
    recognize(piece * (100_000 // len(piece)))

    assert len(finds) <= most_finds()


@pytest.mark.parametrize("piece", PIECES)
def test_twice_the_text_is_at_most_twice_the_work(piece: str, finds: list[int]) -> None:
    recognize(piece * (20_000 // len(piece)))
    small = sum(finds)
    finds.clear()
    recognize(piece * (40_000 // len(piece)))

    assert sum(finds) <= 2.3 * small + 10_000


def test_the_length_is_capped_before_anything_else_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    folded = normalize.Folded
    monkeypatch.setattr(
        "passback.dictionary.recognize.Folded", lambda text: seen.append(len(text)) or folded(text)
    )
    recognize("word " * 400_000)

    assert max(seen) <= normalize.LONGEST + 1


def test_entities_that_python_refuses_are_left_alone() -> None:
    digits = f"&#{'1' * 100_00};"

    assert isinstance(recognize(digits), Unknown)
    assert normalize.readable(digits) in {digits, "\ufffd"}


def test_escapes_are_resolved_however_nested_and_half_ones_stay() -> None:
    assert normalize.readable(r"caf\u00e9 \\\"x\\\" \ud83d \u12 \ud83d\ude00") == 'café "x" ? \\u12 😀'
    assert normalize.readable(r"a\nb\tc") == "a\nb c"


@given(st.text(max_size=300), st.sampled_from(EXAMPLES), st.text(max_size=300))
def test_whatever_stands_around_it_an_answer_comes(before: str, example: str, behind: str) -> None:
    found = recognize(before + example + behind)

    assert isinstance(found, Match | Ambiguous | Unknown)
    if isinstance(found, Match):
        assert 0 < found.confidence < 1


@given(st.text(alphabet=st.characters(), max_size=200))
def test_the_readable_form_of_a_readable_text_is_itself(text: str) -> None:
    plain = normalize.readable(text.replace("\\", "").replace("&", ""))

    assert normalize.readable(plain) == plain


@given(st.text(max_size=200))
def test_every_folded_character_knows_its_place(text: str) -> None:
    plain = normalize.readable(text)
    folded = normalize.Folded(plain)

    assert len(folded.places) == len(folded.text)
    kept = bytes(folded.plain[at] for at in folded.places)
    assert kept.translate(normalize.FOLD) == folded.text
