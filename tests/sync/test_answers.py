"""What an answer does to a plan: a yes goes, a discard is dropped; and a schedule does not begin a course."""

from dataclasses import replace
from types import SimpleNamespace

from passback.core.gradebook import LineItem, Score
from passback.core.problem import Problem, Safety, State
from passback.core.subject import Subject
from passback.sync.approval import DISCARDED, REVOKED, Approval, ApprovalKind, standing_approval
from passback.sync.holds import split
from passback.sync.model import Change, Hold, Snapshot

COURSE = Subject("7", None, None, None)
EVERYTHING = Subject("", None, None, None)


def said(small: SimpleNamespace, hold: Hold, ref: str | None) -> Approval:
    return Approval(ApprovalKind.HOLD, hold.subject, hold.key, ref, "Ada", small.NOW)


def curved(small: SimpleNamespace, mark: str = "9", **over: object) -> Snapshot:
    """Six scores in the SIS that Canvas now has otherwise, and a seventh that was never sent."""
    held = {str(n): "1" for n in range(1, 7)}
    students = [*held, "7"]
    return small.linked(
        held,
        held,
        submissions=tuple(small.submission(s, score=mark) for s in students),
        enrollments=tuple(small.enrollment(s) for s in students),
        **over,
    )


# ---- discards ----------------------------------------------------------------------------------------


def test_a_discarded_hold_is_not_sent_and_says_who_dropped_it(small: SimpleNamespace) -> None:
    (hold,) = small.plan(curved(small), small.NOW).holds

    made = small.plan(curved(small, approvals=(said(small, hold, DISCARDED),)), small.NOW)

    assert made.holds == ()
    assert [change.subject.student for change in made.changes] == ["7"]
    dropped = [row for row in made.standing if row.why and row.why.problem is Problem.DISCARDED]
    assert {row.subject for row in dropped} == {change.subject for change in hold.changes}
    assert {row.state for row in dropped} == {State.NOT_SENT}
    assert {(r.why.facts["value"], r.why.facts["end_date"]) for r in dropped if r.why} == {
        ("Ada", small.NOW.date().isoformat())
    }


def test_other_changes_than_the_discarded_ones_are_asked_again(small: SimpleNamespace) -> None:
    (hold,) = small.plan(curved(small), small.NOW).holds
    no = (said(small, hold, DISCARDED),)

    assert len(small.plan(curved(small, "8", approvals=no), small.NOW).holds) == 1
    assert small.plan(curved(small, "9", approvals=no), small.NOW).holds == ()


def test_a_discard_that_was_taken_back_is_asked_again(small: SimpleNamespace) -> None:
    (hold,) = small.plan(curved(small), small.NOW).holds
    assert small.plan(curved(small), small.NOW).holds == (hold,)


def test_a_discarded_deletion_deletes_nothing(small: SimpleNamespace) -> None:
    gone = small.snapshot(
        deleted="ask",
        assignments=(),
        submissions=(),
        links=(small.link(),),
        line_items=(small.item(),),
        capabilities=small.caps(delete=True),
    )
    (hold,) = small.plan(gone, small.NOW).holds
    assert hold.why.facts["state"] == "deleted"

    made = small.plan(replace(gone, approvals=(said(small, hold, DISCARDED),)), small.NOW)

    assert (made.changes, made.holds) == ((), ())


def test_a_line_item_is_made_with_whichever_of_its_holds_is_answered_first(small: SimpleNamespace) -> None:
    """Its only scores wait for two reasons; the other question stays the same."""
    given = small.snapshot(line_items=(), submissions=())
    subject = Subject("7", "S1", "A1", None)
    reasons = (("1", Problem.SCORE_ABOVE_MAXIMUM), ("2", Problem.LEFT_SECTION))
    changes = [
        Change(subject, None, small.item(None), None, Safety.SAFE),
        *(
            Change(replace(subject, student=student), None, small.score(student), why, Safety.ASK)
            for student, why in reasons
        ),
    ]
    holds = split(given, changes, unattended=False).waiting
    assert [hold.why.facts["state"] for hold in holds] == ["capped", "moved"]

    for yes, other in (holds, holds[::-1]):
        answered = replace(given, approvals=(said(small, yes, None),))
        made = split(answered, changes, unattended=False)
        assert {type(change.after) for change in made.going} == {LineItem, Score}
        assert [hold.key for hold in made.waiting] == [other.key]

        dropped = replace(given, approvals=(said(small, yes, None), said(small, other, DISCARDED)))
        made = split(dropped, changes, unattended=False)
        assert {type(change.after) for change in made.going} == {LineItem, Score}


# ---- a schedule --------------------------------------------------------------------------------------


def first(small: SimpleNamespace, **over: object) -> Snapshot:
    """A course in which nothing is ours: one essay to be made, one score to be sent."""
    return small.snapshot(**over)


def test_nobody_looks_and_the_course_is_new_so_all_waits_as_one_question(small: SimpleNamespace) -> None:
    assert len(small.plan(first(small), small.NOW).changes) == 2

    made = small.plan(first(small), small.NOW, unattended=True)

    assert made.changes == ()
    (hold,) = made.holds
    assert (hold.subject, hold.why.facts["state"], len(hold.changes)) == (COURSE, "first-contact", 2)
    assert hold.is_contact


def test_the_question_of_a_first_contact_stays_the_same_whatever_would_be_sent(
    small: SimpleNamespace,
) -> None:
    (one,) = small.plan(first(small), small.NOW, unattended=True).holds
    other = first(small, submissions=(small.submission(score="3"),))
    (two,) = small.plan(other, small.NOW, unattended=True).holds
    assert one.key == two.key


def test_a_person_s_word_or_a_link_makes_the_course_known(small: SimpleNamespace) -> None:
    word = Approval(ApprovalKind.CONTACT, COURSE, "", None, "Ada", small.NOW)
    known = small.plan(first(small, approvals=(word,)), small.NOW, unattended=True)
    assert (len(known.changes), known.holds) == (2, ())

    elsewhere = replace(word, subject=replace(COURSE, course="8"))
    assert small.plan(first(small, approvals=(elsewhere,)), small.NOW, unattended=True).changes == ()

    linked = small.linked({}, {}, submissions=(small.submission(),))
    assert len(small.plan(linked, small.NOW, unattended=True).changes) == 1


def test_holds_are_the_same_in_a_scheduled_run(small: SimpleNamespace) -> None:
    by_hand, by_schedule = (small.plan(curved(small), small.NOW, unattended=u) for u in (False, True))
    assert by_hand == by_schedule


def test_what_a_person_approved_goes_in_a_scheduled_run_too(small: SimpleNamespace) -> None:
    (hold,) = small.plan(curved(small), small.NOW).holds
    made = small.plan(curved(small, approvals=(said(small, hold, None),)), small.NOW, unattended=True)
    assert set(hold.changes) <= set(made.changes)


def test_an_approval_that_was_taken_back_is_none(small: SimpleNamespace) -> None:
    given = Approval(ApprovalKind.SCHEDULE, EVERYTHING, "", None, "Ada", small.NOW)
    assert standing_approval((given,)) == given
    assert standing_approval((replace(given, ref=REVOKED),)) is None
    assert standing_approval((replace(given, kind=ApprovalKind.CUT_OVER),)) is None
    assert standing_approval(()) is None
