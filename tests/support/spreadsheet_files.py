"""Files of scores, read by the standard library and the documents alone, with nothing of passback.

OneRoster gradebook CSV: 1EdTech's tables of columns. PowerTeacher Pro: a template as the product exports it.
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

ITEMS = {
    "1.1": "sourcedId,status,dateLastModified,title,description,assignDate,dueDate,classSourcedId,"
    "categorySourcedId,gradingPeriodSourcedId,resultValueMin,resultValueMax",
    "1.2": "sourcedId,status,dateLastModified,title,description,assignDate,dueDate,classSourcedId,"
    "categorySourcedId,academicSessionSourcedId,resultValueMin,resultValueMax,schoolSourcedId",
}
RESULTS = {
    "1.1": "sourcedId,status,dateLastModified,lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,"
    "comment",
}
RESULTS["1.2"] = RESULTS["1.1"] + ",textScore,classSourcedId,inProgress,incomplete,late,missing"
MANIFEST = {
    "1.1": {
        *("academicSessions", "categories", "classes", "classResources", "courses", "courseResources"),
        *("demographics", "enrollments", "lineItems", "orgs", "resources", "results", "users"),
    }
}
MANIFEST["1.2"] = MANIFEST["1.1"] | {
    *(
        "lineItemLearningObjectiveIds",
        "lineItemScoreScales",
        "resultLearningObjectiveIds",
        "resultScoreScales",
    ),
    *("roles", "scoreScales", "userProfiles", "userResources"),
}
LABELS = [
    *("Teacher Name:", "Class:", "Assignment Name:", "Due Date:", "Points Possible:", "Extra Points:"),
    "Score Type:",
]
# What OWASP lists: a cell that begins so may be run, with blanks before it or not. -5 is a number.
SIGNS = tuple("=+-@＝＋－＠")
CONTROLS = ("\t", "\r", "\n", "\0")
BLANK = " \t\r\n\v\f\0\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    chr(code) for code in range(0x2000, 0x2010)
)
NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass
class Read:
    """What a reader found. `scores`: number, `exempt` or letter, by line item and student."""

    version: str = ""
    items: dict[str, dict[str, str]] = field(default_factory=dict)
    results: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    scores: dict[tuple[str, str], Decimal | str] = field(default_factory=dict)


@dataclass
class Sheet:
    """One score-import file. `scores`: of the score cells that are not empty, by student number."""

    facts: dict[str, str]
    names: dict[str, str]
    scores: dict[str, Decimal]


def cells_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))


def files_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
        names = packed.namelist()
        assert len(names) == len(set(names))
        assert not [name for name in names if "/" in name or "\\" in name or ".." in name]
        return {name: packed.read(name) for name in names}


def begins(text: str) -> bool:
    return text.startswith(CONTROLS) or text.lstrip(BLANK).startswith(SIGNS)


def would_run(cell: str) -> bool:
    """True if a spreadsheet might take the cell for a formula."""
    return begins(cell) and not NUMBER.fullmatch(cell)


def text_of(cell: str) -> str:
    """The text of a cell, as docs/exports.md says: an apostrophe before what might be run is the file's."""
    return cell[1:] if cell[:1] == "'" and begins(cell.lstrip("'")) else cell


def rows_of(data: bytes, head: str) -> list[dict[str, str]]:
    first, *rows = cells_of(data)
    assert ",".join(first) == head
    assert all(len(row) == len(first) for row in rows)
    assert not [cell for row in rows for cell in row if would_run(cell)]
    return [dict(zip(first, map(text_of, row), strict=True)) for row in rows]


def read_oneroster(path: Path) -> Read:
    files = files_of(path)
    manifest = {
        row["propertyName"]: row["value"] for row in rows_of(files.pop("manifest.csv"), "propertyName,value")
    }
    version = manifest["oneroster.version"]
    assert manifest["manifest.version"] == "1.0"
    told = {key.removeprefix("file."): held for key, held in manifest.items() if key.startswith("file.")}
    assert set(told) == MANIFEST[version]
    assert {f"{name}.csv" for name, held in told.items() if held != "absent"} == set(files)
    assert set(told.values()) <= {"absent", "delta"}
    read = Read(version)
    for row in rows_of(files["lineItems.csv"], ITEMS[version]) if "lineItems.csv" in files else ():
        _stamped(row)
        assert date.fromisoformat(row["assignDate"]) <= date.fromisoformat(row["dueDate"])
        assert row["classSourcedId"]
        assert Decimal(row["resultValueMin"]) == 0
        assert read.items.setdefault(row["sourcedId"], row) is row
    ids = set()
    for row in rows_of(files["results.csv"], RESULTS[version]) if "results.csv" in files else ():
        _stamped(row)
        date.fromisoformat(row["scoreDate"])
        ids.add(row["sourcedId"])
        key = (row["lineItemSourcedId"], row["studentSourcedId"])
        assert read.results.setdefault(key, row) is row, "one student, one score"
        read.scores[key] = _score(row, version)
    assert len(ids) == len(read.results)
    return read


def _stamped(row: dict[str, str]) -> None:
    """Delta files say of each row that it stands, and since when."""
    assert row["status"] == "active"
    assert datetime.fromisoformat(row["dateLastModified"]).utcoffset() is not None


def _score(row: dict[str, str], version: str) -> Decimal | str:
    if row["scoreStatus"] == "exempt":
        assert version == "1.2"
        assert row["score"] == ""
        return "exempt"
    assert row["scoreStatus"] == "fully graded"
    return Decimal(row["score"]) if row["score"] else row["textScore"]


def read_sheet(data: bytes) -> Sheet:
    """One file of PowerTeacher Pro's score import."""
    cells = cells_of(data)
    assert [row[0] for row in cells[:7]] == LABELS
    assert all(len(row) == 3 and row[2] == "" for row in cells[:7])
    assert cells[7] == ["Student Num", "Student Name", "Score"]
    rows = [row for row in cells[8:] if row]
    assert all(len(row) == 3 for row in rows)
    assert not [cell for row in cells for cell in row if would_run(cell)]
    assert len({row[0] for row in rows}) == len(rows)
    facts = {row[0].removesuffix(":"): text_of(row[1]) for row in cells[:7]}
    date.fromisoformat(facts["Due Date"])
    assert facts["Score Type"] == "POINTS"
    names = {row[0]: text_of(row[1]) for row in rows}
    return Sheet(facts, names, {row[0]: Decimal(row[2]) for row in rows if row[2]})
