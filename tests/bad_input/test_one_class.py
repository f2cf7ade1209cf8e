"""One class answers with nonsense: one finding names it and says what to do, and the other classes go on."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from passback.cli.plan_text import print_overview
from passback.core.ports import Request, Response
from passback.core.problem import Problem, Severity, State
from passback.run.report import Report
from tampering import at, edited, instead
from yesterday import Day, Yesterday

# The class of one of three sections with scores, as Aspen's address names it, and its Canvas section.
CLASS, SECTION = "/classes/BMS-ALG1-02", "4102"
NAME = "Algebra 1 - Period 2"
PAGE = b"<!doctype html><html><body>Please sign in</body></html>"


def half(answer: Response) -> Response:
    return replace(answer, body=answer.body[: len(answer.body) // 2])


def in_a_list(found: Any) -> list[Any]:  # noqa: ANN401 - JSON
    return [found]


def class_as_list(found: Any) -> Any:  # noqa: ANN401 - JSON
    return {"class": [found["class"], found["class"]]} if "class" in found else found


def ends_in_the_middle(request: Request, answer: Response) -> Response | None:
    """A list that says that 250 are there, gives some, and then no more."""
    if not request.url.endswith(f"{CLASS}/lineItems"):
        return None
    empty = dict(request.query).get("offset") != "0"
    body = b'{"lineItems": []}' if empty else answer.body
    headers = {**answer.headers, "x-total-count": "250"}
    return replace(answer, body=body, headers={k: v for k, v in headers.items() if k != "link"})


CASES = {
    "a page in place of the class": at(CLASS, instead(200, PAGE, "text/html")),
    "a page in place of its students": at(f"{CLASS}/students", instead(200, PAGE, "text/html")),
    "a truncated list of line items": at(f"{CLASS}/lineItems", half),
    "a truncated class": at(CLASS, half),
    "a list where an object is due": at(CLASS, edited(in_a_list)),
    "two classes where one is due": at(CLASS, edited(class_as_list)),
    "an object that is no line item where a list is due": at(
        f"{CLASS}/lineItems", edited(lambda _: {"lineItems": {"title": "x"}})
    ),
    "a text where a list is due": at(f"{CLASS}/students", edited(lambda _: {"users": "none"})),
    "a list of line items that ends in the middle": ends_in_the_middle,
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_one_finding_that_names_the_class_and_the_others_go_on(
    case: str, aspen: Yesterday, healthy: Day, capsys: pytest.CaptureFixture[str]
) -> None:
    day = aspen.then(CASES[case])

    assert day.spoiled
    found = day.warned(Problem.ANSWER_NOT_UNDERSTOOD)
    assert len(found.findings) == 1
    assert {finding.subject.section for finding in found.findings} == {SECTION}
    assert found.severity is not Severity.INFORMS
    assert all(cause.steps for cause in found.entry.causes), "it says what to do"
    print_overview(day.overview, changes=False)
    told = capsys.readouterr().out
    assert f"{found.title} ({NAME})" in told
    assert f"passback explain {found.entry.id}" in told
    # Nothing of this class was written, and nothing of the others was held back.
    arrived, usual = in_sis(day.report), in_sis(healthy.report)
    assert arrived[SECTION] == 0
    assert {k: n for k, n in arrived.items() if k != SECTION} == {
        k: n for k, n in usual.items() if k != SECTION
    }
    assert usual[SECTION] > 0
    assert day.report.considered == healthy.report.considered


def in_sis(report: Report) -> Counter[str | None]:
    return Counter(line.subject.section for line in report.lines if line.state is State.IN_SIS)


def test_what_was_spoiled_arrives_when_it_is_well_again(aspen: Yesterday, healthy: Day) -> None:
    """The rules above spoil what would have worked: without them all arrives, so each of them bites."""
    assert in_sis(aspen.then(at("/nowhere", half)).report) == in_sis(healthy.report)


ALONE = {
    "a list that was collapsed to its one object": ("students", "users"),
    "a list of categories with one row, collapsed": ("categories", "categories"),
}


@pytest.mark.parametrize("case", ALONE)
def test_a_one_element_list_that_was_collapsed_is_read_or_named_and_never_taken_for_empty(
    case: str, aspen: Yesterday, healthy: Day
) -> None:
    route, envelope = ALONE[case]
    path = f"{CLASS}/{route}" if route == "students" else f"/{route}"

    day = aspen.then(
        at(
            path,
            edited(lambda found: found | {envelope: found[envelope][0]} if found.get(envelope) else found),
        )
    )

    named = [one for one in day.overview.warned if one.problem is Problem.ANSWER_NOT_UNDERSTOOD]
    arrived, usual = in_sis(day.report), in_sis(healthy.report)
    if named:
        assert named[0].findings
        assert arrived[SECTION] == 0
    else:
        # Read as a list of one: the others are then not in it, each said so by name.
        assert day.report.considered == healthy.report.considered
    assert all(arrived[section] <= usual[section] for section in usual)
