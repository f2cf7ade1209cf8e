"""What a check holds back is exactly what the SIS refuses when it is sent all the same.

Each case is played twice in one process: as the product is, and with the one thing not known that the check
rests on. What stood before the first sync must be what is refused in the second, and nothing else.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest

import in_process
from passback.connect.oneroster.dialect import Exempted
from passback.connect.sis import progressbook, q_sis, synergy
from passback.connect.xte import read
from passback.core.capabilities import Exempt
from passback.core.problem import Problem, State
from passback.core.subject import Subject
from passback.dictionary.match import Match
from passback.dictionary.recognize import recognize
from passback.run import app as run_app
from passback.run.report import Line, Report
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.school import interface
from passback.sandbox.state.canvas import SubmissionRow
from passback.sandbox.state.school import School

STILL = frozenset({State.NOT_SENT, State.WAITING})
_OURS = "Of Mice and Men, ch. 1-3"
Bend = Callable[[School], None]
Blind = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Case:
    """`bend`: what goes wrong; `blind`: what the product does not know then. `later`: after a first sync.

    `without`: options of the connection that are left out when blind.
    """

    sis: str
    problem: Problem
    bend: Bend
    blind: Blind
    later: bool = False
    without: tuple[str, ...] = ()


def as_planted(_: School) -> None:
    """The practice school has it by itself."""


def a_score(school: School, key: str) -> SubmissionRow:
    """A graded submission of the district's own course."""
    account = next(row.id for row in school.canvas.accounts.values() if row.sis_id == key)
    courses = {row.id for row in school.canvas.courses.values() if row.account == account}
    works = {
        row.id for row in school.canvas.assignments.values() if row.course in courses and row.post_to_sis
    }
    rows = [row for row in school.canvas.submissions.values() if row.assignment in works]
    return next(row for row in rows if row.score is not None and row.score > 1)


def scored(row: SubmissionRow, score: Decimal) -> None:
    row.score = row.entered = score
    row.grade = format(score, "f")


def negative(key: str) -> Bend:
    """One score is below 0."""
    return lambda school: scored(a_score(school, key), Decimal(-1))


def unlimited(module: Any) -> Blind:  # noqa: ANN401 - a connector
    """Nothing is known of what scores the SIS takes, nor of whom it excuses."""
    free = {
        version: replace(
            limits, extra_credit=None, score_factor_max=None, score_min=None, extra_credit_by_item=None
        )
        for version, limits in module.CAPABILITIES.items()
    }
    return lambda patch: patch.setattr(module, "CAPABILITIES", free)


def excusing(patch: pytest.MonkeyPatch) -> None:
    """The flag is believed to be taken beside a 0."""
    limits, dialect = q_sis.CAPABILITIES[""], q_sis.DIALECTS[""]
    able = replace(limits.exempt, value=Exempt.FLAG_BESIDE_ZERO) if limits.exempt else None
    patch.setattr(q_sis, "CAPABILITIES", {"": replace(limits, exempt=able)})
    patch.setattr(q_sis, "DIALECTS", {"": replace(dialect, exempted=Exempted.ZERO)})


def another_gradebook(school: School) -> None:
    """The class has a second gradebook."""
    (klass,) = school.rosters["aeries"].classes.values()
    klass.hidden["gradebooks"] = [*klass.hidden["gradebooks"], 99_999]


def dropped(school: School) -> None:
    """A student with scores dropped the section in PowerSchool and not in Canvas."""
    row = next(row for row in school.powerschool.enrollments if not row.dropped)
    row.dropped = True


def everybody(patch: pytest.MonkeyPatch) -> None:
    """Whoever is on the list is believed to be there still."""
    whole = read.students

    def all_active(enrolled: Any, numbers: Any) -> Any:  # noqa: ANN401 - as the function
        return tuple(replace(one, active=True) for one in whole(enrolled, numbers))

    patch.setattr(read, "students", all_active)


def for_some(school: School) -> None:
    """A teacher gave an assignment to one student alone, and then the scores of three others change."""
    ps, canvas = school.powerschool, school.canvas
    part = next(part for held in ps.assignments.values() for part in held.rows if part["name"] == _OURS)
    seated = [student for key, student in ps.scores if key == part["assignmentsectionid"]]
    part["_assignmentstudentassociations"] = [{"studentsdcid": seated[0]}]
    others = {ps.students[student].number for student in seated[1:4]}
    work = next(row.id for row in canvas.assignments.values() if row.name == _OURS)
    for row in canvas.submissions.values():
        if row.assignment == work and canvas.users[row.user].sis_id in others and row.score is not None:
            scored(row, row.score + 1)


def for_everyone(patch: pytest.MonkeyPatch) -> None:
    """Whom an assignment is for is not read."""
    patch.setattr(read, "_only_for", lambda _: ())


def nothing(_: pytest.MonkeyPatch) -> None:
    """What is left out of the options is enough."""


API = ("v5_url", "certificate")
CASES = (
    Case("progressbook", Problem.SCORE_ABOVE_MAXIMUM, as_planted, unlimited(progressbook)),
    Case("progressbook", Problem.SCORE_BELOW_MINIMUM, negative("PRB"), unlimited(progressbook)),
    Case("synergy", Problem.SCORE_ABOVE_MAXIMUM, as_planted, unlimited(synergy)),
    Case("synergy", Problem.SCORE_BELOW_MINIMUM, negative("SYN"), unlimited(synergy)),
    Case("q-sis", Problem.SCORE_EXCUSED, as_planted, excusing),
    Case("aeries", Problem.STUDENT_NOT_ON_GRADEBOOK, as_planted, nothing, without=API),
    Case("aeries", Problem.SEVERAL_GRADEBOOKS, another_gradebook, nothing, without=API),
    Case("powerschool", Problem.STUDENT_NOT_IN_SECTION, dropped, everybody),
    Case("powerschool", Problem.STUDENT_NOT_ON_ASSIGNMENT, for_some, for_everyone, later=True),
)


def play(case: Case, *, knowing: bool) -> Report:
    """The report of the sync in which it happens."""

    async def go() -> Report:
        practice, store = in_process.a_practice(), MemoryStore()
        name = f"practice-{case.sis}"
        async with run_app.open(in_process.settings(practice, store)) as app:
            given: Any = interface(practice.school, practice.urls)
            entry = given["sis"][case.sis]
            left_out = () if knowing else case.without
            kept = {key: held for key, held in entry.get("options", {}).items() if key not in left_out}
            given["sis"] = {case.sis: {**entry, "options": kept}}
            await app.add_described("practice", given, replaces=True)
            await app.test(name)
            if case.later:
                batch, _ = await app.plan(name)
                await app.sync(batch, just_planned=True)
            case.bend(practice.school)
            batch, _ = await app.plan(name)
            return await app.sync(batch, just_planned=True)

    return asyncio.run(go())


def held_back(report: Report, problem: Problem) -> set[Subject]:
    """The scores that never went, for this problem."""
    return {line.subject for line in report.lines if line.problem is problem and line.state in STILL}


def says(line: Line, case: Case) -> bool:
    """The SIS refused, in words that may mean this problem."""
    if line.state is not State.REFUSED or line.raw is None:
        return False
    found = recognize(line.raw, case.sis)
    return isinstance(found, Match) and case.problem in {cause.problem for cause in found.entry.causes}


def refused(report: Report, case: Case) -> set[Subject]:
    """The scores that the SIS refused so, by themselves or with their line item."""
    items = [line for trouble in report.troubles for line in trouble.items]
    shut = {(i.subject.section, i.subject.assignment) for i in items if says(i, case)}
    return {
        line.subject
        for line in report.lines
        if says(line, case) or (line.subject.section, line.subject.assignment) in shut
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.sis} {case.problem}")
def test_what_a_check_holds_back_is_what_the_sis_refuses_when_it_is_sent_all_the_same(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    knowing = play(case, knowing=True)
    with monkeypatch.context() as patch:
        case.blind(patch)
        blind = play(case, knowing=False)

    predicted, said = held_back(knowing, case.problem), refused(blind, case)
    assert predicted & said
    assert not refused(knowing, case)
    standing = {line.subject for line in knowing.lines if line.state in STILL}
    assert said <= standing
    # What is not refused then was kept back by something else, and none of it arrived.
    assert predicted - said <= {line.subject for line in blind.lines if line.state in STILL}
