"""What Synergy refuses."""

from __future__ import annotations

from decimal import Decimal

from passback.sandbox.oneroster.manners import LineWrite, MarkWrite
from passback.sandbox.oneroster.rows import period_of
from passback.sandbox.oneroster.writing import day_of
from passback.sandbox.refusing import Refusal
from passback.sandbox.state.school import School


def server_is_well(_: School, write: LineWrite | MarkWrite) -> Refusal | None:
    """A server in trouble says so and nothing more."""
    return Refusal("synergy.sis-internal-error", {}, 500) if write.roster.hidden.get("broken") else None


def line_item_is_open(_: School, write: LineWrite) -> Refusal | None:
    """What an administrator locked, or a teacher took from third parties, is left as it is."""
    flags = write.before.hidden if write.before is not None else {}
    if not flags.get("admin_locked") and flags.get("third_party", True):
        return None
    return Refusal("synergy.assignment-locked", {}, 400)


def due_date_is_in_a_period(_: School, write: LineWrite) -> Refusal | None:
    """The grading period comes from the due date."""
    if period_of(write.roster, day_of(write.line.due)) is not None:
        return None
    return Refusal("synergy.due-date-outside-grading-period", {}, 400)


def score_is_in_range(_: School, write: MarkWrite) -> Refusal | None:
    """From the minimum to twice the maximum, unless the line item is extra credit."""
    line, score = write.line, write.mark.score
    if line is None or score is None or line.maximum is None or line.hidden.get("extra_credit"):
        return None
    least = line.minimum or Decimal(0)
    if least <= score <= 2 * line.maximum:
        return None
    said = {"score": f"{score:f}", "min_score": f"{least:f}", "max_score": f"{line.maximum:f}"}
    return Refusal("synergy.score-above-maximum", said, 400)
