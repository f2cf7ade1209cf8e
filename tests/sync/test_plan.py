"""A plan: one value, bound to a digest; what a finding stops in it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from passback.core.finding import Finding
from passback.core.gradebook import Category, Excused, Score, Unread
from passback.core.problem import Problem, Safety, Severity, State
from passback.core.subject import Subject
from passback.sync.model import Change, Plan
from passback.sync.plan import wider
from passback.sync.states import considered


def busy(small: SimpleNamespace) -> object:
    """A course with one of most things that can stand in a plan."""
    return small.snapshot(
        sections=(small.section("S1"), small.section("S2", None), small.section("S3", "C3")),
        enrollments=(
            *(small.enrollment(str(n)) for n in range(1, 10)),
            small.enrollment("10", "S2"),
            small.enrollment("1", "S3"),
            small.enrollment("11", state="inactive"),
        ),
        assignments=(
            small.assignment("A1"),
            small.assignment("A2", due=None),
            small.assignment("A3", points=Decimal(5)),
        ),
        submissions=(
            small.submission("1", score="9"),
            small.submission("2"),
            small.submission("3", excused=True, score=None),
            small.submission("4", posted=None),
            small.submission("5", score=None),
            small.submission("10"),
            small.submission("11"),
            small.submission("1", "A2", due=None),
            small.submission("1", "A3", "4"),
        ),
        gradebooks={
            "S1": small.book(
                line_items=(small.item("L1"),),
                scores={"L1": (small.score("1", "8"), small.score("2"), small.score("5", "3"))},
            ),
            "S3": small.book("c3", line_items=(small.item("x"),), scores={"x": (small.score("1", "2"),)}),
        },
        links=(small.link(),),
        sent={"L1": (small.score("1", "8"), small.score("2"), small.score("5", "3"))},
    )


def test_every_considered_score_stands_in_exactly_one_place(small: SimpleNamespace) -> None:
    made = small.plan(busy(small), small.NOW)

    assert small.words(made) == {
        ("S1", "A1", "1"): "update 9",
        ("S1", "A1", "2"): "already-there",
        ("S1", "A1", "3"): "create excused",
        ("S1", "A1", "4"): "waiting score-hidden",
        ("S1", "A1", "5"): "clear",
        ("S1", "A1", "11"): "not-sent left-section",
        ("S2", "A1", "10"): "not-sent section-without-sis-id",
        ("S3", "A1", "1"): "hold adoption",
        ("S1", "A2", "1"): "not-sent due-date-missing",
        ("S3", "A2", "1"): "not-sent due-date-missing",
        ("S1", "A3", "1"): "create 4",
        ("S3", "A3", "1"): "create 4",
    }
    assert len(considered(made)) == 12


def test_a_score_in_two_places_is_never_shown(small: SimpleNamespace) -> None:
    made = small.plan(busy(small), small.NOW)

    with pytest.raises(ValueError, match="two places"):
        considered(replace(made, standing=(*made.standing, made.standing[0])))


def test_a_plan_round_trips_and_its_id_names_every_byte(small: SimpleNamespace) -> None:
    made = small.plan(busy(small), small.NOW)

    assert Plan.from_dict(made.to_dict()) == made
    assert made.is_whole()
    assert not replace(made, course_name="Other").is_whole()
    assert not replace(made, changes=made.changes[1:]).is_whole()


def test_the_same_snapshot_gives_the_same_plan_and_another_time_another(small: SimpleNamespace) -> None:
    given = busy(small)

    assert small.plan(given, small.NOW) == small.plan(given, small.NOW)
    assert small.plan(given, small.NOW + timedelta(seconds=1)).id != small.plan(given, small.NOW).id


def test_what_was_read_is_named_by_its_content_not_by_its_time(small: SimpleNamespace) -> None:
    given = small.snapshot()
    later = replace(given, read_at=small.NOW + timedelta(hours=1))
    other = small.snapshot(submissions=(small.submission(score="9"),))
    lost = small.snapshot(gradebooks={"S1": Unread("no answer", Problem.SIS_UNREACHABLE)})

    reads = [small.plan(one, small.NOW).read for one in (given, later, other, lost)]

    assert reads[0] == reads[1]
    assert len(set(reads)) == 3


def test_a_finding_covers_what_it_names_and_all_within(small: SimpleNamespace) -> None:
    score = Subject("7", "S1", "A1", "1")

    assert Subject("7", None, None, None) in wider(score)
    assert Subject("7", "S1", None, "1") in wider(score)
    assert Subject("8", None, None, None) not in wider(score)
    assert Subject("7", "S2", None, None) not in wider(score)
    assert Subject("7", "S1", "A1", "2") not in wider(score)
    assert score not in wider(Subject("7", "S1", "A1", None))


def test_a_blocked_category_stops_its_class_and_no_other(small: SimpleNamespace) -> None:
    other = (Category("cat9", "Projects", active=True),)
    given = small.snapshot(
        sections=(small.section("S1"), small.section("S2", "C2")),
        enrollments=(small.enrollment("1", "S1"), small.enrollment("2", "S2")),
        submissions=(small.submission("1"), small.submission("2")),
        gradebooks={"S1": small.book("c1", categories=other), "S2": small.book("c2")},
    )
    made = small.plan(given, small.NOW)

    assert small.words(made) == {
        ("S1", "A1", "1"): "not-sent category-not-found",
        ("S2", "A1", "2"): "create 8.5",
    }
    assert {c.subject.section for c in made.changes} == {"S2"}


def test_a_line_item_without_any_score_left_is_not_made(
    small: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check that blocks single students; none of today's leaves a change to block."""
    blocks = Finding(Problem.STUDENT_NOT_IN_SECTION, Severity.BLOCKS, Subject("7", None, None, "1"), {})
    strict = SimpleNamespace(__name__="strict", NEEDS=(), check=lambda _: [blocks])
    monkeypatch.setattr("passback.sync.plan.CHECKS", (strict,))

    made = small.plan(small.snapshot(), small.NOW)

    assert made.changes == ()
    assert [(row.state, row.why) for row in made.standing] == [(State.NOT_SENT, blocks)]


def test_a_line_item_whose_scores_all_wait_waits_with_them(small: SimpleNamespace) -> None:
    given = small.snapshot(
        sections=(small.section("S1"), small.section("S2", "C2")),
        enrollments=(small.enrollment("1", "S1", state="inactive"), small.enrollment("1", "S2")),
        gradebooks={"S1": small.book("c1"), "S2": small.book("c2")},
        links=(small.link(),),
        sent={"L1": (small.score("1"),)},
    )
    made = small.plan(given, small.NOW)

    assert made.changes == ()
    assert [len(hold.changes) for hold in made.holds] == [2]


def test_a_fix_takes_the_place_of_what_the_diff_says(small: SimpleNamespace) -> None:
    hidden = small.linked({"1": "8"}, {"1": "8"}, submissions=(small.submission(posted=None),))
    subject = Subject("7", "S1", "A1", "1")
    fix = Change(subject, small.score("1", "8"), small.score("1", "8.5"), Problem.SCORE_HIDDEN, Safety.SAFE)

    made = small.plan(hidden, small.NOW, [fix])

    assert (made.changes, made.standing) == ((fix,), ())


def test_no_plan_holds_a_student_s_name(small: SimpleNamespace) -> None:
    assert small.NAME not in str(small.plan(busy(small), small.NOW).to_dict())


def test_a_score_never_becomes_a_0(small: SimpleNamespace) -> None:
    made = small.plan(busy(small), small.NOW)
    marks = [c.after.mark for c in made.changes if isinstance(c.after, Score)]

    assert Decimal(0) not in marks
    assert Excused.EXCUSED in marks


def test_a_hold_is_no_change_that_may_go(small: SimpleNamespace) -> None:
    made = small.plan(busy(small), small.NOW)

    assert {c.safety for c in made.changes} == {Safety.SAFE}
    assert {row.state for row in made.standing} <= {State.ALREADY_THERE, State.WAITING, State.NOT_SENT}
