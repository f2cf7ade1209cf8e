"""PowerSchool: what the exchange says itself, and what PowerSchool says to what the exchange makes of Canvas.

The exchange signs in with its plugin and acts as the lead teacher of the section (facts/sis-vendors.md §1.2,
§1.3); a category is known by the link that its import left on the Canvas group. Scores are not carried here.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from passback.core.sis import Sis
from passback.sandbox.faults import FaultKind
from passback.sandbox.sis.powerschool.app import TOKEN_PATH
from passback.sandbox.state.canvas import Bucket
from passback.sandbox.state.clients import Client
from passback.sandbox.state.school import Fault, School
from proofs.calling import NOW
from proofs.incumbent import Course, Place, Run, Words
from proofs.proving import Case, Proof
from proofs.state import ABSENT

NAME = "powerschool"
TABLE = "/ws/schema/table"
LINK = "teachercategoryid"
WORDS = Words(
    section="powerschool.section-without-sis-id",
    linked=1,
    association="powerschool.category-not-imported",
    students="powerschool.nothing-exchanged",
    student="powerschool.student-without-sis-id",
    throttled="powerschool.canvas-throttled",
    job="powerschool.job-timed-out",
    slow="powerschool.sis-too-slow",
    retries="powerschool.sis-unreachable",
)


@dataclass
class XteRun(Run):
    """One sync under way over PowerTeacher Pro's own interface."""

    def found(self, table: str, query: str) -> Mapping[str, Any]:
        """The first row of a table that fits."""
        held = json.loads(self.ask("GET", f"{TABLE}/{table}?q={query}").body)
        row: Mapping[str, Any] = held["record"][0]["tables"][table]
        return row

    def section(self, row: Mapping[str, Any], section: Mapping[str, Any], groups: Sequence[Any]) -> None:
        """One section: its students, its category, its assignment."""
        number = section["sis_section_id"]
        cells = self.cells(row, section)
        if not cells:
            self.say(self.sync.words.students, state="5")
        if any(student is None for student, _ in cells):
            self.say(self.sync.words.student)
        group = next(held for held in groups if held["id"] == row["assignment_group_id"])
        if LINK not in group["integration_data"]:
            self.say(self.sync.words.association, assignment=row["name"])
        held = self.found("sections", f"id=={number}")
        lead = self.found("sectionteacher", f"sectionid=={number}")["teacherid"]
        user = self.found("schoolstaff", f"id=={lead}")["users_dcid"]
        part = {
            "sectionsdcid": int(held["dcid"]),
            "name": row["name"],
            "duedate": row["due_at"][:10],
            "scoretype": "POINTS",
            "scoreentrypoints": row["points_possible"],
            "weight": 1,
            "totalpointvalue": row["points_possible"],
            "_assignmentcategoryassociations": [
                {"teachercategoryid": int(group["integration_data"][LINK]), "isprimary": True}
            ],
        }
        body = {"_assignmentsections": [part]}
        self.put("POST", f"/ws/xte/section/assignment/?users_dcid={user}", body)


def english(school: School, work: str = "Of Mice and Men, ch. 1-3") -> Course:
    """The course in Canvas; its groups were imported from PowerSchool."""
    client = school.powerschool.client
    at = Place(Sis.POWERSCHOOL, NAME, "", "", TOKEN_PATH, Client(client.id, client.secret))
    course = Course(school, at, WORDS, "14612", work, XteRun)
    held = {row.name: row.id for row in school.powerschool.categories.values() if row.teacher == 612}  # noqa: PLR2004
    for row in school.canvas.groups.values():
        if row.course == course.section.course:
            row.integration_data[LINK] = str(held[row.name])
    return course


def name_too_long(school: School) -> Case:
    """The name of the assignment has 53 characters."""
    course = english(school, "Comparative essay: power and loneliness in two novels")
    return Case(course.sync, course.assignment, "name", "Comparative essay: power and loneliness")


def canvas_throttled(school: School) -> Case:
    """The exchange's token has used up its bucket in Canvas."""
    course = english(school)
    bucket = Bucket(Decimal(640), NOW)
    school.buckets[next(iter(school.canvas.tokens))] = bucket
    return Case(course.sync, bucket, "level", Decimal(0))


def points_missing(school: School) -> Case:
    """The assignment has no points possible in Canvas."""
    course = english(school)
    points, course.assignment.points = course.assignment.points, None
    return Case(course.sync, course.assignment, "points", points)


def section_without_sis_id(school: School) -> Case:
    """Somebody made a section of the course by hand, and the assignment was never sent."""
    course = english(school)
    return Case(course.sync, school.canvas.sections, course.by_hand().id, ABSENT)


def section_without_sis_id_later(school: School) -> Case:
    """Somebody made a section of the course by hand, after the assignment was sent."""
    course = english(school)
    course.assignment.integration_data["powerschool"] = "50001"
    return Case(course.sync, school.canvas.sections, course.by_hand().id, ABSENT)


def sis_unreachable(school: School) -> Case:
    """PowerSchool is down for as long as the exchange tries, which is three times."""
    course = english(school)
    fault = Fault(NAME, FaultKind.DOWN, times=3, path="/ws/")
    school.faults.append(fault)
    return Case(course.sync, fault, "times", 2)


def category_not_imported(school: School) -> Case:
    """The assignment's group in Canvas was not imported from PowerSchool."""
    course = english(school)
    link = course.group.integration_data.pop(LINK)
    return Case(course.sync, course.group.integration_data, LINK, link)


def nothing_exchanged(school: School) -> Case:
    """A section of the course has an SIS id and no students."""
    course = english(school)
    row = course.by_hand()
    row.sis_id = "14614"
    return Case(course.sync, school.canvas.sections, row.id, ABSENT)


def sis_too_slow(school: School) -> Case:
    """PowerSchool takes half a minute for an answer."""
    course = english(school)
    fault = Fault(NAME, FaultKind.SLOW, seconds=30, path="/ws/")
    school.faults.append(fault)
    return Case(course.sync, fault, "seconds", 1)


def job_timed_out(school: School) -> Case:
    """PowerSchool takes nineteen seconds for each answer."""
    course = english(school)
    fault = Fault(NAME, FaultKind.SLOW, times=None, seconds=19)
    school.faults.append(fault)
    return Case(course.sync, fault, "seconds", 1)


def student_without_sis_id(school: School) -> Case:
    """A student of the course has no SIS id in Canvas."""
    course = english(school)
    user = school.canvas.users[course.cell().user]
    sis_id, user.sis_id = user.sis_id, None
    return Case(course.sync, user, "sis_id", sis_id)


PROOFS = (
    Proof("powerschool.name-too-long", 0, name_too_long),
    Proof("powerschool.canvas-throttled", 0, canvas_throttled),
    Proof("powerschool.points-missing", 0, points_missing),
    Proof("powerschool.section-without-sis-id", 0, section_without_sis_id),
    Proof("powerschool.section-without-sis-id", 1, section_without_sis_id_later),
    Proof("powerschool.sis-unreachable", 0, sis_unreachable, injected=True),
    Proof("powerschool.category-not-imported", 0, category_not_imported),
    Proof("powerschool.nothing-exchanged", 0, nothing_exchanged),
    Proof("powerschool.sis-too-slow", 0, sis_too_slow, injected=True),
    Proof("powerschool.job-timed-out", 0, job_timed_out, injected=True),
    Proof("powerschool.student-without-sis-id", 0, student_without_sis_id),
)
NAMED = ()
