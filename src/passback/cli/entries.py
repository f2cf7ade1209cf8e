"""`passback entries`: the dictionary as a list, or one entry as a page. Works offline."""

import argparse
import json
from collections.abc import Sequence

from passback.cli.terminal import bold, printable, width
from passback.core.errors import BadInput
from passback.core.problem import Problem
from passback.dictionary import book
from passback.dictionary.entry import Entry
from passback.dictionary.render import as_markdown, as_text
from passback.dictionary.search import search
from passback.dictionary.spelling import sis_named

HELP = "list or show the entries of the dictionary"
EXAMPLE = """\
examples:
  passback entries                                    all of them
  passback entries powerschool.points-missing         one page
  passback entries --sis aspen --format markdown
  passback entries --problem due-date-missing --format json
  passback entries --search "due date locked"         those that are about it, best first
  passback entries --faces                            what passback can do about each: five columns
  passback entries --faces --format json | jq -c '.[] | select(.faces) | [.id, .faces.predicted]'

faces: explained, recognized, reproduced by a simulator, predicted before a sync, repaired by a fix of ours:
true, or why not. They are measured; entries beyond the SIS Error Code Dictionary have none.
"""
_NEAR = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which entries, and the format."""
    parser.add_argument("id", metavar="ID", nargs="?", help="one entry; old ids work too")
    parser.add_argument("--sis", metavar="SIS", help="only those of this SIS")
    parser.add_argument("--problem", metavar="PROBLEM", help="only those with a cause of this problem")
    parser.add_argument(
        "--search", metavar="WORDS", help="those with these words, best first; slips are forgiven"
    )
    parser.add_argument("--faces", action="store_true", help="add what passback can do about each entry")
    parser.add_argument(
        "--format", choices=("text", "json", "markdown"), default="text", help="how to print (text)"
    )


def run(args: argparse.Namespace) -> int:
    """Choose and print."""
    chosen = _chosen(args)
    if args.faces:
        from passback.cli import faces_text  # noqa: PLC0415 - a cold start without them pays for none

        print(faces_text.shown(chosen, args.format))
        return 0
    if args.format == "json":
        print(json.dumps([entry.to_json() for entry in chosen], indent=2))
    elif args.format == "markdown":
        print("\n\n".join(as_markdown(entry) for entry in chosen))
    elif args.id is not None:
        print(as_text(chosen[0], width(), bold))
    else:
        _print_table(chosen)
    return 0


def _chosen(args: argparse.Namespace) -> Sequence[Entry]:
    sis = sis_named(args.sis) if args.sis is not None else None
    problem = _problem(args.problem) if args.problem is not None else None
    if args.id is None:
        listed = book.entries(sis, problem)
        return (
            listed
            if args.search is None
            else [e for e in search(args.search, args.sis) if e in listed or not problem]
        )
    if args.search is not None:
        raise BadInput("give an id or --search, not both")
    entry = book.entry(args.id)
    if entry is None:
        near = ", ".join(e.id for e in search(args.id)[:_NEAR])
        hint = f"near are: {near}" if near else "`passback entries` lists all"
        raise BadInput(f"{args.id[:60]!r} is not an entry; {hint}")
    if (sis is not None and entry.sis != sis) or (
        problem is not None and entry not in book.entries(sis, problem)
    ):
        raise BadInput(f"{entry.id} is not of that SIS or problem; leave --sis and --problem out")
    return (entry,)


def _problem(name: str) -> Problem:
    try:
        return Problem(name)
    except ValueError as error:
        known = [p.value for p in Problem]
        shared = set(name.split("-"))
        near = sorted(known, key=lambda p: -len(shared & set(p.split("-"))))[:_NEAR]
        raise BadInput(f"{name[:40]!r} is not a problem; near are: {', '.join(near)}") from error


def _print_table(chosen: Sequence[Entry]) -> None:
    """Id, problem and how many more, title; the ids as wide as the widest."""
    rows = []
    for entry in chosen:
        more = len({cause.problem for cause in entry.causes} - {entry.problem})
        rows.append(
            (entry.id, f"{entry.problem.value} +{more}" if more else entry.problem.value, entry.title)
        )
    if not rows:
        print("no entry fits")
        return
    first, second = (max(len(row[at]) for row in rows) for at in (0, 1))
    print(bold(f"{'id':{first}}  {'problem':{second}}  title"))
    for entry_id, problem, title in rows:
        print(f"{entry_id:{first}}  {problem:{second}}  {printable(title)}")
