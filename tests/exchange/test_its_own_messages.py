"""Each message that the exchange says itself is a decision: one value of the school changed, and it passes.

Canvas's two come along, through the same line; what only a fault can bring about is planted as one.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cache

import pytest

from in_process import TODAY
from passback.core.sis import Sis
from passback.dictionary.book import entries
from passback.dictionary.match import Match
from passback.dictionary.recognize import recognize
from passback.dictionary.template import say
from passback.sandbox.exchange.habits import HABITS
from passback.sandbox.exchange.job import begins, exchange
from passback.sandbox.exchange.outcome import Outcome, Voice
from passback.sandbox.faults import FaultKind
from passback.sandbox.plant import plant
from passback.sandbox.state.canvas import AssignmentRow, CanvasSection
from passback.sandbox.state.oneroster import Line
from passback.sandbox.state.school import Fault, School

Flip = Callable[[], object]


@cache
def planted() -> School:
    """A school, to be copied for each case."""
    return plant(1, TODAY)


@dataclass
class Place:
    """One course of one system, in which something is planted."""

    school: School
    system: str
    course: int = 0

    def __post_init__(self) -> None:
        self.course = self.section.course

    @property
    def section(self) -> CanvasSection:
        return next(row for row in self.school.canvas.sections.values() if self._is_mine(row))

    def _is_mine(self, row: CanvasSection) -> bool:
        held = {
            "aspen": set(self.school.aspen.classes),
            "powerschool": {str(held.id) for held in self.school.powerschool.sections.values()},
        }
        roster = self.school.rosters.get(self.system)
        return row.sis_id in (held[self.system] if roster is None else set(roster.classes))

    @property
    def work(self) -> AssignmentRow:
        rows = self.school.canvas.assignments.values()
        return next(row for row in rows if row.course == self.section.course)

    @property
    def student(self) -> int:
        """Somebody with a score on the work."""
        scored = (s for s in self.school.canvas.submissions.values() if s.assignment == self.work.id)
        return next(row.user for row in scored if row.score is not None)

    @property
    def item(self) -> str:
        return f"line-item {self.work.id} {self.section.id}"

    @property
    def result(self) -> str:
        return f"result {self.work.id} {self.section.id} {self.student}"

    @property
    def job(self) -> str:
        return f"job {self.course}"

    def run(self, school: School) -> tuple[Outcome, ...]:
        return exchange(school, self.system, begins(school), only={self.course}, remaster=True)


def another_name(place: Place) -> tuple[str, Flip]:
    """The group of the assignment bears a name that is no category."""
    group = place.school.canvas.groups[place.work.group]
    own = group.name
    group.name = "Odds and ends"
    item = f"line-item {place.work.id}" if place.system == Sis.POWERSCHOOL else place.item
    return item, lambda: setattr(group, "name", own)


def all_other_names(place: Place) -> tuple[str, Flip]:
    """No group of the course is a category of the class."""
    held = list(place.school.rosters[place.system].categories.values())
    own = held[0].title
    for row in held:
        row.title = f"{row.title} (old)"
    return f"class {place.section.id}", lambda: setattr(held[0], "title", own)


def two_alike(place: Place) -> tuple[str, Flip]:
    """The SIS has the assignment twice, with the incumbent's date."""
    roster, day = place.school.rosters[place.system], "2026-09-26T00:00:00.000Z"
    for number in "12":
        roster.lines[number] = Line(
            number, str(place.section.sis_id), None, place.work.name, "", day, day, None, Decimal(10)
        )
    return place.item, lambda: setattr(roster.lines["2"], "title", "another")


def no_date(place: Place) -> tuple[str, Flip]:
    """The assignment has no date."""
    own, place.work.due_at = place.work.due_at, None
    return place.item, lambda: setattr(place.work, "due_at", own)


def no_date_for_a_score(place: Place) -> tuple[str, Flip]:
    """The same, seen from a score."""
    return place.result, no_date(place)[1]


def no_sis_id(place: Place) -> tuple[str, Flip]:
    """The section was made by hand."""
    section, item, own = place.section, place.item, place.section.sis_id
    section.sis_id = None
    return item, lambda: setattr(section, "sis_id", own)


def no_sis_id_any_more(place: Place) -> tuple[str, Flip]:
    """The assignment was sent before, and the section lost its id since."""
    place.run(place.school)
    return no_sis_id(place)


def grade_taken_away(place: Place) -> tuple[str, Flip]:
    """A grade was sent, and is gone."""
    place.run(place.school)
    rows = place.school.canvas.submissions.values()
    held = next(r for r in rows if r.assignment == place.work.id and r.user == place.student)
    doing, own = place.result, held.score
    held.score, held.state = None, "submitted"
    return doing, lambda: setattr(held, "score", own)


def key_ended(place: Place) -> tuple[str, Flip]:
    """The key that was entered has ended."""
    kept, now = place.school.incumbent.expires, begins(place.school)
    kept[place.system] = now
    return place.job, lambda: kept.update({place.system: now + timedelta(days=1)})


def nobody_there(place: Place) -> tuple[str, Flip]:
    """One section has no students."""
    rows = place.school.canvas.enrollments.values()
    mine = [r for r in rows if r.section == place.section.id and r.kind == "StudentEnrollment"]
    for row in mine:
        row.state = "inactive"
    return f"class {place.section.id}", lambda: setattr(mine[0], "state", "active")


def nothing_ticked(place: Place) -> tuple[str, Flip]:
    """No assignment of the course has Sync to SIS on."""
    mine = [r for r in place.school.canvas.assignments.values() if r.course == place.section.course]
    for row in mine:
        row.post_to_sis = False
    return place.job, lambda: setattr(mine[0], "post_to_sis", True)


def teacher_elsewhere(place: Place) -> tuple[str, Flip]:
    """No teacher is in the section in PowerSchool."""
    held = next(r for r in place.school.powerschool.sections.values() if str(r.id) == place.section.sis_id)
    own, held.staff = held.staff, []
    return place.job, lambda: setattr(held, "staff", own)


def student_without_id(place: Place) -> tuple[str, Flip]:
    """A student has no SIS id."""
    user = place.school.canvas.users[place.student]
    own, user.sis_id = user.sis_id, None
    return place.result, lambda: setattr(user, "sis_id", own)


def fault(place: Place, kind: FaultKind, seconds: float) -> tuple[str, Flip]:
    place.school.faults.append(Fault(place.system, kind, None, path="/", seconds=seconds))
    return place.job, place.school.faults.clear


def out_of_reach(place: Place) -> tuple[str, Flip]:
    """The SIS is down."""
    return fault(place, FaultKind.DOWN, 0)


def silent(place: Place) -> tuple[str, Flip]:
    """The SIS says nothing for 21 seconds."""
    return fault(place, FaultKind.SLOW, 21)


def slow(place: Place) -> tuple[str, Flip]:
    """The SIS takes 19 seconds for each answer, so that the time is over before the job is."""
    return fault(place, FaultKind.SLOW, 19)


def canvas_full(place: Place) -> tuple[str, Flip]:
    """Canvas's bucket is full at the fourth request."""
    place.school.canvas.throttled = {4}
    return place.job, place.school.canvas.throttled.clear


CASES = [
    ("aeries.category-not-found", 0, another_name),
    ("aeries.several-matches", 0, two_alike),
    ("aeries.category-not-imported", 0, all_other_names),
    ("aspen.category-not-found", 0, another_name),
    ("focus.due-date-not-for-everyone", 0, no_date),
    ("focus.category-not-found", 0, another_name),
    ("infinite-campus.section-without-sis-id", 0, no_sis_id),
    ("infinite-campus.due-date-missing", 0, no_date_for_a_score),
    ("infinite-campus.scores-export", 0, no_date),
    ("infinite-campus.score-cleared", 0, grade_taken_away),
    ("infinite-campus.canvas-throttled", 0, canvas_full),
    ("infinite-campus.job-timed-out", 0, slow),
    ("pinnacle.due-date-not-for-everyone", 0, no_date),
    ("powerschool.canvas-throttled", 0, canvas_full),
    ("powerschool.section-without-sis-id", 0, no_sis_id),
    ("powerschool.section-without-sis-id", 1, no_sis_id_any_more),
    ("powerschool.sis-unreachable", 0, out_of_reach),
    ("powerschool.category-not-imported", 0, another_name),
    ("powerschool.nothing-exchanged", 0, nobody_there),
    ("powerschool.nothing-exchanged", 0, nothing_ticked),
    ("powerschool.nothing-exchanged", 0, teacher_elsewhere),
    ("powerschool.sis-too-slow", 0, silent),
    ("powerschool.job-timed-out", 0, slow),
    ("powerschool.student-without-sis-id", 0, student_without_id),
    ("progressbook.section-without-sis-id", 0, no_sis_id),
    ("q-sis.category-not-found", 0, another_name),
    ("skyward.credentials-expired", 0, key_ended),
    ("skyward.category-not-found", 0, another_name),
    ("skyward.section-without-sis-id", 0, no_sis_id),
    ("synergy.due-date-not-for-everyone", 0, no_date),
    ("synergy.category-not-found", 0, another_name),
]


@pytest.mark.parametrize(
    ("name", "message", "cause"), CASES, ids=[f"{name}-{m}-{c.__name__}" for name, m, c in CASES]
)
def test_it_says_so_and_with_one_value_changed_it_goes_on(
    name: str, message: int, cause: Callable[[Place], tuple[str, Flip]]
) -> None:
    place = Place(copy.deepcopy(planted()), name.partition(".")[0])
    place.school.canvas.throttled = set()
    doing, flip = cause(place)
    told = place.run(copy.deepcopy(place.school))
    said = [row for row in told if row.doing == doing and not row.accepted]

    assert said, {row.doing: row.line for row in told if row.line}
    match = recognize(said[0].line, place.system)
    assert isinstance(match, Match)
    assert match.entry.id == name
    assert said[0].voice is (Voice.CANVAS if name.endswith("throttled") else Voice.EXCHANGE)
    assert said[0].said == say(name, match.variables, message)

    flip()
    then = [row for row in place.run(place.school) if row.doing == doing]
    assert then
    assert all(row.accepted for row in then)


def test_every_message_of_the_exchange_and_of_canvas_has_its_case() -> None:
    """A message taken out of the table is missed here."""
    own = {
        (known.id, at)
        for sis in HABITS
        for known in entries(sis)
        if known.source is not None and known.source.sis is not None and known.voice.value != "sis"
        for at in range(len(known.messages))
    }

    assert own == {(name, message) for name, message, _ in CASES}
    assert len(own) == 29
