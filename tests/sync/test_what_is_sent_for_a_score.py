"""Each row of the table "what is sent for a score", by its name."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest

from passback.core.capabilities import Exempt
from passback.core.gradebook import Excused, Score
from passback.core.problem import Problem
from passback.sync.carry import same


def one(small: SimpleNamespace, submission: dict, assignment: dict, caps: dict, **more: object) -> str:
    given = small.snapshot(
        submissions=(small.submission(**submission),),
        assignments=(small.assignment(**assignment),),
        capabilities=small.caps(**caps),
        **more,
    )
    return small.word(given)


def sent(small: SimpleNamespace, submission: dict, caps: dict, **more: object) -> Score:
    given = small.snapshot(
        submissions=(small.submission(**submission),), capabilities=small.caps(**caps), **more
    )
    return next(c.after for c in small.plan(given, small.NOW).changes if isinstance(c.after, Score))


@pytest.mark.parametrize("kind", ["points", "percent", "gpa_scale", "letter_grade"])
def test_graded_types_send_the_score_never_the_grade(small: SimpleNamespace, kind: str) -> None:
    assert one(small, {"score": "7.25", "grade": "B+"}, {"grading_type": kind}, {}) == "create 7.25"


@pytest.mark.parametrize(
    ("grade", "score", "expected"),
    [
        ("complete", "10", "create 10"),
        ("complete", "3", "create 10"),
        ("pass", None, "create 10"),
        ("incomplete", "0", "create 0"),
        ("fail", None, "create 0"),
        ("4", "4", "create 10"),
        ("0", "0", "create 0"),
    ],
)
def test_pass_fail_sends_full_points_or_0(
    small: SimpleNamespace, grade: str, score: str | None, expected: str
) -> None:
    assert one(small, {"score": score, "grade": grade}, {"grading_type": "pass_fail"}, {}) == expected


@pytest.mark.parametrize(
    ("grade", "score", "mark"),
    [("complete", "3", "complete"), ("incomplete", "0", "incomplete"), ("4", "4", None), (None, "3", None)],
)
def test_pass_fail_sends_the_mark_too_where_the_sis_has_a_field(
    small: SimpleNamespace, grade: str | None, score: str, mark: str | None
) -> None:
    work = (small.assignment(grading_type="pass_fail"),)
    row = {"grade": grade, "score": Decimal(score)}
    assert sent(small, row, {"letters": True}, assignments=work).letter == mark
    assert sent(small, row, {}, assignments=work).letter is None


@pytest.mark.parametrize(
    "assignment",
    [
        {"grading_type": "not_graded"},
        {"submission_types": ("not_graded",)},
        {"submission_types": ("practice_quiz",)},
        {"submission_types": ("survey",)},
        {"published": False},
        {"post_to_sis": False},
    ],
)
def test_what_is_not_graded_not_published_or_not_marked_for_the_sis_is_never_sent(
    small: SimpleNamespace, assignment: dict
) -> None:
    assert one(small, {}, assignment, {}) == "not considered"


def test_a_partly_graded_score_waits_and_the_policy_may_send_it(small: SimpleNamespace) -> None:
    partly = {"state": "pending_review"}

    assert one(small, partly, {}, {}) == "waiting needs-grading"
    assert one(small, partly, {}, {}, ungraded="send") == "create 8.5"


def test_a_score_resubmitted_since_it_was_graded_is_sent_and_flagged(small: SimpleNamespace) -> None:
    given = small.snapshot(submissions=(small.submission(current=False),))
    (change,) = [c for c in small.plan(given, small.NOW).changes if isinstance(c.after, Score)]

    assert change.after.mark == Decimal("8.5")
    assert change.why is Problem.NEEDS_GRADING


def test_a_hidden_score_waits_and_the_policy_may_send_it(small: SimpleNamespace) -> None:
    assert one(small, {"posted": None}, {}, {}) == "waiting score-hidden"
    assert one(small, {"posted": None}, {}, {}, hidden="send") == "create 8.5"


@pytest.mark.parametrize(("released", "expected"), [(False, "waiting score-hidden"), (True, "create 8.5")])
def test_a_moderated_score_waits_for_its_release(
    small: SimpleNamespace, released: bool, expected: str
) -> None:
    assert one(small, {}, {"moderated": True, "grades_published": released}, {}) == expected


@pytest.mark.parametrize(
    ("exempt", "expected"),
    [
        (Exempt.FLAG, "create excused"),
        (Exempt.FLAG_BESIDE_ZERO, "create excused"),
        (Exempt.REFUSED, "waiting score-excused"),
        (None, "waiting score-excused"),
    ],
)
def test_an_excused_student_gets_the_mark_or_waits(
    small: SimpleNamespace, exempt: Exempt | None, expected: str
) -> None:
    assert one(small, {"excused": True, "score": None}, {}, {"exempt": exempt}) == expected


def test_an_excused_student_with_a_number_still_gets_the_mark(small: SimpleNamespace) -> None:
    assert one(small, {"excused": True, "score": "0", "missing": True}, {}, {}) == "create excused"


@pytest.mark.parametrize(("clear", "expected"), [(True, "clear"), (None, "waiting score-excused")])
def test_a_number_sent_before_the_student_was_excused_is_cleared_where_the_mark_cannot_be_sent(
    small: SimpleNamespace, clear: bool | None, expected: str
) -> None:
    given = small.linked(
        {"1": "8"},
        {"1": "8"},
        submissions=(small.submission(excused=True, score=None),),
        capabilities=small.caps(exempt=Exempt.REFUSED, clear=clear),
    )

    assert small.word(given) == expected


def test_an_excused_student_whose_number_is_gone_already_still_waits(small: SimpleNamespace) -> None:
    given = small.linked(
        {"1": "8"},
        {},
        submissions=(small.submission(excused=True, score=None),),
        capabilities=small.caps(exempt=Exempt.REFUSED),
    )

    assert small.word(given) == "waiting score-excused"


def test_excused_after_a_number_replaces_it_by_the_mark(small: SimpleNamespace) -> None:
    excused = (small.submission(excused=True, score=None),)

    assert small.word(small.linked({"1": "8"}, {"1": "8"}, submissions=excused)) == "update excused"


@pytest.mark.parametrize("missing", [True, False])
def test_no_score_is_never_a_0_missing_or_not(small: SimpleNamespace, missing: bool) -> None:
    assert one(small, {"score": None, "missing": missing}, {}, {}) == "not considered"


def test_missing_with_the_policy_s_0_sends_that_score_and_the_flag(small: SimpleNamespace) -> None:
    score = sent(small, {"score": "0", "missing": True}, {})

    assert (score.mark, score.missing) == (Decimal(0), True)


def test_late_sends_the_flag(small: SimpleNamespace) -> None:
    assert sent(small, {"late": True}, {}).late


@pytest.mark.parametrize("can", [False, None])
def test_flags_that_the_sis_is_not_known_to_keep_are_left_out(
    small: SimpleNamespace, can: bool | None
) -> None:
    score = sent(small, {"late": True, "missing": True}, {"late": can, "missing": can})

    assert (score.late, score.missing) == (False, False)


@pytest.mark.parametrize(
    ("clear", "expected"),
    [(True, "clear"), (False, "not-sent score-cleared"), (None, "not-sent score-cleared")],
)
def test_a_score_cleared_after_it_was_sent_is_cleared_or_not_sent_never_0(
    small: SimpleNamespace, clear: bool | None, expected: str
) -> None:
    given = small.linked(
        {"1": "8"},
        {"1": "8"},
        submissions=(small.submission(score=None),),
        capabilities=small.caps(clear=clear),
    )

    assert small.word(given) == expected


def test_a_score_gone_on_both_sides_is_there_already(small: SimpleNamespace) -> None:
    cleared = (small.submission(score=None),)

    assert small.word(small.linked({"1": "8"}, {}, submissions=cleared)) == "already-there"


@pytest.mark.parametrize(
    ("extra", "expected"),
    [(True, "create 2"), (False, "waiting points-missing"), (None, "waiting points-missing")],
)
def test_0_points_possible_is_extra_credit_where_the_sis_has_it_else_held(
    small: SimpleNamespace, extra: bool | None, expected: str
) -> None:
    assert one(small, {"score": "2"}, {"points": Decimal(0)}, {"extra_credit": extra}) == expected


@pytest.mark.parametrize("score", ["5", None])
def test_an_assignment_without_points_is_not_sent(small: SimpleNamespace, score: str | None) -> None:
    row = {"score": score, "grade": "A"}

    assert one(small, row, {"points": None}, {}) == "not-sent points-missing"


@pytest.mark.parametrize(("score", "problem"), [("12", "score-above-maximum"), ("-1", "score-below-minimum")])
def test_outside_the_scale_is_sent_unless_the_sis_firmly_cannot(
    small: SimpleNamespace, score: str, problem: str
) -> None:
    assert one(small, {"score": score}, {}, {"extra_credit": True}) == f"create {score}"
    assert one(small, {"score": score}, {}, {"extra_credit": None}) == f"create {score}"
    assert one(small, {"score": score}, {}, {"extra_credit": small.rumor(False)}) == f"create {score}"
    assert one(small, {"score": score}, {}, {"extra_credit": False}) == f"not-sent {problem}"
    assert one(small, {"score": "10"}, {}, {"extra_credit": False}) == "create 10"
    assert one(small, {"score": "0"}, {}, {"extra_credit": False}) == "create 0"


def test_omitted_from_the_final_grade_is_marked_so_or_held(small: SimpleNamespace) -> None:
    omitted = {"omit_from_final_grade": True}
    marked = small.snapshot(
        assignments=(small.assignment(**omitted),), capabilities=small.caps(not_counted=True)
    )

    assert small.word(marked) == "create 8.5"
    assert small.made_item(marked).counts is False
    assert one(small, {}, omitted, {}) == "waiting omitted-from-final-grade"
    assert one(small, {}, omitted, {"not_counted": False}) == "waiting omitted-from-final-grade"
    assert one(small, {}, omitted, {}, omitted="send") == "create 8.5"


def test_an_omitted_score_waits_where_its_line_item_counts_in_the_sis(small: SimpleNamespace) -> None:
    omitted = (small.assignment(omit_from_final_grade=True),)
    able = small.caps(not_counted=True)

    counted = small.linked({}, {}, assignments=omitted, capabilities=able, item=small.item(counts=True))
    not_counted = small.linked({}, {}, assignments=omitted, capabilities=able, item=small.item(counts=False))

    assert small.word(counted) == "waiting omitted-from-final-grade"
    assert small.word(not_counted) == "create 8.5"


def test_a_grade_without_any_number_is_not_sent(small: SimpleNamespace) -> None:
    assert one(small, {"score": None, "grade": "A"}, {}, {}) == "not-sent score-not-numeric"


@pytest.mark.parametrize("absurd", ["1E+400", "1E-5000"])
def test_an_absurd_number_is_not_sent(small: SimpleNamespace, absurd: str) -> None:
    assert one(small, {"score": Decimal(absurd)}, {}, {}) == "not-sent score-not-numeric"


def test_the_letter_goes_along_only_where_the_sis_has_a_field(small: SimpleNamespace) -> None:
    lettered = (small.assignment(grading_type="letter_grade"),)

    assert sent(small, {"grade": "B+"}, {"letters": True}, assignments=lettered).letter == "B+"
    assert sent(small, {"grade": "B+"}, {}, assignments=lettered).letter is None
    assert sent(small, {"grade": "8.5"}, {"letters": True}).letter is None


def test_comments_are_off_by_default_and_cut_at_the_sis_s_limit(small: SimpleNamespace) -> None:
    row = {"comment": "well done"}

    assert sent(small, row, {"comment_max": 4}).comment == ""
    assert sent(small, row, {"comment_max": 4}, comments=True).comment == "well"
    assert sent(small, row, {"comment_max": None}, comments=True).comment == ""


def test_a_comment_that_cannot_be_read_back_is_sent_and_never_taken_for_a_difference(
    small: SimpleNamespace,
) -> None:
    said, silent = small.score(comment="well done"), small.score()
    assert not same(silent, said, small.caps(comment_max=100))
    assert not same(silent, said, small.caps(comment_max=100, comments_read=True))
    assert same(silent, said, small.caps(comment_max=100, comments_read=False))


@pytest.mark.parametrize(
    ("score", "decimals", "expected"),
    [("8.25", 1, "8.3"), ("8.5", 0, "9"), ("33.333333", 2, "33.33"), ("0.005", 2, "0.01"), ("2.5", 2, "2.5")],
)
def test_a_score_is_rounded_half_up_to_the_sis_s_decimals(
    small: SimpleNamespace, score: str, decimals: int, expected: str
) -> None:
    assert (
        one(small, {"score": score}, {"points": Decimal(100)}, {"decimals": decimals}) == f"create {expected}"
    )


def test_a_third_is_not_sent_again_every_night(small: SimpleNamespace) -> None:
    third = (small.submission(score="3.3333333333"),)
    able = small.caps(decimals=2)

    given = small.linked({"1": "3.33"}, {"1": "3.33"}, submissions=third, capabilities=able)

    assert small.word(given) == "already-there"


def test_a_reason_to_wait_does_not_hide_that_the_score_is_there(small: SimpleNamespace) -> None:
    hidden = (small.submission(posted=None),)

    assert small.word(small.linked({"1": "8.5"}, {"1": "8.5"}, submissions=hidden)) == "already-there"
    assert small.word(small.linked({"1": "8"}, {"1": "8"}, submissions=hidden)) == "waiting score-hidden"


def test_a_comment_of_the_sis_survives_our_write(small: SimpleNamespace) -> None:
    given = small.linked({"1": "8"}, {}, capabilities=small.caps(comment_max=100))
    noted = small.score("1", "8", comment="see me")
    given = replace(given, gradebooks={"S1": replace(given.gradebooks["S1"], scores={"L1": (noted,)})})

    (change,) = small.plan(given, small.NOW).changes

    assert change.after == small.score("1", "8.5", comment="see me")


def test_an_excused_mark_in_the_sis_is_the_same_mark(small: SimpleNamespace) -> None:
    excused = (small.submission(excused=True, score=None),)
    given = small.linked({"1": Excused.EXCUSED}, {"1": Excused.EXCUSED}, submissions=excused)

    assert small.word(given) == "already-there"
