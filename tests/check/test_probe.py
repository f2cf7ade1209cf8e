"""The probe: an SIS that does not let us in stops a run before it begins, in one line; nothing is lost."""

import pytest

from desk import Desk
from passback.run import read
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


def asked(desk: Desk) -> int:
    return sum(n for shape, n in desk.practice.school.calls.get("aspen", {}).items() if "GET" in shape)


def test_an_sis_that_does_not_let_us_in_is_asked_once_and_every_score_waits_for_one_cause(desk: Desk) -> None:
    for command, causes in (("plan", "problems"), ("check", "causes")):
        desk.practice.school.faults.clear()
        shut(desk)
        code, told = desk.json(command, NAME)

        assert code == 1
        assert isinstance(told, dict)
        (cause,) = [one for one in told[causes] if one["problem"] == "credentials-expired"]
        assert cause["scores"] > 100
        assert asked(desk) == 2  # once, and once more with a new token
        assert written(desk) == 0


def test_without_the_probe_a_shut_sis_would_be_known_only_on_the_way(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The count above can fail: an SIS that is down is asked for class after class."""

    async def blind(_: object) -> None:
        return

    shut(desk, "down", method="GET")
    desk.type("plan", NAME)
    with_probe = asked(desk)
    monkeypatch.setattr(read, "let_in", blind)
    desk.practice.school.calls.clear()
    desk.type("plan", NAME)

    assert asked(desk) != with_probe


def test_a_moment_without_an_answer_stops_nothing(desk: Desk) -> None:
    desk.practice.school.faults.append(Fault("aspen", "down", times=1, method="GET"))

    code, told = desk.json("plan", NAME)

    assert isinstance(told, dict)
    assert code == 0
    assert "sis-unreachable" not in {one["problem"] for one in told["problems"]}
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
