"""A night of the incumbent: its log, what triage finds in it, what our own sync says of the same school."""

import asyncio
import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from in_process import TODAY, a_practice, connected, run_app, settings
from passback.cli.main import main
from passback.core.problem import State
from passback.core.sis import Sis
from passback.dictionary.book import entry, entry_for
from passback.run.report import Report
from passback.sandbox.exchange import log
from passback.sandbox.exchange.job import begins, night
from passback.sandbox.exchange.outcome import Outcome, Voice
from passback.sandbox.plant import plant
from passback.sandbox.state.school import Planted, School

# Planted causes of which the incumbent's log cannot have a line, each with what happens instead.
SILENT = {
    "aspen-due-date-missing": "sent with the date for everyone: an override to no date looks like none",
    "aspen-value-changed-by-sis": "Aspen rounds and says nothing, and nobody reads back",
    "powerschool-held-for-a-person": "the hand-typed one is of another day, so a second is made beside it",
    "infinite-campus-1.2-category-not-found": "the incumbent speaks OneRoster 1.1",
}
# Where both explain the same problem, each by an entry of its own.
BY_ANOTHER_ENTRY = {
    "aspen-student-not-in-section": "no Aspen text is known, so the log has OneRoster's own word",
    "aspen-test-student": "no Aspen text is known either, and a blank is nobody over OneRoster",
}


@pytest.fixture(scope="module")
def school() -> School:
    return plant(1, TODAY)


@pytest.fixture(scope="module")
def told(school: School) -> tuple[Outcome, ...]:
    return night(school, begins(school))


@pytest.fixture(scope="module")
def triaged(school: School, told: tuple[Outcome, ...], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The entry of each line of the log, as `passback triage --format jsonl` names it."""
    folder = tmp_path_factory.mktemp("night")
    with (folder / "night.csv").open("w") as out:
        log.write(school, told, out)
    assert main(["triage", str(folder / "night.csv"), "--format", "jsonl", "-o", str(folder / "out")]) == 0
    return [str(json.loads(line)["entry"]) for line in (folder / "out").read_text().splitlines()]


def problems(entry_id: str) -> set[str]:
    found = entry(entry_id)
    return {cause.problem.value for cause in found.causes} if found else set()


def is_about(row: Outcome, cause: Planted) -> bool:
    fields = ("assignment", "section", "student")
    same = all(getattr(cause, field) in {None, getattr(row.about, field)} for field in fields)
    return row.sis is cause.sis and row.about.course == cause.course and same


def entries_of(cause: Planted, told: tuple[Outcome, ...], triaged: list[str]) -> set[str]:
    """The entries that triage names on lines about the planted subject and that explain its problem."""
    lines = zip([row for row in told if row.line], triaged, strict=True)
    named = {entry_id for row, entry_id in lines if is_about(row, cause)}
    return {entry_id for entry_id in named if cause.problem.value in problems(entry_id)}


def test_triage_finds_every_planted_cause_that_has_a_line(
    school: School, told: tuple[Outcome, ...], triaged: list[str]
) -> None:
    unfound = {cause.id for cause in school.planted if not entries_of(cause, told, triaged)}

    assert unfound == set(SILENT)
    assert len(school.planted) - len(SILENT) >= 16


def test_triage_knows_every_line_of_the_night(triaged: list[str]) -> None:
    assert "None" not in triaged
    assert len(triaged) > 30


def test_a_cause_taken_out_of_the_school_leaves_the_log(triaged: list[str]) -> None:
    """The planted fault of the test above: without the cause there is nothing to be found."""
    healthy = plant(1, TODAY)
    for row in healthy.canvas.groups.values():
        row.name = row.name.replace("Labs", "Classwork") if row.course == 3101 else row.name
    lines = [row.said for row in night(healthy, begins(healthy), ["aspen"]) if row.line]

    assert "aspen.category-not-found" in triaged
    assert not any("Labs" in line for line in lines)


def test_what_the_hand_typed_assignment_comes_to_has_no_line(
    school: School, told: tuple[Outcome, ...]
) -> None:
    cause = next(row for row in school.planted if row.id == "powerschool-held-for-a-person")
    name = school.canvas.assignments[cause.assignment or 0].name
    rows = [part for held in school.powerschool.assignments.values() for part in held.rows]
    dates = {str(part["duedate"]) for part in rows if part["name"] == name}

    assert len(dates) == 2, "the teacher's, and the incumbent's of the day after"
    assert not any(row.line for row in told if row.about.assignment == cause.assignment)


def test_a_date_that_no_student_has_is_sent_without_a_word(school: School, told: tuple[Outcome, ...]) -> None:
    cause = next(row for row in school.planted if row.id == "aspen-due-date-missing")
    mine = [row for row in told if row.about.assignment == cause.assignment]

    assert [row for row in mine if row.accepted]
    assert not any(row.line for row in mine)


# ---- the same school through passback -----------------------------------------------------------------


@pytest.fixture(scope="module")
def reports() -> Mapping[str, Report]:
    async def sync() -> dict[str, Report]:
        practice = a_practice()
        async with run_app.open(settings(practice)) as app:
            names = await connected(app, practice)
            wanted = [name for name in names if name.removeprefix("practice-") in set(Sis) - {"oneroster"}]
            return {name: await app.sync((await app.plan(name))[0]) for name in wanted}

    return asyncio.run(sync())


def in_our_report(cause: Planted, report: Report) -> set[str]:
    """The entries by which our own report explains the planted problem on the planted subject."""
    found = set()
    for trouble in report.troubles:
        subjects = [line.subject for line in (*trouble.lines, *trouble.items)]
        subjects += [finding.subject for finding in trouble.findings]
        hit = any(
            subject.course == str(cause.course)
            and all(
                getattr(cause, field) is None or getattr(subject, field) == str(getattr(cause, field))
                for field in ("assignment", "section", "student")
            )
            for subject in subjects
        )
        if hit and trouble.problem is cause.problem and trouble.explanation.entry is not None:
            found.add(trouble.explanation.entry.id)
    return found


def test_our_own_sync_explains_each_planted_cause_by_the_entry_that_the_log_leads_to(
    school: School, told: tuple[Outcome, ...], triaged: list[str], reports: Mapping[str, Report]
) -> None:
    compared, other = 0, set()
    for cause in school.planted:
        if cause.id in SILENT:
            continue
        ours = in_our_report(cause, reports[f"practice-{cause.sis.value}"])
        assert ours, cause.id
        compared += 1
        if not ours & entries_of(cause, told, triaged):
            other.add(cause.id)

    assert compared >= 16
    assert other == set(BY_ANOTHER_ENTRY)


def test_what_the_incumbent_decides_against_is_not_sent_by_us_either_and_never_refused(
    school: School, told: tuple[Outcome, ...], reports: Mapping[str, Report]
) -> None:
    decided = [row for row in told if row.line and row.voice is Voice.EXCHANGE]
    compared = []
    for cause in school.planted:
        if cause.id in SILENT or not any(is_about(row, cause) for row in decided):
            continue
        troubles = reports[f"practice-{cause.sis.value}"].troubles
        lines = [line for trouble in troubles if trouble.problem is cause.problem for line in trouble.lines]
        assert {line.state for line in lines} <= {State.NOT_SENT}, cause.id
        compared += [cause.id] if lines else []

    # Skyward Qmlativ takes what has no category, so there our own sync only warns.
    assert compared == [
        "aspen-category-not-found",
        "powerschool-category-not-found",
        "powerschool-section-without-sis-id",
    ]


def test_an_entry_of_its_own_is_the_page_for_its_problem(triaged: list[str]) -> None:
    """The join: what the log says and what a check finds meet in one entry of that SIS."""
    for named in sorted(set(triaged)):
        found = entry(named)
        assert found is not None
        if found.voice.value == "exchange" and found.effect.value != "harmless":
            assert found.id == entry_for(found.causes[0].problem, found.sis).id


# ---- the command ---------------------------------------------------------------------------------------


def test_the_command_prints_the_night_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sandbox", "--exchange-log", "--seed", "1"]) == 0

    out = capsys.readouterr().out
    rows = list(csv.DictReader(io.StringIO(out)))
    assert list(rows[0]) == list(log.COLUMNS)
    assert {row["sis"] for row in rows} >= {"aspen", "powerschool", "synergy", "skyward"}
    assert all(row["message"] and row["time"] and row["course"] for row in rows)


def test_the_night_of_a_kept_school_leaves_it_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sandbox", "--exchange-log", "--state", str(tmp_path / "school")]) == 0
    kept = (tmp_path / "school" / "journal.jsonl").read_bytes()
    first = capsys.readouterr().out

    assert main(["sandbox", "--exchange-log", "--state", str(tmp_path / "school")]) == 0
    assert capsys.readouterr().out == first
    assert (tmp_path / "school" / "journal.jsonl").read_bytes() == kept


def test_the_same_seed_gives_the_same_night() -> None:
    nights = [night(school, begins(school), ["aspen"]) for school in (plant(1, TODAY), plant(1, TODAY))]

    assert nights[0] == nights[1]
