"""The test of a connection: both sides probed, then the known id profiles tried on a sample.

The profile that fits is found by counting matches. Requests: the probes of both sides, the list of courses,
3 per Canvas course of the sample (1 to 3) and, per section of it (2) and rule for sections that is tried, a
class with its roster (2 over OneRoster, 5 of PowerSchool).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from passback.core.connection import WHAT_EXPIRES, Connection
from passback.core.errors import NeedsConfig, PassbackError
from passback.core.gradebook import Course, Enrollment, Gradebook, Missing, Section, Unread
from passback.core.ids import IdProfile, IdRule, Transform, by_form, by_id, near_misses, the_one
from passback.core.ports import CanvasSide, Probe, SisSide
from passback.core.problem import Problem
from passback.core.value import Json, Value, digest, value

_SAMPLE_COURSES = 3
_SAMPLE_SECTIONS = 2
_GOOD_ENOUGH = Decimal("0.8")
_NEAR = 3


@value
class Match(Value):
    """How well one id profile fits a sample: sections and students found, of how many looked for.

    `resolved`: digest of who was found as whom; two profiles with one digest say the same. `near`: a few ids
    that were not found beside one of the SIS that looks like it, as `001234 ~ 1234`; hints for a person.
    """

    profile: IdProfile
    sections: int
    sections_of: int
    students: int
    students_of: int
    resolved: str
    near: tuple[str, ...]

    @property
    def rate(self) -> Decimal:
        """Share of sections times share of students; 0 where nothing could be compared."""
        if not self.sections_of or not self.students_of:
            return Decimal(0)
        return Decimal(self.sections) / self.sections_of * Decimal(self.students) / self.students_of


@value
class ConnectionTest(Value):
    """What `connections test` saw. `proposed`: the best profile that fits, if any fits well."""

    connection: str
    probes: tuple[Probe, ...]
    matches: tuple[Match, ...]
    proposed: IdProfile | None

    @property
    def passed(self) -> bool:
        """Every probe that could tell said yes, and the ids match."""
        return all(probe.ok is not False for probe in self.probes) and self.proposed is not None


# One section of the sample with those who are in it.
Place = tuple[Section, tuple[Enrollment, ...]]
Roster = Gradebook | Missing | Unread | None


class Tester:
    """Tries a connection: probes of both sides, then the known id profiles on a sample of courses.

    `side`: the SIS as a connection with that profile sees it. `lack`: what the settings lack for the SIS to
    be reached at all; then it is not asked.
    """

    def __init__(
        self,
        canvas: CanvasSide,
        profiles: Sequence[IdProfile],
        side: Callable[[IdProfile], SisSide],
        lack: NeedsConfig | None,
    ) -> None:
        self.canvas = canvas
        self.profiles = profiles
        self.lack = lack
        self._made: dict[IdRule, SisSide] = {}
        self._make = side

    def _side(self, profile: IdProfile) -> SisSide:
        """One for each rule for sections, so that it signs in once."""
        if profile.section not in self._made:
            self._made[profile.section] = self._make(profile)
        return self._made[profile.section]

    async def probes(self) -> tuple[Probe, ...]:
        """One line per thing tried; a side that fails says so and the other is still tried."""
        made: list[Probe] = []
        sides: list[tuple[str, CanvasSide | SisSide]] = [("canvas", self.canvas)]
        if self.lack is None:
            sides.append(("sis", self._side(self.profiles[0])))
        else:
            made.append(Probe("settings", ok=False, detail=str(self.lack), problem=self.lack.problem))
        for name, side in sides:
            try:
                made += await side.probe()
            except PassbackError as error:
                made.append(Probe(name, ok=False, detail=str(error), problem=getattr(error, "problem", None)))
        return tuple(made)

    async def matches(self) -> tuple[Match, ...]:
        """Each known profile with its match rates, best first. Stops early at a perfect one.

        What the SIS has of a section is read once for each rule for sections, whatever the rules for
        students.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: a side could not be asked.
        """
        places = await self._sample()
        made: list[Match] = []
        for rule in dict.fromkeys(profile.section for profile in self.profiles):
            mine = [profile for profile in self.profiles if profile.section == rule]
            rosters = await self._rosters(self._side(mine[0]), rule, places)
            made += [_match(profile, places, rosters) for profile in mine]
            if any(match.rate == 1 for match in made):
                break
        return tuple(sorted(made, key=lambda match: -match.rate))

    async def _sample(self) -> list[Place]:
        """Sections with students and with an SIS id, of as few courses as have enough of them."""
        found: list[Place] = []
        for ref in (await self.canvas.courses())[:_SAMPLE_COURSES]:
            found += _places(await self.canvas.people(ref.id))
            if len(found) >= _SAMPLE_SECTIONS:
                break
        return found[:_SAMPLE_SECTIONS]

    async def _rosters(self, side: SisSide, rule: IdRule, places: Sequence[Place]) -> Mapping[str, Roster]:
        found: dict[str, Roster] = {}
        for section, _ in places:
            wanted = rule.applied(section.sis_id, section.integration_id)
            found[section.id] = None if wanted is None else await side.roster(wanted)
        return found


def runs_out(connection: Connection, today: date) -> tuple[Probe, ...]:
    """One line for each thing that runs out, by the day that somebody stated."""
    made = []
    for what, last in sorted(connection.expires.items()):
        left = (last - today).days
        over = left < 0
        detail = f"ran out: its last day was {last}" if over else f"its last day is {last}, in {left} days"
        problem = Problem.CREDENTIALS_EXPIRED if over else None
        made.append(Probe(WHAT_EXPIRES.get(what, what), ok=not over, detail=detail, problem=problem))
    return tuple(made)


def _places(course: Course) -> list[Place]:
    """The sections of a course, those with the most students first: they tell the most."""
    if isinstance(course.sections, Unread) or isinstance(course.enrollments, Unread):
        return []
    made = [
        (
            section,
            tuple(
                e
                for e in course.enrollments
                if e.section == section.id and e.state == "active" and not e.test
            ),
        )
        for section in course.sections
    ]
    telling = [(s, mine) for s, mine in made if mine and (s.sis_id or s.integration_id)]
    return sorted(telling, key=lambda place: -len(place[1]))


def _match(profile: IdProfile, places: Sequence[Place], rosters: Mapping[str, Roster]) -> Match:
    sections = sections_of = students_of = 0
    found: dict[str, str] = {}
    near: list[str] = []
    for section, enrollments in places:
        wanted = profile.section.applied(section.sis_id, section.integration_id)
        roster = rosters[section.id]
        if wanted is None or roster is None:
            continue
        sections_of += 1
        if isinstance(roster, Missing):
            near += [f"{wanted} ~ {held}" for held in roster.near]
        if not isinstance(roster, Gradebook) or isinstance(roster.students, Unread):
            continue
        sections += 1
        students = by_id(profile.student, roster.students)
        alike = by_form(student.ids.get(profile.student.sis, "") for student in roster.students)
        for enrollment in enrollments:
            named = profile.student.applied(enrollment.sis_id, enrollment.integration_id)
            if named is None:
                continue
            students_of += 1
            student = the_one(students, named)
            if student is not None:
                found[f"{section.id}/{enrollment.student}"] = f"{roster.class_ref}/{student.ref}"
            else:
                near += [f"{named} ~ {held}" for held in near_misses(named, alike)]
    few = tuple(dict.fromkeys(near))[:_NEAR]
    return Match(profile, sections, sections_of, len(found), students_of, digest(dict(found)), few)


def proposed(matches: Sequence[Match]) -> IdProfile | None:
    """The best profile, if it fits well and no other fits as well with other people."""
    if not matches or matches[0].rate < _GOOD_ENOUGH:
        return None
    if any(m.rate == matches[0].rate and m.resolved != matches[0].resolved for m in matches[1:]):
        return None
    return matches[0].profile


def rate_json(match: Match) -> dict[str, Json]:
    """A match as JSON: the rule in words and the counts."""
    section, student = match.profile.section, match.profile.student
    return {
        "section": _said(section),
        "student": _said(student),
        "sections": [match.sections, match.sections_of],
        "students": [match.students, match.students_of],
        "near": list(match.near),
    }


def _said(rule: IdRule) -> str:
    ours, theirs = (
        "" if how is Transform.AS_IS else f" ({how.value})" for how in (rule.transform, rule.held)
    )
    return f"{rule.canvas.value}{ours} = {rule.sis}{theirs}"
