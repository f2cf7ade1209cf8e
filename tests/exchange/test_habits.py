"""The habits of the incumbent, each seen where it harms: in what reaches the SIS."""

import copy
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from in_process import TODAY
from passback.dictionary.recognize import recognize
from passback.sandbox.exchange import line
from passback.sandbox.exchange.habits import TRIES
from passback.sandbox.exchange.job import begins, exchange
from passback.sandbox.exchange.outcome import Outcome
from passback.sandbox.faults import FaultKind
from passback.sandbox.plant import plant
from passback.sandbox.state.school import Fault, School
from passback.sandbox.wire import Call, Reply


@cache
def planted() -> School:
    return plant(1, TODAY)


@pytest.fixture
def school() -> School:
    held = copy.deepcopy(planted())
    held.canvas.throttled = set()
    return held


def sent(school: School, system: str, *, remaster: bool = True) -> tuple[Outcome, ...]:
    return exchange(school, system, begins(school), remaster=remaster)


def the(rows: Any, **wanted: object) -> Any:  # noqa: ANN401 - rows of any table
    return next(r for r in rows.values() if all(getattr(r, key) == held for key, held in wanted.items()))


def course_of(school: School, system: str) -> int:
    klass = next(iter(school.rosters[system].classes))
    return int(the(school.canvas.sections, sis_id=klass).course)


def test_what_is_due_late_in_the_evening_is_due_a_day_later(school: School) -> None:
    sent(school, "pinnacle")

    work = the(school.canvas.assignments, name="Midterm exam", course=course_of(school, "pinnacle"))
    item = the(school.rosters["pinnacle"].lines, title="Midterm exam")
    assert work.due_at == "2026-10-24T04:59:59Z", "the 23rd at the school"
    assert item.due[:10] == "2026-10-24"


def test_the_last_day_of_a_term_is_too_late_by_that_day(school: School) -> None:
    told = sent(school, "powerschool")

    work = the(school.canvas.assignments, name="Research proposal")
    lines = [row.said for row in told if row.about.assignment == work.id and row.line]
    assert lines == ['{"message":"Due date must be between 09/14/2026 and 01/08/2027.","errors":[]}']


def test_an_excused_student_is_sent_as_0(school: School) -> None:
    course = course_of(school, "pinnacle")
    work = the(school.canvas.assignments, name="Midterm exam", course=course)
    row = the(school.canvas.submissions, assignment=work.id)
    row.score, row.excused = None, True
    sent(school, "pinnacle")

    item = the(school.rosters["pinnacle"].lines, title="Midterm exam")
    number = school.canvas.users[row.user].sis_id
    person = the(school.rosters["pinnacle"].people, number=number)
    mark = the(school.rosters["pinnacle"].marks, line=item.id, student=person.id)
    assert (mark.score, mark.score_status) == (Decimal(0), "exempt")


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


def test_only_grades_of_the_last_30_days_go_unless_it_is_a_remaster(school: School) -> None:
    first = sent(copy.deepcopy(school), "pinnacle", remaster=True)
    later = sent(copy.deepcopy(school), "pinnacle", remaster=False)

    def grades(told: tuple[Outcome, ...]) -> int:
        return sum(row.accepted and row.doing.startswith("result") for row in told)

    work = the(school.canvas.assignments, name="Midterm exam", course=course_of(school, "pinnacle"))
    assert grades(first) > grades(later)
    row = the(school.canvas.submissions, assignment=work.id)
    row.graded_at = (begins(school) - timedelta(days=31)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert grades(sent(school, "pinnacle", remaster=False)) == grades(later) - 1


def test_it_tries_again_and_gives_up_for_good(school: School) -> None:
    course = course_of(school, "pinnacle")
    school.faults.append(Fault("pinnacle", FaultKind.DOWN, TRIES))
    assert sent(copy.deepcopy(school), "pinnacle")[-1].accepted

    school.faults[0].times = TRIES + 1
    last = sent(school, "pinnacle")[-1]
    assert (last.doing, last.accepted) == (f"job {course}", False)
    assert "EXCHANGE_ERROR_EXCEEDED_RETRIES" in last.line


def test_one_bad_section_spoils_an_assignment_for_all(school: School) -> None:
    biology = the(school.canvas.courses, name="Biology").id
    work = the(school.canvas.assignments, name="Microscope lab", course=biology)
    ps = school.powerschool
    second = the(ps.sections, id=14504)
    labs = the(ps.categories, name="Labs")
    labs.excluded = [second.dcid]
    told = sent(school, "powerschool")

    mine = [row for row in told if row.about.assignment == work.id and row.doing == f"line-item {work.id}"]
    assert [row.accepted for row in mine] == [False]
    assert "TeacherCategoryID is not active" in mine[0].said
    rows = [part for held in ps.assignments.values() for part in held.rows]
    assert not [part for part in rows if part["name"] == "Microscope lab"]


def test_one_bad_student_keeps_a_whole_batch_of_scores_back(school: School) -> None:
    biology = the(school.canvas.courses, name="Biology").id
    section = the(school.canvas.sections, sis_id="14504")
    dcid = the(school.powerschool.sections, id=14504).dcid
    gone = next(row for row in school.powerschool.enrollments if row.section == dcid)
    gone.dropped = True
    told = sent(school, "powerschool")

    batches = [row for row in told if row.doing.startswith("scores") and row.about.section == section.id]
    assert batches
    assert not any(row.accepted for row in batches)
    assert all(row.students > 1 and "AssignmentStudentAssociation" in row.said for row in batches)
    assert {row.about.course for row in batches} == {biology}


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


def test_it_looks_a_result_up_where_focus_has_no_such_route(school: School) -> None:
    looked = [row for row in sent(school, "focus") if row.doing.startswith("look-up")]

    assert looked
    assert all(row.status == 404 and "API route not found: GET /results/" in row.line for row in looked)
    assert not [row for row in sent(school, "pinnacle") if row.doing.startswith("look-up")]


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
