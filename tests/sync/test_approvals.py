"""What an approval is of: exactly these changes, for this reason, and nothing else."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

from passback.core.gradebook import LineItem, Score, Unread
from passback.core.problem import Problem, Severity
from passback.core.settings import Decided, Level, Setting, Where
from passback.core.subject import Subject
from passback.sync.approval import Approval, ApprovalKind
from passback.sync.model import (
    DEFAULT_POLICY,
    Change,
    Hold,
    Link,
    Snapshot,
)


def held(small: SimpleNamespace, *marks: str) -> Hold:
    """A hold: so many scores that are in the SIS would change."""
    students = {str(n): "1" for n in range(1, 7)}
    given = small.linked(
        students,
        students,
        submissions=tuple(small.submission(s, score=m) for s, m in zip(students, marks, strict=True)),
        enrollments=tuple(small.enrollment(s) for s in students),
    )
    (hold,) = small.plan(given, small.NOW).holds
    return hold


def test_a_hold_of_the_same_changes_has_the_same_key(small: SimpleNamespace) -> None:
    first, again = held(small, *"234567"), held(small, *"234567")

    assert first.key == again.key
    assert len(first.key) == 12


def test_another_change_reason_or_subject_is_another_hold(small: SimpleNamespace) -> None:
    hold = held(small, *"234567")
    change: Change = hold.changes[0]
    others = [
        held(small, *"234568"),
        replace(hold, changes=hold.changes[1:]),
        replace(hold, changes=(replace(change, before=None), *hold.changes[1:])),
        replace(hold, why=replace(hold.why, facts={**hold.why.facts, "state": "edited"})),
        replace(hold, subject=Subject("7", "S2", "A1", None)),
    ]

    assert len({hold.key, *(other.key for other in others)}) == 1 + len(others)


def test_the_counts_in_a_hold_s_words_do_not_change_what_it_is(small: SimpleNamespace) -> None:
    hold = held(small, *"234567")

    assert replace(hold, why=replace(hold.why, facts={**hold.why.facts, "result": "99"})).key == hold.key


def test_a_section_has_its_own_policy_or_the_course_s(small: SimpleNamespace) -> None:
    own = replace(DEFAULT_POLICY, undated="created")
    given = small.snapshot(class_policies={"S2": own})

    assert given.policy_of("S2") == own
    assert given.policy_of("S1") == given.policy_of(None) == DEFAULT_POLICY


def test_choices_are_values_that_come_back_whole(small: SimpleNamespace) -> None:
    setting = Setting(Level.SCHOOL, "account:12", "undated", "created", "ada", small.NOW)
    for made in (
        setting,
        Decided("undated", "hold", None, "", (setting,)),
        Where(None, "7", ("12", "1"), "org-1"),
        Approval(ApprovalKind.CHOICE, Subject("7", "S1", "A1", None), "", "li", "ada", small.NOW),
    ):
        assert type(made).from_dict(made.to_dict()) == made


# ---- what an approval does -----------------------------------------------------------------------


def yes(kind: ApprovalKind, subject: Subject, small: SimpleNamespace, **more: object) -> Approval:
    return replace(Approval(kind, subject, "", None, "ada", small.NOW), **more)


def curve(small: SimpleNamespace, mark: str = "9") -> dict[str, object]:
    """Six scores in the SIS that Canvas now has otherwise."""
    students = [str(n) for n in range(1, 7)]
    return {
        "submissions": tuple(small.submission(s, score=mark) for s in students),
        "enrollments": tuple(small.enrollment(s) for s in students),
    }


def curved(small: SimpleNamespace, mark: str = "9", **over: object) -> Snapshot:
    before = {str(n): "1" for n in range(1, 7)}
    return small.linked(before, before, **curve(small, mark), **over)


def test_an_approved_hold_goes_and_nothing_but_it(small: SimpleNamespace) -> None:
    (hold,) = small.plan(curved(small), small.NOW).holds
    said = (yes(ApprovalKind.HOLD, hold.subject, small, digest=hold.key),)

    made = small.plan(curved(small, approvals=said), small.NOW)
    assert made.holds == ()
    assert set(made.changes) == set(hold.changes)


def test_other_changes_of_an_approved_hold_are_held_again(small: SimpleNamespace) -> None:
    (hold,) = small.plan(curved(small), small.NOW).holds
    said = (yes(ApprovalKind.HOLD, hold.subject, small, digest=hold.key),)

    made = small.plan(curved(small, "8", approvals=said), small.NOW)
    assert len(made.holds) == 1
    assert made.changes == ()


def test_a_yes_to_something_else_releases_no_hold(small: SimpleNamespace) -> None:
    (hold,) = small.plan(curved(small), small.NOW).holds
    for kind in (ApprovalKind.CHOICE, ApprovalKind.CUT_OVER):
        said = (yes(kind, hold.subject, small, digest=hold.key),)
        assert small.plan(curved(small, approvals=said), small.NOW).holds == (hold,)


ESSAY = Subject("7", "S1", "A1", None)


def twins(small: SimpleNamespace, **over: object) -> Snapshot:
    given = {"line_items": (small.item("L1"), small.item("L2"))} | over
    return small.snapshot(**given)


def test_of_several_line_items_the_chosen_one_is_taken(small: SimpleNamespace) -> None:
    asked = small.plan(twins(small), small.NOW)
    assert [row.why.facts["result"] for row in asked.standing] == ["L1, L2"]

    said = (yes(ApprovalKind.CHOICE, ESSAY, small, ref="L2"),)
    made = small.plan(twins(small, approvals=said), small.NOW)
    assert [c.after.ref for c in made.changes if isinstance(c.after, Link)] == ["L2"]
    assert small.word(made) == "create 8.5"


def test_the_latest_choice_counts(small: SimpleNamespace) -> None:
    first = yes(ApprovalKind.CHOICE, ESSAY, small, ref="L2")
    later = replace(first, ref="L1", at=small.NOW + timedelta(days=1))
    for said in ((later, first), (first, later)):
        made = small.plan(twins(small, approvals=said), small.NOW)
        assert [c.after.ref for c in made.changes if isinstance(c.after, Link)] == ["L1"]


def test_a_choice_that_the_class_does_not_have_or_that_is_taken_chooses_nothing(
    small: SimpleNamespace,
) -> None:
    gone = (yes(ApprovalKind.CHOICE, ESSAY, small, ref="L9"),)
    assert small.word(twins(small, approvals=gone)) == "not-sent several-matches"
    other = (yes(ApprovalKind.CHOICE, replace(ESSAY, assignment="A2"), small, ref="L2"),)
    assert small.word(twins(small, approvals=other)) == "not-sent several-matches"
    taken = (yes(ApprovalKind.CHOICE, ESSAY, small, ref="L2"),)
    three = (small.item("L1"), small.item("L2"), small.item("L3"))
    linked = {"links": (small.link("A9", "L2"),), "line_items": three}
    assert small.word(twins(small, approvals=taken, **linked)) == "not-sent several-matches"


def test_a_chosen_line_item_with_other_scores_is_asked_a_second_time(small: SimpleNamespace) -> None:
    said = (yes(ApprovalKind.CHOICE, ESSAY, small, ref="L2"),)
    typed = {"L2": (small.score("1", "3"),)}
    assert small.word(twins(small, approvals=said, scores=typed)) == "hold adoption"


def test_a_chosen_line_item_of_another_date_is_changed_only_by_consent(small: SimpleNamespace) -> None:
    said = (yes(ApprovalKind.CHOICE, ESSAY, small, ref="L1"),)
    moved = (small.item("L1", due=date(2026, 9, 30)),)
    asked = small.plan(twins(small, approvals=said, line_items=moved), small.NOW)
    assert asked.changes == ()
    (hold,) = asked.holds

    both = (*said, yes(ApprovalKind.HOLD, hold.subject, small, digest=hold.key))
    made = small.plan(twins(small, approvals=both, line_items=moved), small.NOW)
    assert made.holds == ()
    assert {type(c.after) for c in made.changes} == {Link, LineItem, Score}


def foreign(small: SimpleNamespace, **over: object) -> Snapshot:
    """Canvas's own sync has linked the essay to a line item of the class."""
    essay = small.assignment(integration_data={"sis": "L1"})
    return small.snapshot(assignments=(essay,), line_items=(small.item("L1"),), **over)


def test_where_another_exchange_is_active_every_write_waits_for_a_person(small: SimpleNamespace) -> None:
    made = small.plan(foreign(small), small.NOW)
    assert made.changes == ()
    assert made.holds == ()
    assert small.word(made) == "waiting other-exchange-active"


def test_a_confirmed_cut_over_lets_the_writes_go(small: SimpleNamespace) -> None:
    said = (yes(ApprovalKind.CUT_OVER, Subject("", None, None, None), small),)
    made = small.plan(foreign(small, approvals=said), small.NOW)
    assert small.word(made) == "create 8.5"
    assert made.findings == ()


def test_what_changes_after_a_confirmed_cut_over_is_warned_of(small: SimpleNamespace) -> None:
    said = (yes(ApprovalKind.CUT_OVER, Subject("", None, None, None), small),)
    made = small.plan(foreign(small, approvals=said, earlier={"7/data/A1": "other"}), small.NOW)
    assert [(f.problem, f.severity) for f in made.findings] == [
        (Problem.OTHER_EXCHANGE_ACTIVE, Severity.WARNS)
    ]
    assert small.word(made) == "create 8.5"


def confirmed(small: SimpleNamespace) -> tuple[Approval, ...]:
    return (yes(ApprovalKind.CUT_OVER, Subject("", None, None, None), small),)


def test_integration_data_is_a_hint_and_never_a_proof(small: SimpleNamespace) -> None:
    hinted = small.assignment(integration_data={"sis": "L2"})
    given = {"assignments": (hinted,), "approvals": confirmed(small)}
    made = small.plan(twins(small, **given), small.NOW)
    assert [c.after.ref for c in made.changes if isinstance(c.after, Link)] == ["L2"]

    lone = small.plan(small.snapshot(**given), small.NOW)
    assert [type(c.after) for c in lone.changes] == [LineItem, Score]
    unread = small.snapshot(**given, line_items=Unread("HTTP 500", Problem.SIS_INTERNAL_ERROR))
    assert small.plan(unread, small.NOW).changes == ()


def test_a_hinted_line_item_of_another_date_is_changed_only_by_consent(small: SimpleNamespace) -> None:
    hinted = small.assignment(integration_data={"sis": "L2"})
    early = (small.item("L2", due=date(2026, 10, 2)),)
    given = twins(small, assignments=(hinted,), approvals=confirmed(small), line_items=early)
    assert small.word(given) == "hold adoption"
