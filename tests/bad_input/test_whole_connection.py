"""The address, the key or the licence is wrong: one finding says which, and nothing is written."""

import pytest

from passback.cli.plan_text import print_overview
from passback.core.problem import Problem, State, Who
from passback.run.overview import Warned
from tampering import at, instead
from yesterday import Day, Yesterday

NO_LICENCE = b'{"message": "The OneRoster add-on is not licensed for this district."}'


def test_a_wrong_base_address_is_one_finding_with_the_address_in_it(
    aspen: Yesterday, capsys: pytest.CaptureFixture[str]
) -> None:
    day = aspen.then(url="/wrong")

    found = day.warned(Problem.ROUTE_MISSING)
    assert "/wrong/ims/oneroster/v1p1" in found.findings[0].facts["result"]
    _told(day, found, capsys)


def test_an_expired_key_is_one_finding_and_asks_for_a_new_one(
    aspen: Yesterday, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = instead(401, b'{"error": "invalid_client"}')

    day = aspen.then(at("/oauth/rest/v2.0/auth", refused, "POST"))

    _told(day, day.warned(Problem.CREDENTIALS_EXPIRED), capsys)


def test_a_licence_that_is_missing_is_one_finding(
    aspen: Yesterday, capsys: pytest.CaptureFixture[str]
) -> None:
    day = aspen.then(at("/classes", instead(403, NO_LICENCE)))

    _told(day, day.warned(Problem.PERMISSION_MISSING), capsys)


def test_a_licence_that_is_missing_is_one_finding_with_powerschool_too(
    powerschool: Yesterday, capsys: pytest.CaptureFixture[str]
) -> None:
    day = powerschool.then(at("/ws/", instead(403, b'{"message": "Access Denied"}')))

    _told(day, day.warned(Problem.PERMISSION_MISSING), capsys)


def test_a_page_in_place_of_every_answer_is_one_finding(
    powerschool: Yesterday, capsys: pytest.CaptureFixture[str]
) -> None:
    page = instead(200, b"<html><body>Welcome</body></html>", "text/html")

    day = powerschool.then(at("/ws/", page))

    _told(day, day.warned(Problem.ANSWER_NOT_UNDERSTOOD), capsys)


def _told(day: Day, found: Warned, capsys: pytest.CaptureFixture[str]) -> None:
    """It stands for all scores, names who acts, is printed with the next command; nothing was written."""
    systemic = {Problem.ROUTE_MISSING, Problem.CREDENTIALS_EXPIRED, Problem.PERMISSION_MISSING}
    systemic |= {Problem.ANSWER_NOT_UNDERSTOOD, Problem.SIS_UNREACHABLE}
    assert [one.problem for one in day.overview.warned if one.problem in systemic] == [found.problem]
    waiting = sum(line.state is State.WAITING for line in day.report.lines)
    assert found.scores == waiting > 0
    steps = [step for cause in found.entry.causes for step in cause.steps]
    assert any(step.who in {Who.OPERATOR, Who.SIS_ADMIN, Who.SIS_VENDOR} for step in steps)
    assert day.report.states[State.IN_SIS] == 0
    assert day.practice.writes == 0
    print_overview(day.overview, changes=False)
    told = capsys.readouterr().out
    assert found.title in told
    assert f"passback explain {found.entry.id}" in told
