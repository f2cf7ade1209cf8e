"""Checks of categories: what each flags, what it must not, and where it cannot tell."""

from types import SimpleNamespace

import pytest

from passback.core.finding import SLOTS, Finding
from passback.core.gradebook import Category, Unread
from passback.core.problem import Problem, Severity
from passback.sync.checks import (
    cannot_tell,
    category_differs_between_sections,
    category_missing,
    category_not_found,
    category_not_imported,
    category_not_lead_teachers,
)

LOST = Unread("HTTP 500", Problem.SIS_INTERNAL_ERROR)
ALL = (
    category_differs_between_sections,
    category_missing,
    category_not_found,
    category_not_imported,
    category_not_lead_teachers,
)


def found(check: object, given: object) -> list[Finding]:
    findings = list(check.check(given))
    assert all(set(f.facts) <= SLOTS for f in findings)
    assert all(f.problem in check.PROBLEMS for f in findings)
    return findings


def severities(check: object, given: object) -> list[Severity]:
    return [finding.severity for finding in found(check, given)]


def categories(*names: str, active: bool = True) -> tuple[Category, ...]:
    return tuple(Category(f"cat{n}", name, active=active) for n, name in enumerate(names))


def flagged(given: object) -> list[Problem]:
    return [finding.problem for check in ALL for finding in found(check, given)]


@pytest.mark.parametrize("check", ALL)
@pytest.mark.parametrize("part", ["groups", "categories", "line_items"])
def test_without_groups_categories_or_line_items_it_cannot_tell(
    small: SimpleNamespace, check: object, part: str
) -> None:
    given = small.snapshot(**{part: LOST})
    assert found(check, given) == []
    assert cannot_tell(given, check).facts["value"] == part


def test_a_course_as_it_should_be_has_no_trouble_with_categories(small: SimpleNamespace) -> None:
    assert flagged(small.snapshot()) == []


# ---- category-missing --------------------------------------------------------------------------------


def test_a_class_without_any_category_stops_new_work_only_where_one_is_firmly_required(
    small: SimpleNamespace,
) -> None:
    def given(**can: object) -> object:
        return small.snapshot(categories=(), capabilities=small.caps(**can))

    firmly = given(category_required=True)
    assert flagged(firmly) == [Problem.CATEGORY_MISSING]
    assert severities(category_missing, firmly) == [Severity.BLOCKS]
    assert small.word(firmly) == "not-sent category-missing"
    for may in (given(), given(category_required=small.rumor(given=True)), given(category_default=True)):
        assert severities(category_missing, may) == [Severity.WARNS]
        assert small.word(may) == "create 8.5"
        assert small.made_item(may).category is None


def test_where_the_sis_files_it_by_itself_even_a_required_category_may_be_missing(
    small: SimpleNamespace,
) -> None:
    given = small.snapshot(
        categories=(), capabilities=small.caps(category_required=True, category_default=True)
    )
    assert severities(category_missing, given) == [Severity.WARNS]


def test_where_none_is_needed_and_none_is_shown_nothing_is_missing(small: SimpleNamespace) -> None:
    given = small.snapshot(categories=(), capabilities=small.caps(category_required=False))
    assert flagged(given) == []
    filed = small.caps(category_required=False, category_default=True)
    assert flagged(small.snapshot(categories=(), capabilities=filed)) == [Problem.CATEGORY_MISSING]


def test_categories_that_are_all_off_are_none_and_one_that_is_on_is_one(small: SimpleNamespace) -> None:
    off = categories("Projects", active=False)
    assert flagged(small.snapshot(categories=off)) == [Problem.CATEGORY_MISSING]
    assert flagged(small.snapshot(categories=categories("Projects"))) == [Problem.CATEGORY_NOT_FOUND]


def test_a_line_item_that_is_there_misses_no_category(small: SimpleNamespace) -> None:
    given = small.linked(
        {"1": "8"}, {"1": "8"}, categories=(), capabilities=small.caps(category_required=True)
    )
    assert flagged(given) == []


# ---- category-not-found ------------------------------------------------------------------------------


def test_where_the_sis_files_unknown_work_itself_another_name_only_warns(small: SimpleNamespace) -> None:
    def given(default: object) -> object:
        return small.snapshot(
            categories=categories("Projects"), capabilities=small.caps(category_default=default)
        )

    assert severities(category_not_found, given(default=True)) == [Severity.WARNS]
    assert small.made_item(given(default=True)).category is None
    assert severities(category_not_found, given(small.rumor(given=True))) == [Severity.BLOCKS]


# ---- category-not-lead-teachers ----------------------------------------------------------------------


def test_a_category_of_that_name_that_is_off_is_told_as_such(small: SimpleNamespace) -> None:
    given = small.snapshot(groups=(small.group("G1", "Labs"),))
    (finding,) = found(category_not_lead_teachers, given)
    assert flagged(given) == [Problem.CATEGORY_NOT_LEAD_TEACHERS]
    assert (finding.severity, finding.facts["category"]) == (Severity.BLOCKS, "Labs")
    assert small.word(given) == "not-sent category-not-lead-teachers"


def test_one_that_is_on_counts_and_one_that_is_off_beside_it_does_not(small: SimpleNamespace) -> None:
    both = (Category("a", "Homework", active=False), Category("b", "Homework", active=True))
    given = small.snapshot(categories=both)
    assert flagged(given) == []
    assert small.made_item(given).category == "b"


def test_where_none_is_needed_a_category_that_is_off_is_only_warned_of(small: SimpleNamespace) -> None:
    given = small.snapshot(
        groups=(small.group("G1", "Labs"),), capabilities=small.caps(category_required=False)
    )
    assert severities(category_not_lead_teachers, given) == [Severity.WARNS]
    assert small.word(given) == "create 8.5"


def renamed(small: SimpleNamespace, category: str | None, minds: object, **over: object) -> object:
    """A line item of ours in a category, about to get another name."""
    there = small.item(category=category, title="Old name")
    return small.linked(
        {"1": "8"}, {"1": "8"}, item=there, capabilities=small.caps(category_active=minds), **over
    )


@pytest.mark.parametrize(
    ("category", "minds", "expected"),
    [
        ("cat2", True, [Severity.WARNS]),
        ("gone", True, [Severity.WARNS]),
        ("cat1", True, []),
        (None, True, []),
        ("cat2", None, []),
        ("cat2", False, []),
    ],
)
def test_a_change_in_a_category_that_is_off_is_warned_of_where_the_sis_minds_and_scores_go(
    small: SimpleNamespace, category: str | None, minds: bool | None, expected: list
) -> None:
    given = renamed(small, category, minds)
    assert severities(category_not_lead_teachers, given) == expected
    assert small.word(given) == "update 8.5"


def test_a_line_item_that_stays_as_it_is_may_be_in_a_category_that_is_off(small: SimpleNamespace) -> None:
    given = small.linked(
        {"1": "8"},
        {"1": "8"},
        item=small.item(category="cat2"),
        capabilities=small.caps(category_active=True),
    )
    assert found(category_not_lead_teachers, given) == []


# ---- category-differs-between-sections ---------------------------------------------------------------


def two(small: SimpleNamespace, first: object, second: object, **over: object) -> object:
    """A course with two classes, each with its categories."""
    given = {
        "sections": (small.section("S1"), small.section("S2", "C2")),
        "enrollments": (small.enrollment("1", "S1"), small.enrollment("2", "S2")),
        "submissions": (small.submission("1"), small.submission("2")),
        "gradebooks": {
            "S1": small.book("c1", categories=first),
            "S2": small.book("c2", categories=second),
        },
    }
    return small.snapshot(**(given | over))


def test_a_category_that_one_class_has_and_another_lacks_is_told_once_for_the_group(
    small: SimpleNamespace,
) -> None:
    given = two(small, categories("Homework"), categories("Projects"))
    (finding,) = found(category_differs_between_sections, given)
    assert (finding.severity, finding.subject.section) == (Severity.INFORMS, None)
    assert (finding.facts["section"], finding.facts["result"]) == ("Period S2", "Period S1")
    assert small.words(given) == {
        ("S1", "A1", "1"): "create 8.5",
        ("S2", "A1", "2"): "not-sent category-not-found",
    }


def test_classes_that_all_have_it_or_all_lack_it_do_not_differ(small: SimpleNamespace) -> None:
    for names in ("Homework", "Projects"):
        given = two(small, categories(names), categories(names, "Labs"))
        assert found(category_differs_between_sections, given) == []


def test_a_class_without_scores_to_send_does_not_differ(small: SimpleNamespace) -> None:
    given = two(small, categories("Homework"), categories("Projects"), submissions=(small.submission("1"),))
    assert found(category_differs_between_sections, given) == []


# ---- category-not-imported ---------------------------------------------------------------------------


def imported(small: SimpleNamespace, own: object, others: object, name: str = "Projects") -> object:
    groups = (
        small.group("G1", name, integration_data=own),
        small.group("G2", "Labs", integration_data=others),
    )
    return small.snapshot(groups=groups)


def test_a_group_made_by_hand_among_imported_ones_is_told_beside_its_missing_category(
    small: SimpleNamespace,
) -> None:
    given = imported(small, {}, {"5678": "0954"})
    (finding,) = found(category_not_imported, given)
    assert (finding.severity, finding.facts["category_id"]) == (Severity.INFORMS, "G1")
    assert small.word(given) == "not-sent category-not-found"


@pytest.mark.parametrize(
    ("own", "others", "name"),
    [
        ({"1": "2"}, {"5678": "0954"}, "Projects"),
        ({}, {}, "Projects"),
        ({}, None, "Projects"),
        (None, {"5678": "0954"}, "Projects"),
        ({}, {"5678": "0954"}, "Homework"),
    ],
)
def test_without_imported_groups_or_with_a_category_nothing_is_said_of_imports(
    small: SimpleNamespace, own: object, others: object, name: str
) -> None:
    assert found(category_not_imported, imported(small, own, others, name)) == []
