"""What the commands that reach a school print with: JSON, tables, counted words, common options."""

import argparse
import json
from collections.abc import Sequence

from passback.cli.terminal import printable


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
    """`1 score`, `3 scores`, `2 categories`."""
    if number == 1:
        return f"1 {word}"
    return f"{number:,} {word[:-1]}ies" if word.endswith("y") else f"{number:,} {word}s"
