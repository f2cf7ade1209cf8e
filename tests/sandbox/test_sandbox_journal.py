"""A school that is killed comes back as it was; one that runs, over real HTTP."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from passback.core.errors import BadInput
from passback.sandbox.control import durable
from passback.sandbox.journal import NAME, open_school
from passback.sandbox.school import Call, School, handle

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)


def _put(school: School, name: int, text: str) -> Call:
    token = next(iter(school.canvas.tokens))
    headers = {
        "authorization": f"Bearer {token}",
        "content-type": "application/json",
        "host": "h",
        "cookie": "c",
    }
    body = json.dumps({"assignment": {"name": text}}).encode()
    return Call(
        "canvas", "PUT", f"/api/v1/courses/3101/assignments/{name}", (("a[]", "1"),), headers, body, NOW
    )


def _written(folder: Path, names: list[str]) -> dict[str, object]:
    """A school with some changes, left without a goodbye."""
    school, journal = open_school(folder, 1, TODAY)
    for name in names:
        call = _put(school, 61001, name)
        assert handle(school, call).status == 200
        journal.keep(call)
    journal._file.close()
    return durable(school)


def test_a_school_comes_back_as_it_was_whatever_day_it_is(tmp_path: Path) -> None:
    before = _written(tmp_path, ["Dénsity", "Density 2"])
    school, journal = open_school(tmp_path, 1, date(2027, 3, 1))
    assert durable(school) == before
    assert school.canvas_writes == {"canvas/assignment/61001": 2}
    assert school.canvas.assignments[61001].name == "Density 2"
    journal.close()


def test_what_is_played_back_meets_no_fault_and_no_throttle(tmp_path: Path) -> None:
    before = _written(tmp_path, [f"Density {n}" for n in range(11)])
    school, journal = open_school(tmp_path, 1, TODAY)
    assert durable(school) == before
    assert school.calls == {}
    journal.close()


def test_a_last_line_that_was_cut_off_is_forgotten_and_the_next_stands_alone(tmp_path: Path) -> None:
    _written(tmp_path, ["one", "two"])
    path = tmp_path / NAME
    path.write_bytes(path.read_bytes()[:-9])
    assert _written(tmp_path, ["three"])["canvas_writes"] == {"canvas/assignment/61001": 2}
    school, journal = open_school(tmp_path, 1, TODAY)
    assert school.canvas.assignments[61001].name == "three"
    journal.close()


def test_a_header_that_was_cut_off_plants_anew(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b'{"format": 1, "se')
    school, journal = open_school(tmp_path, 1, TODAY)
    assert school.today == TODAY
    journal.close()
    assert (tmp_path / NAME).read_bytes().count(b"\n") == 1


@pytest.mark.parametrize(
    "text", [b"junk\n", b"{}\n", b'{"format": 99, "seed": 1, "today": "2026-11-23"}\n', b"[]\n"]
)
def test_a_journal_of_something_else_is_refused_and_left_alone(tmp_path: Path, text: bytes) -> None:
    (tmp_path / NAME).write_bytes(text)
    with pytest.raises(BadInput, match="remove the folder"):
        open_school(tmp_path, 1, TODAY)
    assert (tmp_path / NAME).read_bytes() == text


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    _written(tmp_path, ["one", "two"])
    lines = (tmp_path / NAME).read_bytes().splitlines(keepends=True)
    (tmp_path / NAME).write_bytes(lines[0] + b'{"at": 1}\n' + lines[2])
    with pytest.raises(BadInput, match="line 2 is damaged"):
        open_school(tmp_path, 1, TODAY)


def test_another_seed_and_a_second_school_are_refused(tmp_path: Path) -> None:
    _, journal = open_school(tmp_path, 1, TODAY)
    with pytest.raises(BadInput, match="another school runs there"):
        open_school(tmp_path, 1, TODAY)
    journal.close()
    with pytest.raises(BadInput, match="planted with seed 1"):
        open_school(tmp_path, 2, TODAY)


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput, match="cannot keep a school there"):
        open_school(tmp_path / "file", 1, TODAY)


def test_the_journal_is_for_its_owner_and_keeps_no_cookie(tmp_path: Path) -> None:
    _written(tmp_path, ["one"])
    assert (tmp_path / NAME).stat().st_mode & 0o077 == 0
    assert b"cookie" not in (tmp_path / NAME).read_bytes()


# ---- in its own process ------------------------------------------------------------------------------

RUN = """
import argparse, sys
from passback.cli import sandbox

parser = argparse.ArgumentParser()
sandbox.add_arguments(parser)
sys.exit(sandbox.run(parser.parse_args()))
"""

PARENT = """
import subprocess, sys
school = subprocess.Popen({school!r}, stdout=subprocess.PIPE)
school.stdout.readline()
print(school.pid, flush=True)
sys.stdin.read()
"""


class Running:
    """A school in its own process."""

    def __init__(self, *options: str) -> None:
        self.process = subprocess.Popen([sys.executable, "-c", RUN, *options], stdout=subprocess.PIPE)
        self.interface = json.loads(self.process.stdout.readline())

    def ask(self, system: str, path: str, method: str = "GET", body: object = None, **headers: str) -> Any:  # noqa: ANN401 - any JSON
        base = (
            self.interface[system]["url"]
            if system in self.interface
            else self.interface["sis"][system]["url"]
        )
        data = None if body is None else json.dumps(body).encode()
        if system == "canvas":
            headers["Authorization"] = f"Bearer {self.interface['canvas']['token']}"
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(base + path, data, headers, method=method)  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - same
            text = answer.read()
        return json.loads(text) if text else None

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        code = self.process.wait(10)
        self.process.stdout.close()
        return code


def test_a_running_school_answers_on_four_ports_survives_a_kill_and_stops_when_told(tmp_path: Path) -> None:
    folder = str(tmp_path / "school")
    first = Running("--state", folder)
    try:
        rename = {"assignment": {"name": "New"}}
        assert first.ask("canvas", "/api/v1/courses/3101/assignments/61001", "PUT", rename)["name"] == "New"
        assert (
            len(first.ask("canvas", "/api/v1/courses/3101/enrollments?type[]=StudentEnrollment&per_page=100"))
            == 22
        )
        assert first.ask("control", "/writes")["canvas"]["total"] == 1
        for system in ("aspen", "powerschool"):
            with pytest.raises(urllib.error.HTTPError) as refused:
                first.ask(system, "/anything")
            assert refused.value.code == 401
            refused.value.close()
        before = first.ask("control", "/state")
    finally:
        first.end(signal.SIGKILL)
    second = Running("--state", folder)
    try:
        assert second.ask("control", "/state") == before
        for fault in ("drop-reply", "truncated"):
            second.ask("control", "/fault", "POST", {"system": "canvas", "kind": fault})
            with pytest.raises((OSError, http.client.HTTPException)):
                second.ask("canvas", "/api/v1/courses/3101")
        assert second.ask("canvas", "/api/v1/courses/3101")["id"] == 3101
        assert second.process.stdout.read() == b""
    finally:
        assert second.end(signal.SIGTERM) == 0


def test_a_school_ends_with_its_parent(tmp_path: Path) -> None:
    school = [sys.executable, "-c", RUN, "--with-parent"]
    script = PARENT.format(school=school)
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        pid = int(parent.stdout.readline())
        os.kill(pid, 0)
        parent.kill()
    ends = time.monotonic() + 10
    while _lives(pid) and time.monotonic() < ends:
        time.sleep(0.1)
    assert not _lives(pid)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
