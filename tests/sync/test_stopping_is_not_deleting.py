"""Stopping is not deleting: only a deleted assignment, with consent, deletes."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from passback.core.gradebook import LineItem, Missing, Unread
from passback.core.problem import Problem, Safety
from passback.run.drift import drifted
from passback.run.ports import KeptPlan
from passback.sync.approval import Approval, ApprovalKind
from passback.sync.model import (
    DEFAULT_POLICY,
    Snapshot,
)

UNREAD = Unread("HTTP 500", Problem.SIS_INTERNAL_ERROR)


def deleted(small: SimpleNamespace, **over: object) -> Snapshot:
    """The essay was sent with two scores, and then deleted in Canvas."""
    given = {
        "assignments": (),
        "submissions": (),
        "deleted": "ask",
        "capabilities": small.caps(delete=True),
    }
    return small.linked({"1": "8.5", "2": "7"}, {"1": "8.5", "2": "7"}, **(given | over))


def test_a_deleted_assignment_is_deleted_only_with_consent(small: SimpleNamespace) -> None:
    asked = small.plan(deleted(small), small.NOW)
    assert asked.changes == ()
    (hold,) = asked.holds
    (change,) = hold.changes
    assert (change.before, change.after, change.safety) == (small.item(), None, Safety.ASK)
    assert hold.why.facts["state"] == "deleted"
    assert (hold.why.facts["value"], hold.why.facts["assignment"]) == ("2", "Essay A1")

    said = (Approval(ApprovalKind.HOLD, hold.subject, hold.key, None, "ada", small.NOW),)
    agreed = small.plan(deleted(small, approvals=said), small.NOW)
    assert agreed.changes == (change,)


@pytest.mark.parametrize(
    "over",
    [
        {"deleted": "leave"},
        {"capabilities": "not known to delete"},
        {"assignments": "off"},
        {"assignments": "unpublished"},
        {"assignments": UNREAD},
        {"line_items": UNREAD},
        {"line_items": ()},
        {"gradebooks": {"S1": UNREAD}},
        {"gradebooks": {"S1": Missing("C1", ())}},
        {"gradebooks": {}},
    ],
)
def test_nothing_else_is_ever_deleted(small: SimpleNamespace, over: dict) -> None:
    if over.get("capabilities"):
        over = {"capabilities": small.CAPS}
    if over.get("assignments") == "off":
        over = {"assignments": (small.assignment(post_to_sis=False),)}
    if over.get("assignments") == "unpublished":
        over = {"assignments": (small.assignment(published=False),)}
    made = small.plan(deleted(small, **over), small.NOW)
    assert made.changes == ()
    assert made.holds == ()


def test_a_line_item_in_another_class_than_the_link_says_is_left_alone(small: SimpleNamespace) -> None:
    given = deleted(small, links=(small.link(class_ref="c0"),))
    assert small.plan(given, small.NOW).holds == ()


def test_an_assignment_that_is_there_again_is_not_deleted_by_an_old_plan(small: SimpleNamespace) -> None:
    (hold,) = small.plan(deleted(small), small.NOW).holds
    said = (Approval(ApprovalKind.HOLD, hold.subject, hold.key, None, "ada", small.NOW),)
    agreed = deleted(small, approvals=said)
    kept = KeptPlan("maple", small.plan(agreed, small.NOW), (), ())
    restored = small.linked({"1": "8.5"}, {"1": "8.5"}, policy=replace(DEFAULT_POLICY, deleted="ask"))

    (change,) = kept.plan.changes
    assert isinstance(change.before, LineItem)
    assert drifted(kept, small.plan(restored, small.NOW), restored) == {change.key}
    assert drifted(kept, small.plan(agreed, small.NOW), agreed) == frozenset()
