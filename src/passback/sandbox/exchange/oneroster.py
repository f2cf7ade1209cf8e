"""The exchange's way into an SIS that speaks OneRoster 1.1: as facts/oneroster.md §3.0 has it.

Categories by title, the first that fits; line items adopted by title and due date; empty references; a result
per student, an excused one as 0; what the SIS answers is logged behind `PUT for ONEROSTER`.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from passback.sandbox.exchange.entered import client_of, headers_of, scopes_of
from passback.sandbox.exchange.habits import HABITS, PAGE, Habits
from passback.sandbox.exchange.line import Line, text
from passback.sandbox.exchange.outcome import About, Failed, Voice
from passback.sandbox.exchange.school_side import Course, Grade, Section, Work, keep_link
from passback.sandbox.exchange.told import Told, went_well
from passback.sandbox.wire import Reply

Row = Mapping[str, Any]

BASE = "/ims/oneroster/v1p1"
# Where an SIS is not where most are (facts/oneroster.md §3.2).
_BASES = {"infinite-campus": "/campus/oneroster/passback/ims/oneroster/v1p1"}
_TOKENS = {
    "aeries": "/token",
    "aspen": "/oauth/rest/v2.0/auth",
    "infinite-campus": "/campus/oauth2/token",
}
_IDS = uuid.UUID("d16eed55-80bd-44c0-8a33-895a11efea67")


@dataclass
class Klass:
    """One section's class, as read. `categories`: by title; `items`: its line items; `ids`: by SIS number."""

    id: str
    categories: dict[str, str]
    items: list[Row]
    results: list[Row]
    ids: dict[str, str] = field(default_factory=dict)


@dataclass
class Sender:
    """Sends one course."""

    told: Told
    line: Line
    canvas: Line
    course: Course
    habits: Habits = field(init=False)
    classes: dict[int, Klass] = field(default_factory=dict)
    linked: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.habits = HABITS[self.told.job.sis]

    @property
    def base(self) -> str:
        """Where it looks for OneRoster."""
        system = self.told.job.system
        return self.told.job.school.incumbent.bases.get(system, _BASES.get(system, BASE))

    # ---- the run ------------------------------------------------------------------------------------

    def run(self) -> None:
        """Sign in, read, then one assignment after the other, section by section.

        Raises:
            Failed: the job ends here.
        """
        self._sign_in()
        if self.habits.looks_first:
            self.line.read(f"{self.base}/lineItems", (("limit", str(PAGE)),))
        self._read()
        for work in self.course.works:
            # An SIS assignment is made with its first grade (facts/canvas.md §2.6).
            if any(grade.graded for grade in work.grades.values()):
                self._work(work)

    def _sign_in(self) -> None:
        job = self.told.job
        client = client_of(job.school, job.system, job.now)
        form = {"grant_type": "client_credentials", "scope": " ".join(scopes_of(job.school, job.system))}
        form |= {"client_id": client.id, "client_secret": client.secret}
        path = _TOKENS.get(job.system, "/oauth/token")
        reply = self.line.sign_in(path, client, urlencode(form).encode())
        if not went_well(reply):
            self._signed_out(reply)
        if "set-cookie" in reply.headers:
            self.line.headers["cookie"] = reply.headers["set-cookie"].partition(";")[0]
        self.line.headers |= headers_of(job.school, job.system)

    def _signed_out(self, reply: Reply) -> None:
        job = self.told.job
        if self.habits.signed_out is not None:
            said, line = job.words(self.habits.signed_out, {})
            raise Failed(Voice.EXCHANGE, said, line, call=self.line.last, status=reply.status)
        said = text(reply)
        raise Failed(Voice.SIS, said, f"{self._export} - {said}", call=self.line.last, status=reply.status)

    @property
    def _export(self) -> str:
        return f"ASSIGNMENT_SCORES_EXPORT - {self.told.job.id}"

    # ---- reading ------------------------------------------------------------------------------------

    def _read(self) -> None:
        categories = self._listed("categories", "/categories")
        for section in self.course.sections:
            if section.sis_id is None:
                continue
            about = About(self.course.id, section=section.id, klass=section.sis_id)
            klass = quote(section.sis_id, safe="")
            try:
                held = Klass(
                    section.sis_id,
                    _titles(categories, section.sis_id),
                    self._listed("lineItems", f"/classes/{klass}/lineItems"),
                    self._listed("results", f"/classes/{klass}/results"),
                )
                people = self._listed("users", f"/classes/{klass}/students")
            except Failed as failed:
                # One section that cannot be read, and the whole course is not sent.
                self.told.failed(f"class {section.id} {section.sis_id}", about, failed)
                raise
            held.ids = {str(row["identifier"]): row["sourcedId"] for row in people}
            self.classes[section.id] = held
            if self.habits.unsynced and not set(self.course.groups) & set(held.categories):
                self.told.decided(f"class {section.id} {section.sis_id}", about, self.habits.unsynced, {})

    def _listed(self, name: str, path: str) -> list[Row]:
        held = self.line.read(self.base + path, (("limit", "10000"),))
        return list(held.get(name, []))

    # ---- an assignment ------------------------------------------------------------------------------

    def _work(self, work: Work) -> None:
        about = About(self.course.id, assignment=work.id)
        if work.everyone is None and self.habits.no_date is not None:
            self.told.decided(f"assignment {work.id}", about, self.habits.no_date, {"assignment": work.name})
            if self.habits.left:
                return
        for section in self.course.sections:
            if section.id not in work.sections:
                continue
            doing = f"line-item {work.id} {section.sis_id or section.id}"
            here = about(section=section.id, klass=section.sis_id)
            if section.sis_id is None:
                self._no_section(doing, here, work, section)
                continue
            if work.due(section.id) is None or (work.everyone is None and self.habits.per_score):
                self._no_date(doing, here, work, section)
                continue
            item = self._line_item(doing, here, work, section)
            if item is not None:
                self._results(item, here, work, section)

    def _no_section(self, doing: str, about: About, work: Work, section: Section) -> None:
        entry = self.habits.no_section
        if entry is None:
            self.told.left(doing, about)
            return
        self.told.decided(doing, about, entry, {"assignment_id": str(work.id), "section": section.name})

    def _no_date(self, doing: str, about: About, work: Work, section: Section) -> None:
        """No line item, so each score of it lacks the link (facts/problems.md, Infinite Campus)."""
        if self.habits.dateless and not work.dates and not work.of_students:
            self.told.decided(doing, about, self.habits.dateless, {})
        else:
            self.told.left(doing, about)
        for student in self._students(work, section) if self.habits.per_score else ():
            self.told.decided(
                f"result {work.id} {section.sis_id} {student}",
                about(student=student),
                str(self.habits.per_score),
                {"assignment": work.name},
            )

    def _line_item(self, doing: str, about: About, work: Work, section: Section) -> str | None:
        klass = self.classes[section.id]
        category = klass.categories.get(work.group)
        if category is None and self.habits.category is not None:
            slots = {
                "category": work.group,
                "assignment": work.name,
                "class": klass.id,
                "section": f"{section.name} ({klass.id})",
                "available_categories": ", ".join(klass.categories),
            }
            self.told.decided(doing, about, self.habits.category, slots)
            return None
        item = self._known(doing, about, work, section)
        if item is None:
            return None
        return item if self._put_line_item(doing, about, work, section, item) else None

    def _known(self, doing: str, about: About, work: Work, section: Section) -> str | None:
        """The id of its line item: the one linked, the one of that title and date, or a new one."""
        klass, due = self.classes[section.id], str(work.due(section.id))
        if work.link is not None and self._leads_here(work.link, work, section):
            return work.link
        alike = [row for row in klass.items if row["title"] == work.name and row["dueDate"][:10] == due]
        if len(alike) > 1 and self.habits.several is not None:
            slots = {"assignment": work.name, "due_date": f"{due[5:7]}/{due[8:]}/{due[:4]}"}
            self.told.decided(doing, about, self.habits.several, slots)
            return None
        return alike[0]["sourcedId"] if alike else self._new(work, klass)

    def _leads_here(self, link: str, work: Work, section: Section) -> bool:
        """A link is followed where it leads; one that leads nowhere is taken for the first section's."""
        there = [
            at for at, klass in self.classes.items() if link in {row["sourcedId"] for row in klass.items}
        ]
        first = next(s.id for s in self.course.sections if s.id in work.sections and s.id in self.classes)
        return section.id in (there or [first]) or len(self.course.sections) == 1

    def _new(self, work: Work, klass: Klass) -> str:
        """An id that never was; of a further section the same each time, for only the first one's is kept."""
        first = work.link or self.linked.get(work.id) or f"{self.told.job.id} {work.id}"
        return str(uuid.uuid5(_IDS, f"{first} {klass.id}"))

    def _put_line_item(self, doing: str, about: About, work: Work, section: Section, item: str) -> bool:
        klass, host = self.classes[section.id], self.line.root + self.base
        sent: dict[str, object] = {
            "resultValueMin": 0,
            "status": "active",
            "gradingPeriod": "",
            "description": f"Imported from Canvas: http://canvas.practice.test/courses/{self.course.id}",
            "sourcedId": item,
            "title": work.name,
            "class": {"sourcedId": klass.id, "href": f"{host}/classes/{klass.id}", "type": "class"},
            "assignDate": f"{min(work.assigned, work.due(section.id) or work.assigned)}T00:00:00",
            "metadata": {"vendorId": ""},
            "dueDate": f"{work.due(section.id)}T00:00:00",
            "resultValueMax": work.points,
        }
        category = None if work.group in self.course.twice else klass.categories.get(work.group)
        if category is not None:
            where = f"{host}/categories/{category}"
            sent["category"] = {"sourcedId": category, "href": where, "type": "category"}
        elif self.habits.keeps_reference:
            sent["category"] = ""
        reply = self.line.send("PUT", f"{self.base}/lineItems/{item}", body={"lineItem": sent})
        if went_well(reply):
            self.told.accepted(doing, about, self.line, reply)
            if work.id not in self.linked and work.link is None:
                keep_link(self.canvas, self.course.id, work.id, item)
            self.linked.setdefault(work.id, item)
            return True
        elsewhere = any(work.group in other.categories for other in self.classes.values())
        added = self.habits.imported if category is None and elsewhere else ""
        wrapped = self._put("LineItem[lineItem/lineItems]", work.name, reply, added)
        self.told.refused(doing, about, self.line, reply, wrapped)
        return False

    def _put(self, what: str, name: str, reply: Reply, added: str = "", verb: str = "PUT") -> str:
        said = text(reply).removesuffix(".") + added if added else text(reply)
        failed = f'{verb} for ONEROSTER: {what} for "{name}" failed with HTTP Status: {reply.status}'
        return f"{self._export} - {failed} with: {said}"

    # ---- its results --------------------------------------------------------------------------------

    def _students(self, work: Work, section: Section) -> Sequence[int]:
        return [user for user in section.students if user in work.grades]

    def _results(self, item: str, about: About, work: Work, section: Section) -> None:
        klass = self.classes[section.id]
        held = {
            row["student"]["sourcedId"]: row["sourcedId"]
            for row in klass.results
            if row["lineItem"]["sourcedId"] == item
        }
        looked = False
        for user in self._students(work, section):
            sis_id, grade = section.students[user], work.grades[user]
            doing, here = f"result {work.id} {klass.id} {user}", about(student=user)
            if not self._is_sent(doing, here, work, section, grade):
                continue
            # Of a student without an SIS id no text is known over OneRoster: a blank, as of a category.
            student = klass.ids.get(sis_id or "", sis_id or "")
            result = held.get(student, str(uuid.uuid5(_IDS, f"{item} {student}")))
            self._put_result(doing, here, grade, item, student, result)
            if self.habits.looks_after and not looked:
                looked = self._look_up(here, work, item, student)

    def _is_sent(self, doing: str, about: About, work: Work, section: Section, grade: Grade) -> bool:
        """A score, an excuse, and a blank that somebody graded; a score taken away it cannot export."""
        if grade.score is not None or grade.excused:
            return True
        key = f"{self.told.job.system}/{work.id}/{about.klass}/{grade.student}"
        if key not in self.told.job.school.incumbent.sent:
            return False
        if grade.graded or self.habits.cleared is None:
            return grade.graded
        slots = {
            "section": section.name,
            "assignment": str(work.id),
            "student": str(section.students[grade.student]),
        }
        self.told.decided(doing, about, self.habits.cleared, slots)
        return False

    def _put_result(
        self, doing: str, about: About, grade: Grade, item: str, student: str, result: str
    ) -> None:
        score = Decimal(0) if grade.excused else grade.score
        sent = {
            "sourcedId": result,
            "status": "active",
            "lineItem": {
                "sourcedId": item,
                "href": f"{self.line.root}{self.base}/lineItems/{item}",
                "type": "lineItem",
            },
            "student": {
                "sourcedId": student,
                "href": f"{self.line.root}{self.base}/users/{student}",
                "type": "user",
            },
            "score": score,
            "scoreStatus": "exempt" if grade.excused else "fully graded",
            "scoreDate": str((grade.graded_at or self.told.job.now).date()),
            "comment": "",
        }
        reply = self.line.send("PUT", f"{self.base}/results/{result}", body={"result": sent})
        if went_well(reply):
            job = self.told.job
            key = f"{job.system}/{about.assignment}/{about.klass}/{grade.student}"
            job.school.incumbent.sent[key] = "" if score is None else format(score, "f")
            self.told.accepted(doing, about, self.line, reply)
            return
        wrapped = self._put("Result[result/results]", student, reply)
        self.told.refused(doing, about, self.line, reply, wrapped)

    def _look_up(self, about: About, work: Work, item: str, student: str) -> bool:
        """It looks a result up where no OneRoster has one."""
        reply = self.line.send("GET", f"{self.base}/results/{item}/{student}")
        if not went_well(reply):
            wrapped = self._put("Result[result/results]", student, reply, verb="GET")
            self.told.refused(f"look-up {work.id} {about.klass}", about, self.line, reply, wrapped)
        return True


def _titles(categories: Sequence[Row], klass: str) -> dict[str, str]:
    """Category ids by title: of the class, and of all classes; the first of a title wins."""
    found: dict[str, str] = {}
    for row in categories:
        if (row.get("metadata") or {}).get("classId") in {None, klass}:
            found.setdefault(row["title"], row["sourcedId"])
    return found
