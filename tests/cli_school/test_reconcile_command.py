"""`passback reconcile`, typed at a practice school in this process."""

import csv
import io
import json
import stat
from copy import deepcopy
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from desk import Desk, a_desk
from passback.core.cells import original
from passback.core.errors import NeedsConfig
from passback.core.ports import Request
from passback.core.problem import Problem
from passback.sandbox.state.school import Fault

pytestmark = pytest.mark.disable_socket
ASPEN, FINE = "practice-aspen", "practice-skyward"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Desk:
    monkeypatch.chdir(tmp_path)
    return a_desk(monkeypatch, capsys)


@pytest.fixture
def synced(desk: Desk) -> Desk:
    desk.type("sync", ASPEN, "--yes")
    desk.type("sync", FINE, "--yes")
    return desk


def told(desk: Desk, *words: str) -> tuple[int, dict]:
    code, out, _ = desk.type("reconcile", *words, "--format", "json")
    return code, json.loads(out)["connections"][0]


def test_after_a_sync_it_finds_what_the_report_of_the_sync_found(desk: Desk) -> None:
    _, out, _ = desk.type("sync", ASPEN, "--yes", "--format", "json")
    report = json.loads(out)
    code, made = told(desk, ASPEN)

    assert code == 1
    scores = made["scores"]
    assert scores["considered"] == report["considered"] == 617
    assert scores["equal"] == report["states"]["in-sis"] == 484
    assert scores["differs"] == report["states"]["differs"] == 21
    assert {row["how"] for row in made_rows(made) if row["agreement"] == "differs"} == {"rounded"}
    purpose = [row["problem"] for row in made_rows(made) if row["expected"] and row["agreement"] != "equal"]
    assert set(purpose) == {"score-hidden", "score-excused", "test-student", "needs-grading"}


def made_rows(made: dict) -> list[dict]:
    return [row for course in made["courses"] for row in course["score_rows"]]


def test_every_score_is_in_one_row_and_the_sums_are_those_of_the_rows(synced: Desk) -> None:
    _, made = told(synced, ASPEN)

    rows = made_rows(made)
    places = [(r["section"], r["assignment"], r["student"], r["sis_student"], r["line_item"]) for r in rows]
    assert len(set(places)) == len(rows) == made["scores"]["considered"]
    kinds = ("equal", "differs", "only-canvas", "only-sis", "cannot-tell")
    for part in (made["scores"], *made["schools"], *(course["scores"] for course in made["courses"])):
        assert sum(part[kind] for kind in kinds) == part["considered"]
    for kind in kinds:
        assert sum(row["agreement"] == kind for row in rows) == made["scores"][kind]
        assert sum(school[kind] for school in made["schools"]) == made["scores"][kind]
    assert {school["account"] for school in made["schools"]} == {"10", "11"}


def test_where_all_is_equal_it_ends_well(synced: Desk) -> None:
    code, out, _ = synced.type("reconcile", FINE)

    assert code == 0
    assert out.startswith(f"{FINE}: 48 of 48 scores are equal in Canvas and Skyward.\n")
    assert "Nothing is otherwise than it should be." in out


def test_what_is_otherwise_on_purpose_ends_well_too(desk: Desk) -> None:
    desk.type("sync", "practice-oneroster", "--yes")
    code, out, _ = desk.type("reconcile", "practice-oneroster")

    assert code == 0
    assert "scores otherwise on purpose:" in out
    assert "The score is still hidden from students" in out


def test_it_only_reads_and_reads_each_side_once(synced: Desk) -> None:
    school = synced.practice.school
    before, canvas = dict(school.writes), dict(school.canvas_writes)
    kept = deepcopy(synced.store._all[FINE])
    school.calls.clear()

    synced.type("reconcile", FINE)

    asked = {shape: n for calls in school.calls.values() for shape, n in calls.items()}
    assert all(shape.startswith(("GET ", "POST token")) for shape in asked)
    assert (school.writes, school.canvas_writes) == (before, canvas)
    assert synced.store._all[FINE] == kept
    assert sum(n for shape, n in school.calls["skyward"].items() if shape.startswith("GET ")) == 6
    # One more for the name of the school, once a day.
    assert sum(school.calls["canvas"].values()) == 7
    school.calls.clear()
    synced.type("reconcile", FINE)
    assert sum(school.calls["canvas"].values()) == 6


def test_one_course_is_compared_alone(synced: Desk) -> None:
    course = synced.course("World History")
    _, made = told(synced, ASPEN, "--course", course)

    assert [one["name"] for one in made["courses"]] == ["World History"]
    assert made["scores"]["considered"] == 167


def test_the_screen_names_assignments_and_ids_and_no_student(synced: Desk) -> None:
    _, out, _ = synced.type("reconcile", ASPEN)

    line = next(line for line in out.splitlines() if "Socratic seminar" in line)
    assert "in Canvas 6.5, in Aspen 7, differ (rounded by the SIS)" in line
    assert "students 7028, 7031, 7037" in line
    for person in synced.practice.school.canvas.users.values():
        assert person.name == "Test Student" or person.name not in out


def test_what_is_too_long_for_a_screen_says_so(synced: Desk) -> None:
    for row in synced.practice.school.canvas.submissions.values():
        if row.score is not None:
            row.score += row.user % 7
    _, out, _ = synced.type("reconcile", ASPEN)

    assert "… 40 of " in out
    assert "`--format csv` or `json` has all of them." in out


def test_as_a_table_it_is_one_row_per_score_and_safe_to_open(synced: Desk) -> None:
    work = next(w for w in synced.practice.school.canvas.assignments.values() if w.name == "Socratic seminar")
    work.name = "=1+1"
    code, out, _ = synced.type("reconcile", ASPEN, "--format", "csv", "-o", "r.csv")
    _, made = told(synced, ASPEN)

    assert (code, out) == (1, "")
    assert stat.S_IMODE(Path("r.csv").stat().st_mode) == 0o600
    with Path("r.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    scores = [row for row in rows if row["what"] == "score"]
    assert len(scores) == made["scores"]["considered"]
    titles = {row["title"] for row in scores}
    assert "'=1+1" in titles
    assert "=1+1" in {original(title) for title in titles}
    changed = [row for row in rows if row["what"] == "title"]
    assert {row["how"] for row in changed} == {"other"}


def test_a_table_goes_to_the_screen_as_it_does_to_a_file(synced: Desk) -> None:
    _, screen, _ = synced.type("reconcile", FINE, "--format", "csv")
    synced.type("reconcile", FINE, "--format", "csv", "-o", "r.csv")

    assert screen == Path("r.csv").read_bytes().decode()
    assert len(list(csv.reader(io.StringIO(screen, newline="")))) == 1 + 48 + 5


def test_the_picture_shows_every_school_with_its_numbers_in_words(synced: Desk) -> None:
    code, _, _ = synced.type("reconcile", ASPEN, "--picture", "agreement.svg")

    text = Path("agreement.svg").read_text(encoding="utf-8")
    root = ET.fromstring(text)  # noqa: S314 - written by ourselves a moment ago
    described = {child.tag.rpartition("}")[2]: child.text for child in root}
    assert code == 1
    assert described["title"] == "Canvas and the SIS: practice-aspen, 2026-11-23"
    assert "Birchwood Middle School: 419 scores, 311 equal, " in described["desc"]
    assert "Birchwood Science: 198 scores, 173 equal, " in described["desc"]
    assert "<script" not in text
    assert "href" not in text


def test_schools_of_one_name_and_one_that_is_not_shown_bear_their_id(synced: Desk) -> None:
    accounts = synced.practice.school.canvas.accounts
    accounts[10].name = accounts[11].name = "<b>Birch & Wood</b>"
    _, made = told(synced, ASPEN, "--picture", "a.svg")
    names = {school["account"]: school["name"] for school in made["schools"]}
    picture = Path("a.svg").read_text(encoding="utf-8")

    assert names == {ref: f"<b>Birch & Wood</b> account {ref}" for ref in ("10", "11")}
    assert "<b>" not in picture
    assert "&lt;b&gt;Birch &amp; Wood" in picture

    synced.practice.clock.jump(3 * 86_400)
    synced.practice.before = no_account
    _, made = told(synced, ASPEN)
    assert {school["name"] for school in made["schools"]} == {"account 10", "account 11"}


def no_account(request: Request, _: int) -> None:
    if request.url.rpartition("/")[0].endswith("/accounts"):
        raise NeedsConfig("not shown to this token", Problem.PERMISSION_MISSING)


# ---- all connections -------------------------------------------------------------------------------


def test_all_connections_are_told_and_one_that_is_down_does_not_stop_the_rest(synced: Desk) -> None:
    synced.practice.school.faults.append(Fault("pinnacle", "down", times=None))
    code, out, _ = synced.type("reconcile", "--all-connections", "--format", "json", "--picture", "a.svg")

    made = {one["connection"]: one for one in json.loads(out)["connections"]}
    assert code == 1
    assert len(made) == 14
    assert made[FINE]["settled"] is True
    down = made["practice-pinnacle"]
    assert (down["settled"], down["scores"]["equal"]) == (False, 0)
    assert down["unread"] or down["scores"]["cannot-tell"]
    assert f"{FINE}, {made[FINE]['schools'][0]['name']}" in Path("a.svg").read_text(encoding="utf-8")


def test_an_sis_that_is_down_is_nothing_that_is_missing_there(synced: Desk) -> None:
    synced.practice.school.faults.append(Fault("skyward", "down", times=None))
    code, made = told(synced, FINE)

    assert code == 1
    assert made["scores"]["cannot-tell"] == made["scores"]["considered"] == 48
    assert made["courses"][0]["unread"][0]["problem"] == "sis-unreachable"
    _, out, _ = synced.type("reconcile", FINE)
    assert "Not read: " in out


# ---- bad input -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "which connection?"),
        (("nowhere",), "no connection named 'nowhere'"),
        ((ASPEN, "--course", "999"), "no course '999'"),
        ((ASPEN, "--all-connections"), "--all-connections goes without"),
        (("--all-connections", "--course", "1"), "--all-connections goes without"),
        ((ASPEN, "--picture", ""), "--picture: is empty"),
        ((ASPEN, "--picture", "-"), "--picture: give the name of a file"),
        ((ASPEN, "-o", "x", "--picture", "x"), "--picture: give the name of a file"),
        ((ASPEN, "-o", " "), "--output: is empty"),
        ((ASPEN, "-o", "no/such/folder/x"), "cannot be written"),
    ],
)
def test_bad_input_is_one_line_and_leaves_nothing(
    desk: Desk, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    code, out, err = desk.type("reconcile", *words)

    last = err.strip().splitlines()[-1]
    assert (code, out) == (2, "")
    assert last.startswith("passback: ")
    assert said in last
    assert [*tmp_path.iterdir()] == []
