# The classes of conftest's fixtures have no name here: helper modules are not imported.
# ruff: noqa: ANN401
"""OneRoster 1.2: two bases, categories of a class, letters, flags as text, and the official schema."""

import asyncio
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from passback.connect.oneroster.client import OneRoster
from passback.connect.oneroster.dialect import Moment, Period, Version
from passback.core.finding import Receipt, Silence
from passback.core.gradebook import Excused, Gradebook, LineItem, Score
from passback.core.ids import result_id

G = "/ims/oneroster/gradebook/v1p2"
R = "/ims/oneroster/rostering/v1p2"
SPACE = "6f1cf6f4-3f0f-4b8e-9d0e-0d3a3f6c2b51"
ITEM = LineItem("li-1", "Quiz", "", "cat-1", date(2026, 9, 1), date(2026, 9, 15), Decimal(10), counts=None)
PUT_ITEM = f"PUT {G}/lineItems/li-1"
PUT_RESULT = f"PUT {G}/results/{result_id(SPACE, 'li-1', 'stu-1')}"
TERM = {"sourcedId": "T1", "title": "Fall", "startDate": "2026-08-20", "endDate": "2026-12-18"}
RESULT = {
    "sourcedId": "res-1",
    "lineItem": {"sourcedId": "li-1"},
    "student": {"sourcedId": "stu-1"},
    "scoreStatus": "fully graded",
    "score": 8.25,
}


@pytest.fixture
def school(script: Any) -> Any:
    script.on("POST /oauth/token", {"access_token": "t", "expires_in": 3600})
    klass = {"sourcedId": "CLS1", "school": {"sourcedId": "S1"}, "terms": [{"sourcedId": "T1"}]}
    script.on(f"GET {R}/classes/CLS1", {"class": klass})
    script.on(f"GET {R}/classes/CLS1/students", {"users": [{"sourcedId": "stu-1"}]})
    script.on(f"GET {R}/terms", {"academicSessions": [TERM]})
    script.on(
        f"GET {G}/classes/CLS1/categories", {"categories": [{"sourcedId": "cat-1", "title": "Quizzes"}]}
    )
    script.on(f"GET {G}/classes/CLS1/lineItems", {"lineItems": []})
    script.on(f"GET {G}/classes/CLS1/results", {"results": []})
    script.on(f"GET {G}/classes/CLS1/lineItems/li-1/results", {"results": []})
    script.on(PUT_ITEM, {})
    script.on(PUT_RESULT, {})
    return script


@pytest.fixture
def sis(oneroster: Any) -> OneRoster:
    made: OneRoster = oneroster(Version.V1P2)
    return made


def save(sis: OneRoster, mark: Any = Decimal("8.25"), **more: Any) -> Any:
    score = Score("stu-1", mark, None, late=False, missing=False, comment="")
    return asyncio.run(sis.save_scores("CLS1", [("li-1", replace(score, **more))]))[0]


def test_rosters_and_gradebooks_have_a_base_each(sis: OneRoster, school: Any) -> None:
    held = asyncio.run(sis.read("CLS1"))

    assert isinstance(held, Gradebook)
    assert held.school == "S1"
    assert school.asked() == [
        f"GET {R}/classes/CLS1",
        f"GET {R}/classes/CLS1/students",
        f"GET {R}/terms",
        f"GET {G}/classes/CLS1/categories",
        f"GET {G}/classes/CLS1/lineItems",
        f"GET {G}/classes/CLS1/results",
    ]


def test_where_a_class_has_no_list_of_categories_the_filter_is_tried(
    sis: OneRoster, school: Any, answer: Any
) -> None:
    school.on(f"GET {G}/classes/CLS1/categories", answer(404, b"no route"))
    school.on(f"GET {G}/categories", {"categories": [{"sourcedId": "c", "title": "All"}]})
    held = asyncio.run(sis.read("CLS1"))

    assert isinstance(held, Gradebook)
    assert [category.ref for category in held.categories] == ["c"]  # type: ignore[union-attr]


def test_a_line_item_names_its_school_and_when_it_was_made(sis: OneRoster, school: Any) -> None:
    asyncio.run(sis.save_line_item("CLS1", None, ITEM))
    sent = school.bodies(PUT_ITEM)[0]["lineItem"]

    assert sent["school"] == {"href": f"https://sis.test{R}/orgs/S1", "sourcedId": "S1", "type": "org"}
    assert sent["class"]["href"] == f"https://sis.test{R}/classes/CLS1"
    assert sent["category"]["href"] == f"https://sis.test{G}/categories/cat-1"
    assert sent["dateLastModified"] == "2026-11-23T16:00:00.000Z"
    assert "gradingPeriod" not in sent
    assert "academicSession" not in sent


def test_the_school_is_asked_for_only_where_the_class_was_not_read(sis: OneRoster, school: Any) -> None:
    asyncio.run(sis.read("CLS1"))
    asyncio.run(sis.save_line_item("CLS1", None, ITEM))

    assert school.asked().count(f"GET {R}/classes/CLS1") == 1


def test_a_line_item_is_not_sent_where_its_class_cannot_be_read(
    sis: OneRoster, school: Any, answer: Any
) -> None:
    school.on(f"GET {R}/classes/CLS1", answer(500, b"x"))
    held = asyncio.run(sis.save_line_item("CLS1", None, ITEM))

    assert isinstance(held, Silence)
    assert not held.sent
    assert school.asked("PUT") == []


@pytest.mark.parametrize(
    ("version", "base", "name"),
    [(Version.V1P1, "/ims/oneroster/v1p1", "gradingPeriod"), (Version.V1P2, R, "academicSession")],
)
def test_the_grading_period_is_the_shortest_that_holds_the_due_date(
    oneroster: Any, school: Any, version: Version, base: str, name: str
) -> None:
    quarter = {**TERM, "sourcedId": "Q1", "endDate": "2026-10-30"}
    school.on(f"GET {base}/gradingPeriods", {"academicSessions": [TERM, quarter]})
    if version is Version.V1P1:
        school.on(f"PUT {base}/lineItems/li-1", {})
    sis = oneroster(version, period=Period.SEND)
    asyncio.run(sis.save_line_item("CLS1", None, ITEM))
    put = f"PUT {base}/lineItems/li-1" if version is Version.V1P1 else PUT_ITEM
    sent = school.bodies(put)[0]["lineItem"]

    assert sent[name] == {
        "href": f"https://sis.test{base}/academicSessions/Q1",
        "sourcedId": "Q1",
        "type": "academicSession",
    }
    asyncio.run(sis.save_line_item("CLS1", None, replace(ITEM, due=date(2027, 6, 1))))
    assert name not in school.bodies(put)[1]["lineItem"]


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (Moment.UTC_MIDNIGHT, "2026-09-15T00:00:00.000Z"),
        (Moment.BARE_MIDNIGHT, "2026-09-15T00:00:00"),
        (Moment.DATE, "2026-09-15"),
    ],
)
def test_a_day_is_written_as_the_vendor_reads_it(
    oneroster: Any, school: Any, moment: Moment, text: str
) -> None:
    asyncio.run(oneroster(Version.V1P2, moment=moment).save_line_item("CLS1", None, ITEM))

    assert school.bodies(PUT_ITEM)[0]["lineItem"]["dueDate"] == text


@pytest.mark.parametrize(("late", "missing"), [(True, False), (False, True)])
def test_late_and_missing_are_said_in_text_and_read_back_as_they_were(
    sis: OneRoster, school: Any, late: bool, missing: bool
) -> None:
    assert isinstance(save(sis, late=late, missing=missing), Receipt)
    sent = school.bodies(PUT_RESULT)[0]["result"]

    assert (sent["late"], sent["missing"]) == (str(late).lower(), str(missing).lower())
    school.on(f"GET {G}/classes/CLS1/lineItems/li-1/results", {"results": [{**RESULT, **sent}]})
    held = asyncio.run(sis.scores("CLS1", "li-1"))
    assert [(score.late, score.missing) for score in held] == [(late, missing)]  # type: ignore[union-attr]


def test_an_excused_score_has_neither_number_nor_flags(sis: OneRoster, school: Any) -> None:
    save(sis, Excused.EXCUSED)
    sent = school.bodies(PUT_RESULT)[0]["result"]

    assert sent["scoreStatus"] == "exempt"
    assert not {"score", "late", "missing", "textScore"} & sent.keys()


def test_a_letter_goes_beside_its_number_and_comes_back(sis: OneRoster, school: Any) -> None:
    save(sis, letter="A-")
    sent = school.bodies(PUT_RESULT)[0]["result"]

    assert (sent["score"], sent["textScore"]) == (8.25, "A-")
    school.on(f"GET {G}/classes/CLS1/lineItems/li-1/results", {"results": [sent]})
    assert [score.letter for score in asyncio.run(sis.scores("CLS1", "li-1"))] == ["A-"]  # type: ignore[union-attr]


def test_a_letter_without_a_number_is_sent_as_a_letter(sis: OneRoster, school: Any) -> None:
    save(sis, "B+")
    sent = school.bodies(PUT_RESULT)[0]["result"]

    assert sent["textScore"] == "B+"
    assert "score" not in sent


def test_a_letter_may_have_its_place_inside_metadata(oneroster: Any, school: Any) -> None:
    base = "/ims/oneroster/v1p1"
    school.on(f"GET {base}/classes/CLS1/lineItems/li-1/results", {"results": []})
    put = f"PUT {base}/results/{result_id(SPACE, 'li-1', 'stu-1')}"
    school.on(put, {})
    sis = oneroster(letter_in="metadata.ext_grade")
    save(sis, letter="A")
    sent = school.bodies(put)[0]["result"]

    assert sent["metadata"] == {"ext_grade": "A"}
    assert not {"late", "missing", "textScore", "dateLastModified"} & sent.keys()
    school.on(f"GET {base}/classes/CLS1/lineItems/li-1/results", {"results": [sent]})
    assert [score.letter for score in asyncio.run(sis.scores("CLS1", "li-1"))] == ["A"]


def test_a_category_ref_that_means_none_is_none(oneroster: Any, school: Any) -> None:
    row = {"sourcedId": "x", "title": "Q", "dueDate": "2026-09-15", "resultValueMax": 1}
    rows = [
        {**row, "category": {"sourcedId": "1111"}},
        {**row, "sourcedId": "y", "category": {"sourcedId": "c"}},
    ]
    school.on(f"GET {G}/classes/CLS1/lineItems", {"lineItems": rows})
    sis = oneroster(Version.V1P2, no_category=("1111",))

    assert [item.category for item in asyncio.run(sis.line_items("CLS1"))] == [None, "c"]


def test_a_result_may_go_without_status_and_date(oneroster: Any, school: Any) -> None:
    sis = oneroster(Version.V1P2, status_and_date=False)
    save(sis)
    assert not {"scoreStatus", "scoreDate"} & school.bodies(PUT_RESULT)[0]["result"].keys()

    assert isinstance(save(sis, Excused.EXCUSED), Silence)
    assert len(school.bodies(PUT_RESULT)) == 1
