"""The answer that a help desk sends to a teacher: what it means, what they do, what somebody else does.

Plain text. Every sentence about an error is its entry's own.
"""

from passback.core.problem import Effect, Who
from passback.dictionary import book
from passback.dictionary.entry import Cause
from passback.dictionary.explain import Explanation
from passback.dictionary.render import WHO
from passback.dictionary.safe import printable

_SHOWN = 5


def as_reply(told: Explanation) -> str:
    """The answer, ready to be pasted; for what is open, the one question that would tell."""
    if told.entry is None:
        return "\n\n".join([*(_question(told) if told.candidates else _unknown()), _REGARDS])
    about = told.variables.get("assignment") or told.variables.get("student") or told.variables.get("section")
    named = f" about “{printable(about)}”" if about else ""
    parts = [f"Hello,\n\nThank you for the message{named}. Here is what it means and what to do."]
    systems = _systems(told)
    entry, causes = told.entry, [ranked.cause for ranked in told.causes]
    if len(systems) > 1:
        # Who said it is open: nobody is told about a system that is not theirs.
        entry = book.entry_for(entry.problem, None)
        causes = [*entry.causes]
    if len(causes) > 1:
        told_apart = "For each we say how to tell that it is the one."
        parts.append(f"There are {len(causes)} possible reasons. {told_apart}")
    for number, cause in enumerate(causes, 1):
        head = f"Reason {number}: " if len(causes) > 1 else ""
        parts.append(_cause(cause, head, cause.effect or entry.effect))
    asked = "the name of the course and the time of the sync"
    if len(systems) > 1:
        asked = f"the name of the system that your school keeps grades in ({', '.join(systems)}), {asked}"
    parts.append(f"If this does not help, please answer with {asked}.")
    return "\n\n".join([*parts, _REGARDS, f"(Entry: {entry.id})"])


_REGARDS = "Kind regards"


def _systems(told: Explanation) -> list[str]:
    """Whose words they are, where several systems have them."""
    return sorted({match.entry.sis.display for match in told.candidates if match.entry.sis})


def _cause(cause: Cause, head: str, effect: Effect) -> str:
    """What it means, how to tell, and the steps in their order: one may have to wait for another's."""
    harm = " No other grade is held up by this." if effect is Effect.HARMLESS else ""
    lines = [f"{head}{cause.meaning}{harm}"]
    if cause.tell:
        lines.append(f"How to tell: {cause.tell}")
    # What nobody must do is said to the reader, first: they may leave it.
    steps = sorted(cause.steps, key=lambda step: step.who is not Who.NOBODY)
    yours = {Who.TEACHER, Who.NOBODY}
    alone = all(step.who in yours for step in steps)
    lines.append("What you do:" if alone else "What to do, in this order:")
    for number, step in enumerate(steps, 1):
        who = "" if alone else f"{'You' if step.who in yours else WHO[step.who]}: "
        lines.append(f"{number}. {who}{step.do}")
    return "\n".join(lines)


def _question(told: Explanation) -> list[str]:
    """What to ask where several entries fit."""
    systems = _systems(told)
    if len(systems) > 1:
        return [
            "Hello,\n\nThank you for the message. Several systems use these words for different things.",
            f"Which system does your school keep grades in: {', '.join(systems)}?",
        ]
    tells = [match.entry.causes[0].tell for match in told.candidates if match.entry.causes[0].tell]
    return [
        "Hello,\n\nThank you for the message. It can mean more than one thing.",
        "Which of these is it?\n" + "\n".join(f"- {tell}" for tell in tells[:_SHOWN]),
    ]


def _unknown() -> list[str]:
    return [
        "Hello,\n\nThank you for the message. We do not know these words yet.",
        "Please send the whole text of the error as the screen shows it, and the name of the system.",
    ]
