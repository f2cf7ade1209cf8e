"""A simulated Skyward Qmlativ: OneRoster 1.1 that files what it cannot place in a default category.

Honors:

* facts/sis-vendors.md §2.2: an unmatched category becomes the default one and nothing says so
* facts/sis-vendors.md §2.2: the default category comes again with each put
* facts/oneroster.md §3.9: there are no categories of a class
* facts/sis-vendors.md §2.1: a section is named course zero section
* facts/sis-vendors.md §2.1: a student is named without leading zeros
* facts/sis-vendors.md §2.2: a closed grading period refuses

Not known of Qmlativ: its OneRoster base path, what a PUT answers, how it says no (the words of the older
product in OneRoster's own object and 400, inferred), whether a DELETE is there. OneRoster's way is assumed
(facts/oneroster.md §1). Its sign-in is that of its Generic API: client credentials, at an address that is a
setting of its own. Hidden state: the district's `default_category`, `closed` of a grading period.
"""

from __future__ import annotations

from dataclasses import replace

from passback.core.problem import Problem
from passback.core.sis import Sis
from passback.sandbox.oneroster import faults
from passback.sandbox.oneroster.app import simulator
from passback.sandbox.oneroster.manners import LineWrite, Manners
from passback.sandbox.oneroster.rows import period_of
from passback.sandbox.oneroster.writing import day_of
from passback.sandbox.planting.oneroster import GROUPS, District, Planting, planter
from passback.sandbox.planting.plan import Work
from passback.sandbox.refusing import Refusal
from passback.sandbox.sis.skyward.sms2.app import SIMULATOR as SMS2
from passback.sandbox.state.oneroster import Line, Roster
from passback.sandbox.state.school import School


def period_is_open(_: School, write: LineWrite) -> Refusal | None:
    """The grading period that holds the due date is open. The words are the older product's."""
    period = period_of(write.roster, day_of(write.line.due))
    if period is None or not period.hidden.get("closed"):
        return None
    return Refusal("skyward.grading-period-locked", {"assignment_id": write.line.id}, 400)


def with_default(roster: Roster, line: Line) -> Line:
    """Filed where the district's administrator said, if the class has no category such as was sent."""
    if line.category in {row.id for row in roster.categories_of(line.klass)}:
        return line
    default = roster.hidden.get("default_category")
    return replace(line, category=None if default is None else str(default))


MANNERS = Manners(
    name="skyward",
    version="1.1",
    fault=faults.imsx_1_1,
    refuse=faults.imsx_1_1,
    any_category=True,
    line_rules=(period_is_open,),
    keeps_line=with_default,
)

_UNFILED = "Essay outline"
DISTRICT = District(
    "skyward",
    Sis.SKYWARD,
    "SKY",
    "Sycamore School",
    "Composition",
    "10234.0.001",
    works=(Work(_UNFILED, "Writing", 20, 5),),
    groups=(*GROUPS, "Writing"),
    student_id="{}",
    teacher_id="{}",
)


def _more(made: Planting) -> None:
    """The administrator's default is Homework; the SIS has no category Writing."""
    made.roster.hidden["default_category"] = made.category("Homework").id
    made.cause("predicted", Problem.CATEGORY_NOT_FOUND, _UNFILED)


SIMULATORS = (simulator(MANNERS, planter(DISTRICT, _more)), SMS2)
