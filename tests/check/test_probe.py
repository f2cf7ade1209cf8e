"""The probe: an SIS that does not let us in stops a run before it begins, in one line; nothing is lost."""

import pytest

from desk import Desk
from passback.run import probing
from passback.sandbox.state.school import Fault

pytestmark = pytest.mark.disable_socket
NAME = "practice-aspen"


@pytest.fixture(autouse=True)
def tested(desk: Desk) -> None:
    """The connection worked before: its id profile is known."""
    code, _, _ = desk.type("connections", "test", NAME)
    assert code == 0


def shut(desk: Desk, kind: str = "refuse-token", **more: object) -> None:
    desk.practice.school.faults.append(Fault("aspen", kind, times=None, **more))
    desk.practice.school.calls.clear()


def written(desk: Desk) -> int:
    calls = desk.practice.school.calls.values()
    return sum(
        n for shapes in calls for shape, n in shapes.items() if not shape.startswith(("GET", "POST token"))
    )


def canvas_courses_read(desk: Desk) -> int:
    return desk.practice.school.calls.get("canvas", {}).get("GET /api/v1/courses/:id", 0)


@pytest.mark.parametrize(
    ("kind", "problem"), [("refuse-token", "credentials-expired"), ("down", "sis-unreachable")]
)
def test_an_sis_that_does_not_let_us_in_stops_a_plan_and_a_check_in_one_line(
    desk: Desk, kind: str, problem: str
) -> None:
    shut(desk, kind)
    for command in ("plan", "check"):
        code, text, _ = desk.type(command, NAME)
        told_code, told = desk.json(command, NAME)

        assert isinstance(told, dict)
        assert (code, told_code) == (1, 1)
        assert " ".join(text.split()).count(f"passback explain passback.{problem}") == 1
        assert "nothing of them is lost" in " ".join(text.split())
        assert {finding["problem"] for finding in told["unread"]} == {problem}
        assert len(told["unread"]) > 1
    assert canvas_courses_read(desk) == 0
    assert written(desk) == 0


def test_without_the_probe_every_course_would_be_read_in_vain(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The count above can fail: here is the fault that it catches."""

    async def blind(_: object) -> None:
        return

    monkeypatch.setattr(probing, "let_in", blind)
    shut(desk)
    desk.type("plan", NAME)

    assert canvas_courses_read(desk) > 1


def test_a_sync_asks_nobody_sends_nothing_and_says_why(desk: Desk) -> None:
    shut(desk)
    code, told = desk.json("sync", NAME)  # without --yes: there is nothing to say yes to

    assert isinstance(told, dict)
    assert (code, written(desk)) == (1, 0)
    assert [trouble["problem"] for trouble in told["problems"]] == ["credentials-expired"]

    desk.practice.school.faults.clear()
    _, told = desk.json("sync", NAME, "--yes")
    assert isinstance(told, dict)
    assert told["states"]["in-sis"] > 100


def test_a_moment_without_an_answer_stops_nothing(desk: Desk) -> None:
    desk.practice.school.faults.append(Fault("aspen", "down", times=1, method="GET"))

    _, told = desk.json("plan", NAME)

    assert isinstance(told, dict)
    assert told["unread"] == []
    assert told["total"]["create"] > 100


def test_what_runs_out_is_stated_with_a_connection_listed_and_tested(desk: Desk) -> None:
    words = (
        *("connections", "add", "oak", "--sis", "aspen", "--canvas-url", "https://canvas.example"),
        *("--canvas-account", "1", "--canvas-token", "env:T", "--url", "https://sis.example"),
        *("--token-url", "https://sis.example/t", "--client-id", "id", "--client-secret", "env:S"),
    )
    code, _, err = desk.type(*words, "--expires", "client-secret=soon")
    assert (code, "'soon' is no date; write it as 2027-06-30" in err) == (2, True)

    code, _, _ = desk.type(*words, "--expires", "client-secret=2027-06-30", "--expires", "licence=2028-01-31")
    _, listed = desk.json("connections", "list")

    assert code == 0
    assert isinstance(listed, list)
    assert [c["expires"] for c in listed if c["name"] == "oak"] == [
        {"client-secret": "2027-06-30", "licence": "2028-01-31"}
    ]
    text = " ".join(desk.type("connections", "list")[1].split())
    assert "client-secret 2027-06-30, licence 2028-01-31" in text
