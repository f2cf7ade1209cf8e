"""How a ticket reads: a subject line and labelled facts, as text for a mail or Markdown for a tracker.

Has labels and layout; the sentences about the problem come from its entry.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from passback.cli.printing import counted
from passback.cli.report_text import STATES
from passback.cli.terminal import printable
from passback.dictionary.explain import Weight
from passback.dictionary.render import EFFECTS, WHO
from passback.run.ticket import Ticket

_Dress = Callable[[str], str]
_MOMENT = "%Y-%m-%d %H:%M:%S UTC"
_WORDS = {"scores": "score", "assignments": "assignment", "classes": "class", "students": "student"}


def as_text(ticket: Ticket) -> str:
    """For a mail: one thought a line."""
    return "\n".join(_lines(ticket, lambda text: f"\n{text}:", lambda text: f"  - {text}", str))


def as_markdown(ticket: Ticket) -> str:
    """For a tracker: what came from outside stands as code, where no sign of it is markup."""
    return "\n".join(
        _lines(ticket, lambda text: f"\n**{text}**\n", lambda text: f"- {text}", lambda text: f"`{text}`")
    )


def _lines(ticket: Ticket, heading: _Dress, item: _Dress, code: _Dress) -> Iterator[str]:
    def quoted(text: str) -> str:
        return code(printable(" ".join(text.split())).replace("`", "'"))

    entry = ticket.explanation.entry
    hit = ", ".join(_counts(ticket))
    yield f"Subject: {ticket.title} ({ticket.sis.display}, {hit or 'no score yet'})"
    yield f"To: {WHO[ticket.to]}"
    yield heading("What happens")
    for ranked in ticket.explanation.causes:
        if ranked.standing is not Weight.RULED_OUT:
            yield item(printable(ranked.cause.meaning))
    yield item(f"Harm: {EFFECTS[ticket.effect]}.")
    yield heading("What is asked for")
    asked = _asked(ticket)
    yield from (item(printable(step)) for step in asked)
    if ticket.explanation.causes and (out := _ruled_out(ticket)):
        yield heading("Ruled out here, by reading both sides")
        yield from (item(printable(meaning)) for meaning in out)
    yield heading("Facts")
    yield item(f"connection {quoted(ticket.connection)}, {ticket.sis.display}")
    if entry is not None:
        yield item(f"entry {quoted(entry.id)}; `passback explain {entry.id}` says more")
    yield item(f"hit: {hit or 'no score yet'}")
    for state, number in sorted(ticket.states.items()):
        yield item(f"{counted(number, 'score')} {STATES[state]}")
    yield item(f"first met {_moment(ticket.first)}, last {_moment(ticket.last)}")
    yield from _evidence(ticket, heading, item, quoted)
    yield ""
    yield f"Written by passback on {_moment(ticket.made)}. Names, scores and secrets are left out on purpose."


def _evidence(ticket: Ticket, heading: _Dress, item: _Dress, quoted: _Dress) -> Iterator[str]:
    if ticket.said:
        yield heading(f"What {ticket.sis.display} said, names taken out")
        yield from (item(quoted(said)) for said in ticket.said)
    if ticket.exchanges:
        more = f", the newest {len(ticket.exchanges)}" if ticket.refused > len(ticket.exchanges) else ""
        yield heading(f"Refused requests ({ticket.refused}{more})")
        for one in ticket.exchanges:
            named = f", request id {quoted(one.request)}" if one.request else ""
            at = _moment(one.at)
            yield item(f"{at} {quoted(f'{one.method} {one.host}{one.path}')}: {one.status}{named}")
    if ticket.examples:
        yield heading(f"Examples, by the ids of {ticket.sis.display}")
        for each in ticket.examples:
            ids = [("class", each.class_ref), ("line item", each.line_item), ("student", each.student)]
            yield item(", ".join(f"{name} {quoted(held)}" for name, held in ids if held))


def _counts(ticket: Ticket) -> Sequence[str]:
    return [counted(ticket.numbers[name], word) for name, word in _WORDS.items() if ticket.numbers[name]]


def _asked(ticket: Ticket) -> Sequence[str]:
    """The steps of whom it is for, each once, the likeliest cause first."""
    steps = [
        step.do
        for ranked in ticket.explanation.causes
        if ranked.standing is not Weight.RULED_OUT
        for step in ranked.cause.steps
        if step.who is ticket.to
    ]
    return list(dict.fromkeys(steps)) or ["Please look at what stands below and say what it needs."]


def _ruled_out(ticket: Ticket) -> Sequence[str]:
    return [r.cause.meaning for r in ticket.explanation.causes if r.standing is Weight.RULED_OUT]


def _moment(at: datetime) -> str:
    return at.strftime(_MOMENT)
