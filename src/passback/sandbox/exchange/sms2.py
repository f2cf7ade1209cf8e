"""The exchange's way into Skyward SMS 2.0: its LMS API, whose words the dictionary's Skyward messages are.

The real paths and fields are not public; those of the simulator stand in (facts/sis-vendors.md §2.1). It
cannot be read there, so an assignment is known by its link in Canvas alone.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal

from passback.sandbox.exchange.entered import client_of
from passback.sandbox.exchange.habits import HABITS
from passback.sandbox.exchange.line import Line, loaded, text
from passback.sandbox.exchange.outcome import About, Failed, Voice
from passback.sandbox.exchange.school_side import Course, Section, Work, keep_link
from passback.sandbox.exchange.told import Told, went_well
from passback.sandbox.wire import Reply

_IDS = uuid.UUID("0b0a5f0c-4c5e-4c0e-9a43-2f6d3a1d7c58")
_LARGEST = 1_000_000_000


@dataclass
class Sender:
    """Sends one course."""

    told: Told
    line: Line
    canvas: Line
    course: Course

    def run(self) -> None:
        """Sign in, then one assignment after the other, section by section.

        Raises:
            Failed: the job ends here.
        """
        self._sign_in()
        for work in self.course.works:
            if any(grade.graded for grade in work.grades.values()):
                for section in self.course.sections:
                    if section.id in work.sections:
                        self._section(work, section)

    def _sign_in(self) -> None:
        job = self.told.job
        client = client_of(job.school, job.system, job.now)
        reply = self.line.sign_in("/sms2/oauth/token", client)
        if not went_well(reply):
            said, line = job.words(str(HABITS[job.sis].signed_out), {})
            raise Failed(Voice.EXCHANGE, said, line, call=self.line.last, status=reply.status)

    def _section(self, work: Work, section: Section) -> None:
        doing = f"line-item {work.id} {section.sis_id or section.id}"
        about = About(self.course.id, work.id, section.id, klass=section.sis_id)
        due = work.due(section.id)
        if section.sis_id is None:
            entry = HABITS[self.told.job.sis].no_section
            self.told.decided(doing, about, str(entry), {"section": section.name})
            return
        if due is None:
            self.told.left(doing, about)
            return
        item = work.link or str(uuid.uuid5(_IDS, f"{work.id} {section.sis_id}").int % _LARGEST)
        sent = {
            "SectionID": section.sis_id,
            "Title": work.name,
            "AssignDate": str(min(work.assigned, due)),
            "ActualDueDate": str(due),
            "TotalPoints": work.points,
            "Category": work.group,
        }
        reply = self.line.send("PUT", f"/sms2/assignments/{item}", body=sent)
        if not went_well(reply):
            known = work.link is not None
            before = "The assignment failed to be updated:" if known else "Unable to create the assignment."
            self.told.refused(doing, about, self.line, reply, f"{before} {_message(reply)}")
            return
        self.told.accepted(doing, about, self.line, reply)
        if work.link is None and section is self.course.sections[0]:
            keep_link(self.canvas, self.course.id, work.id, item)
        self._scores(item, about, work, section)

    def _scores(self, item: str, about: About, work: Work, section: Section) -> None:
        for user, sis_id in section.students.items():
            grade = work.grades.get(user)
            doing, here = f"result {work.id} {section.sis_id} {user}", about(student=user)
            if grade is None or (grade.score is None and not grade.excused):
                continue
            if sis_id is None:
                self.told.left(doing, here)
                continue
            score = Decimal(0) if grade.excused else grade.score
            reply = self.line.send("PUT", f"/sms2/assignments/{item}/scores/{sis_id}", body={"Score": score})
            if went_well(reply):
                self.told.accepted(doing, here, self.line, reply)
            else:
                self.told.refused(doing, here, self.line, reply, _message(reply), 1)


def _message(reply: Reply) -> str:
    held = loaded(reply)
    return str(held.get("Message", "")) if isinstance(held, dict) else text(reply)
