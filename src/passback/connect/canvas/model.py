"""Canvas's JSON as our values. Strict about what a field holds, and about a key whose absence would mean
something else than null; silent about the rest.

Fields and their meaning: facts/canvas.md §1.1 to §1.6.
"""  # noqa: D205 - one thought

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from passback.connect.failures import Unreadable, misshapen
from passback.connect.shape import Row
from passback.core.gradebook import Assignment, Enrollment, Group, Override, Part, Section, Submission, Term
from passback.core.ports import CourseRef
from passback.core.problem import Problem

TEST_STUDENT = "StudentViewEnrollment"


def course_ref(row: Row) -> CourseRef:
    """A course in a list."""
    return CourseRef(
        id=row.id("id"),
        name=row.text_or_none("name") or "",
        sis_id=row.id_or_none("sis_course_id"),
        state=row.text("workflow_state"),
    )


def zone(row: Row) -> str:
    """The course's time zone, one that this machine knows; all its date arithmetic rests on it."""
    name = row.text("time_zone")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise misshapen(f"{row.where}.time_zone", "the name of a time zone") from None
    return name


def ended(row: Row, now: datetime) -> datetime | None:
    """When a course ended by its own date or, without one, by its term's; None: not yet, or no such date.

    Source of the fields: facts/canvas.md §1.1 (`end_at`, `include[]=term`).
    """
    term = row.row_or_none("term")
    own = row.moment_or_none("end_at") if row.has("end_at") else None
    terms = term.moment_or_none("end_at") if term is not None and term.has("end_at") else None
    end = own or terms
    return end if end is not None and end <= now else None


def period(row: Row, zone: str) -> Term:
    """A Canvas grading period; its first and last day are those of the course's zone.

    Source: facts/canvas.md §1.7.
    """
    first, last = row.moment("start_date"), row.moment("end_date")
    place = ZoneInfo(zone)
    return Term(
        ref=row.id("id"),
        name=row.text_or_none("title") or "",
        first=first.astimezone(place).date(),
        last=last.astimezone(place).date(),
    )


def _shown(row: Row, name: str) -> str | None:
    """An SIS id. Canvas leaves the key out for who may not see SIS ids; null means there is none.

    Raises:
        Unreadable: the key is absent.
    """
    if not row.has(name):
        text = f"{row.where}.{name}: Canvas does not show SIS ids to this token (read_sis)"
        raise Unreadable(text, Problem.PERMISSION_MISSING)
    return row.id_or_none(name)


def section(row: Row) -> Section:
    """A section; `nonxlist_course_id` names the course it was cross-listed from."""
    return Section(
        id=row.id("id"),
        name=row.text_or_none("name") or "",
        sis_id=_shown(row, "sis_section_id"),
        integration_id=row.id_or_none("integration_id"),
        origin_course=row.id_or_none("nonxlist_course_id"),
    )


def enrollment(row: Row) -> Enrollment:
    """A student in a section. The Test Student has no SIS id, so its key may be absent."""
    test = row.text("type") == TEST_STUDENT
    user = row.row_or_none("user")
    return Enrollment(
        student=row.id("user_id"),
        section=row.id("course_section_id"),
        state=row.text("enrollment_state"),
        test=test,
        sis_id=row.id_or_none("sis_user_id") if test else _shown(row, "sis_user_id"),
        integration_id=user.id_or_none("integration_id") if user else None,
        name=(user.text_or_none("name") or "") if user else "",
    )


def group(row: Row) -> Group:
    """An assignment group."""
    rules = row.data.get("rules")
    return Group(
        id=row.id("id"),
        name=row.text("name"),
        weight=row.number_or_none("group_weight") if row.has("group_weight") else None,
        integration_data=_integration_data(row.data.get("integration_data")),
        drops=isinstance(rules, Mapping) and any(rules.get(name) for name in ("drop_lowest", "drop_highest")),
    )


def assignment(row: Row, overrides: Part[Override]) -> Assignment:
    """An assignment with the dates set for everyone; its overrides are read apart."""
    return Assignment(
        id=row.id("id"),
        name=row.text_or_none("name") or "",
        url=row.text_or_none("html_url") or "",
        group=row.id("assignment_group_id"),
        points=row.number_or_none("points_possible"),
        grading_type=row.text("grading_type"),
        submission_types=row.texts("submission_types"),
        due=row.moment_or_none("due_at"),
        unlock=row.moment_or_none("unlock_at"),
        created=row.moment("created_at"),
        published=row.flag("published"),
        post_to_sis=row.flag("post_to_sis"),
        only_overrides=row.flag("only_visible_to_overrides", absent=False),
        overrides=overrides,
        omit_from_final_grade=row.flag("omit_from_final_grade", absent=False),
        anonymous=row.flag("anonymous_grading", absent=False),
        moderated=row.flag("moderated_grading", absent=False),
        grades_published=row.flag("grades_published")
        if row.data.get("grades_published") is not None
        else None,
        name_max=row.whole_or_none("max_name_length"),
        due_required=row.flag("due_date_required", absent=False),
        integration_data=_integration_data(row.data.get("integration_data")),
        closed=row.flag("in_closed_grading_period", absent=False),
        quiz=_quiz(row),
    )


def _quiz(row: Row) -> str | None:
    """`new` for a New Quiz, which comes as an external tool; `classic` for the older kind."""
    if row.flag("is_quiz_lti_assignment", absent=False):
        return "new"
    return "classic" if row.flag("is_quiz_assignment", absent=False) else None


def _integration_data(given: object) -> Mapping[str, str] | None:
    return {str(key): str(held) for key, held in given.items()} if isinstance(given, Mapping) else None


def override(row: Row) -> Override:
    """A date for some. The key `due_at` absent: the assignment's own date holds; null: no date."""
    has_due = row.has("due_at")
    return Override(
        id=row.id("id"),
        section=row.id_or_none("course_section_id"),
        students=row.texts("student_ids") if row.data.get("student_ids") is not None else (),
        group=row.id_or_none("group_id"),
        course=row.id_or_none("course_id") is not None,
        mastery=row.id_or_none("noop_id") is not None,
        overrides_due=has_due,
        due=row.moment_or_none("due_at") if has_due else None,
    )


def submission(row: Row, pupils: frozenset[str] | None = None) -> Submission:
    """A score: after the late deduction (`score`), with the due date that holds for this student.

    `pupils`: the students, where comments were asked for.
    """
    return Submission(
        assignment=row.id("assignment_id"),
        student=row.id("user_id"),
        score=row.number_or_none("score"),
        grade=row.text_or_none("grade"),
        excused=row.flag("excused"),
        late=row.flag("late"),
        missing=row.flag("missing"),
        state=row.text("workflow_state"),
        graded=row.moment_or_none("graded_at"),
        posted=row.moment_or_none("posted_at"),
        due=row.moment_or_none("cached_due_date"),
        current=row.data.get("grade_matches_current_submission") is not False,
        comment="" if pupils is None else _last_comment(row, pupils),
    )


def _last_comment(row: Row, pupils: frozenset[str]) -> str:
    """The latest words of somebody who is no student: a classmate's review is none of them, nor is a comment
    without its author. Source: facts/canvas.md §1.6 (`submission_comments`).
    """  # noqa: D205 - one thought
    theirs = [
        (comment.moment("created_at"), comment.text_or_none("comment") or "")
        for comment in row.rows("submission_comments")
        if (author := comment.id_or_none("author_id")) is not None and author not in pupils
    ]
    return max(theirs, key=lambda one: one[0])[1].strip() if theirs else ""
