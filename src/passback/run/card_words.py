"""How a card puts things: names cut to fit a headline, a meaning to its first sentences, days.

Knows frames and texts, no report. Every sentence is an entry's own or a frame of `dictionary/frames`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from passback.core.sis import Sis
from passback.dictionary.frames import frames, say, words

HEADLINE, WHY = 12, 25
_LONGEST_NAME = 60
# What a problem is about is named itself, if only by its first words.
_ITSELF = frozenset({"assignment", "work"})
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}|\d{5,}", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def fitted(frame: str, places: Sequence[tuple[str, str]], **slots: object) -> str:
    """A headline of at most 12 words that names the first of `places` that fits.

    A place is the name of its frame, and its own. The name of an assignment is cut at a word before another
    place is named; any other name only when no place fits whole.
    """
    whole = [place for place in places if len(place[1]) <= _LONGEST_NAME]
    cut = [(place, name) for place, long in places[:1] for name in _cuts(long)]
    itself = bool(places) and places[0][0] in _ITSELF
    for place, name in [*places[:1], *cut, *whole] if itself else [*whole, *cut]:
        said = say(frame, where=say(f"where.{place}", name=name), **slots)
        if len(name) <= _LONGEST_NAME + 1 and len(said.split()) <= HEADLINE:
            return said
    return " ".join(say(frame, where="", **slots).split())


def _cuts(name: str) -> Sequence[str]:
    """A long name, cut at every word from its end."""
    parts = name[:_LONGEST_NAME].split()
    return [f"{' '.join(parts[:length])}…" for length in range(len(parts), 0, -1)]


def short(meaning: str, sis: Sis) -> str:
    """The first sentences of a meaning, at most 25 words, with the SIS by its name."""
    sentences = _SENTENCE.split(named(meaning, sis))
    said = sentences[0]
    for sentence in sentences[1:]:
        if len(f"{said} {sentence}".split()) > WHY:
            break
        said = f"{said} {sentence}"
    return said


def named(text: str, sis: Sis) -> str:
    """A general sentence, with the name of the SIS where it speaks of it.

    A `SIS ID` stays one, and so does the `SIS team` of Canvas support.
    """
    known = "|".join(map(re.escape, words("sis-words")))
    return re.sub(rf"\b(?:{known})\b(?! (?:IDs?|team)\b)", sis.display, text, flags=re.IGNORECASE)


def day(given: date) -> str:
    """A day as people write it."""
    return say("day", month=words("months")[given.month - 1], day=str(given.day), year=str(given.year))


def moment(given: datetime) -> str:
    """A time as people write it, in its own zone."""
    return say("moment", day=day(given.date()), time=f"{given:%H:%M}", zone=given.tzname() or "")


def listed(names: Sequence[str], shown: int) -> str:
    """Names in a row, and how many more there are: none is left out in silence."""
    more = len(names) - shown
    said = ", ".join(names[:shown])
    return f"{said} {say('where.more', count=more)}" if more > 0 else said


def held_because(given: Mapping[str, str], sis: Sis) -> tuple[str, ...]:
    """Why changes wait for a person, and how many of how many scores in the SIS would change."""
    told = [held for name in (given.get("state", ""),) if (held := frames()["hold"].get(name))]
    if given.get("value") and given.get("result"):
        told.append(say("facts.waiting", value=given["value"], result=given["result"], sis=sis.display))
    return tuple(named(text, sis) for text in told)


def answered(given: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """Whose word it is that something is not sent, and since when; each once."""
    said = {(f.get("value", ""), f.get("end_date", "")) for f in given}
    return tuple(say("facts.discarded", value=who, result=day_) for who, day_ in sorted(said) if who)


def way_said(state: str, sis: Sis) -> tuple[str, ...]:
    """What the state of a finding stands for, if it is one that has words."""
    return (say(f"way.{state}", sis=sis.display),) if state in frames()["way"] else ()


def only_looks(step: str) -> bool:
    """True if a step finds something out and changes nothing."""
    return step.split(maxsplit=1)[0] in words("looking")


def facts(given: Mapping[str, str], sis: Sis) -> tuple[str, ...]:
    """What a finding or a message says here, in words and without ids."""
    told = []
    for name in ("category", "available_categories", "due_date", "assign_date", "limit", "score"):
        held = given.get(name, "")
        if held and not _ID.search(held):
            told.append(say(f"facts.{name}", value=_day_or(held), sis=sis.display))
    first, last = given.get("start_date", ""), given.get("end_date", "")
    if first and last:
        told.append(say("facts.term", first=_day_or(first), last=_day_or(last), sis=sis.display))
    return tuple(told)


def _day_or(text: str) -> str:
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text
