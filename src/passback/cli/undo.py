"""`passback undo`: the fixes that were applied, and the way back of one."""

from __future__ import annotations

import argparse
import asyncio

from passback.cli.cut_off import say_cut_off
from passback.cli.printing import add_database, add_format, counted, print_json, table
from passback.cli.terminal import printable
from passback.run import app as run_app
from passback.run.ports import AppliedFix
from passback.run.undoing import Undone

HELP = "list fixes that were applied, and take one back"
EXAMPLE = """\
examples:
  passback undo maple                     the fixes, the newest first
  passback undo maple f3a9c01b7de2        take this one back: what was chosen, and what was sent for it

It refuses where somebody changed the same thing since, where the period is over, and where the SIS cannot
take back what was sent; nothing is done then.
exit codes: 0 done, 1 the SIS did not take something back, 2 bad input
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The connection, and which fix."""
    parser.add_argument("connection", help="its name; `passback connections list` shows them")
    parser.add_argument("fix", nargs="?", help="the id of a fix; none: list them")
    add_format(parser, ("text", "json"))
    add_database(parser)


def run(args: argparse.Namespace) -> int:
    """List, or take back."""
    return asyncio.run(_run(args))


async def _run(args: argparse.Namespace) -> int:
    async with run_app.open(run_app.Settings(database=args.database)) as app:
        if args.fix is None:
            _print_fixes(args, await app.undoing.listed(args.connection))
            await say_cut_off(app, args.connection)
            return 0
        done = await app.undoing.undo(args.connection, args.fix)
    if args.format == "json":
        left = [outcome.change.subject.to_dict() for outcome in done.left]
        print_json({"fix": done.fix.id, "undone": not done.left, "back": done.back, "left": left})
    else:
        _print_done(done)
    return 1 if done.left else 0


def _print_fixes(args: argparse.Namespace, fixes: tuple[AppliedFix, ...]) -> None:
    if args.format == "json":
        print_json([{k: v for k, v in fix.to_dict().items() if k not in {"is", "earlier"}} for fix in fixes])
    elif not fixes:
        print("no fix was applied yet")
    else:
        rows = [
            (
                fix.id,
                fix.at.strftime("%Y-%m-%d %H:%M"),
                fix.by,
                ", ".join(fix.actions),
                ", ".join(fix.problems),
                str(fix.scores),
                fix.undone.strftime("undone %Y-%m-%d") if fix.undone else "",
            )
            for fix in fixes
        ]
        print(table(("fix", "at (UTC)", "by", "what", "against", "scores", ""), rows))


def _print_done(done: Undone) -> None:
    if not done.left:
        print(f"undone: {done.fix.id}; {counted(done.back, 'change')} taken back and read back")
        return
    print(f"not undone: {done.fix.id}; {counted(len(done.left), 'change')} could not be taken back:")
    for outcome in done.left:
        why = outcome.verdict.why
        said = why.facts.get("result", why.problem.value) if why else outcome.verdict.state.value
        print(f"  {outcome.change.key}: {printable(said)}")
