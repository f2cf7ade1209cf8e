"""The districts beside the six courses: people agree, causes are where they are said, and what is hidden."""

import json
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from passback.core.sis import Sis
from passback.sandbox import systems
from passback.sandbox.control import durable
from passback.sandbox.oneroster.app import routes
from passback.sandbox.planting.oneroster import STUDENTS
from passback.sandbox.school import Call, School, handle, interface, plant
from passback.sandbox.sis.aeries.app import MANNERS as AERIES
from passback.sandbox.sis.focus.app import MANNERS as FOCUS
from passback.sandbox.sis.infinite_campus.app import MANNERS as CAMPUS
from passback.sandbox.sis.infinite_campus.app import MANNERS_1_2 as CAMPUS_1_2
from passback.sandbox.sis.oneroster.app import PLAIN, PLAIN_1_2
from passback.sandbox.sis.pinnacle.app import MANNERS as PINNACLE
from passback.sandbox.sis.progressbook.app import MANNERS as PROGRESSBOOK
from passback.sandbox.sis.q_sis.app import MANNERS as Q
from passback.sandbox.sis.sapphire.app import MANNERS as SAPPHIRE
from passback.sandbox.sis.skyward.app import MANNERS as SKYWARD
from passback.sandbox.sis.synergy.app import MANNERS as SYNERGY
from passback.sandbox.state.oneroster import Roster
from passback.sandbox.tokens import issue

ZONE = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
ALL = (
    AERIES,
    FOCUS,
    CAMPUS,
    CAMPUS_1_2,
    PLAIN,
    PLAIN_1_2,
    PINNACLE,
    PROGRESSBOOK,
    Q,
    SAPPHIRE,
    SKYWARD,
    SYNERGY,
)
NAMES = [one.name for one in ALL]
# What an SIS hides under these names goes nowhere.
MARKER = "never-on-the-wire"


def urls() -> dict[str, str]:
    return {name: f"http://{name}.test" for name in systems.names()}


def test_the_first_line_lists_every_sis_and_both_versions(school: School) -> None:
    shown: Any = interface(school, urls())

    named = {entry.get("sis", name) for name, entry in shown["sis"].items()}
    assert named == {sis.value for sis in Sis}
    assert set(shown["sis"]) - named == {"oneroster-1.2", "infinite-campus-1.2"}
    assert {name: shown["sis"][name]["version"] for name in shown["sis"] if "1.2" in name} == {
        "oneroster-1.2": "1.2",
        "infinite-campus-1.2": "1.2",
    }
    assert set(shown["more"]) == {"hostile", "skyward-sms2"}
    assert set(NAMES) | {"aspen", "powerschool"} == set(shown["sis"])


@pytest.mark.parametrize("name", NAMES)
def test_each_district_has_a_course_whose_people_its_sis_knows(school: School, name: str) -> None:
    shown: Any = interface(school, urls())["sis"]
    account, klass = int(shown[name]["account"]), shown[name]["classes"][0]
    canvas, roster = school.canvas, school.rosters[name]
    (course,) = [row for row in canvas.courses.values() if row.account == account]
    (section,) = [row for row in canvas.sections.values() if row.course == course.id]
    here = [row for row in canvas.enrollments.values() if row.section == section.id]
    numbers = {canvas.users[row.user].sis_id for row in here if row.kind == "StudentEnrollment"}

    assert section.sis_id == klass
    assert numbers == {row.number for row in roster.people_of(klass, "student")}
    assert len(numbers) == STUDENTS
    scores = [row for row in canvas.submissions.values() if row.score is not None]
    mine = {row.id for row in canvas.assignments.values() if row.course == course.id}
    assert sum(row.assignment in mine for row in scores) > 4 * STUDENTS - 5
    (teacher,) = roster.people_of(klass, "teacher")
    assert shown[name]["teacher_email"] == teacher.email


def test_a_planted_cause_names_a_course_of_its_own_district(school: School) -> None:
    later = school.planted[12:]
    places = [(row.sis, row.problem) for row in later]

    assert len(set(places)) == len(places) == 10
    for row in later:
        assert row.course in school.canvas.courses
        assert row.assignment is None or school.canvas.assignments[row.assignment].course == row.course
        assert row.assignment is not None or row.student is not None
        users = {held.user for held in school.canvas.enrollments.values() if held.course == row.course}
        assert row.student is None or row.student in users


def test_the_same_seed_gives_the_same_districts_and_leaves_the_six_courses_alone() -> None:
    today = date(2026, 11, 23)
    first, again, other = plant(3, today), plant(3, today), plant(4, today)

    assert durable(first) == durable(again)
    assert first.rosters["focus"].people != other.rosters["focus"].people
    assert min(first.rosters["focus"].people) != min(first.rosters["pinnacle"].people)
    six = sorted(first.canvas.courses)[:7]
    assert len({row.name for row in first.canvas.users.values()}) == len(first.canvas.users)
    assert {first.canvas.courses[key].account for key in six} == {10, 11, 20}


@pytest.mark.parametrize("name", NAMES)
def test_dates_of_work_fall_into_the_semester_but_for_the_planted_one(school: School, name: str) -> None:
    roster = school.rosters[name]
    term = next(iter(roster.terms.values()))
    klass = next(iter(roster.classes))
    (course,) = {row.course for row in school.canvas.sections.values() if row.sis_id == klass}
    early = [
        row.id
        for row in school.canvas.assignments.values()
        if row.course == course and not term.first <= _day(str(row.due_at)) <= term.last
    ]

    planted = {row.assignment for row in school.planted if row.problem == "due-date-outside-term"}
    assert set(early) <= planted
    assert bool(early) == (name == "pinnacle")


def _day(text: str) -> date:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).astimezone(ZONE).date()


# ---- nothing hidden is shown -------------------------------------------------------------------------


def _hidden(roster: Roster) -> Iterator[dict[str, object]]:
    yield roster.hidden
    for field in fields(roster):
        table = getattr(roster, field.name)
        for row in table.values() if isinstance(table, dict) else ():
            if is_dataclass(row) and hasattr(row, "hidden"):
                yield row.hidden


def _reads(manners: Any, roster: Roster) -> Iterator[str]:  # noqa: ANN401 - a simulator's
    """Every GET of a server, with ids that are there."""
    first = {
        "orgs": roster.district.id,
        "schools": next(iter(roster.schools)),
        "academicSessions": next(iter(roster.terms)),
        "terms": next(iter(roster.terms)),
        "gradingPeriods": next(iter(roster.periods)),
        "classes": next(iter(roster.classes)),
        "teachers": roster.people_of(next(iter(roster.classes)), "teacher")[0].id,
        "students": roster.people_of(next(iter(roster.classes)), "student")[0].id,
        "users": next(iter(roster.people)),
        "enrollments": next(iter(roster.enrollments)),
        "categories": next(iter(roster.categories)),
        "lineItems": "l-1",
        "results": "m-1",
        "scoreScales": "none",
    }
    for route in routes(manners):
        if route.method == "GET":
            parts = route.pattern.split("/")
            yield "/".join(
                first[parts[at - 1]] if part.startswith(":") else part for at, part in enumerate(parts)
            )


@pytest.mark.parametrize("manners", ALL, ids=NAMES)
def test_what_is_hidden_stands_in_no_answer(
    school: School,
    caller: Callable[[str], Any],
    manners: Any,  # noqa: ANN401 - a simulator's
) -> None:
    roster = school.rosters[manners.name]
    call = caller(manners.name)
    headers = {
        "authorization": f"Bearer {issue(roster.client, NOW, 3600)}",
        "x-vendor-authorization": str(roster.hidden.get("vendor", "")),
        "cookie": f"{manners.cookie}=node-2",
    }
    klass, category = next(iter(roster.classes)), next(iter(roster.categories))
    student = roster.people_of(klass, "student")[0].id
    line = {
        "title": "T",
        "assignDate": "2026-09-28",
        "dueDate": "2026-10-02",
        "class": {"sourcedId": klass},
        "category": {"sourcedId": category},
        "resultValueMax": 10,
    }
    mark = {"lineItem": {"sourcedId": "l-1"}, "student": {"sourcedId": student}, "score": 8}
    base = manners.gradebook
    assert call("PUT", f"{base}/lineItems/l-1", {"lineItem": line}, **headers).status == 201
    assert call("PUT", f"{base}/results/m-1", {"result": mark}, **headers).status == 201
    for held in _hidden(roster):
        held[MARKER] = MARKER
    secrets = {MARKER, roster.client.secret, str(roster.hidden.get("certificate", MARKER))}
    answers = [call("GET", path, **headers) for path in _reads(manners, roster)]

    assert sum(answer.status == 200 for answer in answers) >= len(answers) - 1
    for answer in answers:
        assert not [secret for secret in secrets if secret in json.dumps(answer.json)]


def test_a_marker_that_is_shown_would_be_seen(school: School, caller: Callable[[str], Any]) -> None:
    roster = school.rosters["oneroster"]
    roster.classes[next(iter(roster.classes))].extra[MARKER] = MARKER
    bearer = f"Bearer {issue(roster.client, NOW, 3600)}"

    answer = caller("oneroster")("GET", f"{PLAIN.rostering}/classes", authorization=bearer)
    assert MARKER in json.dumps(answer.json)


def test_writes_are_counted_under_their_natural_key(school: School) -> None:
    roster = school.rosters["pinnacle"]
    bearer = f"Bearer {issue(roster.client, NOW, 3600)}"
    klass, category = next(iter(roster.classes)), next(iter(roster.categories))
    body = {
        "lineItem": {
            "title": "T",
            "assignDate": "2026-09-28",
            "dueDate": "2026-10-02",
            "class": {"sourcedId": klass},
            "category": {"sourcedId": category},
        }
    }
    path = f"{PINNACLE.gradebook}/lineItems/l-1"
    call = Call("pinnacle", "PUT", path, (), {"authorization": bearer}, json.dumps(body).encode(), NOW)

    assert [handle(school, call).status for _ in range(2)] == [201, 200]
    assert school.writes == {f"pinnacle/line-item/{klass}/T": 2}
    assert school.calls["pinnacle"] == {"PUT /ims/oneroster/v1p1/lineItems/:id": 2}
