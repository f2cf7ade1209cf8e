"""Which systems a school has, how each is reached, and the school on real ports."""

import asyncio
import json
import threading
import urllib.request
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from passback.core.errors import BadInput
from passback.core.problem import Problem
from passback.core.sis import Sis
from passback.sandbox import systems
from passback.sandbox.control import durable
from passback.sandbox.faults import fault_from
from passback.sandbox.planting.canvas import Ground
from passback.sandbox.school import Call, Reply, School, handle, interface, plant
from passback.sandbox.server import Server
from passback.sandbox.simulator import Simulator
from passback.sandbox.state.clients import Client
from passback.sandbox.state.oneroster import (
    CategoryRow,
    EnrollmentRow,
    Line,
    Mark,
    Org,
    Person,
    Role,
    Roster,
    Status,
)
from passback.sandbox.state.school import Planted

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)


def urls() -> dict[str, str]:
    return {name: f"http://{name}.test" for name in systems.names()}


def test_ports_come_in_the_order_canvas_control_then_the_others_by_name() -> None:
    first, second, *others = systems.names()
    connecting = [name for name in others if systems.simulators()[name].connects]

    assert (first, second) == ("canvas", "control")
    assert connecting == sorted(connecting)
    assert others[: len(connecting)] == connecting
    assert {"aspen", "powerschool"} <= set(connecting)


def test_every_simulator_that_connects_names_an_sis_and_says_how_to_reach_it(school: School) -> None:
    shown: Any = interface(school, urls())["sis"]

    assert set(shown) == {n for n, one in systems.simulators().items() if one.connects} - {"canvas"}
    for name, entry in shown.items():
        assert entry.get("sis", name) in set(Sis)
        assert entry["url"] == f"http://{name}.test"
        assert set(entry) >= {"version", "auth", "teacher_email", "classes", "account"}


# ---- one more simulator ------------------------------------------------------------------------------


def _answer(_: School, call: Call) -> Reply:
    return Reply(200, {}, call.path.encode())


def _described(_: School, url: str) -> Mapping[str, object]:
    return {"url": url, "sis": "oneroster"}


def a_roster(last_id: int = 0) -> Roster:
    return Roster(Client("id", "secret"), "1.2", Org("d", "District", "1", "district"), last_id=last_id)


def _plant(ground: Ground) -> Roster:
    ground.causes.append(Planted("new", "refused", Problem.NAME_TOO_LONG, Sis.ONEROSTER, None))
    return a_roster(ground.chance_of("zebra").randrange(10**9))


ZEBRA = Simulator("zebra", _answer, lambda call: call.method, _described, _plant)
ANGRY = Simulator("angry", _answer, lambda call: call.method, _described, connects=False)


@pytest.fixture
def more(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An SIS with a roster, and a system that no connection is made of."""
    found = tuple(systems._found())
    monkeypatch.setattr(systems, "_found", lambda: iter((ANGRY, ZEBRA, *found)))
    systems.simulators.cache_clear()
    yield
    systems.simulators.cache_clear()


@pytest.mark.usefixtures("more")
def test_what_stands_in_the_table_is_served_counted_described_and_can_go_wrong(school: School) -> None:
    assert handle(school, Call("zebra", "GET", "/here", (), {}, b"", NOW)).body == b"/here"
    assert school.calls["zebra"] == {"GET": 1}
    shown: Any = interface(school, urls())
    assert shown["sis"]["zebra"] == {"url": "http://zebra.test", "sis": "oneroster"}
    assert shown["more"]["angry"] == {"url": "http://angry.test", "sis": "oneroster"}
    assert "angry" not in shown["sis"]
    assert systems.names().index("zebra") < systems.names().index("angry")
    assert fault_from({"system": "zebra", "kind": "down"}).system == "zebra"


def test_without_it_nobody_knows_its_name(school: School) -> None:
    with pytest.raises(ValueError, match="system: there are canvas, control"):
        fault_from({"system": "zebra", "kind": "down"})
    assert "zebra" not in school.rosters


@pytest.mark.usefixtures("more")
def test_a_new_sis_is_planted_beside_the_others_and_leaves_them_as_they_were(school: School) -> None:
    first, again, other = plant(1, TODAY), plant(1, TODAY), plant(2, TODAY)

    assert first.rosters["zebra"] == again.rosters["zebra"] != other.rosters["zebra"]
    assert [cause.id for cause in first.planted if cause not in school.planted] == ["new"]
    assert [cause for cause in first.planted if cause.id != "new"] == school.planted
    assert (first.aspen, first.powerschool) == (school.aspen, school.powerschool)


def test_two_simulators_of_one_name_are_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(systems, "_found", lambda: iter((ZEBRA, ZEBRA)))
    systems.simulators.cache_clear()
    with pytest.raises(ValueError, match="of one name"):
        systems.simulators()
    systems.simulators.cache_clear()


# ---- rows of a OneRoster SIS -------------------------------------------------------------------------


def test_a_roster_finds_people_lines_marks_and_categories_of_a_class(school: School) -> None:
    roster = a_roster()
    for key, role in (("s1", Role.STUDENT), ("s2", Role.STUDENT), ("t1", Role.TEACHER)):
        roster.people[key] = Person(key, key, "G", "F", f"{key}@x.example", role)
        roster.enrollments[key] = EnrollmentRow(key, "c", key, role)
    roster.enrollments["s2"].status = Status.TO_BE_DELETED
    for key, klass in (("own", "c"), ("all", None), ("other", "d")):
        roster.categories[key] = CategoryRow(key, key, klass)
    roster.lines["l"] = Line("l", "c", None, "Lab", "", "", "", None, Decimal(10))
    roster.marks["m"] = Mark("m", "l", "s1", Decimal("8.50"), "fully graded", None, "")

    assert [row.id for row in roster.people_of("c", Role.STUDENT)] == ["s1"]
    assert [row.id for row in roster.people_of("c", Role.TEACHER)] == ["t1"]
    assert [row.id for row in roster.categories_of("c")] == ["own", "all"]
    assert (roster.lines_of("c"), roster.lines_of("d")) == ([roster.lines["l"]], [])
    assert roster.marks_of("l") == [roster.marks["m"]]
    assert (roster.next_id(), roster.next_id()) == ("1", "2")
    school.rosters["x"] = roster
    shown: Any = durable(school)
    assert shown["rosters"]["x"]["marks"]["m"]["score"] == Decimal("8.50")


# ---- on real ports -----------------------------------------------------------------------------------


def _got(url: str) -> tuple[int, Any]:
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - loopback
        return answer.status, json.load(answer)


def test_a_school_listens_in_any_thread_until_its_context_ends(school: School) -> None:
    """A loop of its own, as a test has that talks to the school with a blocking client."""
    up, done = threading.Event(), threading.Event()
    told: dict[str, str] = {}

    async def serve() -> None:
        async with Server(school).listening() as where:
            told.update(where)
            up.set()
            await asyncio.to_thread(done.wait, 30)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        assert up.wait(30)
        assert tuple(told) == systems.names()
        assert _got(f"{told['control']}/writes")[1]["total"] == 0
        assert len(set(told.values())) == len(told)
    finally:
        done.set()
        thread.join(30)
    with pytest.raises(OSError, match="refused"):
        _got(f"{told['control']}/writes")


def test_ports_from_a_base_on_are_in_a_row_and_a_taken_one_is_said(school: School) -> None:
    async def twice() -> None:
        async with Server(school).listening() as free:
            base = int(free["canvas"].rpartition(":")[2])
            with pytest.raises(BadInput, match=f"127.0.0.1:{base} cannot be used"):
                async with Server(school).listening(base):
                    pass

    asyncio.run(twice())
