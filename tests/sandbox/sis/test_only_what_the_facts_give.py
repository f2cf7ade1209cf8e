"""Over the wire a OneRoster simulator shows only fields that the facts give, and nothing that is hidden.

The fields: facts/oneroster.md §1.4 (gradebook) and §2 (rostering), R and O of either version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from believing import believing
from passback import sandbox
from passback.sandbox.oneroster import rows as rows_of
from passback.sandbox.oneroster.app import routes
from passback.sandbox.oneroster.manners import Manners
from passback.sandbox.state.oneroster import Roster

BASE = {"sourcedId", "status", "dateLastModified", "metadata"}
FIELDS: Mapping[str, set[str]] = {
    "category": {"title", "weight"},
    "lineItem": {"title", "description", "assignDate", "dueDate", "class", "category", "gradingPeriod"}
    | {"academicSession", "school", "scoreScale", "resultValueMin", "resultValueMax"}
    | {"learningObjectiveSet"},
    "result": {"lineItem", "student", "class", "scoreScale", "scoreStatus", "score", "textScore"}
    | {"scoreDate", "comment", "learningObjectiveSet", "inProgress", "incomplete", "late", "missing"},
    "scoreScale": {"title", "type", "class", "course", "scoreScaleValue"},
    "org": {"name", "type", "identifier", "parent", "children"},
    "academicSession": {"title", "startDate", "endDate", "type", "schoolYear", "parent", "children"},
    "class": {"title", "classCode", "classType", "course", "school", "terms", "periods", "subjects"}
    | {"grades", "location"},
    "user": {"username", "enabledUser", "givenName", "familyName", "roles", "role", "orgs", "identifier"}
    | {"email", "userIds"},
    "enrollment": {"user", "class", "school", "role", "primary", "beginDate", "endDate"},
}
# Free keys of `metadata`: §3.0 for categories, §3.2 for Infinite Campus, §1.4 for what a sender keeps there.
METADATA = {"classId", "ic.legacysourceId", "vendorId", "ext_infiniteCampus_scoreGrade"}
PLURAL = {
    "category": "categories",
    "class": "classes",
    **{name: f"{name}s" for name in FIELDS if not name.endswith(("y", "ss"))},
}
ONE = {plural: one for one, plural in PLURAL.items()}
REFERENCE = {"href", "sourcedId", "type"}
SECRET = "hidden-from-everybody"

SIS = Path(sandbox.__file__).parent / "sis"


def all_manners() -> Iterator[Manners]:
    for folder in sorted(path.name for path in SIS.iterdir() if (path / "app.py").exists()):
        held = vars(import_module(f"passback.sandbox.sis.{folder}.app"))
        yield from (one for one in held.values() if isinstance(one, Manners))


MANNERS = {one.name: one for one in all_manners()}


def plant_secrets(roster: Roster) -> None:
    """A word in every hidden place."""
    roster.hidden["canary"] = SECRET
    for table in vars(roster).values():
        for row in table.values() if isinstance(table, dict) else ():
            if is_dataclass(row) and hasattr(row, "hidden"):
                row.hidden["canary"] = SECRET


def wrong(kind: str, row: Mapping[str, Any]) -> list[str]:
    """What the facts do not give for it: its fields, its free keys, the parts of its references."""
    found = [f"{kind}.{name}" for name in row if name not in FIELDS[kind] | BASE]
    found += [f"{kind}.metadata.{name}" for name in row.get("metadata") or {} if name not in METADATA]
    for name, held in row.items():
        for ref in held if isinstance(held, list) else [held]:
            if isinstance(ref, Mapping) and "sourcedId" in ref:
                found += [f"{kind}.{name}.{part}" for part in ref if part not in REFERENCE]
    return found


def rows(body: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every object of an answer with its kind."""
    for name, held in body.items():
        if name in ONE:
            yield from ((ONE[name], row) for row in held)
        else:
            yield name, held


def addresses(manners: Manners, roster: Roster) -> Iterator[str]:
    """Every read of this vendor, with ids that are there."""
    klass = next(iter(roster.classes))
    firsts = {
        "orgs": roster.district.id,
        "schools": next(iter(roster.schools)),
        "academicSessions": next(iter(roster.terms)),
        "terms": next(iter(roster.terms)),
        "gradingPeriods": next(iter(roster.periods)),
        "classes": klass,
        "teachers": roster.people_of(klass, "teacher")[0].id,
        "students": roster.people_of(klass, "student")[0].id,
        "users": next(iter(roster.people)),
        "enrollments": next(iter(roster.enrollments)),
        "categories": next(iter(roster.categories)),
        "lineItems": next(iter(roster.lines)),
        "results": next(iter(roster.marks)),
        "scoreScales": next(iter(roster.scales), "none"),
    }
    for route in routes(manners):
        if route.method == "GET":
            parts = route.pattern.split("/")
            filled = [
                firsts[parts[at - 1]] if part.startswith(":") else part for at, part in enumerate(parts)
            ]
            yield "/".join(filled)


@pytest.mark.parametrize("name", MANNERS)
def test_every_read_shows_only_fields_of_the_facts(name: str, door: Callable[[Manners], Any]) -> None:
    manners = MANNERS[name]
    way = door(manners)
    sent: dict[str, object] = {"description": "x", "school": ...}
    assert way.put_line("l-1", **sent).status < 300
    assert way.put_mark(4, comment="well done").status < 300
    plant_secrets(way.roster)

    seen: dict[str, int] = {}
    for address in addresses(manners, way.roster):
        answer = way.anyone("GET", address, None, **way.headers)
        assert SECRET not in answer.text, address
        if answer.status != 200:
            assert (address, answer.status) == (address, 404)
            continue
        for kind, row in rows(answer.json):
            seen[kind] = seen.get(kind, 0) + 1
            assert wrong(kind, row) == [], address

    expected = {"lineItem", "result", "category", "class", "user", "academicSession"}
    assert set(seen) >= expected


@pytest.mark.parametrize("name", MANNERS)
def test_a_refusal_shows_nothing_that_is_hidden(name: str, door: Callable[[Manners], Any]) -> None:
    way = door(MANNERS[name])
    way.put_line()
    plant_secrets(way.roster)

    refused = [
        way.put_line("l-2", dueDate="1999-01-01T00:00:00.000Z"),
        way.put_line("l-3", category=...),
        way.put_line("l-4", category={"sourcedId": "nowhere"}),
        way.put_mark(100_000),
        way.put_mark(None),
        way.call("PUT", "/results/r-9", {"result": {}}),
        way.call("GET", "/lineItems/nowhere"),
    ]

    assert any(answer.status >= 400 for answer in refused)
    assert [answer.text for answer in refused if SECRET in answer.text] == []


@pytest.mark.parametrize("show", [rows_of.line_item, rows_of.category], ids=lambda show: show.__name__)
def test_a_simulator_that_shows_what_is_hidden_is_caught(
    show: Callable[..., Any], door: Callable[[Manners], Any]
) -> None:
    old = "made | row.extra"
    with believing(show, old, f"{old} | row.hidden"), pytest.raises(AssertionError):
        test_every_read_shows_only_fields_of_the_facts("focus", door)


def test_a_field_that_the_facts_do_not_give_is_seen() -> None:
    good = {"sourcedId": "l-1", "status": "active", "title": "Lab", "class": {"sourcedId": "c", "href": "h"}}

    assert wrong("lineItem", good) == []
    assert wrong("lineItem", good | {"isLocked": True, "metadata": {"admin": 1}}) == [
        "lineItem.isLocked",
        "lineItem.metadata.admin",
    ]
    assert wrong("lineItem", good | {"class": {"sourcedId": "c", "title": "x"}}) == ["lineItem.class.title"]
