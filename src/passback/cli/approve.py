"""`passback approve`: a person's answer to what waits: yes, no, mended, or the answer taken back."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence

from passback.cli.holds import place_of, said_of, why_of
from passback.cli.printing import add_asker, add_database, add_format, asker, counted, print_json
from passback.cli.terminal import printable
from passback.core.errors import BadInput
from passback.run import app as run_app
from passback.run.consent import Question, Still

HELP = "answer what waits for a person; the next plan goes by it"
EXAMPLE = """\
examples:
  passback approve maple 3f2a9c01b7de                     yes to this hold; `passback holds maple` lists them
  passback approve maple 3f2a9c01b7de 90aa12cd34ef        yes to both
  passback approve maple 77ab00cd11ef --choose LI-4411    this line item is the one
  passback approve maple 3f2a9c01b7de --fixed             I mended it: look again, and say if it still waits
  passback approve maple 3f2a9c01b7de --discard           do not send this, and do not ask again
  passback approve maple 3f2a9c01b7de --undo              take the answer back
  passback approve maple all                              yes to all holds; you type how many there are
  passback sync maple                                     then: plan again and send

What would delete something in the SIS is never part of all.
exit codes: 0 kept, 1 it still waits, or the SIS could not be asked, 2 bad input
"""

# In place of keys, which are digits and a to f.
_ALL = "all"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The connection, the keys, the answer."""
    parser.add_argument("connection", help="its name; `passback connections list` shows them")
    parser.add_argument(
        "keys",
        nargs="+",
        metavar="KEY",
        help="what `passback holds` lists it under; all: every hold, but for deletions",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--choose", metavar="REF", help="of several line items, the one that it is")
    what.add_argument("--fixed", action="store_true", help="it is mended: plan that course anew, and say")
    what.add_argument("--discard", action="store_true", help="drop these changes; asked again if others come")
    what.add_argument("--undo", action="store_true", help="take the answer back")
    parser.add_argument("--yes", action="store_true", help="with all: do not ask how many")
    add_asker(parser)
    add_format(parser, ("text", "json"))
    add_database(parser)


def run(args: argparse.Namespace) -> int:
    """Keep the answer."""
    if _ALL in args.keys and (len(args.keys) > 1 or args.choose or args.fixed or args.undo):
        raise BadInput("all stands alone, for a yes or a --discard; for the rest name the KEYs")
    if args.yes and args.keys != [_ALL]:
        raise BadInput("--yes goes with all; a KEY is a yes by itself")
    return asyncio.run(_run(args))


async def _run(args: argparse.Namespace) -> int:
    by = asker(args)
    async with run_app.open(run_app.Settings(database=args.database)) as app:
        if args.undo:
            taken = await app.consent.take_back(args.connection, args.keys)
            if args.format == "json":
                print_json([answered.to_json() for answered in taken])
            for answered in taken if args.format == "text" else ():
                print(f"taken back {answered.key}: {printable(said_of(answered))}; the next plan asks again")
            return 0
        if args.fixed:
            return _print_still(await app.check_again(args.connection, args.keys), args)
        keys = args.keys
        if keys == [_ALL]:
            bulk = await app.consent.many(args.connection)
            if not args.yes and not _counted(bulk, args):
                print("nothing was answered")
                return 1
            keys = [question.key for question in bulk]
        done = (
            await app.consent.discard(args.connection, keys, by)
            if args.discard
            else await app.consent.approve(args.connection, keys, args.choose, by)
        )
    _print_done(done, by, args)
    return 0


def _counted(bulk: Sequence[Question], args: argparse.Namespace) -> bool:
    """Ask for the number, so that nobody says yes to more than they know of."""
    if not sys.stdin.isatty():
        raise BadInput("nobody is here to answer; add --yes to answer all without asking")
    scores = sum(question.scores for question in bulk)
    verb = "discard" if args.discard else "approve"
    asked = f"Type {len(bulk)} to {verb} {counted(len(bulk), 'hold')} with {counted(scores, 'score')}: "
    return input(asked).strip() == str(len(bulk))


def _print_done(done: Sequence[Question], by: str, args: argparse.Namespace) -> None:
    if args.format == "json":
        said = "discarded" if args.discard else "approved"
        print_json([{"key": question.key, said: True, "by": by} for question in done])
        return
    verb = "discarded" if args.discard else "approved"
    for question in done:
        print(f"{verb} {question.key}: {printable(place_of(question))}, {printable(why_of(question))}")
    name = printable(args.connection)
    print(
        f"take it back: passback approve {name} KEY --undo" if args.discard else f"next: passback sync {name}"
    )


def _print_still(found: Sequence[Still], args: argparse.Namespace) -> int:
    if args.format == "json":
        print_json([still.to_json() for still in found])
    else:
        for still in found:
            place = printable(place_of(still.question))
            if still.key is None:
                print(f"{still.question.key}: {place} waits no more; next: passback sync {args.connection}")
            elif still.key == still.question.key:
                print(f"{still.key}: {place} still waits; nothing changed")
            else:
                print(f"{still.question.key}: {place} still waits, with other changes: {still.key}")
    return 1 if any(still.key is not None for still in found) else 0
