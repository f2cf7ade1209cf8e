"""Checks of what an SIS can hold: what each flags, and what it must not."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from passback.core.finding import SLOTS, Finding
from passback.core.gradebook import Category, LineItem, Unread
from passback.core.problem import Problem, Severity
from passback.sync.category import find_category
from passback.sync.checks import (
    assignment_locked,
    category_not_unique,
    duplicate_assignment_groups,
    name_too_long,
    other_exchange_active,
    points_not_whole,
    score_above_maximum,
    score_below_minimum,
)


def found(check: object, given: object) -> list[Finding]:
    findings = list(check.check(given))
    assert all(set(f.facts) <= SLOTS for f in findings)
    assert all(f.problem in check.PROBLEMS for f in findings)
    return findings


# ---- assignment-locked -----------------------------------------------------------------------------


def test_a_locked_line_item_is_known_before_anything_is_sent(small: SimpleNamespace) -> None:
    locked = small.item(locked=True)
    given = small.linked({"1": "8"}, {"1": "8"}, item=locked, capabilities=small.caps(lock_holds=True))
    (finding,) = found(assignment_locked, given)
    assert (finding.severity, finding.subject.section) == (Severity.BLOCKS, "S1")
    assert (finding.subject.assignment, finding.subject.student) == ("A1", None)
    assert small.word(given) == "not-sent assignment-locked"


@pytest.mark.parametrize("known", [None, "rumor"])
def test_where_nobody_knows_what_a_lock_refuses_it_is_only_warned_of(
    small: SimpleNamespace, known: str | None
) -> None:
    holds = small.rumor(given=True) if known else None
    given = small.linked(
        {"1": "8"}, {"1": "8"}, item=small.item(locked=True), capabilities=small.caps(lock_holds=holds)
    )
    assert [f.severity for f in found(assignment_locked, given)] == [Severity.WARNS]
    assert small.word(given) == "update 8.5"
    loose = small.linked(
        {"1": "8"}, {"1": "8"}, item=small.item(locked=True), capabilities=small.caps(lock_holds=False)
    )
    assert found(assignment_locked, loose) == []


def test_a_locked_line_item_that_is_as_it_should_be_harms_nobody(small: SimpleNamespace) -> None:
    given = small.linked(
        {"1": "8.5"}, {"1": "8.5"}, item=small.item(locked=True), capabilities=small.caps(lock_holds=True)
    )
    assert found(assignment_locked, given) == []
    assert small.word(given) == "already-there"


def test_taking_note_of_a_locked_line_item_writes_nothing_and_is_not_stopped(small: SimpleNamespace) -> None:
    there = small.snapshot(line_items=(small.item(locked=True),), scores={"L1": (small.score(),)})
    assert found(assignment_locked, there) == []


def test_an_open_line_item_is_not_locked(small: SimpleNamespace) -> None:
    assert found(assignment_locked, small.linked({"1": "8"}, {"1": "8"})) == []


# ---- name-too-long ---------------------------------------------------------------------------------


def test_a_name_longer_than_the_sis_takes_is_stopped_or_by_hearsay_warned_of(small: SimpleNamespace) -> None:
    long = (small.assignment(name="x" * 31),)
    given = small.snapshot(assignments=long, capabilities=small.caps(title_max=30))
    (finding,) = found(name_too_long, given)
    assert finding.severity is Severity.BLOCKS
    assert (finding.facts["limit"], finding.facts["value"]) == ("30", "31")
    assert small.word(given) == "not-sent name-too-long"

    rumored = small.snapshot(assignments=long, capabilities=small.caps(title_max=small.rumor(30)))
    assert [f.severity for f in found(name_too_long, rumored)] == [Severity.WARNS]
    assert small.word(rumored) == "create 8.5"


def test_a_longer_name_for_what_is_there_is_warned_of_and_its_scores_go(small: SimpleNamespace) -> None:
    given = small.linked(
        {"1": "8"},
        {"1": "8"},
        assignments=(small.assignment(name="x" * 31),),
        capabilities=small.caps(title_max=30),
    )
    assert [f.severity for f in found(name_too_long, given)] == [Severity.WARNS]
    assert small.word(given) == "update 8.5"


def test_a_name_that_fits_or_whose_limit_is_not_known_is_fine(small: SimpleNamespace) -> None:
    fits = (small.assignment(name="x" * 30),)
    assert found(name_too_long, small.snapshot(assignments=fits, capabilities=small.caps(title_max=30))) == []
    long = (small.assignment(name="x" * 300),)
    assert found(name_too_long, small.snapshot(assignments=long)) == []


def test_a_long_name_that_the_sis_has_already_is_fine(small: SimpleNamespace) -> None:
    name = "x" * 31
    given = small.linked(
        {"1": "8.5"},
        {"1": "8.5"},
        item=small.item(title=name, maximum=Decimal(9)),
        assignments=(small.assignment(name=name),),
        capabilities=small.caps(title_max=30),
    )
    assert found(name_too_long, given) == []
    cut = small.item(title=name[:30], maximum=Decimal(9))
    given = small.linked(
        {"1": "8.5"},
        {"1": "8.5"},
        item=cut,
        assignments=(small.assignment(name=name),),
        capabilities=small.caps(title_max=30),
    )
    assert found(name_too_long, given) == []


def test_without_a_score_to_send_no_name_is_too_long(small: SimpleNamespace) -> None:
    given = small.snapshot(
        assignments=(small.assignment(name="x" * 31),),
        submissions=(small.submission(score=None),),
        capabilities=small.caps(title_max=30),
    )
    assert found(name_too_long, given) == []


# ---- points-not-whole ------------------------------------------------------------------------------


def test_points_that_are_not_whole_are_stopped_or_by_hearsay_warned_of(small: SimpleNamespace) -> None:
    half = {"assignments": (small.assignment(points=Decimal("7.5")),)}
    firmly = small.snapshot(**half, capabilities=small.caps(points_whole=True))
    assert small.word(firmly) == "not-sent points-not-whole"
    (finding,) = found(points_not_whole, firmly)
    assert finding.facts["points"] == "7.5"

    rumored = small.snapshot(**half, capabilities=small.caps(points_whole=small.rumor(given=True)))
    assert [f.severity for f in found(points_not_whole, rumored)] == [Severity.WARNS]
    assert small.word(rumored) == "create 8.5"


@pytest.mark.parametrize("points", ["7", "7.0", "1E+1", "0"])
def test_whole_points_are_fine_however_they_are_written(small: SimpleNamespace, points: str) -> None:
    given = small.snapshot(
        assignments=(small.assignment(points=Decimal(points)),),
        capabilities=small.caps(points_whole=True, extra_credit=True),
    )
    assert found(points_not_whole, given) == []


def test_where_no_rule_is_known_or_none_is_written_any_points_are_fine(small: SimpleNamespace) -> None:
    half = (small.assignment(points=Decimal("7.5")),)
    assert found(points_not_whole, small.snapshot(assignments=half)) == []
    free = small.caps(points_whole=False)
    assert found(points_not_whole, small.snapshot(assignments=half, capabilities=free)) == []
    there = small.linked(
        {"1": "5"},
        {"1": "5"},
        item=small.item(maximum=Decimal("7.5"), title="old"),
        assignments=half,
        capabilities=small.caps(points_whole=True),
    )
    assert found(points_not_whole, there) == []


# ---- scores outside ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "over", "expected"),
    [
        ("10.5", {"extra_credit": False}, [(Problem.SCORE_ABOVE_MAXIMUM, Severity.BLOCKS)]),
        ("10", {"extra_credit": False}, []),
        ("10.5", {"extra_credit": True}, []),
        ("10.5", {}, []),
        ("20.5", {"score_factor_max": Decimal(2)}, [(Problem.SCORE_ABOVE_MAXIMUM, Severity.BLOCKS)]),
        ("20", {"score_factor_max": Decimal(2)}, []),
        ("-1", {"extra_credit": False}, [(Problem.SCORE_BELOW_MINIMUM, Severity.BLOCKS)]),
        ("0", {"extra_credit": False}, []),
        ("-1", {"score_factor_max": Decimal(2)}, []),
    ],
)
def test_a_score_outside_what_the_sis_takes_is_flagged(
    small: SimpleNamespace, mark: str, over: dict, expected: list
) -> None:
    given = small.snapshot(submissions=(small.submission(score=mark),), capabilities=small.caps(**over))
    both = [*found(score_above_maximum, given), *found(score_below_minimum, given)]
    assert [(f.problem, f.severity) for f in both] == expected
    assert (small.word(given) != f"create {mark}") == bool(expected)


def test_by_hearsay_a_score_outside_is_only_warned_of(small: SimpleNamespace) -> None:
    limits = small.caps(extra_credit=small.rumor(given=False))
    for mark, check in (("12", score_above_maximum), ("-1", score_below_minimum)):
        given = small.snapshot(submissions=(small.submission(score=mark),), capabilities=limits)
        assert [f.severity for f in found(check, given)] == [Severity.WARNS]
        assert small.word(given) == f"create {mark}"


def test_a_score_that_waits_for_another_reason_is_not_flagged(small: SimpleNamespace) -> None:
    hidden = (small.submission(score="12", posted=None),)
    given = small.snapshot(submissions=hidden, capabilities=small.caps(extra_credit=False))
    assert found(score_above_maximum, given) == []


# ---- categories --------------------------------------------------------------------------------------


def categories(*names: str) -> tuple[Category, ...]:
    return tuple(Category(f"cat{n}", name, active=True) for n, name in enumerate(names))


def test_of_two_categories_of_one_name_the_same_is_taken_every_time_and_told(small: SimpleNamespace) -> None:
    given = small.snapshot(categories=categories("Homework", "Homework "))
    (finding,) = found(category_not_unique, given)
    assert (finding.severity, finding.facts["value"], finding.facts["result"]) == (
        Severity.WARNS,
        "2",
        "cat0",
    )
    assert small.made_item(given).category == "cat0"


def test_one_category_or_two_that_the_sis_tells_apart_are_fine(small: SimpleNamespace) -> None:
    assert found(category_not_unique, small.snapshot()) == []
    cased = small.caps(category_case_matters=True)
    given = small.snapshot(categories=categories("Homework", "homework"), capabilities=cased)
    assert found(category_not_unique, given) == []


def test_a_doubtful_category_is_told_once_for_a_class(small: SimpleNamespace) -> None:
    given = small.snapshot(
        assignments=(small.assignment("A1"), small.assignment("A2")),
        submissions=(small.submission(of="A1"), small.submission(of="A2")),
        categories=categories("Homework", "Homework"),
    )
    assert len(found(category_not_unique, given)) == 1


def test_ten_thousand_categories_are_searched_in_no_time(small: SimpleNamespace) -> None:
    many = categories(*(f"Category {n}" for n in range(10_000)), "Homework")
    given = small.snapshot(categories=many)
    assert small.made_item(given).category == "cat10000"


@pytest.mark.parametrize(
    ("group", "held", "taken"),
    [
        ("Homework (HW)", ("Homework (HW)", "Homework (HX)"), "cat0"),
        ("Homework", ("Homework (HW)", "Labs (LB)"), "cat0"),
        ("Homework (HW)", ("Homework", "Labs"), "cat0"),
        ("homework", ("Homework (HW)",), "cat0"),
        ("Homework", ("Homework (HW)", "Homework (HX)"), None),
        ("Homework (HW)", ("Homework (HX)",), None),
        ("(HW)", ("Homework (HW)", "(LB)"), None),
        ("Homework", ("Homework (HW)", "Homework"), "cat1"),
    ],
)
def test_a_code_in_parentheses_tells_two_categories_apart(
    small: SimpleNamespace, group: str, held: tuple[str, ...], taken: str | None
) -> None:
    coded = small.caps(category_code_suffix=True)
    category = find_category(categories(*held), group, coded)
    assert (category.ref if category else None) == taken


def test_elsewhere_parentheses_are_part_of_a_name(small: SimpleNamespace) -> None:
    assert find_category(categories("Homework (HW)"), "Homework", small.CAPS) is None


def test_two_groups_of_one_name_are_warned_of_where_both_have_work_for_the_sis(
    small: SimpleNamespace,
) -> None:
    groups = (small.group("G1"), small.group("G2", " Homework"))
    both = (small.assignment("A1"), small.assignment("A2", group="G2"))
    (finding,) = found(duplicate_assignment_groups, small.snapshot(groups=groups, assignments=both))
    assert finding.facts["category_id"] == "G1, G2"
    assert finding.severity is Severity.WARNS

    one = (small.assignment("A1"), small.assignment("A2", group="G2", post_to_sis=False))
    assert found(duplicate_assignment_groups, small.snapshot(groups=groups, assignments=one)) == []


# ---- another exchange ----------------------------------------------------------------------------------


def test_another_exchange_is_flagged_by_its_links_and_not_by_their_absence(small: SimpleNamespace) -> None:
    essay = small.assignment(integration_data={"sis": "L1"})
    assert (
        len(found(other_exchange_active, small.snapshot(assignments=(essay,), line_items=(small.item(),))))
        == 1
    )
    assert found(other_exchange_active, small.snapshot(assignments=(essay,))) == []


# ---- not in this version -------------------------------------------------------------------------------


def test_what_is_not_in_this_version_is_said_when_met(small: SimpleNamespace) -> None:
    path = small.assignment(overrides=(small.override(None, mastery=True),))
    made = small.plan(small.snapshot(assignments=(path,)), small.NOW)
    assert [(f.problem, f.facts["state"]) for f in made.findings] == [(Problem.NOT_CARRIED, "mastery-paths")]
    assert small.word(made) == "create 8.5"


def test_a_dropped_score_is_sent_and_the_plan_says_it_counts(small: SimpleNamespace) -> None:
    made = small.plan(small.snapshot(groups=(small.group(drops=True),)), small.NOW)
    assert [(f.problem, f.facts["state"]) for f in made.findings] == [(Problem.NOT_CARRIED, "drops")]
    assert small.word(made) == "create 8.5"
    assert [type(c.after) for c in made.changes][:1] == [LineItem]


def test_a_rule_of_a_group_without_work_for_the_sis_says_nothing(small: SimpleNamespace) -> None:
    groups = (small.group(), small.group("G2", "Labs", drops=True))
    assert small.plan(small.snapshot(groups=groups), small.NOW).findings == ()


def test_a_course_belongs_to_exactly_one_connection(small: SimpleNamespace) -> None:
    given = small.snapshot(rivals=("maple-east", "maple-west"))
    made = small.plan(given, small.NOW)
    (found,) = [f for f in made.findings if f.problem is Problem.CONNECTION_NOT_UNIQUE]
    assert (found.severity, found.facts["value"]) == (Severity.BLOCKS, "maple-east, maple-west")
    assert made.changes == ()
    assert small.word(given) == "not-sent connection-not-unique"


def test_where_nobody_knows_of_other_connections_it_is_said_and_the_scores_go(small: SimpleNamespace) -> None:
    unread = Unread("HTTP 401", Problem.PERMISSION_MISSING)
    made = small.plan(small.snapshot(rivals=unread), small.NOW)
    assert [f.facts["value"] for f in made.findings if f.problem is Problem.PART_UNREAD] == ["rivals"]
    assert small.word(made) == "create 8.5"
