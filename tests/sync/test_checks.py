"""What each check flags, and what it must not."""

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from passback.core.finding import SLOTS, Finding
from passback.core.gradebook import Category, Term, Unread
from passback.core.problem import Problem, Severity
from passback.sync import checks
from passback.sync.checks import (
    CHECKS,
    cannot_tell,
    category_not_found,
    due_date_missing,
    due_date_outside_term,
    section_without_sis_id,
    student_not_in_section,
    student_sis_id_invalid,
)

LOST = Unread("HTTP 500", Problem.SIS_INTERNAL_ERROR)


def found(check: object, given: object) -> list[Finding]:
    return list(check.check(given))


def test_the_list_of_checks_is_the_folder() -> None:
    files = {p.stem for p in Path(checks.__file__).parent.glob("*.py")} - {"__init__"}

    assert {check.__name__.rpartition(".")[2] for check in CHECKS} == files


def test_a_healthy_course_has_no_findings(small: SimpleNamespace) -> None:
    assert small.plan(small.snapshot(), small.NOW).findings == ()


# ---- category-not-found ----------------------------------------------------------------------------


def group(small: SimpleNamespace, name: str, **more: object) -> object:
    return small.snapshot(groups=(small.group("G1", name),), **more)


def test_a_group_without_a_category_of_its_name_blocks_its_new_items(small: SimpleNamespace) -> None:
    given = group(small, "Projects")
    (finding,) = found(category_not_found, given)

    assert (finding.problem, finding.severity) == (Problem.CATEGORY_NOT_FOUND, Severity.BLOCKS)
    assert (finding.subject.section, finding.subject.assignment, finding.subject.student) == (
        "S1",
        "A1",
        None,
    )
    assert finding.facts["category"] == "Projects"
    assert finding.facts["available_categories"] == "Homework"
    assert small.word(given) == "not-sent category-not-found"
    assert small.plan(given, small.NOW).changes == ()


@pytest.mark.parametrize("name", ["Homework", " Homework ", "Home&#119;ork", "homework", "Ｈomework"])
def test_a_name_that_people_read_the_same_is_found(small: SimpleNamespace, name: str) -> None:
    assert found(category_not_found, group(small, name)) == []
    assert small.made_item(group(small, name)).category == "cat1"


def test_case_counts_only_where_the_sis_is_known_to_mind_it(small: SimpleNamespace) -> None:
    minds = small.caps(category_case_matters=True)
    unmoved = small.caps(category_case_matters=False)

    assert len(found(category_not_found, group(small, "homework", capabilities=minds))) == 1
    assert found(category_not_found, group(small, "homework", capabilities=unmoved)) == []


def test_the_exact_name_wins_over_another_case(small: SimpleNamespace) -> None:
    both = (Category("a", "HOMEWORK", active=True), Category("b", "Homework", active=True))

    assert small.made_item(small.snapshot(categories=both)).category == "b"


def test_of_two_other_cases_none_is_guessed(small: SimpleNamespace) -> None:
    both = (Category("a", "HOMEWORK", active=True), Category("b", "HomeWork", active=True))

    assert len(found(category_not_found, small.snapshot(categories=both))) == 1


def test_the_district_s_map_decides_the_name(small: SimpleNamespace) -> None:
    given = group(small, " Projects", category_map={"Projects": "Homework"})

    assert found(category_not_found, given) == []
    assert small.made_item(given).category == "cat1"


def test_where_no_category_is_needed_it_only_warns(small: SimpleNamespace) -> None:
    given = group(small, "Projects", capabilities=small.caps(category_required=False))

    assert [f.severity for f in found(category_not_found, given)] == [Severity.WARNS]
    assert small.word(given) == "create 8.5"
    assert small.made_item(given).category is None


def test_a_category_is_asked_for_only_by_an_item_to_be_made(small: SimpleNamespace) -> None:
    assert found(category_not_found, group(small, "Projects", submissions=())) == []
    assert found(category_not_found, group(small, "Projects", line_items=(small.item("typed"),))) == []


def test_a_linked_item_needs_no_category(small: SimpleNamespace) -> None:
    given = small.linked({"1": "8"}, {"1": "8"}, groups=(small.group("G1", "Projects"),))

    assert found(category_not_found, given) == []
    assert small.word(given) == "update 8.5"


def test_hidden_scores_alone_ask_for_no_category(small: SimpleNamespace) -> None:
    given = group(small, "Projects", submissions=(small.submission(posted=None),))

    assert found(category_not_found, given) == []
    assert small.word(given) == "waiting score-hidden"


# ---- due-date-missing ------------------------------------------------------------------------------


def undated(small: SimpleNamespace, **more: object) -> object:
    given = {
        "assignments": (small.assignment(due=None),),
        "submissions": (small.submission(due=None),),
    }
    return small.snapshot(**(given | more))


def test_an_assignment_without_any_date_is_flagged_per_class(small: SimpleNamespace) -> None:
    (finding,) = found(due_date_missing, undated(small))

    assert (finding.problem, finding.severity) == (Problem.DUE_DATE_MISSING, Severity.BLOCKS)
    assert (finding.facts["assignment"], finding.facts["assignment_id"]) == ("Essay A1", "A1")
    assert small.plan(undated(small), small.NOW).changes == ()


def test_a_date_from_its_students_a_policy_or_a_link_is_enough(small: SimpleNamespace) -> None:
    assert found(due_date_missing, undated(small, submissions=(small.submission(),))) == []
    assert found(due_date_missing, undated(small, undated="created")) == []
    linked = undated(small, links=(small.link(),), line_items=(small.item(),))
    assert found(due_date_missing, linked) == []


def test_a_missing_date_without_a_score_to_send_harms_nobody(small: SimpleNamespace) -> None:
    assert found(due_date_missing, undated(small, submissions=())) == []
    hidden = (small.submission(due=None, posted=None),)
    assert found(due_date_missing, undated(small, submissions=hidden)) == []


# ---- due-date-outside-term -------------------------------------------------------------------------


def due_on(small: SimpleNamespace, day: date, **more: object) -> object:
    moment = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
    return small.snapshot(assignments=(small.assignment(due=moment),), **more)


@pytest.mark.parametrize(
    ("day", "outside"),
    [
        (date(2026, 8, 14), True),
        (date(2026, 8, 15), False),
        (date(2026, 12, 18), False),
        (date(2026, 12, 19), True),
    ],
)
def test_both_ends_of_a_term_belong_to_it(small: SimpleNamespace, day: date, outside: bool) -> None:
    given = due_on(small, day, capabilities=small.caps(due_in_term=True, term_end_inclusive=True))

    assert bool(found(due_date_outside_term, given)) == outside
    assert small.word(given) == ("not-sent due-date-outside-term" if outside else "create 8.5")


def test_an_outside_date_is_told_with_the_term_s_ends(small: SimpleNamespace) -> None:
    (finding,) = found(due_date_outside_term, due_on(small, date(2027, 1, 8)))

    assert finding.facts["due_date"] == "2027-01-08"
    assert (finding.facts["start_date"], finding.facts["end_date"]) == ("2026-08-15", "2026-12-18")


def test_the_last_day_is_outside_only_where_the_sis_firmly_says_so(small: SimpleNamespace) -> None:
    last = date(2026, 12, 18)

    def flagged(inclusive: object, rule: object = None) -> list[Severity]:
        able = small.caps(term_end_inclusive=inclusive, due_in_term=rule)
        return [f.severity for f in found(due_date_outside_term, due_on(small, last, capabilities=able))]

    assert [flagged(True), flagged(None), flagged(small.rumor(False)), flagged(False)] == [
        [],
        [],
        [],
        [Severity.WARNS],
    ]
    assert flagged(False, rule=True) == [Severity.BLOCKS]


def test_any_of_several_terms_will_do(small: SimpleNamespace) -> None:
    spring = (
        Term("T1", "Fall", date(2026, 8, 15), date(2026, 12, 18)),
        Term("T2", "Spring", date(2027, 1, 4), date(2027, 5, 28)),
    )

    assert found(due_date_outside_term, due_on(small, date(2027, 1, 8), terms=spring)) == []
    assert len(found(due_date_outside_term, due_on(small, date(2026, 12, 25), terms=spring))) == 1


def test_a_class_without_terms_says_nothing_about_dates(small: SimpleNamespace) -> None:
    assert found(due_date_outside_term, due_on(small, date(2030, 1, 1), terms=())) == []


def test_an_old_item_that_stays_where_it_is_is_not_flagged(small: SimpleNamespace) -> None:
    outside = small.item(due=date(2027, 1, 8))
    moment = datetime(2027, 1, 8, 18, tzinfo=UTC)
    given = small.linked({"1": "8"}, {"1": "8"}, item=outside, assignments=(small.assignment(due=moment),))

    assert found(due_date_outside_term, given) == []
    assert small.word(given) == "update 8.5"


def test_an_item_that_would_move_outside_is_warned_of_and_its_scores_go(small: SimpleNamespace) -> None:
    moment = datetime(2027, 1, 8, 18, tzinfo=UTC)
    given = small.linked({"1": "8"}, {"1": "8"}, assignments=(small.assignment(due=moment),))

    assert [f.severity for f in found(due_date_outside_term, given)] == [Severity.WARNS]
    assert small.word(given) == "update 8.5"


def test_an_outside_date_without_a_score_to_send_harms_nobody(small: SimpleNamespace) -> None:
    given = due_on(small, date(2030, 1, 1), submissions=(small.submission(posted=None),))

    assert found(due_date_outside_term, given) == []


# ---- section-without-sis-id --------------------------------------------------------------------------


def manual(small: SimpleNamespace, *enrollments: object) -> object:
    return small.snapshot(
        sections=(small.section("S1"), small.section("S2", None)),
        enrollments=enrollments,
        submissions=(small.submission("1"), small.submission("2")),
    )


def test_a_manual_section_with_scores_is_flagged_once(small: SimpleNamespace) -> None:
    given = manual(small, small.enrollment("1", "S2"), small.enrollment("2", "S2"))

    (finding,) = found(section_without_sis_id, given)
    assert (finding.problem, finding.severity) == (Problem.SECTION_WITHOUT_SIS_ID, Severity.BLOCKS)
    assert (finding.subject.section, finding.facts["section"]) == ("S2", "Period S2")
    assert set(small.words(given).values()) == {"not-sent section-without-sis-id"}


def test_a_student_also_in_a_good_section_is_fine_there(small: SimpleNamespace) -> None:
    given = manual(
        small, small.enrollment("1", "S2"), small.enrollment("1", "S1"), small.enrollment("2", "S1")
    )

    assert found(section_without_sis_id, given) == []
    assert small.words(given) == {("S1", "A1", "1"): "create 8.5", ("S1", "A1", "2"): "create 8.5"}


def test_a_manual_section_without_scores_is_not_flagged(small: SimpleNamespace) -> None:
    assert found(section_without_sis_id, manual(small, small.enrollment("9", "S2"))) == []


def test_a_blank_id_is_no_id(small: SimpleNamespace) -> None:
    given = small.snapshot(sections=(small.section("S1", "  "),))

    assert small.word(given) == "not-sent section-without-sis-id"


# ---- student-not-in-section --------------------------------------------------------------------------


def test_a_student_who_is_not_on_the_roster_is_flagged_once(small: SimpleNamespace) -> None:
    given = small.snapshot(
        students=(small.pupil("2"),),
        assignments=(small.assignment("A1"), small.assignment("A2")),
        submissions=(small.submission(), small.submission(of="A2"), small.submission("2")),
    )

    (finding,) = found(student_not_in_section, given)
    assert (finding.problem, finding.severity) == (Problem.STUDENT_NOT_IN_SECTION, Severity.BLOCKS)
    assert (finding.subject.section, finding.subject.assignment, finding.subject.student) == ("S1", None, "1")
    assert finding.facts["student"] == "N1"
    assert small.word(given, "1", "A2") == "not-sent student-not-in-section"
    assert small.word(given, "2") == "create 8.5"


def test_a_near_miss_of_leading_zeros_is_shown_and_never_used(small: SimpleNamespace) -> None:
    given = small.snapshot(
        students=(small.pupil("1", ids={"number": "0042"}),),
        enrollments=(small.enrollment("1", sis_id="42"),),
    )

    (finding,) = found(student_sis_id_invalid, given)
    assert finding.facts["result"] == "0042"
    assert found(student_not_in_section, given) == []
    assert small.plan(given, small.NOW).changes == ()


@pytest.mark.parametrize("case", ["no id", "left", "test", "unread", "no score"])
def test_who_is_not_on_the_roster_for_another_reason_is_not_flagged(
    small: SimpleNamespace, case: str
) -> None:
    more = {
        "no id": {"enrollments": (small.enrollment("1", sis_id=None),)},
        "left": {"enrollments": (small.enrollment("1", state="inactive"),)},
        "test": {"enrollments": (small.enrollment("1", test=True),)},
        "unread": {"students": LOST},
        "no score": {"submissions": ()},
    }[case]

    assert found(student_not_in_section, small.snapshot(**({"students": ()} | more))) == []


# ---- cannot tell -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("check", "part"),
    [
        (category_not_found, "categories"),
        (category_not_found, "line_items"),
        (category_not_found, "groups"),
        (due_date_missing, "overrides"),
        (due_date_outside_term, "terms"),
        (student_not_in_section, "students"),
        (section_without_sis_id, "sections"),
    ],
)
def test_a_check_without_its_part_says_that_it_cannot_tell_once(
    small: SimpleNamespace, check: object, part: str
) -> None:
    more = {"assignments": (small.assignment(overrides=LOST),)} if part == "overrides" else {part: LOST}
    given = small.snapshot(**more)

    own = check.__name__.rpartition(".")[2].replace("_", "-")
    said = [
        f
        for f in small.plan(given, small.NOW).findings
        if f.problem is Problem.PART_UNREAD and f.facts["result"] == own
    ]

    assert found(check, given) == []
    assert [(f.severity, f.facts["value"]) for f in said] == [(Severity.INFORMS, part)]


def test_a_check_that_can_see_all_says_nothing(small: SimpleNamespace) -> None:
    assert [cannot_tell(small.snapshot(), check) for check in CHECKS] == [None] * len(CHECKS)


def test_one_blind_section_is_named_and_two_are_one_finding(small: SimpleNamespace) -> None:
    def blind(*classes: object) -> Finding | None:
        given = small.snapshot(
            sections=(small.section("S1"), small.section("S2", "C2")),
            enrollments=(small.enrollment("1", "S1"), small.enrollment("2", "S2")),
            submissions=(small.submission("1"), small.submission("2")),
            gradebooks=dict(zip(("S1", "S2"), classes, strict=True)),
        )
        return cannot_tell(given, student_not_in_section)

    one = blind(small.book("c1"), small.book("c2", students=LOST))
    both = blind(LOST, small.book("c2", students=LOST))

    assert (one.subject.section, both.subject.section) == ("S2", None)


def test_a_class_without_scores_to_send_need_not_be_seen(small: SimpleNamespace) -> None:
    given = small.snapshot(submissions=(), students=LOST, gradebooks={"S1": LOST})

    assert small.plan(given, small.NOW).findings == ()


def test_every_finding_uses_the_closed_list_of_slots(small: SimpleNamespace) -> None:
    seen = [
        *found(category_not_found, group(small, "Projects")),
        *found(due_date_missing, undated(small)),
        *found(due_date_outside_term, due_on(small, date(2030, 1, 1))),
        *found(section_without_sis_id, manual(small, small.enrollment("1", "S2"))),
        *found(student_not_in_section, small.snapshot(students=())),
    ]

    assert len(seen) == 5
    assert all(set(finding.facts) <= SLOTS for finding in seen)
