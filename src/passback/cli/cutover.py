"""`passback cutover`: from Canvas's own grade sync to passback, and the way back."""

from __future__ import annotations

import argparse
import asyncio
import sys

from passback.cli.printing import add_asker, add_database, add_format, asker, counted, print_json
from passback.cli.terminal import printable
from passback.core.errors import BadInput
from passback.run import app as run_app
from passback.run.standing import CutOver

HELP = "say that the other grade sync is off, or let go of what passback linked"
EXAMPLE = """\
examples:
  passback cutover maple               was another exchange seen at work, and did somebody say that it is off
  passback cutover maple --confirm     its schedule is off: from now on passback may write
  passback cutover maple --release     the way back: forget our links; deletes nothing in the SIS

Way in: pause the other schedule, confirm, plan, one school, all. Two that write undo each other's work.
exit codes: 0 nothing stands in the way, 1 writes are held, 2 bad input
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The connection, and what to do."""
    parser.add_argument("connection", help="its name; `passback connections list` shows them")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--confirm", action="store_true", help="the other exchange's schedule is off")
    what.add_argument("--release", action="store_true", help="forget our links and last-sent scores")
    parser.add_argument("--yes", action="store_true", help="with --release: do not ask")
    add_asker(parser)
    add_format(parser, ("text", "json"))
    add_database(parser)


def run(args: argparse.Namespace) -> int:
    """Show, confirm or release."""
    if args.yes and not args.release:
        raise BadInput("--yes goes with --release")
    return asyncio.run(_run(args))


async def _run(args: argparse.Namespace) -> int:
    async with run_app.open(run_app.Settings(database=args.database)) as app:
        if args.release:
            await app.connection(args.connection)
            if not args.yes and not _sure(args.connection):
                print("nothing was released")
                return 1
            gone = await app.release(args.connection)
            if args.format == "json":
                print_json({"connection": args.connection, "released": gone})
            else:
                print(f"released {counted(gone, 'line item')}; nothing in Canvas or the SIS was changed")
            return 0
        stands = (
            await app.standing.confirm(args.connection, asker(args))
            if args.confirm
            else await app.standing.cut_over(args.connection)
        )
    if args.format == "json":
        print_json(_json(stands))
    else:
        _print(stands)
    return 1 if stands.active and stands.by is None else 0


def _sure(connection: str) -> bool:
    if not sys.stdin.isatty():
        raise BadInput("nobody is here to approve; add --yes to release without asking")
    asked = f"Forget which line items of {printable(connection)} are ours? [y/N] "
    return input(asked).strip().lower() in {"y", "yes"}


def _json(stands: CutOver) -> dict[str, object]:
    return {
        "connection": stands.connection,
        "seen_in": list(stands.active),
        "confirmed_by": stands.by,
        "confirmed_at": stands.at.isoformat() if stands.at else None,
    }


def _print(stands: CutOver) -> None:
    if stands.active:
        print(f"another exchange was seen at work in: {printable(', '.join(stands.active))}")
    else:
        print("no other exchange was seen at work, by the newest plans")
    if stands.at is not None and stands.by is not None:
        print(f"{printable(stands.by)} said on {stands.at:%Y-%m-%d} that it is off; passback may write")
    elif stands.active:
        print("writes are held. Turn its schedule off, then: passback cutover NAME --confirm")
