"""Small truths about one change on its way: what goes out, what is held, what shares whose end. Pure."""

from collections.abc import Iterable, Sequence

from passback.core.capabilities import Capabilities
from passback.core.finding import Answer, Silence
from passback.core.gradebook import LineItem, Score
from passback.core.problem import State
from passback.run.ports import Outcome
from passback.sync.judge import judge
from passback.sync.model import Change, Link, Verdict


def on_another_scale(outcome: Outcome) -> bool:
    """True if the line item's maximum is not what the plan wants: every score of it would mean another."""
    wanted, held = outcome.change.after, outcome.held
    if not isinstance(wanted, LineItem) or outcome.verdict.state in {State.IN_SIS, State.ALREADY_THERE}:
        return False
    before = outcome.change.before
    known = held if isinstance(held, LineItem) else before
    return isinstance(known, LineItem) and known.maximum != wanted.maximum


def is_as_wanted(change: Change, held: LineItem, capabilities: Capabilities) -> bool:
    """True if a line item that is not as the plan saw it is what the plan wants: nothing is left to write.

    So it is where one assignment of the SIS stands in several classes and was changed in the first of them.
    """
    if change.before is None:
        return False
    verdict = judge(change, Silence("not asked", sent=True), held, capabilities)
    return verdict.state is State.IN_SIS and verdict.proven


def known_ref(settled: Iterable[Outcome], links: Iterable[Link], section: str, assignment: str) -> str | None:
    """The line item's ref: settled earlier in this plan, else linked before it.

    Never that of a link which the plan gave up, or of a line item that it deleted.
    """
    for outcome in settled:
        s, gone = outcome.change.subject, outcome.change.after is None
        if outcome.ref and not gone and (s.section, s.assignment, s.student) == (section, assignment, None):
            return outcome.ref
    mine = (link.ref for link in links if (link.section, link.assignment) == (section, assignment))
    return next(mine, None)


def held_of(held: Sequence[Score], change: Change) -> Score | None:
    """What the SIS holds for the student of a change."""
    thing = change.after if isinstance(change.after, Score) else change.before
    student = thing.student if isinstance(thing, Score) else None
    return next((score for score in held if score.student == student), None)


def to_send(change: Change) -> Score:
    """The score that goes out; a cleared one goes as no mark.

    Raises:
        TypeError: the change is not about a score.
    """
    if isinstance(change.after, Score):
        return change.after
    if isinstance(change.before, Score):
        return Score(change.before.student, None, None, late=False, missing=False, comment="")
    raise TypeError("a score change carries a score")


def may_go_again(answer: Answer) -> bool:
    """Never sent because others in its batch were refused: goes once more without them."""
    return isinstance(answer, Silence) and not answer.sent


def carried_over(score: Change, item: Outcome) -> Outcome:
    """A score whose line item did not come to be as planned shares its end and its explanation."""
    verdict = item.verdict
    if verdict.state in {State.IN_SIS, State.ALREADY_THERE, State.DIFFERS, State.UNCONFIRMED}:
        verdict = Verdict(State.WAITING, proven=False, why=verdict.why)
    return Outcome(score, item.class_ref, None, verdict, item.answer, None)
