# The classes of conftest's fixtures have no name here: helper modules are not imported.
# ruff: noqa: ANN401
"""What an SIS shows of its grading periods, of closed work and of work in several classes."""

import asyncio
from datetime import date
from typing import Any

import pytest

from passback.connect.shape import Row
from passback.connect.sis import aspen, infinite_campus, synergy
from passback.connect.xte import read as xte
from passback.core.gradebook import NOT_ASKED, Gradebook, Term, Unread
from passback.core.ports import SisSide
from passback.core.problem import Problem
from passback.core.sis import Sis

B = "/ims/oneroster/v1p1"
IC = "/campus/oneroster/passback/ims/oneroster/v1p1"
CLASS = {"sourcedId": "CLS1", "status": "active", "title": "Algebra", "terms": [{"sourcedId": "T1"}]}
SESSIONS = [
    {"sourcedId": "T1", "title": "Fall", "startDate": "2026-08-20", "endDate": "2026-12-18", "type": "term"},
    {
        "sourcedId": "Q1",
        "title": "Q1",
        "startDate": "2026-08-20",
        "endDate": "2026-10-09",
        "type": "gradingPeriod",
        "parent": {"sourcedId": "T1", "href": "x", "type": "academicSession"},
    },
    {
        "sourcedId": "E1",
        "title": "Elementary",
        "startDate": "2026-08-24",
        "endDate": "2026-11-13",
        "type": "gradingPeriod",
        "parent": "T9",
    },
]
FALL = Term("T1", "Fall", date(2026, 8, 20), date(2026, 12, 18))
Q1 = Term("Q1", "Q1", date(2026, 8, 20), date(2026, 10, 9), parent="T1")
E1 = Term("E1", "Elementary", date(2026, 8, 24), date(2026, 11, 13))
ITEM = {
    "sourcedId": "li-1",
    "title": "Quiz",
    "assignDate": "2026-09-01",
    "dueDate": "2026-09-15",
    "class": {"sourcedId": "CLS1"},
    "resultValueMax": 10,
}


@pytest.fixture
def school(script: Any) -> Any:
    script.on("POST /oauth/token", {"access_token": "t", "expires_in": 3600})
    for base in (B, IC):
        script.on(f"GET {base}/classes/CLS1", {"class": CLASS})
        script.on(f"GET {base}/classes/CLS1/students", {"users": []})
        script.on(f"GET {base}/academicSessions", {"academicSessions": SESSIONS})
        script.on(f"GET {base}/terms", {"academicSessions": SESSIONS[:1]})
        script.on(f"GET {base}/categories", {"categories": [{"sourcedId": "cat-1", "title": "Quizzes"}]})
        script.on(f"GET {base}/classes/CLS1/lineItems", {"lineItems": [ITEM]})
        script.on(f"GET {base}/classes/CLS1/results", {"results": []})
    return script


@pytest.fixture
def synergy_side(connection: Any, means: Any) -> SisSide:
    return synergy.connect(connection(Sis.SYNERGY), means, "space")


def book(side: SisSide) -> Gradebook:
    held = asyncio.run(side.read("CLS1"))
    assert isinstance(held, Gradebook), held
    return held


def test_terms_and_grading_periods_come_in_one_list_and_no_request_more(
    synergy_side: SisSide, school: Any
) -> None:
    held = book(synergy_side)
    assert (held.terms, held.periods) == ((FALL,), (Q1, E1))
    assert school.asked() == [
        f"GET {B}/classes/CLS1",
        f"GET {B}/classes/CLS1/students",
        f"GET {B}/academicSessions",
        f"GET {B}/categories",
        f"GET {B}/classes/CLS1/lineItems",
        f"GET {B}/classes/CLS1/results",
    ]


def test_where_no_rule_about_them_is_known_grading_periods_are_not_asked_for(
    connection: Any, means: Any, school: Any
) -> None:
    held = book(aspen.connect(connection(Sis.ASPEN), means, "space"))
    assert (held.terms, held.periods) == ((FALL,), NOT_ASKED)
    assert f"GET {B}/academicSessions" not in school.asked()


def test_without_the_one_list_the_terms_are_read_alone_and_periods_are_unread(
    synergy_side: SisSide, school: Any, answer: Any
) -> None:
    school.on(f"GET {B}/academicSessions", answer(404, {"imsx_codeMajor": "failure"}))
    held = book(synergy_side)
    assert held.terms == (FALL,)
    assert isinstance(held.periods, Unread)
    assert held.periods != NOT_ASKED


def test_a_grading_period_without_days_leaves_all_of_them_unread_and_the_terms_as_they_are(
    synergy_side: SisSide, school: Any
) -> None:
    rows = [*SESSIONS, {"sourcedId": "Q9", "type": "gradingPeriod"}]
    school.on(f"GET {B}/academicSessions", {"academicSessions": rows})
    held = book(synergy_side)
    assert held.terms == (FALL,)
    assert held.periods == Unread(held.periods.why, Problem.ANSWER_NOT_UNDERSTOOD)


def test_a_class_that_names_no_term_has_the_grading_periods_in_their_place(
    synergy_side: SisSide, school: Any
) -> None:
    school.on(f"GET {B}/classes/CLS1", {"class": {**CLASS, "terms": []}})
    held = book(synergy_side)
    assert held.terms == held.periods == (Q1, E1)


@pytest.mark.parametrize(
    ("metadata", "locked"),
    [
        ({"ext_infiniteCampus_isGradingWindowOpen": "false"}, True),
        ({"ext_infiniteCampus_isGradingWindowOpen": False}, True),
        ({"ext_infiniteCampus_isGradingWindowOpen": "true"}, False),
        ({"ext_infiniteCampus_isGradingWindowOpen": "perhaps"}, False),
        ({"ext_infiniteCampus_isGradingWindowOpen": None}, False),
        ({}, False),
        (None, False),
    ],
)
def test_a_grading_window_is_closed_only_where_infinite_campus_says_so(
    connection: Any, means: Any, school: Any, metadata: object, locked: bool
) -> None:
    school.on(f"GET {IC}/classes/CLS1/lineItems", {"lineItems": [{**ITEM, "metadata": metadata}]})
    (item,) = book(infinite_campus.connect(connection(Sis.INFINITE_CAMPUS), means, "space")).line_items
    assert item.locked is locked


def test_an_assignment_of_several_sections_names_the_others() -> None:
    def section(dcid: int) -> dict[str, object]:
        return {
            "sectionsdcid": dcid,
            "assignmentsectionid": dcid + 1,
            "name": "Quiz",
            "duedate": "2026-09-15",
        }

    rows = [section(85003), section(85001), section(85005)]
    whole = Row("assignment", {"assignmentid": 900, "_assignmentsections": rows})
    made = [xte.line_item(whole, part).also_in for part in xte.sections_of(whole)]
    assert made == [("85001", "85005"), ("85003", "85005"), ("85001", "85003")]
    alone = Row("assignment", {"assignmentid": 900, "_assignmentsections": rows[:1]})
    assert xte.line_item(alone, xte.sections_of(alone)[0]).also_in == ()
