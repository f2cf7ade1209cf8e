"""`passback powerschool`: what a district does in its PowerSchool before passback may come in."""

from __future__ import annotations

import argparse
from itertools import groupby
from pathlib import Path
from textwrap import fill

from passback.cli.printing import add_format, counted, print_json
from passback.cli.terminal import printable, width
from passback.core.errors import BadInput
from passback.run.plugin import Plugin, powerschool_plugin

HELP = "write the plugin that lets passback into a PowerSchool, with exactly the access that its calls need"
EXAMPLE = """\
examples:
  passback powerschool plugin --publisher "Maple Valley USD" --email sis@maple.example
  passback powerschool plugin --publisher Maple --email sis@maple.example --output maple.zip --force
  passback powerschool plugin --list                  what it asks for, column by column; writes nothing
  passback powerschool plugin --list --format json

Then, in PowerSchool: open Plugin Management, install the zip, enable it. Its client id and secret stand
under Data Provider Configuration; `passback connections add --sis powerschool` takes them. After a new
version of the zip, disable and enable the plugin, so that new access counts. If PowerSchool says that it
does not know a column, leave that one out with --without.
exit codes: 0 written or listed, 2 bad input
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The one action and its options."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    plugin = actions.add_parser(
        "plugin",
        help="write the plugin's zip",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    plugin.add_argument("--publisher", metavar="NAME", help="your district, as PowerSchool will show it")
    plugin.add_argument("--email", metavar="ADDRESS", help="whom PowerSchool's admins ask about it")
    plugin.add_argument(
        "-o",
        "--output",
        type=Path,
        default=Path("passback-powerschool.zip"),
        metavar="FILE",
        help="where to write it (passback-powerschool.zip)",
    )
    plugin.add_argument("--force", action="store_true", help="write over a file of that name")
    plugin.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="TABLE.COLUMN",
        help="leave out a column that this PowerSchool does not have; may be repeated",
    )
    plugin.add_argument("--list", action="store_true", help="only say what it asks for")
    add_format(plugin, ("text", "json"))


def run(args: argparse.Namespace) -> int:
    """List or write."""
    if args.list:
        told, _ = powerschool_plugin("-", "-", args.without)
        _say_list(told, args.format)
        return 0
    for option in ("publisher", "email"):
        if getattr(args, option) is None:
            raise BadInput(f"--{option}: say it; PowerSchool shows it beside the plugin")
    told, archive = powerschool_plugin(args.publisher, args.email, args.without)
    _write(args.output, archive, force=args.force)
    if args.format == "json":
        print_json(
            {"file": str(args.output), "name": told.name, "version": told.version, "fields": len(told.asks)}
        )
    else:
        asks = counted(len(told.asks), "column")
        print(f"wrote {printable(str(args.output))}: {told.name} {told.version}, asks for {asks}")
        print(
            "next: install and enable it in PowerSchool, then: passback connections add --sis powerschool …"
        )
    return 0


def _write(place: Path, archive: bytes, *, force: bool) -> None:
    try:
        with place.open("wb" if force else "xb") as file:
            file.write(archive)
    except FileExistsError:
        raise BadInput(f"{printable(str(place))} is there already; --force writes over it") from None
    except OSError as error:
        raise BadInput(f"{printable(str(place))} cannot be written: {error.strerror}") from None


def _say_list(told: Plugin, how: str) -> None:
    if how == "json":
        print_json([{"field": name, "access": access} for name, access in told.asks])
        return
    for (held, access), group in groupby(told.asks, lambda ask: (ask[0].partition(".")[0], ask[1])):
        columns = ", ".join(name.partition(".")[2] for name, _ in group)
        print(f"{held} ({access})")
        print(fill(columns, width() - 2, initial_indent="  ", subsequent_indent="  "))
