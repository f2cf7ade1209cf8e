"""`passback settings`: what a district chose, at which level, and why it holds in a course."""

from __future__ import annotations

import argparse
import asyncio

from passback.cli.printing import (
    add_asker,
    add_database,
    add_format,
    add_place,
    asker,
    place,
    print_json,
    table,
)
from passback.cli.terminal import printable
from passback.core.errors import BadInput
from passback.core.settings import Decided, Level, Setting
from passback.run import app as run_app
from passback.run.choosing import Explained, meanings, setting_json

HELP = "list and change settings, and say which level decided for a course"
EXAMPLE = """\
examples:
  passback settings maple                                      what is set, and where
  passback settings maple --set hidden=send                    for the whole connection
  passback settings maple --set edited=canvas --course 101     also --assignment, --class, --school
  passback settings maple --unset edited --course 101
  passback settings maple --set silence.name-too-long="our SIS cuts them and nobody minds"
  passback settings --explain 101                              what holds in course 101, and why
  passback settings maple --names                              every name and what it may hold

The nearest wins: assignment, then class, course, school, connection. Of two schools the Canvas sub-account
wins over the SIS's own. Categories have their own command: passback categories.
exit codes: 0 done, 1 Canvas could not be asked, 2 bad input
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The connection, what to do, where it holds."""
    parser.add_argument("connection", nargs="?", help="its name; with --explain found by the course")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="choose; repeatable")
    what.add_argument("--unset", action="append", default=[], metavar="NAME", help="choose no longer")
    what.add_argument("--explain", metavar="COURSE", help="what holds in a course and its classes, and why")
    what.add_argument("--names", action="store_true", help="list every setting that there is")
    add_place(parser)
    add_asker(parser)
    add_format(parser, ("text", "json"))
    add_database(parser)


def run(args: argparse.Namespace) -> int:
    """List, set, unset, or explain."""
    level, target = place(args)
    if args.explain is not None and not args.explain.strip():
        raise BadInput("--explain: is empty; give a Canvas course id")
    if (args.explain is not None or args.names) and level is not Level.CONNECTION:
        raise BadInput(f"--{level.value} goes with --set and --unset")
    if args.names:
        return _names(args)
    if args.explain is None and args.connection is None:
        raise BadInput("which connection? `passback connections list` shows them")
    return asyncio.run(_run(args, level, target))


def _names(args: argparse.Namespace) -> int:
    known = meanings() | {
        "categories.GROUP": "the category that an assignment group is sent to",
        "silence.PROBLEM": "the reason why findings of a problem are not told; what is blocked stays blocked",
    }
    if args.format == "json":
        print_json(known)
    else:
        print(table(("name", "what it decides"), list(known.items())))
    return 0


async def _run(args: argparse.Namespace, level: Level, target: str) -> int:
    async with run_app.open(run_app.Settings(database=args.database)) as app:
        if args.explain is not None:
            _print_explained(args, await app.choosing.explain(args.explain.strip(), args.connection))
            return 0
        if args.set:
            await app.choosing.put(args.connection, level, target, args.set, asker(args))
        if args.unset:
            await app.choosing.drop(args.connection, level, target, args.unset)
        listed = await app.choosing.listed(args.connection)
    if args.format == "json":
        print_json([setting_json(setting) for setting in listed])
    elif not listed:
        print(f"{printable(args.connection)}: nothing is set; the defaults hold everywhere")
    else:
        rows = [(s.name, s.value, _where(s), s.by, s.at.strftime("%Y-%m-%d")) for s in listed]
        print(table(("name", "value", "holds in", "set by", "on"), rows))
    return 0


def _where(setting: Setting) -> str:
    return _place(setting.level, setting.target)


def _place(level: Level | None, target: str) -> str:
    if level is None:
        return "default"
    return f"{level.value} {target}".strip()


def _print_explained(args: argparse.Namespace, explained: Explained) -> None:
    if args.format == "json":
        print_json(explained.to_json())
        return
    name = printable(explained.course_name)
    print(f"{name} (course {explained.course}), connection {printable(explained.connection)}\n")
    print(_table(explained.decided))
    for one in explained.classes:
        print(f"\nelse in class {one.section}, {printable(one.name)}:\n")
        print(_table(one.decided))


def _table(decided: tuple[Decided, ...]) -> str:
    rows = [
        (
            one.name,
            one.value or "-",
            _place(one.level, one.target),
            ", ".join(f"{s.value} of {_where(s)}" for s in one.beaten),
        )
        for one in decided
    ]
    return table(("name", "value", "decided by", "instead of"), rows)
