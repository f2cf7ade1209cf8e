"""Texts made to hurt: how long the worst takes, and whether anything at all makes the recognizer fail."""

import json
import time
from random import Random

from passback.core.errors import BadInput
from passback.dictionary import book
from passback.dictionary.recognize import recognize
from passback.dictionary.recognize_many import recognize_many
from passback.dictionary.template import Slot, parse

SIZE, LIMIT, GROWTH = 100_000, 50, 2.6
_PIECES = (
    *(
        "[",
        "{",
        '"',
        "\\",
        "&#1",
        "&amp;",
        "&amp;amp;",
        "\\u00e9",
        "\\ud83d",
        "\u0301a",
        "\ufdfa",
        "\x00",
        "%41",
        "&#111;",
    ),
    *(
        "“",
        "ＡＢＣ",
        "é",
        "x",
        " ",
        "\n",
        "\t",
        "a ",
        "ab",
        '{"message":"',
        '{"errors":[{',
        "COLLECTION_GENERIC - ",
    ),
    *(
        "Unable to update assignment ",
        "assignment",
        "section ",
        "due date ",
        "...",
        "not ",
        "1",
        "0",
        "{assignment}",
    ),
)


def hostile(size: int) -> list[str]:
    """At least forty texts of that size: one piece again and again, and all messages after one another."""
    examples = [m.example for e in book.entries() for m in e.messages]
    firsts = {str(parse(m.template)[0])[:40] for e in book.entries() for m in e.messages if parse(m.template)}
    pieces = [
        *_PIECES,
        *sorted(firsts)[:40],
        " ".join(examples),
        json.dumps(json.dumps(examples)),
        "\n".join(examples),
    ]
    return [(piece * (size // len(piece) + 1))[:size] for piece in pieces]


def _milliseconds(text: str) -> float:
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        recognize(text)
        best = min(best, time.perf_counter() - start)
    return best * 1000


def worst() -> list[dict[str, object]]:
    """The slowest of all, and the most that twice the length costs."""
    times = [(_milliseconds(text), text) for text in hostile(SIZE)]
    slowest, text = max(times, key=lambda pair: pair[0])
    half = _milliseconds(text[: SIZE // 2])
    print(
        f"\nslowest of {len(times)} texts of {SIZE:,} characters: {slowest:.1f} ms; half of it: {half:.1f} ms"
    )
    print(f"it is {text[:40]!r} again and again")
    return [
        {
            "bench": "100 kB of anything",
            "texts": len(times),
            "ms": round(slowest, 1),
            "limit": LIMIT,
            "holds": slowest <= LIMIT,
        },
        {
            "bench": "twice the length",
            "ratio": round(slowest / half, 2),
            "limit": GROWTH,
            "holds": slowest / half <= GROWTH,
        },
    ]


def fuzz(count: int) -> list[dict[str, object]]:
    """Random, spliced and mutated texts: no error, and both ways to recognize agree."""
    rng = Random(99)  # noqa: S311 - made-up data
    examples = [m.example for e in book.entries() for m in e.messages]
    filled = [
        "".join("7" if isinstance(t, Slot) else t for t in parse(m.core))
        for e in book.entries()
        for m in e.messages
    ]

    def text() -> str:
        way = rng.choice(("random", "spliced", "mutated", "whole"))
        if way == "random":
            return "".join(
                chr(rng.choice((rng.randrange(32, 127), rng.randrange(0x2FFF))))
                for _ in range(rng.randrange(80))
            )
        one, other = rng.choice(examples), rng.choice(filled)
        if way == "spliced":
            return one[: rng.randrange(len(one))] + other[rng.randrange(len(other)) :]
        if way == "mutated":
            at = rng.randrange(len(one))
            return one[:at] + rng.choice(_PIECES) * rng.randrange(4) + one[at + rng.randrange(3) :]
        return rng.choice(
            (one.upper(), json.dumps(one), one[rng.randrange(20) :], f"{one}\n{other}", one.replace(" ", ""))
        )

    texts = [text() for _ in range(count)]
    differ = errors = 0
    for given, many in zip(texts, recognize_many((t, None) for t in texts), strict=True):
        try:
            if recognize(given) != many:
                differ += 1
                print(f"two answers: {given[:200]!r}")
        except (BadInput, ValueError, IndexError, KeyError, TypeError, RecursionError) as error:
            errors += 1
            print(f"{type(error).__name__}: {given[:100]!r}")
    return [
        {
            "bench": "fuzz",
            "texts": count,
            "errors": errors,
            "differ": differ,
            "limit": 0,
            "holds": not errors and not differ,
        }
    ]
