"""A log goes in, whatever its form; an answer per message and few causes come out."""

import csv
import gzip
import html
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import yaml

from passback.cli.logs import lines as reading
from passback.cli.main import main
from passback.dictionary.book import entry
from passback.dictionary.normalize import HALF

Run = Callable[..., tuple[int, str, str]]
LOCKED = "At least one of the specified assignment sections is locked."
MISMATCH = "Gradebook number does not match."


@pytest.fixture
def triage(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run triage on files of these contents; exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def run(content: str | bytes | None, *args: str, name: str = "log.txt") -> tuple[int, str, str]:
        if content is not None:
            Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
        code = main(["triage", name, *args])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def answers(out: str) -> list[tuple[str, str | None]]:
    return [(a["id"], a["entry"] or a["outcome"]) for a in map(json.loads, out.splitlines())]


def table(kind: str, rows: list[list[str]]) -> bytes:
    if kind == "xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        held = io.BytesIO()
        book.save(held)
        return held.getvalue()
    text = io.StringIO()
    csv.writer(text, delimiter={"csv": ",", "tsv": "\t", "semicolons": ";"}[kind]).writerows(rows)
    return text.getvalue().encode()


def test_json_lines_are_answered_one_by_one_in_their_order(triage: Run) -> None:
    log = "".join(
        json.dumps(record) + "\n"
        for record in (
            {"id": "a", "message": MISMATCH, "sis": "Aeries"},
            {"id": "b", "message": "all went well"},
            {"id": "c", "message": "Internal Server Error"},
            {"id": 7, "error": LOCKED, "sis": "PowerTeacher Pro"},
        )
    )
    code, out, err = triage(log, "--format", "jsonl")

    assert answers(out) == [
        ("a", "aeries.gradebook-mismatch"),
        ("b", "unknown"),
        ("c", "ambiguous"),
        (7, "powerschool.grading-period-locked"),
    ]
    first = json.loads(out.splitlines()[0])
    assert first["source"] == {"sis": "Aeries", "title": "Gradebook Number Does Not Match"}
    assert first["confidence"] == 0.99
    assert {c["entry"] for c in json.loads(out.splitlines()[2])["candidates"]} == {
        "aeries.sis-internal-error",
        "synergy.sis-internal-error",
    }
    assert (code, err) == (1, "")


def test_ambiguous_counts_as_answered(triage: Run) -> None:
    assert triage("Internal Server Error\n")[0] == 0
    assert triage("Internal Server Error\nAnything\n")[0] == 1


@pytest.mark.parametrize("kind", ["csv", "tsv", "semicolons", "xlsx"])
def test_a_table_is_read_by_the_names_of_its_columns(triage: Run, kind: str) -> None:
    rows = [
        ["When", "Error Message", "School", "SIS", "ID"],
        ["2026-11-20 10:00", f"{MISMATCH}\nand more", "North, High", "Aeries", "x1"],
        ["2026-11-21 10:00", LOCKED, "South", "powerschool", "x2"],
    ]
    code, out, _ = triage(table(kind, rows), "--format", "jsonl", name=f"log.{kind}")

    assert answers(out) == [("x1", "aeries.gradebook-mismatch"), ("x2", "powerschool.grading-period-locked")]
    assert code == 0


def test_a_column_may_be_named_and_one_that_is_not_there_is_said_with_those_that_are(triage: Run) -> None:
    log = f"alpha,beta\n1,{LOCKED}\n"
    assert answers(triage(log, "--column", "beta", "--format", "jsonl", name="x.csv")[1])[0][1] is not None
    assert answers(triage(log, "--column", "2", "--format", "jsonl", name="x.csv")[1])[0][1] is not None

    code, _, err = triage(log, "--column", "gamma", name="x.csv")
    assert code == 2
    assert "x.csv has no column 'gamma'; it has: alpha, beta" in err
    code, _, err = triage(log, name="x.csv")
    assert code == 2
    assert "x.csv has no message column; it has: alpha, beta; name one with --column" in err


def test_lines_that_go_on_belong_to_the_record_before(triage: Run) -> None:
    log = f"""\
2026-11-20T22:14:03Z ERROR {LOCKED}
    at com.example.Sync.run(Sync.java:7)
Caused by: something
2026-11-20T22:14:04Z ERROR {MISMATCH}
"""
    _, out, _ = triage(log, "--format", "jsonl")

    assert answers(out) == [("1", "powerschool.grading-period-locked"), ("2", "aeries.gradebook-mismatch")]


def test_a_zipped_log_is_read_whatever_its_name_and_a_torn_one_as_far_as_it_goes(triage: Run) -> None:
    text = "".join(json.dumps({"message": f"{LOCKED} {n * 7919 % 10007}"}) + "\n" for n in range(5000))
    whole = gzip.compress(text.encode())

    assert len(triage(whole, "--format", "jsonl")[1].splitlines()) == 5000
    code, out, err = triage(whole[: len(whole) // 2], "--format", "jsonl", name="torn.gz")
    assert 0 < len(out.splitlines()) < 5000
    assert "whose gzip ends too early" in err
    assert code == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_usual_encodings_are_read(triage: Run, encoding: str) -> None:
    text = f"Grading Category missing for assignment Übung\n{LOCKED}\n"
    raw = text.encode(encoding)
    raw = b"\xff\xfe" + raw if encoding == "utf-16-le" else raw
    _, out, err = triage(raw, "--format", "jsonl")

    told = [json.loads(line) for line in out.splitlines()]
    assert [a["entry"] for a in told] == [
        "powerschool.category-not-imported",
        "powerschool.grading-period-locked",
    ]
    assert told[0]["variables"] == {"assignment": "Übung"}
    assert ("read as Windows-1252" in err) == (encoding == "cp1252")


def test_a_line_of_ten_megabytes_is_judged_by_its_ends_and_that_is_said(triage: Run) -> None:
    log = "x" * 10_000_000 + LOCKED + "\n" + MISMATCH + "\n"
    _, out, err = triage(log, "--format", "jsonl")

    assert answers(out) == [("1", "powerschool.grading-period-locked"), ("2", "aeries.gradebook-mismatch")]
    assert (
        "lines longer than 1 MiB, of which the first and last 512 KiB were read: 1, first log.txt, line 1"
        in err
    )


def test_no_more_of_a_long_line_is_held_than_its_ends() -> None:
    blocks = (b"y" * 65_536 for _ in range(200))
    ((line, cut),) = list(reading._split(blocks))

    assert cut
    assert len(line) == 2 * HALF + 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "files that are empty: 1, first log.txt"),
        (
            '{"message":"a"}\n{"message":\n',
            "lines that are no JSON, read as plain text: 1, first log.txt, line 2",
        ),
        ('{"id":1}\n', "records without a message, looked at whole: 1, first log.txt, line 1"),
        ("message,sis\na,b,c\n", "rows with more or fewer cells than the head's 2: 1, first log.txt, line 2"),
        ("a\0b\n", "lines with NULs, which were left out: 1, first log.txt, line 1"),
        (
            '{"message":"a","sis":"banana"}\n',
            "records of the unknown context 'banana', read as if they had none: 1",
        ),
    ],
)
def test_what_is_odd_is_said_in_a_line_and_counted_and_the_rest_is_done(
    triage: Run, content: str, said: str
) -> None:
    code, _, err = triage(content)

    assert f"passback: {said}" in err
    assert code in {0, 1}


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (None, "nowhere.txt", "nowhere.txt cannot be read: No such file or directory"),
        (None, ".", ". is a folder; name the files in it"),
        (
            b"PK\x03\x04 no workbook",
            "x.xlsx",
            "x.xlsx is no Excel workbook that can be read: File is not a zip file",
        ),
        (b'[{"message": ', "x.json", "x.json begins like a JSON array and is none"),
        (b"\x1f\x8bbroken", "x.gz", "x.gz is broken gzip"),
    ],
)
def test_what_cannot_be_read_is_one_line_and_exit_code_2(
    triage: Run, content: bytes | None, name: str, said: str
) -> None:
    code, out, err = triage(content, name=name)

    assert code == 2
    assert out == ""
    assert said in err
    assert "Traceback" not in err


def test_one_file_that_cannot_be_read_does_not_keep_back_the_others(triage: Run) -> None:
    code, out, err = triage(f"{LOCKED}\n", "nowhere.txt", "--format", "jsonl")

    assert (code, len(out.splitlines())) == (2, 1)
    assert "nowhere.txt cannot be read" in err


def test_few_causes_come_of_many_messages(triage: Run) -> None:
    log = "".join(
        json.dumps({"message": text, "school": school, "time": f"2026-11-{day}", "sis": sis}) + "\n"
        for text, school, day, sis in (
            (LOCKED, "North", "20", "powerschool"),
            (LOCKED, "South", "21", "powerschool"),
            ("No Grading Period Found", "South", "21", "synergy"),
            ("Nobody 'Ann Lee' knows 12", "South", "22", ""),
            ("Nobody 'Bo Ray' knows 13", "South", "22", ""),
        )
    )
    told = json.loads(triage(log, "--format", "json")[1])

    assert [(c["problem"], c["count"]) for c in told["causes"]] == [
        ("grading-period-locked", 2),
        ("due-date-outside-grading-period", 1),
    ]
    assert told["causes"][0]["schools"] == {"North": 1, "South": 1}
    assert (told["causes"][0]["first"], told["causes"][0]["last"]) == ("2026-11-20", "2026-11-21")
    assert [(u["count"], "Ann" in u["masked"]) for u in told["unknown"]] == [(2, False)]
    assert told["days"] == {"2026-11-20": 1, "2026-11-21": 2, "2026-11-22": 2}
    text = triage(None)[1]
    assert text.startswith("5 messages: 2 causes, 0 ambiguous, 2 unknown")
    assert "Whose to fix: " in text


def test_what_else_a_line_may_be_is_said_with_how_to_tell(triage: Run) -> None:
    log = "Details: Grading Category missing for assignment Lab 4"
    known = entry("powerschool.category-not-imported")
    assert known is not None
    other = f"{known.causes[1].meaning} {known.causes[1].tell}"

    assert f"Or: {other}" in " ".join(triage(log)[1].split())
    assert f"<p>Or: {html.escape(other)}</p>" in triage(log, "--format", "html")[1]
    [cause] = json.loads(triage(log, "--format", "json")[1])["causes"]
    assert cause["others"] == [other]
    [alone] = json.loads(triage(LOCKED, "--format", "json")[1])["causes"]
    assert alone["others"] == []


def test_a_spreadsheet_gets_no_formula(triage: Run) -> None:
    out = triage("=HYPERLINK(1) is what @nobody knows\n", "--format", "csv")[1]

    assert [row[-1] for row in csv.reader(io.StringIO(out))][1].startswith("'=")


def test_the_page_is_one_file_and_what_stands_in_the_log_is_only_text_there(triage: Run) -> None:
    nasty = "<script>alert(1)</script>"
    log = (
        json.dumps({"message": f"Assignment not found: {nasty}", "sis": "focus", "school": f'"{nasty}'})
        + "\n"
    )
    out = triage(log + json.dumps({"message": f"{nasty} {nasty}x"}), "--format", "html")[1]

    assert nasty not in out
    assert "http://" not in out
    assert "https://" not in out
    assert out.count("<h1>") == 1
    assert "showing 1 of 1" in out


def test_a_file_is_written_whole_or_not_at_all(triage: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("kept.html").write_text("before")
    monkeypatch.setattr("passback.cli.triage_page.bars", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        triage(f"{LOCKED}\n", "--format", "html", "-o", "kept.html")

    assert Path("kept.html").read_text() == "before"
    assert sorted(p.name for p in Path().iterdir()) == ["kept.html", "log.txt"]


def test_unknown_kinds_are_written_masked_and_readable_as_yaml(triage: Run) -> None:
    triage("Nobody 'Ann Lee' knows 12: really\n", "--unknown", "new.yaml")
    (entry,) = yaml.safe_load(Path("new.yaml").read_text())["entries"]

    assert entry["messages"][0]["template"] == "Nobody {…} knows #: really"


def test_an_unknown_kind_has_an_id_of_its_own_and_slots_where_its_words_name_them(triage: Run) -> None:
    log = (
        "The oven burnt assignment 'Lab 4' once again\n"
        + "The oven burnt assignment 'Lab 4' once, or not\n" * 2
    )
    triage(log, "--unknown", "new.yaml")
    first, second = yaml.safe_load(Path("new.yaml").read_text())["entries"]

    assert first["messages"][0] == {
        "template": "The oven burnt assignment {assignment} once, or not",
        "core": "The oven burnt assignment {assignment} once, or not",
        "example": "The oven burnt assignment {…} once, or not",
    }
    assert first["id"] == "unknown.oven-burnt-assignment-once"
    assert second["id"] == f"{first['id']}-2"


def test_students_are_counted_once_and_for_each_school(triage: Run) -> None:
    text = "Cannot export Canvas submission in selection 7-B assignment Lab 4 for student {}"
    log = "".join(
        json.dumps({"message": text.format(name), "school": school, "sis": "Campus", "time": day}) + "\n"
        for name, school, day in (
            ("Ana", "North", "9/30/2026"),
            ("Ana", "North", "10/1/2026"),
            ("Bo", "South", "10/4/2026"),
            ("Cy", "South", "10/4/2026"),
        )
    )
    (cause,) = json.loads(triage(log, "--format", "json")[1])["causes"]
    page = triage(None, "--format", "html")[1]
    held = html.unescape(page)

    assert cause["students"] == 3
    assert (cause["first"], cause["last"]) == ("9/30/2026", "10/4/2026")
    assert held.count('data-students="{"North": 1, "South": 2}" data-all-students="3"') == 2
    assert held.count('data-schools="{"North": 2, "South": 2}" data-all="4"') == 2


def test_days_without_a_message_are_in_the_picture_too(triage: Run) -> None:
    log = "".join(f'{{"message": "x", "time": "2026-11-{day:02}"}}\n' for day in (28, 28, 30))
    page = triage(log, "--format", "html")[1]

    assert re.findall(r"<title>(2026-1[^<]*)</title>", page) == [
        "2026-11-28: 2",
        "2026-11-29: 0",
        "2026-11-30: 1",
    ]
