"""What happens to a message on its way to a help desk: kinds of mangling, each a seeded function of text.

Knows nothing of how messages are recognized. Every function takes a random source and a text and gives the
text as such a log, mail or screenshot would have it.
"""

import html
import json
import textwrap
from collections.abc import Callable, Mapping
from random import Random
from urllib.parse import quote

HALF = 0.5
Mangle = Callable[[Random, str], str]

UUIDS = (
    "5d0e7c1a-93b4-4f0e-8f60-2b7d1c9a4e11",
    "0b9c1f7e-6a52-4d0c-b7f3-9e21c84d5a60",
    "e4a7d2c8-11f9-4b36-a05d-7c3e90b1f842",
)
NAMES = (
    "Lab 4",
    "Essay: The Tempest, Act I",
    'Quiz "Cells" [retake]',
    "Unit 3 (Fractions); part b",
    "¿Qué hora es? – Diálogo",
    "Project 🚀 Mars",
    "not found in the woods",
    "Ch. 12, pp. 200-215",
    "Übung 7",
    "HW 10/12: read & answer",
    "O'Brien's list",
    "Exit ticket #9 {draft}",
)
CATEGORIES = ("Homework", "Classwork & Labs", "Tests/Quizzes", "Practice, daily", "Formative [40%]")
STUDENTS = ("81001", "s-20417", "4410093", "Rivera, Ana", "Lee-Okafor, Sam")
SECTIONS = ("85001", "SCI-7-02", "Biology P3 (10234.0.001)", "44012-3", "MATH 8 / Per. 2")
DATES = ("10/02/2026", "2026-10-02", "2026-10-02T04:59:59Z", "10/2/26", "Oct 2, 2026")
URLS = (
    "https://ps.example.org/ws/xte/section/assignment",
    "https://sis.example.net/ims/oneroster/v1p1/lineItems?limit=200",
)


# What a slot of each name could hold; other slots hold small numbers.
VALUES: Mapping[str, Callable[[Random], str]] = {
    "assignment": lambda rng: rng.choice(NAMES),
    "category": lambda rng: rng.choice(CATEGORIES),
    "available_categories": lambda rng: ", ".join(rng.sample(CATEGORIES, 3)),
    "section": lambda rng: rng.choice(SECTIONS),
    "class": lambda rng: rng.choice(SECTIONS),
    "student": lambda rng: rng.choice(STUDENTS),
    "due_date": lambda rng: rng.choice(DATES),
    "assign_date": lambda rng: rng.choice(DATES),
    "start_date": lambda rng: rng.choice(DATES),
    "end_date": lambda rng: rng.choice(DATES),
    "exchange_id": lambda rng: rng.choice(UUIDS),
    "request_id": lambda rng: rng.choice(UUIDS),
    "url": lambda rng: rng.choice(URLS),
    "value": lambda rng: rng.choice(("EX", "MI", "4+", "n/a", "12,5")),
    "path": lambda rng: f"li-{rng.randrange(9999)}/{rng.randrange(99999)}",
    "result": lambda rng: "results/" + rng.choice(UUIDS),
    "assignment_id": lambda rng: str(rng.randrange(10_000, 999_999)),
    "category_id": lambda rng: str(rng.randrange(10_000, 999_999)),
}


def value(rng: Random, slot: str) -> str:
    """A value that a slot of this name could have."""
    made = VALUES.get(slot)
    return made(rng) if made else str(rng.choice((0, 1, 3, 5, 10, 20, 50, 100, 259)))


def prefixed(rng: Random, text: str) -> str:
    """Behind what a sender puts before it."""
    heads = (
        f"COLLECTION_GENERIC - {rng.choice(UUIDS)} - ",
        f"EXCHANGE_ERROR_NON_RETRYABLE - {rng.randrange(999)}-{rng.randrange(999)} - ",
        "Message: None Details: ",
        "Grade exchange job failed. Status in SIS: 5 - ",
        f"ASSIGNMENT_SCORES_EXPORT - {rng.choice(UUIDS)} - ",
    )
    return rng.choice(heads) + text


def http(rng: Random, text: str) -> str:
    """Behind a status line, with headers."""
    status = rng.choice(
        ("400 Bad Request", "409 Conflict", "500 Internal Server Error", "422 Unprocessable Entity")
    )
    head = rng.choice(
        (
            f"HTTP response HTTP/1.1 {status} response: ",
            f"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\n\r\n",
        )
    )
    return head + text


def as_json(rng: Random, text: str) -> str:
    """In a JSON body of some dialect."""
    body: object = rng.choice(
        (
            {"message": text},
            {"level": "error", "ts": 1795500000, "error": {"details": text}},
            {"errors": [{"message": text, "code": 17}]},
            {"imsx_codeMajor": "failure", "imsx_severity": "error", "imsx_description": text},
            {"record": json.dumps({"description": text})},
            [{"title": "Sync", "detail": text}],
        )
    )
    return json.dumps(body, indent=rng.choice((None, 2)), ensure_ascii=rng.random() < HALF)


def escaped(rng: Random, text: str) -> str:
    """Escaped once or twice for a place that it then left."""
    ways: tuple[Callable[[str], str], ...] = (
        html.escape,
        lambda t: html.escape(html.escape(t)),
        lambda t: json.dumps(t)[1:-1],
        lambda t: json.dumps(json.dumps(t))[1:-1],
        quote,
        lambda t: t.replace('"', "&#34;").replace("'", "&#x27;").replace(" ", "&nbsp;"),
    )
    return rng.choice(ways)(text)


def wrapped(rng: Random, text: str) -> str:
    """Broken into lines."""
    width = rng.choice((28, 40, 72))
    if rng.random() < HALF:
        return rng.choice(("\n", "\r\n", "\n    ", "\n> ")).join(textwrap.wrap(text, width))
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


def truncated(rng: Random, text: str) -> str:
    """Cut off at its end, where two thirds or more are there."""
    return text[: max(24, int(len(text) * rng.uniform(0.66, 0.95)))].rstrip() + rng.choice(("", "…", "..."))


def beheaded(rng: Random, text: str) -> str:
    """Without its first words."""
    words = text.split(" ")
    gone = max(1, min(3, len(words) // 6))
    return rng.choice(("", "…", "...")) + " ".join(words[gone:])


def quotes(rng: Random, text: str) -> str:
    """With other quotes, or none."""
    ways: tuple[dict[int, str | None], ...] = (
        {34: "“", 39: "’"},
        {34: "«", 39: "‹"},
        {34: None, 39: None},
        {34: '""'},
        {34: "`", 39: "`"},
        {34: "'"},
    )
    return text.translate(rng.choice(ways))


def case(rng: Random, text: str) -> str:
    """In capitals, small letters or as a title."""
    return rng.choice((str.upper, str.lower, str.title, str.capitalize))(text)


def spaces(rng: Random, text: str) -> str:
    """With other white space."""
    return rng.choice(
        (
            text.replace(" ", "\u00a0"),
            text.replace(" ", "  "),
            text.replace(" ", "\t"),
            text.replace(" ", "\u2009"),
            text.replace(" ", " \u200b"),
            text.replace(", ", ","),
        )
    )


def logline(rng: Random, text: str) -> str:
    """Behind the head of a log's line, or in a row of a table."""
    when = f"2026-11-{rng.randrange(10, 28)}T0{rng.randrange(9)}:14:03Z"
    row = text.replace('"', '""')
    return rng.choice(
        (
            f"{when} ERROR [grade-sync-7] c.e.Sync - {text}",
            f'{when},1042,Lincoln Middle School,FAILED,"{row}",0',
            f'Nov 20 22:14:03 host7 sync[412]: level=error course=101 msg="{text}"',
            f"{when} | WARN | job 88 | {text} | retry=0",
            f"[{when}] 17:{text}",
        )
    )


def trace(rng: Random, text: str) -> str:
    """Before a stack trace, or words of support."""
    return text + rng.choice(
        (
            "\n\tat com.example.Writer.put(Writer.java:88)\n\tat java.lang.Thread.run(Thread.java:840)",
            '\nTraceback (most recent call last):\n  File "sync.py", line 12, in <module>\n    main()',
            "\n\nPlease contact your administrator if this continues. Reference: 88-1042",
            "\nCaused by: java.io.IOException: closed",
        )
    )


_SEEN_AS = (
    ("l", "1"),
    ("O", "0"),
    ("o", "0"),
    ("rn", "m"),
    ("m", "rn"),
    ("I", "l"),
    ("e", "c"),
    ("S", "5"),
    ("d", "cl"),
    (" ", ""),
)


def ocr(rng: Random, text: str) -> str:
    """Misread from a picture, one letter in thirty."""
    for _ in range(max(1, len(text) // 45)):
        seen, read = rng.choice(_SEEN_AS)
        places = [at for at in range(len(text)) if text.startswith(seen, at)]
        if places:
            at = rng.choice(places)
            text = text[:at] + read + text[at + len(seen) :]
    return text


def typed(rng: Random, text: str) -> str:
    """Typed off by hand, with a slip or two."""
    for _ in range(rng.choice((1, 2))):
        at = rng.randrange(1, max(2, len(text) - 2))
        slip = rng.randrange(3)
        if slip == 0:
            text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        elif slip == 1:
            text = text[:at] + text[at + 1 :]
        else:
            text = text[:at] + text[at] + text[at:]
    return text


def chat(rng: Random, text: str) -> str:
    """In a mail or a ticket, quoted."""
    return rng.choice(
        (
            f'Hi, since Monday I get "{text}" in the gradebook. Can somebody look? Thanks, Ms. Ruiz',
            f"Teacher reports the following error:\n\n{text}\n\nCourse 101, period 3.",
            f"Fwd: sync failed\n> {text}\n> --\n> sent from my phone",
            f"What does this mean?? -> {text}",
        )
    )


KINDS: Mapping[str, Mangle] = {
    "prefixed": prefixed,
    "http": http,
    "json": as_json,
    "escaped": escaped,
    "wrapped": wrapped,
    "truncated": truncated,
    "beheaded": beheaded,
    "quotes": quotes,
    "case": case,
    "spaces": spaces,
    "logline": logline,
    "trace": trace,
    "ocr": ocr,
    "typed": typed,
    "chat": chat,
}
