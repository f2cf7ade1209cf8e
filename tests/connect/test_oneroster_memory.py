# The classes of conftest's fixtures have no name here: helper modules are not imported.
# ruff: noqa: ANN401
"""What is read once an hour, what each time; the vendor's header; and the capability probe."""

import asyncio
import json
from typing import Any

import pytest

from passback.connect.oneroster.dialect import Categories, Version
from passback.core.errors import NeedsConfig
from passback.core.gradebook import Gradebook, Unread
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


def test_a_class_read_not_long_ago_costs_two_requests_and_is_the_same(oneroster: Any, school: Any) -> None:
    first = read(oneroster())
    assert len(school.asked()) == 6
    second = read(oneroster())

    assert school.asked()[6:] == LISTS
    assert second == first


@pytest.mark.parametrize(("seconds", "again"), [(3599, 2), (3600, 6)])
def test_what_was_read_an_hour_ago_is_read_anew(
    oneroster: Any, school: Any, clock: Any, seconds: int, again: int
) -> None:
    read(oneroster())
    asyncio.run(clock.sleep(seconds))
    read(oneroster())

    assert len(school.asked()) == 6 + again


def test_nothing_is_kept_where_a_connection_wants_it_so(oneroster: Any, school: Any, means: Any) -> None:
    read(oneroster(options={"ttl": "0"}))

    assert means.memory.held == {}


def test_another_interface_of_the_same_host_has_its_own_memory(oneroster: Any, school: Any) -> None:
    read(oneroster())
    held = asyncio.run(oneroster(options={"base_path": "/other"}).read("CLS1"))

    assert isinstance(held, Unread)


@pytest.mark.parametrize("part", ["students", "categories", "terms"])
def test_what_is_forgotten_is_read_anew_and_nothing_else(
    oneroster: Any, school: Any, means: Any, part: str
) -> None:
    read(oneroster())
    asyncio.run(means.memory.forget(f"{SPACE}/{part}/"))
    read(oneroster())

    assert len(school.asked()) == 6 + 3
    assert school.asked()[6].rpartition("/")[2] == part


def test_a_part_that_could_not_be_read_is_not_kept(oneroster: Any, school: Any, answer: Any) -> None:
    school.turns(f"GET {B}/categories", answer(500, b"x"), {"categories": [{"sourcedId": "c", "title": "Q"}]})

    assert isinstance(read(oneroster()).categories, Unread)
    assert len(read(oneroster()).categories) == 1


def test_what_another_version_kept_is_read_anew(oneroster: Any, school: Any, means: Any) -> None:
    read(oneroster())
    means.memory.held = {key: (at, [{"is": "Old"}]) for key, (at, _) in means.memory.held.items()}
    read(oneroster())

    assert len(school.asked()) == 12


def test_no_name_of_a_student_and_no_secret_is_kept(oneroster: Any, school: Any, means: Any) -> None:
    read(oneroster())
    kept = json.dumps({key: held for key, (_, held) in means.memory.held.items()})

    assert "stu-1" in kept
    assert "Marker" not in kept
    assert "sis-secret" not in kept


def test_terms_of_one_district_are_read_once_for_all_its_classes(oneroster: Any, school: Any) -> None:
    school.on(f"GET {B}/classes/CLS2", {"class": {"sourcedId": "CLS2", "terms": [{"sourcedId": "T1"}]}})
    sis = oneroster()
    asyncio.run(sis.read("CLS1"))
    asyncio.run(sis.read("CLS2"))

    assert school.asked().count(f"GET {B}/terms") == 1


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
