"""What the commands that reach a school print with: JSON, tables, counted words, common options."""

import argparse
import getpass
import json
from collections.abc import Sequence

from passback.cli.terminal import printable
from passback.core.errors import BadInput
from passback.core.settings import Level


def add_format(parser: argparse.ArgumentParser, choices: Sequence[str]) -> None:
    """`--format`, first choice by default."""
    parser.add_argument("--format", choices=choices, default=choices[0], help=f"how to print ({choices[0]})")


def add_database(parser: argparse.ArgumentParser) -> None:
    """`--database`, for those who keep it elsewhere."""
    parser.add_argument(
        "--database",
        metavar="URL",
        help="where connections and history are kept ($PASSBACK_DATABASE, else a file in your data folder)",
    )


def add_place(parser: argparse.ArgumentParser) -> None:
    """`--class`, `--course` or `--school`: where a setting holds; none of them: everywhere."""
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--assignment",
        metavar="CLASS/ID",
        help="for one assignment in one class: a Canvas section id / its id",
    )
    where.add_argument("--class", dest="section", metavar="ID", help="in this class: a Canvas section id")
    where.add_argument("--course", metavar="ID", help="in this course: a Canvas course id")
    where.add_argument(
        "--school", metavar="ID", help="in this school: a Canvas sub-account's id, or school:REF of the SIS"
    )


def place(args: argparse.Namespace) -> tuple[Level, str]:
    """The level and target that `add_place` was given.

    Raises:
        BadInput: an id is empty.
    """
    given = (
        (Level.ASSIGNMENT, args.assignment),
        (Level.CLASS, args.section),
        (Level.COURSE, args.course),
        (Level.SCHOOL, args.school),
    )
    for level, target in given:
        if target is not None:
            text = str(target).strip()
            if not text or text in {"account:", "school:"}:
                raise BadInput(f"--{level.value}: is empty; give an id")
            plain = level is not Level.SCHOOL or text.startswith(("account:", "school:"))
            return level, text if plain else f"account:{text}"
    return Level.CONNECTION, ""


def add_asker(parser: argparse.ArgumentParser) -> None:
    """`--by`, for the record of who decided."""
    parser.add_argument("--by", metavar="NAME", help="who decides, for the record (who you are here)")


def asker(args: argparse.Namespace) -> str:
    """Who decides: `--by`, else the name of who is logged in on this machine.

    Raises:
        BadInput: nobody can be told.
    """
    try:
        by = (args.by if args.by is not None else getpass.getuser()).strip()
    except (KeyError, OSError):
        by = ""
    if not by:
        raise BadInput("--by: say who decides; it is kept with the decision")
    return str(by)


def print_json(given: object) -> None:
    """One JSON document, indented, in plain ASCII so that no terminal mangles it."""
    print(json.dumps(given, indent=2, default=str))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Left-aligned columns under a head; outside text is made printable."""
    clean = [[printable(str(cell)) for cell in row] for row in rows]
    widths = [max(len(line[at]) for line in [list(head), *clean]) for at in range(len(head))]
    lines = [head, ["-" * width for width in widths], *clean]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def counted(number: int, word: str) -> str:
    """`1 score`, `3 scores`, `2 categories`, `2 classes`."""
    if number == 1:
        return f"1 {word}"
    if word.endswith("y"):
        return f"{number:,} {word[:-1]}ies"
    return f"{number:,} {word}es" if word.endswith("s") else f"{number:,} {word}s"
