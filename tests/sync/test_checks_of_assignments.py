"""Checks of assignments and line items: what each flags, what it must not, and where it cannot tell."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from passback.core.finding import SLOTS, Finding
from passback.core.gradebook import LineItem, Unread
from passback.core.problem import Problem, Severity
from passback.sync.checks import (
    assignment_for_single_students,
    assignment_unpublished,
    cannot_tell,
    line_item_deleted,
    link_broken,
    name_empty,
    name_not_unique,
    name_taken,
    nothing_to_sync,
    points_missing,
    several_matches,
    update_misses_section,
)

LOST = Unread("HTTP 500", Problem.SIS_INTERNAL_ERROR)


def found(check: object, given: object) -> list[Finding]:
    findings = list(check.check(given))
    assert all(set(f.facts) <= SLOTS for f in findings)
    assert all(f.problem in check.PROBLEMS for f in findings)
    return findings


def severities(check: object, given: object) -> list[Severity]:
    return [finding.severity for finding in found(check, given)]


@pytest.mark.parametrize(
    "check",
    [line_item_deleted, name_empty, name_not_unique, name_taken, several_matches, update_misses_section],
)
def test_without_the_line_items_it_cannot_tell(small: SimpleNamespace, check: object) -> None:
    given = small.snapshot(line_items=LOST)
    assert found(check, given) == []
    assert cannot_tell(given, check).facts["value"] == "line_items"


@pytest.mark.parametrize(
    "check", [assignment_for_single_students, assignment_unpublished, nothing_to_sync, points_missing]
)
def test_without_the_assignments_it_cannot_tell(small: SimpleNamespace, check: object) -> None:
    given = small.snapshot(assignments=LOST)
    assert found(check, given) == []
    assert cannot_tell(given, check).facts["value"] == "assignments"


# ---- name-taken, name-not-unique ---------------------------------------------------------------------


def beside(small: SimpleNamespace, item: object, unique: object = True, **over: object) -> object:
    """The essay, to be made beside this line item."""
    return small.snapshot(line_items=(item,), capabilities=small.caps(name_unique=unique), **over)


def other(small: SimpleNamespace, **over: object) -> LineItem:
    """A line item of the essay's name and date; its points keep it from being the essay."""
    return small.item("X1", **({"maximum": Decimal(25)} | over))


def test_a_name_and_date_that_the_class_has_already_are_stopped_where_the_sis_firmly_minds(
    small: SimpleNamespace,
) -> None:
    given = beside(small, other(small))
    (finding,) = found(name_taken, given)
    assert (finding.severity, finding.facts["result"]) == (Severity.BLOCKS, "X1")
    assert found(name_not_unique, given) == []
    assert small.word(given) == "not-sent name-taken"


@pytest.mark.parametrize("unique", [None, "rumor"])
def test_where_nobody_knows_whether_it_minds_a_second_one_of_the_name_is_warned_of(
    small: SimpleNamespace, unique: str | None
) -> None:
    given = beside(small, other(small), small.rumor(given=True) if unique else None)
    assert severities(name_taken, given) == [Severity.WARNS]
    assert small.word(given) == "create 8.5"


@pytest.mark.parametrize(
    "over",
    [{"due": datetime(2026, 10, 2, tzinfo=UTC).date()}, {"title": "Essay A2"}, {"maximum": Decimal(10)}],
)
def test_another_date_another_name_or_the_very_same_work_takes_no_name(
    small: SimpleNamespace, over: dict
) -> None:
    assert found(name_taken, beside(small, other(small, **over))) == []


def test_a_name_in_another_spelling_may_be_another_name_to_the_sis(small: SimpleNamespace) -> None:
    given = beside(small, other(small, title="Essay  A1"))
    assert severities(name_taken, given) == [Severity.WARNS]
    assert small.word(given) == "create 8.5"


def test_an_sis_that_does_not_mind_is_not_warned_for(small: SimpleNamespace) -> None:
    assert found(name_taken, beside(small, other(small), unique=False)) == []


def test_nothing_is_taken_by_work_without_a_score_to_send(small: SimpleNamespace) -> None:
    assert found(name_taken, beside(small, other(small), submissions=())) == []


def test_a_name_that_is_given_up_in_the_same_plan_takes_none(small: SimpleNamespace) -> None:
    """The line item of A0 is called Essay A1 in the SIS, and is about to be called Essay A0 again."""
    given = beside(
        small,
        other(small, maximum=Decimal(10)),
        assignments=(small.assignment("A0"), small.assignment("A1")),
        submissions=(small.submission(of="A0"), small.submission(of="A1")),
        links=(small.link("A0", "X1"),),
    )
    assert [c.after.title for c in small.plan(given, small.NOW).changes if isinstance(c.after, LineItem)] == [
        "Essay A0",
        "Essay A1",
    ]
    assert found(name_taken, given) == found(name_not_unique, given) == []


def twins(small: SimpleNamespace, unique: object = True, second: str = "Essay A1", **over: object) -> object:
    """Two assignments of one date, the first called Essay A1."""
    works = (small.assignment("A1"), small.assignment("A2", name=second))
    rows = (small.submission(of="A1"), small.submission(of="A2"))
    given = {"assignments": works, "submissions": rows, "capabilities": small.caps(name_unique=unique)}
    return small.snapshot(**(given | over))


def test_of_two_assignments_of_one_name_the_first_goes_and_the_second_is_stopped(
    small: SimpleNamespace,
) -> None:
    given = twins(small)
    (finding,) = found(name_not_unique, given)
    assert (finding.severity, finding.facts["assignment_id"]) == (Severity.BLOCKS, "A2")
    assert finding.facts["value"] == "A1"
    assert found(name_taken, given) == []
    assert small.word(given, of="A1") == "create 8.5"
    assert small.word(given, of="A2") == "not-sent name-not-unique"


def test_the_first_that_is_about_to_be_adopted_comes_first_too(small: SimpleNamespace) -> None:
    works = (small.assignment("A1"), small.assignment("A2", name="Essay A1", points=Decimal(25)))
    given = twins(small, assignments=works, line_items=(small.item(),))
    (finding,) = found(name_not_unique, given)
    assert (finding.facts["assignment_id"], finding.facts["value"]) == ("A2", "A1")
    assert found(name_taken, given) == []


def test_by_hearsay_the_second_is_warned_of_and_unknown_it_is_only_said(small: SimpleNamespace) -> None:
    assert severities(name_not_unique, twins(small, small.rumor(given=True))) == [Severity.WARNS]
    assert severities(name_not_unique, twins(small, None)) == [Severity.INFORMS]
    assert found(name_not_unique, twins(small, unique=False)) == []
    assert found(name_not_unique, twins(small, second="Essay A1b")) == []
    assert small.word(twins(small, None), of="A2") == "create 8.5"


def test_the_first_that_was_sent_yesterday_still_comes_first(small: SimpleNamespace) -> None:
    given = twins(small, line_items=(small.item(),), links=(small.link(),))
    (finding,) = found(name_not_unique, given)
    assert (finding.severity, finding.facts["assignment_id"]) == (Severity.BLOCKS, "A2")
    assert (finding.facts["value"], finding.facts["result"]) == ("A1", "L1")


def test_a_line_item_that_would_get_the_name_of_another_is_warned_of_and_its_scores_go(
    small: SimpleNamespace,
) -> None:
    mine = small.item("L2", title="Old name")
    given = twins(small, line_items=(small.item(), mine), links=(small.link(), small.link("A2", "L2")))
    assert severities(name_not_unique, given) == [Severity.WARNS]
    assert small.word(given, of="A2") == "create 8.5"


def test_the_name_of_another_class_is_free(small: SimpleNamespace) -> None:
    given = small.snapshot(
        sections=(small.section("S1"), small.section("S2", "C2")),
        enrollments=(small.enrollment("1", "S1"), small.enrollment("2", "S2")),
        submissions=(small.submission("1"), small.submission("2")),
        gradebooks={"S1": small.book("c1"), "S2": small.book("c2", line_items=())},
        capabilities=small.caps(name_unique=True),
    )
    assert found(name_not_unique, given) == found(name_taken, given) == []


# ---- name-empty --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "empty"), [("   ", True), ("&nbsp;", True), ("", True), (".", False)])
def test_a_blank_name_makes_no_line_item(small: SimpleNamespace, name: str, empty: bool) -> None:
    given = small.snapshot(assignments=(small.assignment(name=name),))
    assert severities(name_empty, given) == ([Severity.BLOCKS] if empty else [])
    assert small.word(given) == ("not-sent name-empty" if empty else "create 8.5")


def test_what_is_there_keeps_its_name_and_its_scores_go(small: SimpleNamespace) -> None:
    given = small.linked({"1": "8"}, {"1": "8"}, assignments=(small.assignment(name=" "),))
    assert severities(name_empty, given) == [Severity.WARNS]
    assert small.word(given) == "update 8.5"


# ---- points-missing ----------------------------------------------------------------------------------


def test_work_without_points_is_told_once_however_many_scores_it_has(small: SimpleNamespace) -> None:
    given = small.snapshot(
        assignments=(small.assignment(points=None),),
        submissions=(small.submission("1"), small.submission("2")),
    )
    (finding,) = found(points_missing, given)
    assert (finding.severity, finding.subject.student) == (Severity.BLOCKS, None)
    assert set(small.words(given).values()) == {"not-sent points-missing"}


def test_no_points_possible_wait_unless_the_sis_has_extra_credit(small: SimpleNamespace) -> None:
    none = {"assignments": (small.assignment(points=Decimal(0)),)}
    waits = small.snapshot(**none)
    assert [(f.severity, f.facts["points"]) for f in found(points_missing, waits)] == [(Severity.WARNS, "0")]
    assert small.word(waits) == "waiting points-missing"
    bonus = small.snapshot(**none, capabilities=small.caps(extra_credit=True))
    assert found(points_missing, bonus) == []
    tenth = small.snapshot(assignments=(small.assignment(points=Decimal("0.1")),))
    assert found(points_missing, tenth) == []


def test_a_line_item_that_is_there_keeps_its_points_and_takes_another_name(small: SimpleNamespace) -> None:
    given = small.linked(
        {"1": "8"},
        {"1": "8"},
        item=small.item(title="Old name"),
        assignments=(small.assignment(points=None),),
    )
    assert severities(points_missing, given) == [Severity.WARNS]
    assert [c.after.title for c in small.plan(given, small.NOW).changes] == ["Essay A1"]


def test_points_of_work_without_scores_are_not_asked_for(small: SimpleNamespace) -> None:
    given = small.snapshot(assignments=(small.assignment(points=None),), submissions=())
    assert found(points_missing, given) == []


# ---- several-matches, link-broken, line-item-deleted -------------------------------------------------


def test_two_line_items_that_fit_are_told_with_their_ids(small: SimpleNamespace) -> None:
    both = (small.item("L1"), small.item("L2"))
    (finding,) = found(several_matches, small.snapshot(line_items=both))
    assert (finding.severity, finding.facts["value"], finding.facts["result"]) == (
        Severity.BLOCKS,
        "2",
        "L1, L2",
    )
    assert found(several_matches, small.snapshot(line_items=both[:1])) == []
    assert found(several_matches, small.snapshot(line_items=both, submissions=())) == []
    hidden = (small.submission(posted=None),)
    assert found(several_matches, small.snapshot(line_items=both, submissions=hidden)) == []


def test_a_link_to_another_class_is_broken_and_one_to_this_class_is_not(small: SimpleNamespace) -> None:
    broken = small.snapshot(links=(small.link(class_ref="c9"),), line_items=(small.item(),))
    (finding,) = found(link_broken, broken)
    assert (finding.severity, finding.facts["value"]) == (Severity.BLOCKS, "c9")
    assert small.word(broken) == "not-sent link-broken"
    assert found(link_broken, small.linked({"1": "8"}, {"1": "8"})) == []


def test_the_class_of_an_earlier_term_is_no_broken_link(small: SimpleNamespace) -> None:
    early = datetime(2026, 6, 1, 18, tzinfo=UTC)
    given = small.snapshot(
        links=(small.link(class_ref="c9"),),
        assignments=(small.assignment(due=early),),
        submissions=(small.submission(due=early),),
    )
    assert found(link_broken, given) == []


def test_a_line_item_that_is_gone_is_told_and_one_that_was_not_read_is_not_gone(
    small: SimpleNamespace,
) -> None:
    gone = small.snapshot(links=(small.link(),))
    (finding,) = found(line_item_deleted, gone)
    assert (finding.severity, finding.subject.assignment) == (Severity.BLOCKS, "A1")
    assert small.word(gone) == "not-sent line-item-deleted"
    assert found(line_item_deleted, small.snapshot(links=(small.link(),), line_items=LOST)) == []
    assert found(line_item_deleted, small.linked({"1": "8"}, {"1": "8"})) == []


# ---- update-misses-section ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("also_in", "over", "flagged"),
    [
        (("c2",), {"title": "Old name"}, True),
        (("c2",), {"maximum": Decimal(20)}, True),
        (("c2",), {"due": datetime(2026, 9, 30, tzinfo=UTC).date(), "description": "x"}, False),
        (("c2",), {}, False),
        ((), {"title": "Old name"}, False),
    ],
)
def test_a_change_that_reaches_other_classes_is_warned_of(
    small: SimpleNamespace, also_in: tuple[str, ...], over: dict, flagged: bool
) -> None:
    shared = replace(small.item(also_in=also_in), **over)
    given = small.linked({"1": "8"}, {"1": "8"}, item=shared)
    assert severities(update_misses_section, given) == ([Severity.WARNS] if flagged else [])


# ---- assignments of the course -----------------------------------------------------------------------


def given_to(small: SimpleNamespace, *overrides: object, only: bool = True) -> object:
    return small.snapshot(assignments=(small.assignment(only_overrides=only, overrides=overrides),))


def test_work_that_is_given_to_single_students_is_told_once(small: SimpleNamespace) -> None:
    due = datetime(2026, 10, 2, 4, 59, 59, tzinfo=UTC)
    one = small.override(None, due=due, students=("1", "2"))
    two = small.override(None, due=due, students=("2", "3"))
    (finding,) = found(assignment_for_single_students, given_to(small, one, two))
    assert (finding.severity, finding.facts["value"]) == (Severity.INFORMS, "3")
    assert small.word(given_to(small, one, two)) == "create 8.5"
    for given in (
        given_to(small, one, only=False),
        given_to(small, one, small.override("S1", due=due)),
        given_to(small, one, small.override(None, due=due, group="5")),
        given_to(small, one, small.override(None, due=due, course=True)),
        given_to(small),
    ):
        assert found(assignment_for_single_students, given) == []


def test_a_draft_that_was_sent_before_is_told_and_one_that_was_not_is_nobody_s_trouble(
    small: SimpleNamespace,
) -> None:
    draft = (small.assignment(published=False),)
    (finding,) = found(assignment_unpublished, small.snapshot(assignments=draft, links=(small.link(),)))
    assert (finding.severity, finding.facts["state"]) == (Severity.INFORMS, "unpublished")
    assert found(assignment_unpublished, small.snapshot(assignments=draft)) == []
    assert found(assignment_unpublished, small.snapshot(links=(small.link(),))) == []


def test_a_course_whose_graded_work_is_not_set_to_be_sent_is_told_once(small: SimpleNamespace) -> None:
    off = (small.assignment("A1", post_to_sis=False), small.assignment("A2", post_to_sis=False))
    (finding,) = found(nothing_to_sync, small.snapshot(assignments=off))
    assert (finding.severity, finding.facts["value"]) == (Severity.INFORMS, "2")


@pytest.mark.parametrize(
    "case", ["one is", "none graded", "no work", "box hidden", "not in sis", "over", "sent"]
)
def test_a_course_with_something_or_without_anything_to_send_is_not_told(
    small: SimpleNamespace, case: str
) -> None:
    off = small.assignment(post_to_sis=False)
    more = {
        "one is": {"assignments": (off, small.assignment("A2"))},
        "none graded": {"assignments": (replace(off, grading_type="not_graded"),)},
        "no work": {"assignments": ()},
        "box hidden": {"box": False},
        "not in sis": {"gradebooks": {}},
        "over": {"state": "deleted"},
        "sent": {"links": (small.link(),)},
    }[case]
    assert found(nothing_to_sync, small.snapshot(**({"assignments": (off,)} | more))) == []
