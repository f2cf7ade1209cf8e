"""The exchange's way into PowerTeacher Pro: `/ws/xte`, as the dictionary's PowerSchool messages show it.

One assignment for all sections of a course, so that one bad section spoils it; one batch of scores per
section, so that one bad student does (facts/sis-vendors.md §1.6). An id that is not there is read as a
number all the same, which ends in `For input string: ""`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from passback.sandbox.exchange.entered import SCALE_QUERY, client_of
from passback.sandbox.exchange.habits import HABITS
from passback.sandbox.exchange.line import Line, loaded, response, text
from passback.sandbox.exchange.outcome import About, Failed, Voice
from passback.sandbox.exchange.school_side import Course, Grade, Section, Work, keep_link
from passback.sandbox.exchange.told import Told, went_well
from passback.sandbox.wire import Reply

Row = Mapping[str, Any]

NO_NUMBER = "powerschool.nothing-exchanged"
NO_SIS_ID = "powerschool.student-without-sis-id"
_CONFLICT, _PRECONDITION = 409, 412
_PAGE = 100


@dataclass
class Klass:
    """One section as PowerSchool has it. `lead`: the lead teacher's users_dcid."""

    section: Section
    dcid: str
    term: str
    lead: str


@dataclass
class Sender:
    """Sends one course."""

    told: Told
    line: Line
    canvas: Line
    course: Course
    year: str = ""
    school: str = ""
    classes: list[Klass] = field(default_factory=list)
    categories: dict[str, int] = field(default_factory=dict)
    students: dict[str, int] = field(default_factory=dict)
    held: list[Row] = field(default_factory=list)

    def run(self) -> None:
        """Sign in, read, then one assignment after the other.

        Raises:
            Failed: the job ends here.
        """
        self._sign_in()
        works = [work for work in self.course.works if any(g.graded for g in work.grades.values())]
        if not works:
            self._no_number()
        self._read()
        for work in works:
            self._work(work)

    def _sign_in(self) -> None:
        job = self.told.job
        client = client_of(job.school, job.system, job.now)
        reply = self.line.sign_in("/oauth/access_token/", client)
        if not went_well(reply):
            wrapped = f"EXCHANGE_ERROR_NON_RETRYABLE - {job.id} - {response(reply)}"
            raise Failed(Voice.SIS, text(reply), wrapped, call=self.line.last, status=reply.status)

    def _no_number(self) -> None:
        said, line = self.told.job.words(NO_NUMBER, {})
        raise Failed(Voice.EXCHANGE, said, line, call=self.line.last)

    # ---- reading ------------------------------------------------------------------------------------

    def _read(self) -> None:
        for section in self.course.sections:
            if section.sis_id is None:
                continue
            about = About(self.course.id, section=section.id, klass=section.sis_id)
            if not section.students:
                self.told.decided(f"class {section.id} {section.sis_id}", about, NO_NUMBER, {})
                continue
            self.classes.append(self._class(section))
        if not self.classes:
            return
        lead, year = self.classes[0].lead, self.year
        rows = self.line.read("/ws/xte/teacher_category", (("users_dcid", lead), ("year_id", year)))
        for row in rows or ():
            self.categories.setdefault(row["name"], row["teachercategoryid"])
        for klass in self.classes:
            query = (("users_dcid", klass.lead), ("section_ids", klass.dcid))
            known = {row["assignmentid"] for row in self.held}
            rows = self.line.read("/ws/xte/section/assignment/", query)
            self.held += [row for row in rows if row["assignmentid"] not in known]
        self._read_students()

    def _class(self, section: Section) -> Klass:
        """PowerSchool's own keys of a section; one that is not found is an empty text, and no number."""
        row = self._row("sections", "id", str(section.sis_id), "dcid,id,termid,schoolid")
        teacher = self._row("sectionteacher", "sectionid", str(section.sis_id), "teacherid")
        staff = self._row("schoolstaff", "id", teacher.get("teacherid", ""), "users_dcid")
        term = self._row("terms", "id", row.get("termid", ""), "yearid")
        self.year, self.school = term.get("yearid", ""), row.get("schoolid", "")
        klass = Klass(section, row.get("dcid", ""), row.get("termid", ""), staff.get("users_dcid", ""))
        if not all((klass.dcid, klass.term, klass.lead)):
            self._no_number()
        return klass

    def _row(self, table: str, column: str, value: str, projection: str) -> Mapping[str, str]:
        query = (("projection", projection), ("q", f"{column}=={value}"), ("pagesize", str(_PAGE)))
        rows = self.line.read(f"/ws/schema/table/{table}", query).get("record", []) if value else []
        return dict(rows[0]["tables"][table]) if rows else {}

    def _read_students(self) -> None:
        page = 0
        while True:
            page += 1
            query = (("page", str(page)), ("pagesize", str(_PAGE)))
            held = self.line.read(f"/ws/v1/school/{self.school}/student", query)["students"]
            rows = held.get("student", [])
            rows = rows if isinstance(rows, list) else [rows]
            self.students |= {str(row["local_id"]): row["id"] for row in rows}
            if len(rows) < _PAGE:
                return

    # ---- an assignment ------------------------------------------------------------------------------

    def _work(self, work: Work) -> None:
        about = About(self.course.id, assignment=work.id)
        doing = f"line-item {work.id}"
        for section in self.course.sections:
            if section.sis_id is None and section.id in work.sections:
                slots = {"section": str(section.id), "assignment_id": str(work.id)}
                # Two texts of one cause; the second is of what it has sent before.
                entry, seen = HABITS[self.told.job.sis].no_section, int(work.link is not None)
                self.told.decided(f"{doing} {section.id}", about(section=section.id), str(entry), slots, seen)
        classes = [k for k in self.classes if k.section.id in work.sections and work.due(k.section.id)]
        if not classes:
            return
        category = self.categories.get(work.group)
        if category is None:
            entry = HABITS[self.told.job.sis].category
            self.told.decided(doing, about, str(entry), {"assignment": work.name})
            return
        parts = self._put_assignment(doing, about, work, classes, category)
        for klass in classes if parts else ():
            self._scores(about(section=klass.section.id, klass=klass.section.sis_id), work, klass, parts)

    def _put_assignment(
        self, doing: str, about: About, work: Work, classes: Sequence[Klass], category: int
    ) -> Mapping[str, int]:
        """The assignmentsectionid of each section by its dcid; empty: it was refused."""
        known = self._known(work, classes)
        rows = [
            {
                "sectionsdcid": int(klass.dcid),
                "name": work.name,
                "description": f"Imported from Canvas: http://canvas.practice.test/courses/{self.course.id}",
                "duedate": str(work.due(klass.section.id)),
                "scoretype": "POINTS",
                "scoreentrypoints": work.points,
                "totalpointvalue": work.points,
                "_assignmentcategoryassociations": [{"teachercategoryid": category, "isprimary": True}],
            }
            for klass in classes
        ]
        base = "/ws/xte/section/assignment/"
        query: tuple[tuple[str, str], ...] = (("users_dcid", classes[0].lead),)
        if known is None:
            reply = self.line.send("POST", base, query, body={"_assignmentsections": rows})
        else:
            query = (*query, ("update_scores", "true"))
            reply = self.line.send("PUT", f"{base}{known}", query, body={"_assignmentsections": rows})
        if not went_well(reply):
            wrapped = self._refused(work, reply, update=known is not None)
            self.told.refused(doing, about, self.line, reply, wrapped)
            return {}
        self.told.accepted(doing, about, self.line, reply)
        made = known or reply.headers.get("location", "").rpartition("/")[2]
        if work.link is None:
            keep_link(self.canvas, self.course.id, work.id, made)
        kept = self.line.read(f"{base}{made}", query[:1])
        return {str(row["sectionsdcid"]): row["assignmentsectionid"] for row in kept["_assignmentsections"]}

    def _known(self, work: Work, classes: Sequence[Klass]) -> str | None:
        """The assignment that is linked, else the one of that name and due date in one of the sections."""
        if work.link is not None:
            return work.link
        due = {klass.dcid: str(work.due(klass.section.id)) for klass in classes}
        for row in self.held:
            for part in row["_assignmentsections"]:
                if part["name"] == work.name and part["duedate"] == due.get(str(part["sectionsdcid"])):
                    return str(row["assignmentid"])
        return None

    def _refused(self, work: Work, reply: Reply, *, update: bool) -> str:
        generic = f"COLLECTION_GENERIC - {self.told.job.id} - "
        body = loaded(reply) or {}
        if not update:
            if reply.status == _CONFLICT:
                return f"{generic}Message: None Details: {response(reply)}"
            return f"{generic}Unable to create assignment {work.name}; Reason: {response(reply)}"
        if any(row.get("resource") == "Assignment" for row in body.get("errors") or ()):
            return f"{generic}Unable to update assignment {work.name} Reason: {response(reply)}"
        if reply.status == _PRECONDITION:
            return f"{generic}{response(reply)}"
        return f"PowerSchool Error: ‘{body.get('message', text(reply)).removesuffix('.')}.’"

    # ---- its scores ---------------------------------------------------------------------------------

    def _scores(self, about: About, work: Work, klass: Klass, parts: Mapping[str, int]) -> None:
        doing = f"scores {work.id} {klass.section.sis_id}"
        rows, users = [], []
        scale = self._scale(f"scale {work.id} {klass.section.sis_id}", about, klass)
        if scale is None or klass.dcid not in parts:
            return
        for user, sis_id in klass.section.students.items():
            grade = work.grades.get(user)
            if grade is None or (grade.score is None and not grade.excused):
                continue
            if sis_id is None:
                self.told.decided(f"{doing} {user}", about(student=user), NO_SIS_ID, {})
            elif sis_id in self.students:
                rows.append(_score(grade, parts[klass.dcid], self.students[sis_id], scale))
                users.append(user)
        if not rows:
            return
        query = (("users_dcid", klass.lead), ("status", "A"), ("term_id", klass.term))
        reply = self.line.send("PUT", "/ws/xte/score", query, body={"assignment_scores": rows})
        if went_well(reply):
            self.told.accepted(doing, about, self.line, reply)
            return
        about = about(student=self._named(reply, users, rows))
        wrapped = f"COLLECTION_GENERIC - {self.told.job.id} - Details: {response(reply)}"
        self.told.refused(doing, about, self.line, reply, wrapped, len(rows))

    def _named(self, reply: Reply, users: Sequence[int], rows: Sequence[Row]) -> int | None:
        """The student whom the refusal names, as Canvas's user."""
        body = loaded(reply)
        errors = (body.get("errors") or ()) if isinstance(body, dict) else ()
        named = {str(row.get("params", {}).get("student_dcid")) for row in errors}
        at = (user for user, row in zip(users, rows, strict=True) if str(row["studentsdcid"]) in named)
        return next(at, None)

    def _scale(self, doing: str, about: About, klass: Klass) -> str | None:
        """The grade scale of a section, by the query of the incumbent's plugin; None: it cannot be had."""
        path = f"/ws/schema/query/{SCALE_QUERY}"
        reply = self.line.send("POST", path, body={"section_ids": [klass.dcid]})
        if went_well(reply):
            rows = (loaded(reply) or {}).get("record", [])
            return str(rows[0]["actual_score_grade_scale_dcid"]) if rows else ""
        wrapped = (
            f"{reply.status} Not Found response: {text(reply)}; "
            f"Error retrieving Grade Scale DCID for section {klass.dcid}"
        )
        self.told.refused(doing, about, self.line, reply, wrapped, len(klass.section.students))
        return None


def _score(grade: Grade, part: int, student: int, scale: str) -> Row:
    points = Decimal(0) if grade.excused or grade.score is None else grade.score
    named = {"actualscoregradescaledcid": int(scale)} if scale else {}
    return {
        "_assignmentsection": {"assignmentsectionid": part},
        "studentsdcid": student,
        "actualscoreentered": format(points, "f"),
        "actualscorekind": "REAL_SCORE",
        "scoretype": "POINTS",
        "scorepoints": points,
        "isexempt": grade.excused,
        "islate": False,
        "ismissing": False,
        **named,
    }
