"""A masked message can leave the school: no name is in it, and it is still recognized."""

import html
import json
import textwrap
from collections.abc import Callable

import pytest

from passback.core.sis import Sis
from passback.dictionary import book
from passback.dictionary.masking import MASK, mask
from passback.dictionary.match import Ambiguous, Match
from passback.dictionary.recognize import recognize
from passback.dictionary.template import Slot, parse, render

# Five hundred names that nothing else could be.
MARKERS = [f"Zq{chr(97 + n // 26 % 26)}{chr(97 + n % 26)}x{'bcdfg'[n // 676 % 5]}w" for n in range(500)]
SPOKEN = [(e, m) for e in book.entries() for m in e.messages]
SHAPES: dict[str, Callable[[str], str]] = {
    "bare": str,
    "in JSON": lambda t: json.dumps({"message": t, "student": "Zqaaxbw Lee"}),
    "in JSON twice": lambda t: json.dumps(json.dumps({"m": t})),
    "with entities": html.escape,
    "in curly quotes": lambda t: t.replace('"', "”").replace("'", "’"),
    "wrapped": lambda t: "\n".join(textwrap.wrap(t, 40)),
    "in a row": lambda t: f'2026-11-20,"Zqaaxbw, Ann",{json.dumps(t)},7',
    "behind a quoted name": lambda t: f'teacher "Zqaaxbw Lee" [Zqabxbw (Math)] said: {t}',
    "before more lines": lambda t: (
        f"{t}\nstudent 'Zqaaxbw Lee' <zqaaxbw@example.org>\n\tat com.example.A.b(A.java:7)"
    ),
}


def leaks(text: str) -> list[str]:
    return [marker for marker in MARKERS if marker.lower() in text.lower()]


@pytest.mark.parametrize("shape", SHAPES)
def test_no_name_of_five_hundred_comes_out(shape: str) -> None:
    assert len(set(MARKERS)) == 500
    names = iter(MARKERS * 10)
    for at, (entry, message) in enumerate(SPOKEN * 3):
        template = message.template if at % 2 else message.core
        slots = {t.name: f"{next(names)} {next(names)}" for t in parse(template) if isinstance(t, Slot)}
        slots |= {name: next(names) for name in slots if name.endswith(("_id", "_date", "points"))}
        masked = mask(SHAPES[shape](render(template, slots)), entry.sis)
        assert leaks(masked) == [], masked


def test_what_nobody_recognizes_loses_what_is_quoted_bracketed_or_a_name() -> None:
    text = (
        'Ms. Zqaaxbw saw "Zqabxbw" [Zqacxbw] (Zqadxbw) <zqaexbw@example.org> at 14:05, '
        "id 4711-ab, connection failed"
    )
    masked = mask(text)

    assert leaks(masked) == []
    assert "saw" in masked
    assert "connection failed" in masked
    assert MASK in masked
    assert "4711" not in masked
    assert "14" not in masked


@pytest.mark.parametrize(("entry", "message"), SPOKEN, ids=lambda p: getattr(p, "id", None))
def test_a_masked_message_is_recognized_as_what_it_was(entry: object, message: object) -> None:
    sis = entry.sis if entry.sis is not Sis.ONEROSTER else None
    before, after = recognize(message.example, sis), recognize(mask(message.example, sis), sis)

    assert isinstance(before, Match | Ambiguous)
    if isinstance(before, Match):
        assert isinstance(after, Match)
        assert after.entry.id == before.entry.id
