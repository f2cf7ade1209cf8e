"""What voids a section's whole part of an approved plan: another class, other settings, other links."""

from dataclasses import replace
from types import SimpleNamespace

from passback.core.gradebook import Category
from passback.run.drift import drifted
from passback.run.ports import KeptPlan
from passback.sync.approval import Approval, ApprovalKind
from passback.sync.model import (
    DEFAULT_POLICY,
    Snapshot,
)

CATEGORIES = (Category("cat1", "Homework", active=True), Category("cat9", "Practice", active=True))


def two_works(small: SimpleNamespace, **over: object) -> Snapshot:
    """Two sections with one student each; two assignments, the first of them linked everywhere."""
    given = {
        "sections": (small.section("S1"), small.section("S2", "C2")),
        "enrollments": (small.enrollment("1", "S1"), small.enrollment("2", "S2")),
        "assignments": (small.assignment("A1"), small.assignment("A2")),
        "submissions": tuple(small.submission(s, a) for s in "12" for a in ("A1", "A2")),
        "gradebooks": {
            "S1": small.book("c1", categories=CATEGORIES, line_items=(small.item("L1"),)),
            "S2": small.book("c2", categories=CATEGORIES),
        },
        "links": (small.link("A1", "L1"),),
    }
    return small.snapshot(**(given | over))


def gone(small: SimpleNamespace, then: Snapshot, now: Snapshot) -> set[tuple[str | None, str | None]]:
    """The line items of which something was left out."""
    kept = KeptPlan("maple", small.plan(then, small.NOW), (), ())
    keys = drifted(kept, small.plan(now, small.NOW), now)
    return {(c.subject.section, c.subject.assignment) for c in kept.plan.changes if c.key in keys}


def test_where_nothing_drifted_all_goes(small: SimpleNamespace) -> None:
    assert gone(small, two_works(small), two_works(small)) == set()


def test_a_changed_category_map_voids_the_section_s_part(small: SimpleNamespace) -> None:
    practice = replace(DEFAULT_POLICY, categories={"Homework": "Practice"})
    now = two_works(small, class_policies={"S1": practice})
    assert gone(small, two_works(small), now) == {("S1", "A1"), ("S1", "A2")}


def test_a_section_that_leads_to_another_class_is_void(small: SimpleNamespace) -> None:
    then = two_works(small)
    moved = replace(then, gradebooks={**then.gradebooks, "S2": small.book("c8", categories=CATEGORIES)})
    assert gone(small, then, moved) == {("S2", "A1"), ("S2", "A2")}


def test_another_line_item_to_adopt_voids_the_section(small: SimpleNamespace) -> None:
    """A person chose again, after the plan was approved."""

    def chosen(ref: str) -> Snapshot:
        subject = replace(made.standing[0].subject, section="S2", assignment="A1", student=None)
        said = (Approval(ApprovalKind.CHOICE, subject, "", ref, "ada", small.NOW),)
        return replace(then, approvals=said)

    twins = (small.item("L7"), small.item("L8"))
    then = two_works(
        small,
        gradebooks={
            "S1": small.book("c1", categories=CATEGORIES, line_items=(small.item("L1"),)),
            "S2": small.book("c2", categories=CATEGORIES, line_items=twins),
        },
    )
    made = small.plan(then, small.NOW)
    assert gone(small, chosen("L7"), chosen("L8")) == {("S2", "A1"), ("S2", "A2")}
    assert gone(small, chosen("L7"), chosen("L7")) == set()


def test_a_section_that_cannot_be_read_now_is_left_to_the_look_before_the_write(
    small: SimpleNamespace,
) -> None:
    then = two_works(small)
    blind = replace(then, gradebooks={"S1": then.gradebooks["S1"]})
    assert ("S1", "A1") not in gone(small, then, blind)
