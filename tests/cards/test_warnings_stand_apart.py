"""What was only warned of is no part of what did not arrive, though it is the same problem."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from believing import believing
from kept_things import a_plan
from passback.core.finding import Finding
from passback.core.problem import Problem, Severity, State
from passback.core.sis import Sis
from passback.core.subject import Subject
from passback.run import causes
from passback.run.batches import new_batch
from passback.run.causes import Cause, causes_of
from passback.run.ports import KeptPlan
from passback.run.report import make_report
from passback.sync.model import Standing

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LATE = Problem.DUE_DATE_OUTSIDE_TERM


def finding(assignment: str, severity: Severity, section: str | None = "section") -> Finding:
    return Finding(LATE, severity, Subject("course", section, assignment, None), {"due_date": "2026-09-04"})


def told(*findings: Finding) -> tuple[Cause, ...]:
    """One score of `a1` is kept back by the problem."""
    why = finding("a1", Severity.BLOCKS)
    standing = Standing(Subject("course", "section", "a1", "s1"), State.NOT_SENT, why, None)
    plan = replace(a_plan(), findings=findings, standing=(standing,))
    kept = KeptPlan("maple", plan, (), ())
    return causes_of(make_report(new_batch("maple", NOW, [plan.id], ()), Sis.POWERSCHOOL, [kept]))


def test_a_warning_about_other_work_is_a_cause_of_its_own() -> None:
    first, second = told(finding("a1", Severity.BLOCKS), finding("a2", Severity.WARNS))

    assert (len(first.lines), [f.subject.assignment for f in first.findings]) == (1, ["a1"])
    assert (second.lines, [f.subject.assignment for f in second.findings]) == ((), ["a2"])
    assert first.key != second.key


@pytest.mark.parametrize(
    "other",
    [
        finding("a2", Severity.BLOCKS),
        finding("a1", Severity.WARNS),
        finding("a1", Severity.WARNS, section=None),
    ],
)
def test_what_blocks_or_is_about_the_same_work_stays_with_it(other: Finding) -> None:
    (cause,) = told(finding("a1", Severity.BLOCKS), other)

    assert other in cause.findings


def test_warnings_alone_are_one_cause() -> None:
    plan = replace(a_plan(), findings=(finding("a1", Severity.WARNS), finding("a2", Severity.WARNS)))
    kept = KeptPlan("maple", plan, (), ())
    (cause,) = causes_of(make_report(new_batch("maple", NOW, [plan.id], ()), Sis.POWERSCHOOL, [kept]))

    assert (cause.key, len(cause.findings)) == ("", 2)


def test_a_fault_that_lumps_them_together_is_noticed() -> None:
    with (
        believing(causes._apart, "if warned else key", "if False else key"),
        pytest.raises(ValueError, match="unpack"),
    ):
        test_a_warning_about_other_work_is_a_cause_of_its_own()
