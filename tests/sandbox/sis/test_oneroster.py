"""Generic OneRoster 1.1 and 1.2: keeps whatever is PUT."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from passback.sandbox.oneroster.manners import Manners
from passback.sandbox.sis.oneroster.app import PLAIN, PLAIN_1_2

Come = Callable[[Manners], Any]
BOTH = pytest.mark.parametrize("manners", [PLAIN, PLAIN_1_2], ids=["1.1", "1.2"])


def test_one_base_in_1_1_one_per_service_in_1_2(door: Come) -> None:
    old, new = door(PLAIN), door(PLAIN_1_2)

    for path in ("/classes", "/lineItems"):
        base = "/ims/oneroster/v1p1"
        assert old.anyone("GET", base + path, **old.headers).status == 200
        assert new.anyone("GET", base + path, **new.headers).status == 404
    services = {"/classes": "rostering", "/lineItems": "gradebook"}
    for path, service in services.items():
        assert new.anyone("GET", f"/ims/oneroster/{service}/v1p2{path}", **new.headers).status == 200
    assert new.anyone("GET", "/ims/oneroster/gradebook/v1p2/classes", **new.headers).status == 404


def test_categories_of_a_class_in_1_2_only(door: Come) -> None:
    old, new = door(PLAIN), door(PLAIN_1_2)
    titles = [row["title"] for row in new.get(f"/classes/{new.klass}/categories")["categories"]]

    assert titles == ["Homework", "Labs", "Tests"]
    assert old.call("GET", f"/classes/{old.klass}/categories").status == 404
    rows = old.get(f"/categories?filter=metadata.classId%3D'{old.klass}'")["categories"]
    assert [row["title"] for row in rows] == titles


def test_a_put_answers_201_and_in_1_1_200_when_it_replaces(door: Come) -> None:
    old, new = door(PLAIN), door(PLAIN_1_2)

    assert [old.put_line().status, old.put_line(title="Another").status] == [201, 200]
    assert [new.put_line().status, new.put_line(title="Another").status] == [201, 201]
    assert [old.put_mark(8).status, old.put_mark(9).status] == [201, 200]


def test_the_bulk_post_of_1_2_gives_pairs_of_ids(door: Come) -> None:
    new = door(PLAIN_1_2)
    line = new.line()["lineItem"] | {"sourcedId": "mine"}
    answer = new.call("POST", f"/classes/{new.klass}/lineItems", {"lineItems": [line, line]})
    pairs = answer.json["sourcedIdPairs"]

    assert answer.status == 201
    assert [pair["suppliedSourcedId"] for pair in pairs] == ["mine", "mine"]
    first, second = (pair["allocatedSourcedId"] for pair in pairs)
    assert first != second
    students = [row.id for row in new.students]
    marks = [
        {"lineItem": {"sourcedId": first}, "student": {"sourcedId": who}, "score": 5, "sourcedId": who}
        for who in students
    ]
    assert new.call("POST", f"/lineItems/{first}/results", {"results": marks}).status == 201
    assert len(new.get(f"/classes/{new.klass}/lineItems/{first}/results")["results"]) == len(students)
    assert door(PLAIN).call("POST", "/lineItems/x/results", {"results": []}).status == 404


def test_a_bulk_post_keeps_all_or_nothing(door: Come) -> None:
    new = door(PLAIN_1_2)
    good = new.line()["lineItem"]
    bad = good | {"category": {"sourcedId": "nowhere"}}
    before = new.school.revision, dict(new.school.writes)

    assert new.call("POST", f"/classes/{new.klass}/lineItems", {"lineItems": [good, bad]}).status == 404
    assert new.get("/lineItems")["lineItems"] == []
    assert (new.school.revision, new.school.writes) == before


def test_late_and_missing_of_1_2_are_text_and_never_booleans(door: Come) -> None:
    old, new = door(PLAIN), door(PLAIN_1_2)
    for one in (old, new):
        one.put_line()

    assert new.put_mark(8, late=True).status == 422
    assert new.put_mark(8, late="true", textScore="B").status == 201
    assert old.put_mark(8, late="true", textScore="B").status == 201
    (kept,) = new.get("/results")["results"]
    assert (kept["late"], kept["textScore"]) == ("true", "B")
    (kept,) = old.get("/results")["results"]
    assert not {"late", "textScore"} & set(kept)


@BOTH
def test_a_status_beyond_the_five_is_refused(door: Come, manners: Manners) -> None:
    one = door(manners)
    one.put_line()

    assert one.put_mark(8, scoreStatus="late").status in {400, 422}
    assert one.put_mark(8, scoreStatus="partially graded").status == 201


@BOTH
def test_values_of_a_filter_with_and_without_quotes_one_and_or_or(door: Come, manners: Manners) -> None:
    one = door(manners)
    one.put_line("a", title="Alpha")
    one.put_line("b", title="Beta")

    def found(text: str) -> list[str]:
        return [row["sourcedId"] for row in one.get(f"/lineItems?filter={quote(text)}")["lineItems"]]

    assert found("title='Alpha'") == found("title=Alpha") == ["a"]
    assert found("title='Alpha' OR title='Beta'") == ["a", "b"]
    assert found("title='Alpha' AND title='Beta'") == []
    assert found(f"class.sourcedId='{one.klass}' AND title~'bet'") == ["b"]
    assert found("dateLastModified>'2026-01-01' AND resultValueMax>=10") == ["a", "b"]
    for wrong in ("title", "title='a' OR title='b' OR title='c'"):
        answer = one.call("GET", f"/lineItems?filter={quote(wrong)}")
        assert (answer.status, "invalid_filter_field" in answer.text) == (400, True)


@BOTH
def test_limits_up_to_10000_are_honored(door: Come, manners: Manners) -> None:
    one = door(manners)
    for number in range(120):
        one.put_line(f"l-{number:03}")

    answer = one.call("GET", "/lineItems?limit=10000")
    assert (len(answer.json["lineItems"]), answer.headers["x-total-count"]) == (120, "120")
    assert len(one.get("/lineItems")["lineItems"]) == 100
    assert len(one.get("/lineItems?limit=100&offset=100")["lineItems"]) == 20
    last = one.get("/lineItems?sort=sourcedId&orderBy=desc&limit=1&fields=sourcedId")["lineItems"]
    assert last == [{"sourcedId": "l-119"}]


def _signed(one: Any, method: str, name: str, query: str = "") -> dict[str, str]:  # noqa: ANN401 - a door
    """A signature made by hand, step by step as RFC 5849 §3.4 tells it."""
    digest = {"HMAC-SHA1": hashlib.sha1, "HMAC-SHA256": hashlib.sha256}[method]
    client = one.roster.client
    given = {
        "oauth_consumer_key": client.id,
        "oauth_nonce": "n/1",
        "oauth_signature_method": method,
        "oauth_timestamp": "1",
    }
    pairs = [*given.items(), *([("filter", query)] if query else [])]
    line = "&".join(sorted(f"{quote(k, safe='')}={quote(v, safe='')}" for k, v in pairs))
    address = f"http://school.test{one.manners.gradebook}{name}"
    text = "&".join(["GET", quote(address, safe=""), quote(line, safe="")])
    key = f"{client.secret}&".encode()
    given["oauth_signature"] = base64.b64encode(hmac.new(key, text.encode(), digest).digest()).decode()
    words = ", ".join(f'{key}="{quote(held, safe="")}"' for key, held in given.items())
    return {"authorization": f"OAuth {words}"}


def test_1_1_takes_both_signatures_and_tokens_by_basic_and_by_form_1_2_tokens_only(door: Come) -> None:
    old, new = door(PLAIN), door(PLAIN_1_2)
    for method in ("HMAC-SHA1", "HMAC-SHA256"):
        headers = _signed(old, method, "/lineItems", "title='a b'")
        address = f"{PLAIN.gradebook}/lineItems?filter=" + quote("title='a b'")
        assert old.anyone("GET", address, **headers).status == 200
        assert old.anyone("GET", f"{PLAIN.gradebook}/lineItems", **headers).status == 401
        headers = _signed(new, method, "/lineItems")
        assert new.anyone("GET", f"{PLAIN_1_2.gradebook}/lineItems", **headers).status == 401
    for one in (old, new):
        client = one.roster.client
        form = f"grant_type=client_credentials&client_id={client.id}&client_secret={client.secret}"
        assert one.anyone("POST", "/oauth/token", form.encode()).status == 200
        assert one.anyone("POST", "/oauth/token", form.encode() + b"x").status == 401
        assert one.anyone("GET", f"{one.manners.gradebook}/lineItems").status == 401


@BOTH
def test_a_refusal_is_onerosters_own_object(door: Come, manners: Manners) -> None:
    one = door(manners)
    answer = one.call("GET", "/lineItems/none")

    assert answer.status == 404
    assert answer.json["imsx_codeMajor"] == "failure"
    (field,) = answer.json["imsx_CodeMinor"]["imsx_codeMinorField"]
    assert field["imsx_codeMinorFieldValue"] == "unknownobject"
    assert "invaliddata" in one.put_line(title="").text


@BOTH
def test_the_same_id_again_replaces_and_never_doubles(door: Come, manners: Manners) -> None:
    one = door(manners)
    one.put_line(description="first")
    one.put_line(title="Second")

    (row,) = one.get(f"/classes/{one.klass}/lineItems")["lineItems"]
    assert (row["title"], "description" in row) == ("Second", False)
    assert one.call("PUT", "/lineItems/l-2", {"lineItem": {"sourcedId": "l-1"}}).status in {400, 422}


@BOTH
def test_one_result_per_line_item_and_student(door: Come, manners: Manners) -> None:
    one = door(manners)
    one.put_line()

    assert one.put_mark(8, mark="one").status == 201
    assert one.put_mark(8, mark="two").status in {400, 422}
    del one.roster.marks["one"]
    assert one.put_mark(8, mark="two").status == 201


@BOTH
def test_teachers_by_e_mail_and_classes_by_status(door: Come, manners: Manners) -> None:
    one = door(manners)
    email = one.roster.people_of(one.klass, "teacher")[0].email
    (teacher,) = one.get(f"/teachers?filter=email%3D'{email}'")["users"]
    address = f"/teachers/{teacher['sourcedId']}/classes?filter=status%3D'active'"

    (held,) = one.get(address)["classes"]
    assert held["sourcedId"] == one.klass
    assert len(one.get(f"/classes/{one.klass}/students")["users"]) == 10
    one.roster.classes[one.klass].status = "tobedeleted"
    assert one.get(address)["classes"] == []


@BOTH
def test_extra_credit_exempt_and_long_titles_survive(door: Come, manners: Manners) -> None:
    one = door(manners)
    title = "t" * 300
    one.put_line(title=title, resultValueMax="12.5")
    one.put_mark("99.125")
    one.put_mark(..., seat=1, scoreStatus="exempt")

    assert one.get("/lineItems/l-1")["lineItem"]["title"] == title
    first, second = one.get(f"/classes/{one.klass}/results")["results"]
    assert str(first["score"]) == "99.125"
    assert (second["scoreStatus"], "score" in second) == ("exempt", False)


@BOTH
def test_what_is_deleted_is_gone_from_collections(door: Come, manners: Manners) -> None:
    one = door(manners)
    one.put_line()
    one.put_mark(8)
    one.put_mark(9, seat=1)

    assert one.call("DELETE", "/results/m-l-1-0").status == 204
    assert [row["sourcedId"] for row in one.get("/results")["results"]] == ["m-l-1-1"]
    assert one.call("DELETE", "/lineItems/l-1").status == 204
    assert (one.get("/lineItems")["lineItems"], one.get("/results")["results"]) == ([], [])
    assert one.call("GET", "/lineItems/l-1").status == one.call("DELETE", "/lineItems/l-1").status == 404


@BOTH
def test_bodies_without_status_bare_references_and_a_time_in_scoredate_are_taken(
    door: Come, manners: Manners
) -> None:
    one = door(manners)
    one.put_line()

    assert one.put_mark(8, scoreDate="2026-10-03T08:00:00+00:00").status == 201
    (row,) = one.get("/results")["results"]
    assert row["scoreDate"] == "2026-10-03"
    assert set(row["student"]) == {"href", "sourcedId", "type"}
    assert row["status"] == "active"


def test_the_lower_case_lineitems_of_one_client_is_found(door: Come) -> None:
    one = door(PLAIN)
    one.put_line()

    assert len(one.get(f"/classes/{one.klass}/lineitems")["lineItems"]) == 1


@BOTH
def test_rostering_answers_every_read_that_passback_needs(door: Come, manners: Manners) -> None:
    one = door(manners)
    school, term = next(iter(one.roster.schools)), next(iter(one.roster.terms))
    student = one.students[0]
    paths = f"""/orgs /schools /schools/{school} /schools/{school}/classes /schools/{school}/terms
        /schools/{school}/enrollments /schools/{school}/classes/{one.klass}/students /academicSessions
        /terms /terms/{term}/gradingPeriods /terms/{term}/classes /gradingPeriods /classes/{one.klass}
        /classes/{one.klass}/teachers /students/{student.id} /students/{student.id}/classes /users
        /enrollments /users/{student.id}"""

    for path in paths.split():
        assert all(one.get(path).values()), path
    assert one.get(f"/users?filter=identifier%3D'{student.number}'")["users"][0]["sourcedId"] == student.id
    assert len(one.get(f"/terms/{term}/gradingPeriods")["academicSessions"]) == 2
    assert one.call("GET", f"/schools/none/classes/{one.klass}/students").status == 404


@BOTH
def test_what_refers_to_nothing_or_to_another_class_is_not_kept(door: Come, manners: Manners) -> None:
    one = door(manners)

    assert one.put_line(**{"class": {"sourcedId": "none"}}).status == 404
    assert one.put_line(category={"sourcedId": "none"}).status == 404
    one.roster.categories[one.category()].klass = "another"
    assert one.put_line().status in {400, 422}
    one.roster.categories[one.category()].klass = None
    assert one.put_line().status == 201
    assert one.put_mark(8, line="none").status == 404
    row = next(row for row in one.roster.enrollments.values() if row.person == one.students[0].id)
    student, row.klass = row.person, "another"
    assert one.put_mark(8, student={"sourcedId": student}).status == 404
    row.klass = one.klass
    assert one.put_mark(8, student={"sourcedId": student}).status == 201


def test_a_category_is_required_in_1_2_and_may_be_put(door: Come) -> None:
    new, old = door(PLAIN_1_2), door(PLAIN)

    assert new.put_line(category=...).status == 422
    assert old.put_line(category=...).status == 201
    body = {"category": {"title": "Projects", "metadata": {"classId": new.klass}, "weight": 0.5}}
    assert new.call("PUT", "/categories/c-9", body).status == 201
    assert new.put_line(category={"sourcedId": "c-9"}).status == 201
    assert new.call("DELETE", "/categories/c-9").status == 422
    new.call("DELETE", "/lineItems/l-1")
    assert new.call("DELETE", "/categories/c-9").status == 204
