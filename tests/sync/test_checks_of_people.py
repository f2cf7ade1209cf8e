"""Checks about sections, students, scores and systems: each finds, spares the like, and says when blind."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from believing import believing
from passback.core.capabilities import Exempt
from passback.core.finding import SLOTS, Finding
from passback.core.gradebook import Unread
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync.checks import (
    CHECKS,
    cannot_tell,
    edited_in_sis,
    part_unread,
    score_above_maximum,
    score_below_minimum,
    score_cleared,
    score_excused,
    student_not_in_section,
    student_sis_id_invalid,
    sync_turned_off,
    teacher_not_in_section,
)
from passback.sync.model import Change
from passback.sync.states import considered
from people_cases import LOST, SECTIONS, STUDENTS, Case, blinded, opted_out, two
from score_cases import SCORES, SYSTEM

CASES = (*SECTIONS, *STUDENTS, *SCORES, *SYSTEM)
EVERY = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def finds(case: Case, small: SimpleNamespace) -> None:
    """The check finds its one thing, and the plan says the same and counts every score once."""
    given = case.seen(small)
    (finding,) = case.check.check(given)
    assert finding.problem in case.check.PROBLEMS or case.check is part_unread
    assert (finding.severity, finding.subject) == (case.severity, Subject("7", *case.about))
    assert {name: finding.facts.get(name) for name in case.facts} == case.facts
    assert set(finding.facts) <= SLOTS
    made = small.plan(given, small.NOW)
    assert [f for f in made.findings if f == finding] == [finding]
    of_essay = [s for s in considered(made) if (s.section, s.assignment, s.student) == ("S1", "A1", "1")]
    assert len(of_essay) == (case.stands != "not considered")
    assert small.word(made) == case.stands


def spares(case: Case, small: SimpleNamespace) -> None:
    """What looks like it, and is not, is not found."""
    for near in case.near:
        assert list(case.check.check(near(small))) == []


@EVERY
def test_a_check_finds_what_it_is_named_for_once(small: SimpleNamespace, case: Case) -> None:
    finds(case, small)


@EVERY
def test_a_check_spares_what_only_looks_alike(small: SimpleNamespace, case: Case) -> None:
    assert case.near
    spares(case, small)


@pytest.mark.parametrize("case", [c for c in CASES if c.blind], ids=lambda case: case.name)
def test_a_check_without_its_part_cannot_tell_and_says_so_once(small: SimpleNamespace, case: Case) -> None:
    given = blinded(case, small)
    own = case.name.replace("_", "-")

    assert list(case.check.check(given)) == []
    said = [
        (f.severity, f.facts["value"])
        for f in small.plan(given, small.NOW).findings
        if f.problem is Problem.PART_UNREAD and f.facts.get("result") == own
    ]
    assert said == [(Severity.INFORMS, case.blind)]


@EVERY
def test_a_check_that_sees_all_has_nothing_to_say_of_itself(small: SimpleNamespace, case: Case) -> None:
    assert cannot_tell(small.snapshot(), case.check) is None
    if case.name != "part_unread":
        assert cannot_tell(case.seen(small), case.check) is None or case.name == "teacher_not_in_section"


@EVERY
def test_a_planted_fault_is_noticed(small: SimpleNamespace, case: Case) -> None:
    with believing(*case.fault):
        try:
            finds(case, small)
            spares(case, small)
        except Exception:  # noqa: BLE001 - a product with a fault in it may break in any way
            return
    pytest.fail(f"nothing notices a fault in {case.fault[0].__qualname__}")


# ---- what is not firm only warns -----------------------------------------------------------------------


def severities(check: object, given: object) -> list[Severity]:
    return [finding.severity for finding in check.check(given)]


def test_a_limit_that_is_hearsay_only_warns(small: SimpleNamespace) -> None:
    above = small.snapshot(
        submissions=(small.submission(score="12"),),
        capabilities=small.caps(extra_credit=small.rumor(given=False)),
    )
    assert severities(score_above_maximum, above) == [Severity.WARNS]
    assert small.word(above) == "create 12"

    excused = {"submissions": (small.submission(score=None, excused=True),)}
    for limit in (None, small.rumor(Exempt.REFUSED)):
        given = small.snapshot(**excused, capabilities=small.caps(exempt=limit))
        assert severities(score_excused, given) == [Severity.WARNS]

    for limit in (None, small.rumor(given=False)):
        given = small.linked(
            {"1": "8"},
            {"1": "8"},
            submissions=(small.submission(score=None),),
            capabilities=small.caps(clear=limit),
        )
        assert severities(score_cleared, given) == [Severity.WARNS]
        assert small.word(given) == "not-sent score-cleared"


def test_a_line_item_that_may_allow_more_is_tried_and_a_new_one_never_does(small: SimpleNamespace) -> None:
    limits = small.caps(score_factor_max=Decimal(2), extra_credit_by_item=True)
    high = {"submissions": (small.submission(score="21"),), "capabilities": limits}

    new, there = small.snapshot(**high), small.linked({}, {}, **high)
    assert (severities(score_above_maximum, new), small.word(new)) == (
        [Severity.BLOCKS],
        "not-sent score-above-maximum",
    )
    assert (severities(score_above_maximum, there), small.word(there)) == ([Severity.WARNS], "create 21")


@pytest.mark.parametrize(("mark", "stops"), [("-0.5", True), ("0", False), ("20", False)])
def test_an_sis_with_a_least_score_takes_none_below(small: SimpleNamespace, mark: str, stops: bool) -> None:
    row = {"submissions": (small.submission(score=mark),)}
    factor = {"score_factor_max": Decimal(2)}

    firmly = small.snapshot(**row, capabilities=small.caps(**factor, score_min=Decimal(0)))
    assert severities(score_below_minimum, firmly) == [Severity.BLOCKS] * stops
    rumored = small.snapshot(**row, capabilities=small.caps(**factor, score_min=small.rumor(Decimal(0))))
    assert severities(score_below_minimum, rumored) == [Severity.WARNS] * stops
    assert small.word(rumored) == f"create {mark}"


def test_a_score_of_no_known_limit_goes_however_high(small: SimpleNamespace) -> None:
    given = small.snapshot(submissions=(small.submission(score="1000"),))
    assert (severities(score_above_maximum, given), small.word(given)) == ([], "create 1000")


# ---- one finding for each thing to mend ------------------------------------------------------------------


def test_a_class_without_a_teacher_is_blocked_and_other_checks_do_not_call_it_unread(
    small: SimpleNamespace,
) -> None:
    alone = Unread("no teacher is assigned to the section", Problem.TEACHER_NOT_IN_SECTION)
    given = small.snapshot(gradebooks={"S1": alone})

    assert severities(teacher_not_in_section, given) == [Severity.BLOCKS]
    made = small.plan(given, small.NOW)
    assert [f.problem for f in made.findings] == [Problem.TEACHER_NOT_IN_SECTION]
    assert small.word(made) == "not-sent teacher-not-in-section"


def test_a_class_that_is_not_readable_is_told_with_its_reason_beside_those_who_cannot_tell(
    small: SimpleNamespace,
) -> None:
    made = small.plan(small.snapshot(gradebooks={"S1": LOST}), small.NOW)

    why = [f for f in made.findings if f.problem is Problem.SIS_INTERNAL_ERROR]
    assert [(f.subject.section, f.facts["value"]) for f in why] == [("S1", "gradebook")]
    said = [f.facts["result"] for f in made.findings if f.problem is Problem.PART_UNREAD]
    assert said
    assert len(said) == len(set(said))
    assert {f.severity for f in made.findings} == {Severity.WARNS, Severity.INFORMS}


def test_each_unread_part_of_a_class_is_told_once_however_many_scores_wait(small: SimpleNamespace) -> None:
    many = tuple(small.submission(str(n)) for n in range(1, 9))
    seats = tuple(small.enrollment(str(n)) for n in range(1, 9))
    given = small.snapshot(students=LOST, terms=LOST, submissions=many, enrollments=seats)

    assert [f.facts["value"] for f in part_unread.check(given)] == ["terms", "students"]


def test_a_student_of_another_form_of_id_is_told_so_only_where_the_roster_has_numbers(
    small: SimpleNamespace,
) -> None:
    numbers = tuple(small.pupil(n, ids={"number": f"1000{n}"}) for n in ("1", "2"))
    jane = (small.enrollment("1", sis_id="jdoe@school.example"),)

    assert [
        f.facts["student"]
        for f in student_sis_id_invalid.check(small.snapshot(students=numbers, enrollments=jane))
    ] == ["jdoe@school.example"]
    mixed = small.snapshot(students=(*numbers, small.pupil("9")), enrollments=jane)
    assert list(student_sis_id_invalid.check(mixed)) == []
    assert len(list(student_not_in_section.check(mixed))) == 1
    empty = small.snapshot(students=(), enrollments=jane)
    assert list(student_sis_id_invalid.check(empty)) == []


def test_an_id_that_differs_by_a_prefix_is_shown_and_may_be_another_person_s(small: SimpleNamespace) -> None:
    roster = (small.pupil("1", ids={"number": "4411"}), small.pupil("2", ids={"number": "X-77"}))
    given = small.snapshot(students=roster, enrollments=(small.enrollment("1", sis_id="2025-4411"),))

    (finding,) = student_not_in_section.check(given)
    assert finding.facts["result"] == "4411"


def test_a_student_is_one_finding_however_many_scores(small: SimpleNamespace) -> None:
    works = tuple(small.assignment(f"A{n}") for n in range(1, 6))
    given = small.snapshot(
        students=(small.pupil("2"),),
        assignments=works,
        submissions=tuple(small.submission(of=work.id) for work in works),
    )

    assert len(list(student_not_in_section.check(given))) == 1
    assert len([row for row in small.plan(given, small.NOW).standing if row.why is not None]) == 5


def test_a_class_that_does_not_join_is_one_note_and_its_scores_are_counted(small: SimpleNamespace) -> None:
    given = opted_out(small)

    (finding,) = sync_turned_off.check(given)
    assert (finding.severity, finding.subject) == (Severity.INFORMS, Subject("7", "S1", None, None))
    assert dict(finding.facts) == {"section": "Period S1", "state": "class", "value": "1"}
    assert small.word(given) == "not-sent sync-turned-off"


def test_a_score_edited_in_the_sis_is_told_whoever_wins(small: SimpleNamespace) -> None:
    for wins, stands in (("ask", "hold edited"), ("canvas", "update 8.5"), ("sis", "differs edited-in-sis")):
        given = small.linked({"1": "8"}, {"1": "5"}, edited=wins)
        found: list[Finding] = list(edited_in_sis.check(given))
        assert [(f.facts["value"], f.facts["result"]) for f in found] == [("8", "5")]
        assert small.word(given) == stands


def test_a_score_deleted_in_the_sis_is_told_as_edited(small: SimpleNamespace) -> None:
    (finding,) = edited_in_sis.check(small.linked({"1": "8"}, {}))
    assert (finding.facts["value"], finding.facts["result"]) == ("8", "")


# ---- a blocking finding and a standing score ---------------------------------------------------------------


def test_what_blocks_a_student_in_one_class_leaves_the_other_class_alone(small: SimpleNamespace) -> None:
    elsewhere = {"S1": small.book("c1", students=()), "S2": small.book("c2")}
    given = two(small, ("1", "S1"), ("1", "S2"), gradebooks=elsewhere)

    made = small.plan(given, small.NOW)
    assert small.words(made) == {
        ("S1", "A1", "1"): "not-sent student-not-in-section",
        ("S2", "A1", "1"): "create 8.5",
    }


def test_no_check_moves_a_score_that_stands_already(small: SimpleNamespace) -> None:
    """With every check at work each considered score is in one place, and no check adds or takes one."""
    for case in CASES:
        made = small.plan(case.seen(small), small.NOW)
        assert len(considered(made)) == len(set(considered(made)))


def test_checks_find_no_name_of_a_student(small: SimpleNamespace) -> None:
    for case in CASES:
        assert small.NAME not in str([f.to_dict() for f in case.check.check(case.seen(small))])


# ---- size ------------------------------------------------------------------------------------------


def test_a_class_of_twice_as_many_strangers_takes_twice_as_much_comparing(
    small: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody of the class is found in the SIS: the worst case of looking for near misses and of blocking."""
    asked = [0]
    covered = Subject.__eq__

    def counted(one: Subject, other: object) -> bool:
        asked[0] += 1
        return covered(one, other)

    def compared(many: int) -> int:
        names = [str(n) for n in range(1, many + 1)]
        roster = tuple(small.pupil(n, ids={"number": f"Z{n}Z"}) for n in names)
        given = small.snapshot(
            enrollments=tuple(small.enrollment(n) for n in names),
            submissions=tuple(small.submission(n) for n in names),
            students=(*roster, small.pupil("9999")),
        )
        asked[0] = 0
        with monkeypatch.context() as patch:
            patch.setattr(Subject, "__eq__", counted)
            made = small.plan(given, small.NOW)
        assert len(made.standing) == many
        return asked[0] + 1

    assert compared(200) <= 2.5 * compared(100)


def test_what_waits_for_a_person_is_set_apart_without_comparing_it_with_all_that_goes(
    small: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = [0]
    same = Change.__eq__

    def counted(one: Change, other: object) -> bool:
        compared[0] += 1
        return same(one, other)

    names = [str(n) for n in range(1, 101)]
    given = small.linked(
        dict.fromkeys(names, "8"),
        dict.fromkeys(names, "8"),
        enrollments=tuple(map(small.enrollment, names)),
        submissions=tuple(map(small.submission, names)),
        students=tuple(map(small.pupil, names)),
    )
    monkeypatch.setattr(Change, "__eq__", counted)

    assert [len(hold.changes) for hold in small.plan(given, small.NOW).holds] == [100]
    assert compared[0] <= 100


def test_every_case_is_of_a_check_that_runs() -> None:
    assert {case.check for case in CASES} <= set(CHECKS)
