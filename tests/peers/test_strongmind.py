"""strongmind-oneroster-client, made from the 1.1 OpenAPI, meets a 1.1 simulator as it meets any provider."""

from datetime import UTC, date, datetime
from typing import Any

import oneroster_client as peer
import pytest

from dialling import dial, token_of
from served import Served

Json = dict[str, Any]

# Entries of the first line that speak OneRoster 1.1 with a token: a vendor's, and the specification's.
KEYS = ("aspen", "oneroster")
BASE = "/ims/oneroster/v1p1"


@pytest.fixture(scope="module", params=KEYS)
def given(request: pytest.FixtureRequest, school: Served) -> Json:
    described: Any = school.described["sis"]
    return described[request.param]


@pytest.fixture(scope="module")
def api(given: Json) -> peer.ApiClient:
    # Its `header_value` is overwritten by an empty bearer; only `access_token` counts.
    made = peer.Configuration()
    made.host = given["url"] + BASE
    made.access_token = token_of(given)
    return peer.ApiClient(made)


def reference(api: peer.ApiClient, collection: str, sourced_id: str, kind: str) -> peer.GUIDRefType:
    href = f"{api.configuration.host}/{collection}/{sourced_id}"
    return peer.GUIDRefType(href=href, sourced_id=sourced_id, type=kind)


@pytest.fixture(scope="module")
def item(api: peer.ApiClient, given: Json) -> str:
    """A line item that this client made in a class of the school."""
    listed = peer.LineItemsManagementApi(api).get_line_items().line_items
    categories = peer.CategoriesManagementApi(api).get_categories().categories
    wanted = next((c.sourced_id for c in categories if of_class(c, given["classes"][0])), None)
    assert wanted is not None
    assert "peer-item" not in {one.sourced_id for one in listed}
    made = peer.LineItemType(
        sourced_id="peer-item",
        status="active",
        date_last_modified=datetime(2026, 9, 1, tzinfo=UTC),
        title="Quiz by another client",
        description="",
        assign_date=datetime(2026, 9, 14, tzinfo=UTC),
        due_date=datetime(2026, 9, 18, tzinfo=UTC),
        _class=reference(api, "classes", given["classes"][0], "class"),
        category=reference(api, "categories", wanted, "category"),
        result_value_min=0.0,
        result_value_max=10.0,
    )
    peer.LineItemsManagementApi(api).put_line_item(peer.SingleLineItemType(line_item=made), "peer-item")
    return "peer-item"


def of_class(category: peer.CategoryType, klass: str) -> bool:
    held = category.metadata
    return not held or held.get("classId", klass) == klass


def test_it_reads_back_the_line_item_that_it_put(api: peer.ApiClient, item: str, given: Json) -> None:
    held = peer.LineItemsManagementApi(api).get_line_item(item).line_item

    assert (held.title, held.result_value_max) == ("Quiz by another client", 10.0)
    assert held._class.sourced_id == given["classes"][0]
    assert held.due_date.date() == date(2026, 9, 18)


def test_it_puts_a_result_and_reads_it_in_each_of_the_three_ways(
    api: peer.ApiClient, item: str, given: Json
) -> None:
    results, klass = peer.ResultsManagementApi(api), given["classes"][0]
    student = student_of(given)
    made = peer.ResultType(
        sourced_id="peer-result",
        status="active",
        date_last_modified=datetime(2026, 9, 18, tzinfo=UTC),
        line_item=reference(api, "lineItems", item, "lineItem"),
        student=reference(api, "users", student, "user"),
        score_status="fully graded",
        score=8.5,
        score_date=date(2026, 9, 18),
        comment="",
    )

    results.put_result(peer.SingleResultType(result=made), "peer-result")

    one = results.get_result("peer-result").result
    listed = results.get_results_for_class(klass).results
    of_item = results.get_results_for_line_item_for_class(klass, item).results
    assert (one.score, one.student.sourced_id, one.score_status) == (8.5, student, "fully graded")
    assert "peer-result" in {row.sourced_id for row in listed}
    assert [(row.sourced_id, row.score) for row in of_item] == [("peer-result", 8.5)]


def student_of(given: Json) -> str:
    """A student of the class, by a plain request: this client has no rostering calls."""
    path = f"{BASE}/classes/{given['classes'][0]}/students"
    return str(dial(given, token_of(given), "GET", path).json["users"][0]["sourcedId"])


def test_what_is_not_there_is_a_404_of_its_own_kind(api: peer.ApiClient) -> None:
    with pytest.raises(Exception, match="404") as caught:
        peer.LineItemsManagementApi(api).get_line_item("not-there")
    assert type(caught.value).__name__ in {"ApiException", "HTTPError"}


def test_the_lower_case_route_that_its_definition_invents_is_found_where_that_is_said(
    api: peer.ApiClient, given: Json, item: str
) -> None:
    """It asks for `/classes/:id/lineitems`, which the specification does not have (facts/oneroster.md §4)."""
    ask = peer.LineItemsManagementApi(api).get_line_items_for_class
    if "oneroster" in given["auth"]["client_id"]:
        assert item in {one.sourced_id for one in ask(given["classes"][0]).line_items}
    else:
        with pytest.raises(Exception, match="404"):
            ask(given["classes"][0])
