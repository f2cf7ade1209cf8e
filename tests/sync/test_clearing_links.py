"""When the links of another sync are offered to be cleared: of one assignment, of a course, or not at all."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from believing import believing
from passback.core.finding import Finding
from passback.core.gradebook import Unread
from passback.core.problem import Action, ActsOn, Problem, Safety, Severity
from passback.core.subject import Subject
from passback.sync.fixes import clear_course_integration_data, fixes_for, propose
from passback.sync.proposal import Proposal, joined

ITEM = Subject("7", "S1", "A1", None)


def test_links_of_another_sync_are_cleared_only_where_they_are_shown(small: SimpleNamespace) -> None:
    finding = Finding(Problem.LINK_BROKEN, Severity.BLOCKS, ITEM, {})
    for links, proposed in (({"k": "v"}, 1), ({}, 0), (None, 0)):
        bent = small.snapshot(assignments=(small.assignment(integration_data=links),))
        made = [p for p in propose(bent, finding) if p.action is Action.CLEAR_INTEGRATION_DATA]
        assert len(made) == proposed


def test_links_of_a_whole_course_are_cleared_as_one_and_never_where_the_smaller_cure_is_the_same(
    small: SimpleNamespace,
) -> None:
    def offered(
        *links: dict[str, str] | None, problem: Problem = Problem.LINE_ITEM_DELETED
    ) -> list[Proposal]:
        works = tuple(small.assignment(f"A{n}", integration_data=each) for n, each in enumerate(links, 1))
        bent = small.snapshot(assignments=works)
        found = [Finding(problem, Severity.BLOCKS, replace(ITEM, assignment=work.id), {}) for work in works]
        found.append(Finding(Problem.GRADEBOOK_MISMATCH, Severity.BLOCKS, replace(ITEM, assignment=None), {}))
        made = [p for finding in found for p in propose(bent, finding)]
        return [*joined(p for p in made if p.action is Action.CLEAR_COURSE_INTEGRATION_DATA)]

    link = {"k": "v"}
    (whole,) = offered(link, link, {}, None)
    assert [(c.subject.assignment, c.edits) for c in whole.changes] == [
        ("A1", ("integration_data",)),
        ("A2", ("integration_data",)),
    ]
    assert (whole.acts_on, whole.safety, whole.grades) == (ActsOn.CANVAS, Safety.ASK, 0)
    assert [finding.subject.assignment for finding in whole.findings] == ["A1", "A2"]
    # One assignment alone: its own cure does it. None of it: that would cure nothing.
    assert offered(link, {}, None) == offered({}, {}) == offered(None) == []
    for way in (
        believing(clear_course_integration_data.propose, "len(held) > 1", "held"),
        believing(clear_course_integration_data.propose, " or not mine.integration_data", ""),
    ):
        with way, pytest.raises(AssertionError):
            assert [len(p.findings) for p in (*offered(link, {}), *offered(link, link, {}))] == [2]


def test_of_a_list_that_was_not_read_nothing_is_cleared(small: SimpleNamespace) -> None:
    finding = Finding(Problem.LINK_BROKEN, Severity.BLOCKS, ITEM, {})
    bent = small.snapshot(assignments=Unread("down", Problem.CANVAS_UNREACHABLE))
    assert [p for p in propose(bent, finding) if p.acts_on is ActsOn.CANVAS] == []


def test_the_smaller_of_the_two_is_preferred() -> None:
    both = [Action.CLEAR_INTEGRATION_DATA, Action.CLEAR_COURSE_INTEGRATION_DATA]
    for problem in clear_course_integration_data.PROBLEMS:
        assert [fix.ACTION for fix in fixes_for(problem)][-2:] == both
