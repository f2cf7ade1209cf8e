"""`passback mask`: a log without names, ids and numbers, to send on. Works offline."""

import argparse
import json
import sys

from passback.cli.logs.lines import opened
from passback.cli.logs.read import records
from passback.cli.logs.record import FIELDS, Oddities
from passback.cli.terminal import printable
from passback.dictionary.masking import mask
from passback.dictionary.spelling import sis_named

HELP = "take names, ids and numbers out of messages, so that they can be sent on"
EXAMPLE = """\
Masked is what stands in a recognized message's slots, and else whatever is quoted, bracketed or a field's
value, what follows a word such as student, and words with a capital that are none of the dictionary's. A
name in small letters, without quotes, in words that nobody recognizes may stay: look before you send.

examples:
  passback mask sync-log.jsonl > masked.txt
  pbpaste | passback mask -
  passback mask export.csv --column "Error text" --format jsonl

exit codes: 0 done, 2 could not run
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, how to read it, how to print."""
    parser.add_argument("file", metavar="FILE", help="a log of any kind, or - to read it from a pipe")
    parser.add_argument("--sis", metavar="SIS", help="who said what names no SIS of its own")
    parser.add_argument(
        "--column", metavar="NAME", help="the column or field of the message (name, number, or error.text)"
    )
    parser.add_argument(
        "--format",
        choices=("text", "jsonl"),
        default="text",
        help="text: a message a line; jsonl: with its number",
    )


def run(args: argparse.Namespace) -> int:
    """Read, mask, print."""
    odd = Oddities()
    sis = sis_named(args.sis) if args.sis is not None else None
    columns: dict[str, str | None] = dict.fromkeys(FIELDS, None) | {"message": args.column}
    with opened(args.file) as source:
        for at, record in enumerate(records(source, columns, sis, odd), 1):
            masked = " ".join(mask(record.text, record.sis).split())
            if args.format == "jsonl":
                print(json.dumps({"id": str(at), "message": masked}))
            else:
                print(printable(masked))
    for line in odd.lines():
        print(f"passback: {printable(line)}", file=sys.stderr)
    return 0
