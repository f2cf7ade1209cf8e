# The classes of conftest's fixtures have no name here: helper modules are not imported.
# ruff: noqa: ANN401
"""Aeries's own reads: which gradebook a section has, and who is on it, before anything is written."""

import asyncio
from typing import Any

import pytest

from passback.connect.sis import aeries
from passback.core.errors import NeedsLogin
from passback.core.gradebook import Gradebook, Missing, Unread
from passback.core.ports import SisSide
from passback.core.problem import Problem
from passback.core.sis import Sis

B = "/ims/oneroster/v1p1"
GRADEBOOKS = "GET /api/v5/schools/994/sections/1203/gradebooks"
STUDENTS = "GET /api/v5/gradebooks/5501/Y/students"
SPACE = "6f1cf6f4-3f0f-4b8e-9d0e-0d3a3f6c2b51"


@pytest.fixture
def school(script: Any) -> Any:
    script.on("POST /oauth/token", {"access_token": "t", "expires_in": 3600})
    for ref in ("994-1203", "CHEM"):
        users = [{"sourcedId": f"stu-{n}", "identifier": f"00{n}"} for n in (101, 102, 103)]
        script.on(f"GET {B}/classes/{ref}", {"class": {"sourcedId": ref, "metadata": None}})
        script.on(f"GET {B}/classes/{ref}/students", {"users": users})
        script.on(f"GET {B}/classes/{ref}/lineItems", {"lineItems": []})
        script.on(f"GET {B}/classes/{ref}/results", {"results": []})
    script.on(f"GET {B}/gradingPeriods", {"academicSessions": []})
    script.on(f"GET {B}/terms", {"academicSessions": []})
    script.on(f"GET {B}/classes", {"classes": []})
    script.on(f"GET {B}/categories", {"categories": []})
    script.on(GRADEBOOKS, [{"GradebookNumber": 5501, "Name": "Chemistry"}])
    script.on(STUDENTS, [{"StudentID": 101}, {"StudentID": 103}])
    return script


@pytest.fixture
def sis(connection: Any, means: Any) -> SisSide:
    made = connection(Sis.AERIES, v5_url="https://sis.test/api/v5", certificate="env:KEY")
    return aeries.connect(made, means, SPACE)


def read(sis: SisSide, section: str = "994-1203") -> Gradebook | Missing | Unread:
    return asyncio.run(sis.read(section))


def test_the_roster_is_the_gradebook_s_and_costs_two_requests_more(sis: SisSide, school: Any) -> None:
    held = read(sis)

    assert isinstance(held, Gradebook)
    on = {student.ref: student.on_gradebook for student in held.students}  # type: ignore[union-attr]
    assert on == {"stu-101": True, "stu-102": False, "stu-103": True}
    assert school.asked()[-2:] == [GRADEBOOKS, STUDENTS]
    assert school.last(GRADEBOOKS).headers["AERIES-CERT"] == "vendor-secret"
    alone = asyncio.run(sis.roster("994-1203"))
    assert isinstance(alone, Gradebook)
    assert alone.students == held.students
    assert read(sis) == held


@pytest.mark.parametrize(
    ("numbers", "problem"),
    [([5501, 5502], Problem.SEVERAL_GRADEBOOKS), ([], Problem.SECTION_WITHOUT_GRADEBOOK)],
)
def test_a_section_without_exactly_one_gradebook_is_said_before_anything_is_written(
    sis: SisSide, school: Any, numbers: list[int], problem: Problem
) -> None:
    school.on(GRADEBOOKS, [{"GradebookNumber": number} for number in numbers])
    held = read(sis)

    assert isinstance(held, Unread)
    assert held.problem is problem


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_roster_that_the_gradebook_does_not_show_is_unread(
    sis: SisSide, school: Any, answer: Any, status: int
) -> None:
    school.on(STUDENTS, answer(status, {"Message": "no"}))
    held = read(sis)

    assert isinstance(held, Gradebook)
    assert isinstance(held.students, Unread)


def test_a_refused_certificate_needs_another(sis: SisSide, school: Any, answer: Any) -> None:
    school.on(GRADEBOOKS, answer(401, {"Message": "The certificate is not valid"}))
    with pytest.raises(NeedsLogin):
        read(sis)


def test_a_class_that_names_no_school_and_section_is_left_as_it_is(sis: SisSide, school: Any) -> None:
    held = read(sis, "CHEM")

    assert isinstance(held, Gradebook)
    assert len(held.students) == 3  # type: ignore[arg-type]
    assert GRADEBOOKS not in school.asked()


def test_without_its_address_nothing_of_api_v5_is_asked(connection: Any, means: Any, school: Any) -> None:
    held = read(aeries.connect(connection(Sis.AERIES), means, SPACE))

    assert isinstance(held, Gradebook)
    assert not any("/api/v5/" in line for line in school.asked())


@pytest.mark.parametrize(
    ("status", "body", "ok"),
    [
        (404, {"Message": "Section not found"}, True),
        (404, b"no such page", False),
        (200, [], True),
        (401, {"Message": "no"}, False),
        (500, b"", False),
    ],
)
def test_the_probe_says_whether_the_certificate_is_taken(
    sis: SisSide, school: Any, answer: Any, status: int, body: object, ok: bool
) -> None:
    school.on("GET /api/v5/schools/0/sections/0/gradebooks", answer(status, body))
    last = asyncio.run(sis.probe())[-1]

    assert (last.name, last.ok) == ("Aeries API v5", ok)
