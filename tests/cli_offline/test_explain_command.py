"""`passback explain`: words in, a page out, and exit codes that a script can trust."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from passback.dictionary import book

Run = Callable[..., Any]

DUE = "Due date must be between 08/17/2026 and 12/18/2026."
MESSAGES = [(e.sis.value, e.id, m.example) for e in book.entries() if e.sis for m in e.messages]


@pytest.mark.parametrize(("sis", "entry_id", "example"), MESSAGES)
def test_every_message_of_an_sis_is_answered_with_its_entry(
    passback: Run, sis: str, entry_id: str, example: str
) -> None:
    said = passback("explain", example, "--sis", sis, "--format", "json")

    assert said.code == 0
    assert json.loads(said.out)["entry"]["id"] == entry_id
    assert said.err == ""


def test_text_is_a_page(passback: Run) -> None:
    said = passback("explain", DUE, "--sis", "PowerTeacher Pro")

    assert said.code == 0
    assert said.out.startswith("409 Error: Due Date Error\n")
    assert "start_date = 08/17/2026" in said.out


def test_markdown_is_a_page(passback: Run) -> None:
    said = passback("explain", "aspen.route-missing", "--format", "markdown")

    assert said.code == 0
    assert said.out.startswith("## Rest Easy: Could Not Find Resource\n")


def test_json_has_exactly_the_agreed_shape(passback: Run) -> None:
    told = json.loads(passback("explain", DUE, "--sis", "powerschool", "--format", "json").out)

    assert list(told) == [
        *("outcome", "entry", "variables", "confidence", "why"),
        *("also", "candidates", "nearest", "causes"),
    ]
    assert told["outcome"] == "match"
    assert told["confidence"] == "0.95"
    assert told["variables"] == {"start_date": "08/17/2026", "end_date": "12/18/2026"}
    assert told["causes"][0]["standing"] == "possible"
    assert told["causes"][0]["steps"][0].keys() == {
        *("who", "where", "path", "page", "do", "action", "loses"),
    }


def test_an_unknown_message_is_exit_1_with_the_nearest_entries(passback: Run) -> None:
    said = passback("explain", "the due date is not inside of the term", "--sis", "powerschool")
    told = json.loads(passback("explain", "the due date is not in the term", "--format", "json").out)

    assert said.code == 1
    assert "powerschool.due-date-outside-term" in said.out
    assert told["outcome"] == "unknown"
    assert told["entry"] is None
    assert told["confidence"] is None
    assert "powerschool.due-date-outside-term" in told["nearest"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("explain",), "required: TEXT|ID"),
        (("explain", ""), "message is empty"),
        (("explain", " \n\t"), "message is empty"),
        (("explain", "a\0b"), "bytes that are no text"),
        (("explain", DUE, "--sis", "banana"), "'banana' is not an SIS"),
        (("explain", DUE, "--format", "xml"), "invalid choice"),
        (("explain", DUE, "--colour"), "unrecognized arguments: --colour"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(passback: Run, words: tuple[str, ...], says: str) -> None:
    said = passback(*words)

    assert said.code == 2
    assert says in said.err
    assert said.err.startswith("passback: ")
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_a_dash_reads_a_pipe(shell: Run) -> None:
    said = shell("explain", "-", "--format", "json", stdin=f"\ufeff{DUE}\n".encode())

    assert said.code == 0
    assert json.loads(said.out)["entry"]["id"] == "powerschool.due-date-outside-term"


@pytest.mark.parametrize(
    "junk", [b"", b"\n\n", b"\xff\xfe\x00\x01", bytes(range(256)), b"\x00" * 10, b"caf\xe9"]
)
def test_junk_from_a_pipe_is_one_line_and_exit_2(shell: Run, junk: bytes) -> None:
    said = shell("explain", "-", stdin=junk)

    assert said.code == 2
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err


def test_a_huge_pipe_is_read_only_so_far(shell: Run) -> None:
    said = shell("explain", "-", stdin="é".encode() * 600_000 + b"\xff" * 10)

    assert said.code == 1
    assert "Traceback" not in said.err


def test_bytes_on_the_command_line_that_are_no_text_are_one_line(shell: Run) -> None:
    said = shell("explain", b"caf\xe9".decode("utf-8", "surrogateescape"), PYTHONUTF8="1")

    assert said.code == 2
    assert said.err.count("\n") == 1
