"""The closed list of what nothing can foresee: short, and true."""

import asyncio
from collections.abc import Iterator
from copy import deepcopy
from itertools import product

import pytest

from bench_predict import asked_again
from passback.sandbox.oneroster.app import routes
from passback.sandbox.school import Call, answer
from passback.sandbox.sis.aeries import v5
from passback.sandbox.sis.aspen import app as aspen
from passback.sandbox.sis.powerschool import app as powerschool
from passback.sandbox.state.school import School
from predicting.drawing import rooms
from predicting.exempt import EXEMPT, TRANSIENT, UNSURE, may_keep_back
from predicting.incumbent import Incumbent, manners
from predicting.measuring import sent_once
from predicting.planting import Ground, planted
from predicting.rules import LOOSE, SYSTEMS
from predicting.situations import Cause
from predicting.unreadable import classes_with
from proofs.calling import NOW


def test_the_list_is_short_and_holds_every_cause_with_its_reason() -> None:
    assert len(EXEMPT) + len(UNSURE) <= 10
    assert set(EXEMPT) == set(Cause)
    assert set(EXEMPT) > TRANSIENT
    assert all("facts/" in reason for reason in (*EXEMPT.values(), *UNSURE.values()))
    assert {rule for rule in UNSURE if any(may_keep_back(rule, system) for system in SYSTEMS)} == set(UNSURE)


def _ground(cause: Cause) -> Ground:
    (room,) = classes_with(cause, 1, 1, per_class=2)
    return asyncio.run(sent_once(room))


def _hidden(ground: Ground, cause: Cause) -> None:
    """The one value that refuses, flipped."""
    if cause is Cause.AERIES_MISMATCH:
        for line in ground.school.rosters["aeries"].lines.values():
            line.hidden["gradebook"] = "5502"
    else:
        ground.sis.afflict(cause, [ground.room.works[number] for number in ground.room.locked])


def _calls(school: School, system: str) -> Iterator[Call]:
    """Every read that this system has a route for, of every id that it knows."""
    headers = Incumbent(school, system).signed() | {"host": f"{system}.test"}
    if system == "aspen":
        patterns = [route.pattern for route in aspen.ROUTES if route.method == "GET"]
    elif system == "powerschool":
        patterns = [route.pattern for route in powerschool.ROUTES if route.method == "GET"]
    else:
        patterns = [route.pattern for route in routes(manners(system)) if route.method == "GET"]
        if system == "aeries":
            headers["aeries-cert"] = str(school.rosters["aeries"].hidden["certificate"])
            patterns += [route.pattern for route in v5.ROUTES]
    ids = _ids(school, system)
    for pattern in patterns:
        parts = pattern.split("/")
        for chosen in product(*(ids if part.startswith(":") else [part] for part in parts)):
            query = _QUERY if system == "powerschool" else (("limit", "1000"),)
            yield Call(system, "GET", "/".join(chosen), query, headers, b"", NOW)


_QUERY = (("users_dcid", "611"), ("year_id", "36"), ("section_ids", "85001"), ("pagesize", "100"))
_TABLES = ("sections", "sectionteacher", "schoolstaff", "users", "terms", "assignmentscore")


def _ids(school: School, system: str) -> list[str]:
    """One student is like another; of everything else all."""
    if system == "aspen":
        held = school.aspen
        return [*held.classes, *held.categories, *held.columns, *list(held.people)[:2]]
    if system == "powerschool":
        ps = school.powerschool
        return [str(key) for key in (ps.school, *ps.sections, *ps.assignments)] + list(_TABLES)
    roster = school.rosters[system]
    tables = (roster.classes, roster.categories, roster.lines, roster.terms, roster.periods)
    found = [key for table in tables for key in table] + list(roster.people)[:2]
    return [*found, "994", "1203", "5501", "Y"] if system == "aeries" else found


@pytest.mark.parametrize("cause", list(Cause))
def test_every_read_is_the_same_byte_for_byte_whether_the_cause_is_there(cause: Cause) -> None:
    ground = _ground(cause)
    system = ground.room.system
    before = deepcopy(ground.school)
    _hidden(ground, cause)
    assert before != ground.school
    answered = 0
    for call in _calls(before, system):
        reply, other = answer(before, call), answer(ground.school, call)
        assert (reply.status, reply.body) == (other.status, other.body), call.path
        answered += reply.status < 300
    assert answered > 8


@pytest.mark.parametrize("system", LOOSE)
def test_no_read_shows_whether_work_needs_a_category(system: str) -> None:
    (room,) = list(rooms(system, 1, 1, 1))[:1]
    before = planted(room).school
    other = deepcopy(before)
    if system == "powerschool":
        other.powerschool.category_required = not before.powerschool.category_required
    else:
        hidden = other.rosters[system].hidden
        hidden["category_required"] = not hidden["category_required"]
    assert before != other
    answered = 0
    for call in _calls(before, system):
        reply, again = answer(before, call), answer(other, call)
        assert (reply.status, reply.body) == (again.status, again.body), call.path
        answered += reply.status < 300
    assert answered > 8


def test_what_can_be_read_shows_so_when_it_is_flipped() -> None:
    ground = _ground(Cause.SYNERGY_LOCKED)
    before = deepcopy(ground.school)
    next(iter(ground.school.rosters["synergy"].lines.values())).title = "Another"
    calls = _calls(before, "synergy")
    assert any(answer(before, call).body != answer(ground.school, call).body for call in calls)


def test_each_cause_refuses_and_only_where_it_is() -> None:
    for one in asked_again(1, per_class=2):
        assert one.refused is one.situation.refused
        if one.refused:
            assert one.by == (one.situation.rule,)
