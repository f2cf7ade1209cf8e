"""Which students' scores go to which classes, and what stands for those that do not."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from passback.core import ids
from passback.core.gradebook import Missing, Term, Unread
from passback.core.problem import Problem

TWO = {"S1": "c1", "S2": "c2"}
FALL = Term("T1", "Fall", date(2026, 8, 15), date(2026, 12, 18))
SPRING = Term("T2", "Spring", date(2027, 1, 4), date(2027, 5, 28))


def school(small: SimpleNamespace, *enrollments: object, s2: str | None = "C2", **more: object) -> object:
    given = {
        "sections": (small.section("S1"), small.section("S2", s2)),
        "enrollments": enrollments,
        "gradebooks": {"S1": small.book("c1"), **({"S2": small.book("c2")} if s2 else {})},
    }
    return small.snapshot(**(given | more))


def test_a_student_in_two_classes_of_a_course_gets_the_score_in_both(small: SimpleNamespace) -> None:
    given = school(small, small.enrollment("1", "S1"), small.enrollment("1", "S2"))

    assert small.words(given) == {("S1", "A1", "1"): "create 8.5", ("S2", "A1", "1"): "create 8.5"}
    made = small.plan(given, small.NOW)
    assert dict(made.classes) == TWO
    (named,) = [f for f in made.findings if f.problem is Problem.STUDENT_IN_SEVERAL_CLASSES]
    assert dict(named.facts) == {"section": "Period S1, Period S2", "value": "1"}


def year(
    small: SimpleNamespace, first: object = (FALL,), second: object = (SPRING,), **over: object
) -> object:
    """A year-long course: the student is in the class of the fall and in that of the spring."""
    return small.snapshot(
        sections=(small.section("S1", "C1"), small.section("S2", "C2")),
        enrollments=(small.enrollment("1", "S1"), small.enrollment("1", "S2")),
        gradebooks={"S1": small.book("c1", terms=first), "S2": small.book("c2", terms=second)},
        **over,
    )


def due(small: SimpleNamespace, day: str, **over: object) -> dict[str, object]:
    moment = datetime.fromisoformat(f"{day}T23:59:59-05:00")
    return {
        "assignments": (small.assignment(due=moment, **over),),
        "submissions": (small.submission(due=moment),),
    }


@pytest.mark.parametrize(("day", "where"), [("2026-12-18", "S1"), ("2027-01-05", "S2"), ("2027-05-28", "S2")])
def test_a_year_long_course_with_a_class_per_term_goes_to_the_class_whose_term_holds_the_due_date(
    small: SimpleNamespace, day: str, where: str
) -> None:
    given = year(small, **due(small, day))
    assert small.words(given) == {(where, "A1", "1"): "create 8.5"}
    found = {f.problem for f in small.plan(given, small.NOW).findings}
    assert not found & {Problem.STUDENT_IN_SEVERAL_CLASSES, Problem.DUE_DATE_OUTSIDE_TERM}


def test_in_a_year_long_course_the_date_of_the_class_decides_and_not_the_student_s(
    small: SimpleNamespace,
) -> None:
    late = (small.submission(due=datetime(2027, 1, 20, tzinfo=UTC)),)
    given = year(small, **{**due(small, "2026-10-01"), "submissions": late})
    assert small.words(given) == {("S1", "A1", "1"): "create 8.5"}


def test_what_was_sent_to_the_class_of_another_term_stays_there_and_is_offered_in_the_new_one(
    small: SimpleNamespace,
) -> None:
    sent = {"links": (small.link(),), "sent": {"L1": (small.score("1", "8.5"),)}}
    given = year(small, **due(small, "2027-02-01"), **sent)
    assert small.words(given) == {("S2", "A1", "1"): "hold moved"}
    assert small.plan(given, small.NOW).changes == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [((FALL, SPRING), (SPRING,)), ((), (SPRING,)), (Unread("HTTP 500", Problem.SIS_UNREACHABLE), (SPRING,))],
)
def test_a_class_that_may_hold_the_date_too_is_never_passed_over(
    small: SimpleNamespace, first: object, second: object
) -> None:
    given = year(small, first, second, **due(small, "2027-02-01"))
    assert set(small.words(given)) == {("S1", "A1", "1"), ("S2", "A1", "1")}


def test_a_date_that_no_term_holds_leaves_both_classes_and_is_told(small: SimpleNamespace) -> None:
    given = year(small, **due(small, "2027-07-04"), capabilities=small.caps(due_in_term=True))
    assert set(small.words(given).values()) == {"not-sent due-date-outside-term"}


def test_a_cross_listed_section_goes_to_the_class_of_its_own_id(small: SimpleNamespace) -> None:
    crossed = small.section("S9", "C9", origin_course="3")
    given = small.snapshot(
        sections=(crossed,), enrollments=(small.enrollment("1", "S9"),), gradebooks={"S9": small.book("c9")}
    )

    assert small.words(given) == {("S9", "A1", "1"): "create 8.5"}


@pytest.mark.parametrize("state", ["inactive", "completed", "deleted", "rejected", "never heard of"])
def test_who_left_the_section_is_not_sent(small: SimpleNamespace, state: str) -> None:
    given = small.snapshot(enrollments=(small.enrollment("1", state=state),))

    assert small.word(given) == "not-sent left-section"


def test_a_score_without_any_enrollment_is_not_lost_from_sight(small: SimpleNamespace) -> None:
    given = small.snapshot(enrollments=())

    assert small.word(given, where=None) == "not-sent left-section"


def test_who_moved_is_sent_in_the_new_class_and_the_old_is_untouched(small: SimpleNamespace) -> None:
    given = school(small, small.enrollment("1", "S1", state="inactive"), small.enrollment("1", "S2"))

    assert small.words(given) == {("S2", "A1", "1"): "create 8.5"}


def test_a_score_sent_before_the_move_is_offered_in_the_new_class(small: SimpleNamespace) -> None:
    given = school(
        small,
        small.enrollment("1", "S1", state="inactive"),
        small.enrollment("1", "S2"),
        links=(small.link(),),
        sent={"L1": (small.score("1"),)},
    )

    assert small.words(given) == {("S2", "A1", "1"): "hold moved"}
    assert small.plan(given, small.NOW).changes == ()


def test_a_section_twice_enrolled_counts_as_being_there(small: SimpleNamespace) -> None:
    twice = (small.enrollment("1", state="inactive"), small.enrollment("1"))

    assert small.word(small.snapshot(enrollments=twice)) == "create 8.5"
    assert small.word(small.snapshot(enrollments=twice[::-1])) == "create 8.5"


def test_a_concluded_course_is_still_sent(small: SimpleNamespace) -> None:
    given = small.snapshot(state="completed", enrollments=(small.enrollment("1", state="completed"),))

    assert small.word(given) == "create 8.5"


def test_a_course_that_ended_by_its_term_is_still_sent(small: SimpleNamespace) -> None:
    over = {"enrollments": (small.enrollment("1", state="completed"),)}

    assert small.word(small.snapshot(**over, ended=small.NOW)) == "create 8.5"
    assert small.word(small.snapshot(**over)) == "not-sent left-section"


def test_group_work_is_sent_per_student(small: SimpleNamespace) -> None:
    graded = (small.submission("1", score="9"), small.submission("2", score="7"))

    assert small.words(small.snapshot(submissions=graded)) == {
        ("S1", "A1", "1"): "create 9",
        ("S1", "A1", "2"): "create 7",
    }


def test_who_is_invited_counts_as_here(small: SimpleNamespace) -> None:
    for state in ("invited", "creation_pending"):
        given = small.snapshot(enrollments=(small.enrollment("1", state=state),))
        assert small.word(given) == "create 8.5"


def test_at_rollover_sync_pauses_until_ids_resolve_anew(small: SimpleNamespace) -> None:
    """The section's id leads to this year's class; what was linked to last year's is not written to."""
    last_year = (small.link("A1", "L1", class_ref="c0"),)
    given = small.snapshot(links=last_year, sent={"L1": (small.score("1", "7"),)})

    assert small.word(given) == "not-sent link-broken"
    assert small.plan(given, small.NOW).changes == ()


def test_at_rollover_the_links_of_a_closed_term_are_history_that_nobody_writes_to(
    small: SimpleNamespace,
) -> None:
    """The same section id leads to the class of the spring: the work of the fall stays where it was sent."""
    old = {"links": (small.link(class_ref="c0"),), "sent": {"L1": (small.score("1", "7"),)}}
    new = small.assignment("A2", due=datetime(2027, 2, 1, 12, 0, tzinfo=UTC))
    given = small.snapshot(
        terms=(SPRING,),
        assignments=(small.assignment(), new),
        submissions=(small.submission(), small.submission(of="A2", due=new.due)),
        **old,
    )
    assert small.words(given) == {
        ("S1", "A1", "1"): "not-sent term-over",
        ("S1", "A2", "1"): "create 8.5",
    }
    assert {c.subject.assignment for c in small.plan(given, small.NOW).changes} == {"A2"}


@pytest.mark.parametrize("terms", [(), (FALL, SPRING), Unread("HTTP 500", Problem.SIS_UNREACHABLE)])
def test_a_link_elsewhere_is_history_only_where_the_terms_say_so(
    small: SimpleNamespace, terms: object
) -> None:
    old = {"links": (small.link(class_ref="c0"),), "sent": {"L1": (small.score("1", "7"),)}}
    assert small.word(small.snapshot(terms=terms, **old)) == "not-sent link-broken"


@pytest.mark.parametrize("state", ["unpublished", "created", "deleted"])
def test_an_unpublished_course_sends_nothing(small: SimpleNamespace, state: str) -> None:
    assert small.words(small.snapshot(state=state)) == {}


def test_the_test_student_is_never_sent_and_harms_nobody(small: SimpleNamespace) -> None:
    tester = small.enrollment("2", test=True, sis_id=None)
    given = small.snapshot(
        enrollments=(small.enrollment("1"), tester),
        submissions=(small.submission("1"), small.submission("2")),
    )

    assert small.word(given, "2") == "not-sent test-student"
    assert small.word(given, "1") == "create 8.5"


def test_a_section_unknown_to_the_sis_is_named_with_its_near_misses(small: SimpleNamespace) -> None:
    given = small.snapshot(gradebooks={"S1": Missing("C1", ("0C1",))})

    assert small.word(given) == "not-sent section-id-not-in-sis"
    (row,) = small.plan(given, small.NOW).standing
    assert row.why.facts["result"] == "0C1"


def test_a_class_that_could_not_be_read_waits_and_is_never_called_gone(small: SimpleNamespace) -> None:
    down = Unread("no answer", Problem.SIS_UNREACHABLE)

    assert small.word(small.snapshot(gradebooks={"S1": down})) == "waiting sis-unreachable"
    assert small.word(small.snapshot(gradebooks={})) == "waiting part-unread"


def test_two_sections_of_one_class_are_not_sent(small: SimpleNamespace) -> None:
    given = school(
        small,
        small.enrollment("1", "S1"),
        small.enrollment("2", "S2"),
        submissions=(small.submission("1"), small.submission("2")),
        gradebooks={"S1": small.book("c1"), "S2": small.book("c1")},
    )

    assert set(small.words(given).values()) == {"not-sent gradebook-mismatch"}


def test_a_student_without_a_sis_id_is_not_sent(small: SimpleNamespace) -> None:
    assert small.word(small.snapshot(enrollments=(small.enrollment("1", sis_id=None),))) == (
        "not-sent student-without-sis-id"
    )


def test_two_students_of_one_number_resolve_to_nobody_in_the_plan(small: SimpleNamespace) -> None:
    twins = (small.pupil("1"), small.pupil("1", ref="other"))

    assert small.word(small.snapshot(students=twins)) == "not-sent student-sis-id-invalid"


def test_a_number_left_on_an_inactive_student_is_no_twin(small: SimpleNamespace) -> None:
    old = (small.pupil("1"), small.pupil("1", ref="other", active=False))

    assert small.word(small.snapshot(students=old)) == "create 8.5"


def test_two_canvas_students_on_one_sis_student_overwrite_nobody(small: SimpleNamespace) -> None:
    given = small.snapshot(
        enrollments=(small.enrollment("1"), small.enrollment("2", sis_id="N1")),
        submissions=(small.submission("1"), small.submission("2", score="3")),
    )

    assert set(small.words(given).values()) == {"not-sent student-sis-id-invalid"}


def test_an_unread_roster_makes_scores_wait(small: SimpleNamespace) -> None:
    given = small.snapshot(students=Unread("HTTP 500", Problem.SIS_INTERNAL_ERROR))

    assert small.word(given) == "waiting sis-internal-error"


def test_a_section_that_the_course_does_not_list_waits(small: SimpleNamespace) -> None:
    assert small.word(small.snapshot(enrollments=(small.enrollment("1", "S9"),)), where="S9") == (
        "waiting part-unread"
    )


@pytest.mark.parametrize("part", ["sections", "enrollments", "assignments", "submissions"])
def test_an_unread_part_of_the_course_considers_nothing_and_says_so_once(
    small: SimpleNamespace, part: str
) -> None:
    given = small.linked({"1": "8"}, {"1": "8"}, **{part: Unread("HTTP 500", Problem.CANVAS_UNREACHABLE)})

    made = small.plan(given, small.NOW)

    assert (made.changes, made.standing, made.holds) == ((), (), ())
    said = [f for f in made.findings if f.problem is Problem.CANVAS_UNREACHABLE]
    assert [f.facts["value"] for f in said] == [part]


def test_unread_groups_make_new_items_wait_and_leave_the_others(small: SimpleNamespace) -> None:
    lost = Unread("HTTP 500", Problem.CANVAS_UNREACHABLE)

    assert small.word(small.snapshot(groups=lost)) == "waiting canvas-unreachable"
    assert small.word(small.linked({"1": "8"}, {"1": "8"}, groups=lost)) == "update 8.5"


@pytest.mark.parametrize(
    ("assignments", "problem", "state"),
    [
        ({"post_to_sis": False}, Problem.SYNC_TURNED_OFF, "off"),
        ({"published": False}, Problem.ASSIGNMENT_UNPUBLISHED, "unpublished"),
        (None, Problem.SYNC_TURNED_OFF, "deleted"),
    ],
)
def test_stopping_is_not_deleting_the_item_is_named_and_stays(
    small: SimpleNamespace, assignments: dict | None, problem: Problem, state: str
) -> None:
    listed = () if assignments is None else (small.assignment(**assignments),)
    made = small.plan(small.linked({"1": "8"}, {"1": "8"}, assignments=listed), small.NOW)

    assert (made.changes, made.standing) == ((), ())
    assert [(f.problem, f.facts["state"]) for f in made.findings] == [(problem, state)]


def test_a_student_of_the_class_whom_the_gradebook_lacks_is_not_called_a_stranger(
    small: SimpleNamespace,
) -> None:
    given = small.snapshot(
        students=(small.pupil("1", on_gradebook=False), small.pupil("2")),
        submissions=(small.submission(), small.submission("2")),
    )

    (finding,) = small.plan(given, small.NOW).findings
    assert finding.problem is Problem.STUDENT_NOT_ON_GRADEBOOK
    assert (finding.subject.section, finding.subject.student) == ("S1", "1")
    assert small.word(given, "1") == "not-sent student-not-on-gradebook"
    assert small.word(given, "2") == "create 8.5"


def test_a_class_of_twice_as_many_takes_twice_as_much_looking_up(
    small: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = []

    def counted(text: str, how: ids.Transform) -> str | None:
        looked.append(text)
        return transformed(text, how)

    transformed = ids.transformed
    monkeypatch.setattr(ids, "transformed", counted)

    def asked(many: int) -> int:
        looked.clear()
        names = [str(number) for number in range(1, many + 1)]
        given = small.snapshot(
            enrollments=tuple(map(small.enrollment, names)),
            gradebooks={"S1": small.book("c1", students=tuple(map(small.pupil, names)))},
            submissions=tuple(map(small.submission, names)),
        )
        assert len(small.words(given)) == many
        return len(looked)

    assert asked(80) <= 2 * asked(40)
