"""When changes of what is already in the SIS wait for a person."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def curve(small: SimpleNamespace, changed: int, of: int, **more: object) -> object:
    """A linked essay with `of` scores in the SIS, of which Canvas has changed the first `changed`."""
    held = {str(n): "8" for n in range(of)}
    return small.linked(
        held,
        held,
        enrollments=tuple(small.enrollment(str(n)) for n in range(of + 30)),
        students=tuple(small.pupil(str(n)) for n in range(of + 30)),
        submissions=tuple(small.submission(str(n), score="9" if n < changed else "8") for n in range(of)),
        **more,
    )


@pytest.mark.parametrize(
    ("changed", "of", "held"),
    [
        (4, 5, 0),  # fewer than 5
        (5, 5, 5),
        (5, 49, 5),  # 5, and more than 10 %
        (5, 50, 0),  # exactly 10 %
        (5, 51, 0),
        (6, 50, 6),
        (6, 60, 0),
        (7, 60, 7),
        (0, 20, 0),
    ],
)
def test_more_than_10_percent_and_at_least_5_of_a_line_item_are_held(
    small: SimpleNamespace, changed: int, of: int, held: int
) -> None:
    made = small.plan(curve(small, changed, of), small.NOW)

    assert sum(len(hold.changes) for hold in made.holds) == held
    assert len(made.changes) == changed - held


def test_the_limits_are_the_district_s(small: SimpleNamespace) -> None:
    assert small.plan(curve(small, 2, 4, hold_least=2), small.NOW).holds != ()
    assert small.plan(curve(small, 9, 10, hold_least=10), small.NOW).holds == ()


def test_a_curve_on_one_assignment_is_one_hold_that_says_how_many_of_how_many(
    small: SimpleNamespace,
) -> None:
    (hold,) = small.plan(curve(small, 20, 24), small.NOW).holds

    facts = hold.why.facts
    assert (facts["value"], facts["result"], facts["limit"], facts["state"]) == ("20", "24", "10", "many")
    assert facts["assignment"] == "Essay A1"
    assert hold.subject.student is None


def test_first_sends_never_count(small: SimpleNamespace) -> None:
    new = small.linked(
        {},
        {},
        enrollments=tuple(small.enrollment(str(n)) for n in range(30)),
        students=tuple(small.pupil(str(n)) for n in range(30)),
        submissions=tuple(small.submission(str(n)) for n in range(30)),
    )
    made = small.plan(new, small.NOW)

    assert made.holds == ()
    assert len(made.changes) == 30


def test_first_sends_go_on_beside_a_hold(small: SimpleNamespace) -> None:
    held = {str(n): "8" for n in range(10)}
    given = small.linked(
        held,
        held,
        enrollments=tuple(small.enrollment(str(n)) for n in range(12)),
        students=tuple(small.pupil(str(n)) for n in range(12)),
        submissions=tuple(small.submission(str(n), score="9") for n in range(12)),
    )
    made = small.plan(given, small.NOW)

    assert [c.subject.student for c in made.changes] == ["10", "11"]
    assert [len(h.changes) for h in made.holds] == [10]


def test_scores_that_would_vanish_count(small: SimpleNamespace) -> None:
    held = {str(n): "8" for n in range(5)}
    given = small.linked(
        held,
        held,
        enrollments=tuple(small.enrollment(str(n)) for n in range(5)),
        students=tuple(small.pupil(str(n)) for n in range(5)),
        submissions=tuple(small.submission(str(n), score=None) for n in range(5)),
    )

    assert set(small.words(given).values()) == {"hold many"}


def several(small: SimpleNamespace, changed: int, essays: int = 3, each: int = 12) -> object:
    """`essays` linked items of `each` scores; `changed` of each are new in Canvas."""
    names = [f"A{n}" for n in range(essays)]
    students = [str(n) for n in range(each)]
    return small.snapshot(
        assignments=tuple(small.assignment(a) for a in names),
        enrollments=tuple(small.enrollment(s) for s in students),
        students=tuple(small.pupil(s) for s in students),
        submissions=tuple(
            small.submission(s, a, "9" if int(s) < changed else "8") for a in names for s in students
        ),
        links=tuple(small.link(a, f"L{a}") for a in names),
        line_items=tuple(small.item(f"L{a}", title=f"Essay {a}") for a in names),
        scores={f"L{a}": tuple(small.score(s, "8") for s in students) for a in names},
        sent={f"L{a}": tuple(small.score(s, "8") for s in students) for a in names},
    )


def test_many_small_changes_across_a_section_are_held_for_the_section(small: SimpleNamespace) -> None:
    made = small.plan(several(small, 2), small.NOW)

    assert made.changes == ()
    (hold,) = made.holds
    assert (hold.subject.section, hold.subject.assignment) == ("S1", None)
    assert (hold.why.facts["state"], hold.why.facts["value"], hold.why.facts["result"]) == (
        "section",
        "6",
        "36",
    )


def test_few_changes_across_a_section_go(small: SimpleNamespace) -> None:
    made = small.plan(several(small, 1), small.NOW)

    assert (len(made.changes), made.holds) == (3, ())


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 60))
def test_every_changed_score_is_either_sent_or_held(small: SimpleNamespace, changed: int, of: int) -> None:
    changed = min(changed, of)
    made = small.plan(curve(small, changed, of), small.NOW)

    held = sum(len(hold.changes) for hold in made.holds)
    assert len(made.changes) + held == changed
    assert held in {0, changed}
    assert (held > 0) == (changed >= 5 and changed * 10 > of)
