"""`passback explain`: what a message means. Works offline, without a connection or a database."""

import argparse
import json
import sys

from passback.cli.terminal import bold, width
from passback.core.errors import BadInput
from passback.core.value import Json
from passback.dictionary.entry import cause_json
from passback.dictionary.explain import Explanation, Outcome, explain
from passback.dictionary.render import as_markdown, as_text
from passback.dictionary.reply import as_reply

HELP = "say what an error message means, who fixes it, and how"
EXAMPLE = """\
examples:
  passback explain "Due date must be between 08/17/2026 and 12/18/2026." --sis PowerSchool
  passback explain aspen.category-not-found
  pbpaste | passback explain - --format markdown
  pbpaste | passback explain - --sis synergy --reply

exit codes: 0 explained, 1 unknown (the nearest entries are shown), 2 bad input
"""
# More than this is no message; a pipe may be endless.
_MOST = 1_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The message, its SIS, the format."""
    parser.add_argument(
        "text", metavar="TEXT|ID", help="a message, the id of an entry, or - to read it from a pipe"
    )
    parser.add_argument(
        "--sis", metavar="SIS", help="who said it: aspen, PowerSchool, …; tells like messages apart"
    )
    parser.add_argument(
        "--reply", action="store_true", help="write the answer that a help desk sends to the teacher"
    )
    parser.add_argument(
        "--format", choices=("text", "json", "markdown"), default="text", help="how to print (text)"
    )


def run(args: argparse.Namespace) -> int:
    """Explain and print."""
    told = explain(_given(args.text), args.sis)
    if args.format == "json":
        print(json.dumps(to_json(told) | ({"reply": as_reply(told)} if args.reply else {}), indent=2))
    elif args.reply:
        print(as_reply(told))
    elif args.format == "markdown":
        print(as_markdown(told))
    else:
        print(as_text(told, width(), bold))
    return 1 if told.outcome is Outcome.UNKNOWN else 0


def _given(text: str) -> str:
    """The message: from the command line, or from standard input.

    Raises:
        BadInput: it is empty or is no text.
    """
    if text == "-":
        if sys.stdin is None:
            raise BadInput("standard input is closed")
        raw = sys.stdin.buffer.read(_MOST)
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            if len(raw) < _MOST or error.start < len(raw) - 4:
                raise BadInput("the input is not text in UTF-8; paste the message itself") from error
            text = raw[: error.start].decode("utf-8-sig")
    if "\0" in text or any(0xDC80 <= ord(c) <= 0xDCFF for c in text):  # noqa: PLR2004 - what Python makes of bytes that are no UTF-8
        raise BadInput("the message holds bytes that are no text; paste the message itself")
    if not text.strip():
        raise BadInput("the message is empty; give its text, the id of an entry, or - to read a pipe")
    return text


def to_json(told: Explanation) -> dict[str, Json]:
    """The shape of `--format json`."""
    match = told.match
    return {
        "outcome": told.outcome,
        "entry": told.entry.to_json() if told.entry else None,
        "variables": dict(told.variables),
        "confidence": str(match.confidence) if match else None,
        "why": match.why if match else None,
        "also": [m.entry.id for m in match.also] if match else [],
        "candidates": [m.entry.id for m in told.candidates],
        "nearest": [entry.id for entry in told.nearest],
        "causes": [{"standing": r.standing, **cause_json(r.cause)} for r in told.causes],
    }
