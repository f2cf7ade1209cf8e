"""What the incumbent exchange would write where passback would not, as facts/oneroster.md §3.0 has it.

A letter goes as it is, an excused student as a 0 that is exempt, a score that is gone as nothing. Over HTTP
alone, so that the simulator decides.
"""

from __future__ import annotations

from decimal import Decimal
from importlib import import_module

from passback.sandbox.oneroster.manners import Manners
from passback.sandbox.state.school import School
from predicting.situations import Given, Mark, Work, day_of
from proofs.calling import District, Http, token

_ASPEN = ("/oauth/rest/v2.0/auth", "/ims/oneroster/v1p1")
_POWERSCHOOL = "/oauth/access_token"
# Who is meant by a student whose number Canvas does not have.
NOBODY = "0"


class Incumbent:
    """A sender of single results to one SIS of a school, signed in once."""

    def __init__(self, school: School, system: str) -> None:
        self.school, self.system = school, system
        self.headers: dict[str, str] | None = None

    def refused(self, ref: str, student: str, mark: Mark) -> str | None:
        """What the SIS said to this result; None: it took it. `ref`: the line item's as passback names it."""
        if self.system == "powerschool":
            ask = self._powerschool(ref, student, mark)
        else:
            ask = self._oneroster(ref, student, mark)
        answer = ask(self.school)
        return None if answer.accepted else f"{answer.status} {answer.said}"

    def line_item_refused(self, klass: str, category: str | None, work: Work) -> str | None:
        """What the SIS said to a line item of this work; None: it took it. No date is left out."""
        made = self._assignment if self.system == "powerschool" else self._line_item
        answer = made(klass, category, work)(self.school)
        return None if answer.accepted else f"{answer.status} {answer.said}"

    def _line_item(self, klass: str, category: str | None, work: Work) -> Http:
        ref, due = f"incumbent-{work.name}", day_of(work)
        body: dict[str, object] = {
            "sourcedId": ref,
            "status": "active",
            "title": work.name,
            "assignDate": f"{work.created.date()}T00:00:00",
            "class": {"sourcedId": klass},
            "category": {"sourcedId": category} if category else "",
            "resultValueMin": 0,
            "resultValueMax": work.points,
        }
        if due is not None:
            body["dueDate"] = f"{due}T00:00:00"
        return Http(self.system, "PUT", f"{self._base()}/lineItems/{ref}", {"lineItem": body}, self.signed())

    def _assignment(self, section: str, category: str | None, work: Work) -> Http:
        due = day_of(work)
        row: dict[str, object] = {
            "sectionsdcid": int(section) if section.isdigit() else section,
            "name": work.name,
            "scoretype": "POINTS",
            "scoreentrypoints": work.points,
        }
        if due is not None:
            row["duedate"] = due.isoformat()
        if category is not None:
            row["_assignmentcategoryassociations"] = [{"teachercategoryid": int(category), "isprimary": True}]
        teacher = next(iter(self.school.powerschool.teachers))
        where = f"/ws/xte/section/assignment/?users_dcid={teacher}"
        return Http("powerschool", "POST", where, {"_assignmentsections": [row]}, self.signed())

    def _oneroster(self, ref: str, student: str, mark: Mark) -> Http:
        score: object = Decimal(0) if mark is Given.EXCUSED else None if mark is Given.CLEARED else mark
        body = {
            "lineItem": {"sourcedId": ref},
            "student": {"sourcedId": student},
            "score": score,
            "scoreStatus": "exempt" if mark is Given.EXCUSED else "fully graded",
            "scoreDate": "2026-11-23",
        }
        held = self._held(ref, student)
        path = f"{self._base()}/results/{held or f'incumbent-{ref}-{student}'}"
        return Http(self.system, "PUT", path, {"result": body}, self.signed())

    def _held(self, ref: str, student: str) -> str | None:
        """The id of the result that is there: the incumbent adopts it."""
        if self.system == "aspen":
            cells = self.school.aspen.cells.values()
            return next((c.id for c in cells if (c.column, c.student) == (ref, student)), None)
        marks = self.school.rosters[self.system].marks.values()
        return next((m.id for m in marks if (m.line, m.student) == (ref, student)), None)

    def _base(self) -> str:
        return _ASPEN[1] if self.system == "aspen" else str(manners(self.system).gradebook)

    def signed(self) -> dict[str, str]:
        """The headers of who is signed in."""
        if self.headers is None:
            if self.system == "aspen":
                self.headers = token(self.school, "aspen", _ASPEN[0], self.school.aspen.client)
            elif self.system == "powerschool":
                self.headers = token(self.school, "powerschool", _POWERSCHOOL, self.school.powerschool.client)
            else:
                self.headers = District(self.school, manners(self.system)).headers
        return self.headers

    def _powerschool(self, ref: str, student: str, mark: Mark) -> Http:
        part = int(ref.partition(".")[2])
        row: dict[str, object] = {
            "_assignmentsection": {"assignmentsectionid": part},
            "studentsdcid": int(student),
            "scoretype": "POINTS",
            "isexempt": mark is Given.EXCUSED,
            "actualscoreentered": "" if isinstance(mark, Given) else str(mark),
            "actualscorekind": "REAL_SCORE",
        }
        teacher = next(iter(self.school.powerschool.teachers))
        body = {"assignment_scores": [row]}
        return Http("powerschool", "PUT", f"/ws/xte/score?users_dcid={teacher}&status=A", body, self.signed())


def manners(system: str) -> Manners:
    """How a system that speaks OneRoster differs from the document."""
    name, _, _ = system.partition("-1.2")
    module = import_module(f"passback.sandbox.sis.{name.replace('-', '_')}.app")
    held: list[Manners] = [one for one in vars(module).values() if isinstance(one, Manners)]
    return next(one for one in held if one.name == system)
