"""Each score on both sides: where it stands, how, and whether on purpose. Canvas says 8.5 of student 1."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passback.core.gradebook import Category, Excused, Missing, Unread
from passback.core.problem import Problem
from passback.core.subject import Subject
from passback.sync.model import Snapshot
from passback.sync.reconcile import scores as scores_module
from passback.sync.reconcile.course import reconcile
from passback.sync.reconcile.model import Agreement, ReconciledCourse, counted, told_once
from passback.sync.reconcile.scores import REFUSED, LastSeen

LOST = Unread("HTTP 500", Problem.SIS_INTERNAL_ERROR)
SCORE = Subject("7", "S1", "A1", "1")
NOW = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)


def both(snapshot: Snapshot, seen: dict[Subject, LastSeen] | None = None) -> ReconciledCourse:
    return reconcile(snapshot, NOW, seen or {})


def words(snapshot: Snapshot, seen: dict[Subject, LastSeen] | None = None) -> list[str]:
    """Every row: the student, where it stands, how, and `on purpose`; with the reason."""
    said = []
    for row in both(snapshot, seen).scores:
        who = row.subject.student or row.student
        purpose = " on purpose" if row.expected and row.agreement is not Agreement.EQUAL else ""
        why = f": {row.why.problem}" if row.why else ""
        said.append(f"{who} {row.agreement}{f' {row.how}' if row.how else ''}{purpose}{why}")
    return said


TABLE = [
    # last sent, held in the SIS, what is said
    ("8.5", "8.5", "1 equal"),
    (None, "8.5", "1 equal"),
    ("8.5", "9", "1 differs rounded: value-changed-by-sis"),
    ("8.5", "8", "1 differs rounded: value-changed-by-sis"),
    ("8.5", "4", "1 differs edited: edited-in-sis"),
    ("4", "4", "1 differs newer"),
    ("8", "8", "1 differs newer"),
    ("7", "4", "1 differs edited: held-for-a-person"),
    ("6.5", "7", "1 differs rounded: held-for-a-person"),
    (None, "4", "1 differs other: held-for-a-person"),
    ("8.5", None, "1 only-canvas dropped: edited-in-sis"),
    (None, None, "1 only-canvas not-sent"),
    (None, LOST, "1 cannot-tell unread: sis-internal-error"),
    ("8.5", LOST, "1 cannot-tell unread: sis-internal-error"),
]


@pytest.mark.parametrize(("last", "held", "said"), TABLE)
def test_the_table(small: SimpleNamespace, last: str | None, held: object, said: str) -> None:
    sent = {"1": last} if last else {}
    made = small.linked(sent, {"1": held} if isinstance(held, str) else {})
    if isinstance(held, Unread):
        made = replace(made, gradebooks={"S1": replace(made.gradebooks["S1"], scores={"L1": held})})
    assert words(made) == [said]


def test_a_score_at_the_maximum_was_capped(small: SimpleNamespace) -> None:
    more = {"submissions": (small.submission(score="11"),)}

    assert words(small.linked({"1": "11"}, {"1": "10"}, **more)) == ["1 differs capped: value-changed-by-sis"]


def test_equality_is_judged_at_the_precision_of_the_sis(small: SimpleNamespace) -> None:
    more = {"submissions": (small.submission(score="8.3333"),), "capabilities": small.caps(decimals=2)}

    assert words(small.linked({}, {"1": "8.33"}, **more)) == ["1 equal"]
    assert words(small.linked({}, {"1": "8.3"}, **more)) != ["1 equal"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"posted": None}, "1 only-canvas not-sent on purpose: score-hidden"),
        ({"state": "pending_review"}, "1 only-canvas not-sent on purpose: needs-grading"),
        ({"excused": True, "score": None}, "1 only-canvas not-sent on purpose: score-excused"),
    ],
)
def test_what_is_held_back_is_not_expected_there_and_says_why(
    small: SimpleNamespace, change: dict[str, object], said: str
) -> None:
    made = small.linked(
        {}, {}, submissions=(small.submission(**change),), capabilities=small.caps(exempt=None)
    )

    assert words(made) == [said]
    assert both(made).settled


def test_what_is_held_back_and_there_all_the_same_is_equal_or_differs(small: SimpleNamespace) -> None:
    hidden = {"submissions": (small.submission(posted=None),)}

    assert words(small.linked({"1": "8.5"}, {"1": "8.5"}, **hidden)) == ["1 equal"]
    assert words(small.linked({"1": "7"}, {"1": "7"}, **hidden)) == [
        "1 differs newer on purpose: score-hidden"
    ]


def test_an_excused_student_is_equal_with_the_flag_and_never_with_a_number(small: SimpleNamespace) -> None:
    more = {"submissions": (small.submission(excused=True, score=None),)}

    assert words(small.linked({}, {"1": Excused.EXCUSED}, **more)) == ["1 equal"]
    assert words(small.linked({}, {"1": "0"}, **more))[0].startswith("1 differs")


def test_what_a_check_would_stop_is_missing_and_says_why(small: SimpleNamespace) -> None:
    made = small.snapshot(categories=(Category("cat9", "Projects", active=True),))

    assert words(made) == ["1 only-canvas not-sent: category-not-found"]
    assert not both(made).settled


def test_what_the_sis_refused_last_is_said(small: SimpleNamespace) -> None:
    assert words(small.linked({}, {}), {SCORE: LastSeen(None, REFUSED)}) == ["1 only-canvas refused"]


def test_what_was_dropped_is_not_called_an_edit(small: SimpleNamespace) -> None:
    """An update that was taken and not kept: the old score stands, as it was read back then."""
    made = small.linked({"1": "8.5"}, {"1": "4"})
    seen = {SCORE: LastSeen(small.score("1", "4"), "dropped")}

    assert words(made, seen)[0].startswith("1 differs dropped")
    assert words(made)[0].startswith("1 differs edited")
    assert words(small.linked({"1": "8.5"}, {"1": "5"}), seen)[0].startswith("1 differs edited")


# ---- only in the SIS -----------------------------------------------------------------------------


def test_a_score_that_canvas_does_not_have_is_only_in_the_sis(small: SimpleNamespace) -> None:
    assert words(small.linked({}, {"1": "8.5", "2": "7"})) == ["1 equal", "2 only-sis no-score"]


def test_a_student_who_is_not_in_the_section_is_named_by_the_id_of_the_sis(small: SimpleNamespace) -> None:
    assert words(small.linked({}, {"1": "8.5", "9": "7"})) == ["r9 only-sis not-in-section", "1 equal"]


def test_a_score_that_was_sent_and_cleared_in_canvas_is_only_in_the_sis(small: SimpleNamespace) -> None:
    made = small.linked({"1": "8.5"}, {"1": "8.5"}, submissions=(small.submission(score=None),))

    assert words(made) == ["1 only-sis no-score"]
    gone = small.linked({"1": "8.5"}, {}, submissions=(small.submission(score=None),))
    assert words(gone) == ["1 equal"]


def test_work_of_the_sis_s_own_is_counted_and_is_no_fault(small: SimpleNamespace) -> None:
    made = small.linked({"1": "8.5"}, {"1": "8.5"})
    own = small.item("L9", title="Participation")
    where = made.gradebooks["S1"]
    more = replace(
        where,
        line_items=(*where.line_items, own),
        scores={**where.scores, "L9": (small.score("1", "5"),)},
    )
    done = both(replace(made, gradebooks={"S1": more}))

    assert [row.how for row in done.scores] == ["not-from-canvas", None]
    assert [(i.title, i.agreement, i.linked) for i in done.items] == [
        ("Essay A1", Agreement.EQUAL, True),
        ("Participation", Agreement.ONLY_SIS, False),
    ]
    assert done.settled


def test_what_is_not_synced_any_more_stays_and_is_no_fault(small: SimpleNamespace) -> None:
    made = small.linked({"1": "8.5"}, {"1": "8.5"}, assignments=(small.assignment(post_to_sis=False),))

    assert words(made) == ["1 only-sis not-synced on purpose"]


def test_who_left_keeps_what_was_sent_and_is_told_of_once(small: SimpleNamespace) -> None:
    gone = (small.enrollment("1", state="inactive"), small.enrollment("2"))

    made = small.linked({"1": "8.5"}, {"1": "8.5"}, enrollments=gone)
    assert words(made) == ["1 equal"]
    made = small.linked({"1": "8"}, {"1": "8"}, enrollments=gone)
    assert words(made) == ["1 differs newer on purpose: left-section"]


# ---- cannot tell ---------------------------------------------------------------------------------


def test_several_rows_of_one_student_are_told_as_that(small: SimpleNamespace) -> None:
    made = small.linked({}, {"1": "8.5"})
    twice = replace(made.gradebooks["S1"], scores={"L1": (small.score("1", "8.5"), small.score("1", "4"))})

    assert words(replace(made, gradebooks={"S1": twice})) == ["1 cannot-tell several: several-matches"]


def test_without_an_id_nothing_can_be_told(small: SimpleNamespace) -> None:
    nameless = small.linked({}, {}, sections=(small.section(sis_id=None),))
    assert words(nameless) == ["1 cannot-tell no-id: section-without-sis-id"]
    unknown = replace(small.snapshot(), gradebooks={"S1": Missing("C1", ())})
    assert words(unknown) == ["1 cannot-tell no-id: section-id-not-in-sis"]


def test_of_two_line_items_that_could_be_it_none_is_taken(small: SimpleNamespace) -> None:
    made = small.snapshot(
        line_items=(small.item("L1"), small.item("L2")), scores={"L1": (small.score("1", "8.5"),)}
    )

    assert words(made)[-1] == "1 cannot-tell several: several-matches"


@pytest.mark.parametrize("part", ["enrollments", "assignments", "submissions", "sections"])
def test_a_part_of_canvas_that_was_not_read_settles_nothing(small: SimpleNamespace, part: str) -> None:
    done = both(small.linked({}, {}, **{part: LOST}))

    assert [finding.problem for finding in done.unread][:1] == [Problem.SIS_INTERNAL_ERROR]
    assert not done.settled


def test_an_unread_class_settles_nothing_and_is_no_empty_one(small: SimpleNamespace) -> None:
    made = replace(small.linked({}, {}), gradebooks={"S1": LOST})

    assert words(made) == ["1 cannot-tell unread: sis-internal-error"]
    assert not both(made).settled
    empty = replace(small.snapshot(submissions=()), gradebooks={"S1": LOST})
    assert not both(empty).settled


# ---- line items ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({"title": "Essay"}, ["title cut"]),
        ({"title": "Another essay"}, ["title None"]),
        ({"due": date(2026, 10, 2)}, ["due a-day-off"]),
        ({"due": date(2026, 10, 9)}, ["due None"]),
        ({"maximum": Decimal(20)}, ["maximum None"]),
        ({"title": "Essay", "due": date(2026, 9, 30)}, ["title cut", "due a-day-off"]),
    ],
)
def test_every_field_of_a_line_item_that_is_ours_is_compared(
    small: SimpleNamespace, change: dict[str, object], said: list[str]
) -> None:
    (found,) = both(small.linked({}, {"1": "8.5"}, item=small.item(**change))).items

    assert [f"{d.field} {d.way}" for d in found.differences] == said
    assert found.agreement is (Agreement.DIFFERS if said else Agreement.EQUAL)


def test_a_title_cut_by_the_sis_is_told_though_a_sync_lives_with_it(small: SimpleNamespace) -> None:
    name = "A comparison of two poems about the sea, with notes"
    made = small.linked(
        {}, {"1": "8.5"}, item=small.item(title=name[:40]), assignments=(small.assignment(name=name),)
    )

    assert small.words(made) == {("S1", "A1", "1"): "already-there"}
    assert [d.way for d in both(made).items[0].differences] == ["cut"]


def test_a_score_out_of_another_maximum_is_not_equal(small: SimpleNamespace) -> None:
    made = small.linked({"1": "8.5"}, {"1": "8.5"}, item=small.item(maximum=Decimal(100)))

    assert words(made) == ["1 differs scale"]


def test_a_line_item_that_is_gone_or_still_to_be_made_is_only_in_canvas(small: SimpleNamespace) -> None:
    gone = replace(small.linked({"1": "8.5"}, {}), gradebooks={"S1": small.book()})
    assert words(gone) == ["1 only-canvas not-sent: line-item-deleted"]
    assert [(i.agreement, i.linked) for i in both(gone).items] == [(Agreement.ONLY_CANVAS, True)]
    fresh = both(small.snapshot()).items
    assert [(i.agreement, i.linked, i.expected) for i in fresh] == [(Agreement.ONLY_CANVAS, False, False)]


# ---- laws ----------------------------------------------------------------------------------------

MARKS = st.sampled_from([None, "8.5", "8", "0", "11"])


@settings(max_examples=60, deadline=None)
@given(canvas=st.lists(MARKS, min_size=3, max_size=3), held=st.lists(MARKS, min_size=4, max_size=4))
def test_every_score_of_either_side_is_in_exactly_one_row(
    small: SimpleNamespace, canvas: list[str | None], held: list[str | None]
) -> None:
    made = small.linked(
        {},
        {str(n): mark for n, mark in enumerate(held, 1) if mark},
        submissions=tuple(small.submission(str(n), score=mark) for n, mark in enumerate(canvas, 1)),
        enrollments=tuple(small.enrollment(str(n)) for n in (1, 2, 3)),
    )
    rows = both(made).scores
    sides = {n: (c, h) for n, (c, h) in enumerate(zip([*canvas, None], held, strict=True), 1) if c or h}

    assert len(rows) == len(sides) == sum(counted(rows).values())
    for row in rows:
        ours, theirs = sides[int((row.student or "r0")[1:])]
        assert (row.canvas, row.sis) == (ours or "", theirs or "")
        assert (row.agreement is Agreement.EQUAL) == (ours == theirs)


def test_a_score_told_twice_is_a_bug_and_no_answer(small: SimpleNamespace) -> None:
    (row,) = both(small.linked({}, {"1": "8.5"})).scores

    with pytest.raises(ValueError, match="twice"):
        told_once([row, replace(row, line_item="L2")])


def test_a_class_of_twice_as_many_is_twice_as_much_looking(
    small: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: how often two scores are held beside each other."""

    def looks(many: int) -> int:
        seen = 0
        plain = scores_module.arrived

        def counting(*given: object) -> bool:
            nonlocal seen
            seen += 1
            return plain(*given)

        monkeypatch.setattr(scores_module, "arrived", counting)
        everyone = [str(n) for n in range(1, many + 1)]
        made = small.linked(
            {},
            dict.fromkeys(everyone, "8.5"),
            submissions=tuple(small.submission(n) for n in everyone),
            enrollments=tuple(small.enrollment(n) for n in everyone),
            students=tuple(small.pupil(n) for n in everyone),
        )
        assert len(both(made).scores) == many
        monkeypatch.setattr(scores_module, "arrived", plain)
        return seen

    assert looks(200) == 2 * looks(100) == 200
