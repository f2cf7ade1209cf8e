"""The hostile server: each deviation is what it says, and the engine's truth lies beside it."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from passback.sandbox.hostile.app import BY_NAME, MANNERS, handle
from passback.sandbox.hostile.deviations import MANY, End
from passback.sandbox.school import Call, interface
from passback.sandbox.systems import names

Come = Callable[[str], Any]


@pytest.fixture
def hostile(door: Callable[[Any], Any]) -> Come:
    """Signed in at a deviation; what refuses everybody is not signed in to."""
    return lambda name: door(MANNERS[name])


def item(one: Any) -> Any:  # noqa: ANN401 - a door, a line item
    return one.get("/lineItems/l-1")["lineItem"]


def marks(one: Any) -> list[Any]:  # noqa: ANN401 - a door
    return list(one.get(f"/classes/{one.klass}/lineItems/l-1/results")["results"])


def test_every_deviation_of_the_facts_is_there_once() -> None:
    assert len(BY_NAME) == 37
    assert {one.end for one in BY_NAME.values()} == set(End)


@pytest.mark.parametrize("name", sorted(set(BY_NAME) - {"plain-401"}))
def test_a_deviation_lets_in_and_keeps_its_own_roster(hostile: Come, name: str) -> None:
    one = hostile(name)

    assert one.roster is not one.school.rosters["hostile"]
    assert one.call("GET", "/classes").status == 200
    assert not [key for key in one.school.writes if key]


def test_the_description_says_where_each_is_and_how_it_must_end(hostile: Come) -> None:
    school = hostile("html").school
    shown: Any = interface(school, {name: f"http://{name}.test" for name in names()})
    entry = shown["more"]["hostile"]

    assert set(entry["deviations"]) == set(BY_NAME)
    one = entry["deviations"]["token-below-base"]
    assert one["url"] == "http://hostile.test/token-below-base"
    base = "/token-below-base/ims/oneroster/v1p1"
    assert one["auth"]["token_url"] == f"http://hostile.test{base}/token"
    assert (one["end"], one["sis"]) == ("proven", "oneroster")


def test_update_only_finds_no_new_id(hostile: Come) -> None:
    one = hostile("update-only")

    assert (one.put_line().status, one.roster.lines) == (404, {})


def test_changes_nothing_answers_200_and_forgets(hostile: Come) -> None:
    one = hostile("changes-nothing")
    one.put_line()

    answer = one.put_line(title="Another")
    assert (answer.status, answer.json["lineItem"]["title"]) == (200, "Another")
    assert item(one)["title"] == "Density worksheet"


def test_1_2_without_the_part_of_the_service(hostile: Come) -> None:
    one = hostile("base-without-gradebook")
    root = "/base-without-gradebook/ims/oneroster"

    assert one.anyone("GET", f"{root}/v1p2/lineItems", **one.headers).status == 200
    assert one.anyone("GET", f"{root}/gradebook/v1p2/lineItems", **one.headers).status == 404


def test_flat_bodies_have_no_envelope(hostile: Come) -> None:
    one = hostile("flat-bodies")
    one.put_line()
    (row,) = one.get(f"/classes/{one.klass}/lineItems")

    assert (row["classSourcedId"], "class" in row) == (one.klass, False)
    assert one.get("/lineItems/l-1")["title"] == "Density worksheet"


def test_put_is_no_verb_where_post_creates(hostile: Come) -> None:
    one = hostile("post-creates")

    assert one.put_line().status == 405
    answer = one.call("POST", "/lineItems", one.line())
    assert (answer.status, answer.json["lineItem"]["sourcedId"]) == (201, "srv-1")


def test_lists_under_data_with_their_total(hostile: Come) -> None:
    one = hostile("data-and-total")
    answer = one.call("GET", f"/classes/{one.klass}/students?limit=3")

    assert (len(answer.json["data"]), answer.json["total"]) == (3, 10)
    assert "x-total-count" not in answer.headers


def test_a_filter_with_one_equals_sign_finds_nothing(hostile: Come) -> None:
    one = hostile("double-equals")

    assert one.get(f"/categories?filter=metadata.classId%3D'{one.klass}'") == {"categories": []}
    assert one.get("/teachers?filter=email%3D'x'") == {"users": []}
    assert len(one.get("/categories")["categories"]) == 3


def test_statuses_that_no_document_has_beside_the_true_score(hostile: Come) -> None:
    one = hostile("invented-status")
    one.put_line()
    one.put_mark(8)
    (row,) = marks(one)

    assert (row["scoreStatus"], row["score"]) == ("earnedFull", 8)


def test_other_routes_answer_under_other_names(hostile: Come) -> None:
    one = hostile("other-routes")

    assert one.call("GET", f"/classes/{one.klass}/lineItems").status == 404
    assert one.get(f"/classes/{one.klass}/lineitems") == {"lineItems": []}
    assert len(one.get("/line_item_categories")["categories"]) == 3


def test_link_ends_before_the_count(hostile: Come) -> None:
    answer = (one := hostile("two-pagings")).call("GET", f"/classes/{one.klass}/students")

    assert 'rel="next"' not in answer.headers["link"]
    assert (len(answer.json["users"]), answer.headers["x-total-count"]) == (5, "10")


def test_strict_wants_whole_references_and_flags_as_text(hostile: Come) -> None:
    one = hostile("strict-1.2")
    answer = one.put_line()
    whole = {
        name: {"sourcedId": key, "href": f"http://x/{key}", "type": name}
        for name, key in (("class", one.klass), ("category", one.category()))
    }

    assert (answer.status, "imsx_StatusInfo" in answer.json) == (400, True)
    assert one.put_line(**whole).status == 201


def test_no_token_is_good_and_it_says_so_in_text(hostile: Come) -> None:
    answer = hostile("plain-401").call("GET", "/classes")

    assert (answer.status, answer.text) == (401, "Unauthorized")


def test_a_refusal_inside_a_200_keeps_nothing(hostile: Come) -> None:
    one = hostile("failure-in-200")
    one.put_line()
    answer = one.put_mark(8)

    assert (answer.status, answer.json["statusInfoSet"][0]["imsx_codeMajor"]) == (200, "failure")
    assert one.roster.marks == {}


@pytest.mark.parametrize(
    ("name", "status", "body"),
    [("put-object", 201, "{}"), ("put-nothing", 201, ""), ("put-204", 204, "")],
)
def test_answers_that_name_nothing(hostile: Come, name: str, status: int, body: str) -> None:
    one = hostile(name)
    answer = one.put_line()

    assert (answer.status, answer.text, set(one.roster.lines)) == (status, body, {"l-1"})


def test_an_array_for_one_and_an_id_of_its_own(hostile: Come) -> None:
    assert [row["sourcedId"] for row in hostile("put-array").put_line().json["lineItem"]] == ["l-1"]
    one = hostile("put-other-id")
    assert one.put_line().json["lineItem"]["sourcedId"] == "own-l-1"
    assert (one.call("GET", "/lineItems/l-1").status, set(one.roster.lines)) == (404, {"own-l-1"})


@pytest.mark.parametrize(("name", "kept"), [("echo-rounded", 8), ("echo-capped", 3)])
def test_an_echo_hides_what_is_kept(hostile: Come, name: str, kept: int) -> None:
    one = hostile(name)
    one.put_line()

    assert one.put_mark("8.5").json["result"]["score"] == "8.5"
    assert marks(one)[0]["score"] == kept


def test_an_echo_hides_a_day(hostile: Come) -> None:
    one = hostile("echo-a-day-off")

    assert one.put_line().json["lineItem"]["dueDate"] == "2026-10-02T00:00:00.000Z"
    assert item(one)["dueDate"] == "2026-10-01T00:00:00.000Z"


def test_what_is_gone_is_listed_on(hostile: Come) -> None:
    one = hostile("still-listed")
    one.put_line()
    for seat in range(2):
        one.put_mark(8, seat=seat)

    assert [row["status"] for row in marks(one)] == ["active", "active", "tobedeleted", "inactive"]


def test_lists_and_objects_change_places(hostile: Come) -> None:
    one, other = hostile("collapsed-lists"), hostile("list-for-object")

    assert one.get("/terms")["academicSessions"]["type"] == "term"
    assert len(one.get("/categories")["categories"]) == 3
    assert isinstance(other.get(f"/classes/{other.klass}")["class"], list)


def test_pages_for_people_and_bodies_that_stop(hostile: Come) -> None:
    one = hostile("html")
    assert one.call("GET", "/classes").text.startswith("<html>")
    cut = hostile("truncated")
    cut.put_line()
    assert cut.call("GET", "/lineItems/l-1").reply.ending == "whole"
    assert cut.call("GET", f"/classes/{cut.klass}/results").reply.ending == "cut"


@pytest.mark.parametrize("name", ["ends-in-the-middle", "moving-list"])
def test_a_list_that_is_never_whole(hostile: Come, name: str) -> None:
    one = hostile(name)
    seen: set[str] = set()
    for offset in range(0, 10, 2):
        answer = one.call("GET", f"/classes/{one.klass}/students?limit=100&offset={offset}")
        assert answer.headers["x-total-count"] == "10"
        seen |= {row["sourcedId"] for row in answer.json["users"]}

    assert 0 < len(seen) < 10


def test_twins_and_ten_thousand_categories(hostile: Come) -> None:
    one, many = hostile("twins"), hostile("many-categories")
    rows = one.get(f"/classes/{one.klass}/lineItems")["lineItems"]

    assert len({(row["title"], row["dueDate"], row["resultValueMax"]) for row in rows}) == 1
    assert len(rows) == 2
    titles = [row["title"] for row in many.get("/categories?limit=10000")["categories"]]
    assert (len(titles), titles.count("Homework")) == (MANY, 2)


@pytest.mark.parametrize(("name", "wait"), [("busy", None), ("busy-until", "2")])
def test_every_third_put_is_too_much(hostile: Come, name: str, wait: str | None) -> None:
    one = hostile(name)
    answers = [one.put_line(f"l-{number}") for number in range(6)]

    assert [answer.status for answer in answers] == [201, 201, 429, 201, 201, 429]
    assert answers[2].headers.get("retry-after") == wait


def test_a_journal_played_back_is_never_too_much(hostile: Come) -> None:
    one = hostile("busy")
    one.school.calls.clear()
    path, body = "/busy/ims/oneroster/v1p1/lineItems/l-1", json.dumps(one.line()).encode()
    call = Call("hostile", "PUT", path, (), {"host": "x", **one.headers}, body, one.anyone.at)

    assert {handle(one.school, call).status for _ in range(4)} <= {200, 201}


def test_what_was_written_cannot_be_read(hostile: Come) -> None:
    one = hostile("no-read-back")
    one.put_line()
    address = f"/classes/{one.klass}/lineItems/l-1/results"

    assert one.call("GET", address).status == 200
    assert one.put_mark(8).status == 201
    assert one.call("GET", address).status == 500
    assert [row.score for row in one.roster.marks.values()] == [Decimal(8)]


def test_what_was_written_is_seen_only_after_some_reads(hostile: Come) -> None:
    one = hostile("slow-to-show")
    one.put_line()
    one.put_mark(8)
    seen = [len(marks(one)) for _ in range(6)]

    assert (seen[0], seen[-1], sorted(seen)) == (0, 1, seen)


def test_a_category_is_read_from_the_envelope_of_a_result(hostile: Come) -> None:
    one = hostile("category-in-result")

    assert one.call("PUT", "/categories/c-1", {"category": {"title": "A"}}).status == 500
