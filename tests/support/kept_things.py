"""Small values for the stores to keep: a connection, plans, outcomes."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from passback.core.connection import Auth, CanvasSettings, Connection, SisSettings
from passback.core.finding import Receipt
from passback.core.gradebook import LineItem, Mark, Score
from passback.core.problem import Safety, State
from passback.core.sis import Sis
from passback.core.subject import Subject
from passback.run.ports import Outcome, Store
from passback.sync.model import Change, Link, Plan, Verdict, plan_id

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ON = date(2026, 11, 23)
MAPLE = Connection(
    name="maple",
    sis=Sis.ONEROSTER,
    canvas=CanvasSettings("https://canvas.test", "1", "env:CANVAS_TOKEN"),
    settings=SisSettings(
        "https://sis.test",
        "1.1",
        Auth("oauth2-basic", "https://sis.test/token", "id", "env:SECRET", (), {}),
        {},
    ),
    profile=None,
)


def score(student: str, mark: Mark) -> Score:
    return Score(student, mark, None, late=False, missing=False, comment="")


def line_item(ref: str | None, title: str = "Lab 4") -> LineItem:
    return LineItem(ref, title, "", "cat", ON, ON, Decimal(10), None)


def subject(student: str | None = None) -> Subject:
    return Subject("course", "section", "assignment", student)


def a_plan(*changes: Change) -> Plan:
    draft = Plan(
        "", "course", "Biology", {"section": "class"}, {}, {}, "space", NOW, "read", changes, (), (), (), {}
    )
    return replace(draft, id=plan_id(draft.content()))


def creates(item: LineItem, *scores: Score) -> Plan:
    """A plan that makes one line item with these scores; a student's Canvas id is `c-` and the SIS's."""
    return a_plan(
        Change(subject(), None, item, None, Safety.SAFE),
        *(Change(subject(f"c-{s.student}"), None, s, None, Safety.SAFE) for s in scores),
    )


def ended(
    change: Change,
    state: State = State.IN_SIS,
    ref: str | None = "li",
    held: Score | LineItem | Link | None = None,
) -> Outcome:
    """An outcome of a change: acknowledged under the id `receipt`."""
    answer = Receipt("receipt", NOW)
    return Outcome(change, "class", ref, Verdict(state, proven=True, why=None), answer, held)


def of_score(before: Score | None, after: Score | None, student: str = "c-s1") -> Change:
    return Change(subject(student), before, after, None, Safety.SAFE)


def of_link(before: Link | None, after: Link | None) -> Change:
    return Change(subject(), before, after, None, Safety.SAFE)


async def keep(store: Store, *plans: Plan) -> None:
    await store.save_connection(MAPLE)
    for plan in plans:
        await store.keep_plan("maple", plan)


async def after(store: Store, *outcomes: Outcome) -> tuple[tuple[Link, ...], dict[str, tuple[Score, ...]]]:
    """Settle each outcome in a plan of its own, and what the store knows then."""
    for number, outcome in enumerate(outcomes):
        plan = replace(a_plan(outcome.change), id=f"plan-{number}")
        await keep(store, plan)
        await store.settle(plan.id, [outcome])
    links, sent = await store.snapshot_parts("maple", "course")
    return links, dict(sent)
