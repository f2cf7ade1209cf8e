"""A refusal's causes are ruled out by what was looked at, never by what could not be seen."""

from types import SimpleNamespace

from passback.core.finding import Finding
from passback.core.gradebook import Unread
from passback.core.problem import Problem
from passback.core.subject import Subject
from passback.sync.ruled_out import looked_for, ruled_out

WHERE = Subject("7", "S1", "A1", None)
BLIND = Unread("down", Problem.SIS_UNREACHABLE)
MADE = {Problem.CATEGORY_NOT_FOUND, Problem.DUE_DATE_MISSING, Problem.DUE_DATE_OUTSIDE_TERM}
COURSE = {Problem.DUPLICATE_ASSIGNMENT_GROUPS, Problem.SECTION_WITHOUT_SIS_ID}


def of(small: SimpleNamespace, subject: Subject = WHERE, **over: object) -> set[Problem]:
    return set(ruled_out(small.plan(small.snapshot(**over), small.NOW), subject))


def test_a_line_item_that_is_made_has_a_category_and_a_date_in_the_term(small: SimpleNamespace) -> None:
    assert of(small, gradebooks={"S1": small.book(line_items=())}) == {
        *MADE,
        *COURSE,
        Problem.STUDENT_NOT_IN_SECTION,
    }


def test_of_a_line_item_that_is_there_nobody_asked_for_its_category(small: SimpleNamespace) -> None:
    plan = small.plan(small.linked({"1": "7"}, {"1": "7"}), small.NOW)

    assert plan.changes
    assert not MADE & ruled_out(plan, WHERE)


def test_a_class_without_terms_says_nothing_of_dates(small: SimpleNamespace) -> None:
    out = of(small, gradebooks={"S1": small.book(line_items=(), terms=())})

    assert Problem.DUE_DATE_OUTSIDE_TERM not in out
    assert Problem.DUE_DATE_MISSING in out


def test_what_could_not_be_read_rules_nothing_out(small: SimpleNamespace) -> None:
    out = of(small, gradebooks={"S1": small.book(line_items=(), students=BLIND)})

    assert Problem.STUDENT_NOT_IN_SECTION not in out
    assert Problem.SECTION_WITHOUT_SIS_ID in out


def test_of_a_class_that_was_not_read_only_the_course_is_known(small: SimpleNamespace) -> None:
    assert of(small, gradebooks={"S1": BLIND}) <= COURSE


def test_what_was_found_there_is_not_ruled_out(small: SimpleNamespace) -> None:
    twice = (small.group("G1"), small.group("G2"))
    works = (small.assignment("A1"), small.assignment("A2", group="G2"))
    out = of(small, course=small.course(groups=twice, assignments=works))

    assert Problem.DUPLICATE_ASSIGNMENT_GROUPS not in out


def test_a_check_without_its_part_did_not_look_there_and_looked_elsewhere(small: SimpleNamespace) -> None:
    plan = small.plan(small.snapshot(gradebooks={"S1": small.book(students=BLIND)}), small.NOW)
    blind = [f for f in plan.findings if f.problem is Problem.PART_UNREAD]

    assert all(isinstance(f, Finding) for f in blind)
    assert blind
    assert not looked_for(plan, Problem.STUDENT_NOT_IN_SECTION, WHERE)
    assert looked_for(plan, Problem.STUDENT_NOT_IN_SECTION, Subject("7", "S2", None, None))
    assert not looked_for(plan, Problem.SIS_INTERNAL_ERROR, WHERE), "no check looks for that"


def test_a_plan_knows_when_the_open_term_of_a_class_ends_in_its_own_zone(small: SimpleNamespace) -> None:
    plan = small.plan(small.snapshot(), small.NOW)
    (term,) = small.book().terms
    closes = plan.closes["S1"]

    assert closes.date() == term.last
    assert (closes.hour, closes.minute) == (23, 59)
    assert closes.utcoffset() is not None
    assert type(plan).from_dict(plan.to_dict()) == plan
    assert small.plan(small.snapshot(gradebooks={"S1": BLIND}), small.NOW).closes == {}


def test_of_a_line_item_without_a_category_nobody_knows_whether_one_is_missing(
    small: SimpleNamespace,
) -> None:
    bare = small.book(line_items=(), categories=())
    out = of(small, gradebooks={"S1": bare}, capabilities=small.caps(category_required=False))

    assert Problem.DUE_DATE_MISSING in out, "the line item is made"
    assert Problem.CATEGORY_NOT_FOUND not in out
