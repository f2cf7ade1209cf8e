"""Look before the first write: what is adopted, made, changed, or left alone."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from passback.core.capabilities import Ids
from passback.core.gradebook import LineItem, Unread
from passback.core.ids import line_item_id
from passback.core.problem import Problem, Safety, State
from passback.sync.adopt import candidates
from passback.sync.diff import diff
from passback.sync.model import Link

NEXT = datetime(2026, 10, 3, 4, 59, 59, tzinfo=UTC)
LOST = Unread("HTTP 500", Problem.SIS_INTERNAL_ERROR)
LONG = "The causes of the French Revolution: an essay in five parts"


def items(small: SimpleNamespace, given: object) -> list[tuple[object, object]]:
    made = small.plan(given, small.NOW)
    return [(c.before, c.after) for c in made.changes if c.subject.student is None]


# ---- making ----------------------------------------------------------------------------------------


def test_a_line_item_is_made_with_its_first_score(small: SimpleNamespace) -> None:
    made = small.plan(small.snapshot(), small.NOW)

    assert [type(c.after).__name__ for c in made.changes] == ["LineItem", "Score"]
    assert made.changes[0].after == LineItem(
        ref=None,
        title="Essay A1",
        description="Canvas: https://canvas.test/courses/7/assignments/A1",
        category="cat1",
        assigned=date(2026, 9, 10),
        due=date(2026, 10, 1),
        maximum=Decimal(10),
        counts=None,
    )


def test_without_a_score_to_send_no_line_item_is_made(small: SimpleNamespace) -> None:
    hidden = small.snapshot(submissions=(small.submission(posted=None),))

    assert diff(hidden).changes == ()
    assert items(small, small.snapshot(submissions=())) == []


def test_where_we_choose_ids_they_are_the_same_every_time(small: SimpleNamespace) -> None:
    given = small.snapshot(capabilities=small.caps(line_item_ids=Ids.CLIENT))

    assert small.made_item(given).ref == line_item_id(small.SPACE, "A1", "c1", 1)


def test_an_unread_list_of_line_items_is_never_read_as_none(small: SimpleNamespace) -> None:
    assert small.word(small.snapshot(line_items=LOST)) == "waiting sis-internal-error"
    assert items(small, small.snapshot(line_items=LOST)) == []


def test_unread_categories_make_a_new_item_wait(small: SimpleNamespace) -> None:
    assert small.word(small.snapshot(categories=LOST)) == "waiting sis-internal-error"


def test_an_assignment_whose_group_is_not_listed_waits(small: SimpleNamespace) -> None:
    assert small.word(small.snapshot(groups=())) == "waiting part-unread"


# ---- adopting --------------------------------------------------------------------------------------


def test_one_item_of_that_title_date_and_maximum_is_adopted(small: SimpleNamespace) -> None:
    given = small.snapshot(line_items=(small.item("typed"),), scores={"typed": (small.score("1"),)})

    assert items(small, given) == [(None, Link("7", "S1", "A1", "c1", "typed", 1))]
    assert small.word(given) == "already-there"


@pytest.mark.parametrize("title", ["Essay&nbsp;A1", "  Essay   A1 ", "Ｅssay A1", "Essay A1"])
def test_titles_are_compared_as_people_read_them(small: SimpleNamespace, title: str) -> None:
    given = small.snapshot(line_items=(small.item("typed", title=title),))

    assert [after.ref for _, after in items(small, given)] == ["typed"]


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Essay A2"},
        {"title": "essay a1"},
        {"due": date(2026, 9, 30)},
        {"due": date(2026, 10, 3)},
        {"maximum": Decimal(100)},
    ],
)
def test_an_item_that_differs_in_title_date_or_maximum_is_not_adopted(
    small: SimpleNamespace, other: dict
) -> None:
    given = small.snapshot(line_items=(small.item("typed", **other),))

    assert [(before, after.ref) for before, after in items(small, given)] == [(None, None)]


def test_an_item_that_is_due_a_day_later_is_asked_about_and_never_doubled(small: SimpleNamespace) -> None:
    """As a sync leaves it that takes the day of an evening in UTC."""
    late = small.item("typed", due=date(2026, 10, 2))
    made = small.plan(small.snapshot(line_items=(late,)), small.NOW)

    assert made.changes == ()
    (hold,) = made.holds
    assert hold.why.facts["state"] == "adoption"
    link, moved, score = hold.changes
    assert link.after == Link("7", "S1", "A1", "c1", "typed", 1)
    assert (moved.before, moved.after.due) == (late, date(2026, 10, 1))
    assert score.after == small.score()


def test_of_work_of_one_name_on_days_that_follow_none_is_taken_for_the_other(small: SimpleNamespace) -> None:
    """What stands on the second day may be the second's own, or the first's a day late."""
    works = (small.assignment("A1", name="Warm-up"), small.assignment("A2", name="Warm-up", due=NEXT))
    given = small.snapshot(
        assignments=works,
        submissions=(small.submission(), small.submission(of="A2", due=NEXT)),
        line_items=(small.item("typed", title="Warm-up", due=date(2026, 10, 2)),),
    )

    assert set(small.words(given).values()) == {"not-sent several-matches"}


def test_an_item_linked_elsewhere_is_not_adopted(small: SimpleNamespace) -> None:
    given = small.snapshot(line_items=(small.item("L9"),), links=(small.link("A9", "L9"),))

    assert small.made_item(given).ref is None


def test_a_title_that_a_system_cut_is_still_that_title(small: SimpleNamespace) -> None:
    wanted = small.item("x", title=LONG)
    cut, short = small.item("cut", title=LONG[:30]), small.item("short", title=LONG[:20])

    assert candidates([cut, short], wanted, ()) == [cut]
    assert candidates([cut, replace(wanted, ref="whole")], wanted, ()) == [replace(wanted, ref="whole")]


def test_two_items_that_could_be_it_are_a_person_s_choice(small: SimpleNamespace) -> None:
    given = small.snapshot(line_items=(small.item("one"), small.item("two")))

    assert small.word(given) == "not-sent several-matches"
    assert items(small, given) == []


def test_two_assignments_do_not_adopt_one_item(small: SimpleNamespace) -> None:
    given = small.snapshot(
        assignments=(small.assignment("A1"), small.assignment("A2", name="Essay A1")),
        submissions=(small.submission(), small.submission(of="A2")),
        line_items=(small.item("typed"),),
    )

    assert set(small.words(given).values()) == {"not-sent several-matches"}


def test_adoption_with_differing_scores_is_asked_and_nothing_of_it_is_sent(small: SimpleNamespace) -> None:
    given = small.snapshot(
        submissions=tuple(small.submission(str(n)) for n in (1, 2, 3)),
        enrollments=tuple(small.enrollment(str(n)) for n in (1, 2, 3)),
        line_items=(small.item("typed"),),
        scores={"typed": (small.score("1", "4"), small.score("2", "8.5"))},
    )

    made = small.plan(given, small.NOW)

    assert made.changes == ()
    (hold,) = made.holds
    assert (hold.why.problem, hold.why.facts["state"]) == (Problem.HELD_FOR_A_PERSON, "adoption")
    assert (hold.why.facts["value"], hold.why.facts["result"]) == ("1", "2")
    assert small.words(made) == {
        ("S1", "A1", "1"): "hold adoption",
        ("S1", "A1", "2"): "already-there",
        ("S1", "A1", "3"): "hold adoption",
    }


def test_adoption_with_empty_or_equal_scores_goes_on(small: SimpleNamespace) -> None:
    made = small.plan(small.snapshot(line_items=(small.item("typed"),)), small.NOW)

    assert [type(c.after).__name__ for c in made.changes] == ["Link", "Score"]
    assert made.holds == ()


def test_nothing_is_adopted_for_a_score_that_is_held_back(small: SimpleNamespace) -> None:
    given = small.snapshot(line_items=(small.item("typed"),), submissions=(small.submission(posted=None),))

    assert items(small, given) == []


def test_our_own_id_in_the_list_is_ours_without_a_link(small: SimpleNamespace) -> None:
    ref = line_item_id(small.SPACE, "A1", "c1", 1)
    given = small.snapshot(
        line_items=(small.item(ref, title="Renamed since"), small.item("typed")),
        scores={ref: (small.score("1"),)},
        capabilities=small.caps(line_item_ids=Ids.CLIENT),
    )

    link, update = items(small, given)
    assert link == (None, Link("7", "S1", "A1", "c1", ref, 1))
    assert (update[0].title, update[1].title) == ("Renamed since", "Essay A1")
    assert small.word(given) == "already-there"


# ---- linked ----------------------------------------------------------------------------------------


def test_an_item_gone_from_a_whole_list_was_deleted_and_is_not_made_again(small: SimpleNamespace) -> None:
    given = small.linked({"1": "8"}, {}, line_items=(small.item("other", title="Other"),))

    assert small.word(given) == "not-sent line-item-deleted"
    assert small.plan(given, small.NOW).changes == ()


def test_an_item_missing_from_an_unread_list_is_never_called_deleted(small: SimpleNamespace) -> None:
    changed = small.linked({"1": "8"}, {"1": "8"}, line_items=LOST)
    gone = small.linked({"1": "8"}, {"1": "8"}, line_items=LOST, scores={})
    fresh = small.linked({}, {}, line_items=LOST, scores={})

    assert small.word(changed) == "update 8.5"
    assert small.word(gone) == "update 8.5"
    assert small.word(fresh) == "waiting sis-internal-error"
    assert items(small, changed) == []


def test_a_link_to_another_class_is_broken(small: SimpleNamespace) -> None:
    given = small.linked({"1": "8"}, {"1": "8"}, links=(small.link(class_ref="c0"),))

    assert small.word(given) == "not-sent link-broken"


def test_an_unchanged_item_is_never_written(small: SimpleNamespace) -> None:
    theirs = small.item(description="", category="cat9", counts=True, assigned=date(2026, 9, 1))

    assert small.plan(small.linked({"1": "8.5"}, {"1": "8.5"}, item=theirs), small.NOW).changes == ()


@pytest.mark.parametrize(
    ("assignment", "field", "value"),
    [
        ({"name": "Essay one"}, "title", "Essay one"),
        ({"due": datetime(2026, 10, 10, 4, 59, tzinfo=UTC)}, "due", date(2026, 10, 9)),
    ],
)
def test_a_field_of_ours_is_updated_and_all_else_is_kept(
    small: SimpleNamespace, assignment: dict, field: str, value: object
) -> None:
    theirs = small.item(category="cat9", counts=True, description="by hand")
    given = small.linked(
        {"1": "8.5"}, {"1": "8.5"}, item=theirs, assignments=(small.assignment(**assignment),)
    )

    assert items(small, given) == [(theirs, replace(theirs, **{field: value}))]


def test_a_due_date_moved_forward_takes_the_assign_date_along(small: SimpleNamespace) -> None:
    early = (small.assignment(due=datetime(2026, 9, 2, 4, 59, tzinfo=UTC)),)

    after = small.made_item(small.linked({"1": "8.5"}, {"1": "8.5"}, assignments=early))

    assert (after.due, after.assigned) == (date(2026, 9, 1), date(2026, 9, 1))


def test_an_item_keeps_its_date_where_canvas_says_none(small: SimpleNamespace) -> None:
    undated = {"assignments": (small.assignment(due=None),), "submissions": (small.submission(due=None),)}
    unread = {"assignments": (small.assignment(overrides=LOST),)}

    assert items(small, small.linked({"1": "8"}, {"1": "8"}, **undated)) == []
    assert items(small, small.linked({"1": "8"}, {"1": "8"}, **unread)) == []
    assert small.word(small.linked({"1": "8"}, {"1": "8"}, **undated)) == "update 8.5"


def test_a_title_that_the_sis_cut_is_not_written_again_every_night(small: SimpleNamespace) -> None:
    given = small.linked(
        {"1": "8.5"},
        {"1": "8.5"},
        item=small.item(title=LONG[:50]),
        assignments=(small.assignment(name=LONG),),
    )

    assert items(small, given) == []


def test_a_short_title_is_renamed_though_the_new_one_begins_with_it(small: SimpleNamespace) -> None:
    longer = (small.assignment(name="Essay A1 and A2"),)

    assert small.made_item(small.linked({"1": "8.5"}, {"1": "8.5"}, assignments=longer)).title == (
        "Essay A1 and A2"
    )


def test_a_changed_maximum_after_scores_exist_is_asked_with_all_its_scores(small: SimpleNamespace) -> None:
    rescaled = {"assignments": (small.assignment(points=Decimal(100)),)}

    made = small.plan(small.linked({"1": "8"}, {"1": "8"}, **rescaled), small.NOW)

    assert made.changes == ()
    assert [h.why.facts["state"] for h in made.holds] == ["maximum"]
    assert [type(c.after).__name__ for c in made.holds[0].changes] == ["LineItem", "Score"]
    assert {c.safety for c in made.holds[0].changes} == {Safety.ASK}


def test_a_changed_maximum_before_any_score_is_no_question(small: SimpleNamespace) -> None:
    rescaled = (small.assignment(points=Decimal(100)),)

    assert small.made_item(small.linked({}, {}, assignments=rescaled)).maximum == 100


def test_a_maximum_equal_at_the_sis_s_precision_is_equal(small: SimpleNamespace) -> None:
    third = (small.assignment(points=Decimal("33.333")),)
    given = small.linked(
        {"1": "8.5"},
        {"1": "8.5"},
        assignments=third,
        item=small.item(maximum=Decimal("33.33")),
        capabilities=small.caps(decimals=2),
    )

    assert diff(given).changes == ()


def test_line_items_and_links_come_before_their_scores(small: SimpleNamespace) -> None:
    given = small.snapshot(
        sections=(small.section("S1"), small.section("S2", "C2")),
        enrollments=(small.enrollment("1", "S2"), small.enrollment("2", "S1"), small.enrollment("1", "S1")),
        assignments=(small.assignment("A2"), small.assignment("A1")),
        submissions=tuple(small.submission(s, a) for a in ("A2", "A1") for s in ("2", "1")),
        gradebooks={"S2": small.book("c2"), "S1": small.book("c1")},
    )

    order = [
        (c.subject.section, c.subject.assignment, c.subject.student)
        for c in small.plan(given, small.NOW).changes
    ]

    assert order == sorted(order, key=lambda k: (k[0], k[1], k[2] or ""))
    assert [k for k in order if k[2] is None] == [(s, a, None) for s in ("S1", "S2") for a in ("A1", "A2")]


def test_the_reason_of_a_line_item_stands_with_each_of_its_scores(small: SimpleNamespace) -> None:
    given = small.linked({"1": "8", "2": "8"}, {}, line_items=(), submissions=(small.submission("1"),))

    rows = small.plan(given, small.NOW).standing

    assert {row.state for row in rows} == {State.NOT_SENT}
    assert [row.why.subject.student for row in rows] == [None]
