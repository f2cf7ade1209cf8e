"""`passback export`: a kept plan as a zip of files, and an account of what is not in it."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from passback.cli.export_text import print_exported, why_empty
from passback.cli.printing import add_database, add_format, print_json
from passback.cli.written import written_private
from passback.core.errors import BadInput
from passback.run import app as run_app
from passback.run.export import Exported, Format

HELP = "write what a plan would send as files in a zip; sends nothing"
EXAMPLE = """\
oneroster-1.2, oneroster-1.1   manifest.csv, lineItems.csv and results.csv: for hand entry and other tools
                               (no SIS is publicly known to import scores so)
powerteacher-pro               one score-import CSV per assignment and section; or, with --template, the
                               teacher's own exported scores template with the scores filled in

examples:
  passback plan maple && passback export maple              the newest plan of each course, as OneRoster 1.2
  passback export maple --plan b3f2a9c01b7d -o night.zip    that plan
  passback export maple --as powerteacher-pro -o ptp.zip
  passback export maple --template Essay_pst.csv -o filled.zip
  passback export maple --remaining --format json           only what no sync has brought to the SIS since

No cell is run by a spreadsheet: one that would be begins with an apostrophe, which belongs to the file and
not to the text. What a file cannot carry (an excused student, a score to be taken back …) is not in it, and
is counted. More: docs/exports.md
exit codes: 0 all that the plan would send is in it, 1 something is not, 2 bad input, nothing was written
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The connection, which plan, which kind of file, and where to."""
    parser.add_argument("connection", help="its name; `passback connections list` shows them")
    parser.add_argument("--plan", metavar="ID", help="this plan (the newest plan of each course)")
    parser.add_argument(
        "--as",
        dest="form",
        choices=[form.value for form in Format],
        help="the kind of file (oneroster-1.2; with --template powerteacher-pro)",
    )
    parser.add_argument(
        "--template",
        action="append",
        default=[],
        metavar="FILE",
        help="a scores template that PowerTeacher Pro exported, to be filled in; repeatable",
    )
    parser.add_argument(
        "--remaining", action="store_true", help="leave out what a sync has brought to the SIS since"
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="write there, whole or not at all (CONNECTION.zip)"
    )
    add_format(parser, ("text", "json"))
    add_database(parser)


def run(args: argparse.Namespace) -> int:
    """Export, write, account."""
    form = Format(args.form or (Format.POWERTEACHER_PRO if args.template else Format.ONEROSTER_1_2))
    if args.template and form is not Format.POWERTEACHER_PRO:
        raise BadInput(
            f"--template is filled in for PowerTeacher Pro, not for {form.value}; leave one of them out"
        )
    if args.plan is not None and not args.plan.strip():
        raise BadInput("--plan: is empty; `passback plan` prints the id")
    output = args.output if args.output is not None else f"{args.connection}.zip"
    if not output.strip() or output == "-":
        raise BadInput("--output: give the name of a file; a zip is not for the screen")
    templates = _read(args.template)
    exported = asyncio.run(_run(args, form, templates, output))
    if args.format == "json":
        print_json({"file": output, **exported.to_json()})
    else:
        print_exported(exported, output)
    return 0 if exported.whole else 1


async def _run(
    args: argparse.Namespace, form: Format, templates: list[tuple[str, bytes]], output: str
) -> Exported:
    async with run_app.open(run_app.Settings(database=args.database)) as app:
        # Known before anything is read: whether the file can be written at all.
        await app.connection(args.connection)
        with written_private(output) as out:
            exported = await app.exports.export(
                args.connection, form, args.plan, templates, remaining=args.remaining
            )
            if exported.empty:
                raise BadInput(f"nothing to export: {why_empty(exported)}")
            out.write(exported.archive())
    return exported


def _read(names: list[str]) -> list[tuple[str, bytes]]:
    """The templates, by the names of their files.

    Raises:
        BadInput: one cannot be read, or two have one name.
    """
    found: dict[str, bytes] = {}
    for name in names:
        path = Path(name)
        if path.name in found:
            raise BadInput(
                f"--template: two files are called {path.name}; in the zip each needs its own name"
            )
        try:
            found[path.name] = path.read_bytes()
        except (OSError, ValueError) as error:
            raise BadInput(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    return list(found.items())
