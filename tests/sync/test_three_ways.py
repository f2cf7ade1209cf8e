"""The three-way table: Canvas now, what was last sent, what the SIS holds. Canvas says 8.5 throughout."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from passback.core.gradebook import Unread
from passback.core.problem import Problem, Safety

LOST = Unread("HTTP 500", Problem.SIS_INTERNAL_ERROR)


def row(small: SimpleNamespace, last: str | None, held: object, **more: object) -> str:
    sent = {"1": last} if last else {}
    given = small.linked(sent, {"1": held} if isinstance(held, str) else {}, **more)
    if isinstance(held, Unread):
        given = replace(given, gradebooks={"S1": replace(given.gradebooks["S1"], scores={"L1": held})})
    return small.word(given)


TABLE = [
    # canvas vs last, SIS vs last, last sent, held, where the score is
    ("same", "same", "8.5", "8.5", "already-there"),
    ("same", "differs", "8.5", "4", "differs edited-in-sis"),
    ("same", "gone", "8.5", None, "differs edited-in-sis"),
    ("same", "unread", "8.5", LOST, "waiting sis-internal-error"),
    ("same", "rounded", "8.5", "9", "differs value-changed-by-sis"),
    ("same", "raised to the maximum by hand", "8.5", "10", "differs edited-in-sis"),
    ("changed", "same", "8", "8", "update 8.5"),
    ("changed", "unread", "8", LOST, "update 8.5"),
    ("changed", "differs", "8", "4", "hold edited"),
    ("changed", "gone", "8", None, "hold edited"),
    ("changed", "as Canvas now", "8", "8.5", "already-there"),
    ("never sent", "nothing there", None, None, "create 8.5"),
    ("never sent", "equal", None, "8.5", "already-there"),
    ("never sent", "differs", None, "4", "hold not-ours"),
    ("never sent", "unread", None, LOST, "waiting sis-internal-error"),
]


@pytest.mark.parametrize(("canvas", "sis", "last", "held", "expected"), TABLE)
def test_the_table(
    small: SimpleNamespace, canvas: str, sis: str, last: str | None, held: object, expected: str
) -> None:
    assert row(small, last, held) == expected, (canvas, sis)


@pytest.mark.parametrize(
    ("last", "edited", "expected"),
    [
        ("8.5", "canvas", "update 8.5"),
        ("8.5", "sis", "differs edited-in-sis"),
        ("8", "canvas", "update 8.5"),
        ("8", "sis", "differs edited-in-sis"),
    ],
)
def test_the_policy_may_say_who_wins(small: SimpleNamespace, last: str, edited: str, expected: str) -> None:
    assert row(small, last, "4", edited=edited) == expected


def test_what_the_sis_rounds_by_itself_is_not_sent_again_every_night(small: SimpleNamespace) -> None:
    assert row(small, "8.5", "9", edited="canvas") == "differs value-changed-by-sis"


def test_what_the_sis_caps_by_itself_is_not_called_an_edit(small: SimpleNamespace) -> None:
    above = (small.submission(score="12"),)

    assert row(small, "12", "10", submissions=above) == "differs value-changed-by-sis"


def test_a_comment_beside_an_edited_score_makes_no_change_of_ours(small: SimpleNamespace) -> None:
    given = small.linked({"1": "8.5"}, {}, capabilities=small.caps(comment_max=100))
    noted = (small.score("1", "4", comment="see me"),)
    given = replace(given, gradebooks={"S1": replace(given.gradebooks["S1"], scores={"L1": noted})})

    assert small.word(given) == "differs edited-in-sis"


@pytest.mark.parametrize("held", ["8", LOST])
def test_a_clear_needs_the_same_care(small: SimpleNamespace, held: object) -> None:
    cleared = (small.submission(score=None),)

    assert row(small, "8", held, submissions=cleared) == "clear"


def test_a_clear_of_an_edited_score_is_asked(small: SimpleNamespace) -> None:
    cleared = {"submissions": (small.submission(score=None),)}

    assert row(small, "8", "4", **cleared) == "hold edited"
    assert row(small, "8", "4", edited="canvas", **cleared) == "clear"
    assert row(small, "8", "4", edited="sis", **cleared) == "differs edited-in-sis"


def test_an_empty_score_in_our_memory_is_none_sent(small: SimpleNamespace) -> None:
    given = small.linked({"1": None}, {"1": "4"}, submissions=(small.submission(score=None),))

    assert small.words(given) == {}


def test_a_row_without_any_content_in_the_sis_is_nothing_there(small: SimpleNamespace) -> None:
    given = small.linked({}, {"1": None})

    assert small.word(given) == "create 8.5"


def test_two_scores_of_one_student_in_the_sis_are_touched_by_nobody(small: SimpleNamespace) -> None:
    given = small.linked({}, {})
    two = (small.score("1", "8.5"), small.score("1", "4"))
    given = replace(given, gradebooks={"S1": replace(given.gradebooks["S1"], scores={"L1": two})})

    assert small.word(given) == "not-sent several-matches"


def test_an_overwriting_change_carries_what_it_overwrites(small: SimpleNamespace) -> None:
    (hold,) = small.plan(small.linked({"1": "8"}, {"1": "4"}), small.NOW).holds

    (change,) = hold.changes
    assert (change.before, change.after) == (small.score("1", "4"), small.score("1", "8.5"))
    assert (change.why, change.safety) == (Problem.EDITED_IN_SIS, Safety.ASK)


def test_a_difference_in_a_flag_that_the_sis_does_not_keep_is_none(small: SimpleNamespace) -> None:
    late = (small.submission(late=True),)

    assert row(small, "8.5", "8.5", submissions=late, capabilities=small.caps(late=None)) == "already-there"
    assert row(small, "8.5", "8.5", submissions=late) == "update 8.5"


def test_a_letter_that_the_sis_derives_by_itself_is_no_edit(small: SimpleNamespace) -> None:
    given = small.linked({"1": "8.5"}, {}, capabilities=small.caps(letters=True))
    derived = (small.score("1", "8.5", letter="B"),)
    given = replace(given, gradebooks={"S1": replace(given.gradebooks["S1"], scores={"L1": derived})})

    assert small.word(given) == "already-there"


def test_a_comment_typed_in_the_sis_is_no_edit_of_ours(small: SimpleNamespace) -> None:
    given = small.linked({"1": "8.5"}, {}, capabilities=small.caps(comment_max=100))
    noted = (small.score("1", "8.5", comment="see me"),)
    given = replace(given, gradebooks={"S1": replace(given.gradebooks["S1"], scores={"L1": noted})})

    assert small.word(given) == "already-there"


def test_a_comment_added_in_canvas_is_sent_where_comments_are_on(small: SimpleNamespace) -> None:
    said = (small.submission(comment="see me"),)
    able = small.caps(comment_max=100)

    assert row(small, "8.5", "8.5", submissions=said, capabilities=able) == "already-there"
    assert row(small, "8.5", "8.5", submissions=said, capabilities=able, comments=True) == "update 8.5"


def test_a_letter_is_never_the_same_as_a_number(small: SimpleNamespace) -> None:
    given = small.linked({}, {"1": "B"})

    assert small.word(given) == "hold not-ours"


def test_an_equal_score_that_we_never_sent_counts_as_sent_from_now_on(small: SimpleNamespace) -> None:
    (found,) = small.plan(small.linked({}, {"1": "8.5"}), small.NOW).standing
    (known,) = small.plan(small.linked({"1": "8.5"}, {"1": "8.5"}), small.NOW).standing
    (other,) = small.plan(small.linked({"1": "8.5"}, {"1": "4"}), small.NOW).standing

    assert found.adopts == small.score("1", "8.5")
    assert (known.adopts, other.adopts) == (None, None)
