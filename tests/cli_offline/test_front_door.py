"""`passback` itself: help, slips, failures of ours, pipes that close, Ctrl-C."""

import argparse
import errno
import os
import subprocess
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

import passback as package
from passback.cli import main as front
from passback.cli.terminal import colored, width
from passback.core.errors import BadInput, NeedsConfig, NeedsLogin, Retryable
from passback.core.problem import Problem

Run = Callable[..., Any]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], int]], None]:
    """Puts a command `probe` into the table that does what it is given."""

    def put(do: Callable[[], int]) -> None:
        module = ModuleType("probe")
        module.HELP, module.EXAMPLE = "a probe", "  passback probe"  # type: ignore[attr-defined]
        module.add_arguments = lambda _: None  # type: ignore[attr-defined]
        module.run = lambda _: do()  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "probe", module)
        monkeypatch.setitem(front.COMMANDS, "probe", ("probe", "a probe"))

    return put


def raising(error: BaseException) -> Callable[[], int]:
    def do() -> int:
        raise error

    return do


def test_help_lists_every_command_with_its_line(passback: Run) -> None:
    said = passback("--help")

    assert said.code == 0
    for name, (_, about) in front.COMMANDS.items():
        assert f"  {name} " in said.out
        assert about.split()[0] in said.out
    assert passback().out == said.out


@pytest.mark.parametrize("name", ["explain", "entries"])
def test_a_command_s_help_has_an_example(passback: Run, name: str) -> None:
    said = passback(name, "--help")

    assert said.code == 0
    assert f"\n  passback {name}" in said.out


def test_the_version_is_told(passback: Run) -> None:
    assert passback("--version")[:2] == (0, f"passback {package.__version__}\n")


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("exlain", "did you mean `passback explain`?"),
        ("entry", "did you mean `passback entries`?"),
        ("zzz", "there are: explain, entries"),
        ("\x1b[2J", "is not a command"),
    ],
)
def test_an_unknown_command_is_one_line_with_the_nearest(passback: Run, word: str, says: str) -> None:
    said = passback(word)

    assert said.code == 2
    assert says in said.err
    assert said.err.count("\n") == 1
    assert "\x1b" not in said.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (BadInput("give a name"), 2),
        (NeedsLogin("the token is refused"), 1),
        (NeedsConfig("the address is wrong", Problem.ROUTE_MISSING), 1),
        (Retryable("the SIS is down\nreally", Problem.SIS_UNREACHABLE, 30), 1),
    ],
)
def test_a_failure_of_ours_is_one_line_and_its_exit_code(
    passback: Run, command: Run, error: Exception, code: int
) -> None:
    command(raising(error))
    said = passback("probe")
    problem = getattr(error, "problem", None)
    page = f"; more: passback explain passback.{problem}" if problem else ""

    assert said.code == code
    assert said.err == f"passback: {' '.join(str(error).split())}{page}\n"


def test_ctrl_c_is_130_and_adds_nothing(passback: Run, command: Run) -> None:
    command(raising(KeyboardInterrupt()))

    assert passback("probe") == (130, "", "")


def test_a_bug_is_not_dressed_up(passback: Run, command: Run) -> None:
    command(raising(ZeroDivisionError()))

    with pytest.raises(ZeroDivisionError):
        passback("probe")


def test_what_a_command_returns_is_the_exit_code(passback: Run, command: Run) -> None:
    command(lambda: 7)

    assert passback("probe").code == 7


@pytest.mark.parametrize("words", [["entries"], ["--help"], ["entries", "--format", "json"]])
def test_a_reader_that_leaves_early_sees_no_traceback(words: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        command = [sys.executable, "-m", "passback", *words]
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}
        done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, check=False, env=environment)
    finally:
        os.close(write)

    assert done.returncode == 141
    assert done.stderr == b""


def test_a_terminal_that_is_not_utf_8_gets_escapes_and_no_traceback(shell: Run) -> None:
    said = shell("explain", "aspen.route-missing", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    wrong = shell(
        "explain", "x", "--sis", "bänana", PYTHONIOENCODING="ascii:strict", PYTHONUTF8="0", LC_ALL="C"
    )

    assert said.code == 0
    assert "\\xb7 Aspen" in said.out
    assert wrong.code == 2
    assert wrong.err.count("\n") == 1


def test_python_m_passback_is_passback(shell: Run) -> None:
    assert shell("--version").out == f"passback {package.__version__}\n"


# ---- the screen ------------------------------------------------------------------------------------


class Screen:
    def __init__(self, *, tty: bool) -> None:
        self.tty = tty

    def isatty(self) -> bool:
        return self.tty


@pytest.mark.parametrize(
    ("tty", "environment", "wanted"),
    [
        (True, {"TERM": "xterm"}, True),
        (False, {"TERM": "xterm"}, False),
        (True, {"TERM": "dumb"}, False),
        (True, {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (True, {"TERM": "xterm", "NO_COLOR": ""}, True),
    ],
)
def test_color_is_for_terminals_that_want_it(
    monkeypatch: pytest.MonkeyPatch, tty: bool, environment: dict[str, str], wanted: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert colored(Screen(tty=tty)) is wanted  # type: ignore[arg-type]


@pytest.mark.parametrize(("columns", "wanted"), [("60", 60), ("500", 100), ("3", 30), ("wide", 80), ("", 80)])
def test_the_width_is_the_terminal_s_within_reason(
    monkeypatch: pytest.MonkeyPatch, columns: str, wanted: int
) -> None:
    def no_terminal(_: int) -> os.terminal_size:
        raise OSError(errno.ENOTTY, "not a terminal")

    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr(os, "get_terminal_size", no_terminal)

    assert width() == wanted


def test_the_parser_says_a_slip_as_bad_input() -> None:
    parser = front._Parser(prog="passback probe")
    parser.add_argument("--number", type=int)

    with pytest.raises(BadInput, match=r"invalid int value.*`passback probe --help`"):
        parser.parse_args(["--number", "x"])
    assert issubclass(front._Parser, argparse.ArgumentParser)
