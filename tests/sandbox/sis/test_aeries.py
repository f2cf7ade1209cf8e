"""Aeries: gradebooks that are not sections, and its own reads."""

import base64
from collections.abc import Callable
from typing import Any

from passback.dictionary.template import say
from passback.sandbox.oneroster.app import describe
from passback.sandbox.oneroster.manners import Manners
from passback.sandbox.school import interface
from passback.sandbox.sis.aeries.app import CERTIFICATE, MANNERS
from passback.sandbox.systems import names

Come = Callable[[Manners], Any]


def token(one: Any, form: bytes) -> Any:  # noqa: ANN401 - a door, an answer
    client = one.roster.client
    pair = base64.b64encode(f"{client.id}:{client.secret}".encode()).decode()
    return one.anyone("POST", "/token", form, authorization=f"Basic {pair}")


def test_a_token_needs_a_scope(door: Come) -> None:
    one = door(MANNERS)
    asked = f"grant_type=client_credentials&scope={MANNERS.scopes[0]}"

    assert token(one, b"grant_type=client_credentials").json == {"error": "invalid_scope"}
    assert token(one, asked.encode()).status == 200


def test_a_token_lives_21600_seconds(door: Come) -> None:
    auth: Any = describe(MANNERS, door(MANNERS).school, "http://a.test")["auth"]
    asked = f"grant_type=client_credentials&scope={auth['scopes'][0]}"

    assert token(door(MANNERS), asked.encode()).json["expires_in"] == 21_600
    assert auth["token_url"] == "http://a.test/token"


def test_the_cookie_of_the_token_must_come_back(door: Come) -> None:
    one = door(MANNERS)
    cookie = one.headers.pop("cookie")

    assert one.call("GET", "/categories").status == 401
    one.headers["cookie"] = f"other=1; {cookie}"
    assert one.call("GET", "/categories").status == 200
    del one.headers["cookie"]
    assert one.put_line().status == 201


def test_there_is_no_delete(door: Come) -> None:
    one = door(MANNERS)
    one.put_line()
    one.put_mark(8)

    assert one.call("DELETE", "/results/m-l-1-0").status == 404
    assert one.call("DELETE", "/lineItems/l-1").status == 404
    assert len(one.get("/results")["results"]) == 1


def test_hrefs_begin_with_a_tilde_and_metadata_may_be_null(door: Come) -> None:
    one = door(MANNERS)
    row = one.put_line().json["lineItem"]
    (held,) = one.get("/classes")["classes"]

    assert row["class"]["href"] == f"~/ims/oneroster/v1p1/classes/{one.klass}"
    assert held["terms"][0]["href"].startswith("~/ims/oneroster/v1p1/academicSessions/")
    assert (row["metadata"], held["metadata"]) == (None, None)
    assert one.get("/categories")["categories"][0]["metadata"] == {"classId": one.klass}


def test_categories_are_listed_and_never_put(door: Come) -> None:
    one = door(MANNERS)

    assert [row["title"] for row in one.get("/categories")["categories"]] == ["Homework", "Labs", "Tests"]
    assert one.call("PUT", "/categories/x", {"category": {"title": "Projects"}}).status == 404


def test_the_id_of_a_line_item_that_is_not_there_is_invalid(door: Come) -> None:
    one = door(MANNERS)
    answer = one.put_mark(8)

    assert (answer.status, answer.text) == (400, say("aeries.link-broken", {}))
    one.put_line()
    assert one.put_mark(8).status == 201


def test_a_section_with_several_gradebooks_is_refused(door: Come) -> None:
    one = door(MANNERS)
    hidden = one.roster.classes[one.klass].hidden
    hidden["gradebooks"] = ["5501", "5502"]
    answer = one.put_line()

    assert (answer.status, answer.text) == (400, say("aeries.several-gradebooks", {}))
    hidden["gradebooks"] = ["5501"]
    assert one.put_line().status == 201


def test_a_line_item_belongs_to_its_gradebook_number(door: Come) -> None:
    one = door(MANNERS)
    one.put_line()
    hidden = one.roster.classes[one.klass].hidden
    hidden["gradebooks"] = ["5502"]
    answer = one.put_line(title="Another")

    assert (answer.status, answer.text) == (400, say("aeries.gradebook-mismatch", {}))
    hidden["gradebooks"] = ["5501"]
    assert one.put_line(title="Another").status == 200


def test_students_belong_to_a_gradebook_and_not_to_the_section(door: Come) -> None:
    one = door(MANNERS)
    one.put_line()
    last = len(one.students) - 1
    answer = one.put_mark(8, seat=last)

    assert (answer.status, answer.text) == (400, say("aeries.student-not-on-gradebook", {}))
    one.roster.classes[one.klass].hidden["on_gradebook"].append(one.students[last].id)
    assert one.put_mark(8, seat=last).status == 201


def test_a_server_in_trouble_says_internal_server_error(door: Come) -> None:
    one = door(MANNERS)
    one.roster.hidden["broken"] = True

    assert (one.put_line().status, one.put_line().text) == (500, say("aeries.sis-internal-error", {}))
    one.roster.hidden["broken"] = False
    assert one.put_line().status == 201


# ---- API v5 ------------------------------------------------------------------------------------------


def v5(one: Any, path: str, certificate: str = CERTIFICATE) -> Any:  # noqa: ANN401 - a door, an answer
    return one.anyone("GET", f"/api/v5{path}", **{"aeries-cert": certificate})


def test_the_certificate_comes_in_a_header(door: Come) -> None:
    one = door(MANNERS)
    shown: Any = interface(one.school, {name: f"http://{name}.test" for name in names()})

    assert v5(one, "/gradebooks/5501", "wrong").status == 401
    assert v5(one, "/gradebooks/5501").status == 200
    options = {"v5_url": "http://aeries.test/api/v5", "certificate": CERTIFICATE}
    assert shown["sis"]["aeries"]["options"] == options


def test_gradebooks_of_a_section_with_their_categories(door: Come) -> None:
    one = door(MANNERS)
    (row,) = v5(one, "/schools/994/sections/1203/gradebooks").json

    assert (row["GradebookNumber"], row["LinkedGroup"]) == (5501, 0)
    assert [held["Description"] for held in row["AssignmentCategories"]] == ["Homework", "Labs", "Tests"]
    one.roster.classes[one.klass].hidden["gradebooks"] = ["5501", "5502"]
    assert len(v5(one, "/schools/994/sections/1203/gradebooks").json) == 2
    assert v5(one, "/schools/994/sections/9/gradebooks").status == 404


def test_students_of_a_gradebook(door: Come) -> None:
    one = door(MANNERS)
    rows = v5(one, "/gradebooks/5501/S1/students").json

    assert [str(row["StudentID"]) for row in rows] == [row.number for row in one.students[:-1]]
    assert v5(one, "/gradebooks/5502/S1/students").status == 404


def test_an_error_is_an_object_with_one_message(door: Come) -> None:
    one = door(MANNERS)

    for answer in (v5(one, "/gradebooks/1"), v5(one, "/nothing"), v5(one, "/gradebooks/1", "")):
        assert list(answer.json) == ["Message"]
