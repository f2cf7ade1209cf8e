"""What a person approves is counted whole: every considered score is in exactly one number."""

import asyncio

import pytest

import in_process
from passback.core.value import Json
from passback.run import app as run_app
from passback.run.overview import Overview
from passback.run.report import Report

SCORES = ("create", "update", "clear", "leave", "skip", "hold")


async def planned() -> list[tuple[Overview, Report]]:
    practice = in_process.a_practice()
    made = []
    async with run_app.open(in_process.settings(practice)) as app:
        for name in await in_process.connected(app, practice):
            batch, overview = await app.plan(name)
            made.append((overview, await app.report(batch)))
    return made


@pytest.fixture(scope="module")
def made() -> list[tuple[Overview, Report]]:
    return asyncio.run(planned())


def test_the_numbers_sum_to_the_scores_considered(made: list[tuple[Overview, Report]]) -> None:
    for overview, report in made:
        assert sum(getattr(overview.total, name) for name in SCORES) == report.considered > 0
        for name in SCORES:
            total = sum(getattr(course.counts, name) for course in overview.courses)
            assert total == getattr(overview.total, name)


def test_every_change_has_its_row_and_none_is_left_out(made: list[tuple[Overview, Report]]) -> None:
    for overview, _ in made:
        total = overview.total
        scores = [row for row in overview.rows if row.student is not None]
        assert len(scores) == total.create + total.update + total.clear
        assert (
            len(overview.rows) - len(scores) == total.items_made + total.items_changed + total.items_adopted
        )


def test_the_json_holds_only_what_json_holds(made: list[tuple[Overview, Report]]) -> None:
    def plain(given: Json) -> bool:
        if isinstance(given, dict):
            return all(isinstance(key, str) and plain(held) for key, held in given.items())
        return all(plain(held) for held in given) if isinstance(given, list) else not isinstance(given, float)

    for overview, report in made:
        assert plain(overview.to_json())
        assert plain(report.to_json())


def test_no_student_s_name_is_in_what_people_and_machines_see(made: list[tuple[Overview, Report]]) -> None:
    practice = in_process.a_practice()
    people = practice.school.canvas.users.values()
    names = {person.name for person in people if person.name != "Test Student"}

    for overview, report in made:
        shown = str(overview.to_json()) + str(report.to_json())
        assert [name for name in names if name in shown] == []
