"""`passback reconcile`: both sides beside each other, score by score; writes to no school."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json

from passback.cli.printing import add_database, add_format
from passback.cli.progress import Bar
from passback.cli.reconcile_text import as_text
from passback.cli.written import written, written_private
from passback.core.errors import BadInput
from passback.run import app as run_app
from passback.run.agreement_picture import agreement_picture
from passback.run.reconcile import Reconciliation, rows_as_csv

HELP = "compare every score in Canvas with the SIS's, and say what is not equal and why; writes nothing"
EXAMPLE = """\
equal                both hold the same, at the precision that the SIS keeps
differs              both hold a score, and not the same: rounded, capped, cut, edited there, dropped, newer …
only in Canvas       the SIS should have it and does not
only in the SIS      Canvas has no score for it
cannot tell          a part could not be read, an id is missing, or the SIS has it several times

A hidden, excused or held score is not in the SIS on purpose: it is counted apart, with its reason.

examples:
  passback reconcile maple                                 the whole connection
  passback reconcile maple --course 101 --course 102       these courses
  passback reconcile --all-connections --picture agreement.svg
  passback reconcile maple --format csv -o maple.csv       one row per score and line item, for a spreadsheet
  passback reconcile maple --format json | jq '.connections[0].scores'

More: docs/reconcile.md
exit codes: 0 all equal, or otherwise on purpose; 1 something is not, or could not be told; 2 bad input
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to compare, how to tell it, where to."""
    parser.add_argument("connection", nargs="?", help="its name; `passback connections list` shows them")
    parser.add_argument(
        "--all-connections", action="store_true", help="every connection, one after the other"
    )
    parser.add_argument(
        "--course", action="append", default=[], metavar="ID", help="only this course; repeatable"
    )
    parser.add_argument("--picture", metavar="FILE", help="draw agreement by school, as SVG")
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="write there, whole or not at all (the screen)"
    )
    add_format(parser, ("text", "json", "csv"))
    add_database(parser)


def run(args: argparse.Namespace) -> int:
    """Read, compare, tell."""
    if args.all_connections and (args.connection or args.course):
        raise BadInput("--all-connections goes without a connection and without --course")
    if not args.all_connections and args.connection is None:
        raise BadInput("which connection? `passback connections list` shows them; or --all-connections")
    for name, given in (("--picture", args.picture), ("--output", args.output)):
        if given is not None and not given.strip():
            raise BadInput(f"{name}: is empty; give the name of a file")
    if args.picture == "-" or (args.picture is not None and args.picture == args.output):
        raise BadInput("--picture: give the name of a file of its own")
    with contextlib.ExitStack() as files:
        # Known before anything is read: whether the files can be written at all.
        private = files.enter_context(written_private(args.output)) if _to_file(args) else None
        picture = files.enter_context(written(args.picture)) if args.picture is not None else None
        done = asyncio.run(_run(args))
        if picture is not None:
            picture.write(_picture(done))
        text = told(args.format, done)
        if private is not None:
            # What students scored is for its owner's eyes.
            private.write(text.encode(errors="backslashreplace"))
    if private is None:
        with written(None) as out:
            out.write(text)
    return 0 if all(one.settled for one in done) else 1


def _to_file(args: argparse.Namespace) -> bool:
    return args.output not in {None, "-"}


async def _run(args: argparse.Namespace) -> tuple[Reconciliation, ...]:
    async with run_app.open(run_app.Settings(database=args.database)) as app:
        with Bar() as bar:
            if not args.all_connections:
                return (await app.reconciliations.of(args.connection, args.course, bar),)
            if not await app.connections():
                raise BadInput("there is no connection yet; add one with `passback connections add`")
            return await app.reconciliations.of_all(bar)


def told(form: str, done: tuple[Reconciliation, ...]) -> str:
    """All of it in the form that was asked for."""
    if form == "csv":
        return rows_as_csv(done)
    if form == "json":
        return json.dumps({"connections": [one.to_json() for one in done]}, indent=2) + "\n"
    return as_text(done)


def _picture(done: tuple[Reconciliation, ...]) -> str:
    schools = {
        one.school_names[account]
        if len(done) == 1
        else f"{one.connection}, {one.school_names[account]}": rows
        for one in done
        for account, rows in one.schools.items()
    }
    what = done[0].connection if len(done) == 1 else f"{len(done)} connections"
    day = done[0].read_at.date().isoformat()
    return agreement_picture(f"Canvas and the SIS: {what}, {day}", schools)
