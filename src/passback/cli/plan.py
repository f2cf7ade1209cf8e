"""`passback plan`: what a sync would do, words first; the plan is kept and its id runs it."""

from __future__ import annotations

import argparse
import asyncio

from passback.cli.plan_text import print_overview
from passback.cli.printing import add_database, add_format, print_json
from passback.cli.progress import Bar
from passback.core.errors import BadInput
from passback.run import app as run_app

HELP = "look at both sides and say what a sync would do; writes nothing to a school"
EXAMPLE = """\
examples:
  passback plan practice-aspen --all            every course of the connection
  passback plan practice-aspen --course 101     one course, by Canvas id or SIS id; may be repeated
  passback plan practice-aspen --all --format json

The plan is kept. What you approve is what runs: passback sync practice-aspen --plan ID
exit codes: 0 planned, 1 a course or system could not be read, 2 bad input
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The connection, and which courses."""
    parser.add_argument("connection", help="its name; `passback connections list` shows them")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--course", action="append", default=[], metavar="ID", help="this course; repeatable")
    which.add_argument("--all", action="store_true", help="every course of the connection (the default)")
    parser.add_argument("--changes", action="store_true", help="also list every change, before and after")
    add_format(parser, ("text", "json"))
    add_database(parser)


def run(args: argparse.Namespace) -> int:
    """Plan, keep, print."""
    if any(not course.strip() for course in args.course):
        raise BadInput("--course: is empty; give a Canvas course id")
    return asyncio.run(_run(args))


async def _run(args: argparse.Namespace) -> int:
    async with run_app.open(run_app.Settings(database=args.database)) as app:
        with Bar() as bar:
            _, overview = await app.plan(args.connection, args.course, bar)
    if args.format == "json":
        print_json(overview.to_json())
    else:
        print_overview(overview, changes=args.changes)
    return 1 if overview.unread or overview.shut_out else 0
