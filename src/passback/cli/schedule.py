"""`passback schedule`: standing approval of a schedule by a named person, given once and taken back."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence

from passback.cli.printing import add_asker, add_database, add_format, asker, print_json, table
from passback.core.errors import BadInput
from passback.run import app as run_app
from passback.run.standing import Schedule

HELP = "say once, by name, what a schedule may send without asking; or take it back"
EXAMPLE = """\
examples:
  passback schedule                              every connection: may a schedule send, and who said so
  passback schedule maple --approve --by "A. Ruiz"
  passback schedule maple --revoke               a run under it stops before its next assignment
  15 2 * * 1-5  passback sync maple --scheduled  then: what cron starts

A schedule creates and updates below the limits of the connection. What would delete or clear more, other
scores in a line item that is there, changes in Canvas, and a course where nothing is ours yet wait for a
person all the same: passback holds maple
exit codes: 0 a schedule may send, 1 it may not, 2 bad input
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The connection, and what to say of it."""
    parser.add_argument("connection", nargs="?", help="its name; without one, all are listed")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--approve", action="store_true", help="a schedule may create and update below the limits"
    )
    what.add_argument("--revoke", action="store_true", help="take that back")
    add_asker(parser)
    add_format(parser, ("text", "json"))
    add_database(parser)


def run(args: argparse.Namespace) -> int:
    """Show, approve or revoke."""
    if args.connection is None and (args.approve or args.revoke):
        raise BadInput("name the connection; nothing is approved for all at once")
    return asyncio.run(_run(args))


async def _run(args: argparse.Namespace) -> int:
    async with run_app.open(run_app.Settings(database=args.database)) as app:
        if args.approve:
            found: Sequence[Schedule] = [await app.standing.approve(args.connection, asker(args))]
        elif args.revoke:
            found = [await app.standing.revoke(args.connection, asker(args))]
        else:
            found = await app.standing.schedules(args.connection)
    if args.format == "json":
        print_json([schedule.to_json() for schedule in found])
    elif found:
        print(table(("connection", "a schedule", "by", "since"), [_row(schedule) for schedule in found]))
    else:
        print("no connections yet: passback connections add --help")
    return 0 if args.revoke or (found and all(schedule.approved for schedule in found)) else 1


def _row(schedule: Schedule) -> tuple[str, str, str, str]:
    may = "may send" if schedule.approved else "may not send: taken back" if schedule.by else "may not send"
    since = f"{schedule.at:%Y-%m-%d %H:%M UTC}" if schedule.at else ""
    return schedule.connection, may, schedule.by or "", since
