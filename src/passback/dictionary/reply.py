"""The answer that a help desk sends to a teacher: what it means, what they do, what somebody else does.

Plain text. Every sentence about an error is its entry's own.
"""

from passback.core.problem import Effect, Who
from passback.dictionary.entry import Cause
from passback.dictionary.explain import Explanation
from passback.dictionary.render import WHO
from passback.dictionary.safe import printable

_SHOWN = 5


def as_reply(told: Explanation) -> str:
    """The answer, ready to be pasted; for what is open, the one question that would tell."""
    if told.entry is None:
        return "\n\n".join(["Hello,", *(_question(told) if told.candidates else _unknown()), _CLOSE])
    about = told.variables.get("assignment") or told.variables.get("student") or told.variables.get("section")
    opening = (
        f"thank you for the message about “{printable(about)}”." if about else "thank you for the message."
    )
    parts = [f"Hello,\n\n{opening} Here is what it means and what to do."]
    causes = [ranked.cause for ranked in told.causes]
    for number, cause in enumerate(causes, 1):
        head = f"{number}. " if len(causes) > 1 else ""
        parts.append(_cause(cause, head, cause.effect or told.entry.effect))
    if len(causes) > 1:
        parts.insert(
            1, f"There are {len(causes)} possible reasons. For each we say how to tell that it is the one."
        )
    parts.append(_CLOSE)
    parts.append(f"(Entry: {told.entry.id})")
    return "\n\n".join(parts)


_CLOSE = (
    "If this does not help, please answer with the name of the course and the time of the sync.\n\n"
    "Kind regards"
)


def _cause(cause: Cause, head: str, effect: Effect) -> str:
    harm = " No other grade is held up by this." if effect is Effect.HARMLESS else ""
    lines = [f"{head}{cause.meaning}{harm}"]
    if cause.tell:
        lines.append(f"How to tell: {cause.tell}")
    # What nobody must do is said to the reader: they may leave it.
    theirs = [step for step in cause.steps if step.who not in {Who.TEACHER, Who.NOBODY}]
    yours = [step for step in cause.steps if step not in theirs]
    yours.sort(key=lambda step: step.who is not Who.NOBODY)
    asked = ["What you do:", *(f"- {step.do}" for step in yours)] if yours else []
    others = ["What others do:", *(f"- {WHO[step.who]}: {step.do}" for step in theirs)] if theirs else []
    # Whoever begins stands first: a teacher who syncs again too early meets the same error.
    return "\n".join(lines + (asked + others if cause.steps[0] in yours else others + asked))


def _question(told: Explanation) -> list[str]:
    """What to ask where several entries fit."""
    systems = sorted({match.entry.sis.display for match in told.candidates if match.entry.sis})
    if len(systems) > 1:
        return [
            "thank you for the message. Several systems use these words, and they mean different things.",
            f"Which system does your school keep grades in: {', '.join(systems)}?",
        ]
    tells = [match.entry.causes[0].tell for match in told.candidates if match.entry.causes[0].tell]
    return [
        "thank you for the message. It can mean more than one thing.",
        "Which of these is it?\n" + "\n".join(f"- {tell}" for tell in tells[:_SHOWN]),
    ]


def _unknown() -> list[str]:
    return [
        "thank you for the message. We do not know these words yet.",
        "Please send the whole text of the error as the screen shows it, and the name of the system.",
    ]
