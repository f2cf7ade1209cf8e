"""`passback powerschool plugin`: a ready zip, what it asks for, and slips in one line."""

import json
import zipfile
from pathlib import Path

import pytest

from in_process import TODAY
from passback.cli.main import main
from passback.sandbox.plant import plant
from passback.sandbox.sis.powerschool.plugin import install

WHO = ["--publisher", "Maple Valley USD", "--email", "sis@maple.example"]


def write(place: Path, *more: str) -> int:
    return main(["powerschool", "plugin", *WHO, "--output", str(place), *more])


def test_it_writes_a_zip_that_a_powerschool_installs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place, ps = tmp_path / "maple.zip", plant(1, TODAY).powerschool

    assert write(place) == 0

    install(ps, place.read_bytes())
    assert ps.access is not None
    assert ps.access["assignment.createdbyplugin"] == "FullAccess"
    said = capsys.readouterr().out
    assert f"asks for {len(ps.access)} columns" in said
    assert "next:" in said


def test_the_list_says_what_the_zip_asks_for_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["powerschool", "plugin", "--list", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert main(["powerschool", "plugin", "--list"]) == 0
    text = capsys.readouterr().out

    assert {"field": "students.student_number", "access": "ViewOnly"} in listed
    assert "assignmentsection (FullAccess)" in text
    assert all(row["field"].partition(".")[2] in text for row in listed)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_written_over_only_on_demand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "maple.zip"
    place.write_text("mine")

    assert write(place) == 2
    assert place.read_text() == "mine"
    assert "--force" in capsys.readouterr().err
    assert write(place, "--force") == 0
    assert zipfile.is_zipfile(place)


def test_a_column_can_be_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ps = plant(1, TODAY).powerschool

    assert write(tmp_path / "a.zip", "--without", "users.email_addr", "--format", "json") == 0

    told = json.loads(capsys.readouterr().out)
    install(ps, (tmp_path / "a.zip").read_bytes())
    assert ps.access is not None
    assert "users.email_addr" not in ps.access
    assert told["fields"] == len(ps.access)


@pytest.mark.parametrize(
    ("given", "word"),
    [
        (["--email", "a@b.example"], "--publisher"),
        (["--publisher", "Maple"], "--email"),
        ([*WHO, "--without", "students.ssn"], "students.ssn"),
        ([*WHO, "--output", "/nowhere/at/all.zip"], "cannot be written"),
        (["--publisher", "x\ny", "--email", "a@b.example"], "--publisher"),
    ],
)
def test_a_slip_is_one_line_and_writes_nothing(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    given: list[str],
    word: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["powerschool", "plugin", *given]) == 2

    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert word in said
    assert list(tmp_path.iterdir()) == []
