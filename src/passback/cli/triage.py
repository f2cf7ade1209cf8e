"""`passback triage`: a log in, its causes out. Works offline, without a connection or a database."""

import argparse
import contextlib
import sys
import time
from collections.abc import Iterator
from typing import IO

from passback.cli import triage_lines, triage_page, triage_text
from passback.cli.logs.lines import Source, opened
from passback.cli.logs.read import records
from passback.cli.logs.record import FIELDS, Oddities, Record
from passback.cli.terminal import printable
from passback.cli.written import written
from passback.core.errors import BadInput
from passback.dictionary.masking import mask
from passback.dictionary.recognize_many import Found, recognize_many
from passback.dictionary.spelling import sis_named
from passback.dictionary.tally import Tally

HELP = "say what a whole log of errors comes to: causes, how many, whose to fix"
EXAMPLE = """\
A log is JSON (a {"id", "message", "sis"} per line, or an array), CSV, an Excel workbook or plain text, of any
length, gzipped or not. Columns are found by their names (message, error, text; sis; time; school; course;
students).

examples:
  passback triage sync-log.jsonl
  passback triage export.xlsx --sis Synergy --format html -o monday.html
  passback triage night.csv morning.csv --masked --format html -o to-send-on.html
  passback triage night.log.gz --unknown new.yaml
  zcat *.gz | passback triage - --format jsonl > answers.jsonl

exit codes: 0 all answered (ambiguous counts), 1 some unknown, 2 could not run
"""
_WRITERS = {
    "text": triage_text.write,
    "json": triage_text.write_json,
    "csv": triage_text.write_csv,
}
# How often a terminal sees progress.
_EVERY = 0.2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The files, how to read them, how to print."""
    parser.add_argument("files", metavar="FILE", nargs="+", help="a log, or - to read it from a pipe")
    parser.add_argument("--sis", metavar="SIS", help="who said what names no SIS of its own")
    parser.add_argument(
        "--column", metavar="NAME", help="the column or field of the message (name, number, or error.text)"
    )
    for use in FIELDS:
        if use != "message":
            parser.add_argument(f"--{use}-column", metavar="NAME", help=argparse.SUPPRESS)
    parser.add_argument(
        "--format",
        choices=("text", "json", "jsonl", "csv", "html"),
        default="text",
        help="text: causes (default); json: the same as data; jsonl: one line per message, in order; "
        "csv: causes as a table; html: one page to open",
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="write there, whole or not at all")
    parser.add_argument(
        "--masked", action="store_true", help="show examples and raw lines without names, ids and numbers"
    )
    parser.add_argument(
        "--unknown", metavar="FILE", help="write the unknown messages there, masked, ready to become entries"
    )
    parser.epilog = f"{parser.epilog}\nalso: --sis-column, --id-column, --time-column, --school-column, …"


def run(args: argparse.Namespace) -> int:
    """Read, answer, add up, print."""
    if args.masked and args.format == "jsonl":
        raise BadInput("--masked hides examples, and jsonl has none; `passback mask FILE` masks messages")
    odd, tally = Oddities(), Tally(hide=mask if args.masked else None)
    sis = sis_named(args.sis) if args.sis is not None else None
    columns = {use: getattr(args, f"{use}_column", None) for use in FIELDS} | {"message": args.column}
    with written(args.output) as out:
        refused = 0
        for name in args.files:
            try:
                with opened(name) as source:
                    found = _watched(source, records(source, columns, sis, odd))
                    _read(found, tally, out if args.format == "jsonl" else None)
            except BadInput as error:
                if len(args.files) == 1:
                    raise
                refused += 1
                _say(str(error))
        if refused and not tally.total:
            raise BadInput("nothing was read")
        if args.format == "html":
            triage_page.write(tally, odd, out, args.files)
        elif args.format in _WRITERS and (tally.total or args.format != "text"):
            _WRITERS[args.format](tally, odd, out)
    if args.unknown:
        with written(args.unknown) as out:
            triage_lines.write_unknown(tally.unknown, out)
    for line in odd.lines() if tally.total else [*odd.lines(), "there was no message in it"]:
        _say(line)
    return 2 if refused else int(tally.outcomes["unknown"] > 0)


def _read(found: Iterator[Record], tally: Tally, out: IO[str] | None) -> None:
    """Answer the records of a file and add them up; with `out`, write each answer there."""
    for record, answer in _answered(found):
        tally.add(answer, record.text, time=record.time, school=record.school, students=record.students)
        if out is not None:
            triage_lines.write(record, answer, out)


def _answered(found: Iterator[Record]) -> Iterator[tuple[Record, Found]]:
    """Each record with its answer; what is being answered is held meanwhile."""
    held: list[Record] = []

    def told() -> Iterator[tuple[str, object]]:
        for record in found:
            held.append(record)
            yield record.text, record.sis

    at = 0
    for answer in recognize_many(told()):  # type: ignore[arg-type]
        yield held[at], answer
        at += 1
        if at == len(held):
            held.clear()
            at = 0


def _watched(source: Source, found: Iterator[Record]) -> Iterator[Record]:
    """The records; on a terminal, how far they are read, now and then."""
    if not sys.stderr.isatty():
        yield from found
        return
    last = time.monotonic()
    try:
        for count, record in enumerate(found, 1):
            if count % 256 == 0 and time.monotonic() - last > _EVERY:
                last = time.monotonic()
                part = f" {min(100, 100 * source.done() // source.size):3} %" if source.size else ""
                sys.stderr.write(f"\r{printable(source.name)[-40:]}{part} {count:,} messages ")
                sys.stderr.flush()
            yield record
    finally:
        sys.stderr.write("\r" + " " * 78 + "\r")
        sys.stderr.flush()


def _say(line: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        print(f"passback: {printable(line)}", file=sys.stderr, flush=True)
