"""One check per file, named for its problem; `CHECKS` lists them all.

A check says what would go wrong, from what was read, and never raises. What it needs and could not read is
said once: *cannot tell*.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

from passback.core.finding import Finding
from passback.core.gradebook import Gradebook, Unread
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync.carry import can
from passback.sync.checks import (
    assignment_for_single_students,
    assignment_locked,
    assignment_unpublished,
    category_differs_between_sections,
    category_missing,
    category_not_found,
    category_not_imported,
    category_not_lead_teachers,
    category_not_unique,
    connection_not_unique,
    credentials_expired,
    due_date_differs_by_student,
    due_date_missing,
    due_date_not_for_everyone,
    due_date_outside_class,
    due_date_outside_grading_period,
    due_date_outside_term,
    duplicate_assignment_groups,
    edited_in_sis,
    gradebook_mismatch,
    grading_period_locked,
    left_section,
    line_item_deleted,
    link_broken,
    name_empty,
    name_not_unique,
    name_taken,
    name_too_long,
    needs_grading,
    nothing_to_sync,
    omitted_from_final_grade,
    other_exchange_active,
    part_unread,
    points_missing,
    points_not_whole,
    refused_before,
    score_above_maximum,
    score_below_minimum,
    score_cleared,
    score_empty,
    score_excused,
    score_hidden,
    score_not_numeric,
    section_id_not_in_sis,
    section_without_gradebook,
    section_without_sis_id,
    section_without_students,
    several_gradebooks,
    several_matches,
    student_in_several_classes,
    student_not_in_section,
    student_not_on_assignment,
    student_not_on_gradebook,
    student_sis_id_invalid,
    student_without_sis_id,
    sync_turned_off,
    teacher_not_in_section,
    term_over,
    test_student,
    update_misses_section,
)
from passback.sync.model import Snapshot
from passback.sync.resolve import is_silent
from passback.sync.routing import units


class Check(Protocol):
    """What a module of this folder has. `NEEDS`: the parts of course and gradebook that it reads.

    One may have `RESTS_ON: tuple[str, ...]` too, capabilities without all of which it has nothing to look
    for: then it lacks no part either.
    """

    __name__: str
    PROBLEMS: tuple[Problem, ...]
    NEEDS: tuple[str, ...]

    def check(self, snapshot: Snapshot) -> Iterable[Finding]:
        """The findings of one course; none about what could not be read."""
        ...


CHECKS: tuple[Check, ...] = (
    assignment_for_single_students,
    assignment_locked,
    assignment_unpublished,
    category_differs_between_sections,
    category_missing,
    category_not_found,
    category_not_imported,
    category_not_lead_teachers,
    category_not_unique,
    connection_not_unique,
    credentials_expired,
    due_date_differs_by_student,
    due_date_missing,
    due_date_not_for_everyone,
    due_date_outside_class,
    due_date_outside_grading_period,
    due_date_outside_term,
    duplicate_assignment_groups,
    edited_in_sis,
    gradebook_mismatch,
    grading_period_locked,
    left_section,
    line_item_deleted,
    link_broken,
    name_empty,
    name_not_unique,
    name_taken,
    name_too_long,
    needs_grading,
    nothing_to_sync,
    omitted_from_final_grade,
    other_exchange_active,
    part_unread,
    points_missing,
    points_not_whole,
    refused_before,
    score_above_maximum,
    score_below_minimum,
    score_cleared,
    score_empty,
    score_excused,
    score_hidden,
    score_not_numeric,
    section_id_not_in_sis,
    section_without_gradebook,
    section_without_sis_id,
    section_without_students,
    several_gradebooks,
    several_matches,
    student_in_several_classes,
    student_not_in_section,
    student_not_on_assignment,
    student_not_on_gradebook,
    student_sis_id_invalid,
    student_without_sis_id,
    sync_turned_off,
    teacher_not_in_section,
    term_over,
    test_student,
    update_misses_section,
)


def cannot_tell(snapshot: Snapshot, check: Check) -> Finding | None:
    """The one finding that says a check lacked a part; None: it could see all that it needs.

    `value`: the part; `result`: the check. The subject names the section if only one is affected.
    """
    course = _course_parts(snapshot)
    if not all(can(getattr(snapshot.capabilities, name)) for name in getattr(check, "RESTS_ON", ())):
        return None
    for name in check.NEEDS:
        if isinstance(course.get(name), Unread):
            return _unable(snapshot, check, name, None)
    for name in check.NEEDS:
        blind = _blind_sections(snapshot, name)
        if blind:
            return _unable(snapshot, check, name, blind[0] if len(blind) == 1 else None)
    return None


def _unable(snapshot: Snapshot, check: Check, name: str, section: str | None) -> Finding:
    facts = {"value": name, "result": check.__name__.rpartition(".")[2].replace("_", "-")}
    subject = Subject(snapshot.course.id, section, None, None)
    return Finding(Problem.PART_UNREAD, Severity.INFORMS, subject, facts)


def _course_parts(snapshot: Snapshot) -> Mapping[str, object]:
    course = snapshot.course
    parts: dict[str, object] = {
        "sections": course.sections,
        "enrollments": course.enrollments,
        "groups": course.groups,
        "assignments": course.assignments,
        "submissions": course.submissions,
        "rivals": snapshot.rivals,
    }
    concerned = [unit.assignment.overrides for unit in units(snapshot)]
    parts["overrides"] = next((part for part in concerned if isinstance(part, Unread)), ())
    return parts


def _blind_sections(snapshot: Snapshot, name: str) -> list[str]:
    """Sections with scores to send whose class could not be seen in this part.

    A class that is known to lack what writing needs is no riddle: another check says what it lacks.
    """
    if name not in _OF_THE_CLASS:
        return []
    concerned = {unit.section for unit in units(snapshot) if unit.section is not None}
    return [s for s in sorted(concerned) if _is_blind(snapshot.gradebooks.get(s), name)]


def _is_blind(read: object, name: str) -> bool:
    if not isinstance(read, Gradebook):
        return is_silent(read)
    if name == "scores":
        return any(isinstance(part, Unread) for part in read.scores.values())
    return name != "gradebook" and isinstance(getattr(read, name), Unread)


# `gradebook`: the class itself; `scores`: those of any of its line items.
_OF_THE_CLASS = frozenset({"gradebook", "terms", "periods", "categories", "students", "line_items", "scores"})
