"""`passback sync`: approve a plan, send it, read it back, and say what became of every score."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import time
from collections.abc import Sequence

from passback.cli.cut_off import say_goes_on
from passback.cli.plan_text import print_overview
from passback.cli.printing import add_asker, add_database, add_format, asker, print_json
from passback.cli.progress import Bar
from passback.cli.report_text import print_report
from passback.core.errors import BadInput
from passback.core.problem import Severity
from passback.run import app as run_app
from passback.run.cards import Card
from passback.run.overview import Overview
from passback.run.ports import Batch
from passback.run.report import ARRIVED, Report
from passback.run.standing import Schedule

HELP = "send what a plan says, read it back, and explain what did not arrive"
EXAMPLE = """\
examples:
  passback sync practice-aspen                  plan, ask, send, read back, report
  passback sync practice-aspen --yes            the same without asking: you said yes beforehand
  passback sync practice-aspen --scheduled      for cron: runs by standing approval, see passback schedule
  passback sync practice-aspen --plan b1a2c3    just what that plan says
  passback sync practice-aspen --yes --format json | jq .states

A sync that was cut off goes on where it stood the next time you call it.
exit codes: 0 every score arrived or needs nobody, 1 some did not, 2 bad input, 130 interrupted
"""

# Who thinks longer before saying yes has it looked at again.
_STILL_FRESH = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The connection, the plan, consent."""
    parser.add_argument("connection", help="its name; `passback connections list` shows them")
    parser.add_argument("--plan", metavar="ID", help="run this kept plan")
    parser.add_argument(
        "--course", action="append", default=[], metavar="ID", help="only this course; repeatable"
    )
    parser.add_argument(
        "--yes", action="store_true", help="do not ask; what is held still waits for a person"
    )
    parser.add_argument(
        "--scheduled", action="store_true", help="do not ask: run under the standing approval of a schedule"
    )
    add_asker(parser)
    add_format(parser, ("text", "json"))
    add_database(parser)


def run(args: argparse.Namespace) -> int:
    """Plan or take the plan, ask, send, report."""
    if args.plan and args.course:
        raise BadInput("--plan and --course: give one of them; a plan names its courses itself")
    if args.scheduled and (args.plan or args.yes or args.by):
        raise BadInput(
            "--scheduled plans for itself and runs by standing approval: leave --plan, --yes and --by"
        )
    done = asyncio.run(_run(args))
    if done is None:
        print("nothing was sent")
        return 1
    report, cards = done
    if args.format == "json":
        print_json(report.to_json() | {"cards": [card.to_json() for card in cards]})
    else:
        print_report(report, cards)
    return exit_code(report)


async def _run(args: argparse.Namespace) -> tuple[Report, Sequence[Card]] | None:
    """In one App from plan to report, so that what was read for the plan need not be read again."""
    async with run_app.open(run_app.Settings(database=args.database)) as app:
        standing = await app.standing.demanded(args.connection) if args.scheduled else None
        by = standing.by if standing else asker(args)
        try:
            batch, overview, planned = await _planned(app, args)
            asked = time.monotonic()
            if batch.approved is None and not args.yes and standing is None:
                if not sys.stdin.isatty():
                    raise BadInput("nobody is here to approve; add --yes to send without asking")
                print_overview(overview, changes=False)
                if not _approved():
                    return None
        except (KeyboardInterrupt, asyncio.CancelledError):
            print("\ninterrupted: nothing was sent", file=sys.stderr)
            raise
        fresh = planned and time.monotonic() - asked < _STILL_FRESH
        if batch.finished is not None:
            when = batch.finished.strftime("%Y-%m-%d %H:%M UTC")
            said = "this is its report, nothing is sent again"
            print(f"this plan was finished at {when}; {said}", file=sys.stderr)
        report = await _sent(app, batch, by, standing, just_planned=fresh)
        return report, await app.cards.of_batch(await app.chosen_batch(args.connection, report.batch))


async def _planned(app: run_app.App, args: argparse.Namespace) -> tuple[Batch, Overview, bool]:
    """What is to be run, what it would do, and whether it was planned just now."""
    app.not_running(args.connection)
    batch = None
    if args.plan:
        batch = await app.chosen_batch(args.connection, args.plan)
    elif not args.course and (batch := await app.open_batch(args.connection)):
        await say_goes_on(app, batch)
    if batch is not None:
        return batch, await app.overview(batch), False
    with Bar() as bar:
        planned = await app.plan(args.connection, args.course, bar, unattended=args.scheduled)
        return *planned, True


async def _sent(
    app: run_app.App, batch: Batch, by: str | None, standing: Schedule | None, *, just_planned: bool
) -> Report:
    given = standing.at if standing else None
    try:
        with Bar() as bar:
            return await app.sync(batch, bar, just_planned=just_planned, by=by, standing=given)
    except asyncio.CancelledError:
        _stands(await app.report(batch))
        raise


def _approved() -> bool:
    """A person's yes. Ctrl-C is heard at once, not only behind the answer."""
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return _yes()
    finally:
        signal.signal(signal.SIGINT, usual)


def _yes() -> bool:
    return input("Send this? [y/N] ").strip().lower() in {"y", "yes"}


def exit_code(report: Report) -> int:
    """0 where every score arrived, or what did not needs nobody to act; an unread school is no success."""
    for trouble in report.troubles:
        if trouble.harmless:
            continue
        blocks = any(finding.severity is Severity.BLOCKS for finding in trouble.findings)
        if trouble.lines or trouble.items or blocks or trouble.unread:
            return 1
    explained = {line.subject for trouble in report.troubles for line in trouble.lines}
    missing = [x for x in report.lines if x.state not in ARRIVED and x.subject not in explained]
    return 1 if missing else 0


def _stands(report: Report) -> None:
    """What Ctrl-C leaves behind, in one line."""
    arrived = sum(report.states[state] for state in ARRIVED)
    print(
        f"\ninterrupted: {arrived} of {report.considered} scores are in the SIS, nothing is lost; "
        f"go on with: passback sync {report.connection} --plan {report.batch}",
        file=sys.stderr,
    )
