"""What a setting does to a plan: per class, and never more than it says."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest

from passback.core.gradebook import Category, Group, LineItem, Unread
from passback.core.problem import Problem
from passback.sync.model import DEFAULT_POLICY, Policy, Snapshot


def two_classes(small: SimpleNamespace, second: Policy, **over: object) -> Snapshot:
    """One student in each of two classes; the second has a policy of its own."""
    given = {
        "sections": (small.section("S1"), small.section("S2", "C2")),
        "enrollments": (small.enrollment("1", "S1"), small.enrollment("2", "S2")),
        "submissions": (small.submission("1"), small.submission("2")),
        "gradebooks": {"S1": small.book("c1"), "S2": small.book("c2")},
        "class_policies": {"S2": second},
    }
    return small.snapshot(**(given | over))


def own(**over: object) -> Policy:
    return replace(DEFAULT_POLICY, **over)


ONE, TWO = ("S1", "A1", "1"), ("S2", "A1", "2")


@pytest.mark.parametrize(
    ("second", "over", "first_says", "second_says"),
    [
        (own(hidden="send"), {"posted": None}, "waiting score-hidden", "create 8.5"),
        (own(ungraded="send"), {"state": "pending_review"}, "waiting needs-grading", "create 8.5"),
    ],
)
def test_a_class_s_choice_holds_for_its_scores_and_for_no_other_s(
    small: SimpleNamespace, second: Policy, over: dict, first_says: str, second_says: str
) -> None:
    rows = (small.submission("1", **over), small.submission("2", **over))
    said = small.words(two_classes(small, second, submissions=rows))
    assert said == {ONE: first_says, TWO: second_says}


def test_an_assignment_without_a_date_is_held_or_dated_class_by_class(small: SimpleNamespace) -> None:
    rows = (small.submission("1", due=None), small.submission("2", due=None))
    undated = {"assignments": (small.assignment(due=None),), "submissions": rows}
    said = small.words(two_classes(small, own(undated="last-day"), **undated))
    assert said == {ONE: "not-sent due-date-missing", TWO: "create 8.5"}


def test_what_the_final_grade_leaves_out_is_sent_where_a_class_wants_it(small: SimpleNamespace) -> None:
    omitted = {"assignments": (small.assignment(omit_from_final_grade=True),)}
    said = small.words(two_classes(small, own(omitted="send"), **omitted))
    assert said == {ONE: "waiting omitted-from-final-grade", TWO: "create 8.5"}


def test_a_class_may_map_a_group_to_another_category(small: SimpleNamespace) -> None:
    categories = (Category("cat1", "Homework", active=True), Category("cat9", "Practice", active=True))
    books = {"S1": small.book("c1", categories=categories), "S2": small.book("c2", categories=categories)}
    made = small.plan(
        two_classes(small, own(categories={"Homework": "Practice"}), gradebooks=books), small.NOW
    )
    found = {c.subject.section: c.after.category for c in made.changes if isinstance(c.after, LineItem)}
    assert found == {"S1": "cat1", "S2": "cat9"}


def test_the_limits_of_a_hold_are_the_class_s(small: SimpleNamespace) -> None:
    before = {"1": "1"}
    given = small.linked(before, before, class_policies={"S1": own(hold_least=1)})
    assert small.word(given) == "hold many"
    assert small.word(replace(given, class_policies={"S2": own(hold_least=1)})) == "update 8.5"


def test_who_wins_after_an_edit_in_the_sis_is_the_class_s_choice(small: SimpleNamespace) -> None:
    edited = small.linked({"1": "5"}, {"1": "6"})
    assert small.word(edited) == "hold edited"
    assert small.word(replace(edited, class_policies={"S1": own(edited="canvas")})) == "update 8.5"
    assert small.word(replace(edited, class_policies={"S1": own(edited="sis")})) == "differs edited-in-sis"


# ---- who takes part --------------------------------------------------------------------------------


def test_a_teacher_may_opt_out(small: SimpleNamespace) -> None:
    said = small.words(two_classes(small, own(joins=False)))
    assert said == {ONE: "create 8.5", TWO: "not-sent sync-turned-off"}


def test_a_district_may_let_classes_opt_in(small: SimpleNamespace) -> None:
    given = replace(two_classes(small, own()), policy=own(joins=False))
    assert small.words(given) == {ONE: "not-sent sync-turned-off", TWO: "create 8.5"}


def test_opting_out_leaves_what_is_in_the_sis(small: SimpleNamespace) -> None:
    given = small.linked({"1": "5"}, {"1": "5"}, joins=False)
    assert small.plan(given, small.NOW).changes == ()
    assert small.word(given) == "not-sent sync-turned-off"


# ---- when a line item is made ------------------------------------------------------------------------


def test_a_line_item_may_be_made_at_publication(small: SimpleNamespace) -> None:
    ungraded = (small.submission("1", score=None), small.submission("2", score=None))
    later = small.snapshot(submissions=ungraded)
    assert small.plan(later, small.NOW).changes == ()

    made = small.plan(small.snapshot(submissions=ungraded, made="published"), small.NOW)
    assert [type(c.after) for c in made.changes] == [LineItem]
    assert small.words(made) == {}


def test_made_at_publication_it_is_made_once_and_its_scores_follow(small: SimpleNamespace) -> None:
    first = small.snapshot(submissions=(small.submission("1", score=None),), made="published")
    after = small.applied(first, small.plan(first, small.NOW))
    assert small.plan(after, small.NOW).changes == ()

    graded = replace(after, course=replace(after.course, submissions=(small.submission("1"),)))
    assert small.words(graded) == {("S1", "A1", "1"): "create 8.5"}
    assert all(c.subject.student for c in small.plan(graded, small.NOW).changes)


@pytest.mark.parametrize(
    "over",
    [
        {"assignments": "unpublished"},
        {"assignments": "not for the sis"},
        {"students": ()},
        {"groups": (Group("G1", "Projects", None, None, drops=False),)},
        {"line_items": Unread("HTTP 500", Problem.SIS_INTERNAL_ERROR)},
    ],
)
def test_made_at_publication_it_still_needs_all_that_a_line_item_needs(
    small: SimpleNamespace, over: dict
) -> None:
    if over.get("assignments") == "unpublished":
        over = {"assignments": (small.assignment(published=False),)}
    if over.get("assignments") == "not for the sis":
        over = {"assignments": (small.assignment(post_to_sis=False),)}
    given = small.snapshot(submissions=(small.submission("1", score=None),), made="published", **over)
    assert small.plan(given, small.NOW).changes == ()


def test_an_early_line_item_that_is_there_already_is_adopted(small: SimpleNamespace) -> None:
    given = small.snapshot(
        submissions=(small.submission("1", score=None),), made="published", line_items=(small.item(),)
    )
    assert [type(c.after).__name__ for c in small.plan(given, small.NOW).changes] == ["Link"]


# ---- above the maximum -------------------------------------------------------------------------------


def test_a_cap_is_only_by_consent(small: SimpleNamespace) -> None:
    above = {
        "submissions": (small.submission("1", score="12"),),
        "capabilities": small.caps(extra_credit=False),
    }
    assert small.word(small.snapshot(**above)) == "not-sent score-above-maximum"

    made = small.plan(small.snapshot(**above, above="cap"), small.NOW)
    assert small.word(made) == "hold capped"
    (mark,) = [c.after.mark for hold in made.holds for c in hold.changes if c.subject.student]
    assert mark == Decimal(10)


def test_a_capped_score_that_is_there_is_not_asked_again(small: SimpleNamespace) -> None:
    given = small.linked(
        {"1": "10"},
        {"1": "10"},
        submissions=(small.submission("1", score="12"),),
        capabilities=small.caps(extra_credit=False),
        above="cap",
    )
    assert small.word(given) == "already-there"


def test_a_cap_raises_no_score_and_asks_for_none_within_the_scale(small: SimpleNamespace) -> None:
    limits = small.caps(extra_credit=False)
    for mark in ("0", "8.5", "10"):
        rows = (small.submission("1", score=mark),)
        given = small.snapshot(submissions=rows, capabilities=limits, above="cap")
        assert small.word(given) == f"create {mark}"


def test_nothing_is_capped_below_a_limit_that_is_only_hearsay(small: SimpleNamespace) -> None:
    given = small.snapshot(
        submissions=(small.submission("1", score="12"),),
        capabilities=small.caps(extra_credit=small.rumor(given=False)),
        above="cap",
    )
    assert small.word(given) == "create 12"


def test_a_score_below_0_is_never_made_a_0(small: SimpleNamespace) -> None:
    given = small.snapshot(
        submissions=(small.submission("1", score="-1"),),
        capabilities=small.caps(extra_credit=False),
        above="cap",
    )
    assert small.word(given) == "not-sent score-below-minimum"


@pytest.mark.parametrize(("score", "says"), [("20", "create 20"), ("20.5", "not-sent score-above-maximum")])
def test_a_factor_of_the_maximum_is_the_limit(small: SimpleNamespace, score: str, says: str) -> None:
    given = small.snapshot(
        submissions=(small.submission("1", score=score),),
        capabilities=small.caps(extra_credit=True, score_factor_max=Decimal(2)),
    )
    assert small.word(given) == says


def test_extra_credit_of_0_points_has_no_factor(small: SimpleNamespace) -> None:
    given = small.snapshot(
        assignments=(small.assignment(points=Decimal(0)),),
        capabilities=small.caps(extra_credit=True, score_factor_max=Decimal(2)),
    )
    assert small.word(given) == "create 8.5"


def test_a_score_is_judged_as_it_would_be_sent(small: SimpleNamespace) -> None:
    given = small.snapshot(
        submissions=(small.submission("1", score="10.004"),),
        capabilities=small.caps(extra_credit=False, decimals=2),
    )
    assert small.word(given) == "create 10"


def test_an_anonymous_score_waits_for_its_release(small: SimpleNamespace) -> None:
    anonymous = {"assignments": (small.assignment(anonymous=True),)}
    hidden = (small.submission("1", posted=None),)
    assert small.word(small.snapshot(**anonymous, submissions=hidden)) == "waiting score-hidden"
    assert small.word(small.snapshot(**anonymous)) == "create 8.5"


# ---- names longer than the SIS keeps ---------------------------------------------------------------

LONG = "Comparing the Articles of Confederation"  # the first 30 characters are those of its twin
TWIN = "Comparing the Articles of Confederates"


def long_names(small: SimpleNamespace, *names: str, **over: object) -> object:
    works = tuple(small.assignment(f"A{n}", name=name) for n, name in enumerate(names, 1))
    rows = tuple(small.submission(of=work.id) for work in works)
    given = {"long_names": "shorten", "capabilities": small.caps(title_max=small.rumor(30))} | over
    return small.snapshot(assignments=works, submissions=rows, **given)


def titles(made: object) -> list[str]:
    return [c.after.title for c in made.changes if isinstance(c.after, LineItem)]


def test_a_long_name_is_sent_whole_or_shortened_as_the_district_wants(small: SimpleNamespace) -> None:
    whole = small.plan(long_names(small, LONG, long_names="whole"), small.NOW)
    assert titles(whole) == [LONG]
    assert [f.problem for f in whole.findings] == [Problem.NAME_TOO_LONG]
    short = small.plan(long_names(small, LONG), small.NOW)
    assert titles(short) == ["Comparing the Articles of Conf"]
    assert short.findings == ()


@pytest.mark.parametrize("over", [{"capabilities": None}, {"long_names": "shorten"}])
def test_a_name_that_fits_or_whose_limit_is_not_known_is_never_shortened(
    small: SimpleNamespace, over: dict
) -> None:
    over = {"capabilities": small.caps()} if "capabilities" in over else over
    name = LONG if "capabilities" in over else LONG[:30]
    assert titles(small.plan(long_names(small, name, **over), small.NOW)) == [name]


def test_two_names_that_would_be_one_are_told_apart(small: SimpleNamespace) -> None:
    made = titles(small.plan(long_names(small, LONG, TWIN), small.NOW))
    assert made == ["Comparing the Articles of #A1", "Comparing the Articles of #A2"]
    assert all(len(title) <= 30 for title in made)


def test_a_shortened_name_is_not_written_again_nor_changed_by_a_later_twin(small: SimpleNamespace) -> None:
    given = long_names(small, LONG)
    after = small.applied(given, small.plan(given, small.NOW))
    assert small.plan(after, small.NOW).changes == ()

    both = long_names(small, LONG, TWIN)
    later = replace(after, course=both.course)
    made = small.plan(later, small.NOW)
    assert len(titles(made)) == 1
    assert titles(made)[0].endswith(" #A2")
    assert small.plan(small.applied(later, made), small.NOW).changes == ()


def test_a_shortened_line_item_whose_link_was_lost_is_found_again(small: SimpleNamespace) -> None:
    for limit, names in ((30, (LONG,)), (30, (LONG, TWIN)), (27, (LONG,))):
        can = small.caps(title_max=limit)
        given = long_names(small, *names, capabilities=can)
        lost = replace(small.applied(given, small.plan(given, small.NOW)), links=(), sent={})
        assert titles(small.plan(lost, small.NOW)) == [], "no second copy"
        joined = replace(lost, course=long_names(small, LONG, TWIN, capabilities=can).course)
        assert not [t for t in titles(small.plan(joined, small.NOW)) if t.endswith("#A1")]
