"""The school year around a day: a semester that began ten weeks ago and has six to go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = "America/Chicago"
_WEEKS_BEHIND, _WEEKS_AHEAD = 10, 6
_FRIDAY = 4
_FIRST_MONTH = 7
# PowerSchool counts school years from 1990: 2026-27 is year 36.
_YEAR_ZERO = 1990


@dataclass(frozen=True)
class Calendar:
    """The semester that holds `today`; `first` a Monday, `last` a Friday, both days of it."""

    today: date

    @property
    def first(self) -> date:
        """The first day."""
        return self.today - timedelta(days=self.today.weekday(), weeks=_WEEKS_BEHIND)

    @property
    def last(self) -> date:
        """The last day."""
        return self.first + timedelta(weeks=_WEEKS_BEHIND + _WEEKS_AHEAD, days=_FRIDAY)

    @property
    def year(self) -> int:
        """The calendar year in which the school year began."""
        return self.first.year if self.first.month >= _FIRST_MONTH else self.first.year - 1

    @property
    def year_id(self) -> int:
        """The school year as PowerSchool numbers it."""
        return self.year - _YEAR_ZERO

    def day(self, week: int, weekday: int = _FRIDAY) -> date:
        """A day of a week of the semester, the first is 1; 0 and less lie before it."""
        return self.first + timedelta(weeks=week - 1, days=weekday)


def end_of(day: date) -> str:
    """23:59:59 of a day at the school, as Canvas writes it: UTC, so a day later on paper."""
    return _utc(day, time(23, 59, 59))


def at(day: date, hour: int) -> str:
    """A full hour of a day at the school, in UTC."""
    return _utc(day, time(hour))


def _utc(day: date, clock: time) -> str:
    local = datetime.combine(day, clock, ZoneInfo(ZONE))
    return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
