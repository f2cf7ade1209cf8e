"""`passback fix`: from what keeps scores back to proof that they arrived, in one command."""

from __future__ import annotations

import argparse
import asyncio
import sys

from passback.cli.cut_off import goes_on, say_cut_off
from passback.cli.fix_text import print_done, print_found, print_repair
from passback.cli.printing import add_asker, add_database, add_format, asker, counted, print_json
from passback.core.errors import BadInput
from passback.run import app as run_app
from passback.run.repairs import BULK, Repair, Repaired, found_json, repair_json, repaired_json

HELP = "cure what keeps scores back: show before and after, ask, apply, send again, read back"
EXAMPLE = """\
examples:
  passback fix maple                               what keeps scores back, with a key for each
  passback fix maple 3f2a9c01b7 --dry-run          what would cure this one, item by item
  passback fix maple name-too-long                 all of this problem: shown, asked, applied, read back
  passback fix maple --all --course 101 --yes      all of one course that wants no choice
  passback fix maple category-not-found --choose Labs
  passback fix maple name-too-long --leave 3f2a9c01b7
  passback fix maple name-too-long --with rename   in Canvas, not only on the way to the SIS
  passback fix maple section-without-sis-id --done I did it, check again, and send what waited
  passback undo maple                              fixes that can be taken back

Only what was kept back is sent again. More than 500 changes at once want --reason.
A fix that was cut off goes on where it stood with the next `passback fix` or `passback sync` that may write.
exit codes: 0 nothing is kept back that was asked about, 1 something is, 2 bad input
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The connection, what to cure, consent."""
    parser.add_argument("connection", help="its name; `passback connections list` shows them")
    parser.add_argument("finding", nargs="?", help="a key of the list, or the name of a problem")
    parser.add_argument("--course", metavar="ID", help="only this course, by its Canvas id")
    parser.add_argument("--all", action="store_true", help="all that is listed")
    parser.add_argument("--dry-run", action="store_true", help="only show what would be done")
    parser.add_argument("--with", dest="way", metavar="ACTION", help="cure it by this, not the preferred way")
    parser.add_argument("--choose", metavar="REF", help="of several cures, this one")
    parser.add_argument("--leave", action="append", default=[], metavar="ITEM", help="not this; repeatable")
    parser.add_argument("--done", action="store_true", help="somebody acted: check again, send what waited")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--reason", default="", metavar="TEXT", help="why, for more than 500 changes")
    add_asker(parser)
    add_format(parser, ("text", "json"))
    add_database(parser)


def run(args: argparse.Namespace) -> int:
    """List, or cure."""
    if args.finding and args.all:
        raise BadInput("--all: leave it out, or leave out the finding")
    if not args.finding and not args.all:
        if args.done or args.dry_run or args.yes or args.choose or args.leave or args.way:
            raise BadInput("which finding? `passback fix CONNECTION` lists them; --all means every one")
        return asyncio.run(_list(args))
    return asyncio.run(_fix(args))


async def _list(args: argparse.Namespace) -> int:
    async with run_app.open(run_app.Settings(database=args.database)) as app:
        found = await app.fixing.listed(args.connection, args.course)
        sis = (await app.connection(args.connection)).sis
        await say_cut_off(app, args.connection)
    if args.format == "json":
        print_json([found_json(each) for each in found])
    else:
        print_found(found, sis, args.connection)
    return 1 if found else 0


async def _fix(args: argparse.Namespace) -> int:
    by = asker(args)
    async with run_app.open(run_app.Settings(database=args.database)) as app:
        if args.dry_run:
            await say_cut_off(app, args.connection)
        elif await goes_on(app, args.connection) and not await _is_there(app, args):
            print("nothing of it keeps a score back any more", file=sys.stderr)
            return 0
        repair = await app.fixing.look(
            args.connection,
            args.finding,
            by,
            args.course,
            args.choose,
            args.leave,
            way=args.way,
            recheck=args.done,
        )
        text = args.format == "text"
        if text:
            print_repair(repair)
        left = bool(repair.to_choose or repair.told or repair.still or args.leave)
        if args.dry_run or not repair.plans or not _agreed(args, repair):
            if not text:
                print_json({**repair_json(repair), "result": None})
            elif repair.plans:
                print("nothing was changed")
            return 1 if left or repair.plans else 0
        done = await _applied(app, repair, args.reason or _reason(args, repair))
    if text:
        print_done(done, args.connection)
    else:
        print_json({**repair_json(repair), "result": repaired_json(done)})
    return 1 if left or done.red or done.unmade else 0


async def _is_there(app: run_app.App, args: argparse.Namespace) -> bool:
    """True if something of what is asked about keeps a score back."""
    found = await app.fixing.listed(args.connection, args.course)
    return any(args.finding in {None, f.finding.key, f.finding.problem.value} for f in found)


async def _applied(app: run_app.App, repair: Repair, reason: str) -> Repaired:
    try:
        return await app.fixing.apply(repair, reason)
    except asyncio.CancelledError:
        if await app.open_batch(repair.connection) is not None:
            print(
                f"\ninterrupted: nothing is lost; go on with: passback sync {repair.connection}",
                file=sys.stderr,
            )
        raise


def _agreed(args: argparse.Namespace, repair: Repair) -> bool:
    if args.yes:
        return True
    if not sys.stdin.isatty():
        raise BadInput("nobody is here to say yes; add --yes, or --dry-run to look only")
    asked = f"Do this to {counted(len(repair.items), 'item')}? [y/N] "
    return input(asked).strip().lower() in {"y", "yes"}


def _reason(args: argparse.Namespace, repair: Repair) -> str:
    """Why so much at once, where somebody is here to say so."""
    if not repair.is_large or args.yes:
        return ""
    return input(f"That is {repair.size:,} changes, more than {BULK}. Why? ")
