"""Each check bites: with one fault planted in it, a test of it fails."""

from collections.abc import Callable, Mapping
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from believing import believing
from passback.sync import adopt, category, dates, filing, namesakes, outlying
from passback.sync.checks import (
    CHECKS,
    assignment_for_single_students,
    assignment_locked,
    assignment_unpublished,
    category_differs_between_sections,
    category_missing,
    category_not_found,
    category_not_imported,
    category_not_lead_teachers,
    category_not_unique,
    due_date_differs_by_student,
    due_date_missing,
    due_date_not_for_everyone,
    due_date_outside_class,
    due_date_outside_grading_period,
    due_date_outside_term,
    duplicate_assignment_groups,
    grading_period_locked,
    line_item_deleted,
    link_broken,
    name_empty,
    name_not_unique,
    name_taken,
    name_too_long,
    nothing_to_sync,
    points_missing,
    points_not_whole,
    refused_before,
    several_matches,
    update_misses_section,
)
from people_cases import SECTIONS, STUDENTS
from score_cases import SCORES, SYSTEM


def beside(name: str) -> ModuleType:
    """The tests of a file beside this one."""
    spec = spec_from_file_location(f"planted_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


OLD = beside("test_checks")
LIMITS = beside("test_checks_of_limits")
CATEGORIES = beside("test_checks_of_categories")
DATES = beside("test_checks_of_dates")
WORK = beside("test_checks_of_assignments")

# A check; a function, a piece of its text, what it reads instead; the test that fails then, its arguments.
Fault = tuple[ModuleType, Callable[..., Any], str, str, Callable[..., None], Mapping[str, Any]]
_OF_SECTION = {"day": DATES.date(2026, 12, 18), "outside": False}
FAULTS: dict[str, Fault] = {
    "a lock holds nothing": (
        assignment_locked,
        assignment_locked.check,
        "if limit is not None and limit.firm else",
        "if limit is None else",
        LIMITS.test_a_locked_line_item_is_known_before_anything_is_sent,
        {},
    ),
    "whoever has an override has it alone": (
        assignment_for_single_students,
        assignment_for_single_students._students,
        "or one.group is not None",
        "",
        WORK.test_work_that_is_given_to_single_students_is_told_once,
        {},
    ),
    "every draft was sent": (
        assignment_unpublished,
        assignment_unpublished.check,
        "if not work.published",
        "if work.published",
        WORK.test_a_draft_that_was_sent_before_is_told_and_one_that_was_not_is_nobody_s_trouble,
        {},
    ),
    "one class that has it is enough to differ": (
        category_differs_between_sections,
        category_differs_between_sections.check,
        "if lack and have",
        "if lack or have",
        CATEGORIES.test_classes_that_all_have_it_or_all_lack_it_do_not_differ,
        {},
    ),
    "hearsay requires a category": (
        category_missing,
        category_missing.check,
        "and needed.firm",
        "",
        CATEGORIES.test_a_class_without_any_category_stops_new_work_only_where_one_is_firmly_required,
        {},
    ),
    "no category at all is another name": (
        category_not_found,
        category_not_found.check,
        "and each.active",
        "",
        CATEGORIES.test_categories_that_are_all_off_are_none_and_one_that_is_on_is_one,
        {},
    ),
    "the sis files by hearsay": (
        category_not_found,
        filing.files,
        "and filed_by_it.firm",
        "",
        CATEGORIES.test_where_the_sis_files_unknown_work_itself_another_name_only_warns,
        {},
    ),
    "unseen links are links of nobody": (
        category_not_imported,
        category_not_imported.check,
        "group.integration_data == {}",
        "not group.integration_data",
        CATEGORIES.test_without_imported_groups_or_with_a_category_nothing_is_said_of_imports,
        {"own": None, "others": {"1": "2"}, "name": "Projects"},
    ),
    "what is off is on": (
        category_not_lead_teachers,
        category.resting,
        "if not one.active",
        "if one.active",
        CATEGORIES.test_a_category_of_that_name_that_is_off_is_told_as_such,
        {},
    ),
    "the category of a line item may be off": (
        category_not_lead_teachers,
        category_not_lead_teachers._lost,
        "None if mine.active else mine.name",
        "None",
        CATEGORIES.test_a_change_in_a_category_that_is_off_is_warned_of_where_the_sis_minds_and_scores_go,
        {"category": "cat2", "minds": True, "expected": [DATES.Severity.WARNS]},
    ),
    "two of one name are one": (
        category_not_unique,
        category_not_unique._of,
        "len(found) > 1",
        "len(found) > 2",
        LIMITS.test_of_two_categories_of_one_name_the_same_is_taken_every_time_and_told,
        {},
    ),
    "an hour is a day": (
        due_date_differs_by_student,
        due_date_differs_by_student.check,
        "days = {moment.astimezone(zone).date() for moment in unit.dues} - {place.due.day}",
        "days = {m.date() for m in unit.dues} - {place.due.day}",
        DATES.test_an_extension_beside_the_date_for_everyone_is_told_in_the_course_s_zone,
        {},
    ),
    "a missing date is asked for by nobody's score": (
        due_date_missing,
        due_date_missing.check,
        "if is_made(snapshot, unit):",
        "if True:",
        OLD.test_a_missing_date_without_a_score_to_send_harms_nobody,
        {},
    ),
    "no date of anybody is a date of some": (
        due_date_not_for_everyone,
        due_date_not_for_everyone.check,
        "and without",
        "",
        DATES.test_a_date_of_all_or_of_nobody_is_no_date_of_some,
        {},
    ),
    "the last day is no day of the class": (
        due_date_outside_class,
        outlying._any,
        "return any(span.first <= day <= span.last for",
        "return any(span.first <= day < span.last for",
        DATES.test_the_class_is_taught_from_the_first_to_the_last_day_of_its_terms,
        _OF_SECTION,
    ),
    "a last day is a day like another": (
        due_date_outside_class,
        outlying.on_the_end,
        "span.last == given[2] for",
        "span.last < given[2] for",
        DATES.test_a_last_day_that_nobody_is_sure_of_is_warned_of,
        {},
    ),
    "periods are terms": (
        due_date_outside_class,
        due_date_outside_class.check,
        "if book.terms == book.periods:",
        "if not book.terms:",
        DATES.test_grading_periods_in_the_place_of_terms_do_not_say_when_a_class_is_taught,
        {},
    ),
    "any period will do": (
        due_date_outside_grading_period,
        dates.own_periods,
        "if one.parent in refs",
        "if one",
        DATES.test_a_period_of_other_terms_is_warned_of_for_nobody_knows_which_count,
        {},
    ),
    "hearsay stops a date": (
        due_date_outside_term,
        outlying.told,
        "if made and firm else",
        "if made else",
        DATES.test_a_date_outside_the_term_is_stopped_only_where_the_sis_firmly_refuses_it,
        {},
    ),
    "groups without work count": (
        duplicate_assignment_groups,
        duplicate_assignment_groups.check,
        "if group.id in used",
        "if True",
        LIMITS.test_two_groups_of_one_name_are_warned_of_where_both_have_work_for_the_sis,
        {},
    ),
    "one lock closes all": (
        grading_period_locked,
        grading_period_locked._is_closed,
        "return not any(min(locked) <= due <= max(locked) for due in opened)",
        "return True",
        DATES.test_work_due_among_locked_work_is_warned_of,
        {
            "items": [("2026-09-20", True), ("2026-09-25", False), ("2026-10-05", True)],
            "flagged": False,
        },
    ),
    "what was not read is gone": (
        line_item_deleted,
        adopt._linked,
        "return Linked(link, gradebook.line_items)",
        "return _blocked(unit, subject, Problem.LINE_ITEM_DELETED)",
        WORK.test_a_line_item_that_is_gone_is_told_and_one_that_was_not_read_is_not_gone,
        {},
    ),
    "an earlier term is a broken link": (
        link_broken,
        adopt._is_history,
        "return all(when.day < term.first for term in terms)",
        "return False",
        WORK.test_the_class_of_an_earlier_term_is_no_broken_link,
        {},
    ),
    "blanks are a name": (
        name_empty,
        name_empty.check,
        "if not normal(wanted.title)",
        "if not wanted.title",
        WORK.test_a_blank_name_makes_no_line_item,
        {"name": "   ", "empty": True},
    ),
    "both of two are stopped, or none": (
        name_not_unique,
        namesakes._namesakes,
        'there[own or f"new {unit.assignment.id}"] = (item.title, unit.assignment.id)',
        "pass",
        WORK.test_of_two_assignments_of_one_name_the_first_goes_and_the_second_is_stopped,
        {},
    ),
    "a like name is the name": (
        name_taken,
        namesakes._severity,
        "and found.exact",
        "",
        WORK.test_a_name_in_another_spelling_may_be_another_name_to_the_sis,
        {},
    ),
    "a given up name is taken": (
        name_taken,
        namesakes._namesakes,
        'taken[_key(book.class_ref, before)].pop(own or "", None)',
        "pass",
        WORK.test_a_name_that_is_given_up_in_the_same_plan_takes_none,
        {},
    ),
    "the limit itself is too long": (
        name_too_long,
        name_too_long.check,
        "len(wanted.title) <= limit.value",
        "len(wanted.title) < limit.value",
        LIMITS.test_a_name_that_fits_or_whose_limit_is_not_known_is_fine,
        {},
    ),
    "what was sent before is nothing": (
        nothing_to_sync,
        nothing_to_sync.check,
        "or snapshot.links",
        "",
        WORK.test_a_course_with_something_or_without_anything_to_send_is_not_told,
        {"case": "sent"},
    ),
    "a line item that is there has no points either": (
        points_missing,
        points_missing.check,
        "Severity.WARNS if there else why.severity",
        "why.severity",
        WORK.test_a_line_item_that_is_there_keeps_its_points_and_takes_another_name,
        {},
    ),
    "hearsay stops half points": (
        points_not_whole,
        points_not_whole.check,
        "Severity.BLOCKS if limit.firm else Severity.WARNS",
        "Severity.BLOCKS",
        LIMITS.test_points_that_are_not_whole_are_stopped_or_by_hearsay_warned_of,
        {},
    ),
    "hidden scores ask which": (
        several_matches,
        several_matches.check,
        "if is_made(snapshot, unit):",
        "if True:",
        WORK.test_two_line_items_that_fit_are_told_with_their_ids,
        {},
    ),
    "a due date is everybody's": (
        update_misses_section,
        update_misses_section.check,
        "if ours != (before.title, before.maximum, before.description):",
        "if True:",
        WORK.test_a_change_that_reaches_other_classes_is_warned_of,
        {
            "also_in": ("c2",),
            "over": {"due": DATES.date(2026, 9, 30), "description": "x"},
            "flagged": False,
        },
    ),
}
# Of people, scores and systems (test_checks_of_people plants their faults), and of what was refused before.
ELSEWHERE = {case.check.__name__ for case in (*SECTIONS, *STUDENTS, *SCORES, *SYSTEM)} | {
    refused_before.__name__
}


@pytest.mark.parametrize("says", FAULTS)
def test_a_fault_in_a_check_is_noticed(small: SimpleNamespace, says: str) -> None:
    _, function, old, new, test, given = FAULTS[says]
    test(small, **given)

    with believing(function, old, new), pytest.raises((AssertionError, ValueError)):
        test(small, **given)


def test_a_fault_is_planted_in_each_check() -> None:
    planted = {fault[0].__name__ for fault in FAULTS.values()}

    assert planted | ELSEWHERE == {check.__name__ for check in CHECKS}
