"""What the incumbent exchange would write where passback would not, as facts/oneroster.md §3.0 has it.

A letter goes as it is, an excused student as a 0 that is exempt, a score that is gone as nothing. Over HTTP
alone, so that the simulator decides.
"""

from __future__ import annotations

from decimal import Decimal
from importlib import import_module
from typing import Any

from passback.sandbox.state.school import School
from predicting.situations import Given, Mark, Work
from proofs.calling import District, Http, token

_ASPEN = ("/oauth/rest/v2.0/auth", "/ims/oneroster/v1p1")
_POWERSCHOOL = "/oauth/access_token"


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
        """What the SIS said to a line item of this work; None: it took it. Over OneRoster only."""
        ref = f"incumbent-{work.name}"
        body = {
            "sourcedId": ref,
            "status": "active",
            "title": work.name,
            "assignDate": f"{work.created.date()}T00:00:00",
            "dueDate": f"{(work.section_due or work.due).date()}T00:00:00",
            "class": {"sourcedId": klass},
            "category": {"sourcedId": category} if category else "",
            "resultValueMin": 0,
            "resultValueMax": work.points,
        }
        path = f"{self._base()}/lineItems/{ref}"
        answer = Http(self.system, "PUT", path, {"lineItem": body}, self._signed())(self.school)
        return None if answer.accepted else f"{answer.status} {answer.said}"

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
        return Http(self.system, "PUT", path, {"result": body}, self._signed())

    def _held(self, ref: str, student: str) -> str | None:
        """The id of the result that is there: the incumbent adopts it."""
        if self.system == "aspen":
            cells = self.school.aspen.cells.values()
            return next((c.id for c in cells if (c.column, c.student) == (ref, student)), None)
        marks = self.school.rosters[self.system].marks.values()
        return next((m.id for m in marks if (m.line, m.student) == (ref, student)), None)

    def _base(self) -> str:
        return _ASPEN[1] if self.system == "aspen" else str(_manners(self.system).gradebook)

    def _signed(self) -> dict[str, str]:
        if self.headers is None:
            if self.system == "aspen":
                self.headers = token(self.school, "aspen", _ASPEN[0], self.school.aspen.client)
            elif self.system == "powerschool":
                self.headers = token(self.school, "powerschool", _POWERSCHOOL, self.school.powerschool.client)
            else:
                self.headers = District(self.school, _manners(self.system)).headers
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
        return Http(
            "powerschool", "PUT", f"/ws/xte/score?users_dcid={teacher}&status=A", body, self._signed()
        )


def _manners(system: str) -> Any:  # noqa: ANN401 - of whichever simulator it is
    name, _, _ = system.partition("-1.2")
    module = import_module(f"passback.sandbox.sis.{name.replace('-', '_')}.app")
    held = [
        getattr(module, part)
        for part in ("MANNERS", "MANNERS_1_2", "PLAIN", "PLAIN_1_2")
        if hasattr(module, part)
    ]
    return next(one for one in held if one.name == system)
