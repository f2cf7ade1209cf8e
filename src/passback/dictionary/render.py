"""An entry or an explanation as a page: text for a terminal, Markdown for a reply or a ticket.

Has labels and layout; every sentence comes from the entry. Text from outside is made printable.
"""

from __future__ import annotations

from collections.abc import Iterator

from passback.core.problem import Effect, Problem, Who
from passback.dictionary import book
from passback.dictionary.entry import Cause, Entry
from passback.dictionary.explain import Explanation, Outcome, Ranked, Weight, explain
from passback.dictionary.pens import Bold, Markdown, Pen, Text

EFFECTS = {
    Effect.HARMLESS: "harmless",
    Effect.BLOCKS_SCORE: "keeps a score back",
    Effect.BLOCKS_ASSIGNMENT: "keeps an assignment back",
    Effect.BLOCKS_SECTION: "keeps a section back",
    Effect.BLOCKS_SYNC: "stops the sync",
}
WHO = {
    Who.TEACHER: "Teacher",
    Who.CANVAS_ADMIN: "Canvas admin",
    Who.SIS_ADMIN: "SIS admin",
    Who.SIS_VENDOR: "Vendor support",
    Who.OPERATOR: "Operator of passback",
    Who.NOBODY: "Nobody",
}
_SEEN = {Weight.SEEN: "seen here", Weight.POSSIBLE: "possible", Weight.RULED_OUT: "ruled out here"}
_RAW = 2000


def as_text(what: Explanation | Entry, width: int, bold: Bold = str, *, steps: bool = True) -> str:
    """A page for a terminal of `width` columns; `bold` dresses the headings. `steps`: with what to do."""
    return "\n".join(_page(what, Text(width, bold), steps=steps))


def as_markdown(what: Explanation | Entry) -> str:
    """A page in Markdown, safe to paste where HTML is live."""
    return "\n".join(_page(what, Markdown()))


# ---- the page --------------------------------------------------------------------------------------


def _page(what: Explanation | Entry, pen: Pen, *, steps: bool = True) -> Iterator[str]:
    told = explain(what.id) if isinstance(what, Entry) else what
    if told.entry is None:
        yield from _open_page(told, pen)
        return
    entry = told.entry
    yield from pen.title(entry.title)
    name = f"{entry.sis.display} · " if entry.sis else ""
    yield from pen.plain(f"{entry.id} · {name}{EFFECTS[told.effect or entry.effect]}")
    if isinstance(what, Entry):
        for message in entry.messages:
            yield from pen.literal("Message", message.template)
    if told.variables:
        label = "Here" if told.outcome is Outcome.FINDING else "In this message"
        yield from pen.values(label, told.variables)
    judged = any(r.standing is not Weight.POSSIBLE for r in told.causes)
    for number, ranked in enumerate(told.causes, 1):
        yield from _cause(ranked, number if len(told.causes) > 1 else 0, pen, judged=judged, steps=steps)
    notes = [*entry.notes]
    if entry.editor_note:
        notes.append(f"Editor's note: {entry.editor_note}")
    if isinstance(what, Entry) and (source := _source(entry)):
        notes.append(f"Source: {source}")
    if notes:
        yield from pen.heading("Notes")
        yield from pen.items(notes)
    yield from _beside(told, entry, pen)


def _beside(told: Explanation, entry: Entry, pen: Pen) -> Iterator[str]:
    """Who else says these words, and what else the text says."""
    if told.candidates:
        yield from pen.heading("The same words are said elsewhere too; name the SIS to be sure")
        yield from pen.items(_line(match.entry) for match in told.candidates if match.entry != entry)
    if told.match and told.match.also:
        yield from pen.heading("See also")
        yield from pen.items(f"{m.entry.id}: {m.entry.title}" for m in told.match.also)


def _cause(ranked: Ranked, number: int, pen: Pen, *, judged: bool, steps: bool = True) -> Iterator[str]:
    cause: Cause = ranked.cause
    about = f" ({_SEEN[ranked.standing]})" if judged else ""
    harm = f", {EFFECTS[cause.effect]}" if number and cause.effect else ""
    yield from pen.heading(f"Cause {number}{about}{harm}" if number else f"What it means{about}")
    yield from pen.plain(cause.meaning)
    if cause.tell:
        yield from pen.part("How to tell", cause.tell)
    if steps:
        yield from pen.heading("What to do")
        yield from pen.numbered(f"{WHO[step.who]}: {step.told}" for step in cause.steps)


def _open_page(told: Explanation, pen: Pen) -> Iterator[str]:
    """A message without one entry: what it could be."""
    if told.outcome is Outcome.AMBIGUOUS:
        yield from pen.title("Several entries fit: name the SIS, or give more of the message")
        yield from pen.items(_line(match.entry) for match in told.candidates)
        return
    page = book.entry_for(Problem.UNRECOGNIZED, None)
    yield from pen.title(page.title)
    yield from pen.plain(page.id)
    yield from pen.literal("Message", (told.raw or "")[:_RAW] + ("…" if len(told.raw or "") > _RAW else ""))
    yield from _cause(Ranked(page.causes[0], Weight.POSSIBLE), 0, pen, judged=False)
    if told.nearest:
        yield from pen.heading("Nearest entries")
        yield from pen.items(_line(entry) for entry in told.nearest)


def _line(entry: Entry) -> str:
    return f"{entry.id}: {entry.title}" + (f" ({entry.sis.display})" if entry.sis else "")


def _source(entry: Entry) -> str:
    source = entry.source
    if source is None:
        return ""
    if source.url:
        return f"{source.url}, {source.date}"
    return f"SIS Error Code Dictionary, {source.sis}: {source.title}"
