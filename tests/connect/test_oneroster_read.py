# The classes of conftest's fixtures have no name here: helper modules are not imported.
# ruff: noqa: ANN401
"""A gradebook over OneRoster 1.1: whole lists, loose shapes, and what is never taken for empty."""

import asyncio
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from passback.connect.sis import aspen
from passback.core.errors import NeedsLogin, NoAnswer, Retryable
from passback.core.gradebook import (
    Category,
    Excused,
    Gradebook,
    LineItem,
    Missing,
    Score,
    Student,
    Term,
    Unread,
)
from passback.core.ids import CanvasField, IdProfile, IdRule, Transform
from passback.core.ports import Request, Response, SisSide
from passback.core.problem import Problem
from passback.core.sis import Sis

B = "/ims/oneroster/v1p1"
SPACE = "6f1cf6f4-3f0f-4b8e-9d0e-0d3a3f6c2b51"
CLASS = {"sourcedId": "CLS1", "status": "active", "title": "Algebra", "terms": [{"sourcedId": "T1"}]}
TERMS = [
    {"sourcedId": "T0", "title": "Last year", "startDate": "2025-08-01", "endDate": "2026-06-01"},
    {"sourcedId": "T1", "title": "Fall", "startDate": "2026-08-20", "endDate": "2026-12-18T00:00:00.000Z"},
]
STUDENT = {"sourcedId": "stu-1", "status": "active", "identifier": "000123", "enabledUser": True}
ITEM = {
    "sourcedId": "li-1",
    "status": "active",
    "title": "Quiz",
    "description": "",
    "assignDate": "2026-09-01T00:00:00.000Z",
    "dueDate": "2026-09-15T00:00:00.000Z",
    "class": {"sourcedId": "CLS1"},
    "category": {"sourcedId": "cat-1", "href": "x", "type": "category"},
    "resultValueMin": 0,
    "resultValueMax": "10.0",
}
RESULT = {
    "sourcedId": "res-1",
    "status": "active",
    "lineItem": {"sourcedId": "li-1"},
    "student": {"sourcedId": "stu-1", "type": "user", "href": "x"},
    "score": 8.25,
    "scoreStatus": "fully graded",
    "scoreDate": "2026-09-16",
}


@pytest.fixture
def school(script: Any) -> Any:
    script.on("POST /oauth/token", {"access_token": "t", "expires_in": 3600})
    script.on(f"GET {B}/classes/CLS1", {"class": CLASS})
    script.on(f"GET {B}/classes/CLS1/students", {"users": [STUDENT]})
    script.on(f"GET {B}/terms", {"academicSessions": TERMS})
    script.on(f"GET {B}/categories", {"categories": [{"sourcedId": "cat-1", "title": "Quizzes"}]})
    script.on(f"GET {B}/classes/CLS1/lineItems", {"lineItems": [ITEM]})
    script.on(f"GET {B}/classes/CLS1/results", {"results": [RESULT]})
    return script


@pytest.fixture
def sis(connection: Any, means: Any) -> SisSide:
    return aspen.connect(connection(Sis.ASPEN), means, SPACE)


@pytest.fixture
def read(sis: SisSide) -> Callable[[], Gradebook]:
    def made() -> Gradebook:
        held = asyncio.run(sis.read("CLS1"))
        assert isinstance(held, Gradebook)
        return held

    return made


def test_a_class_is_six_requests_in_a_fixed_order(read: Any, school: Any) -> None:
    read()
    assert school.asked() == [
        f"GET {B}/classes/CLS1",
        f"GET {B}/classes/CLS1/students",
        f"GET {B}/terms",
        f"GET {B}/categories",
        f"GET {B}/classes/CLS1/lineItems",
        f"GET {B}/classes/CLS1/results",
    ]
    assert ("filter", "metadata.classId=CLS1") in school.last(f"GET {B}/categories").query


def test_every_field_has_its_value(read: Any, school: Any) -> None:
    held = read()
    assert held == Gradebook(
        class_ref="CLS1",
        school=None,
        terms=(Term("T1", "Fall", date(2026, 8, 20), date(2026, 12, 18)),),
        categories=(Category("cat-1", "Quizzes", active=True),),
        students=(
            Student("stu-1", {"sourcedId": "stu-1", "identifier": "000123"}, active=True, on_gradebook=True),
        ),
        line_items=(
            LineItem(
                "li-1", "Quiz", "", "cat-1", date(2026, 9, 1), date(2026, 9, 15), Decimal(10), counts=None
            ),
        ),
        scores={"li-1": (Score("stu-1", Decimal("8.25"), None, late=False, missing=False, comment=""),)},
    )
    assert isinstance(held.scores["li-1"][0].mark, Decimal)


@pytest.mark.parametrize(
    ("changed", "mark"),
    [
        ({"scoreStatus": "exempt", "score": 0}, Excused.EXCUSED),
        ({"scoreStatus": "not submitted", "score": 0}, None),
        ({"scoreStatus": "fully graded", "score": 0}, Decimal(0)),
        ({"scoreStatus": "partially graded", "score": "7.50"}, Decimal("7.5")),
        ({"score": None}, None),
        ({"score": "B+"}, "B+"),
    ],
)
def test_a_number_beside_exempt_or_not_submitted_is_no_score(
    read: Any, school: Any, changed: dict[str, object], mark: object
) -> None:
    school.on(f"GET {B}/classes/CLS1/results", {"results": [{**RESULT, **changed}]})
    assert read().scores["li-1"][0].mark == mark


def test_what_is_marked_as_deleted_is_not_there(read: Any, school: Any) -> None:
    school.on(f"GET {B}/classes/CLS1/lineItems", {"lineItems": [{**ITEM, "status": "tobedeleted"}]})
    school.on(f"GET {B}/classes/CLS1/results", {"results": [{**RESULT, "status": "tobedeleted"}]})
    held = read()
    assert (held.line_items, held.scores) == ((), {})


def test_a_disabled_user_is_not_active(read: Any, school: Any) -> None:
    users = [{**STUDENT, "enabledUser": "false"}, {**STUDENT, "sourcedId": "s2", "status": "tobedeleted"}]
    school.on(f"GET {B}/classes/CLS1/students", {"users": users})
    assert [(student.ref, student.active) for student in read().students] == [("stu-1", False)]


# ---- lists, whole or not at all -------------------------------------------------------------------


def items(first: int, last: int) -> list[dict[str, object]]:
    return [{**ITEM, "sourcedId": f"li-{n}"} for n in range(first, last)]


def offset(request: Request) -> int:
    return int(dict(request.query)["offset"])


@pytest.mark.parametrize("size", [40, 100])
def test_a_list_goes_on_to_its_count_whatever_the_page_size(
    read: Any, school: Any, answer: Any, size: int
) -> None:
    def page(request: Request) -> Response:
        start = offset(request)
        rows = items(start, min(start + size, 250))
        made: Response = answer(200, {"lineItems": rows}, x_total_count="250")
        return made

    school.on(f"GET {B}/classes/CLS1/lineItems", page)
    assert len(read().line_items) == 250


def test_a_list_without_count_goes_on_to_a_short_page(read: Any, school: Any) -> None:
    pages = [{"lineItems": items(0, 100)}, {"lineItems": items(100, 130)}]
    school.turns(f"GET {B}/classes/CLS1/lineItems", *pages)
    assert len(read().line_items) == 130


def test_a_server_that_knows_no_paging_gives_all_at_once(read: Any, school: Any) -> None:
    school.on(f"GET {B}/classes/CLS1/lineItems", {"lineItems": items(0, 230)})
    assert len(read().line_items) == 230


def test_next_links_are_followed(read: Any, school: Any, answer: Any) -> None:
    link = f'<https://sis.test{B}/classes/CLS1/lineItems?after=x>; rel="next"'
    end = f'<https://sis.test{B}/classes/CLS1/lineItems>; rel="first"'
    first, then = (
        answer(200, {"lineItems": items(0, 3)}, link=link),
        answer(200, {"lineItems": items(3, 4)}, link=end),
    )
    school.turns(f"GET {B}/classes/CLS1/lineItems", first, then)
    assert len(read().line_items) == 4


@pytest.mark.parametrize(
    "pages",
    [
        [(200, {"lineItems": items(0, 100)}, {}), (500, b"x", {})],
        [
            (200, {"lineItems": items(0, 100)}, {"x_total_count": "150"}),
            (200, {"lineItems": []}, {"x_total_count": "150"}),
        ],
        [(200, {"lineItems": items(0, 100)}, {}), (200, {"lineItems": items(0, 100)}, {})],
        [(200, {"results": []}, {})],
        [(200, [], {})],
        [(200, {"lineItems": {"sourcedId": "x"}}, {})],
        [(200, {"lineItems": [{"sourcedId": "li-1", "title": "no due date"}]}, {})],
        [(200, b"<html>maintenance</html>", {})],
    ],
)
def test_a_list_that_is_not_whole_is_unread_and_never_short(
    read: Any, school: Any, answer: Any, pages: list[tuple[int, object, dict[str, str]]]
) -> None:
    made = [answer(status, body, **headers) for status, body, headers in pages]
    school.turns(f"GET {B}/classes/CLS1/lineItems", *made)
    held = read()
    assert isinstance(held.line_items, Unread)
    assert not isinstance(held.students, Unread)
    assert school.asked().count(f"GET {B}/classes/CLS1/lineItems") == len(pages)


def test_results_that_cannot_be_read_are_unread_for_every_line_item(
    read: Any, school: Any, answer: Any
) -> None:
    school.on(f"GET {B}/classes/CLS1/results", answer(500, b"x"))
    assert isinstance(read().scores["li-1"], Unread)


# ---- terms and categories ---------------------------------------------------------------------------


def test_a_class_without_terms_takes_the_grading_periods(read: Any, school: Any) -> None:
    school.on(f"GET {B}/classes/CLS1", {"class": {**CLASS, "terms": []}})
    school.on(f"GET {B}/gradingPeriods", {"academicSessions": TERMS})
    assert [term.ref for term in read().terms] == ["T0", "T1"]


def test_a_term_that_the_list_lacks_leaves_terms_unread(read: Any, school: Any) -> None:
    school.on(f"GET {B}/classes/CLS1", {"class": {**CLASS, "terms": [{"sourcedId": "T9"}]}})
    assert isinstance(read().terms, Unread)


def test_categories_of_other_classes_are_left_out_and_global_ones_kept(read: Any, school: Any) -> None:
    rows = [
        {"sourcedId": "a", "title": "Mine", "metadata": {"classId": "CLS1"}},
        {"sourcedId": "b", "title": "Theirs", "metadata": {"classId": "CLS2"}},
        {"sourcedId": "c", "title": "All", "metadata": None},
    ]
    school.on(f"GET {B}/categories", {"categories": rows})
    assert [category.name for category in read().categories] == ["Mine", "All"]


@pytest.mark.parametrize("first", [(200, {"categories": []}), (400, {"imsx_codeMajor": "failure"})])
def test_a_filter_that_finds_nothing_or_is_refused_is_left_out(
    read: Any, school: Any, answer: Any, first: tuple[int, object]
) -> None:
    school.turns(f"GET {B}/categories", answer(*first), {"categories": [{"sourcedId": "c", "title": "All"}]})
    assert [category.name for category in read().categories] == ["All"]
    assert all(name != "filter" for name, _ in school.last(f"GET {B}/categories").query)


# ---- the class itself ---------------------------------------------------------------------------------


def test_an_unknown_class_is_missing_where_the_server_says_so(sis: SisSide, school: Any, answer: Any) -> None:
    body = {"imsx_codeMajor": "failure", "imsx_severity": "error", "imsx_codeMinor": "unknown object"}
    school.on(f"GET {B}/classes/NONE", answer(404, body))
    assert asyncio.run(sis.read("NONE")) == Missing("NONE", ())


def test_an_unknown_class_is_missing_where_the_route_is_there(sis: SisSide, school: Any, answer: Any) -> None:
    school.on(f"GET {B}/classes/NONE", answer(404, b"Not Found"))
    school.on(f"GET {B}/classes", {"classes": []})
    assert asyncio.run(sis.read("NONE")) == Missing("NONE", ())


@pytest.mark.parametrize(
    "body", [b"<html>404</html>", b"RESTEASY003210: Could not find resource", b'{"error":"x"}']
)
def test_a_wrong_address_is_not_taken_for_a_missing_class(
    sis: SisSide, school: Any, answer: Any, body: bytes
) -> None:
    school.on(f"GET {B}/classes/NONE", answer(404, body))
    school.on(f"GET {B}/classes", answer(404, body))
    held = asyncio.run(sis.read("NONE"))
    assert isinstance(held, Unread)
    assert held.problem is Problem.ROUTE_MISSING


def test_a_missing_class_is_named_with_those_that_look_alike_and_the_list_is_read_once(
    sis: SisSide, school: Any, answer: Any
) -> None:
    body = {"imsx_codeMajor": "failure", "imsx_severity": "error", "imsx_codeMinor": "unknown object"}
    held = [{"sourcedId": ref} for ref in ("CLS-00417", "MV-417", "418", "CLS1")]
    school.on(f"GET {B}/classes", {"classes": held})
    for ref in ("CLS-417", "417"):
        school.on(f"GET {B}/classes/{ref}", answer(404, body))

    assert asyncio.run(sis.read("CLS-417")) == Missing("CLS-417", ("CLS-00417", "MV-417"))
    listed = school.asked().count(f"GET {B}/classes")
    assert asyncio.run(sis.read("417")) == Missing("417", ("CLS-00417", "MV-417"))
    assert school.asked().count(f"GET {B}/classes") == listed > 0


def test_without_a_list_of_classes_a_missing_one_is_missing_all_the_same(
    sis: SisSide, school: Any, answer: Any
) -> None:
    body = {"imsx_codeMajor": "failure", "imsx_severity": "error", "imsx_codeMinor": "unknown object"}
    school.on(f"GET {B}/classes/NONE", answer(404, body))
    school.on(f"GET {B}/classes", answer(500, b"x"))
    assert asyncio.run(sis.read("NONE")) == Missing("NONE", ())


def test_a_class_marked_as_deleted_is_missing(sis: SisSide, school: Any) -> None:
    school.on(f"GET {B}/classes/CLS1", {"class": {**CLASS, "status": "tobedeleted"}})
    assert asyncio.run(sis.read("CLS1")) == Missing("CLS1", ())


@pytest.mark.parametrize("text", [".", ".."])
def test_an_id_that_would_change_the_address_names_no_class(sis: SisSide, school: Any, text: str) -> None:
    assert asyncio.run(sis.read(text)) == Missing(text, ())
    assert school.requests == []


def test_a_class_id_with_a_slash_stays_one_id(sis: SisSide, school: Any) -> None:
    asyncio.run(sis.read("a/b"))
    assert f"GET {B}/classes/a%2Fb" in school.asked()


def test_no_answer_about_the_class_goes_up(sis: SisSide, school: Any) -> None:
    def lost(_request: Request) -> Response:
        raise NoAnswer("cut", Problem.SIS_UNREACHABLE, sent=True)

    school.on(f"GET {B}/classes/CLS1", lost)
    with pytest.raises(Retryable):
        asyncio.run(sis.read("CLS1"))


def test_a_refused_token_goes_up(sis: SisSide, school: Any, answer: Any) -> None:
    school.on(f"GET {B}/classes/CLS1/lineItems", answer(401))
    with pytest.raises(NeedsLogin):
        asyncio.run(sis.read("CLS1"))


def by_code(connection: Any, means: Any) -> SisSide:
    rule = IdRule(CanvasField.SIS_ID, "classCode", Transform.AS_IS, Transform.AS_IS)
    profile = IdProfile(rule, aspen.PROFILES[0].student, None)
    return aspen.connect(connection(Sis.ASPEN, profile=profile), means, SPACE)


def test_a_profile_may_name_another_field_of_the_class(connection: Any, means: Any, school: Any) -> None:
    rows = [{**CLASS, "classCode": "ALG-1"}, {**CLASS, "sourcedId": "CLS2", "classCode": "ALG-10"}]
    school.on(f"GET {B}/classes", {"classes": rows})
    held = asyncio.run(by_code(connection, means).read("ALG-1"))
    assert isinstance(held, Gradebook)
    assert held.class_ref == "CLS1"
    assert ("filter", "classCode=ALG-1") in school.last(f"GET {B}/classes").query
    assert asyncio.run(by_code(connection, means).read("ALG")) == Missing("ALG", ())


def test_two_classes_of_one_code_resolve_nothing(connection: Any, means: Any, school: Any) -> None:
    rows = [{**CLASS, "classCode": "ALG"}, {**CLASS, "sourcedId": "CLS2", "classCode": "ALG"}]
    school.on(f"GET {B}/classes", {"classes": rows})
    held = asyncio.run(by_code(connection, means).read("ALG"))
    assert isinstance(held, Unread)
    assert held.problem is Problem.SEVERAL_MATCHES
