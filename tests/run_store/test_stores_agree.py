"""The two stores answer alike, whatever is asked of them in whatever order."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kept_things import MAPLE, NOW, a_plan, ended, line_item, score
from passback.core.gradebook import Excused, Score
from passback.core.problem import Safety, State
from passback.core.subject import Subject
from passback.run.clock import VirtualClock
from passback.run.ports import Outcome, Store
from passback.run.store import app
from passback.run.store.memory_store import MemoryStore
from passback.sync.model import Change, Link, Thing

_names = count()
few = st.sampled_from("ab")
marks = st.none() | st.just(Excused.EXCUSED) | st.decimals(0, 100, places=2) | st.text(max_size=3)
scores = st.builds(
    Score, few, marks, st.none() | st.text(max_size=3), st.booleans(), st.booleans(), st.text()
)
links = st.builds(Link, st.just("course"), few, few, st.just("class"), few, st.integers(1, 3))


@st.composite
def changes(draw: st.DrawFn) -> Change:
    kind = draw(st.sampled_from(["score", "item", "link"]))
    student = draw(few) if kind == "score" else None
    things: st.SearchStrategy[Thing | None] = (
        st.none()
        | {
            "score": scores,
            "item": st.builds(line_item, st.none() | few),
            "link": links,
        }[kind]
    )
    before, after = draw(things), draw(things)
    if before is None and after is None:
        after = score("a", Decimal(1)) if kind == "score" else line_item("a")
    return Change(Subject("course", draw(few), draw(few), student), before, after, None, Safety.SAFE)


outcomes = st.builds(
    ended,
    changes(),
    st.sampled_from(State),
    st.none() | few,
    st.none() | scores | st.builds(line_item, st.none() | few),
)


@dataclass(frozen=True)
class Asked:
    """One call: of which of three plans, what."""

    plan: int
    intend: Sequence[Change]
    settle: Sequence[Outcome]


calls = st.builds(Asked, st.integers(0, 2), st.lists(changes(), max_size=4), st.lists(outcomes, max_size=6))


@pytest.fixture(scope="module")
def file_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    kept = app.open(str(tmp_path_factory.mktemp("agree") / "passback.sqlite3"), VirtualClock(NOW))
    yield kept
    asyncio.run(kept.close())


async def told(store: Store, name: str, asked: Sequence[Asked]) -> object:
    await store.save_connection(replace(MAPLE, name=name))
    plans = [replace(a_plan(), id=f"{name}-{number}") for number in range(3)]
    seen: list[object] = []
    for plan in plans:
        await store.keep_plan(name, plan)
    for call in asked:
        plan = plans[call.plan].id
        await store.intend(plan, call.intend)
        seen.append(await store.kept_plan(plan))
        await store.settle(plan, call.settle)
        seen.extend([await store.kept_plan(plan), await store.snapshot_parts(name, "course")])
    return seen


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(st.lists(calls, max_size=4))
def test_both_stores_say_the_same(file_store: Store, asked: Sequence[Asked]) -> None:
    async def both() -> tuple[object, object]:
        name = f"c{next(_names)}"
        return await told(file_store, name, asked), await told(MemoryStore(), name, asked)

    in_file, in_memory = asyncio.run(both())

    assert in_file == in_memory
