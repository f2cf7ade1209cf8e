"""A hold begins at the limit and not one below it: of a line item, of a section, by what a district set."""

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passback.core.problem import Problem
from passback.sync import holds
from passback.sync.model import Plan

# changed, of, percent, least: held or not
LIMITS = {
    "10 % is not more than 10 %": (5, 50, "10", 5, False),
    "one more is": (6, 50, "10", 5, True),
    "5 of 49 are": (5, 49, "10", 5, True),
    "4 are fewer than 5": (4, 10, "10", 5, False),
    "4 of 4 too": (4, 4, "10", 5, False),
    "a district that wants every change seen": (1, 30, "0", 1, True),
    "nothing changed": (0, 30, "0", 1, False),
    "a half percent counts": (1, 199, "0.5", 1, True),
    "and is not rounded": (1, 200, "0.5", 1, False),
    "all of them are not more than 100 %": (30, 30, "100", 1, False),
}


def of_one_item(small: SimpleNamespace, changed: int, of: int, percent: str, least: int) -> Plan:
    """One essay of `of` scores in the SIS, of which Canvas changed so many; one more was never sent."""
    held = {str(n): "8" for n in range(of)}
    return small.plan(
        small.linked(
            held,
            held,
            hold_percent=Decimal(percent),
            hold_least=least,
            enrollments=tuple(small.enrollment(str(n)) for n in range(of + 1)),
            students=tuple(small.pupil(str(n)) for n in range(of + 1)),
            submissions=tuple(
                small.submission(str(n), score="9" if n < changed or n == of else "8") for n in range(of + 1)
            ),
        ),
        small.NOW,
    )


def of_a_section(small: SimpleNamespace, changed: int, of: int, percent: str, least: int) -> Plan:
    """`of` essays with one score each, so that no line item alone has two that change."""
    names = [f"A{n}" for n in range(of)]
    return small.plan(
        small.snapshot(
            hold_percent=Decimal(percent),
            hold_least=least,
            assignments=tuple(small.assignment(a) for a in names),
            enrollments=(small.enrollment("1"),),
            students=(small.pupil("1"),),
            submissions=tuple(
                small.submission("1", a, "9" if n < changed else "8") for n, a in enumerate(names)
            ),
            links=tuple(small.link(a, f"L{a}") for a in names),
            line_items=tuple(small.item(f"L{a}", title=f"Essay {a}") for a in names),
            scores={f"L{a}": (small.score("1", "8"),) for a in names},
            sent={f"L{a}": (small.score("1", "8"),) for a in names},
        ),
        small.NOW,
    )


def is_held_at_the_limit(made: Plan, changed: int, of: int, percent: str, least: int) -> None:
    """The law: all of them or none, in one hold, by arithmetic of its own."""
    too_many = changed >= least and Decimal(changed) > Decimal(percent) / 100 * of
    held = [change for hold in made.holds for change in hold.changes]
    updates = [change for change in made.changes if change.before is not None]
    assert (len(held), len(updates)) == ((changed, 0) if too_many else (0, changed))
    assert len(made.holds) == int(too_many)


@pytest.mark.parametrize("name", LIMITS)
def test_of_a_line_item(small: SimpleNamespace, name: str) -> None:
    changed, of, percent, least, held = LIMITS[name]
    made = of_one_item(small, changed, of, percent, least)
    is_held_at_the_limit(made, changed, of, percent, least)
    assert bool(made.holds) == held
    firsts = [change for change in made.changes if change.before is None]
    assert len(firsts) == 1, "what is sent for the first time never waits for it"


@pytest.mark.parametrize("name", [name for name in LIMITS if LIMITS[name][1] <= 60])
def test_of_a_section(small: SimpleNamespace, name: str) -> None:
    changed, of, percent, least, held = LIMITS[name]
    if least == 1:
        return  # then each line item is over its own limit first
    made = of_a_section(small, changed, of, percent, least)
    is_held_at_the_limit(made, changed, of, percent, least)
    assert [hold.why.facts["state"] for hold in made.holds] == ["section"] * held


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 40),
    st.integers(1, 40),
    st.decimals(0, 100, places=1),
    st.integers(1, 12),
    st.sampled_from([of_one_item, of_a_section]),
)
def test_by_whatever_a_district_set(
    small: SimpleNamespace,
    changed: int,
    of: int,
    percent: Decimal,
    least: int,
    ground: Callable[..., Plan],
) -> None:
    changed = min(changed, of)
    least = max(2, least) if ground is of_a_section else least
    made = ground(small, changed, of, str(percent), least)
    is_held_at_the_limit(made, changed, of, str(percent), least)


def test_a_cleared_score_counts_as_a_changed_one_does(small: SimpleNamespace) -> None:
    held = {str(n): "8" for n in range(50)}
    for cleared, changed, waits in ((3, 3, True), (3, 2, False)):
        marks = [None] * cleared + ["9"] * changed + ["8"] * (50 - cleared - changed)
        made = small.plan(
            small.linked(
                held,
                held,
                enrollments=tuple(small.enrollment(str(n)) for n in range(50)),
                students=tuple(small.pupil(str(n)) for n in range(50)),
                submissions=tuple(small.submission(str(n), score=mark) for n, mark in enumerate(marks)),
            ),
            small.NOW,
        )
        assert bool(made.holds) == waits
        assert all(hold.why.problem is Problem.HELD_FOR_A_PERSON for hold in made.holds)


# ---- planted faults ----------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["at the percentage", "one below the least", "never"])
def test_a_limit_that_is_one_off_is_caught(
    small: SimpleNamespace, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(changes, in_sis, policy):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        touching = [change for change in changes if holds._touches(change)]
        total, count = max(in_sis or 0, len(touching)), len(touching)
        least = policy.hold_least - (fault == "one below the least")
        over = (
            count * 100 >= policy.hold_percent * total
            if fault == "at the percentage"
            else count * 100 > (policy.hold_percent * total)
        )
        return touching if count >= least and over and fault != "never" else []

    monkeypatch.setattr(holds, "_over_the_limit", wrong)

    def all_of_them() -> None:
        for changed, of, percent, least, _ in LIMITS.values():
            made = of_one_item(small, changed, of, percent, least)
            is_held_at_the_limit(made, changed, of, percent, least)

    with pytest.raises(AssertionError):
        all_of_them()
