"""What fixes propose, from a small course bent in one place."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passback.core.capabilities import Ids
from passback.core.finding import Finding
from passback.core.gradebook import Category, Missing, Term, Unread
from passback.core.problem import Action, ActsOn, Problem, Safety, Severity, State
from passback.core.settings import Level, Setting
from passback.core.subject import Subject
from passback.sync.approval import Approval
from passback.sync.canvas_edit import edit, grades_that_change
from passback.sync.chosen import as_chosen
from passback.sync.fixes import FIXES, propose
from passback.sync.model import (
    Change,
    Plan,
    Snapshot,
)
from passback.sync.plan import plan
from passback.sync.proposal import Proposal, candidate, joined
from passback.sync.repair import kept_back, repaired

ITEM = Subject("7", "S1", "A1", None)


def finding_of(snapshot: Snapshot, problem: Problem, now: object) -> Finding:
    made = plan(snapshot, now)  # type: ignore[arg-type]
    seen = [*made.findings, *(h.why for h in made.holds), *(r.why for r in made.standing if r.why)]
    return next(finding for finding in seen if finding.problem is problem)


def one(snapshot: Snapshot, finding: Finding) -> Proposal:
    """The preferred cure."""
    return propose(snapshot, finding)[0]


def cured(small: SimpleNamespace, snapshot: Snapshot, problem: Problem, choose: str = "") -> Plan:
    """The plan of the fix of this problem, with the option chosen where there is one."""
    finding = finding_of(snapshot, problem, small.NOW)
    made = one(snapshot, finding)
    if made.options:
        chosen = next(option for option in made.options if option.ref == choose)
        made = replace(made, changes=chosen.changes, options=())
    wanted = kept_back(plan(snapshot, small.NOW), finding)
    assert wanted
    return repaired(snapshot, small.NOW, [made], wanted, "ada")


def sent(made: Plan) -> list[object]:
    return [c.after for c in made.changes if c.subject.student is not None]


# ---- each fix ------------------------------------------------------------------------------------


def test_one_near_name_is_proposed_and_safe(small: SimpleNamespace) -> None:
    bent = small.snapshot(
        groups=(small.group(name="Home-works (20%)"),), capabilities=small.caps(category_required=True)
    )
    made = one(bent, finding_of(bent, Problem.CATEGORY_NOT_FOUND, small.NOW))

    (change,) = made.changes
    assert isinstance(change.after, Setting)
    assert (change.after.level, change.after.target, change.after.value) == (Level.CLASS, "S1", "Homework")
    assert made.safety is Safety.SAFE
    assert sent(cured(small, bent, Problem.CATEGORY_NOT_FOUND)) == [small.score()]


def test_without_a_near_name_all_categories_are_to_choose_from_and_a_yes_is_asked(
    small: SimpleNamespace,
) -> None:
    two = (Category("cat1", "Homework", active=True), Category("cat3", "Exams", active=True))
    bent = small.snapshot(
        groups=(small.group(name="Projects"),),
        categories=two,
        capabilities=small.caps(category_required=True),
    )
    made = one(bent, finding_of(bent, Problem.CATEGORY_NOT_FOUND, small.NOW))

    assert made.changes == ()
    assert [option.ref for option in made.options] == ["Exams", "Homework"]
    assert made.safety is Safety.ASK
    item = next(c.after for c in cured(small, bent, Problem.CATEGORY_NOT_FOUND, "Exams").changes[1:])
    assert item.category == "cat3"  # type: ignore[union-attr]


def test_a_long_name_is_shortened_for_this_assignment_alone(small: SimpleNamespace) -> None:
    works = (small.assignment(name="A" * 60), small.assignment("A2", name="B" * 60))
    marks = (small.submission(), small.submission(of="A2"))
    bent = small.snapshot(assignments=works, submissions=marks, capabilities=small.caps(title_max=50))
    made = cured(small, bent, Problem.NAME_TOO_LONG)

    assert [c.after.title for c in made.changes if c.subject.student is None and not c.is_ours] == ["A" * 50]  # type: ignore[union-attr]
    assert [c.subject.assignment for c in made.changes if c.subject.student] == ["A1"]


def test_work_without_a_date_is_sent_with_the_chosen_one(small: SimpleNamespace) -> None:
    bent = small.snapshot(
        assignments=(small.assignment(due=None, due_required=False),),
        submissions=(small.submission(due=None),),
    )
    finding = finding_of(bent, Problem.DUE_DATE_MISSING, small.NOW)

    assert [option.ref for option in one(bent, finding).options] == ["last-day", "created"]
    assert one(bent, finding).safety is Safety.ASK
    item = cured(small, bent, Problem.DUE_DATE_MISSING, "last-day").changes[1].after
    assert item.due == date(2026, 12, 18)  # type: ignore[union-attr]


def test_a_date_outside_the_term_is_sent_as_a_day_inside_it(small: SimpleNamespace) -> None:
    term = (Term("T1", "Fall", date(2026, 10, 3), date(2026, 12, 18)),)
    bent = small.snapshot(terms=term, capabilities=small.caps(term_end_inclusive=True))
    finding = finding_of(bent, Problem.DUE_DATE_OUTSIDE_TERM, small.NOW)
    days = ["2026-10-03", "2026-10-05", "2026-12-18"]

    assert [option.ref for option in one(bent, finding).options] == days
    item = cured(small, bent, Problem.DUE_DATE_OUTSIDE_TERM, days[0]).changes[1].after
    assert item.due == date(2026, 10, 3)  # type: ignore[union-attr]


def test_a_student_whom_the_roster_lacks_waits_and_goes_the_day_the_sis_shows_him(
    small: SimpleNamespace,
) -> None:
    roster = tuple(small.pupil(str(n)) for n in range(2, 5))
    bent = small.snapshot(students=roster)
    held = cured(small, bent, Problem.STUDENT_NOT_IN_SECTION)

    (row,) = held.standing
    assert (row.state, row.why.severity) == (State.WAITING, Severity.INFORMS)  # type: ignore[union-attr]
    shown = as_chosen(small.snapshot(), held.changes)
    assert sent(plan(shown, small.NOW)) == [small.score()]


def test_what_the_sis_does_not_know_is_left_out_only_until_it_does(small: SimpleNamespace) -> None:
    for bent, problem in (
        (small.snapshot(sections=(small.section(sis_id=None),)), Problem.SECTION_WITHOUT_SIS_ID),
        (small.snapshot(gradebooks={"S1": Missing("C1", ())}), Problem.SECTION_ID_NOT_IN_SIS),
        (
            small.snapshot(enrollments=(small.enrollment(sis_id=None),)),
            Problem.STUDENT_WITHOUT_SIS_ID,
        ),
    ):
        made = one(bent, finding_of(bent, problem, small.NOW))
        left = cured(small, bent, problem)

        assert made.given_up == 1
        assert [(r.state, r.why.severity) for r in left.standing if r.why] == [
            (State.NOT_SENT, Severity.INFORMS)
        ]
        assert sent(plan(as_chosen(small.snapshot(), left.changes), small.NOW)) == [small.score()]


def test_an_exemption_that_the_sis_does_not_take_is_held_and_never_a_number(small: SimpleNamespace) -> None:
    marks = (small.submission(score=None, excused=True), small.submission("2"))
    bent = small.snapshot(submissions=marks)
    finding = Finding(Problem.SCORE_EXCUSED, Severity.BLOCKS, replace(ITEM, student="1"), {})
    after = plan(as_chosen(bent, one(bent, finding).changes), small.NOW)

    assert sent(after) == [small.score("2")]
    assert [(r.state, r.subject.student) for r in after.standing] == [(State.WAITING, "1")]


def test_a_score_above_the_most_is_capped_with_the_yes_that_was_shown_and_no_other(
    small: SimpleNamespace,
) -> None:
    marks = (small.submission(score="12"), small.submission("2"))
    bent = small.snapshot(submissions=marks, capabilities=small.caps(extra_credit=False))
    made = cured(small, bent, Problem.SCORE_ABOVE_MAXIMUM)

    assert sent(made) == [small.score(mark="10")]
    later = as_chosen(bent, made.changes)
    curve = replace(
        later.course, submissions=(small.submission(score="13"), small.submission("2", score="11"))
    )
    (hold,) = plan(replace(later, course=curve), small.NOW).holds
    assert hold.why.facts["state"] == "capped"


def test_of_several_line_items_the_chosen_one_is_adopted(small: SimpleNamespace) -> None:
    bent = small.snapshot(
        line_items=(small.item("L1"), small.item("L2")), scores={"L2": (small.score(mark="3"),)}
    )
    made = cured(small, bent, Problem.SEVERAL_MATCHES, "L2")

    assert [(c.before.mark, c.after.mark) for c in made.changes if c.subject.student] == [  # type: ignore[union-attr]
        (Decimal(3), Decimal("8.5"))
    ]
    assert plan(bent, small.NOW).changes == ()


def test_a_link_to_another_class_is_given_up_and_the_work_placed_anew(small: SimpleNamespace) -> None:
    bent = small.snapshot(links=(small.link(class_ref="c9"),))
    made = cured(small, bent, Problem.LINK_BROKEN)

    assert [(c.before, c.after) for c in made.changes][:1] == [(small.link(class_ref="c9"), None)]
    assert sent(made) == [small.score()]


@pytest.mark.parametrize("ids", ["client", "server"])
def test_a_deleted_line_item_is_made_anew_under_an_id_of_its_own(small: SimpleNamespace, ids: str) -> None:
    bent = small.snapshot(links=(small.link(),), capabilities=small.caps(line_item_ids=Ids(ids)))
    made = cured(small, bent, Problem.LINE_ITEM_DELETED)
    fresh = small.snapshot(capabilities=small.caps(line_item_ids=Ids(ids)))
    first = next(c.after for c in plan(fresh, small.NOW).changes)
    again = next(c.after for c in made.changes if not c.is_ours and c.subject.student is None)

    assert sent(made) == [small.score()]
    assert (first.ref == again.ref) is (ids == "server")  # type: ignore[union-attr]


def test_an_edit_in_the_sis_is_overwritten_once_and_a_later_one_is_not(small: SimpleNamespace) -> None:
    bent = small.linked({"1": "8.5"}, {"1": "4"})
    made = cured(small, bent, Problem.EDITED_IN_SIS)
    assert [(c.before.mark, c.after.mark) for c in made.changes if c.subject.student] == [  # type: ignore[union-attr]
        (Decimal(4), Decimal("8.5"))
    ]
    yes = [c for c in made.changes if isinstance(c.after, Approval)]
    later = as_chosen(small.linked({"1": "8.5"}, {"1": "5"}), yes)
    assert [r.state for r in plan(later, small.NOW).standing] == [State.DIFFERS]


def by(snapshot: Snapshot, finding: Finding, action: Action) -> Proposal:
    return next(made for made in propose(snapshot, finding) if made.action is action)


def test_points_are_rounded_in_canvas_and_the_grades_that_change_are_counted(small: SimpleNamespace) -> None:
    works = (small.assignment(points=Decimal("9.5")), small.assignment("A2"))
    marks = (small.submission(), small.submission("2", of="A2"))
    bent = small.snapshot(assignments=works, submissions=marks, capabilities=small.caps(points_whole=True))
    made = by(bent, finding_of(bent, Problem.POINTS_NOT_WHOLE, small.NOW), Action.SET_POINTS)

    assert [(c.edits, c.after.points) for c in made.changes] == [(("points",), Decimal(10))]  # type: ignore[union-attr]
    assert (made.acts_on, made.safety, made.grades) == (ActsOn.CANVAS, Safety.ASK, 1)


@pytest.mark.parametrize(("weight", "changes"), [(None, 0), (Decimal(50), 1)])
def test_moving_work_between_groups_changes_the_grades_that_their_weights_make(
    small: SimpleNamespace, weight: Decimal | None, changes: int
) -> None:
    groups = (small.group(weight=weight), small.group("G2", "Labs", weight=weight))
    works = (small.assignment(), small.assignment("A2"), small.assignment("A3", group="G2"))
    # Student 1 does better on the one assignment; student 2 has no score on it, so nothing of his moves.
    marks = [small.submission("1", of, score) for of, score in (("A1", "9"), ("A2", "5"), ("A3", "4"))]
    marks += [small.submission("2", of, score) for of, score in (("A2", "7"), ("A3", "3"))]
    bent = small.snapshot(groups=groups, assignments=works, submissions=tuple(marks))
    moved = edit(bent, works[0], Problem.CATEGORY_NOT_FOUND, group="G2")

    assert grades_that_change(bent.course, [moved]) == changes


def test_groups_of_one_name_are_merged_by_moving_the_work_of_the_later_ones(small: SimpleNamespace) -> None:
    groups = (small.group(), small.group("G2", " Homework"))
    works = (small.assignment(), small.assignment("A2", group="G2"))
    bent = small.snapshot(groups=groups, assignments=works, submissions=(small.submission(of="A2"),))
    finding = finding_of(bent, Problem.DUPLICATE_ASSIGNMENT_GROUPS, small.NOW)
    (change,) = by(bent, finding, Action.MERGE_GROUPS).changes

    assert (change.subject.assignment, change.after.group) == ("A2", "G1")  # type: ignore[union-attr]
    after = plan(as_chosen(bent, [change]), small.NOW)
    assert finding not in after.findings


def test_work_that_is_only_for_overrides_gets_no_date_for_everyone(small: SimpleNamespace) -> None:
    term = (Term("T1", "Fall", date(2026, 10, 3), date(2026, 12, 18)),)
    for only in (False, True):
        bent = small.snapshot(terms=term, assignments=(small.assignment(only_overrides=only),))
        finding = Finding(Problem.DUE_DATE_OUTSIDE_TERM, Severity.BLOCKS, ITEM, {})
        made = [p for p in propose(bent, finding) if p.action is Action.SET_DUE_DATE]
        assert len(made) == (0 if only else 1)


# ---- laws ----------------------------------------------------------------------------------------

PARTS = st.sampled_from([None, "S1", "S9", "A1", "A9", "1", "9", ""])
TEXTS = st.dictionaries(st.sampled_from(["result", "state", "category", "value"]), st.text(max_size=12))


UNREAD = Unread("down", Problem.SIS_UNREACHABLE)
FINDINGS = st.builds(
    Finding,
    st.sampled_from(Problem),
    st.sampled_from(Severity),
    st.builds(Subject, st.just("7"), PARTS, PARTS, PARTS),
    TEXTS,
)
# As read, and with one part after the other not read or not there.
WAYS: tuple[dict[str, object], ...] = (
    {},
    *({part: UNREAD} for part in ("sections", "groups", "assignments", "submissions")),
    *({part: UNREAD} for part in ("terms", "categories", "students", "line_items")),
    {"gradebooks": {"S1": UNREAD}},
    {"gradebooks": {"S1": Missing("C1", ())}},
    {"zone": "Nowhere/At_All"},
    {"terms": (), "categories": ()},
)


@given(finding=FINDINGS, way=st.sampled_from(WAYS))
def test_no_fix_raises_whatever_the_finding_and_however_little_was_read(
    small: SimpleNamespace, finding: Finding, way: dict[str, object]
) -> None:
    given_ = {"capabilities": small.caps(title_max=20, extra_credit=False), **way}
    snapshot = small.snapshot(links=(small.link(),), **given_)
    order = list(Safety)
    for fix in FIXES:
        for made in fix.propose(snapshot, finding):
            assert made.action is fix.ACTION
            assert order.index(made.safety) >= order.index(fix.SAFETY)
            assert not (made.changes and made.options)
            assert all(change.is_ours or change.edits for change in made.changes)
            assert made.acts_on is fix.ACTS_ON
            plan(snapshot, small.NOW, made.changes)


def test_what_is_left_out_of_a_repair_is_neither_sent_nor_chosen(small: SimpleNamespace) -> None:
    works = (small.assignment(name="A" * 60), small.assignment("A2", name="B" * 60))
    marks = (small.submission(), small.submission(of="A2"))
    bent = small.snapshot(assignments=works, submissions=marks, capabilities=small.caps(title_max=50))
    made = cured(small, bent, Problem.NAME_TOO_LONG)

    kept = as_chosen(bent, [c for c in made.changes if c.is_ours])
    assert {t.target for t in kept.settings} == {"S1/A1"}


def test_findings_that_one_change_cures_are_one_item(small: SimpleNamespace) -> None:
    marks = (small.submission(score="12"), small.submission("2", score="11"))
    bent = small.snapshot(submissions=marks, capabilities=small.caps(extra_credit=False))
    found = [f for f in plan(bent, small.NOW).findings if f.problem is Problem.SCORE_ABOVE_MAXIMUM]
    made = joined(each for finding in found for each in propose(bent, finding))

    assert [len(each.findings) for each in made] == [2]


def test_putting_a_choice_in_place_and_taking_it_back_is_identity(small: SimpleNamespace) -> None:
    bent = small.linked({"1": "8.5"}, {"1": "4"})
    setting = Setting(Level.ASSIGNMENT, "S1/A1", "due", "2026-10-03", "ada", small.NOW)
    for change in (
        Change(ITEM, None, setting, None, Safety.SAFE),
        *one(bent, finding_of(bent, Problem.EDITED_IN_SIS, small.NOW)).changes,
    ):
        there = as_chosen(bent, [change])
        assert there != bent
        assert as_chosen(there, [change]) == there
        assert as_chosen(there, [change.inverse()]) == bent


# ---- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "names", "found"),
    [
        ("homework", ["Homework", "Labs"], "Homework"),
        ("Home-work 20 %", ["Home works", "Labs"], "Home works"),
        ("Homwork", ["Homework", "Labs"], "Homework"),
        ("Test", ["Tests", "Quizzes"], "Tests"),
        ("Unit 1", ["Unit 2", "Labs"], None),
        ("Labs", ["Tabs", "Lab"], "Lab"),
        ("Quiz", ["Quip", "Quit"], None),
        ("Projects", ["Homework"], None),
        ("HW", ["CW"], None),
        ("", ["Homework"], None),
        ("...", ["---"], None),
    ],
)
def test_a_candidate_is_what_a_person_would_take_it_for(
    wanted: str, names: list[str], found: str | None
) -> None:
    assert candidate(wanted, names) == found


@given(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=6))
def test_a_candidate_does_not_depend_on_the_order_of_the_list(wanted: str, names: list[str]) -> None:
    assert candidate(wanted, names) == candidate(wanted, names[::-1])
