"""What `passback check --save` keeps: all that deciding needs, no name of a student, whole or not at all."""

import asyncio
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desk import Desk
from passback.run import app as run_app
from passback.run.snapshots import nameless
from passback.sync.model import Snapshot

pytestmark = pytest.mark.disable_socket
NAME = "practice-powerschool"


@pytest.fixture
def saved(desk: Desk, tmp_path: Path) -> Path:
    """One connection, checked and saved."""
    file = tmp_path / "mon.json"
    desk.type("check", NAME, "--save", str(file))
    return file


def test_a_saved_snapshot_gives_the_same_answer_with_no_network_and_no_database(
    desk: Desk, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, live = desk.json("check", NAME)

    def shut(_: object) -> None:
        raise AssertionError("a saved check opens nothing")

    monkeypatch.setattr(run_app, "open", shut)
    again, told = desk.json("check", "--snapshot", str(saved))

    assert again == code
    assert timeless(told) == timeless(live)


def timeless(told: object) -> object:
    """An answer without the times of reading: every look has its own."""
    assert isinstance(told, dict)
    return {**told, "courses": [{**course, "read_at": ""} for course in told["courses"]]}


def test_one_course_of_a_file_can_be_checked_alone(desk: Desk, saved: Path) -> None:
    course = desk.course("Biology")

    _, told = desk.json("check", "--snapshot", str(saved), "--course", course)

    assert isinstance(told, dict)
    assert [c["course"] for c in told["courses"]] == [course]
    code, _, err = desk.type("check", "--snapshot", str(saved), "--course", "77777")
    assert (code, "no course '77777' in this file" in err) == (2, True)


def test_only_its_owner_can_read_the_file(saved: Path) -> None:
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600


def test_no_student_s_name_and_no_word_about_one_is_in_the_file(desk: Desk, saved: Path) -> None:
    text = saved.read_text(encoding="utf-8")
    people = [p.name for p in desk.practice.school.canvas.users.values() if p.name != "Test Student"]

    assert people
    assert [name for name in people if name in text] == []


def test_what_was_read_does_hold_names_so_that_leaving_them_out_is_work(desk: Desk) -> None:
    """The test above can fail: without `nameless` every name of a class would be in the file."""
    held: list[Snapshot] = []

    async def read() -> None:
        async with run_app.open(run_app.Settings()) as app:
            await app.checks.check(NAME, keep=held.append)

    asyncio.run(read())
    raw, bare = held[0], nameless(held[0])
    name = next(p.name for p in desk.practice.school.canvas.users.values() if p.name in str(raw))
    assert name not in str(bare)
    assert read_back(bare) == bare


def read_back(snapshot: Snapshot) -> Snapshot:
    return Snapshot.from_dict(json.loads(json.dumps(snapshot.to_dict())))


def test_a_check_that_fails_leaves_no_file_and_keeps_the_one_of_yesterday(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "mon.json"

    code, _, _ = desk.type("check", NAME, "--course", "99999", "--save", str(file))
    assert (code, list(tmp_path.iterdir())) == (2, [])

    file.write_text("yesterday", encoding="utf-8")
    desk.type("check", NAME, "--course", "99999", "--save", str(file))
    assert (file.read_text(encoding="utf-8"), len(list(tmp_path.iterdir()))) == ("yesterday", 1)


def _altered(change: Callable[[dict[str, Any]], object]) -> Callable[[str], str]:
    def alter(text: str) -> str:
        given = json.loads(text)
        change(given)
        return json.dumps(given)

    return alter


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda text: text[: len(text) // 2], "it was cut off"),
        (lambda _: "", "it was cut off"),
        (lambda _: "not json at all", "no whole JSON"),
        (lambda _: "[1, 2]", "is no file of snapshots"),
        (lambda _: '{"is": "something"}', "is no file of snapshots"),
        (lambda _: "[" * 100_000, "is no file of snapshots"),
        (lambda _: '{"a": ' + "9" * 5000 + "}", "is no file of snapshots"),
        (_altered(lambda g: g.update(version=2)), "is of version 2"),
        (_altered(lambda g: g.pop("version")), "is of version None"),
        (_altered(lambda g: g.update(snapshots={})), "was altered"),
        (_altered(lambda g: g.update(snapshots=[1])), "was altered"),
        (_altered(lambda g: g.update(sis="nope")), "was altered"),
        (_altered(lambda g: g.pop("connection")), "was altered"),
        (_altered(lambda g: g["snapshots"][0].pop("course")), "missing or unknown field course"),
        (_altered(lambda g: g["snapshots"][0].update(read_at="noon")), "was altered"),
        (_altered(lambda g: g["snapshots"][0]["course"].update(sections=3)), "was altered"),
    ],
)
def test_a_bad_file_is_one_clear_line(
    desk: Desk, saved: Path, spoil: Callable[[str], str], says: str
) -> None:
    saved.write_text(spoil(saved.read_text(encoding="utf-8")), encoding="utf-8")

    code, out, err = desk.type("check", "--snapshot", str(saved))

    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert says in err
    assert str(saved) in err


@pytest.mark.parametrize(
    ("file", "says"),
    [("/nowhere.json", "cannot be read"), ("/", "cannot be read"), ("/dev/zero", "more than 1,000 bytes")],
)
def test_what_is_no_file_or_has_no_end_is_one_clear_line(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, file: str, says: str
) -> None:
    monkeypatch.setattr("passback.run.snapshots._LARGEST", 1000)

    code, out, err = desk.type("check", "--snapshot", file)

    assert (code, out, len(err.strip().splitlines())) == (2, "", 1)
    assert says in err


def test_bytes_that_are_no_text_are_one_clear_line(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "junk"
    file.write_bytes(bytes(range(256)) * 10)

    code, _, err = desk.type("check", "--snapshot", str(file))

    assert (code, len(err.strip().splitlines())) == (2, 1)
