"""`passback ticket`: what a support desk needs to solve one problem, ready to send."""

from __future__ import annotations

import argparse
import asyncio

from passback.cli.printing import add_database, add_format, print_json
from passback.cli.ticket_text import as_markdown, as_text
from passback.core.problem import Who
from passback.run import app as run_app

HELP = "write the ticket for whoever has to solve a problem: facts, requests, what was ruled out"
EXAMPLE = """\
examples:
  passback ticket maple sis-internal-error                  by the newest plan of each course
  passback ticket maple grading-period-locked --to sis-admin
  passback ticket maple skyward.link-broken --plan b1a2c3 --format markdown

PROBLEM is what `passback sync --format json` names under "problem", or the id of its entry.
Asks no school. Holds no student's name, no score and no secret; words of the SIS have their names taken out.
exit codes: 0 written, 2 bad input
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The connection, the problem, whom it is for."""
    parser.add_argument("connection", help="its name; `passback connections list` shows them")
    parser.add_argument("problem", metavar="PROBLEM", help="the problem, or the id of its entry")
    parser.add_argument("--plan", metavar="ID", help="by this plan (the newest of each course)")
    parser.add_argument(
        "--to",
        choices=[who.value for who in Who if who is not Who.NOBODY],
        help="for whom (the farthest one whom its steps name)",
    )
    add_format(parser, ("text", "json", "markdown"))
    add_database(parser)


def run(args: argparse.Namespace) -> int:
    """Make and print it."""
    return asyncio.run(_run(args))


async def _run(args: argparse.Namespace) -> int:
    to = Who(args.to) if args.to else None
    async with run_app.open(run_app.Settings(database=args.database)) as app:
        ticket = await app.tickets.ticket(args.connection, args.problem, args.plan, to)
    if args.format == "json":
        print_json(ticket.to_json())
    else:
        print(as_markdown(ticket) if args.format == "markdown" else as_text(ticket))
    return 0
