# The classes of conftest's fixtures have no name here: helper modules are not imported.
# ruff: noqa: ANN401
"""What a read costs; the vendor's header; and the capability probe."""

import asyncio
from typing import Any

import pytest

from passback.connect.oneroster.dialect import Categories, Version
from passback.core.errors import NeedsConfig, Retryable
from passback.core.gradebook import Gradebook
from passback.core.problem import Problem

B = "/ims/oneroster/v1p1"
SPACE = "6f1cf6f4-3f0f-4b8e-9d0e-0d3a3f6c2b51"
LISTS = [f"GET {B}/classes/CLS1/lineItems", f"GET {B}/classes/CLS1/results"]
TERM = {"sourcedId": "T1", "title": "Fall", "startDate": "2026-08-20", "endDate": "2026-12-18"}
STUDENT = {
    "sourcedId": "stu-1",
    "identifier": "7",
    "givenName": "Marker-Given",
    "familyName": "Marker-Family",
}


@pytest.fixture
def school(script: Any) -> Any:
    script.on("POST /oauth/token", {"access_token": "t", "expires_in": 3600})
    script.on(f"GET {B}/classes", {"classes": [{"sourcedId": "CLS1"}]})
    script.on(f"GET {B}/classes/CLS1", {"class": {"sourcedId": "CLS1", "terms": [{"sourcedId": "T1"}]}})
    script.on(f"GET {B}/classes/CLS1/students", {"users": [STUDENT]})
    script.on(f"GET {B}/terms", {"academicSessions": [TERM, {"sourcedId": "T9", "title": "no dates"}]})
    script.on(f"GET {B}/categories", {"categories": [{"sourcedId": "c", "title": "Quizzes"}]})
    script.on(f"GET {B}/lineItems", {"lineItems": []})
    script.on(LISTS[0], {"lineItems": []})
    script.on(LISTS[1], {"results": []})
    return script


def read(sis: Any) -> Gradebook:
    held = asyncio.run(sis.read("CLS1"))
    assert isinstance(held, Gradebook)
    return held


def test_a_class_is_six_requests_each_time_for_who_asks_remembers(
    oneroster: Any, school: Any, means: Any
) -> None:
    sis = oneroster()
    first = read(sis)
    assert len(school.asked()) == 6
    assert read(sis) == first
    assert len(school.asked()) == 12
    assert means.memory.held == {}


# ---- the vendor's header ---------------------------------------------------------------------------------


def test_without_the_vendor_s_header_no_gradebook_call_leaves(oneroster: Any, school: Any) -> None:
    sis = oneroster(vendor_header="x-vendor-authorization")
    with pytest.raises(NeedsConfig) as caught:
        asyncio.run(sis.line_items("CLS1"))

    assert caught.value.problem is Problem.VENDOR_KEY_MISSING
    assert school.asked() == []


@pytest.mark.parametrize("name", ["x-vendor-authorization", "X-Vendor-Authorization"])
def test_with_the_vendor_s_header_it_goes_along(oneroster: Any, school: Any, name: str) -> None:
    sis = oneroster(vendor={name: "env:KEY"}, vendor_header="x-vendor-authorization")
    asyncio.run(sis.line_items("CLS1"))

    assert school.last(LISTS[0]).headers[name] == "vendor-secret"


# ---- the probe --------------------------------------------------------------------------------------------


def probes(sis: Any) -> dict[str, tuple[bool | None, Problem | None]]:
    made = {probe.name: (probe.ok, probe.problem) for probe in asyncio.run(sis.probe())}
    return {name.removeprefix("OneRoster "): held for name, held in made.items()}


def test_the_probe_asks_for_one_row_of_each_and_writes_nothing(oneroster: Any, school: Any) -> None:
    found = probes(oneroster())

    assert found == {
        **dict.fromkeys(["terms", "classes", "categories", "students of a class"], (True, None)),
        **dict.fromkeys(["lineItems of a class", "results of a class"], (True, None)),
        "writes": (None, None),
    }
    asked = [request for request in school.requests if request.method == "GET"]
    assert len(asked) == 6
    assert all(dict(request.query)["limit"] == "1" for request in asked)
    assert school.asked("PUT") + school.asked("POST") == []


def test_the_probe_says_which_reads_are_missing_and_at_which_address(
    oneroster: Any, school: Any, answer: Any
) -> None:
    school.on(LISTS[1], answer(404, b"RESTEASY003210"))
    made = {probe.name: probe for probe in asyncio.run(oneroster().probe())}

    assert made["OneRoster results of a class"].problem is Problem.ROUTE_MISSING
    assert f"https://sis.test{B} (option base_path)" in made["OneRoster results of a class"].detail
    assert made["OneRoster lineItems of a class"].ok


def test_a_refused_way_in_ends_the_probe(oneroster: Any, school: Any, answer: Any) -> None:
    school.on(f"GET {B}/terms", answer(401))

    assert probes(oneroster()) == {"terms": (False, Problem.CREDENTIALS_EXPIRED)}


def test_the_probe_says_that_the_vendor_s_header_is_missing(oneroster: Any, school: Any) -> None:
    found = probes(oneroster(vendor_header="x-vendor-authorization"))

    assert found["gradebook"] == (False, Problem.VENDOR_KEY_MISSING)


def test_an_sis_without_a_list_of_classes_may_still_have_each_class(
    oneroster: Any, school: Any, answer: Any
) -> None:
    school.on(f"GET {B}/classes", answer(404, b"RESTEASY003210"))
    found = probes(oneroster())

    assert (found["classes"], found["gradebook of a class"]) == ((None, None), (None, None))
    school.on(f"GET {B}/classes", answer(403, b"no"))
    assert probes(oneroster())["classes"] == (False, Problem.PERMISSION_MISSING)


def test_a_school_without_a_class_leaves_the_rest_unknown(oneroster: Any, school: Any) -> None:
    school.on(f"GET {B}/classes", {"classes": []})

    assert probes(oneroster())["gradebook of a class"] == (None, None)


def test_categories_that_nobody_asks_for_are_not_probed(oneroster: Any, school: Any) -> None:
    assert probes(oneroster(categories=Categories.NONE))["categories"] == (None, None)
    assert f"GET {B}/categories" not in school.asked()


def test_a_missing_base_of_1_2_is_said_with_both_addresses(oneroster: Any, script: Any) -> None:
    script.on("POST /oauth/token", {"access_token": "t", "expires_in": 3600})
    (made,) = asyncio.run(oneroster(Version.V1P2).probe())

    assert made.problem is Problem.ROUTE_MISSING
    assert "gradebook/v1p2 and " in made.detail
    assert "rostering/v1p2 " in made.detail


# ---- the probe before a sync ---------------------------------------------------------------------------


def test_to_be_greeted_is_one_read_and_a_second_one_where_terms_are_not_for_us(
    oneroster: Any, school: Any, answer: Any
) -> None:
    asyncio.run(oneroster().greet())
    assert school.asked() == [f"GET {B}/terms"]

    school.on(f"GET {B}/terms", answer(404))
    asyncio.run(oneroster().greet())
    assert school.asked()[1:] == [f"GET {B}/terms", f"GET {B}/classes"]


def test_who_answers_neither_is_named_by_the_first_answer(oneroster: Any, school: Any, answer: Any) -> None:
    """Many providers have no list of all classes: their 404 must not hide an outage."""
    school.on(f"GET {B}/terms", answer(503))
    school.on(f"GET {B}/classes", answer(404))

    with pytest.raises(Retryable) as said:
        asyncio.run(oneroster().greet())

    assert said.value.problem is Problem.SIS_UNREACHABLE
