"""The school as one function: counting, faults, the control port, the interface."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from passback.sandbox.control import durable
from passback.sandbox.school import Ending, School, interface
from passback.sandbox.systems import names
from passback.sandbox.wire import Call, WrongBody, written

Ask = Callable[..., Any]
Build = Callable[..., dict[str, Any]]

METADATA = "/ws/v1/metadata"


def _urls() -> dict[str, str]:
    return {name: f"http://127.0.0.1:{port}" for port, name in enumerate(names(), 1)}


def test_the_interface_names_every_system_and_its_credentials_work(
    school: School, canvas: Ask, aspen: Ask, powerschool: Ask
) -> None:
    shown = interface(school, _urls())
    assert shown["canvas"]["url"] == "http://127.0.0.1:1"
    assert canvas.headers["authorization"] == f"Bearer {shown['canvas']['token']}"
    assert shown["control"] == {"url": "http://127.0.0.1:2"}
    assert set(shown["sis"]) >= {"aspen", "powerschool"}
    for slug, kind in (("aspen", "oauth2-form"), ("powerschool", "oauth2-basic")):
        sis = shown["sis"][slug]
        assert set(sis) == {"url", "version", "auth", "teacher_email", "classes", "account"}
        assert set(sis["auth"]) == {"kind", "token_url", "client_id", "client_secret", "scopes", "headers"}
        assert sis["auth"]["kind"] == kind
        assert sis["auth"]["token_url"].startswith(sis["url"] + "/oauth/")
        names = {row["id"] for row in canvas.all(f"/accounts/{sis['account']}/courses?published=1")}
        sections = {
            row["sis_section_id"] for name in names for row in canvas.all(f"/courses/{name}/sections")
        }
        assert set(sis["classes"]) == sections - {None}


def test_calls_are_counted_by_system_and_shape(
    school: School, canvas: Ask, powerschool: Ask, control: Ask
) -> None:
    canvas("GET", "/courses/3101")
    canvas("GET", "/courses/3102")
    canvas("GET", "/nothing")
    assert control("GET", "/calls").json == {
        "canvas": {"GET /api/v1/courses/:id": 2, "GET (unknown)": 1},
        "powerschool": {"POST token": 1},
    }


def test_the_control_port_counts_only_accepted_writes_and_canvas_apart(
    control: Ask, canvas: Ask, aspen: Ask, line_item: Build
) -> None:
    aspen("PUT", "/lineItems/x", line_item())
    aspen("PUT", "/lineItems/x", line_item(title=""))
    canvas("PUT", "/courses/3101/assignments/61001", {"assignment": {"name": "N"}})
    assert control("GET", "/writes").json == {
        "total": 1,
        "by_key": {"aspen/line-item/BMS-SCI8-01/Density worksheet": 1},
        "canvas": {"total": 1, "by_key": {"canvas/assignment/61001": 1}},
    }


def test_the_control_port_shows_what_was_planted_and_the_whole_state(control: Ask, school: School) -> None:
    assert len(control("GET", "/planted").json) == len(school.planted) > 12
    state = control("GET", "/state").json
    assert state["seed"] == 1
    assert len(state["canvas"]["submissions"]) == len(school.canvas.submissions)
    assert control("GET", "/nothing").status == 404


def _fault(control: Ask, **fault: object) -> None:
    assert control("POST", "/fault", fault).status == 204


@pytest.mark.parametrize("kind", ["down", "html", "outage-page", "throttle", "throttle-429"])
def test_a_fault_answers_once_in_the_systems_place_and_nothing_is_written(
    control: Ask, aspen: Ask, school: School, line_item: Build, kind: str
) -> None:
    _fault(control, system="aspen", kind=kind)
    answer = aspen("PUT", "/lineItems/x", line_item())
    wanted = {"down": 503, "html": 200, "outage-page": 302, "throttle": 429, "throttle-429": 429}[kind]
    assert answer.status == wanted
    assert school.writes == {}
    assert aspen("PUT", "/lineItems/x", line_item()).status == 201


def test_an_outage_leads_to_a_page_that_is_no_json(control: Ask, powerschool: Ask) -> None:
    _fault(control, system="powerschool", kind="outage-page")
    page = powerschool("GET", powerschool("GET", METADATA).headers["location"])
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "PowerSchool page unavailable" in page.text


@pytest.mark.parametrize(("kind", "status"), [("throttle", 403), ("throttle-429", 429)])
def test_canvas_throttles_in_both_of_its_ways(control: Ask, canvas: Ask, kind: str, status: int) -> None:
    _fault(control, system="canvas", kind=kind)
    answer = canvas("GET", "/users/self")
    assert answer.status == status
    assert "Rate Limit Exceeded" in answer.text


def test_a_lost_reply_is_lost_after_the_write(
    control: Ask, aspen: Ask, school: School, line_item: Build
) -> None:
    _fault(control, system="aspen", kind="drop-reply", method="PUT")
    assert aspen("GET", "/terms").reply.ending is Ending.WHOLE
    assert aspen("PUT", "/lineItems/x", line_item()).reply.ending is Ending.DROPPED
    assert len(school.writes) == 1


def test_a_truncated_reply_and_a_slow_one_are_marked(control: Ask, canvas: Ask) -> None:
    _fault(control, system="canvas", kind="truncated")
    _fault(control, system="canvas", kind="slow", seconds=2.5)
    assert canvas("GET", "/users/self").reply.ending is Ending.CUT
    assert canvas("GET", "/users/self").reply.slow == 2.5
    assert canvas("GET", "/users/self").reply.slow == 0


def test_a_refused_token_is_refused_in_the_systems_own_way_and_a_new_one_is_given(
    control: Ask, canvas: Ask, powerschool: Ask
) -> None:
    _fault(control, system="canvas", kind="refuse-token")
    _fault(control, system="powerschool", kind="refuse-token", times=2)
    assert "www-authenticate" in canvas("GET", "/users/self").headers
    basic = {"authorization": "Basic cGFzc2JhY2stcG93ZXJzY2hvb2w6cHJhY3RpY2UtcG93ZXJzY2hvb2wtc2VjcmV0"}
    assert powerschool("GET", METADATA).status == 401
    assert (
        powerschool("POST", "/oauth/access_token/", b"grant_type=client_credentials", **basic).status == 200
    )
    assert powerschool("GET", METADATA).status == 401
    assert powerschool("GET", METADATA).status == 200


def test_a_fault_waits_is_aimed_lasts_and_is_lifted(control: Ask, canvas: Ask) -> None:
    _fault(control, system="canvas", kind="down", path="/courses", skip=1, times=None)
    assert canvas("GET", "/users/self").status == 200
    assert [canvas("GET", "/courses/3101").status for _ in range(4)] == [200, 503, 503, 503]
    assert canvas("GET", "/users/self").status == 200
    control("DELETE", "/fault")
    assert canvas("GET", "/courses/3101").status == 200


@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"system": "canvas"},
        {"system": "canvas", "kind": "fire"},
        {"system": "nowhere", "kind": "down"},
        {"system": "canvas", "kind": "down", "times": "many"},
        {"system": "canvas", "kind": "down", "color": "red"},
    ],
)
def test_a_fault_of_another_shape_is_refused(control: Ask, school: School, fault: dict[str, object]) -> None:
    assert control("POST", "/fault", fault).status == 400
    assert school.faults == []


def test_reading_changes_nothing_that_lasts(
    school: School, canvas: Ask, aspen: Ask, powerschool: Ask
) -> None:
    before = durable(school)
    canvas.all("/courses/3101/students/submissions?student_ids[]=all&grouped=1")
    aspen("GET", "/categories")
    powerschool("GET", "/ws/schema/table/assignmentscore")
    assert durable(school) == before
    assert school.revision == 0


def test_numbers_are_written_with_the_digits_they_have(canvas: Ask) -> None:
    assert written({"a": [Decimal("33.333333"), Decimal("20.0"), 1, True, None, 'x"']}) == (
        '{"a":[33.333333,20.0,1,true,null,"x\\""]}'
    )


def test_numbers_that_are_none_are_no_json(school: School, canvas: Ask) -> None:
    call = Call("canvas", "PUT", "/", (), {}, b'{"a": NaN}', canvas.at)
    with pytest.raises(WrongBody):
        call.json()
