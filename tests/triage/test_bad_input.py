"""Whatever is wrong with a log is said in one line, and everything else in it is answered."""

import io
import json
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import pytest

from passback.cli.logs import json_array, workbook_parts
from passback.cli.logs.record import Oddities
from passback.cli.main import main

LOCKED = "At least one of the specified assignment sections is locked."
MISMATCH = "Gradebook number does not match."
BOTH = ["powerschool.grading-period-locked", "aeries.gradebook-mismatch"]


class Told(NamedTuple):
    code: int
    entries: list[str | None]
    err: list[str]
    out: str


Triage = Callable[..., Told]


@pytest.fixture
def triage(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Triage:
    monkeypatch.chdir(tmp_path)

    def run(content: str | bytes, name: str = "log", *args: str) -> Told:
        Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
        code = main(["triage", name, "--format", "jsonl", *args])
        out, err = capsys.readouterr()
        jsonl = "--format" not in args
        entries = [json.loads(line)["entry"] for line in out.splitlines()] if jsonl else []
        return Told(code, entries, err.splitlines(), out)

    return run


# ---- how it is written -----------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "utf-16"])
@pytest.mark.parametrize(
    "text", [f"{{}} Ü\n{LOCKED}\n", f'id,message\n1,"{{}} Ü"\n2,{LOCKED}\n'], ids=["plain", "csv"]
)
def test_wide_letters_are_read_with_and_without_their_mark(triage: Triage, encoding: str, text: str) -> None:
    told = triage(text.format("Grading Category missing for assignment").encode(encoding))

    assert told.entries == ["powerschool.category-not-imported", BOTH[0]]
    assert json.loads(told.out.splitlines()[0])["variables"] == {"assignment": "Ü"}
    assert told.err == []


@pytest.mark.parametrize(
    "text",
    [
        f"{LOCKED}\r{MISMATCH}\r",
        f"id,message\r1,{LOCKED}\r2,{MISMATCH}\r",
        json.dumps({"message": LOCKED}) + "\r" + json.dumps({"message": MISMATCH}),
    ],
    ids=["plain", "csv", "json"],
)
def test_lines_may_end_with_carriage_returns_only(triage: Triage, text: str) -> None:
    assert triage(text) == (0, BOTH, [], triage(text).out)


def test_one_byte_that_is_no_utf_8_spoils_no_other_letter(triage: Triage) -> None:
    raw = "Grading Category missing for assignment Ü and ".encode() + b"\xe9\n"
    for log in (raw, b'[{"message": "' + raw[:-1] + b'"}]'):
        told = triage(log)

        assert json.loads(told.out)["variables"] == {"assignment": "Ü and é"}
        assert "read as Windows-1252: 1, first log" in told.err[0]


@pytest.mark.parametrize(
    ("begin", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Excel workbook (.xls); save it as .xlsx or CSV"),
        (b"%PDF-1.7\n", "is a PDF; copy its text into a text file"),
        (b"\x89PNG\r\n\x1a\n", "is a picture; type or paste its text"),
        (b"BZh91AY", "is packed with bzip2; unpack it first"),
    ],
)
def test_what_is_no_text_is_named_and_not_answered_line_by_line(
    triage: Triage, begin: bytes, said: str
) -> None:
    assert triage(begin + bytes(range(256)) * 20) == (2, [], [f"passback: log {said}"], "")


def test_an_archive_that_is_no_workbook_is_to_be_unpacked(triage: Triage) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("log.txt", LOCKED)

    told = triage(held.getvalue())
    assert (told.code, told.err) == (
        2,
        ["passback: log is an archive and no Excel workbook; unpack it first"],
    )


def test_a_letter_between_two_blocks_is_whole_though_the_second_has_a_byte_that_is_no_utf_8(
    triage: Triage,
) -> None:
    raw = b'[{"message": "' + b"x" * 65_500 + b" Grading Category missing for assignment "
    raw = raw.replace(b"x", b"", len(raw) - 65_535) + "Ü".encode() + b' and \xe9"}]'
    assert raw[65_535] == "Ü".encode()[0]

    assert json.loads(triage(raw).out)["variables"] == {"assignment": "Ü and é"}


def test_a_file_s_name_that_is_no_text_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    name = os.fsdecode(b"caf\xe9.txt")
    Path(name).write_text("a\0b")
    for form in ("html", "json", "csv", "text"):
        assert main(["triage", name, "--format", form, "-o", "out"]) == 1
        Path("out").read_bytes().decode()
    assert "caf\\udce9.txt" in capsys.readouterr().err


# ---- what records hold -----------------------------------------------------------------------------


def test_a_message_that_is_no_text_is_counted_and_answered(triage: Triage) -> None:
    messages = [{"error": {"text": LOCKED}}, [MISMATCH], 5, None, ""]
    told = triage("".join(json.dumps({"message": m}) + "\n" for m in messages))

    assert told.entries == [*BOTH, None, None, None]
    assert told.err == [
        "passback: messages that are no text, read as the JSON that they are: 3, first log, line 1",
        "passback: records whose message is empty: 2, first log, line 4",
    ]


def test_a_record_without_a_message_field_is_looked_at_whole(triage: Triage) -> None:
    told = triage(json.dumps({"level": "error", "event": {"reason_given": LOCKED}}))

    assert told.entries == [BOTH[0]]
    assert told.err == ["passback: records without a message, looked at whole: 1, first log, line 1"]


def test_a_field_within_another_may_be_named_and_one_that_is_nowhere_is_named_back(triage: Triage) -> None:
    log = json.dumps({"at": {"the.bottom": {"said": LOCKED}}, "a.b": MISMATCH}) + "\n"

    assert triage(log, "log", "--column", "at").entries == [BOTH[0]]
    assert triage(log, "log", "--column", "a.b") == (
        0,
        [BOTH[1]],
        [],
        triage(log, "log", "--column", "a.b").out,
    )
    nested = json.dumps({"x": {"y": LOCKED}})
    assert triage(nested, "log", "--column", "x.y") == (
        0,
        [BOTH[0]],
        [],
        triage(nested, "log", "--column", "x.y").out,
    )
    assert triage(nested, "log", "--column", "x.z").err == [
        "passback: records without the field 'x.z', looked at whole: 1, first log, line 1"
    ]


def test_ids_are_given_back_as_they_came_and_those_that_came_before_are_counted(triage: Triage) -> None:
    ids = ["a", 7, "7", None, "a", {"n": 1}, 7]
    told = triage("".join(json.dumps({"id": i, "message": LOCKED}) + "\n" for i in ids))

    assert [json.loads(line)["id"] for line in told.out.splitlines()] == [
        "a",
        7,
        "7",
        "4",
        "a",
        '{"n": 1}',
        7,
    ]
    assert told.err == ["passback: records whose id came before: 2, first log, line 5"]


def test_ids_of_a_long_log_are_not_all_remembered() -> None:
    odd = Oddities()
    for number in range(350_000):
        odd.id(number, "log")

    assert sum(map(len, odd._ids)) <= 200_000


def test_half_a_letter_in_json_is_a_question_mark_everywhere(triage: Triage) -> None:
    log = '{"id":"\\ud800","message":"\\ud800 ' + LOCKED + '","school":"\\udfff","time":"\\ud900"}'
    for form in ("text", "json", "jsonl", "csv", "html"):
        assert triage(log, "log", "--format", form, "-o", "out").code == 0
        Path("out").read_bytes().decode()
    assert json.loads(triage(log).out)["id"] == "?"


@pytest.mark.parametrize(
    "bad",
    ["[" * 100_000 + "]" * 100_000, "oops, {no} 'JSON'", '"' + "x, ]}" * 700_000 + '"'],
    ids=["deep", "no JSON", "long"],
)
def test_an_array_element_that_cannot_be_read_keeps_no_other_from_it(triage: Triage, bad: str) -> None:
    told = triage(f'[{{"message": "{LOCKED}"}}, {bad}, {{"message": "{MISMATCH}"}}]')

    assert [entry for entry in told.entries if entry] == BOTH
    if not bad.startswith('"'):
        assert "array elements too long or no JSON, of which both ends were read" in told.err[0]


def test_of_an_array_element_of_ten_megabytes_both_ends_are_looked_at(triage: Triage) -> None:
    told = triage(json.dumps([{"message": "x" * 10_000_000 + LOCKED}, {"message": MISMATCH}]))

    assert told.entries == BOTH
    assert told.err == [
        "passback: array elements too long or no JSON, of which both ends were read: 1, first log"
    ]


def test_an_array_may_come_in_any_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_array, "HALF", 20)
    text = r'[{"a": "\\\"],{"}, 2.5, [1, "b]"], {oops ' + "y" * 60 + ' ",]\\"" }, -3e5, "é", null]'
    wanted = [
        {"a": '\\"],{'},
        2.5,
        [1, "b]"],
        "{oops yyyyyyyyyyyyyy\n" + 'yyyyyyyyyyy ",]\\"" }',
        -3e5,
        "é",
        None,
    ]
    for size in range(1, 40):
        pieces = (text[at : at + size] for at in range(0, len(text), size))
        assert list(json_array.elements(pieces, "log", Oddities())) == wanted
    monkeypatch.setattr(json_array, "_LONGEST", 8)
    text = r'[{oops "\" ] } , \\", more}, 1, "b"]'
    for size in range(1, 12):
        pieces = (text[at : at + size] for at in range(0, len(text), size))
        assert [e for e in json_array.elements(pieces, "log", Oddities()) if e in {1, "b"}] == [1, "b"]


def test_a_quote_that_opens_and_never_closes_joins_no_two_rows(triage: Triage) -> None:
    told = triage(f'id,message\n1,"{LOCKED}\n2,"{MISMATCH}\n3,"{LOCKED}\n')

    assert told.entries == [*BOTH, BOTH[0]]
    assert told.err == [
        "passback: quotes that are never closed; each line from there is a row: 3, first log, line 2"
    ]


# ---- workbooks -------------------------------------------------------------------------------------


SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def workbook(rows: str, shared: str = "", before: str = "") -> bytes:
    """The least that is a workbook, with this XML for its rows, its shared texts and before its sheet."""
    kinds = {"workbook": "sheet.main", "worksheets/sheet1": "worksheet", "sharedStrings": "sharedStrings"}
    types = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{KIND}.{kind}+xml"/>'
        for part, kind in kinds.items()
    )
    part = '<Relationship Id="r1" Type="{}/{}" Target="{}"/>'.format
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f"{part(OFFICE, 'officeDocument', 'xl/workbook.xml')}</Relationships>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f"{part(OFFICE, 'worksheet', 'worksheets/sheet1.xml')}</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{OFFICE}">'
        '<sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/sharedStrings.xml": f'<sst xmlns="{SPREADSHEET}">{shared}</sst>',
        "xl/worksheets/sheet1.xml": f'{before}<worksheet xmlns="{SPREADSHEET}">'
        f"<sheetData>{rows}</sheetData></worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return out.getvalue()


def cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def test_a_cell_longer_than_any_of_excel_s_ends_the_sheet_and_not_the_memory(triage: Triage) -> None:
    rows = "".join(f"<row>{cell(text)}</row>" for text in ("message", LOCKED, "x" * 50_000_000))
    told = triage(workbook(rows))

    assert told.entries == BOTH[:1]
    assert "(a cell is longer than Excel allows)" in told.err[0]


def test_entities_that_grow_without_end_end_the_sheet(triage: Triage) -> None:
    grown = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    rows = f"<row>{cell('message')}</row><row>{cell('')}</row>".replace("<t></t>", "<t>&j;</t>")
    told = triage(workbook(rows, before=f"<!DOCTYPE x [{grown}]>"))

    assert told.entries == []
    assert "sheets that end too early; what came before was read: 1, first log, row 2 (" in told.err[0]


def test_texts_that_cells_share_are_not_held(triage: Triage, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[Any] = []
    made = workbook_parts._Texts
    monkeypatch.setattr(workbook_parts, "_Texts", lambda *given: kept.append(made(*given)) or kept[0])
    shared = (
        "<si><t>message</t></si>"
        + f"<si><r><t>{LOCKED[:9]}</t></r><r><t>{LOCKED[9:]}_x000D_</t></r></si>" * 50_000
    )
    rows = '<row><c t="s"><v>0</v></c></row>' + '<row><c t="s"><v>40000</v></c></row>' * 3
    told = triage(workbook(rows, shared))

    assert told.entries == BOTH[:1] * 3
    assert len(kept[0]._places) == 50_002
    assert sys.getsizeof(kept[0]._places) < 10 * 50_001
    assert sorted(vars(kept[0])) == ["_file", "_places"]


# ---- what is said -----------------------------------------------------------------------------------


def test_what_cannot_be_read_is_said_once(triage: Triage) -> None:
    assert triage("a,b\n1,2\n", "log.csv").err == [
        "passback: log.csv has no message column; it has: a, b; name one with --column"
    ]


@pytest.mark.parametrize("form", ["json", "csv", "html"])
def test_an_empty_log_is_still_a_document(triage: Triage, form: str) -> None:
    told = triage("", "log", "--format", form)

    assert told.code == 0
    assert told.out.lstrip()[:1] in {"{", "c", "<"}
    assert told.err == [
        "passback: files that are empty: 1, first log",
        "passback: there was no message in it",
    ]
