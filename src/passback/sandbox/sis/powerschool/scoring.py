"""What PowerSchool accepts of scores, and what it refuses. What it honors: `app`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from passback.sandbox.refusing import Refusal, Rule, first_refusal
from passback.sandbox.sis.powerschool.answering import answer, error, refuse
from passback.sandbox.sis.powerschool.reading import is_locked, teaches
from passback.sandbox.sis.powerschool.writing import number, whole
from passback.sandbox.state.powerschool import PowerSchool, PsScore
from passback.sandbox.state.school import School
from passback.sandbox.wire import Call, Reply, WrongBody

Row = Mapping[str, object]


@dataclass(frozen=True)
class ScoreWrite:
    """One score about to be kept, as `user`; `row` is the assignmentsection that it is for.

    `scale`: the DCID of the grade scale that is named with it; None: none is.
    """

    user: str
    row: Row
    score: PsScore
    scale: int | None = None

    @property
    def section(self) -> int:
        """The section's dcid."""
        return whole(self.row["sectionsdcid"])


def teacher_teaches_it(school: School, write: ScoreWrite) -> Refusal | None:
    """The section must be one that the named user teaches."""
    if teaches(school.powerschool, write.user, write.section):
        return None
    return Refusal("powerschool.teacher-not-in-section", {}, 403)


def assignment_is_open(school: School, write: ScoreWrite) -> Refusal | None:
    """A locked assignment takes no score."""
    if not is_locked(school.powerschool, write.row):
        return None
    return Refusal("powerschool.grading-period-locked", {}, 409)


def student_has_the_assignment(school: School, write: ScoreWrite) -> Refusal | None:
    """The student is in the section, not dropped, and the assignment is for everyone or for this one."""
    if _is_meant(school.powerschool, write.row, write.score.student):
        return None
    student, part = write.score.student, write.score.section
    errors = ({"params": {"assignment_section_id": part, "student_dcid": student}},)
    facts = {"student": str(student), "section": str(part)}
    return Refusal("powerschool.student-not-in-section", facts, 409, errors)


def scale_is_the_sections(school: School, write: ScoreWrite) -> Refusal | None:
    """A grade scale that is named is the one of the section; a section may have one of its own."""
    if write.scale in {None, school.powerschool.sections[write.section].scale}:
        return None
    facts = {"scale": str(write.scale), "section": str(write.section)}
    return Refusal("powerschool.custom-grade-scale", facts, 409)


RULES: tuple[Rule[ScoreWrite], ...] = (
    teacher_teaches_it,
    assignment_is_open,
    student_has_the_assignment,
    scale_is_the_sections,
)


def _is_meant(ps: PowerSchool, row: Row, student: int) -> bool:
    dcid, chosen = whole(row["sectionsdcid"]), row["_assignmentstudentassociations"]
    if isinstance(chosen, list) and chosen:
        named = [whole(part.get("studentsdcid")) for part in chosen if isinstance(part, Mapping)]
        if student not in named:
            return False
    return any(
        held.student == student and held.section == dcid and not held.dropped for held in ps.enrollments
    )


def put_scores(school: School, call: Call, _: tuple[str, ...]) -> Reply:
    """`PUT /ws/xte/score?users_dcid=&status=A&term_id=`: all of the batch or nothing."""
    writes = _writes(school.powerschool, call)
    if isinstance(writes, Reply):
        return writes
    refusals = [(write, first_refusal(RULES, school, write)) for write in writes]
    bad = [(write, refusal) for write, refusal in refusals if refusal is not None]
    if bad:
        first = bad[0][1]
        alike = [row for _, refusal in bad if refusal.entry == first.entry for row in refusal.errors]
        return refuse(Refusal(first.entry, first.variables, first.status, tuple(alike)))
    ps = school.powerschool
    for write in writes:
        known = ps.scores.get((write.score.section, write.score.student))
        # A comment that is not sent stays: a second send updates what it holds.
        write.score.comment = write.score.comment or (known.comment if known else "")
        ps.scores[write.score.section, write.score.student] = write.score
        section, student = ps.sections[write.section], ps.students[write.score.student]
        school.accept(f"powerschool/score/{section.id}/{write.row['name']}/{student.number}")
    kept = [
        {"_assignmentsection": {"assignmentsectionid": w.score.section}, "studentsdcid": w.score.student}
        for w in writes
    ]
    return answer(school, call, {"assignment_scores": kept})


def _writes(ps: PowerSchool, call: Call) -> list[ScoreWrite] | Reply:
    try:
        rows = call.json_object().get("assignment_scores")
    except WrongBody:
        rows = None
    if not isinstance(rows, list) or not rows or not all(isinstance(row, Mapping) for row in rows):
        return error(400, "Validation errors", [_bad("assignment_scores")])
    parts = {
        whole(part["assignmentsectionid"]): part for held in ps.assignments.values() for part in held.rows
    }
    writes = []
    for row in rows:
        score = _score(row)
        if score is None:
            return error(400, "Validation errors", [_bad("assignmentscore.actualscoreentered")])
        if score.section not in parts:
            name = "com.pearson.powerschool.xte.model.AssignmentSection"
            return error(500, f"Unable to find {name} with id {score.section}", None)
        named = row.get("actualscoregradescaledcid")
        scale = None if named is None else whole(named)
        writes.append(ScoreWrite(call.one("users_dcid"), parts[score.section], score, scale))
    return writes


def _score(row: Row) -> PsScore | None:
    """A score as sent; None: neither a number nor a flag that stands without one."""
    part = row.get("_assignmentsection")
    section = whole(part.get("assignmentsectionid")) if isinstance(part, Mapping) else -1
    exempt, late, missing = (row.get(name) is True for name in ("isexempt", "islate", "ismissing"))
    entered, points = row.get("actualscoreentered"), number(row.get("scorepoints"))
    blank = entered is None or entered == ""
    typed = None if blank else number(entered)
    if (typed is None and not blank) or (blank and not (exempt or missing)):
        return None
    kept: Decimal | None = None if blank else points if points is not None else typed
    text = "" if blank else str(entered)
    said = row.get("_assignmentscorecomment")
    comment = str(said.get("commentvalue") or "") if isinstance(said, Mapping) else ""
    return PsScore(section, whole(row.get("studentsdcid")), text, kept, exempt, late, missing, comment)


def _bad(field: str) -> dict[str, object]:
    return {"resource": "", "field": field, "code": "Value is not valid."}
