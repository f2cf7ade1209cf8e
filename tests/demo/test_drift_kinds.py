"""Every kind of drift between a plan and its sync takes exactly what it hits, and nothing beside it.

Each is played against an SIS behind OneRoster and against PowerSchool. What was left out is *not sent
(changed since the plan)*, all else arrives and is written once, and the next plan tells of it again.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from drifting import COURSES, FRESH, OTHER, RENAMED, SCORED, Before, Ground, Key, ended, ground, key_of
from passback.core.problem import Problem, State

pytestmark = pytest.mark.disable_socket
Drift = Callable[[Ground], object]
Hit = Callable[[Before], set[Key]]
DRIFTED = (State.NOT_SENT, Problem.CHANGED_SINCE_PLAN)


def row(field: str, given: object, work: int = SCORED) -> Drift:
    """Canvas has another score of the first student."""
    return lambda g: setattr(g.submission(work), field, given)


def work(number: int, field: str, given: object) -> Drift:
    """Canvas has another assignment."""
    return lambda g: setattr(g.work(number), field, given)


def one(number: int) -> Hit:
    """The first student's score of one work."""
    return lambda b: b.hit(work=number, here=True, who=b.student)


def whole(number: int, *, here: bool = False) -> Hit:
    """One work with its scores, in both sections or in the first."""
    return lambda b: b.hit(work=number, here=here)


def item(number: int, *, here: bool = False) -> Hit:
    """The line item of one work, without its scores."""
    return lambda b: b.hit(work=number, here=here, who="")


def student(b: Before) -> set[Key]:
    """All scores of the first student."""
    return b.hit(who=b.student)


def section(b: Before) -> set[Key]:
    """All of the first section."""
    return b.hit(here=True)


def user_id(g: Ground) -> None:
    g.practice.school.canvas.users[g.student().user].sis_id = "nobody"


KINDS: Mapping[str, tuple[Drift, Hit]] = {
    "a score changed in Canvas": (row("score", Decimal("0.75")), one(SCORED)),
    "a first score changed in Canvas": (row("score", Decimal("0.75"), FRESH), one(FRESH)),
    "a score was withdrawn": (row("score", None), one(SCORED)),
    "a score was hidden": (row("posted_at", None), one(SCORED)),
    "the assignment was unpublished": (work(SCORED, "published", given=False), whole(SCORED)),
    "sync was turned off": (work(SCORED, "post_to_sis", given=False), whole(SCORED)),
    "the due date moved": (work(FRESH, "due_at", "2026-11-03T05:59:59Z"), whole(FRESH)),
    "the points changed": (work(SCORED, "points", Decimal(50)), whole(SCORED)),
    "it was renamed before it was made": (work(FRESH, "name", "Another name"), whole(FRESH)),
    "it was renamed once more": (work(RENAMED, "name", "A third name"), item(RENAMED)),
    "it moved to another group": (lambda g: setattr(g.work(FRESH), "group", g.other_group()), whole(FRESH)),
    "the assignment was deleted": (
        lambda g: g.practice.school.canvas.assignments.pop(g.work(FRESH).id),
        whole(FRESH),
    ),
    "the student left": (lambda g: setattr(g.student(), "state", "completed"), student),
    "the student moved to another section": (
        lambda g: setattr(g.student(), "section", g.sections[1]),
        student,
    ),
    "the student's SIS id changed": (user_id, student),
    "the section's SIS id changed": (
        lambda g: setattr(g.practice.school.canvas.sections[g.sections[0]], "sis_id", "nowhere"),
        section,
    ),
    "the score changed in the SIS": (
        lambda g: g.hand.score(g.ref(SCORED), g.pupil(SCORED), Decimal(1)),
        one(SCORED),
    ),
    "the line item was retitled in the SIS": (
        lambda g: g.hand.retitle(g.ref(RENAMED)),
        item(RENAMED, here=True),
    ),
    "the line item was redated in the SIS": (
        lambda g: g.hand.redate(g.ref(RENAMED)),
        item(RENAMED, here=True),
    ),
    "the line item's maximum changed in the SIS": (
        lambda g: g.hand.rescale(g.ref(SCORED)),
        whole(SCORED, here=True),
    ),
    "the line item was deleted in the SIS": (
        lambda g: g.hand.delete(g.ref(SCORED)),
        whole(SCORED, here=True),
    ),
    "a line item of that name appeared": (
        lambda g: g.hand.copy(g.ref(SCORED), g.item(FRESH)),
        whole(FRESH, here=True),
    ),
    "the category was renamed in the SIS": (
        lambda g: g.hand.rename_category(str(g.item(FRESH).category)),
        # PowerSchool's categories are a teacher's, OneRoster's a class's.
        lambda b: b.hit(work=FRESH, here="4114" in b.section),
    ),
    "the class is gone": (lambda g: g.hand.close_class(g.class_ref()), section),
    "a setting of the class changed": (lambda g: g.put("undated=created"), section),
    "our links were let go of": (lambda g: g.let_go(), lambda b: set(b.keys)),
}

# What happens while the plan is being sent, before its first write, is seen by the look at that very item.
WHILE_IT_RUNS: Mapping[str, tuple[Drift, Hit]] = {
    "the score changed in the SIS": (
        lambda g: g.hand.score(g.ref(OTHER), g.pupil(OTHER), Decimal(1)),
        one(OTHER),
    ),
    **{
        kind: KINDS[kind]
        for kind in ("the line item was retitled in the SIS", "a line item of that name appeared")
    },
}


def takes_exactly_what_it_hits(g: Ground, drift: Drift, hit: Hit, *, late: bool = False) -> Before:
    """The law. `late`: it drifts while the plan is being sent."""
    before, writes = g.before_it_drifts(), dict(g.practice.school.writes)
    wanted = hit(before)
    assert wanted
    if late:
        g.before_the_first_write(drift)
    else:
        drift(g)

    _, kept = g.sync()

    how = ended(kept)
    assert {key for key, end in how.items() if end == DRIFTED} == wanted
    assert {how[key] for key in before.keys - wanted} <= {(State.IN_SIS, None)}
    after = g.practice.school.writes
    assert sum(after.values()) - sum(writes.values()) == len(before.keys - wanted)
    assert {after[key] - writes.get(key, 0) for key in after} <= {0, 1}
    return before


def is_planned_again(g: Ground, left: set[Key]) -> None:
    """The next plan tells of each score that was left out, wherever its student sits by now.

    Of work that takes part no longer it tells once, and of work that Canvas deleted not at all.
    """
    plan = g.planned_again()
    held = [change for hold in plan.holds for change in hold.changes]
    told = {key_of(change)[1:] for change in (*plan.changes, *held)}
    told |= {(r.subject.assignment or "", r.subject.student or "") for r in plan.standing}
    listed = {str(number) for number in g.practice.school.canvas.assignments}
    listed -= {f.subject.assignment or "" for f in plan.findings if f.subject.student is None}
    assert {key[1:] for key in left if key[1] in listed and key[2]} <= told


@pytest.mark.parametrize("sis", COURSES)
@pytest.mark.parametrize("kind", KINDS)
def test_between_plan_and_sync(sis: str, kind: str) -> None:
    drift, hit = KINDS[kind]
    g = ground(sis)
    before = takes_exactly_what_it_hits(g, drift, hit)
    is_planned_again(g, hit(before))


@pytest.mark.parametrize("sis", COURSES)
@pytest.mark.parametrize("kind", WHILE_IT_RUNS)
def test_while_it_runs(sis: str, kind: str) -> None:
    drift, hit = WHILE_IT_RUNS[kind]
    takes_exactly_what_it_hits(ground(sis), drift, hit, late=True)


@pytest.mark.parametrize("sis", COURSES)
def test_where_nothing_drifted_all_arrives(sis: str) -> None:
    g = ground(sis)
    before = g.before_it_drifts()
    _, kept = g.sync()
    assert ended(kept) == dict.fromkeys(before.keys, (State.IN_SIS, None))
    assert g.planned_again().changes == ()


# ---- planted faults ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["a score changed in Canvas", "the student left", "sync was turned off"])
def test_a_watch_that_does_not_compare_with_canvas_is_caught(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("passback.run.watch.drifted", lambda *_: frozenset())
    with pytest.raises(AssertionError):
        takes_exactly_what_it_hits(ground("oneroster"), *KINDS[kind])


def test_grounds_that_do_not_count_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("passback.run.drift.grounds", lambda *_: {})
    with pytest.raises(AssertionError):
        takes_exactly_what_it_hits(ground("oneroster"), *KINDS["a setting of the class changed"])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("same", "the score changed in the SIS"),
        ("candidates", "a line item of that name appeared"),
    ],
)
def test_a_look_before_the_write_that_is_blind_is_caught(
    name: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    blind = {"same": lambda *_: True, "candidates": lambda *_: ()}
    monkeypatch.setattr(f"passback.run.apply.{name}", blind[name])
    with pytest.raises(AssertionError):
        takes_exactly_what_it_hits(ground("oneroster"), *WHILE_IT_RUNS[kind], late=True)
