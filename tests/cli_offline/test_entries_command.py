"""`passback entries`: the dictionary as a table, as pages, as JSON."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from passback.core.sis import Sis
from passback.dictionary import book

Run = Callable[..., Any]


def test_the_table_has_a_row_for_every_entry(passback: Run) -> None:
    said = passback("entries")
    rows = said.out.splitlines()[1:]

    assert said.code == 0
    assert [row.split()[0] for row in rows] == [entry.id for entry in book.entries()]


def test_a_row_names_problem_and_title(passback: Run) -> None:
    row = next(line for line in passback("entries").out.splitlines() if "powerschool.points-missing" in line)

    assert row.split()[1] == "points-missing"
    assert row.endswith("409 Error: Score Entry Point Required")


def test_json_is_the_list_of_entries(passback: Run) -> None:
    told = json.loads(passback("entries", "--sis", "Aspen", "--format", "json").out)

    assert told == [json.loads(json.dumps(entry.to_json())) for entry in book.entries(Sis.ASPEN)]
    assert list(told[0]) == [
        *("id", "aliases", "sis", "title", "problem", "effect", "voice"),
        *("messages", "causes", "notes", "source", "editor_note"),
    ]


def test_a_problem_picks_every_entry_with_such_a_cause(passback: Run) -> None:
    told = json.loads(passback("entries", "--problem", "test-student", "--format", "json").out)

    assert {entry["id"] for entry in told} == {
        "oneroster.result-unknown-object",
        "passback.test-student",
        "powerschool.student-without-sis-id",
    }


def test_one_entry_is_a_page_with_its_messages_and_source(passback: Run) -> None:
    said = passback("entries", "aspen.route-missing")

    assert said.code == 0
    assert "RESTEASY003210: Could not find resource for full path: {url}" in " ".join(said.out.split())
    assert "SIS Error Code Dictionary, Aspen" in " ".join(said.out.split())


def test_pages_of_a_system_come_as_markdown(passback: Run) -> None:
    said = passback("entries", "--sis", "aspen", "--format", "markdown")

    assert said.out.count("\n## ") + said.out.startswith("## ") == 5


def test_a_choice_that_fits_nothing_is_empty_and_no_error(passback: Run) -> None:
    chosen = ("entries", "--sis", "aspen", "--problem", "name-taken")
    assert passback(*chosen, "--format", "json")[:2] == (0, "[]\n")
    assert passback(*chosen).out == "no entry fits\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("entries", "aspen.rout-missing"), "near are: aspen.route-missing"),
        (("entries", "\x1b[31m"), "is not an entry"),
        (("entries", "--sis", "banana"), "'banana' is not an SIS"),
        (("entries", "--problem", "due-date"), "near are: due-date-"),
        (("entries", "aspen.route-missing", "--sis", "focus"), "not of that SIS"),
        (("entries", "aspen.route-missing", "--problem", "name-taken"), "not of that SIS or problem"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(passback: Run, words: tuple[str, ...], says: str) -> None:
    said = passback(*words)

    assert said.code == 2
    assert says in said.err
    assert said.err.count("\n") == 1
    assert "\x1b" not in said.err
