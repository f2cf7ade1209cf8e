"""`passback export`, typed at a practice school in this process."""

import json
import stat
from pathlib import Path

import pytest

from desk import Desk, a_desk
from passback.cli.export_text import REASONS
from passback.run.export import Format
from passback.sync.export.model import Reason
from spreadsheet_files import files_of, read_oneroster, read_sheet

pytestmark = pytest.mark.disable_socket
NAME = "practice-powerschool"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Desk:
    monkeypatch.chdir(tmp_path)
    return a_desk(monkeypatch, capsys)


@pytest.fixture
def planned(desk: Desk) -> Desk:
    assert desk.type("plan", NAME)[0] == 0
    return desk


def test_a_plan_becomes_a_zip_that_its_owner_alone_can_read(planned: Desk, tmp_path: Path) -> None:
    code, out, err = planned.type("export", NAME)
    _, overview = planned.json("plan", NAME)

    path = tmp_path / f"{NAME}.zip"
    assert (code, err) == (1, "")
    assert out.startswith(f"Wrote {NAME}.zip (OneRoster 1.2): ")
    assert "schoolSourcedId" in out
    assert len(read_oneroster(path).scores) == overview["total"]["create"] + overview["total"]["update"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_as_data_it_says_what_was_carried_and_what_not_and_why(planned: Desk) -> None:
    code, told = planned.json("export", NAME, "--as", "powerteacher-pro", "-o", "ptp.zip")

    assert code == 1
    assert (told["file"], told["as"]) == ("ptp.zip", "powerteacher-pro")
    assert told["carried"] + sum(told["left_out"].values()) == told["considered"] == len(told["scores"])
    assert told["left_out"]["excused"] == 2
    assert told["line_items"]["left_out"]["not-made"] == len(files_of(Path("ptp.zip")))
    assert told["beside"] == {"late": 1, "missing": 1}
    assert {row["problem"] for row in told["scores"] if row["reason"] == "not-sent"} >= {"category-not-found"}


def test_where_all_of_a_plan_is_in_the_file_it_ends_well(desk: Desk) -> None:
    desk.type("plan", "practice-focus")

    code, out, _ = desk.type("export", "practice-focus", "--as", "oneroster-1.1", "--output", "f.zip")

    assert code == 0
    assert "Not in it" not in out


def test_nothing_is_written_to_a_school_and_no_name_is_printed(planned: Desk) -> None:
    before = planned.practice.writes
    names = {f"{u.given} {u.family}" for u in planned.practice.school.powerschool.students.values()}

    for form in Format:
        _, out, _ = planned.type("export", NAME, "--as", form.value)
        _, data = planned.json("export", NAME, "--as", form.value)
        assert not [name for name in names if name in out + json.dumps(data)]
    assert planned.practice.writes == before


def test_a_teacher_s_template_is_filled_in(planned: Desk) -> None:
    planned.type("export", NAME, "--as", "powerteacher-pro", "-o", "own.zip")
    name, made = next(iter(files_of(Path("own.zip")).items()))
    wanted = read_sheet(made).scores
    # As PowerTeacher Pro exports it: no score yet, its own line ends, words in another encoding than ours.
    lines = (
        made.replace(b"\r\n", b"\n").replace(b"Teacher Name:,", b"Teacher Name:,Zo\xeb Quell").split(b"\n")
    )
    blank = [line.rpartition(b",")[0] + b"," if at > 7 and line else line for at, line in enumerate(lines)]
    Path(name).write_bytes(b"\n".join(blank))

    _, out, err = planned.type("export", NAME, "--template", name, "-o", "filled.zip")

    assert err == ""
    assert files_of(Path("filled.zip")) == {name: b"\n".join(lines)}
    assert f"Wrote filled.zip (PowerTeacher Pro score import): {len(wanted)} scores, 1 file." in out
    assert "no template was given" in out


def _write(name: str, text: str | bytes) -> None:
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())


SHEET = (
    "Teacher Name:,,\nClass:,,\nAssignment Name:,{title},\nDue Date:,2026-09-18,\nPoints Possible:,10.0,\n"
    "Extra Points:,0.0,\nScore Type:,POINTS,\nStudent Num,Student Name,Score\n{row}\n"
)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nobody"], "no connection named 'nobody'"),
        ([NAME, "--plan", "nope"], f"no plan 'nope'; `passback plan {NAME}` makes one"),
        ([NAME, "--plan", " "], "--plan: is empty"),
        (["practice-aspen"], "no plan of 'practice-aspen' is kept; `passback plan practice-aspen` makes one"),
        ([NAME, "--as", "xlsx"], "invalid choice: 'xlsx'"),
        ([NAME, "-o", "nowhere/x.zip"], "nowhere/x.zip cannot be written: No such file or directory"),
        ([NAME, "-o", "."], "cannot be written"),
        ([NAME, "-o", "-"], "--output: give the name of a file"),
        ([NAME, "--template", "none.csv"], "none.csv cannot be read: No such file"),
        ([NAME, "--template", "."], "cannot be read: Is a directory"),
        ([NAME, "--template", "other.csv"], "other.csv: is of 'Poem', and the plan has no score for that"),
        ([NAME, "--template", "ragged.csv"], "ragged.csv: line 9: 2 columns where there are to be 3"),
        ([NAME, "--template", "wide.csv"], "wide.csv: is no text"),
        ([NAME, "--template", "none-here.csv"], "none of its students is in a section"),
        (
            [NAME, "--template", "ragged.csv", "--as", "oneroster-1.2"],
            "--template is filled in for PowerTeacher",
        ),
        ([NAME, "--template", "other.csv", "--template", "two/other.csv"], "two files are called other.csv"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(desk: Desk, words: list[str], says: str) -> None:
    desk.type("plan", NAME, "--course", desk.course("Biology"))
    _write("other.csv", SHEET.format(title="Poem", row="1,Ada,"))
    _write("two/other.csv", SHEET.format(title="Poem", row="1,Ada,"))
    _write("ragged.csv", SHEET.format(title="Cell structure diagram", row="1,Ada"))
    _write("none-here.csv", SHEET.format(title="Cell structure diagram", row="1,Ada,"))
    _write("wide.csv", SHEET.encode("utf-16"))
    before = sorted(Path().rglob("*"))

    code, out, err = desk.type("export", *words)

    assert code == 2
    assert says in err
    assert (out, len(err.strip().splitlines())) == ("", 1)
    assert sorted(Path().rglob("*")) == before


def test_what_the_sis_refused_can_be_had_for_hand_entry(desk: Desk) -> None:
    desk.type("plan", "practice-focus")
    _, report = desk.json("sync", "practice-focus", "--yes")

    _, told = desk.json("export", "practice-focus", "--remaining")

    carried = {(r["section"], r["assignment"], r["student"]) for r in told["scores"] if r["carried"]}
    lines = report["scores"]
    refused = {(r["section"], r["assignment"], r["student"]) for r in lines if r["state"] == "refused"}
    assert carried == refused
    assert len(read_oneroster(Path("practice-focus.zip")).scores) == len(refused) == 10


def test_nothing_to_export_is_one_line_that_says_why(desk: Desk) -> None:
    desk.type("plan", "practice-skyward")
    desk.type("sync", "practice-skyward", "--yes")

    code, out, err = desk.type("export", "practice-skyward", "--remaining")

    assert (code, out) == (2, "")
    assert err == "passback: nothing to export: 48 scores: a sync has brought it to the SIS since\n"
    assert not list(Path().iterdir())


def test_a_plan_that_sends_nothing_is_said_so(desk: Desk) -> None:
    desk.type("sync", "practice-skyward", "--yes")
    desk.type("plan", "practice-skyward")

    code, out, err = desk.type("export", "practice-skyward")

    assert (code, out) == (2, "")
    assert err == "passback: nothing to export: 48 scores: in the SIS already\n"


def test_a_number_is_known_whichever_id_students_are_found_by(desk: Desk) -> None:
    """What is remembered of a roster between commands would not do."""
    desk.type("plan", "practice-skyward")
    desk.type("plan", "practice-skyward")

    code, told = desk.json("export", "practice-skyward", "--as", "powerteacher-pro")

    assert (code, told["left_out"]) == (0, {})


def test_an_earlier_file_stays_when_there_is_no_new_one(desk: Desk) -> None:
    Path("kept.zip").write_bytes(b"earlier")

    assert desk.type("export", NAME, "--plan", "nope", "-o", "kept.zip")[0] == 2

    assert Path("kept.zip").read_bytes() == b"earlier"


def test_every_reason_has_its_words() -> None:
    assert set(REASONS) == {reason.value for reason in Reason}
