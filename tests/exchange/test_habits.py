"""What the incumbent is known for: each habit as it shows in the SIS, in its log or in its calls."""

import pickle
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from in_process import TODAY, a_school
from passback.sandbox.exchange.habits import SILENCE, TRIES
from passback.sandbox.exchange.job import exchange, night, reached
from passback.sandbox.exchange.outcome import Outcome, Voice
from passback.sandbox.faults import FaultKind
from passback.sandbox.state.canvas import AssignmentRow, CanvasCourse, CanvasSection, SubmissionRow
from passback.sandbox.state.oneroster import Line, Mark
from passback.sandbox.state.school import Fault, School

pytestmark = pytest.mark.disable_socket
NOW = datetime.combine(TODAY, time(18, 0), UTC)
WORK = "Lab 1: Observing"
NAMES = {
    "focus": "Civics",
    "infinite-campus": "US History",
    "powerschool": "English 10",
    "progressbook": "Spanish 1",
    "q-sis": "Music Theory",
    "sapphire": "Studio Art",
}


@pytest.fixture
def school() -> School:
    """A planted school whose Canvas is not busy."""
    made = a_school()
    made.canvas.throttled.clear()
    return made


def copy_of(school: School) -> School:
    made: School = pickle.loads(pickle.dumps(school))  # noqa: S301 - made in this process
    return made


def course(school: School, system: str) -> CanvasCourse:
    return [row for row in school.canvas.courses.values() if row.name == NAMES[system]][-1]


def sections(school: School, system: str) -> list[CanvasSection]:
    held = course(school, system).id
    return [row for row in school.canvas.sections.values() if row.course == held]


def works(school: School, system: str) -> list[AssignmentRow]:
    held = course(school, system).id
    return [row for row in school.canvas.assignments.values() if row.course == held]


def alone(school: School, system: str) -> AssignmentRow:
    """The one healthy assignment of the course that stays set to sync."""
    rows = works(school, system)
    for row in rows:
        row.post_to_sis = row is rows[2]
    return rows[2]


def submissions(school: School, work: AssignmentRow) -> list[SubmissionRow]:
    return [row for row in school.canvas.submissions.values() if row.assignment == work.id]


def run(school: School, system: str, *, remaster: bool = True) -> tuple[Outcome, ...]:
    return exchange(school, system, NOW, only={course(school, system).id}, remaster=remaster)


def told(outcomes: tuple[Outcome, ...]) -> list[Outcome]:
    return [row for row in outcomes if row.line]


def line(school: School, system: str) -> Line:
    (held,) = school.rosters[system].lines.values()
    return held


def mark(school: School, system: str, user: int) -> Mark:
    roster = school.rosters[system]
    number = school.canvas.users[user].sis_id
    return next(row for row in roster.marks.values() if roster.people[row.student].number == number)


def test_a_due_date_late_in_the_evening_lands_a_day_later(school: School) -> None:
    due = str(alone(school, "q-sis").due_at)

    run(school, "q-sis")

    local = datetime.fromisoformat(due) - timedelta(hours=6)
    assert line(school, "q-sis").due[:10] == due[:10] == str(local.date() + timedelta(days=1))


def test_only_scores_of_the_last_thirty_days_are_sent_unless_it_remasters(school: School) -> None:
    rows = submissions(school, alone(school, "q-sis"))
    for at, row in enumerate(rows):
        row.graded_at = (NOW - timedelta(days=31 if at else 29)).strftime("%Y-%m-%dT%H:%M:%SZ")
    again = copy_of(school)

    run(school, "q-sis", remaster=False)
    run(again, "q-sis")

    assert len(school.rosters["q-sis"].marks) == 1
    assert len(again.rosters["q-sis"].marks) == len(rows)


def test_who_is_excused_gets_a_zero_that_does_not_count(school: School) -> None:
    school.rosters["q-sis"].hidden["takes_exempt"] = True
    excused = submissions(school, alone(school, "q-sis"))[0]
    excused.excused, excused.score = True, None

    run(school, "q-sis")

    held = mark(school, "q-sis", excused.user)
    assert (held.score, held.score_status) == (Decimal(0), "exempt")


def test_an_assignment_without_a_grade_is_not_made(school: School) -> None:
    for row in submissions(school, alone(school, "q-sis")):
        row.score, row.state = None, "submitted"

    assert not told(run(school, "q-sis"))
    assert not school.rosters["q-sis"].lines


def test_what_it_did_not_find_is_sent_as_a_blank(school: School) -> None:
    school.canvas.groups[alone(school, "sapphire").group].name = "Extra work"

    (refused,) = told(run(school, "sapphire"))

    assert refused.voice is Voice.SIS
    assert '"category":""' in refused.said
    assert '"gradingPeriod":""' in refused.said


def test_a_student_without_a_sis_id_is_a_blank_to_the_sis(school: School) -> None:
    user = submissions(school, alone(school, "q-sis"))[0].user
    school.canvas.users[user].sis_id = None

    (refused,) = told(run(school, "q-sis"))

    assert (refused.voice, refused.status, refused.about.student) == (Voice.SIS, 404, user)
    assert 'for ""' in refused.line


def test_one_bad_section_spoils_a_powerschool_assignment_for_all(school: School) -> None:
    alone(school, "powerschool")
    bad = sections(school, "powerschool")[0].sis_id
    held = next(row for row in school.powerschool.sections.values() if str(row.id) == bad)
    held.locked.append((school.today - timedelta(days=300), school.today + timedelta(days=300)))

    (refused,) = told(run(school, "powerschool"))

    assert refused.voice is Voice.SIS
    assert not school.writes


def test_one_student_at_fault_keeps_the_scores_of_the_section_back(school: School) -> None:
    alone(school, "powerschool")
    whole = copy_of(school)
    bad = sections(school, "powerschool")[0].sis_id
    section = next(row for row in school.powerschool.sections.values() if str(row.id) == bad)
    seated = [row for row in school.powerschool.enrollments if row.section == section.dcid]
    seated[0].dropped = True

    (refused,) = told(run(school, "powerschool"))
    assert not told(run(whole, "powerschool"))

    assert "AssignmentStudentAssociation" in refused.said
    assert len(set(whole.writes) - set(school.writes)) == len(seated)


def test_a_section_that_the_sis_does_not_have_ends_the_job(school: School) -> None:
    sections(school, "q-sis")[0].sis_id = "qae-mus-9"

    outcomes = run(school, "q-sis")

    assert [row.doing.partition(" ")[0] for row in told(outcomes)][-1] == "job"
    assert not school.writes


def test_focus_is_asked_for_a_result_at_an_address_that_it_does_not_have(school: School) -> None:
    alone(school, "focus")

    (probe,) = told(run(school, "focus"))

    assert probe.call is not None
    assert (probe.call.method, probe.status, probe.voice) == ("GET", 404, Voice.SIS)
    assert len(school.rosters["focus"].marks) > 5


@pytest.mark.parametrize("tries", [TRIES, TRIES + 1])
def test_it_tries_again_so_often_and_no_more(tries: int, school: School) -> None:
    school.faults.append(Fault("q-sis", FaultKind.DOWN, tries))

    said = [row.said for row in told(run(school, "q-sis"))]

    gave_up = [text for text in said if text.startswith("Retryable error accessing http")]
    assert len(gave_up) == (tries > TRIES)
    assert bool(school.writes) == (tries <= TRIES)


@pytest.mark.parametrize("seconds", [SILENCE, SILENCE + 1])
def test_it_waits_for_twenty_seconds(seconds: int, school: School) -> None:
    alone(school, "q-sis")
    school.faults.append(Fault("q-sis", FaultKind.SLOW, 1, seconds=seconds))

    said = [row.said for row in told(run(school, "q-sis"))]

    silence = f"Socket timeout, no response within {SILENCE} seconds"
    assert said == ([silence] if seconds > SILENCE else [])


def test_a_job_that_failed_whole_is_started_once_more_an_hour_later(school: School) -> None:
    school.faults.append(Fault("q-sis", FaultKind.SLOW, 1, seconds=SILENCE + 1))

    outcomes = night(school, NOW, ["q-sis"])

    failed = [row for row in outcomes if row.doing.startswith("job") and not row.accepted]
    went = [row for row in outcomes if row.accepted]
    assert len(failed) == 1
    assert min(row.at for row in went) - failed[0].at >= timedelta(hours=1)


@pytest.mark.parametrize(
    "more", [lambda _: None, lambda school: school.canvas.throttled.update(range(1, 9999))]
)
def test_every_line_bears_what_was_said_and_who_said_it(
    more: Callable[[School], object], school: School
) -> None:
    more(school)
    said = told(night(school, NOW, [system for system in reached() if system in NAMES]))

    assert said
    for row in said:
        assert row.voice is not None
        assert row.said.removesuffix(".") in row.line
