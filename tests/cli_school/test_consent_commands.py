"""`approve`, `holds --answered`, `schedule` and `sync --scheduled`, typed at a school in this process."""

from decimal import Decimal

import pytest

from desk import Desk, a_desk
from passback.run.standing import Schedule, Standing

pytestmark = pytest.mark.disable_socket
NAME, COURSE = "practice-aspen", "World History"
OTHER, SMALL = "practice-oneroster", "Economics"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    return a_desk(monkeypatch, capsys)


def curve(desk: Desk) -> list[str]:
    """A course was sent and its scores moved; the keys of what waits."""
    course = desk.course(COURSE)
    assert desk.type("sync", NAME, "--course", course, "--yes", "--by", "Ada")[0] in {0, 1}
    canvas = desk.practice.school.canvas
    work = min(work.id for work in canvas.assignments.values() if str(work.course) == course)
    for row in canvas.submissions.values():
        if row.assignment == work and row.score is not None:
            row.score += Decimal(1)
    desk.practice.clock.jump(600)
    desk.type("plan", NAME, "--course", course)
    _, waiting = desk.json("holds", NAME)
    assert isinstance(waiting, list)
    return [row["key"] for row in waiting]


def small(desk: Desk) -> str:
    return min(str(c.id) for c in desk.practice.school.canvas.courses.values() if c.name == SMALL)


def test_a_hold_is_discarded_listed_as_answered_and_taken_back(desk: Desk) -> None:
    keys = curve(desk)

    code, out, _ = desk.type("approve", NAME, *keys, "--discard", "--by", "Ada")
    assert (code, out.count("discarded ")) == (0, len(keys))
    code, rows = desk.json("holds", NAME)
    assert code == 0
    assert [(r["approved"], r["discarded"], r["by"]) for r in rows] == [(False, True, "Ada")] * len(keys)  # type: ignore[attr-defined]

    code, out, _ = desk.type("sync", NAME, "--course", desk.course(COURSE), "--yes", "--by", "Bo")
    assert "passback.discarded" in out
    assert "discarded by Ada on 2026-11-23" in out
    assert "Approved by Bo." in out
    assert desk.type("holds", NAME)[1] == "nothing waits for a person, by the newest plans\n"
    code, out, _ = desk.type("holds", NAME, "--answered")
    assert (code, out.count("discarded"), out.count("Ada")) == (0, len(keys), len(keys))

    desk.practice.clock.jump(600)
    code, taken = desk.json("approve", NAME, keys[0], "--undo")
    assert (code, [row["key"] for row in taken]) == (0, [keys[0]])  # type: ignore[attr-defined]
    assert len(desk.json("holds", NAME, "--answered")[1]) == len(keys) - 1  # type: ignore[arg-type]
    desk.type("plan", NAME, "--course", desk.course(COURSE))
    assert [row["key"] for row in desk.json("holds", NAME)[1]] == [keys[0]]  # type: ignore[attr-defined]


def test_what_was_mended_is_looked_at_at_once(desk: Desk) -> None:
    keys = curve(desk)
    code, out, _ = desk.type("approve", NAME, keys[0], "--fixed")
    assert (code, "still waits; nothing changed" in out) == (1, True)
    canvas = desk.practice.school.canvas
    work = min(work.id for work in canvas.assignments.values() if str(work.course) == desk.course(COURSE))
    for row in canvas.submissions.values():
        if row.assignment == work and row.score is not None:
            row.score -= Decimal(1)
    desk.practice.clock.jump(600)

    code, out, _ = desk.type("approve", NAME, keys[0], "--fixed")

    assert (code, "waits no more" in out) == (0, True)


@pytest.mark.parametrize(("typed", "kept"), [("{}", True), ("yes", False), ("", False)])
def test_all_holds_are_answered_by_typing_how_many(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, *, typed: str, kept: bool
) -> None:
    keys = curve(desk)
    asked: list[str] = []

    def answer(prompt: str) -> str:
        asked.append(prompt)
        return typed.format(len(keys))

    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)

    code, _, _ = desk.type("approve", NAME, "all", "--by", "Ada")

    assert asked[0].startswith(f"Type {len(keys)} to approve {len(keys)} hold")
    assert (code, len(desk.json("holds", NAME, "--answered")[1])) == ((0, len(keys)) if kept else (1, 0))  # type: ignore[arg-type]


def test_all_holds_are_answered_in_a_script_by_saying_so(desk: Desk) -> None:
    keys = curve(desk)
    code, _, err = desk.type("approve", NAME, "all", "--by", "Ada")
    assert (code, err) == (2, "passback: nobody is here to answer; add --yes to answer all without asking\n")
    code, done = desk.json("approve", NAME, "all", "--yes", "--by", "Ada")
    assert (code, done) == (0, [{"key": key, "approved": True, "by": "Ada"} for key in keys])


# ---- the schedule ------------------------------------------------------------------------------------


def test_a_schedule_is_shown_approved_run_under_and_taken_back(desk: Desk) -> None:
    course = small(desk)
    code, rows = desk.json("schedule")
    assert code == 1
    assert {row["approved"] for row in rows} == {False}  # type: ignore[attr-defined]
    desk.type("sync", OTHER, "--course", course, "--yes", "--by", "Bo")
    code, out, _ = desk.type("schedule", OTHER, "--approve", "--by", "A. Ruiz")
    assert (code, "may send" in out, "A. Ruiz" in out) == (0, True, True)
    desk.practice.clock.jump(600)

    code, out, _ = desk.type("sync", OTHER, "--course", course, "--scheduled")
    assert code == 0
    assert "Sent by a schedule that A. Ruiz approved on 2026-11-23." in out
    code, told = desk.json("sync", OTHER, "--course", course, "--scheduled")
    assert (told["approved_by"], told["standing_approval_of"][:10]) == ("A. Ruiz", "2026-11-23")  # type: ignore[index, call-overload]

    assert desk.type("schedule", OTHER, "--revoke", "--by", "Bo")[0] == 0
    code, out, _ = desk.type("schedule", OTHER)
    assert (code, "taken back" in out, "Bo" in out) == (1, True, True)


def test_the_first_contact_of_a_schedule_is_listed_and_answered(desk: Desk) -> None:
    course = small(desk)
    desk.type("schedule", OTHER, "--approve", "--by", "Ada")
    desk.type("sync", OTHER, "--course", course, "--scheduled")
    assert desk.practice.writes == 0
    code, out, _ = desk.type("holds", OTHER)
    assert (code, "a schedule has never sent to this course" in out) == (1, True)
    (row,) = desk.json("holds", OTHER)[1]  # type: ignore[misc]
    assert (row["kind"], row["why"], row["scores"]) == ("contact", "first-contact", 16)

    assert desk.type("approve", OTHER, row["key"], "--by", "Bo")[0] == 0
    desk.practice.clock.jump(600)
    desk.type("sync", OTHER, "--course", course, "--scheduled")

    assert desk.practice.writes == 18


def no_schedule_sends_nothing(desk: Desk) -> None:
    """The law: without approval one line says why, and nothing is read or written."""
    desk.practice.trace.clear()
    code, out, err = desk.type("sync", OTHER, "--scheduled")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "nobody approved one" in err
    assert (desk.practice.writes, desk.practice.trace) == (0, [])


def test_a_scheduled_run_without_approval_sends_nothing(desk: Desk) -> None:
    no_schedule_sends_nothing(desk)


def test_a_run_that_does_not_ask_for_its_approval_is_caught(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def careless(self: Standing, name: str) -> Schedule:
        return Schedule(name, approved=True, by="cron", at=desk.practice.clock.now())

    monkeypatch.setattr(Standing, "demanded", careless)
    with pytest.raises(AssertionError):
        no_schedule_sends_nothing(desk)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (f"approve {NAME} 1234 all", "all stands alone"),
        (f"approve {NAME} all --undo", "all stands alone"),
        (f"approve {NAME} all --fixed", "all stands alone"),
        (f"approve {NAME} all --yes", "nothing waits that one word could answer"),
        (f"approve {NAME} 1234 --yes", "goes with all"),
        (f"approve {NAME} 1234 --undo", "nothing was answered under"),
        (f"approve {NAME} 1234 --discard", "nothing waits under"),
        (f"approve {NAME} 1234 --fixed", "nothing waits under"),
        (f"approve {NAME} 1234 --discard --undo", "not allowed"),
        (f"approve {NAME} 1234 --by=", "--by"),
        ("holds nobody --answered", "no connection named"),
        ("schedule nobody", "no connection named"),
        ("schedule --approve", "name the connection"),
        (f"schedule {NAME} --approve --revoke", "not allowed"),
        (f"schedule {NAME} --revoke", "nothing to take back"),
        (f"schedule {NAME} --approve --by=", "--by"),
        (f"sync {NAME} --scheduled", "nobody approved one"),
        ("sync nobody --scheduled", "no connection named"),
        (f"sync {NAME} --scheduled --yes", "leave --plan, --yes and --by"),
        (f"sync {NAME} --scheduled --plan b1", "leave --plan, --yes and --by"),
        (f"sync {NAME} --yes --by=", "--by"),
    ],
)
def test_bad_input_is_one_line_that_says_what(desk: Desk, line: str, says: str) -> None:
    code, out, err = desk.type(*line.split())

    assert code == 2
    assert says in err
    assert (out, err.count("\n")) == ("", 1)
    assert desk.practice.writes == 0
