"""When a cause that was there counts as gone: never because nobody could look."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kept_things import NOW, a_plan, ended, of_score, score
from passback.core.finding import Finding
from passback.core.problem import Problem, Severity, State
from passback.core.sis import Sis
from passback.core.subject import Subject
from passback.run.causes import causes_of
from passback.run.history import sightings_of
from passback.run.ports import Batch, KeptPlan, Outcome, Sighting
from passback.run.report import make_report
from passback.sync.model import Plan, Standing

WORK = ("section", "assignment")
FOUND = Sighting(
    "course",
    Problem.CATEGORY_NOT_FOUND,
    "Labs",
    "earlier",
    NOW - timedelta(days=1),
    seen=True,
    refused=False,
    places=(WORK,),
)
REFUSED = replace(FOUND, refused=True)
REJECTED = replace(FOUND, problem=Problem.DATA_NOT_ACCEPTED, key="")
SENT = of_score(None, score("s1", None))
WHERE = Subject("course", "section", "assignment", None)
BLIND = Finding(
    Problem.PART_UNREAD, Severity.INFORMS, WHERE, {"value": "categories", "result": "category-not-found"}
)
WAITS = Standing(
    Subject("course", "section", "assignment", "c-2"),
    State.WAITING,
    Finding(Problem.NEEDS_GRADING, Severity.BLOCKS, WHERE, {}),
    None,
)


def gone(last: Sighting, plan: Plan, *outcomes: Outcome) -> bool:
    """Whether this run says of what was there last that it is gone."""
    kept = KeptPlan("maple", plan, (), outcomes)
    batch = Batch("b", "maple", NOW, (plan.id,), (), approved=NOW, finished=None, by=None, standing=None)
    report = make_report(batch, Sis.ASPEN, [kept])
    made = sightings_of(batch, [kept], report, causes_of(report), [last])
    told = [each for each in made if each.name == last.name]
    assert all(not each.seen and each.at == NOW and each.run == plan.id for each in told)
    return bool(told)


def test_what_a_check_found_is_gone_when_the_check_could_see_and_finds_it_no_more() -> None:
    assert gone(FOUND, a_plan())
    assert not gone(FOUND, replace(a_plan(), findings=(BLIND,)))
    assert not gone(FOUND, replace(a_plan(), classes={})), "the class was not read"


def test_what_the_sis_refused_is_gone_only_when_it_takes_the_scores() -> None:
    assert not gone(REFUSED, a_plan())
    assert not gone(REFUSED, a_plan(SENT)), "planned, and not sent yet"
    assert gone(REFUSED, a_plan(SENT), ended(SENT))
    assert gone(REFUSED, a_plan(SENT), ended(SENT, State.DIFFERS))
    assert not gone(REFUSED, a_plan(SENT), ended(SENT, State.UNCONFIRMED))


def test_what_no_check_looks_for_is_gone_when_every_score_of_the_work_is_there() -> None:
    assert gone(REJECTED, a_plan(SENT), ended(SENT))
    assert not gone(REJECTED, replace(a_plan(SENT), standing=(WAITS,)), ended(SENT)), (
        "one waits for another reason"
    )
    assert not gone(REJECTED, a_plan()), "no score of it was considered"


@pytest.mark.parametrize("last", [replace(FOUND, seen=False), replace(FOUND, at=NOW + timedelta(days=1))])
def test_what_is_gone_already_or_was_seen_later_is_not_gone_now(last: Sighting) -> None:
    assert not gone(last, a_plan())


def test_a_cause_of_another_course_is_not_spoken_of() -> None:
    assert not gone(replace(FOUND, course="other"), a_plan())
