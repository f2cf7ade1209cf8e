"""No record of a log is lost, doubled or split because of how the file was written or damaged."""

import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from passback.cli.main import main

LOCKED = "At least one of the specified assignment sections is locked."
MISMATCH = "Gradebook number does not match."
Run = Callable[..., tuple[list[str | None], str]]
HEAD = ["time", "school", "message", "students"]
ROWS = [["2026-11-20", "North", LOCKED, 3], ["2026-11-21", "South", MISMATCH, 4.0]]


@pytest.fixture
def triage(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    def run(content: str | bytes, name: str = "log.txt", *args: str) -> tuple[list[str | None], str]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        main(["triage", str(path), "--format", "jsonl", *args])
        told = capsys.readouterr()
        return [json.loads(line)["entry"] for line in told.out.splitlines()], told.err

    return run


def workbook(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def changed(book: bytes, pattern: bytes, new: bytes) -> bytes:
    """A workbook whose first sheet's XML was changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as made:
        for name in old.namelist():
            data = old.read(name)
            made.writestr(name, re.sub(pattern, new, data, flags=re.DOTALL) if "sheet1" in name else data)
    return out.getvalue()


BOTH = ["powerschool.grading-period-locked", "aeries.gradebook-mismatch"]


@pytest.mark.parametrize(
    "book",
    [
        workbook([HEAD, *ROWS]),
        workbook([["Export of November"], [], HEAD, *ROWS]),
        workbook([[], HEAD, [], *ROWS]),
        workbook([["Notes", "of the admin"]], [HEAD, *ROWS]),
        workbook([], [HEAD, *ROWS]),
        changed(workbook([HEAD, *ROWS]), b'<dimension ref="[^"]*"', b'<dimension ref="A1"'),
        gzip.compress(workbook([HEAD, *ROWS])),
    ],
    ids=["plain", "a title", "blank rows", "another sheet", "an empty sheet", "wrong size", "gzipped"],
)
def test_a_workbook_is_read_wherever_its_table_stands(triage: Run, book: bytes) -> None:
    assert triage(book, "log.xlsx") == (BOTH, "")


def test_a_torn_sheet_is_read_as_far_as_it_goes(triage: Run) -> None:
    rows = [HEAD, *(["2026-11-20", "North", LOCKED, n] for n in range(200))]
    told, err = triage(changed(workbook(rows), b'<row r="150".*', b""), "log.xlsx")

    assert told == [BOTH[0]] * 148
    assert "sheets that end too early; what came before was read: 1" in err


def test_a_count_that_excel_made_a_fraction_is_a_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log.xlsx").write_bytes(workbook([HEAD, *ROWS]))
    main(["triage", str(tmp_path / "log.xlsx"), "--format", "json"])

    assert sorted(one["students"] for one in json.loads(capsys.readouterr().out)["causes"]) == [3, 4]


def test_a_quote_that_is_never_closed_swallows_no_row(triage: Run) -> None:
    told, err = triage(f'message,sis\n"{LOCKED},\n' + f"{MISMATCH},Aeries\n" * 700, "log.csv")

    assert told == [BOTH[0]] + [BOTH[1]] * 700
    assert "quotes that are never closed; each line from there is a row: 1" in err


def test_a_quoted_cell_may_hold_lines_quotes_and_delimiters(triage: Run) -> None:
    body = 'HTTP 409\n\nresponse: {""message"":""' + LOCKED + '"",""errors"":[]}\n'
    told, err = triage(f'id,message\n1,"{body}"\n2,"{MISMATCH}"\n', "log.csv")

    assert (told, err) == (BOTH, "")


def test_a_message_that_nobody_quoted_keeps_what_stands_behind_its_commas(triage: Run) -> None:
    text = "Cannot export Canvas submission in selection 7, b assignment Lab, part 2 for student Ruiz, Ana"
    told, err = triage(f"id,message\n1,{text}\n", "log.csv")

    assert told == triage(text)[0] != [None]
    assert "rows with more or fewer cells" in err


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([{"message": LOCKED}, {"message": MISMATCH}]),
        json.dumps([{"message": LOCKED}, {"message": MISMATCH}], indent=2),
        json.dumps([LOCKED, MISMATCH]),
        json.dumps({"message": LOCKED}, indent=2) + "\n" + json.dumps({"message": MISMATCH}, indent=2),
        json.dumps({"count": 2, "results": [{"message": LOCKED}, {"message": MISMATCH}]}),
        json.dumps({"results": [{"message": LOCKED}, {"message": MISMATCH}]}, indent=4),
        json.dumps({"message": LOCKED}) + f"\n{MISMATCH}\n",
    ],
    ids=["array", "indented array", "texts", "indented objects", "enveloped", "indented envelope", "mixed"],
)
def test_json_is_read_in_every_shape_that_tools_write(triage: Run, text: str) -> None:
    assert triage(text, "log.json")[0] == BOTH


def test_an_array_on_one_long_line_is_read_whole(triage: Run) -> None:
    records = [{"id": n, "message": LOCKED, "pad": "x" * 900} for n in range(3_000)]

    assert triage(json.dumps(records), "log.json") == ([BOTH[0]] * 3_000, "")


def test_a_broken_array_is_read_as_far_as_it_goes(triage: Run) -> None:
    told, err = triage(json.dumps([{"message": LOCKED}] * 50)[:-30], "log.json")

    assert told == [BOTH[0]] * 49
    assert "JSON arrays that end too early or are broken; what came before was read: 1" in err


def test_what_begins_like_an_object_and_is_none_loses_no_line(triage: Run) -> None:
    assert triage("{\n" + f"{LOCKED}\n{MISMATCH}\n", "log.json")[0] == [None, *BOTH]


def test_lines_in_small_letters_are_records_of_their_own(triage: Run) -> None:
    follett = (
        "com.follett.fss.vithar.core.ValidationException: '{}' is not a valid value for java.math.BigDecimal"
    )
    lines = ["job 4 is done", "course 5", LOCKED.lower(), MISMATCH.lower()]
    lines += [follett.format("x"), follett.format("y")]

    assert len(triage("\n".join(lines))[0]) == len(lines)


def test_a_sentence_broken_where_the_line_was_full_is_one_record(triage: Run) -> None:
    text = "At least one of the specified\nassignment sections is\nlocked.\n" + MISMATCH

    assert triage(text)[0] == BOTH
