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
from passback.sync.checks import (
    assignment_locked,
    category_not_found,
    category_not_unique,
    connection_not_unique,
    due_date_missing,
    due_date_outside_term,
    duplicate_assignment_groups,
    name_too_long,
    other_exchange_active,
    points_not_whole,
    refused_before,
    score_above_maximum,
    score_below_minimum,
    section_without_sis_id,
    student_not_in_section,
    student_not_on_gradebook,
)
from passback.sync.model import Snapshot
from passback.sync.routing import units


class Check(Protocol):
    """What a module of this folder has. `NEEDS`: the parts of course and gradebook that it reads."""

    __name__: str
    PROBLEMS: tuple[Problem, ...]
    NEEDS: tuple[str, ...]

    def check(self, snapshot: Snapshot) -> Iterable[Finding]:
        """The findings of one course; none about what could not be read."""
        ...


CHECKS: tuple[Check, ...] = (
    assignment_locked,
    category_not_found,
    category_not_unique,
    connection_not_unique,
    due_date_missing,
    due_date_outside_term,
    duplicate_assignment_groups,
    name_too_long,
    other_exchange_active,
    points_not_whole,
    refused_before,
    score_above_maximum,
    score_below_minimum,
    section_without_sis_id,
    student_not_in_section,
    student_not_on_gradebook,
)


def cannot_tell(snapshot: Snapshot, check: Check) -> Finding | None:
    """The one finding that says a check lacked a part; None: it could see all that it needs.

    `value`: the part; `result`: the check. The subject names the section if only one is affected.
    """
    course = _course_parts(snapshot)
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
    """Sections with scores to send whose class could not be seen in this part."""
    concerned = {unit.section for unit in units(snapshot) if unit.section is not None}
    blind = []
    for section in sorted(concerned):
        read = snapshot.gradebooks.get(section)
        if isinstance(read, Gradebook):
            parts: dict[str, object] = {
                "terms": read.terms,
                "categories": read.categories,
                "students": read.students,
                "line_items": read.line_items,
            }
            read_part = parts.get(name, ())
        else:
            read_part = read if name in _OF_THE_CLASS else ()
        if isinstance(read_part, Unread):
            blind.append(section)
    return blind


_OF_THE_CLASS = frozenset({"terms", "categories", "students", "line_items"})
