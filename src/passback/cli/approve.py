"""`passback approve`: a person's yes to what waits."""

from __future__ import annotations

import argparse
import asyncio

from passback.cli.holds import place_of, why_of
from passback.cli.printing import add_asker, add_database, add_format, asker, print_json
from passback.cli.terminal import printable
from passback.run import app as run_app

HELP = "say yes to what waits for a person; the next plan sends it"
EXAMPLE = """\
examples:
  passback approve maple 3f2a9c01b7de                     yes to this hold; `passback holds maple` lists them
  passback approve maple 3f2a9c01b7de 90aa12cd34ef        yes to both
  passback approve maple 77ab00cd11ef --choose LI-4411    this line item is the one
  passback sync maple                                     then: plan again and send

exit codes: 0 kept, 1 the SIS could not be asked, 2 bad input
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The connection, the keys, the choice."""
    parser.add_argument("connection", help="its name; `passback connections list` shows them")
    parser.add_argument("keys", nargs="+", metavar="KEY", help="what `passback holds` lists it under")
    parser.add_argument("--choose", metavar="REF", help="of several line items, the one that it is")
    add_asker(parser)
    add_format(parser, ("text", "json"))
    add_database(parser)


def run(args: argparse.Namespace) -> int:
    """Keep the yes."""
    return asyncio.run(_run(args))


async def _run(args: argparse.Namespace) -> int:
    by = asker(args)
    async with run_app.open(run_app.Settings(database=args.database)) as app:
        done = await app.consent.approve(args.connection, args.keys, args.choose, by)
    if args.format == "json":
        print_json([{"key": question.key, "approved": True, "by": by} for question in done])
        return 0
    for question in done:
        print(f"approved {question.key}: {printable(place_of(question))}, {printable(why_of(question))}")
    print(f"next: passback sync {printable(args.connection)}")
    return 0
