"""`passback categories`: assignment groups and the SIS's categories; map them, or import them."""

from __future__ import annotations

import argparse
import asyncio
import sys

from passback.cli.printing import (
    add_asker,
    add_database,
    add_format,
    add_place,
    asker,
    counted,
    place,
    print_json,
    table,
)
from passback.cli.terminal import printable
from passback.core.errors import BadInput
from passback.core.finding import Rejection
from passback.core.problem import State
from passback.core.settings import Level
from passback.run import app as run_app
from passback.run.categories import Import, Mapped
from passback.run.ports import Outcome

HELP = "show which assignment group goes to which SIS category; map or import them"
EXAMPLE = """\
examples:
  passback categories maple                                    every course and class, the unmatched first
  passback categories maple --course 101
  passback categories maple --map "Homework=HW"                in the whole connection
  passback categories maple --map "Labs=Classwork" --course 101     also --class, --school
  passback categories maple --unmap Labs --course 101
  passback categories maple --import --course 101              make groups of the SIS's categories; asks
  passback categories maple --import --weights --yes           with their weights: changes course grades

An import never makes a second group of one name. Many groups may go to one category.
exit codes: 0 every group has its category, 1 one has not or something was not made, 2 bad input
"""
_WELL = frozenset({State.IN_SIS, State.ALREADY_THERE})
_WORDS = {State.IN_SIS: "made", State.ALREADY_THERE: "was there already"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The connection, what to do, where."""
    parser.add_argument("connection", help="its name; `passback connections list` shows them")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--map", action="append", default=[], metavar="GROUP=CATEGORY", help="repeatable")
    what.add_argument("--unmap", action="append", default=[], metavar="GROUP", help="repeatable")
    what.add_argument("--import", dest="imports", action="store_true", help="make groups of categories")
    parser.add_argument("--weights", action="store_true", help="with --import: set the groups' weights too")
    parser.add_argument("--yes", action="store_true", help="with --import: do not ask")
    add_place(parser)
    add_asker(parser)
    add_format(parser, ("text", "json"))
    add_database(parser)


def run(args: argparse.Namespace) -> int:
    """Show, map, or import."""
    level, target = place(args)
    if (args.weights or args.yes) and not args.imports:
        raise BadInput(f"--{'weights' if args.weights else 'yes'} goes with --import")
    if not (args.map or args.unmap) and level in {Level.ASSIGNMENT, Level.CLASS, Level.SCHOOL}:
        raise BadInput(f"--{level.value} goes with --map and --unmap; here only --course narrows")
    for pair in args.map:
        if "=" not in pair:
            raise BadInput(f"--map {pair[:40]!r}: expected GROUP=CATEGORY")
    return asyncio.run(_run(args, level, target))


async def _run(args: argparse.Namespace, level: Level, target: str) -> int:
    async with run_app.open(run_app.Settings(database=args.database)) as app:
        if args.map:
            given = [f"categories.{pair}" for pair in args.map]
            await app.choosing.put(args.connection, level, target, given, asker(args))
        if args.unmap:
            keys = [f"categories.{group}" for group in args.unmap]
            await app.choosing.drop(args.connection, level, target, keys)
        if args.map or args.unmap:
            return _chosen(args)
        reader = await app.ready.reader(args.connection)
        courses = (target,) if level is Level.COURSE else ()
        if not args.imports:
            rows = await app.categories.mapped(reader, courses)
            return _shown(args, rows)
        wanted = await app.categories.imports(reader, courses, weights=args.weights)
        if not wanted:
            return _nothing(args)
        if not args.yes:
            _ask_first(args)
            _print_wanted(wanted)
            if not _approved():
                print("nothing was changed")
                return 1
        done = [(one, await app.categories.apply(reader, one)) for one in wanted]
    return _imported(args, done)


def _chosen(args: argparse.Namespace) -> int:
    pairs = args.map or args.unmap
    verb = "mapped" if args.map else "unmapped"
    if args.format == "json":
        print_json({verb: pairs})
    else:
        print(f"{verb} {printable(', '.join(pairs))}; next: passback plan {printable(args.connection)}")
    return 0


def _shown(args: argparse.Namespace, rows: tuple[Mapped, ...]) -> int:
    if args.format == "json":
        print_json([row.to_json() for row in rows])
    elif not rows:
        print("no assignment groups were found")
    else:
        cells = [
            (
                row.course_name,
                row.section_name,
                row.group,
                row.category or (f"not read: {row.unread}" if row.unread else f"NONE is named {row.wanted}"),
                row.level.value if row.level else "same name",
            )
            for row in rows
        ]
        print(table(("course", "class", "assignment group", "SIS category", "decided by"), cells))
    return 1 if any(row.category is None for row in rows) else 0


def _nothing(args: argparse.Namespace) -> int:
    if args.format == "json":
        print_json([])
    else:
        print("nothing to import: every category has its group already")
    return 0


def _ask_first(args: argparse.Namespace) -> None:
    if args.format == "json" or not sys.stdin.isatty():
        raise BadInput("nobody is here to approve; add --yes to change Canvas without asking")


def _print_wanted(wanted: tuple[Import, ...]) -> None:
    rows = [
        (one.course_name, "weight" if change.before else "make", _name(change.after), _weight(change.after))
        for one in wanted
        for change in one.changes
    ]
    print(table(("course", "do", "assignment group", "weight"), rows))
    if any(cell[-1] for cell in rows):
        print("\nsetting weights changes the course grades that Canvas shows.")


def _name(group: object) -> str:
    return str(getattr(group, "name", ""))


def _weight(group: object) -> str:
    weight = getattr(group, "weight", None)
    return "" if weight is None else str(weight)


def _approved() -> bool:
    return input("Change this in Canvas? [y/N] ").strip().lower() in {"y", "yes"}


def _imported(args: argparse.Namespace, done: list[tuple[Import, tuple[Outcome, ...]]]) -> int:
    ends = [(one, end) for one, outcomes in done for end in outcomes]
    if args.format == "json":
        print_json(
            [
                {
                    "course": one.course,
                    "group": _name(end.change.after),
                    "state": end.verdict.state.value,
                    "said": _said(end),
                }
                for one, end in ends
            ]
        )
    else:
        rows = [(one.course_name, _name(end.change.after), _came_of(end), _said(end)) for one, end in ends]
        print(table(("course", "assignment group", "what came of it", "what was said"), rows))
        made = sum(end.verdict.state is State.IN_SIS for _, end in ends)
        print(f"\n{counted(made, 'group')} made or weighed in Canvas, read back.")
    return 0 if all(end.verdict.state in _WELL for _, end in ends) else 1


def _came_of(end: Outcome) -> str:
    return _WORDS.get(end.verdict.state, end.verdict.state.value)


def _said(end: Outcome) -> str:
    """Canvas's own words, or why it was not asked."""
    if isinstance(end.answer, Rejection):
        return end.answer.raw
    why = end.verdict.why
    return why.facts.get("result", f"Canvas shows another {why.facts.get('value', 'one')}") if why else ""
