"""ProgressBook: a category in every line item, and no extra credit."""

from decimal import Decimal

from passback.sandbox.sis.progressbook.app import MANNERS
from passback.sandbox.state.school import School
from proofs.calling import District
from proofs.proving import Case, Proof


def score_above_maximum(school: School) -> Case:
    """The line item is worth 10 in ProgressBook, and a student has 12."""
    one = District(school, MANNERS)
    line = one.line()
    return Case(one.put_mark(12), line, "maximum", Decimal(12))


PROOFS = (Proof("progressbook.score-above-maximum", 0, score_above_maximum),)
NAMED = ()
