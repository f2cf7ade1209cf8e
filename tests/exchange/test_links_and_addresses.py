"""Where the incumbent finds things: links, addresses, keys, dates; and the words it adds to an SIS's own."""

import copy
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from in_process import TODAY
from passback.dictionary.recognize import recognize
from passback.sandbox.exchange import line
from passback.sandbox.exchange.job import begins, exchange
from passback.sandbox.exchange.outcome import Outcome
from passback.sandbox.plant import plant
from passback.sandbox.state.school import School
from passback.sandbox.wire import Call, Reply


@cache
def planted() -> School:
    return plant(1, TODAY)


@pytest.fixture
def school() -> School:
    held = copy.deepcopy(planted())
    held.canvas.throttled = set()
    return held


def sent(school: School, system: str, *, remaster: bool = True, hours: int = 0) -> tuple[Outcome, ...]:
    return exchange(school, system, begins(school) + timedelta(hours=hours), remaster=remaster)


def the(rows: Any, **wanted: object) -> Any:  # noqa: ANN401 - rows of any table
    return next(r for r in rows.values() if all(getattr(r, key) == held for key, held in wanted.items()))


def course_of(school: School, system: str) -> int:
    klass = next(iter(school.rosters[system].classes))
    return int(the(school.canvas.sections, sis_id=klass).course)


def test_the_last_day_of_a_term_is_too_late_by_that_day(school: School) -> None:
    told = sent(school, "powerschool")

    work = the(school.canvas.assignments, name="Research proposal")
    lines = [row.said for row in told if row.about.assignment == work.id and row.line]
    assert lines == ['{"message":"Due date must be between 09/14/2026 and 01/08/2027.","errors":[]}']


def test_empty_references_go_out(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    bodies: list[dict[str, Any]] = []

    def heard(held: School, call: Call) -> Reply:
        if "/lineItems/" in call.path and call.method == "PUT":
            bodies.append(call.json_object()["lineItem"])
        return answer(held, call)

    answer: Callable[[School, Call], Reply] = line.handle
    monkeypatch.setattr(line, "handle", heard)
    sent(school, "sapphire")

    assert {body["gradingPeriod"] for body in bodies} == {""}
    assert [body["title"] for body in bodies if body["category"] == ""] == ["Sketchbook check"]


def test_what_bears_its_title_and_its_date_is_taken_over(school: School) -> None:
    told = sent(copy.deepcopy(school), "pinnacle")
    sent(school, "pinnacle")
    lines = dict(school.rosters["pinnacle"].lines)
    for row in school.canvas.assignments.values():
        row.integration_data = {}
    sent(school, "pinnacle")

    assert set(school.rosters["pinnacle"].lines) == set(lines)
    assert any(row.accepted for row in told)


def test_it_keeps_its_link_in_canvas_and_follows_it_wherever_it_leads(school: School) -> None:
    sent(school, "focus")
    course = course_of(school, "focus")
    work = the(school.canvas.assignments, name="Midterm exam", course=course)
    item = work.integration_data[school.incumbent.integration]
    assert school.rosters["focus"].lines[item].title == "Midterm exam"

    del school.rosters["focus"].lines[item]
    school.rosters["focus"].marks.clear()
    school.rosters["focus"].hidden["deleted"] = {item: "Midterm exam"}
    told = sent(school, "focus")
    said = [row.said for row in told if row.about.assignment == work.id and row.line]
    assert any("Assignment not found: Midterm exam" in text for text in said)


def test_what_was_deleted_is_made_under_another_id_once_its_link_is_cleared(school: School) -> None:
    sent(school, "focus")
    work = the(school.canvas.assignments, name="Midterm exam", course=course_of(school, "focus"))
    lines, gone = school.rosters["focus"].lines, work.integration_data[school.incumbent.integration]
    del lines[gone]
    school.rosters["focus"].marks.clear()
    school.rosters["focus"].hidden["deleted"] = {gone: "Midterm exam"}
    sent(school, "focus", hours=1)
    assert "Midterm exam" not in {row.title for row in lines.values()}

    work.integration_data = {}
    sent(school, "focus", hours=2)
    made = work.integration_data[school.incumbent.integration]
    assert made != gone
    assert lines[made].title == "Midterm exam"


def test_a_further_section_has_no_link_and_its_line_item_is_found_though_it_is_renamed(
    school: School,
) -> None:
    sent(school, "aspen")
    columns = dict(school.aspen.columns)
    two = next(row for row in columns.values() if row.klass == "BMS-ALG1-05")
    work = the(
        school.canvas.assignments, name=two.title, course=the(school.canvas.sections, sis_id=two.klass).course
    )
    assert work.integration_data[school.incumbent.integration] != two.id

    work.name = "Another name"
    sent(school, "aspen", hours=1)
    assert set(school.aspen.columns) == set(columns)
    assert school.aspen.columns[two.id].title == "Another name"


def test_an_address_without_its_first_part_ends_the_job_in_aspens_words(school: School) -> None:
    school.incumbent.bases["aspen"] = "/v1p1"
    jobs = [row for row in sent(copy.deepcopy(school), "aspen") if row.doing.startswith("job")]
    assert all("RESTEASY003210" in row.said and "/v1p1/lineItems?limit=200" in row.said for row in jobs)
    assert len(jobs) == 3

    school.incumbent.bases.clear()
    assert all(row.accepted for row in sent(school, "aspen") if row.doing.startswith("job"))


def test_the_vendor_key_that_is_missing_ends_every_job_of_infinite_campus(school: School) -> None:
    school.incumbent.headers["infinite-campus"] = {}
    last = sent(school, "infinite-campus")[-1]

    assert last.status == 401
    assert "User not authorized." in last.said


def test_the_second_half_of_progressbooks_sentence_is_its_own(school: School) -> None:
    course = course_of(school, "progressbook")
    work = the(school.canvas.assignments, name="Midterm exam", course=course)
    group = school.canvas.groups[work.group]
    twin = copy.deepcopy(group)
    twin.id = 999_999
    school.canvas.groups[twin.id] = twin
    told = sent(school, "progressbook")

    row = next(row for row in told if row.about.assignment == work.id and row.line)
    assert row.said == "Required property 'category' not found in JSON"
    assert row.line.endswith(
        "Required property 'category' not found in JSON, but the assignment is in an imported category."
    )


def test_nothing_waits_and_the_clock_goes_on(school: School) -> None:
    told = sent(school, "pinnacle")

    assert told[-1].at > begins(school)
    assert [row.at for row in told] == sorted(row.at for row in told)


def test_skywards_older_product_is_sent_to_in_its_own_way_and_its_words_are_wrapped(school: School) -> None:
    good = sent(copy.deepcopy(school), "skyward-sms2")
    assert good[-1].accepted
    assert not any(row.line for row in good)

    klass = next(iter(school.rosters["skyward-sms2"].classes.values()))
    klass.hidden["gradebook"] = False
    told = [row for row in sent(school, "skyward-sms2") if row.line]
    assert {row.line.partition(" Section ")[0] for row in told} == {"Unable to create the assignment."}
    assert {recognize(row.line, row.sis).entry.id for row in told} == {"skyward.section-without-gradebook"}  # type: ignore[union-attr] # a match
