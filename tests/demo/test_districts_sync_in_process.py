"""Every district's course goes through its SIS, and only what was planted stays out."""

import asyncio
from functools import cache

import pytest

from in_process import Practice, a_practice, connected, settings
from passback.core.problem import State
from passback.run import app as run_app
from passback.run.report import Line, Report
from passback.sandbox.planting.habits import CLUBS, WILLOW

NAMES = [
    "aeries",
    "focus",
    "infinite-campus",
    "infinite-campus-1.2",
    "oneroster",
    "oneroster-1.2",
    "pinnacle",
    "progressbook",
    "q-sis",
    "sapphire",
    "skyward",
    "synergy",
]
# Where the SIS files it by itself, what lacks a category arrives all the same.
ARRIVES = {"skyward"}


@cache
def synced() -> tuple[Practice, dict[str, Report]]:
    """All districts synced once."""

    async def run() -> tuple[Practice, dict[str, Report]]:
        practice = a_practice()
        async with run_app.open(settings(practice)) as app:
            await connected(app, practice)
            made = {}
            for name in NAMES:
                batch, _ = await app.plan(f"practice-{name}")
                made[name] = await app.sync(batch)
        return practice, made

    return asyncio.run(run())


def own_lines(practice: Practice, report: Report) -> list[Line]:
    """Without Willow Creek's, of which `test_willow_creek.py` tells."""
    canvas = practice.school.canvas
    willow = {str(row.id) for row in canvas.courses.values() if row.account in {WILLOW, CLUBS}}
    return [line for line in report.lines if line.subject.course not in willow]


@pytest.mark.parametrize("name", NAMES)
def test_a_district_s_scores_arrive_but_for_what_was_planted(name: str) -> None:
    practice, reports = synced()
    lines = [line for line in own_lines(practice, reports[name]) if line.score]
    courses = {line.subject.course for line in lines}
    planted = [row for row in practice.school.planted[12:] if str(row.course) in courses]
    out = [line for line in lines if line.state is not State.IN_SIS]

    assert len(lines) > 30
    assert all(line.proven for line in lines if line not in out)
    assert bool(out) == bool(planted and name not in ARRIVES)
    for line in out:
        (row,) = planted
        assert row.assignment is None or line.subject.assignment == str(row.assignment)
        assert row.student is None or line.subject.student == str(row.student)


@pytest.mark.parametrize("name", NAMES)
def test_what_the_sis_keeps_is_what_canvas_has(name: str) -> None:
    practice, reports = synced()
    canvas, roster = practice.school.canvas, practice.school.rosters[name]
    given = {
        (canvas.assignments[row.assignment].name, canvas.users[row.user].sis_id): row
        for row in canvas.submissions.values()
    }
    lines = [line for line in own_lines(practice, reports[name]) if line.score]
    course = lines[0].subject.course
    ours = {
        key: row for key, row in given.items() if str(canvas.assignments[row.assignment].course) == course
    }
    students = {student for _, student in ours}
    kept = {
        (roster.lines[mark.line].title, roster.people[mark.student].number): mark
        for mark in roster.marks.values()
        if roster.people[mark.student].number in students
    }

    assert set(kept) <= set(ours)
    for key, mark in kept.items():
        assert (mark.score == ours[key].score) or (ours[key].excused and mark.score_status == "exempt"), key
    in_sis = [line for line in lines if line.state is State.IN_SIS]
    assert len(kept) == len(in_sis)
