"""PowerSchool on a bad day: one finding says what it is and where, it can be explained, the rest goes on."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

import in_process
from passback.cli.plan_text import print_overview
from passback.connect.xte import plugin
from passback.connect.xte.access import VIEW
from passback.core.problem import Problem, State
from passback.core.sis import Sis
from passback.dictionary.book import entry_for
from passback.run import app as run_app
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.sis.powerschool.plugin import install
from passback.sandbox.state.powerschool import PsSection
from tampering import at, edited
from yesterday import Day, Prepare, Yesterday

# Biology's first section, in PowerSchool and in Canvas; its sister has the same teacher.
DCID, SISTER = 85001, 85003


def in_sis(day: Day) -> Counter[str | None]:
    return Counter(line.subject.section for line in day.report.lines if line.state is State.IN_SIS)


def canvas_section(day: Day, dcid: int = DCID) -> str:
    number = str(number_of(day, dcid))
    return next(str(s.id) for s in day.practice.school.canvas.sections.values() if s.sis_id == number)


def number_of(day: Day, dcid: int) -> int:
    return {85001: 14501, 85003: 14504}[dcid]


def is_told(day: Day, problem: Problem, capsys: pytest.CaptureFixture[str]) -> None:
    """One line of the plan or of the report, its entry, and what to do."""
    planned = [one for one in day.overview.warned if one.problem is problem]
    met = [one for one in day.report.troubles if one.problem is problem]
    assert len(planned or met) == 1
    assert all(cause.steps for cause in entry_for(problem, Sis.POWERSCHOOL).causes)
    if planned:
        print_overview(day.overview, changes=False)
        assert f"passback explain {planned[0].entry.id}" in capsys.readouterr().out


def others_go_on(day: Day, well: Day, *but: str) -> None:
    arrived, usual = in_sis(day), in_sis(well)
    assert {k: n for k, n in arrived.items() if k not in but} == {
        k: n for k, n in usual.items() if k not in but
    }
    assert all(usual[section] for section in but)
    assert day.report.considered == well.report.considered


# ---- a plugin that lacks one field -----------------------------------------------------------------------


def lacking(field: str, access: str | None = None) -> Prepare:
    """The plugin without one field, or with less access to it."""

    def prepare(practice: in_process.Practice) -> None:
        ps = practice.school.powerschool
        install(ps, plugin.archive("Maple", "a@maple.example", plugin.fields()))
        assert ps.access is not None
        ps.access.pop(field, None)
        if access is not None:
            ps.access[field] = access

    return prepare


def test_with_the_whole_plugin_nothing_is_lacking(powerschool: Yesterday, well: Day) -> None:
    day = powerschool.then(prepare=lacking(""))

    assert day.report.states == well.report.states


@pytest.mark.parametrize("field", ["sections.termid", "teachercategory.isactive", "cc.dateleft"])
def test_a_plugin_that_may_not_read_one_field_is_one_finding_that_names_it(
    powerschool: Yesterday, well: Day, capsys: pytest.CaptureFixture[str], field: str
) -> None:
    day = powerschool.then(prepare=lacking(field))

    is_told(day, Problem.PLUGIN_INCOMPLETE, capsys)
    found = [line.why for line in day.report.lines if line.problem is Problem.PLUGIN_INCOMPLETE]
    assert found
    assert all(why is not None and field in why.facts["result"] for why in found)
    assert day.report.considered == well.report.considered
    assert day.report.states[State.REFUSED] == 0


@pytest.mark.parametrize("field", ["assignment.createdbyplugin", "assignmentscore.actualscorekind"])
def test_a_plugin_that_may_not_write_one_field_is_one_cause(
    powerschool: Yesterday, well: Day, capsys: pytest.CaptureFixture[str], field: str
) -> None:
    day = powerschool.then(prepare=lacking(field, VIEW))

    is_told(day, Problem.PLUGIN_INCOMPLETE, capsys)
    refused = [line for line in day.report.lines if line.problem is Problem.PLUGIN_INCOMPLETE]
    assert {line.state for line in refused} == {State.REFUSED}
    assert all(field in (line.raw or "") for line in refused)
    assert day.report.considered == well.report.considered


def test_a_field_that_no_call_of_the_day_needs_is_not_missed(powerschool: Yesterday, well: Day) -> None:
    day = powerschool.then(prepare=lacking("assignmentscorecomment.commentvalue"))

    assert day.report.states == well.report.states


# ---- a wrong teacher, a term that rolled over, a section merged away -----------------------------------


def test_a_teacher_who_does_not_teach_the_section_is_one_finding_for_it(
    powerschool: Yesterday, well: Day, capsys: pytest.CaptureFixture[str]
) -> None:
    def another(found: Any) -> Any:  # noqa: ANN401 - JSON
        for row in found.get("record", []):
            held = row["tables"]["sectionteacher"]
            if held["sectionid"] == str(number_of(well, DCID)):
                held["teacherid"] = "2042"
        return found

    day = powerschool.then(at("/ws/schema/table/sectionteacher", edited(another)))

    is_told(day, Problem.TEACHER_NOT_IN_SECTION, capsys)
    section = canvas_section(day)
    assert {
        line.subject.section for line in day.report.lines if line.problem is Problem.TEACHER_NOT_IN_SECTION
    } == {section}
    assert in_sis(day)[section] == 0
    others_go_on(day, well, section)


def test_a_co_teacher_who_is_listed_first_spoils_nothing(powerschool: Yesterday, well: Day) -> None:
    """Categories are the lead's: with the co-teacher's name none of them would be found."""

    def joined(practice: in_process.Practice) -> None:
        ps = practice.school.powerschool
        lead, other = ps.teachers[612].staff, ps.teachers[611].staff
        assert other < lead
        for section in ps.sections.values():
            if section.staff == [lead]:
                section.staff.append(other)

    assert powerschool.then(prepare=joined).report.states == well.report.states


def test_a_section_without_a_teacher_is_one_finding_for_it(
    powerschool: Yesterday, well: Day, capsys: pytest.CaptureFixture[str]
) -> None:
    day = powerschool.then(prepare=lambda p: p.school.powerschool.sections[DCID].staff.clear())

    is_told(day, Problem.TEACHER_NOT_IN_SECTION, capsys)
    others_go_on(day, well, canvas_section(day))


def rolled_over(practice: in_process.Practice) -> None:
    """The section is next year's already."""
    ps = practice.school.powerschool
    old = ps.terms[ps.sections[DCID].term]
    year = timedelta(days=365)
    ps.terms[3701] = replace(old, id=3701, year=37, first=old.first + year, last=old.last + year)
    ps.sections[DCID].term = 3701


def test_a_term_that_rolled_over_is_one_finding_with_both_days(
    powerschool: Yesterday, well: Day, capsys: pytest.CaptureFixture[str]
) -> None:
    day = powerschool.then(prepare=rolled_over)

    is_told(day, Problem.DUE_DATE_OUTSIDE_TERM, capsys)
    section = canvas_section(day)
    term = day.practice.school.powerschool.terms[3701]
    mine = [f for f in day.warned(Problem.DUE_DATE_OUTSIDE_TERM).findings if f.subject.section == section]
    assert mine
    assert {(f.facts["start_date"], f.facts["end_date"]) for f in mine} == {
        (term.first.isoformat(), term.last.isoformat())
    }
    assert in_sis(day)[section] == 0
    others_go_on(day, well, section)


def merged_away(practice: in_process.Practice) -> None:
    """The section is gone; its students are in its sister now."""
    ps = practice.school.powerschool
    del ps.sections[DCID]
    for row in ps.enrollments:
        if row.section == DCID:
            row.section = SISTER


def test_a_section_that_was_merged_away_is_one_finding_and_its_sister_goes_on(
    powerschool: Yesterday, well: Day, capsys: pytest.CaptureFixture[str]
) -> None:
    day = powerschool.then(prepare=merged_away)

    is_told(day, Problem.SECTION_ID_NOT_IN_SIS, capsys)
    section = canvas_section(day)
    found = day.warned(Problem.SECTION_ID_NOT_IN_SIS).findings
    assert [finding.subject.section for finding in found] == [section]
    assert in_sis(day)[section] == 0
    others_go_on(day, well, section)


def test_two_students_of_one_number_are_named_and_neither_is_sent(
    powerschool: Yesterday, well: Day, capsys: pytest.CaptureFixture[str]
) -> None:
    def twins(practice: in_process.Practice) -> None:
        ps = practice.school.powerschool
        first, second, *_ = [row.student for row in ps.enrollments if row.section == DCID and not row.dropped]
        ps.students[second].number = ps.students[first].number

    day = powerschool.then(prepare=twins)

    is_told(day, Problem.STUDENT_SIS_ID_INVALID, capsys)
    section = canvas_section(day)
    assert {f.subject.section for f in day.warned(Problem.STUDENT_SIS_ID_INVALID).findings} == {section}
    assert 0 < in_sis(day)[section] < in_sis(well)[section]
    others_go_on(day, well, section)


# ---- what was synced before ------------------------------------------------------------------------------


def test_a_section_that_another_one_took_the_place_of_pauses_and_the_others_go_on() -> None:
    """At rollover a number may be given again: what was linked to the old section is not hung on the new."""
    practice, store = in_process.a_practice(), MemoryStore()

    async def play() -> tuple[Any, Any]:
        async with run_app.open(in_process.settings(practice, store)) as app:
            await in_process.connected(app, practice)
            await app.test("practice-powerschool")
            batch, _ = await app.plan("practice-powerschool")
            await app.sync(batch, just_planned=True)
            ps = practice.school.powerschool
            old = ps.sections.pop(DCID)
            ps.sections[86001] = PsSection(86001, old.id, old.term, old.school, old.number, old.staff)
            for row in ps.enrollments:
                row.section = 86001 if row.section == DCID else row.section
            await store.forget("")
            batch, overview = await app.plan("practice-powerschool")
            return overview, await app.sync(batch, just_planned=True)

    overview, report = asyncio.run(play())

    assert [one.problem for one in overview.warned].count(Problem.LINK_BROKEN) == 1
    broken = {line.subject.section for line in report.lines if line.problem is Problem.LINK_BROKEN}
    assert len(broken) == 1
    assert report.states[State.ALREADY_THERE] > 0
    assert all(a.rows[0]["sectionsdcid"] != 86001 for a in practice.school.powerschool.assignments.values())
