"""A district's Monday: thousands of findings come down to the causes behind them, and none is lost."""

import asyncio
from dataclasses import replace
from itertools import cycle

from in_process import a_practice, settings
from kept_things import MAPLE, NOW, a_plan
from passback.core.finding import Finding
from passback.core.problem import Problem, Severity, State
from passback.core.subject import Subject
from passback.run import app as run_app
from passback.run.cards import Card
from passback.run.ports import Batch
from passback.run.store.memory_store import MemoryStore
from passback.sync.model import Plan, Standing, plan_id

COURSES, STUDENTS = 100, 50
CAUSES = [
    *((Problem.CATEGORY_NOT_FOUND, name) for name in ("Labs", "Tests", "Projects")),
    (Problem.DUE_DATE_MISSING, ""),
    (Problem.DUE_DATE_OUTSIDE_TERM, ""),
    (Problem.STUDENT_NOT_IN_SECTION, ""),
    (Problem.SECTION_WITHOUT_SIS_ID, ""),
    (Problem.SCORE_HIDDEN, ""),
    (Problem.SCORE_EXCUSED, ""),
    (Problem.NEEDS_GRADING, ""),
    (Problem.TEST_STUDENT, ""),
]


def course(number: int) -> Plan:
    """Every score of one course, each kept back by the next cause."""
    turns = cycle(CAUSES)
    rows = []
    for student in range(STUDENTS):
        problem, category = next(turns)
        subject = Subject(str(number), f"S{number}", f"A{number}", str(student))
        why = Finding(problem, Severity.BLOCKS, subject, {"category": category} if category else {})
        rows.append(Standing(subject, State.NOT_SENT, why, None))
    draft = replace(a_plan(), id="", course=str(number), course_name=f"Course {number}", standing=tuple(rows))
    return replace(draft, id=plan_id(draft.content()))


async def monday() -> tuple[Card, ...]:
    store, plans = MemoryStore(), [course(number) for number in range(COURSES)]
    await store.save_connection(MAPLE)
    for plan in plans:
        await store.keep_plan("maple", plan)
    batch = Batch(
        "b1",
        "maple",
        NOW,
        tuple(plan.id for plan in plans),
        (),
        approved=NOW,
        finished=NOW,
        by=None,
        standing=None,
    )
    await store.keep_batch(batch)
    async with run_app.open(settings(a_practice(), store)) as app:
        return await app.cards.of_batch(batch)


def test_five_thousand_findings_are_eleven_cards_and_every_score_is_on_one() -> None:
    cards = asyncio.run(monday())

    assert len(cards) == len(CAUSES) == 11
    assert sum(card.impact.scores for card in cards) == COURSES * STUDENTS
    assert {(card.problem, card.key) for card in cards} == set(CAUSES)
    assert all(len(card.where) == COURSES for card in cards)
    assert sum("in 100 courses" in card.headline for card in cards) == 8
    assert sum("of the group “" in card.headline for card in cards) == 3
