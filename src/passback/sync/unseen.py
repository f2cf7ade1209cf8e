"""Problems that no check finds before a sync, each with its reason.

Two reasons are good ones: no read of Canvas or of the SIS shows the cause, or passback never does what leads
to it. Everything else that a read shows has a check.
"""

from collections.abc import Mapping

from passback.core.problem import Problem

_LATER = "known only after something was sent"
_THEN = "comes and goes with the load"

UNSEEN: Mapping[Problem, str] = {
    Problem.CATEGORY_WITHOUT_GRADE_SCALE: "no SIS is known to show the grade scale of a category",
    Problem.CUSTOM_GRADE_SCALE: "passback names no grade scale, so none is refused",
    Problem.DUE_DATE_TOO_OLD: "nobody says how old is too old; a date before all terms is told as such",
    Problem.ASSIGN_DATE_OUTSIDE_GRADING_PERIOD: "passback sends none before the period of the due date",
    Problem.POINTS_NOT_PRODUCT_OF_WEIGHT: "passback works out the product itself",
    Problem.CANVAS_THROTTLED: _THEN,
    Problem.SIS_THROTTLED: _THEN,
    Problem.SIS_TOO_SLOW: _THEN,
    Problem.JOB_TIMED_OUT: _THEN,
    Problem.SIS_INTERNAL_ERROR: "the SIS does not say what is wrong inside",
    Problem.DATA_NOT_ACCEPTED: "the SIS does not say which part it means",
    Problem.ANSWER_NOT_UNDERSTOOD: _LATER,
    Problem.CHANGED_SINCE_PLAN: _LATER,
    Problem.VALUE_CHANGED_BY_SIS: _LATER,
    Problem.UNRECOGNIZED: _LATER,
}
