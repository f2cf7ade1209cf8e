"""Plants a practice school: the same seed and the same day give the same school, to the last id.

A district of invented people with six courses, three with an Aspen and three with a PowerSchool behind them;
twelve causes of failed passback are planted in it, and it says which. A third school of Canvas's own habits,
and what other simulators plant, comes after, each by its own chance, so that those six stay as they are.
"""

from __future__ import annotations

from datetime import date

from passback.core.problem import Problem
from passback.core.sis import Sis
from passback.sandbox.planting.calendar import Calendar
from passback.sandbox.planting.canvas import Ground, plant_canvas
from passback.sandbox.planting.habits import plant_habits
from passback.sandbox.planting.sis import missing_student, plant_aspen, plant_powerschool
from passback.sandbox.state.school import Planted, School
from passback.sandbox.systems import simulators


def plant(seed: int, today: date) -> School:
    """A whole school around a day; its semester holds `today`."""
    ground = plant_canvas(seed, Calendar(today))
    plant_habits(ground)
    aspen, powerschool = plant_aspen(ground), plant_powerschool(ground)
    rosters = {name: one.plant(ground) for name, one in simulators().items() if one.plant is not None}
    causes = [*_causes(ground), *ground.causes]
    return School(seed, today, ground.canvas, aspen, powerschool, rosters, causes)


def _causes(ground: Ground) -> list[Planted]:
    """The twelve: six that can be foreseen, three that only the SIS knows, a lie, a hold, a harmless one."""
    courses, work = ground.courses, ground.assignments

    def on(kind: str, problem: Problem, sis: Sis, course: str, key: str) -> Planted:
        return Planted(f"{sis}-{problem}", kind, problem, sis, courses[course], assignment=work[key])

    aspen, powerschool = Sis.ASPEN, Sis.POWERSCHOOL
    manual = ground.sections["Lab makeup group"]
    return [
        on("predicted", Problem.CATEGORY_NOT_FOUND, aspen, "science", "labs"),
        on("predicted", Problem.CATEGORY_NOT_FOUND, powerschool, "biology", "projects"),
        on("predicted", Problem.DUE_DATE_MISSING, aspen, "history", "no-date"),
        on("predicted", Problem.DUE_DATE_OUTSIDE_TERM, powerschool, "english", "before-term"),
        Planted(
            f"{powerschool}-{Problem.SECTION_WITHOUT_SIS_ID}",
            "predicted",
            Problem.SECTION_WITHOUT_SIS_ID,
            powerschool,
            courses["biology"],
            section=manual,
        ),
        Planted(
            f"{aspen}-{Problem.STUDENT_NOT_IN_SECTION}",
            "predicted",
            Problem.STUDENT_NOT_IN_SECTION,
            aspen,
            courses["algebra"],
            student=missing_student(ground),
        ),
        on("refused", Problem.CATEGORY_WITHOUT_GRADE_SCALE, aspen, "algebra", "no-scale"),
        on("refused", Problem.NAME_TOO_LONG, powerschool, "english", "long-name"),
        on("refused", Problem.GRADING_PERIOD_LOCKED, powerschool, "geometry", "locked"),
        on("lie", Problem.VALUE_CHANGED_BY_SIS, aspen, "history", "rounded"),
        on("hold", Problem.HELD_FOR_A_PERSON, powerschool, "english", "hand-typed"),
        Planted(
            f"{aspen}-{Problem.TEST_STUDENT}",
            "harmless",
            Problem.TEST_STUDENT,
            aspen,
            courses["science"],
            student=ground.test_student,
        ),
    ]
