"""Cards as a page: text for a terminal of any width, Markdown for a ticket or a mail. The detail stands last.

Labels come from the frames, all else from the card. What came from outside is made harmless by the pen.
"""

from collections.abc import Iterable, Iterator, Sequence

from passback.core.problem import Who
from passback.core.sis import Sis
from passback.dictionary.entry import Step
from passback.dictionary.frames import frames, say
from passback.dictionary.pens import Bold, Markdown, Pen, Text
from passback.run.card_words import listed, moment
from passback.run.cards import Card, Fix, Group, Place
from passback.run.history import History

# So many cards stand in full where nobody asks for more.
FULL = 10
_NAMED, _SAID, _LONGEST, _SUBJECTS = 4, 2, 300, 3


def as_text(
    cards: Sequence[Card], width: int, reader: Who | None, full: int, command: str, bold: Bold = str
) -> str:
    """Cards for a terminal: `full` of them whole, the rest in one line each, none left out.

    `cards`: as `cards.ordered` gives them for this reader. `command`: the one that shows all.
    """
    return "\n".join(_pages(cards, Text(width, bold), reader, full, command))


def as_markdown(cards: Sequence[Card], reader: Who | None, full: int, command: str) -> str:
    """The same in Markdown, safe to paste where HTML is live."""
    return "\n".join(_pages(cards, Markdown(), reader, full, command))


def _pages(cards: Sequence[Card], pen: Pen, reader: Who | None, full: int, command: str) -> Iterator[str]:
    if not cards:
        yield from pen.plain(say("none"))
    group: Group | None = None
    for at, card in enumerate(cards):
        own = card.group(reader)
        if at < full:
            if reader is not None and own is not group:
                yield from _titled(own, pen)
            group = own
            yield from _page(card, pen, reader)
            yield ""
    rest = cards[full:]
    if rest:
        yield from pen.plain(say("shown", count=full, total=len(cards), command=command))
        yield from pen.items(f"{card.headline} · {who(card.owner, reader, card.sis)}" for card in rest)


def _titled(group: Group, pen: Pen) -> Iterator[str]:
    yield from pen.title(say(f"group.{group.value}"))
    yield ""


def _page(card: Card, pen: Pen, reader: Who | None) -> Iterator[str]:
    yield from pen.banner(card.headline)
    yield from pen.row(say("labels.why"), [card.why])
    if card.here:
        yield from pen.row(say("labels.here"), ["; ".join(card.here)])
    yield from pen.row(
        say("labels.where"), [_where(place, card) for place in card.where[:_NAMED]] + _more(card.where)
    )
    yield from pen.row(say("labels.impact"), [" ".join(card.impact.says)])
    yield from pen.row(say("labels.who"), [who(card.owner, reader, card.sis)])
    yield from pen.steps(say("labels.fix"), [_step(step, reader, card.sis) for step in card.fix.steps])
    if card.owner is not Who.NOBODY:
        yield from pen.row(say("labels.effort"), [*_effort(card.fix)])
    proof = card.proof
    yield from pen.row(
        say("labels.proof"), [f"{say(f'confidence.{proof.confidence.value}')}: {' '.join(proof.says)}"]
    )
    if card.history:
        yield from pen.row(say("labels.history"), [history(card.history)])
    yield from pen.row(say("labels.detail"), [*_detail(card)])


def who(owner: Who, reader: Who | None, sis: Sis) -> str:
    """Who acts, said to this reader."""
    return say("who.you") if owner is reader else say(f"who.{owner.value}", sis=sis.display)


def history(told: History) -> str:
    """How old a cause is, in one or two sentences."""
    first, last = moment(told.first), moment(told.last)
    said = say("history.new", first=first) if told.times == 1 else ""
    said = said or say("history.again", count=told.times, first=first, last=last)
    return f"{said} {say('history.fixed', count=told.fixed)}" if told.back else said


def _step(step: Step, reader: Who | None, sis: Sis) -> str:
    if step.who is Who.NOBODY:
        return step.told
    return f"{who(step.who, reader, sis)}: {step.told}"


def _effort(fix: Fix) -> Iterable[str]:
    yield f"{fix.effort} · {say(f'safety.{fix.safety.value}')}"
    if fix.offer:
        yield say("offer", command=fix.offer.command, how=say(f"how.{fix.offer.safety.value}"))


def _where(place: Place, card: Card) -> str:
    names = place.assignments or place.sections
    if len(names) == 1 and f"“{names[0]}”" in card.headline:
        names = place.sections
    return f"{place.course}: {listed(names, _NAMED)}" if names else place.course


def _more(places: Sequence[Place]) -> list[str]:
    return [say("where.more", count=len(places) - _NAMED)] if len(places) > _NAMED else []


def _detail(card: Card) -> Iterable[str]:
    """What a support desk looks up: the entry, the words, the requests, ids; and how many more there are."""
    detail = card.detail
    yield f"{card.entry} · {card.connection} · {card.id}"
    for raw in detail.said[:_SAID]:
        yield f"{say('detail.said', sis=card.sis.display)} {' '.join(raw.split())[:_LONGEST]}"
    for row in detail.differs[:_SUBJECTS]:
        slots = {"student": row.student, "value": row.sent or "–", "result": row.held or "–"}
        if row.how in frames()["differing"]:
            yield say("detail.differs-how", **slots, how=say(f"differing.{row.how}"))
        else:
            yield say("detail.differs", **slots)
    for exchange in detail.exchanges[:_SAID]:
        asked = f"{exchange.method} {exchange.host}{exchange.path} {exchange.status}"
        yield f"{asked} {moment(exchange.at)}" + (f" {exchange.request}" if exchange.request else "")
    places = dict.fromkeys(f"{s.course}/{s.section or '*'}/{s.assignment or '*'}" for s in detail.subjects)
    yield f"{say('detail.ids')} {listed([*places], _SUBJECTS)}"
    more = max(len(detail.said) - _SAID, len(detail.exchanges) - _SAID, len(detail.differs) - _SUBJECTS)
    if more > 0:
        yield say("detail.more")
