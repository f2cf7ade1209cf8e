"""What an entry is: one error, what it means, how to tell its causes apart, who does what about it.

Knows the shape of an entry and its JSON. Holds no text, reads no file.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from passback.core.problem import Action, Effect, Problem, Who
from passback.core.sis import Sis
from passback.core.value import Json, Value, value

# An entry as JSON, every key there: absent text is None, absent lists are empty.
Raw = Mapping[str, Any]


class Voice(StrEnum):
    """Who says a message: the SIS, the sender between the two (Canvas's own or another), Canvas, or us."""

    SIS = "sis"
    EXCHANGE = "exchange"
    CANVAS = "canvas"
    PASSBACK = "passback"


@value
class Message(Value):
    """One text of an error, with slots for what varies.

    `template`: the whole text, wrapper included, as its source has it. `core`: what `voice` itself says.
    `example`: a literal instance of the template.
    """

    template: str
    core: str
    example: str


class Loss(StrEnum):
    """What a step takes away for good: grades, or what no grade hangs on (an enrollment, a date, a group)."""

    GRADES = "grades"
    OTHER = "other"


@value
class Step(Value):
    """One thing to do. `do` begins with a verb and names `where`. `action`: the fix that does it for you.

    `path`: the screens to open there, by the names that stand on them; empty: no source names them. `page`:
    their address below the system's own, with slots; None: not known for certain. Both are of screens.yaml.
    `loses` None: nothing is lost by it.
    """

    who: Who
    where: str
    path: tuple[str, ...]
    page: str | None
    do: str
    action: Action | None
    loses: Loss | None

    @property
    def place(self) -> str:
        """Where, screen by screen; for passback the command."""
        return (" " if self.where == "passback" else " ▸ ").join((self.where, *self.path))

    @property
    def told(self) -> str:
        """What to do, and the screens where they are known."""
        return f"{self.do} → {self.place}" if self.path else self.do


@value
class Cause(Value):
    """One reason for the error. `effect` None: as the entry. `tell`: how to know that it is this one.

    A step that destroys data in the SIS stands last and names what is lost.
    """

    problem: Problem
    effect: Effect | None
    meaning: str
    tell: str | None
    steps: tuple[Step, ...]


@value
class Source(Value):
    """Where an error is known from: a heading of the SIS Error Code Dictionary, or a page and its date."""

    sis: str | None
    title: str | None
    url: str | None
    date: str | None


@value
class Entry(Value):
    """One error. `problem` is that of its first cause; `sis` None: it holds for every SIS.

    `id` is never reused; `aliases` are ids that it once had.
    """

    id: str
    aliases: tuple[str, ...]
    sis: Sis | None
    title: str
    problem: Problem
    effect: Effect
    voice: Voice
    messages: tuple[Message, ...]
    causes: tuple[Cause, ...]
    notes: tuple[str, ...]
    source: Source | None
    editor_note: str | None

    def to_json(self) -> dict[str, Json]:
        """The public shape, as `passback entries --format json` and the HTTP API show it."""
        return {
            "id": self.id,
            "aliases": list(self.aliases),
            "sis": self.sis,
            "title": self.title,
            "problem": self.problem,
            "effect": self.effect,
            "voice": self.voice,
            "messages": [
                {"template": m.template, "core": m.core, "example": m.example} for m in self.messages
            ],
            "causes": [cause_json(cause) for cause in self.causes],
            "notes": list(self.notes),
            "source": source_json(self.source),
            "editor_note": self.editor_note,
        }


def cause_json(cause: Cause) -> dict[str, Json]:
    """A cause in the public shape."""
    return {
        "problem": cause.problem,
        "effect": cause.effect,
        "meaning": cause.meaning,
        "tell": cause.tell,
        "steps": [
            {
                "who": step.who,
                "where": step.where,
                "path": list(step.path),
                "page": step.page,
                "do": step.do,
                "action": step.action,
                "loses": step.loses,
            }
            for step in cause.steps
        ],
    }


def source_json(source: Source | None) -> Json:
    """Where an entry is known from, in the public shape: `{sis, title}` or `{url, date}`."""
    if source is None:
        return None
    if source.url is not None:
        return {"url": source.url, "date": source.date}
    return {"sis": source.sis, "title": source.title}


def from_json(raw: Raw) -> Entry:
    """Read what `to_json` wrote; the two are inverse.

    Raises:
        ValueError: a word is not of its closed list.
        KeyError: a key is missing.
    """
    source = raw["source"]
    return Entry(
        id=raw["id"],
        aliases=tuple(raw["aliases"]),
        sis=Sis(raw["sis"]) if raw["sis"] is not None else None,
        title=raw["title"],
        problem=Problem(raw["problem"]),
        effect=Effect(raw["effect"]),
        voice=Voice(raw["voice"]),
        messages=tuple(Message(m["template"], m["core"], m["example"]) for m in raw["messages"]),
        causes=tuple(_cause(cause) for cause in raw["causes"]),
        notes=tuple(raw["notes"]),
        source=None
        if source is None
        else Source(source.get("sis"), source.get("title"), source.get("url"), source.get("date")),
        editor_note=raw["editor_note"],
    )


def _cause(raw: Raw) -> Cause:
    return Cause(
        problem=Problem(raw["problem"]),
        effect=Effect(raw["effect"]) if raw["effect"] is not None else None,
        meaning=raw["meaning"],
        tell=raw["tell"],
        steps=_steps(raw["steps"]),
    )


def _steps(raw: Sequence[Raw]) -> tuple[Step, ...]:
    return tuple(
        Step(
            who=Who(step["who"]),
            where=step["where"],
            path=tuple(step["path"]),
            page=step["page"],
            do=step["do"],
            action=Action(step["action"]) if step["action"] is not None else None,
            loses=Loss(step["loses"]) if step["loses"] is not None else None,
        )
        for step in raw
    )
