"""Laws of every plan, over courses and gradebooks that nobody thought of."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from passback.core.capabilities import Exempt, Ids
from passback.core.finding import SLOTS, Finding
from passback.core.gradebook import Excused, Gradebook, LineItem, Missing, Score, Unread
from passback.core.problem import Problem, State
from passback.sync.carry import same
from passback.sync.model import Change, Link, Plan, Silencing, Snapshot
from passback.sync.states import considered

LOST = Unread("HTTP 500", Problem.SIS_INTERNAL_ERROR)
STUDENTS = [str(n) for n in range(1, 5)]
SECTIONS = ["S1", "S2"]
ASSIGNMENTS = ["A1", "A2"]
MARKS = [None, "0", "8", "8.5", "3.333", "12", "-1"]

laws = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
may = st.sampled_from([None, True, False])
rarely = st.sampled_from([False] * 7 + [True])


@st.composite
def snapshots(draw: st.DrawFn, small: SimpleNamespace, *, whole: bool = False) -> Snapshot:
    """A small course with a gradebook in any state. `whole`: every part was read."""
    return small.snapshot(
        **_course(draw, small, whole=whole),
        **_sis(draw, small, whole=whole),
        capabilities=_caps(draw, small),
        hidden=draw(st.sampled_from(["hold", "send"])),
        edited=draw(st.sampled_from(["ask", "canvas", "sis"])),
        undated=draw(st.sampled_from(["hold", "last-day", "created"])),
        hold_least=draw(st.sampled_from([1, 2, 5])),
        comments=draw(st.booleans()),
        above=draw(st.sampled_from(["hold", "cap"])),
        made=draw(st.sampled_from(["first-score", "published"])),
        joins=not draw(rarely),
        zone=draw(st.sampled_from(["", "Asia/Tokyo"])),
    )


def _or_lost(draw: st.DrawFn, part: object, *, whole: bool) -> object:
    return LOST if not whole and draw(rarely) else part


def _caps(draw: st.DrawFn, small: SimpleNamespace) -> object:
    return small.caps(
        line_item_ids=draw(st.sampled_from(list(Ids))),
        decimals=draw(st.sampled_from([None, 0, 2])),
        exempt=draw(st.sampled_from([None, *Exempt])),
        late=draw(may),
        comment_max=draw(st.sampled_from([None, 5])),
        clear=draw(may),
        extra_credit=draw(may),
        score_factor_max=draw(st.sampled_from([None, Decimal(2)])),
        category_required=draw(may),
    )


def _course(draw: st.DrawFn, small: SimpleNamespace, *, whole: bool) -> dict:
    states = st.sampled_from(["active", "active", "active", "inactive"])
    pairs = [(s, k) for s in STUDENTS for k in SECTIONS if draw(st.booleans())]
    enrollments = tuple(
        small.enrollment(
            s, k, state=draw(states), test=draw(rarely), sis_id=None if draw(rarely) else f"N{s}"
        )
        for s, k in pairs
    )
    dues = st.sampled_from([None, datetime(2026, 10, 2, 4, 59, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC)])
    assignments = tuple(
        small.assignment(
            a,
            due=draw(dues),
            points=draw(st.sampled_from([Decimal(10), Decimal(10), Decimal(0), None])),
            group=draw(st.sampled_from(["G1", "G1", "G1", "G0"])),
            post_to_sis=not draw(rarely),
            overrides=_or_lost(draw, (small.override(due=draw(dues)),) if draw(rarely) else (), whole=whole),
        )
        for a in ASSIGNMENTS
    )
    submissions = tuple(_submission(draw, small, s, a) for s in STUDENTS for a in ASSIGNMENTS)
    return {
        "sections": _or_lost(
            draw,
            (small.section("S1"), small.section("S2", draw(st.sampled_from(["C2", "C2", None])))),
            whole=whole,
        ),
        "enrollments": _or_lost(draw, enrollments, whole=whole),
        "assignments": _or_lost(draw, assignments, whole=whole),
        "submissions": _or_lost(draw, submissions, whole=whole),
    }


def _submission(draw: st.DrawFn, small: SimpleNamespace, student: str, of: str) -> object:
    moment = datetime(2026, 10, 3, tzinfo=UTC)
    return small.submission(
        student,
        of,
        draw(st.sampled_from(MARKS)),
        excused=draw(rarely),
        missing=draw(st.booleans()),
        late=draw(st.booleans()),
        posted=None if draw(rarely) else moment,
        state=draw(st.sampled_from(["graded", "graded", "pending_review"])),
        comment=draw(st.sampled_from(["", "see me"])),
        due=draw(st.sampled_from([None, moment])),
    )


def _sis(draw: st.DrawFn, small: SimpleNamespace, *, whole: bool) -> dict:
    books: dict[str, object] = {}
    links: list[Link] = []
    sent: dict[str, tuple[Score, ...]] = {}
    for section, class_ref in zip(SECTIONS, ["c1", "c2"], strict=True):
        listed: list[LineItem] = []
        scores: dict[str, object] = {}
        for of in ASSIGNMENTS:
            ref = f"{class_ref}-{of}"
            kind = draw(st.sampled_from(["nothing", "nothing", "linked", "linked", "typed", "deleted"]))
            if kind != "nothing":
                scores[ref] = _or_lost(draw, _scores(draw, small), whole=whole)
            if kind in {"linked", "deleted"}:
                links.append(Link("7", section, of, class_ref, ref, 1))
                sent[ref] = _scores(draw, small)
            if kind in {"linked", "typed"}:
                maximum = Decimal(draw(st.sampled_from([10, 10, 100])))
                listed.append(small.item(ref, title=f"Essay {of}", maximum=maximum))
        book = small.book(
            class_ref,
            line_items=_or_lost(draw, tuple(listed), whole=whole),
            scores=scores,
            students=_or_lost(draw, tuple(small.pupil(s) for s in STUDENTS if not draw(rarely)), whole=whole),
            categories=_or_lost(draw, small.book().categories, whole=whole),
            terms=_or_lost(draw, small.book().terms, whole=whole),
        )
        books[section] = book
        if not whole and draw(rarely):
            books[section] = draw(st.sampled_from([LOST, Missing("C", ())]))
    return {"gradebooks": books, "links": tuple(links), "sent": sent}


def _scores(draw: st.DrawFn, small: SimpleNamespace) -> tuple[Score, ...]:
    marks = {
        s: draw(st.sampled_from([*MARKS, Excused.EXCUSED, "B"])) for s in STUDENTS if draw(st.booleans())
    }
    return tuple(
        small.score(s, m, late=draw(st.booleans()), comment=draw(st.sampled_from(["", "old"])))
        for s, m in marks.items()
    )


def all_changes(made: Plan) -> list[Change]:
    return [*made.changes, *(change for hold in made.holds for change in hold.changes)]


def all_findings(made: Plan) -> list[Finding]:
    whys = [row.why for row in made.standing if row.why]
    return [*made.findings, *whys, *(hold.why for hold in made.holds)]


@laws
@given(st.data())
def test_applying_a_plan_and_planning_again_changes_nothing(
    small: SimpleNamespace, data: st.DataObject
) -> None:
    before = data.draw(snapshots(small, whole=True))
    made = small.plan(before, small.NOW)

    again = small.plan(small.applied(before, made), small.NOW)

    assert again.changes == ()


@laws
@given(st.data())
def test_what_was_applied_is_then_already_there(small: SimpleNamespace, data: st.DataObject) -> None:
    before = data.draw(snapshots(small, whole=True))
    made = small.plan(before, small.NOW)
    arrived = {
        c.subject for c in made.changes if c.subject.student is not None and isinstance(c.after, Score)
    }

    again = small.plan(small.applied(before, made), small.NOW)
    states = {row.subject: row.state for row in again.standing}

    assert {states[subject] for subject in arrived} <= {State.ALREADY_THERE}


@laws
@given(st.data())
def test_applying_a_change_and_its_inverse_is_identity(small: SimpleNamespace, data: st.DataObject) -> None:
    before = data.draw(snapshots(small, whole=True))
    made = small.plan(before, small.NOW)
    forth = small.applied(before, made)
    scores = [c for c in made.changes if c.subject.student is not None]

    back = small.applied(forth, replace(made, changes=tuple(c.inverse() for c in scores)))

    for change in scores:
        s = change.subject
        ref = next(k.ref for k in forth.links if (k.section, k.assignment) == (s.section, s.assignment))
        student = (change.after or change.before).student
        held = [row for row in back.gradebooks[s.section].scores[ref] if row.student == student]
        assert held == ([change.before] if change.before is not None else [])


@laws
@given(st.data())
def test_every_considered_score_is_in_exactly_one_state(small: SimpleNamespace, data: st.DataObject) -> None:
    made = small.plan(data.draw(snapshots(small)), small.NOW)

    counted = Counter(considered(made))

    assert set(counted.values()) <= {1}
    keys = [change.key for change in all_changes(made)]
    assert len(set(keys)) == len(keys)


@laws
@given(st.data())
def test_no_score_with_a_mark_is_lost_from_sight(small: SimpleNamespace, data: st.DataObject) -> None:
    before = data.draw(snapshots(small))
    course = before.course
    if isinstance(course.submissions, Unread) or isinstance(course.assignments, Unread):
        return
    if isinstance(course.sections, Unread) or isinstance(course.enrollments, Unread):
        return
    taking = {a.id for a in course.assignments if a.post_to_sis}
    marked = {
        (s.assignment, s.student)
        for s in course.submissions
        if s.assignment in taking and (s.excused or s.score is not None)
    }

    seen = {(s.assignment, s.student) for s in considered(small.plan(before, small.NOW))}

    assert marked <= seen


@laws
@given(st.data())
def test_no_plan_names_a_student_and_no_finding_has_another_slot(
    small: SimpleNamespace, data: st.DataObject
) -> None:
    made = small.plan(data.draw(snapshots(small)), small.NOW)

    assert small.NAME not in str(made.to_dict())
    assert all(set(finding.facts) <= SLOTS for finding in all_findings(made))
    assert all("see me" not in str(finding.facts) for finding in all_findings(made))


@laws
@given(st.data())
def test_a_plan_is_read_back_as_it_was_written(small: SimpleNamespace, data: st.DataObject) -> None:
    made = small.plan(data.draw(snapshots(small)), small.NOW)

    assert Plan.from_dict(made.to_dict()) == made
    assert made.is_whole()


@laws
@given(st.data())
def test_nothing_without_a_number_is_sent_as_a_number(small: SimpleNamespace, data: st.DataObject) -> None:
    before = data.draw(snapshots(small))
    made = small.plan(before, small.NOW)
    if isinstance(before.course.submissions, Unread):
        return
    rows = {(s.assignment, s.student): s for s in before.course.submissions}

    for change in all_changes(made):
        row = rows.get((change.subject.assignment, change.subject.student))
        if row is not None and isinstance(change.after, Score) and isinstance(change.after.mark, Decimal):
            assert row.score is not None
            assert not row.excused
            # On consent an SIS gets no more than it takes; else it is the score, rounded at most.
            capped = change.why is Problem.SCORE_ABOVE_MAXIMUM and change.after.mark < row.score
            assert capped or abs(change.after.mark - row.score) <= Decimal("0.5")


@laws
@given(st.data())
def test_nothing_is_made_or_called_deleted_on_the_strength_of_an_unread_part(
    small: SimpleNamespace, data: st.DataObject
) -> None:
    before = data.draw(snapshots(small))
    made = small.plan(before, small.NOW)

    for change in all_changes(made):
        book = before.gradebooks[change.subject.section]
        assert isinstance(book, Gradebook)
        assert not isinstance(book.students, Unread)
        if change.subject.student is None:
            assert not isinstance(book.line_items, Unread)
        if isinstance(change.after, LineItem) and change.before is None:
            assert not isinstance(book.categories, Unread)
    for row in made.standing:
        if row.why and row.why.problem is Problem.LINE_ITEM_DELETED:
            assert not isinstance(before.gradebooks[row.subject.section].line_items, Unread)


@laws
@given(st.data())
def test_what_differs_in_the_sis_is_overwritten_only_by_consent_or_policy(
    small: SimpleNamespace, data: st.DataObject
) -> None:
    before = data.draw(snapshots(small))
    refs = {(k.section, k.assignment): k.ref for k in before.links}

    for change in small.plan(before, small.NOW).changes:
        ref = refs.get((change.subject.section, change.subject.assignment))
        if not isinstance(change.before, Score) or before.policy.edited == "canvas":
            continue
        last = [s for s in before.sent.get(ref or "", ()) if s.student == change.before.student]
        assert last
        ours = replace(change.before, comment=last[0].comment)
        assert same(ours, last[0], before.capabilities)


@st.composite
def blocked_by_checks(draw: st.DrawFn, small: SimpleNamespace) -> Snapshot:
    """A clean class of which only a check keeps anything back: by its category, or its score."""
    return small.snapshot(
        submissions=(small.submission(score=draw(st.sampled_from(["8", "12", "-1"]))),),
        category_map={"Homework": draw(st.sampled_from(["Homework", "Nowhere"]))},
        capabilities=small.caps(extra_credit=draw(st.booleans())),
    )


@laws
@given(st.data())
def test_silencing_never_changes_what_is_sent_held_or_kept_back(
    small: SimpleNamespace, data: st.DataObject
) -> None:
    snapshot = data.draw(st.one_of(snapshots(small), blocked_by_checks(small)))
    problems = data.draw(st.one_of(st.just(list(Problem)), st.lists(st.sampled_from(Problem), unique=True)))
    word = Silencing("nobody minds", "ada", small.NOW)
    silenced = {problem.value: word for problem in problems}

    plain = small.plan(snapshot, small.NOW)
    silent = small.plan(replace(snapshot, policy=replace(snapshot.policy, silenced=silenced)), small.NOW)

    assert replace(silent, id="", silenced={}) == replace(plain, id="")
    assert silent.is_whole()
    for why in [*silent.findings, *(row.why for row in silent.standing if row.why is not None)]:
        assert (silent.silence(why) is not None) == (why.problem in problems)
