"""A ticket does not ask for what the plan's own reading speaks against."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from believing import believing
from kept_things import a_plan, of_score, score
from passback.core.finding import Finding, Rejection
from passback.core.problem import Problem, Severity, State
from passback.core.sis import Sis
from passback.core.subject import Subject
from passback.dictionary.book import known
from passback.dictionary.explain import Weight
from passback.run import ticket as tickets
from passback.run.batches import new_batch
from passback.run.ports import KeptPlan, Outcome
from passback.run.report import make_report
from passback.run.ticket import make_ticket
from passback.sync.model import Verdict

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SAID = known("powerschool.student-not-in-section").messages[0].example
BLIND = Finding(
    Problem.PART_UNREAD,
    Severity.INFORMS,
    Subject("course", "section", None, None),
    {"value": "students", "result": "student-not-in-section"},
)


def standing(*findings: Finding) -> dict[Problem, Weight]:
    change = of_score(None, score("s1", Decimal(8)))
    plan = replace(a_plan(change), findings=findings)
    verdict = Verdict(State.REFUSED, proven=False, why=None)
    outcome = Outcome(change, "class", "li", verdict, Rejection(SAID, 409, (), None), None)
    kept = KeptPlan("maple", plan, (), (outcome,))
    report = make_report(new_batch("maple", NOW, [plan.id], ()), Sis.POWERSCHOOL, [kept])
    made = make_ticket(report, [kept], "powerschool.student-not-in-section", None, NOW)
    return {ranked.cause.problem: ranked.standing for ranked in made.explanation.causes}


def test_a_student_whom_the_class_has_is_not_looked_for_there() -> None:
    told = standing()

    assert told[Problem.STUDENT_NOT_IN_SECTION] is Weight.RULED_OUT
    assert told[Problem.STUDENT_NOT_ON_ASSIGNMENT] is not Weight.RULED_OUT


def test_where_the_students_could_not_be_read_nothing_is_ruled_out() -> None:
    assert standing(BLIND)[Problem.STUDENT_NOT_IN_SECTION] is not Weight.RULED_OUT


def test_a_ticket_that_rules_nothing_out_is_noticed() -> None:
    with believing(tickets._explained, "ruled_out=spoken_against", "ruled_out=()"):
        assert standing()[Problem.STUDENT_NOT_IN_SECTION] is not Weight.RULED_OUT
