"""From Canvas's sections and students to the SIS's classes and rosters; where they do not meet, why not.

Knows the connection's id profile. A doubtful match resolves nothing: it would send a score to a stranger.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from passback.core.finding import Finding
from passback.core.gradebook import Enrollment, Gradebook, Missing, Section, Student, Unread
from passback.core.ids import Forms, IdRule, by_form, by_id, near_misses, the_one, written_alike
from passback.core.problem import Problem, Severity, State
from passback.core.subject import Subject
from passback.core.value import Value, value
from passback.sync.model import Snapshot

# What a person chose for what the SIS does not know: see `Policy.unresolved` and `Policy.students`.
LEAVE, HOLD = "leave", "hold"
_UNKNOWN_STUDENT = frozenset(
    {
        Problem.STUDENT_WITHOUT_SIS_ID,
        Problem.STUDENT_SIS_ID_INVALID,
        Problem.STUDENT_NOT_IN_SECTION,
        Problem.STUDENT_NOT_ON_GRADEBOOK,
    }
)
# What a class without a readable gradebook is known to lack: not a silence, for somebody has to mend it.
# The first two let no write through (facts/sis-vendors.md §1.3, §3); of the last nobody says so.
_KNOWN: Mapping[Problem, Severity] = {
    Problem.SEVERAL_GRADEBOOKS: Severity.BLOCKS,
    Problem.TEACHER_NOT_IN_SECTION: Severity.BLOCKS,
    Problem.SECTION_WITHOUT_GRADEBOOK: Severity.WARNS,
}


@value
class Stop(Value):
    """Why a score is not on its way, and the state in which it stands for it."""

    state: State
    why: Finding


@value
class ClassOf(Value):
    """The SIS's side of one Canvas section: its gradebook, or why there is none to write to.

    `students`: those of its roster who are active, by the id that the profile reads. `forms`: those ids by
    how they might be written. `numbers`: all of them are numbers, and there are some.
    """

    section: str
    name: str
    gradebook: Gradebook | None
    stop: Stop | None
    students: Mapping[str, Sequence[Student]]
    forms: Forms
    numbers: bool


def is_silent(read: object) -> bool:
    """True if nothing is known of a class, not even what it lacks."""
    return isinstance(read, Unread) and read.problem not in _KNOWN


def unread_stop(part: Unread, subject: Subject, name: str) -> Stop:
    """Waits for a part that could not be read; explained by what made it unread."""
    facts = {"value": name, "result": part.why}
    return Stop(State.WAITING, Finding(part.problem, Severity.WARNS, subject, facts))


def classes(snapshot: Snapshot, sections: Iterable[Section]) -> Mapping[str, ClassOf]:
    """Each section with its gradebook, by Canvas section id.

    Two sections that lead to one class would write one line item twice, so neither is written.
    """
    found = {section.id: _class_of(snapshot, section) for section in sections}
    uses = Counter(c.gradebook.class_ref for c in found.values() if c.gradebook)
    return {
        key: c if c.gradebook is None or uses[c.gradebook.class_ref] == 1 else _shared(snapshot, c)
        for key, c in found.items()
    }


def _class_of(snapshot: Snapshot, section: Section) -> ClassOf:
    subject = Subject(snapshot.course.id, section.id, None, None)
    left = snapshot.policy_of(section.id).unresolved == LEAVE
    severity = Severity.INFORMS if left else Severity.BLOCKS
    wanted = snapshot.profile.section.applied(section.sis_id, section.integration_id)
    if wanted is None:
        facts = {"section": section.name}
        why = Finding(Problem.SECTION_WITHOUT_SIS_ID, severity, subject, facts)
        return _closed(section.id, section.name, Stop(State.NOT_SENT, why))
    read = snapshot.gradebooks.get(section.id, Unread("the class was not asked for", Problem.PART_UNREAD))
    if isinstance(read, Missing):
        facts = {"section": section.name, "class": read.looked_for, "result": ", ".join(read.near)}
        why = Finding(Problem.SECTION_ID_NOT_IN_SIS, severity, subject, facts)
        return _closed(section.id, section.name, Stop(State.NOT_SENT, why))
    if isinstance(read, Unread):
        return _closed(section.id, section.name, _unread_class(read, section.name, subject))
    roster = () if isinstance(read.students, Unread) else read.students
    active = [student for student in roster if student.active]
    students = by_id(snapshot.profile.student, active)
    forms = by_form(student.ids.get(snapshot.profile.student.sis, "") for student in active)
    numbers = bool(students) and all(map(_is_number, students))
    return ClassOf(section.id, section.name, read, None, students, forms, numbers)


def _closed(section: str, name: str, stop: Stop) -> ClassOf:
    return ClassOf(section, name, None, stop, {}, {}, numbers=False)


def _unread_class(read: Unread, name: str, subject: Subject) -> Stop:
    severity = _KNOWN.get(read.problem)
    if severity is None:
        return unread_stop(read, subject, "gradebook")
    state = State.NOT_SENT if severity is Severity.BLOCKS else State.WAITING
    return Stop(state, Finding(read.problem, severity, subject, {"section": name, "result": read.why}))


def _shared(snapshot: Snapshot, given: ClassOf) -> ClassOf:
    subject = Subject(snapshot.course.id, given.section, None, None)
    facts = {"section": given.name, "class": given.gradebook.class_ref if given.gradebook else ""}
    why = Finding(Problem.GRADEBOOK_MISMATCH, Severity.BLOCKS, subject, facts)
    return _closed(given.section, given.name, Stop(State.NOT_SENT, why))


def student_of(rule: IdRule, given: ClassOf, enrollment: Enrollment, course: str) -> Student | Stop:
    """The student of the class's roster that this enrollment is, or why there is none.

    `given` must have a gradebook. A student whom the roster marks as no longer active is not in the class.
    One whom the gradebook's own list lacks is in the class, and gets no score all the same.
    """
    if given.gradebook is None:
        raise ValueError("a section without a gradebook has no roster")
    subject = Subject(course, given.section, None, enrollment.student)
    wanted = rule.applied(enrollment.sis_id, enrollment.integration_id)
    if wanted is None:
        facts = {"student": enrollment.student, "section": given.name}
        why = Finding(Problem.STUDENT_WITHOUT_SIS_ID, Severity.BLOCKS, subject, facts)
        return Stop(State.NOT_SENT, why)
    roster = given.gradebook.students
    if isinstance(roster, Unread):
        return unread_stop(roster, subject, "students")
    found = the_one(given.students, wanted)
    facts = {"student": wanted, "section": given.name, "class": given.gradebook.class_ref}
    if found is not None and not found.on_gradebook:
        return Stop(
            State.NOT_SENT, Finding(Problem.STUDENT_NOT_ON_GRADEBOOK, Severity.BLOCKS, subject, facts)
        )
    if found is not None:
        return found
    if len(given.students.get(wanted, ())) > 1:
        why = Finding(Problem.STUDENT_SIS_ID_INVALID, Severity.BLOCKS, subject, facts)
        return Stop(State.NOT_SENT, why)
    near = near_misses(wanted, given.forms)
    problem = (
        Problem.STUDENT_SIS_ID_INVALID
        if _is_malformed(wanted, given, near)
        else Problem.STUDENT_NOT_IN_SECTION
    )
    facts["result"] = ", ".join(near)
    return Stop(State.NOT_SENT, Finding(problem, Severity.BLOCKS, subject, facts))


def left_or_held(snapshot: Snapshot, stop: Stop) -> Stop:
    """The stop of a student whom the SIS does not know, as a person chose: left out, or waiting.

    It holds for as long as the student is not found, and no longer: the day the SIS shows the student the
    scores go. A roster that could not be read is not a student who is not there.
    """
    subject = stop.why.subject
    chosen = snapshot.policy_of(subject.section).students.get(subject.student or "")
    if chosen not in {LEAVE, HOLD} or stop.why.problem not in _UNKNOWN_STUDENT:
        return stop
    state = State.WAITING if chosen == HOLD else State.NOT_SENT
    return Stop(state, replace(stop.why, severity=Severity.INFORMS))


def _is_malformed(wanted: str, given: ClassOf, near: Sequence[str]) -> bool:
    """True if the id itself is wrong: the roster has it otherwise written, or holds numbers and it is none.

    What differs by a prefix may as well be another person's, so it says nothing. What the roster does not
    have may be a student of another class; whether the SIS knows the id at all is not read.
    """
    if any(written_alike(wanted, one) for one in near):
        return True
    return given.numbers and not _is_number(wanted)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def not_one_person(given: ClassOf, student: Student, canvas_id: str, course: str) -> Stop:
    """Two Canvas students resolve to this one: neither is sent."""
    subject = Subject(course, given.section, None, canvas_id)
    facts = {"student": student.ref, "section": given.name}
    return Stop(State.NOT_SENT, Finding(Problem.STUDENT_SIS_ID_INVALID, Severity.BLOCKS, subject, facts))
