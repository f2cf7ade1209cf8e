"""What an approval is of: exactly these changes, for this reason, and nothing else."""

from dataclasses import replace
from types import SimpleNamespace

from passback.core.settings import Decided, Level, Setting, Where
from passback.core.subject import Subject
from passback.sync.model import DEFAULT_POLICY, Approval, ApprovalKind, Change, Hold


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
