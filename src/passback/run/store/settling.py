"""What settling means: which links and last-sent scores follow from the outcomes of a chunk.

Pure; both stores keep what these functions say, so that they cannot differ.
"""

from collections.abc import Container, Iterable, Mapping
from datetime import datetime

from passback.core.gradebook import LineItem, Score
from passback.core.problem import State
from passback.core.settings import Level, Setting
from passback.run.ports import Outcome, Sighting
from passback.sync.model import Change, Link, Plan

# A link by Canvas section and assignment; a cell of the SIS's gradebook by line item and SIS student.
LinkKey = tuple[str, str]
Cell = tuple[str, str]

_THERE = frozenset({State.IN_SIS, State.ALREADY_THERE})
# *Differs* too: it was sent and arrived as something else, and sending it every night would not help.
_ARRIVED = _THERE | {State.DIFFERS}


def unsettled(outcomes: Iterable[Outcome], settled: Container[str]) -> list[Outcome]:
    """Those whose change has no outcome yet; of two for one change the first counts."""
    fresh: dict[str, Outcome] = {}
    for outcome in outcomes:
        key = outcome.change.key
        if key not in settled:
            fresh.setdefault(key, outcome)
    return list(fresh.values())


def link_key(change: Change) -> LinkKey | None:
    """Which link a change can touch: a link's own, else its line item's; None for a score."""
    link = change.before if change.after is None else change.after
    if isinstance(link, Link):
        return (link.section, link.assignment)
    s = change.subject
    if s.section is None or s.assignment is None or s.student is not None:
        return None
    return (s.section, s.assignment)


def links_after(known: Mapping[LinkKey, Link], outcomes: Iterable[Outcome]) -> dict[LinkKey, Link | None]:
    """The links that change; None for one that goes."""
    after: dict[LinkKey, Link | None] = {}
    for outcome in outcomes:
        key = link_key(outcome.change)
        if key is None:
            continue
        now = after[key] if key in after else known.get(key)
        made = _link(outcome, now)
        if made != now:
            after[key] = made
    return after


def _link(outcome: Outcome, known: Link | None) -> Link | None:
    """The link after this outcome, which is the known one where the outcome does not touch it."""
    change, state = outcome.change, outcome.verdict.state
    if isinstance(change.after, Link):
        return change.after if state in _THERE else known
    if isinstance(change.before, Link) and change.after is None:
        return None if state in _THERE else known
    if isinstance(change.before, LineItem) and change.after is None:
        return None if state in _THERE else known
    if not isinstance(change.after, LineItem) or state not in _ARRIVED:
        return known
    ref = _ref(outcome)
    if ref is None:
        return known
    s = change.subject
    generation = known.generation if known else 1
    return Link(s.course, s.section or "", s.assignment or "", outcome.class_ref, ref, generation)


def _ref(outcome: Outcome) -> str | None:
    """The line item's id: as the SIS was read to hold it, else as the run knows it; None: it is nowhere."""
    if isinstance(outcome.held, LineItem) and outcome.held.ref is not None:
        return outcome.held.ref
    return outcome.ref


def sent_after(outcomes: Iterable[Outcome]) -> dict[Cell, tuple[str, Score | None]]:
    """The cells whose last-sent score changes: the course, and the score or None for a cleared one."""
    after: dict[Cell, tuple[str, Score | None]] = {}
    for outcome in outcomes:
        change = outcome.change
        thing = change.before if change.after is None else change.after
        if not isinstance(thing, Score) or outcome.verdict.state not in _ARRIVED or outcome.ref is None:
            continue
        sent = change.after if isinstance(change.after, Score) and change.after.mark is not None else None
        cell = (outcome.ref, thing.student)
        after[cell] = (change.subject.course, sent)
    return after


def refs_gone(outcomes: Iterable[Outcome], linked: Container[str]) -> frozenset[str]:
    """Line items of which nothing counts as sent any more: deleted, or let go by a link that was given up.

    `linked`: those that a link leads to still. What was sent to one that was let go is no news of one that is
    adopted or made under the same id later.
    """
    return frozenset(
        outcome.ref
        for outcome in outcomes
        if outcome.change.after is None
        and outcome.verdict.state in _THERE
        and outcome.ref is not None
        and (
            isinstance(outcome.change.before, LineItem)
            or (isinstance(outcome.change.before, Link) and outcome.ref not in linked)
        )
    )


def setting_order(setting: Setting) -> tuple[str, int, str]:
    """How settings are listed: by name, then the nearest level first, then target."""
    return setting.name, list(Level).index(setting.level), setting.target


def sighting_key(sighting: Sighting) -> tuple[str, ...]:
    """What there is one sighting of: a cause in a course, in one run."""
    return sighting.course, sighting.problem.value, sighting.key, sighting.run


def sighting_order(sighting: Sighting) -> tuple[datetime, tuple[str, ...]]:
    """How sightings are listed: by time."""
    return sighting.at, sighting_key(sighting)


def sightings_after(
    known: Mapping[tuple[str, ...], Sighting], found: Iterable[Sighting]
) -> dict[tuple[str, ...], Sighting]:
    """The sightings that come anew, or in place of one of the same run."""
    after: dict[tuple[str, ...], Sighting] = {}
    for sighting in found:
        key = sighting_key(sighting)
        earlier = after.get(key, known.get(key))
        if earlier is None or sighting.replaces(earlier):
            after[key] = sighting
    return after


def in_plan_order(plan: Plan, outcomes: Mapping[str, Outcome]) -> tuple[Outcome, ...]:
    """The outcomes in the order of the plan's changes."""
    order = {change.key: at for at, change in enumerate(plan.changes)}
    return tuple(outcomes[key] for key in sorted(outcomes, key=lambda k: (order.get(k, len(order)), k)))
