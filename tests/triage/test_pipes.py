"""A log may come through a pipe and go to one: both may close, stall or never end."""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from passback.cli.main import main

LOCKED = "At least one of the specified assignment sections is locked."
MISMATCH = "Gradebook number does not match."
BOTH = ["powerschool.grading-period-locked", "aeries.gradebook-mismatch"]


@contextmanager
def started(*args: str, stdin: int | None = None, cwd: Path | None = None) -> Iterator[Any]:
    """The command as a process, all of its pipes closed behind."""
    command = [sys.executable, "-m", "passback", *args]
    with subprocess.Popen(
        command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=cwd
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def test_a_named_pipe_is_read_as_it_comes(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with started("triage", str(tmp_path / "pipe"), "--format", "jsonl") as running:
        (tmp_path / "pipe").write_text(f"{LOCKED}\n{MISMATCH}\n")
        out, err = running.communicate(timeout=30)

    assert [json.loads(line)["entry"] for line in out.splitlines()] == BOTH
    assert (running.returncode, err) == (0, b"")


class Slowly(io.RawIOBase):
    """A pipe that is filled piece by piece."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = list(pieces)

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:  # noqa: ANN401 - what a buffer is
        piece = self.pieces.pop(0) if self.pieces else b""
        into[: len(piece)] = piece
        return len(piece)


@pytest.mark.parametrize("cut", [1, 12, 60])
def test_a_log_is_read_alike_however_its_pipe_is_filled(
    cut: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"message,sis\n{MISMATCH},Aeries\n{LOCKED},PowerSchool\n".encode()
    slowly = io.BufferedReader(Slowly(text[:cut], text[cut:]))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(slowly))

    assert main(["triage", "-", "--format", "jsonl"]) == 0
    assert [json.loads(row)["entry"] for row in capsys.readouterr().out.splitlines()] == BOTH[::-1]


@pytest.mark.parametrize("command", ["triage", "mask", "explain"])
def test_a_closed_standard_input_is_one_line(command: str) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", '"$0" -m passback "$1" - <&-', sys.executable, command],
        capture_output=True,
        check=False,
        timeout=30,
    )

    assert (done.returncode, done.stderr) == (2, b"passback: standard input is closed\n")


def test_with_standard_output_closed_the_exit_code_still_tells(tmp_path: Path) -> None:
    (tmp_path / "log").write_text(f"{LOCKED}\nblub\n")
    for form in ("text", "jsonl", "csv"):
        done = subprocess.run(
            ["/bin/sh", "-c", '"$0" -m passback triage "$1" --format "$2" >&-', sys.executable, "log", form],
            capture_output=True,
            check=False,
            timeout=30,
            cwd=tmp_path,
        )
        assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize("args", [("triage", "-", "--format", "jsonl"), ("mask", "-")])
def test_a_reader_that_leaves_ends_a_long_log_without_a_word(args: tuple[str, ...]) -> None:
    with started(*args, stdin=subprocess.PIPE) as running:

        def feed() -> None:
            with contextlib.suppress(BrokenPipeError):
                for _ in range(100_000):
                    running.stdin.write(f"{LOCKED}\n".encode())
            with contextlib.suppress(BrokenPipeError):
                running.stdin.close()

        feeding = threading.Thread(target=feed)
        feeding.start()
        running.stdout.readline()
        running.stdout.close()
        err = running.stderr.read()
        code = running.wait(30)
        feeding.join(30)

    assert (code, err) == (141, b"")


def test_ctrl_c_leaves_no_half_file_and_says_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with (
        started("triage", "pipe", "--format", "jsonl", "-o", "out", cwd=tmp_path) as running,
        (tmp_path / "pipe").open("w") as pipe,
    ):
        pipe.write(f"{LOCKED}\n" * 500)
        pipe.flush()
        while not any(tmp_path.glob(".out.*")):
            assert running.poll() is None
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=30)

    assert (running.returncode, err) == (130, b"")
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


# Says the most memory that it took; what a parent counts for it begins with the parent's own.
MEASURED = """
import sys
from passback.cli.main import main
main(["triage", "-"])
print(open("/proc/self/status").read().split("VmHWM:")[1].split()[0], file=sys.stderr)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
@pytest.mark.parametrize("begin", [b"", b'{"id":1,"message":"', b'[{"message":"', b'id,message\n1,"'])
def test_a_line_of_three_hundred_megabytes_takes_less_than_two_hundred(begin: bytes) -> None:
    block = b"Nobody knows this text, whatever. " * 30_000
    with subprocess.Popen(
        [sys.executable, "-c", MEASURED],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as running:
        running.stdin.write(begin)  # type: ignore[union-attr]
        for _ in range(300):
            running.stdin.write(block)  # type: ignore[union-attr]
        _, err = running.communicate(timeout=60)

    assert int(err.split()[-1]) < 200_000, "kilobytes"
