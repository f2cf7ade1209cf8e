"""`settings`, `categories`, `holds`, `approve` and `cutover`, typed at a practice school in this process."""

from decimal import Decimal

import pytest

from desk import Desk, a_desk

pytestmark = pytest.mark.disable_socket
NAME = "practice-aspen"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    return a_desk(monkeypatch, capsys)


def test_a_setting_is_set_listed_explained_and_taken_back(desk: Desk) -> None:
    course = desk.course("Algebra 1")
    assert desk.type("settings", NAME) == (0, f"{NAME}: nothing is set; the defaults hold everywhere\n", "")
    assert desk.type("settings", NAME, "--set", "hidden=send", "--by", "Ada")[0] == 0
    code, listed = desk.json("settings", NAME, "--set", "hidden=hold", "--course", course, "--by", "Ada")
    assert code == 0
    assert [(s["level"], s["target"], s["value"], s["by"]) for s in listed] == [  # type: ignore[index]
        ("course", course, "hold", "Ada"),
        ("connection", "", "send", "Ada"),
    ]

    code, told = desk.json("settings", "--explain", course)
    assert code == 0
    assert isinstance(told, dict)
    (hidden,) = (one for one in told["settings"] if one["name"] == "hidden")
    assert (hidden["value"], hidden["level"], hidden["beaten"][0]["value"]) == ("hold", "course", "send")
    _, out, _ = desk.type("settings", "--explain", course)
    assert "send of connection" in out

    assert desk.type("settings", NAME, "--unset", "hidden", "--course", course)[0] == 0
    assert "course" not in desk.type("settings", NAME)[1].splitlines()[-1]


def test_a_group_is_mapped_and_then_finds_its_category(desk: Desk) -> None:
    course = desk.course("Physical Science 8")
    code, rows = desk.json("categories", NAME, "--course", course)
    assert code == 1
    assert isinstance(rows, list)
    lacking = [row for row in rows if row["category"] is None]
    assert rows[: len(lacking)] == lacking
    there = next(row["category"] for row in rows if row["category"])
    group = lacking[0]["group"]

    done = desk.type("categories", NAME, "--map", f"{group}={there}", "--course", course, "--by", "Ada")
    assert done[0] == 0

    code, rows = desk.json("categories", NAME, "--course", course)
    assert code == 0
    assert isinstance(rows, list)
    (row,) = (row for row in rows if row["group"] == group)
    assert (row["category"], row["level"]) == (there, "course")
    desk.type("plan", NAME, "--course", course)
    assert "category" not in desk.type("plan", NAME, "--course", course)[1]

    assert desk.type("categories", NAME, "--unmap", group, "--course", course)[0] == 0
    assert desk.json("categories", NAME, "--course", course)[0] == 1


def test_nothing_is_imported_without_a_yes(desk: Desk) -> None:
    course = desk.course("Physical Science 8")
    aspen = desk.practice.school.aspen
    one = next(iter(aspen.categories.values()))
    one.title = "Participation"

    code, _, err = desk.type("categories", NAME, "--import", "--course", course)

    assert code == 2
    assert "--yes" in err
    assert desk.practice.school.canvas_writes == {}


def test_a_hold_is_listed_with_its_key_and_approved_by_it(desk: Desk) -> None:
    course = desk.course("World History")
    desk.type("sync", NAME, "--course", course, "--yes")
    canvas = desk.practice.school.canvas
    work = min(work.id for work in canvas.assignments.values() if str(work.course) == course)
    for row in canvas.submissions.values():
        if row.assignment == work and row.score is not None:
            row.score += Decimal(1)
    assert f"passback holds {NAME}" in desk.type("plan", NAME, "--course", course)[1]

    code, waiting = desk.json("holds", NAME)
    assert code == 1
    assert isinstance(waiting, list)
    keys = [row["key"] for row in waiting]
    _, out, _ = desk.type("holds", NAME, "--course", course)
    assert f"next: passback approve {NAME} {keys[0]}" in out
    assert "more scores" in out

    assert desk.type("approve", NAME, *keys, "--by", "Ada")[0] == 0
    assert desk.type("holds", NAME)[0] == 0
    desk.type("plan", NAME, "--course", course)
    assert desk.json("holds", NAME) == (0, [])


def test_a_sync_that_was_typed_reads_what_it_wrote_and_nothing_twice(desk: Desk) -> None:
    course = desk.course("World History")
    desk.type("sync", NAME, "--course", course, "--yes")
    canvas = desk.practice.school.canvas
    work = min(work.id for work in canvas.assignments.values() if str(work.course) == course)
    row = next(r for r in canvas.submissions.values() if r.assignment == work and r.score)
    row.score = Decimal("0.75")
    desk.practice.school.calls.clear()

    desk.type("sync", NAME, "--course", course, "--yes")

    shapes = desk.practice.school.calls["aspen"]
    assert sum(n for shape, n in shapes.items() if shape.startswith("PUT")) == 1
    assert sum(n for shape, n in shapes.items() if "/lineItems/" in shape and "results" in shape) == 1


def test_a_cut_over_is_shown_confirmed_and_released(desk: Desk) -> None:
    assert desk.type("cutover", NAME)[0] == 0
    course = desk.course("Physical Science 8")
    desk.type("plan", NAME, "--course", course)
    work = next(w for w in desk.practice.school.canvas.assignments.values() if w.name == "Density worksheet")
    work.integration_data = {"someone": "else-1"}
    assert f"passback cutover {NAME}" in desk.type("plan", NAME, "--course", course)[1]

    code, told = desk.json("cutover", NAME)
    assert (code, told["seen_in"]) == (1, ["Physical Science 8"])  # type: ignore[index]
    code, out, _ = desk.type("cutover", NAME, "--confirm", "--by", "Ada")
    assert code == 0
    assert "Ada said on 2026-11-23" in out

    desk.type("sync", NAME, "--course", course, "--yes")
    code, _, err = desk.type("cutover", NAME, "--release")
    assert (code, "--yes" in err) == (2, True)
    code, told = desk.json("cutover", NAME, "--release", "--yes")
    assert code == 0
    assert told["released"] > 0  # type: ignore[index]


def test_every_setting_is_listed_with_what_it_may_hold(desk: Desk) -> None:
    code, told = desk.json("settings", NAME, "--names")
    assert code == 0
    assert isinstance(told, dict)
    assert {"hidden", "unmarked", "long-names", "comments", "categories.GROUP"} <= told.keys()
    assert "shorten" in desk.type("settings", "--names")[1]


def test_a_setting_of_a_school_is_told_for_the_courses_under_it(desk: Desk) -> None:
    course = desk.course("Algebra 1")
    account = str(desk.practice.school.canvas.courses[int(course)].account)
    for school in (account, f"account:{account}"):
        assert (
            desk.type("settings", NAME, "--set", "undated=created", "--school", school, "--by", "Ada")[0] == 0
        )
    assert f"school account:{account}" in desk.type("settings", NAME)[1]
    _, told = desk.json("settings", "--explain", course)
    (undated,) = (one for one in told["settings"] if one["name"] == "undated")  # type: ignore[index, call-overload]
    assert (undated["value"], undated["level"], undated["target"]) == (
        "created",
        "school",
        f"account:{account}",
    )


def test_work_that_nobody_could_tick_is_listed_approved_marked_and_sent(desk: Desk) -> None:
    name, course = "practice-oneroster", desk.course("Chess")
    _, out, _ = desk.type("plan", name, "--course", course)
    assert f"passback holds {name}" in out
    code, waiting = desk.json("holds", name)
    assert code == 1
    assert [(row["to_mark"], row["why"]) for row in waiting] == [(["Openings"], "unmarked")]  # type: ignore[index]
    code, out, _ = desk.type("holds", name)
    assert (code, "1 assignment" in out, "Openings" in out) == (1, True, True)

    code, done = desk.json("approve", name, waiting[0]["key"], "--by", "Ada")  # type: ignore[index]
    assert (code, done) == (0, [{"key": waiting[0]["key"], "approved": True, "by": "Ada"}])  # type: ignore[index]
    _, out, _ = desk.type("plan", name, "--course", course, "--changes")
    assert "Sync to SIS on for 1 assignment" in out
    assert "Openings · Sync to SIS off" in out
    code, out, _ = desk.type("sync", name, "--course", course, "--yes")
    assert (code, "1 assignment marked for the SIS" in out) == (0, True)
    code, told = desk.json("sync", name, "--course", course, "--yes")
    assert code == 0
    assert told["states"]["in-sis"] == told["proven"] > 0  # type: ignore[index, call-overload]


def test_only_a_choice_takes_a_line_item(desk: Desk) -> None:
    name, course = "practice-oneroster", desk.course("Chess")
    desk.type("plan", name, "--course", course)
    key = desk.json("holds", name)[1][0]["key"]  # type: ignore[index]
    code, _, err = desk.type("approve", name, key, "--choose", "LI-1")
    assert (code, "--choose goes with the key of one choice" in err) == (2, True)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("settings", "which connection?"),
        ("settings nobody", "no connection named"),
        ("settings practice-aspen --set hidden", "expected NAME=VALUE"),
        ("settings practice-aspen --set hidden=maybe", "hold or send"),
        ("settings practice-aspen --set colour=red", "no setting colour"),
        ("settings practice-aspen --unset hidden", "not set there"),
        ("settings practice-aspen --set hidden=send --class=", "--class: is empty"),
        ("settings practice-aspen --set hidden=send --by=", "--by"),
        ("settings --explain 1 --course 2", "goes with --set"),
        ("settings --explain 424242", "no connection covers"),
        ("settings --explain=", "is empty"),
        ("categories practice-aspen --map Homework", "expected GROUP=CATEGORY"),
        ("categories practice-aspen --map =HW", "needs the name"),
        ("categories practice-aspen --course 424242", "no course"),
        ("categories practice-aspen --weights", "goes with --import"),
        ("categories practice-aspen --class 7", "goes with --map"),
        ("categories nobody", "no connection named"),
        ("holds nobody", "no connection named"),
        ("holds practice-aspen --course 1", "no plan of a course"),
        ("approve practice-aspen 1234", "nothing waits under"),
        ("approve practice-aspen", "--help"),
        ("cutover practice-aspen --yes", "goes with --release"),
        ("cutover practice-aspen --confirm --release", "not allowed"),
        ("cutover nobody --release --yes", "no connection named"),
    ],
)
def test_bad_input_is_one_line_that_says_what(desk: Desk, line: str, says: str) -> None:
    code, out, err = desk.type(*line.split())

    assert code == 2
    assert says in err
    assert (out, err.count("\n")) == ("", 1)
