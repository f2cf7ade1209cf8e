"""When a school is down, refuses, or talks nonsense: one finding, nothing written, nothing lost."""

import asyncio
from functools import cache

import pytest

import in_process
from passback.core.errors import NeedsConfig, NeedsLogin, Retryable
from passback.core.problem import Problem, State
from passback.run import app as run_app
from passback.run.report import Report
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.faults import fault_from

SISS = ["aspen", "powerschool"]
SYSTEMIC = {
    "down": Problem.SIS_UNREACHABLE,
    "html": Problem.ANSWER_NOT_UNDERSTOOD,
    "truncated": Problem.SIS_UNREACHABLE,
    "refuse-token": Problem.CREDENTIALS_EXPIRED,
}


# One course of each, for what needs no more than some line items with their scores.
COURSE = {"aspen": "Algebra 1", "powerschool": "Biology"}


async def once(
    practice: in_process.Practice, store: MemoryStore, name: str, courses: tuple[str, ...] = ()
) -> Report:
    async with run_app.open(in_process.settings(practice, store)) as app:
        batch, _ = await app.plan(name, courses)
        return await app.sync(batch)


@cache
def _tested(sis: str) -> bytes:
    practice, store = in_process.a_practice(), MemoryStore()

    async def test() -> None:
        async with run_app.open(in_process.settings(practice, store)) as app:
            await in_process.connected(app, practice, sis)
            assert (await app.test(f"practice-{sis}")).passed

    asyncio.run(test())
    return in_process.kept(practice, store)


@cache
def _synced(sis: str) -> bytes:
    practice, store = connected_before(sis)
    asyncio.run(once(practice, store, f"practice-{sis}"))
    return in_process.kept(practice, store)


def connected_before(sis: str) -> tuple[in_process.Practice, MemoryStore]:
    """A connection that worked yesterday: tested, with its id profile."""
    return in_process.resumed(_tested(sis))


def synced_before(sis: str) -> tuple[in_process.Practice, MemoryStore]:
    """The same after a sync in which all went well."""
    return in_process.resumed(_synced(sis))


def one_course(practice: in_process.Practice, sis: str) -> tuple[str, ...]:
    rows = practice.school.canvas.courses.values()
    return tuple(str(row.id) for row in rows if row.name == COURSE[sis])


@cache
def in_a_course(sis: str) -> tuple[int, int]:
    """How many scores of that course are considered, and how many writes they take when all is well."""
    practice, store = connected_before(sis)
    report = asyncio.run(once(practice, store, f"practice-{sis}", one_course(practice, sis)))
    return report.considered, practice.writes


@pytest.fixture(scope="module", params=SISS)
def sis(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def healthy(sis: str) -> tuple[Report, int]:
    practice, store = connected_before(sis)
    return asyncio.run(once(practice, store, f"practice-{sis}")), practice.writes


@pytest.mark.parametrize("kind", SYSTEMIC)
def test_an_sis_that_does_not_work_is_one_finding_and_nothing_is_written(
    sis: str, kind: str, healthy: tuple[Report, int]
) -> None:
    practice, store = connected_before(sis)
    practice.school.faults.append(fault_from({"system": sis, "kind": kind, "times": None}))

    report = asyncio.run(once(practice, store, f"practice-{sis}"))

    assert practice.writes == 0
    assert report.considered == healthy[0].considered
    assert report.states[State.IN_SIS] == report.states[State.ALREADY_THERE] == 0
    waiting = {x.why.problem for x in report.lines if x.state is State.WAITING and x.why}
    systemic = waiting & {*SYSTEMIC.values(), Problem.PART_UNREAD}
    assert len(systemic) == 1, waiting
    assert systemic == {SYSTEMIC[kind]}

    practice.school.faults.clear()
    again = asyncio.run(once(practice, store, f"practice-{sis}"))

    assert again.states == healthy[0].states
    assert practice.writes == healthy[1]


@pytest.mark.parametrize("kind", ["down", "html", "truncated", "refuse-token", "outage-page"])
def test_a_canvas_that_does_not_work_stops_the_plan_with_one_clear_error(sis: str, kind: str) -> None:
    practice, store = connected_before(sis)
    practice.school.faults.append(fault_from({"system": "canvas", "kind": kind, "times": None}))

    with pytest.raises((Retryable, NeedsLogin, NeedsConfig)) as caught:
        asyncio.run(once(practice, store, f"practice-{sis}"))

    assert len(str(caught.value).splitlines()) == 1
    assert practice.writes == 0


@pytest.mark.parametrize("kind", ["down", "html", "truncated"])
@pytest.mark.parametrize("part", ["/students/submissions", "/enrollments", "/sections", "/assignment_groups"])
def test_a_part_of_canvas_that_cannot_be_read_is_not_empty(
    sis: str, kind: str, part: str, healthy: tuple[Report, int]
) -> None:
    practice, store = synced_before(sis)
    writes = practice.writes
    practice.school.faults.append(fault_from({"system": "canvas", "kind": kind, "times": None, "path": part}))

    report = asyncio.run(once(practice, store, f"practice-{sis}"))

    assert practice.writes == writes, "nothing is written on the strength of an unread part"
    assert report.states[State.REFUSED] == report.states[State.IN_SIS] == 0
    assert any(t.problem is not Problem.UNRECOGNIZED for t in report.troubles)


@pytest.mark.parametrize("kind", ["drop-reply", "truncated", "throttle-429", "down", "html"])
def test_a_write_whose_answer_is_lost_is_neither_lost_nor_doubled(
    sis: str, kind: str, healthy: tuple[Report, int]
) -> None:
    for skip in (0, 1, 7, 40):
        practice, store = connected_before(sis)
        courses = one_course(practice, sis) if skip < 40 else ()
        considered, writes = in_a_course(sis) if courses else (healthy[0].considered, healthy[1])
        method = "PUT" if sis == "aspen" else "POST"
        verbs = {method, "PUT"}
        for verb in verbs:
            practice.school.faults.append(
                fault_from({"system": sis, "kind": kind, "method": verb, "skip": skip})
            )

        first = asyncio.run(once(practice, store, f"practice-{sis}", courses))
        met = len(verbs) - len(practice.school.faults)
        second = asyncio.run(once(practice, store, f"practice-{sis}", courses))

        assert all(count == 1 for count in practice.school.writes.values())
        assert first.considered == second.considered == considered
        assert practice.writes == writes, f"{kind} at write {skip}"
        assert met or skip == 40, "something went wrong at a write"
        assert second.states[State.UNCONFIRMED] == 0


def test_a_throttled_canvas_is_waited_for_and_the_wait_is_on_the_clock(sis: str) -> None:
    practice, store = connected_before(sis)
    practice.school.faults.append(fault_from({"system": "canvas", "kind": "throttle", "times": 2, "skip": 3}))
    before = practice.clock.now()

    report = asyncio.run(once(practice, store, f"practice-{sis}"))

    assert practice.clock.now() > before
    assert report.states[State.IN_SIS] > 0
