"""A run of the exchange: one job per course, and a night of all the systems that it reaches.

A job that fails whole (Canvas throttles, nobody answers) is started again once, an hour later, as its teacher
would; the lines of both stay in the log.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from passback.core.sis import Sis
from passback.sandbox.exchange import oneroster, powerschool, sms2
from passback.sandbox.exchange.entered import account_of, install
from passback.sandbox.exchange.habits import HABITS, WINDOW
from passback.sandbox.exchange.line import Job, Line
from passback.sandbox.exchange.outcome import About, Failed, Outcome
from passback.sandbox.exchange.school_side import Course, courses, read
from passback.sandbox.exchange.told import Told
from passback.sandbox.planting.calendar import ZONE
from passback.sandbox.state.school import School
from passback.sandbox.wire import System

_IDS = uuid.UUID("71608256-b2d7-450f-a7cb-5349af35977d")
_AGAIN = timedelta(hours=1)
# Ours: an hour in which schools are empty.
_BEGINS = time(2)


class Way(Protocol):
    """How a course gets into an SIS."""

    def run(self) -> None:
        """Send it, telling what comes of it."""
        ...


class Sender(Protocol):
    """Makes the way of one course."""

    def __call__(self, told: Told, line: Line, canvas: Line, course: Course) -> Way:
        """Of that course, over those two lines."""
        ...


# The two products of one SIS: the older one has an interface of its own.
_SMS2 = "skyward-sms2"
_SIS_OF: Mapping[str, Sis] = {**{sis.value: sis for sis in HABITS}, _SMS2: Sis.SKYWARD}
# What is not here it sends over OneRoster 1.1, by the name of the system.
_OTHERS: Mapping[str, Sender] = {Sis.POWERSCHOOL.value: powerschool.Sender, _SMS2: sms2.Sender}


def reached() -> tuple[str, ...]:
    """The systems that it reaches: the eleven of the dictionary, and Skyward's older product beside."""
    return tuple(_SIS_OF)


def exchange(
    school: School,
    system: str,
    now: datetime,
    *,
    only: Collection[int] | None = None,
    remaster: bool = False,
) -> tuple[Outcome, ...]:
    """Send what changed of a system's courses.

    Args:
        school: is read and written; what was sent stands in `school.incumbent` afterwards.
        system: of `reached()`.
        now: aware; when it begins.
        only: Canvas ids of the courses to send; None: all published ones of the account.
        remaster: send every grade, not only those of the last 30 days.

    Returns:
        What it did and left, in order; each job ends with `job <course>`, accepted unless it failed whole.
    """
    install(school)
    first = Told(_job(school, system, 0, now))
    try:
        found = courses(_canvas(first.job), account_of(school, system))
    except Failed as failed:
        first.failed("job", About(0), failed)
        return tuple(first.outcomes)
    told = list(first.outcomes)
    at = first.job.now
    for course, name in found:
        if only is None or course in only:
            outcomes, at = _one(school, system, course, name, at, remaster=remaster)
            told += outcomes
    return tuple(told)


def begins(school: School) -> datetime:
    """When the night before the day of a school begins: the hour at which such schedules run there."""
    return datetime.combine(school.today, _BEGINS, ZoneInfo(ZONE))


def night(school: School, now: datetime, systems: Collection[str] | None = None) -> tuple[Outcome, ...]:
    """A remaster of everything in a night: every system one after the other, what failed whole once more.

    Args:
        school: is read and written.
        now: aware; when it begins.
        systems: of `reached()`; None: all of them.
    """
    told: list[Outcome] = []
    for system in reached() if systems is None else systems:
        told += exchange(school, system, told[-1].at if told else now, remaster=True)
    for failed in [row for row in told if row.doing.startswith("job") and not row.accepted]:
        only = {failed.about.course} if failed.about.course else None
        told += exchange(school, failed.system, told[-1].at + _AGAIN, only=only, remaster=True)
    return tuple(told)


def _one(
    school: School, system: str, course: int, name: str, now: datetime, *, remaster: bool
) -> tuple[list[Outcome], datetime]:
    job = _job(school, system, course, now)
    told, canvas = Told(job), _canvas(job)
    try:
        since = None if remaster else now - WINDOW
        held = read(canvas, course, name, school.incumbent.integration, since)
        way = _OTHERS.get(system, oneroster.Sender)
        way(told, Line(job, system), canvas, held).run()
        told.went(f"job {course}", About(course))
    except Failed as failed:
        told.failed(f"job {course}", About(course), failed)
    return told.outcomes, job.now


def _job(school: School, system: str, course: int, now: datetime) -> Job:
    made = uuid.uuid5(_IDS, f"{system} {course} {now.isoformat()}")
    return Job(school, _SIS_OF[system], system, str(made), now)


def _canvas(job: Job) -> Line:
    token = job.school.incumbent.token
    return Line(job, System.CANVAS.value, {"authorization": f"Bearer {token}"})
