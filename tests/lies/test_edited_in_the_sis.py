"""A score that somebody changed in the SIS is seen, told, and treated as the district chose; everywhere."""

import asyncio
from dataclasses import dataclass
from decimal import Decimal

import pytest

import in_process
import lying
from passback.core.problem import Problem, State
from passback.core.settings import Level
from passback.run import app as run_app
from passback.run.reconcile import Agreement
from passback.run.report import Report
from passback.sandbox.book import KeptMark, MarkKey

pytestmark = pytest.mark.disable_socket
THEIRS, OURS = Decimal("1.25"), Decimal("2.5")


@dataclass
class Edited:
    """What became of one score: the next report, what the SIS holds then, how often it was written."""

    report: Report
    held: Decimal | None
    writes: int
    reconciled: list[tuple[str, str | None]]


def edited(name: str, policy: str, *, canvas_too: bool) -> Edited:
    async def play() -> Edited:
        ready = await lying.ready(name, whole=False, long_titles=False)
        practice, store = ready.begin()
        connection = f"practice-{name}"
        async with run_app.open(in_process.settings(practice, store)) as app:
            await app.choosing.put(connection, Level.CONNECTION, "", [f"edited={policy}"], "test")
            batch, _ = await app.plan(connection, ready.courses)
            await app.sync(batch, just_planned=True)
            key = await edit(practice, store, batch.plans[0])
            before = practice.writes
            reconciled = await app.reconciliations.of(connection, ready.courses)
            if canvas_too:
                subject = next(r.subject for r in reconciled.scores if r.agreement is Agreement.DIFFERS)
                row = next(
                    r
                    for r in practice.school.canvas.submissions.values()
                    if (str(r.assignment), str(r.user)) == (subject.assignment, subject.student)
                )
                lying._score(row, OURS)
            batch, _ = await app.plan(connection, ready.courses)
            report = await app.sync(batch, just_planned=True)
        held = lying.book_of(practice.school, name).marks()[key].score
        said = [(row.agreement.value, row.how) for row in reconciled.scores if not row.expected]
        return Edited(report, held, practice.writes - before, said)

    async def edit(practice: in_process.Practice, store: object, plan: str) -> MarkKey:
        book = lying.book_of(practice.school, name)
        kept = await store.kept_plan(plan)
        score = next(o for o in kept.outcomes if isinstance(getattr(o.change.after, "mark", None), Decimal))
        key = (score.ref, score.change.after.student)
        book.keep_mark(key, KeptMark(THEIRS, exempt=False))
        return key

    return asyncio.run(play())


@pytest.mark.parametrize("name", lying.names())
def test_by_itself_an_edit_is_told_and_left(name: str) -> None:
    made = edited(name, "ask", canvas_too=False)

    assert made.reconciled == [("differs", "edited")]
    assert [t.problem for t in made.report.troubles if t.lines] == [Problem.EDITED_IN_SIS]
    assert (made.report.states[State.DIFFERS], made.held, made.writes) == (1, THEIRS, 0)


@pytest.mark.parametrize("name", lying.names())
def test_where_canvas_wins_it_is_written_over_and_proven(name: str) -> None:
    made = edited(name, "canvas", canvas_too=True)

    assert (made.report.states[State.IN_SIS], made.report.proven) == (1, 1)
    assert (made.held, made.writes) == (OURS, 1)


@pytest.mark.parametrize(("policy", "state"), [("ask", State.WAITING), ("sis", State.DIFFERS)])
@pytest.mark.parametrize("name", ["aspen", "infinite-campus-1.2", "oneroster", "powerschool"])
def test_changed_on_both_sides_it_waits_or_stays(name: str, policy: str, state: State) -> None:
    made = edited(name, policy, canvas_too=True)

    assert (made.report.states[state], made.held, made.writes) == (1, THEIRS, 0)
