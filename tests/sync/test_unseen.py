"""What no check finds is named with its reason, and the list is not longer than it must be."""

from passback.core.problem import Problem
from passback.sync.checks import CHECKS, refused_before
from passback.sync.unseen import UNSEEN

# `refused_before` finds again what was refused once, and that needs no read.
CHECKED = {problem for check in CHECKS if check is not refused_before for problem in check.PROBLEMS}
ALL = list(Problem)


def test_a_problem_with_a_check_is_not_called_unseen() -> None:
    assert CHECKED & set(UNSEEN) == set()


def test_every_problem_of_categories_dates_and_assignments_has_a_check_or_a_reason() -> None:
    """Problems stand in the order of their groups."""
    dates = ALL[: ALL.index(Problem.SECTION_WITHOUT_SIS_ID)]
    work = ALL[ALL.index(Problem.NAME_TOO_LONG) : ALL.index(Problem.SCORE_ABOVE_MAXIMUM)]

    assert len(dates) + len(work) == 32
    assert [problem for problem in (*dates, *work) if problem not in CHECKED | set(UNSEEN)] == []
    assert all(UNSEEN.values())
