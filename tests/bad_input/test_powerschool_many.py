"""Five thousand scores of one line item, one of whom left meanwhile: one refusal, and all others arrive."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import in_process
from ideal_sis import MAPLE, a_plan, subject
from passback.connect.sis import powerschool
from passback.core.connection import Auth, SisSettings
from passback.core.finding import Receipt, Rejection
from passback.core.gradebook import LineItem, Score
from passback.core.problem import Safety, State
from passback.core.sis import Sis
from passback.run.apply import Apply
from passback.run.flow import items
from passback.run.ports import Outcome
from passback.run.refusals import Refusals
from passback.run.store.memory_store import MemoryStore
from passback.sync.model import Change

MANY, BATCH = 5000, 100
DCID = 85001
DUE = date(2026, 9, 25)
ITEM = LineItem(None, "Osmosis questions", "", None, DUE, DUE, Decimal(12), counts=None)


def crowded() -> in_process.Practice:
    """Biology's first section has five thousand more students; one of them is about to leave."""
    practice = in_process.a_practice()
    ps = practice.school.powerschool
    row = next(e for e in ps.enrollments if e.section == DCID and not e.dropped)
    student = ps.students[row.student]
    for at in range(MANY):
        ps.students[300_000 + at] = replace(student, dcid=300_000 + at, number=str(7_000_000 + at))
    many = [replace(row, id=900_000 + at, student=300_000 + at) for at in range(MANY)]
    ps.enrollments[:0] = many
    return practice


def sent(practice: in_process.Practice, *scores: Score) -> list[Outcome]:
    """What becomes of a plan with one line item and these scores."""
    ps, store = practice.school.powerschool, MemoryStore()
    url = practice.urls["powerschool"]
    auth = Auth("oauth2-basic", f"{url}/oauth/access_token/", ps.client.id, ps.client.secret, (), {})
    connection = replace(MAPLE, sis=Sis.POWERSCHOOL, settings=SisSettings(url, "25.7", auth, {}))
    side = powerschool.connect(connection, in_process.means(practice), "space")
    plan = a_plan(
        Change(subject(), None, ITEM, None, Safety.SAFE),
        *(Change(subject(f"c-{s.student}"), None, s, None, Safety.SAFE) for s in scores),
    )
    plan = replace(plan, classes={"section": str(DCID)})

    async def go() -> list[Outcome]:
        await store.save_connection(MAPLE)
        await store.keep_plan(MAPLE.name, plan)
        refusals = Refusals(store, practice.clock, connection.sis, [plan.id])
        apply = Apply(side, store, practice.clock, refusals)
        for section, assignment in items(plan):
            await apply.step({"plan": plan.id, "section": section, "assignment": assignment})
        kept = await store.kept_plan(plan.id)
        assert kept is not None
        return [outcome for outcome in kept.outcomes if outcome.change.subject.student is not None]

    return asyncio.run(go())


def test_one_who_left_of_five_thousand_keeps_nobody_back() -> None:
    practice = crowded()
    gone = str(300_000 + MANY // 2)
    next(row for row in practice.school.powerschool.enrollments if str(row.student) == gone).dropped = True
    scores = [
        Score(str(300_000 + at), Decimal(at % 12), None, late=False, missing=False, comment="")
        for at in range(MANY)
    ]

    outcomes = sent(practice, *scores)

    assert Counter(outcome.verdict.state for outcome in outcomes) == {
        State.IN_SIS: MANY - 1,
        State.REFUSED: 1,
    }
    assert all(outcome.verdict.proven for outcome in outcomes if isinstance(outcome.answer, Receipt))
    (refused,) = [outcome for outcome in outcomes if outcome.verdict.state is State.REFUSED]
    assert isinstance(refused.answer, Rejection)
    assert refused.answer.about == (gone,)
    held = practice.school.powerschool.scores
    assert {str(student): score.points for (_, student), score in held.items() if student >= 300_000} == {
        score.student: score.mark for score in scores if score.student != gone
    }
    puts = [call for call in practice.trace if call.startswith("PUT powerschool/ws/xte/score")]
    assert len(puts) == MANY // BATCH + 1, "the refused batch goes once more without the one"
    assert max(call.count('"studentsdcid"') for call in puts) == BATCH
