"""`passback cards`: one card per cause: what did not arrive, why, who can fix it, and how."""

from __future__ import annotations

import argparse
import asyncio

from passback.cli.printing import add_database, add_format, print_json
from passback.cli.terminal import bold, printable, width
from passback.core.problem import Who
from passback.run import app as run_app
from passback.run.card_page import FULL, as_markdown, as_text
from passback.run.cards import Card

HELP = "one card per cause: what did not arrive, why, who can fix it, and how"
EXAMPLE = """\
examples:
  passback cards maple                        by the newest plan or sync of each course
  passback cards maple --mine teacher         a teacher's own first, said to the teacher
  passback cards maple --course 101 --all     one course, every card in full
  passback cards maple --plan b1a2c3          of that plan or sync
  passback cards maple --format markdown > monday.md

Reads what is kept and asks nobody. Scores that arrived have no card.
exit codes: 0 nobody needs to act, 1 somebody does, 2 bad input
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The connection, and whose cards of what."""
    parser.add_argument("connection", help="its name; `passback connections list` shows them")
    parser.add_argument("--plan", metavar="ID", help="of this plan or sync (the newest of each course)")
    parser.add_argument(
        "--course", action="append", default=[], metavar="ID", help="only this course; repeatable"
    )
    readers = [who.value for who in Who if who is not Who.NOBODY]
    parser.add_argument("--mine", choices=readers, help="who reads: their own cards come first")
    parser.add_argument("--all", action="store_true", help=f"every card in full, not only the first {FULL}")
    add_format(parser, ("text", "json", "markdown"))
    add_database(parser)


def run(args: argparse.Namespace) -> int:
    """Print the cards."""
    reader = Who(args.mine) if args.mine else None
    cards = asyncio.run(_cards(args, reader))
    full = len(cards) if args.all else FULL
    if args.format == "json":
        print_json({"connection": args.connection, "cards": [card.to_json() for card in cards]})
    elif args.format == "markdown":
        print(as_markdown(cards, reader, full, _command(args)))
    else:
        print(as_text(cards, width(), reader, full, _command(args), bold))
    return 1 if any(card.owner is not Who.NOBODY for card in cards) else 0


async def _cards(args: argparse.Namespace, reader: Who | None) -> tuple[Card, ...]:
    async with run_app.open(run_app.Settings(database=args.database)) as app:
        if args.plan:
            batch = await app.chosen_batch(args.connection, args.plan)
            return await app.cards.of_batch(batch, args.course, reader)
        return await app.cards.newest(args.connection, args.course, reader)


def _command(args: argparse.Namespace) -> str:
    plan = f" --plan {printable(args.plan)}" if args.plan else ""
    return f"passback cards {printable(args.connection)}{plan} --all"
