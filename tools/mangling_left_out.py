"""Kinds of mangling that no rule and no corpus text was written from: measured, never tuned to.

Whoever mends the recognizer for one of them moves it to `mangling` and thinks of another.
"""

import html
from collections.abc import Mapping
from random import Random

from mangling import HALF, Mangle


def hyphenated(rng: Random, text: str) -> str:
    """Copied from a PDF: long words divided at the ends of lines."""
    words = text.split(" ")
    for at in rng.sample(range(len(words)), max(1, len(words) // 7)):
        if len(words[at]) > 7 and words[at].isalpha():  # noqa: PLR2004 - a word that is worth dividing
            cut = rng.randrange(3, len(words[at]) - 3)
            words[at] = f"{words[at][:cut]}-\n{words[at][cut:]}"
    return " ".join(words)


def markdown(rng: Random, text: str) -> str:
    """In a ticket's markup, its signs escaped."""
    escaped = text.replace("_", "\\_").replace("*", "\\*")
    return rng.choice(
        (
            f"- [ ] **Error:** {escaped}",
            f"| 2026-11-20 | Lincoln | {escaped.replace('|', chr(92) + '|')} |",
            f"```\n{text}\n```",
            f"1. Open the gradebook\n2. Sync\n3. See `{text}`\n4. Nothing arrives",
        )
    )


def xml(rng: Random, text: str) -> str:
    """In an answer of an XML service."""
    if rng.random() < HALF:
        return f"<response><status>error</status><message><![CDATA[{text}]]></message></response>"
    return f'<?xml version="1.0"?>\n<fault code="17">\n  <reason>{html.escape(text)}</reason>\n</fault>'


def as_bytes(_: Random, text: str) -> str:
    """As Python prints the bytes of an answer."""
    return repr(text.encode())


def mojibake(_: Random, text: str) -> str:
    """UTF-8 read as Windows-1252."""
    return text.encode().decode("cp1252", "replace")


def doubled(rng: Random, text: str) -> str:
    """Pasted twice."""
    return text + rng.choice((" ", "\n", "")) + text


def among_others(_: Random, text: str) -> str:
    """Among lines that are no errors."""
    return f"sync of course 101 started\n24 scores were sent\n{text}\nsync of course 101 ended in 812 ms"


def homoglyphs(rng: Random, text: str) -> str:
    """With letters of another alphabet that look the same."""
    for latin, other in rng.sample((("a", "а"), ("e", "е"), ("o", "о"), ("c", "с"), ("p", "р")), 2):
        text = text.replace(latin, other, 1)
    return text


def middle(rng: Random, text: str) -> str:
    """Cut out of the middle: neither begin nor end."""
    words = text.split(" ")
    gone = max(1, len(words) // 8)
    return " ".join(words[rng.randrange(1, gone + 1) : len(words) - rng.randrange(1, gone + 1)])


LEFT_OUT: Mapping[str, Mangle] = {
    "hyphenated": hyphenated,
    "markdown": markdown,
    "xml": xml,
    "bytes": as_bytes,
    "mojibake": mojibake,
    "doubled": doubled,
    "among others": among_others,
    "homoglyphs": homoglyphs,
    "middle": middle,
}
