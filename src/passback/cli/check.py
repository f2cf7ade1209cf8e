"""`passback check`: what a sync would meet, by cause, worst first; nothing is written to any system."""

from __future__ import annotations

import argparse
import asyncio
import sys

from passback.cli.check_text import print_checked
from passback.cli.printing import add_database, add_format, print_json
from passback.cli.progress import Bar
from passback.cli.written import written_private
from passback.core.errors import BadInput
from passback.run import app as run_app
from passback.run.checked import Checked
from passback.run.checking import check_saved
from passback.run.snapshots import Writer, read_saved

HELP = "look at both sides and say what the SIS would refuse, and whose it is to mend; writes nowhere"
EXAMPLE = """\
examples:
  passback check practice-aspen                   every course of the connection
  passback check practice-aspen --course 101      one course, by Canvas id or SIS id; may be repeated
  passback check practice-aspen --save mon.json   also keep what was read, without names of students
  passback check --snapshot mon.json              the same again, offline: no network, no database
  passback check practice-aspen --format json     docs/check.md says what is in it

  passback check practice-aspen --fixed 3f2a9c01b7de   what was refused before is mended: send all of it again

Nothing is written: not to Canvas, not to the SIS, and no plan is kept. `passback plan` makes one. What an SIS
refused for a cause that it does not show is remembered: the next sync tries one of it, and sends the rest if
that is taken. --fixed forgets such a refusal, and nothing else.
exit codes: 0 nothing stands in the way, 1 something does or could not be read, 2 bad input
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The connection or a file, and which courses."""
    parser.add_argument("connection", nargs="?", help="its name; `passback connections list` shows them")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--course", action="append", default=[], metavar="ID", help="this course; repeatable")
    which.add_argument("--all", action="store_true", help="every course of the connection (the default)")
    parser.add_argument("--snapshot", metavar="FILE", help="check what `--save` kept, and ask nobody")
    parser.add_argument("--save", metavar="FILE", help="keep what was read in a file that you alone can read")
    parser.add_argument(
        "--fixed", nargs="+", default=[], metavar="KEY", help="forget these refusals first: they are mended"
    )
    add_format(parser, ("text", "json"))
    add_database(parser)


def run(args: argparse.Namespace) -> int:
    """Look, print, and say by the exit code whether anything stands in the way."""
    if any(not course.strip() for course in args.course):
        raise BadInput("--course: is empty; give a Canvas course id")
    if (args.connection is None) == (args.snapshot is None):
        raise BadInput("give a connection or --snapshot FILE, one of them")
    if args.snapshot is not None and args.save is not None:
        raise BadInput("--save goes with a connection; a snapshot is saved already")
    if args.snapshot is not None and args.fixed:
        raise BadInput("--fixed goes with a connection; a snapshot stays as it was")
    checked = (
        check_saved(read_saved(args.snapshot), args.course) if args.snapshot else asyncio.run(_run(args))
    )
    if args.format == "json":
        print_json(checked.to_json())
    else:
        print_checked(checked)
    return 0 if checked.clear else 1


async def _run(args: argparse.Namespace) -> Checked:
    async with run_app.open(run_app.Settings(database=args.database)) as app:
        for key in dict.fromkeys(args.fixed):
            mended = await app.recheck(args.connection, key)
            print(f"forgotten: {mended.problem.value} ({key}); the next sync sends it all", file=sys.stderr)
        if args.save is None:
            with Bar() as bar:
                return await app.checks.check(args.connection, args.course, bar)
        connection = await app.connection(args.connection)
        with written_private(args.save) as out:
            writer = Writer(out, connection.name, connection.sis)
            with Bar() as bar:
                checked = await app.checks.check(args.connection, args.course, bar, writer.add)
            writer.end()
        return checked
