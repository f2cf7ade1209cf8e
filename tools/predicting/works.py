"""For each rule about a line item: a work that is refused for it, and one that just is not.

Each drawer is given the class in the making and what is wanted, and brings the work, what the facts say of it
in that class, and the case in words; None where the class cannot have such a case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from predicting.situations import Category, Later, Span, Undated, Work
from predicting.words import WORDS

if TYPE_CHECKING:
    from predicting.drawing import Drawing

Drawn = tuple[Work, bool, str] | None
_SHORTEST = 6


def title(chance: Random, length: int | None) -> str:
    """A name of this length, or of a harmless one."""
    wanted = chance.randint(_SHORTEST, 28) if length is None else length
    text = f"{chance.choice(WORDS)} {chance.randint(1, 999)}"
    while len(text) < wanted:
        text += f" {chance.choice(WORDS)}"
    cut = text[:wanted]
    return cut[:-1] + "x" if cut.endswith(" ") else cut


def name_too_long(room: Drawing, refused: bool) -> Drawn:  # noqa: FBT001 - one of two cases
    """Past the limit by one or by much; at it or just under it."""
    limit = room.limits.longest
    near = limit if limit is not None else 50
    length = (
        near + room.chance.choice((1, 1, 2, 10, 60)) if refused else near - room.chance.choice((0, 0, 1, 3))
    )
    work = replace(room.base(), name=room.title(length))
    return work, limit is not None and length > limit, f"{length} characters where {limit} are kept"


def name_taken(room: Drawing, refused: bool) -> Drawn:  # noqa: FBT001
    """One of this name and date is there, with other points; or there is none."""
    return room.base(taken=refused), refused, "name and date taken" if refused else "name free"


def points_not_whole(room: Drawing, refused: bool) -> Drawn:  # noqa: FBT001
    """Half points; or whole ones, however they are written."""
    whole = room.chance.randint(2, 50)
    points = Decimal(f"{whole}.{room.chance.choice(('5', '25', '1'))}" if refused else f"{whole}.00")
    work = room.base()
    marks = tuple((pupil, room.score(points)) for pupil, _ in work.marks)
    return replace(work, points=points, marks=marks), refused and room.limits.whole, f"{points} points"


def _day(room: Drawing, spans: str, refused: bool) -> date | None:  # noqa: FBT001
    """A day just out of these spans, or just in them; the days at their ends come in turn."""
    held: tuple[Span, ...] = getattr(room, spans)
    edges = [day for span in held for day in (span.last, span.first)]
    near = [day + timedelta(days=n) for day in edges for n in (1, -1, 3, -3)]
    near += [room.terms[0].first - timedelta(days=120), room.terms[-1].last + timedelta(days=120)]
    # One rule at a time: a day out of every period is a day of a term, and the other way round.
    others = [room.terms] if spans == "periods" and room.system != "synergy" else []
    others += [room.periods] if spans == "terms" and not refused and "campus" in room.system else []
    days = [day for day in (*edges, *near) if _in(room, held, day) is not refused]
    days = [day for day in dict.fromkeys(days) if all(_in(room, other, day) for other in others)]
    rule = "due-date-outside-term" if spans == "terms" else "due-date-outside-grading-period"
    return days[room.asked_so_far(rule) // 2 % len(days)] if days else None


def _in(room: Drawing, spans: tuple[Span, ...], day: date) -> bool:
    """True if a day belongs to one of them, by the class's own rule for last days."""
    return any(span.first <= day <= span.last and (room.limits.last_day or day < span.last) for span in spans)


def _due(room: Drawing, spans: str, refused: bool) -> Drawn:  # noqa: FBT001
    day = _day(room, spans, refused)
    if day is None:
        return None
    work = room.base()
    # Late at night it is the next day in London already, which is nobody's date.
    due = room.at(day, room.chance.choice((time(23, 59, 59), time(23, 59, 59), time(0, 0, 1), time(12))))
    made = due - timedelta(days=room.chance.randint(0, 25))
    ends = [span.last for span in (*room.terms, *room.periods)]
    what = f"due on {day}" + (", a last day" if day in ends else "")
    if room.chance.random() < 0.3:  # noqa: PLR2004 - a share
        return replace(work, section_due=due, created=made), refused, what + ", for the section alone"
    return replace(work, due=due, created=made, unlock=None), refused, what


def due_outside_term(room: Drawing, refused: bool) -> Drawn:  # noqa: FBT001
    """Out of every term of the class; or on a first or last day."""
    return _due(room, "terms", refused)


def due_outside_period(room: Drawing, refused: bool) -> Drawn:  # noqa: FBT001
    """Between two grading periods; or on a first or last day of one."""
    return _due(room, "periods", refused)


def due_date_missing(room: Drawing, refused: bool) -> Drawn:  # noqa: FBT001
    """No date for the class at all; or one of its own, or its students' own."""
    work, chance = room.base(late_for=None, unlock=None), room.chance
    if refused:
        if chance.random() < 0.5:  # noqa: PLR2004 - a share
            return replace(work, due=None), True, "no date for anyone"
        return replace(work, section_due=Undated.NO_DATE), True, "no date for this section"
    if chance.random() < 0.5:  # noqa: PLR2004 - a share
        return replace(work, due=None, section_due=work.due), False, "a date for this section alone"
    when = tuple(room.at(chance.choice(room.safe_days()), time(23, 59, 59)) for _ in work.marks)
    return replace(work, due=None, for_students=when), False, "dates for single students alone"


def category_not_found(room: Drawing, refused: bool) -> Drawn:  # noqa: FBT001
    """A group whose name no category has; or one that is written a little otherwise."""
    chance = room.chance
    if refused and room.system == "powerschool" and chance.random() < 0.3:  # noqa: PLR2004 - a share
        # There the case is said to matter (facts/canvas.md §2): the like of a category is none.
        held = f"{chance.choice(WORDS)} & {chance.choice(WORDS)} {len(room.categories)}"
        room.categories.append(Category(held))
        name, what = chance.choice((held.upper(), held.lower())), f"category {held!r} in another case"
        what += "" if room.limits.category else ", and none is needed"
    elif refused:
        name = (
            f"{chance.choice(('Warm-ups', 'Bonus', 'Imported', 'Home work', 'Quiz'))} {chance.randint(1, 99)}"
        )
        what = "no such category" if room.limits.category else "no such category, and none is needed"
    else:
        # A category of its own, so that no other group of the course is like this one.
        held = f"{chance.choice(WORDS)} & {chance.choice(WORDS)} {len(room.categories)}"
        room.categories.append(Category(held))
        ways = [
            f" {held} ",
            held.replace(" ", "  "),
            held,
            held.replace("&", "&amp;"),
            held.replace("&", "＆"),
        ]
        if room.system != "powerschool":  # there the case is said to matter: facts/canvas.md §2
            ways += [held.upper(), held.lower()]
        name = chance.choice(ways)
        what = f"category {held!r} as {name!r}"
    if name not in room.groups:
        room.groups.append(name)
    group = room.groups.index(name)
    return room.base(group=group), refused and room.limits.category, what


def category_not_lead_teachers(room: Drawing, refused: bool) -> Drawn:  # noqa: FBT001
    """A category that is there and takes nothing here; or one of its name beside it that does."""
    chance = room.chance
    if not refused:
        return room.base(), False, "an active category"
    off = chance.random() < 0.5  # noqa: PLR2004 - a share
    name = (
        f"{chance.choice(('Old', 'Former', 'Other'))} {'Homework' if off else 'Labs'} {chance.randint(1, 6)}"
    )
    if name not in room.groups:
        room.groups.append(name)
        room.categories.append(Category(name, active=not off, shown=off))
    held = next(one for one in room.categories if one.name == name)
    what = "not active" if not held.active else "hidden in this section"
    return room.base(group=room.groups.index(name)), True, f"category {what}"


def line_item_deleted(room: Drawing, refused: bool) -> Drawn:  # noqa: FBT001
    """Deleted in the SIS since; or renamed there, or as it was."""
    later = Later.DELETED if refused else room.chance.choice((Later.RENAMED, Later.REGRADED))
    return room.base(later=later), refused, later.value


def assignment_locked(room: Drawing, refused: bool) -> Drawn:  # noqa: FBT001
    """Locked in the SIS since; or open."""
    later = Later.LOCKED if refused else Later.REGRADED
    renamed = room.chance.random() < 0.5  # noqa: PLR2004 - a share
    what = later.value + (", and renamed in Canvas" if renamed else "")
    return room.base(later=later, renamed=renamed), refused, what


def student_without_it(room: Drawing, refused: bool) -> Drawn:  # noqa: FBT001
    """Given to others alone in the SIS since; or to this student too."""
    work = room.base(later=Later.FOR_SOME)
    mine, *others = [pupil for pupil, _ in work.marks]
    kept = tuple(others) if refused else (mine, *others[:1])
    return (
        replace(work, kept_for=kept),
        refused,
        "given to others" if refused else "given to some, to this one too",
    )


DRAWN: Mapping[str, Callable[[Drawing, bool], Drawn]] = {
    "name-too-long": name_too_long,
    "name-taken": name_taken,
    "points-not-whole": points_not_whole,
    "due-date-missing": due_date_missing,
    "due-date-outside-term": due_outside_term,
    "due-date-outside-grading-period": due_outside_period,
    "category-not-found": category_not_found,
    "category-not-lead-teachers": category_not_lead_teachers,
    "line-item-deleted": line_item_deleted,
    "assignment-locked": assignment_locked,
    "student-without-the-assignment": student_without_it,
}
