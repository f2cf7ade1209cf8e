"""The cases of `people_cases.py` for the checks about scores and systems."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from passback.core.capabilities import Exempt
from passback.core.gradebook import Term
from passback.sync import adopt, carry, threeway
from passback.sync.checks import (
    connection_not_unique,
    credentials_expired,
    edited_in_sis,
    needs_grading,
    omitted_from_final_grade,
    other_exchange_active,
    part_unread,
    score_above_maximum,
    score_below_minimum,
    score_cleared,
    score_empty,
    score_excused,
    score_hidden,
    score_not_numeric,
    sync_turned_off,
    term_over,
)
from people_cases import BLOCKS, INFORMS, LOST, WARNS, Case, Make, Small

TODAY = date(2026, 10, 5)  # of `small.NOW`
SPRING = Term("T2", "Spring", date(2027, 1, 4), date(2027, 5, 28))
PAST, COMING = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)


def graded(**over: object) -> Make:
    """The one score of the course, otherwise."""
    return lambda s: s.snapshot(submissions=(s.submission(**over),))


def old_link(s: Small, terms: object) -> Any:  # noqa: ANN401 - a snapshot
    """A link to another class than the section leads to now."""
    sent = {"L1": (s.score("1", "7"),)}
    return s.snapshot(terms=terms, links=(s.link(class_ref="c0"),), sent=sent)


def off(s: Small, **over: object) -> Any:  # noqa: ANN401 - a snapshot
    """What was sent, and its assignment otherwise now."""
    return s.linked({"1": "8"}, {"1": "8"}, assignments=(s.assignment(**over),))


def ungraded(s: Small, due: datetime | None, **over: object) -> Any:  # noqa: ANN401 - a snapshot
    """Nobody has a score on the essay, which is due then."""
    rows = tuple(s.submission(n, score=None, due=due) for n in ("1", "2"))
    return s.snapshot(assignments=(s.assignment(due=due),), **({"submissions": rows} | over))


def ends(what: str, days: int) -> Make:
    """Something that runs out so many days from now."""
    return lambda s: s.snapshot(expires={what: TODAY + timedelta(days=days)})


def foreign(s: Small, **over: object) -> Any:  # noqa: ANN401 - a snapshot
    """Canvas's own link names a line item of the class."""
    essay = s.assignment(integration_data={"sis": "L1"})
    return s.snapshot(**({"assignments": (essay,), "line_items": (s.item(),)} | over))


SCORES = (
    Case(
        score_above_maximum,
        lambda s: s.snapshot(
            submissions=(s.submission(score="10.5"),), capabilities=s.caps(extra_credit=False)
        ),
        BLOCKS,
        ("S1", "A1", "1"),
        {"score": "10.5", "max_score": "10"},
        (
            lambda s: s.snapshot(
                submissions=(s.submission(score="10"),), capabilities=s.caps(extra_credit=False)
            ),
            graded(score="10.5"),
            lambda s: s.linked(
                {"1": "12"},
                {"1": "12"},
                submissions=(s.submission(score="12"),),
                capabilities=s.caps(extra_credit=False),
            ),
        ),
        (carry._outside, "if most is not None and sent > most and not lifted:", "if False:"),
        blind="students",
        stands="not-sent score-above-maximum",
    ),
    Case(
        score_below_minimum,
        lambda s: s.snapshot(
            submissions=(s.submission(score="-0.5"),), capabilities=s.caps(extra_credit=False)
        ),
        BLOCKS,
        ("S1", "A1", "1"),
        {"score": "-0.5", "min_score": "0"},
        (
            lambda s: s.snapshot(
                submissions=(s.submission(score="0"),), capabilities=s.caps(extra_credit=False)
            ),
            graded(score="-0.5"),
        ),
        (carry._outside, "if least is not None and sent < least:", "if False:"),
        blind="students",
        stands="not-sent score-below-minimum",
    ),
    Case(
        score_not_numeric,
        graded(score=None, grade="B+"),
        BLOCKS,
        ("S1", "A1", "1"),
        {"value": "B+", "assignment": "Essay A1"},
        (graded(score="8.5", grade="B+"), graded(score=None, grade=" ")),
        (carry._no_number, "Problem.SCORE_NOT_NUMERIC", "Problem.SCORE_EMPTY"),
        stands="not-sent score-not-numeric",
    ),
    Case(
        score_empty,
        lambda s: ungraded(s, PAST),
        INFORMS,
        (None, "A1", None),
        {"assignment": "Essay A1", "value": "2"},
        (
            lambda s: ungraded(s, COMING),
            lambda s: ungraded(s, PAST, submissions=(s.submission(), s.submission("2", score=None))),
            lambda s: ungraded(s, PAST, submissions=()),
            lambda s: ungraded(s, PAST, state="unpublished"),
        ),
        (score_empty.check, "not any(map(has_mark, mine))", "True"),
        blind="submissions",
        stands="not considered",
    ),
    Case(
        score_excused,
        lambda s: s.snapshot(
            submissions=(s.submission(score=None, excused=True),), capabilities=s.caps(exempt=Exempt.REFUSED)
        ),
        BLOCKS,
        ("S1", "A1", "1"),
        {"student": "1", "assignment_id": "A1"},
        (graded(score=None, excused=True), graded()),
        (carry._limits, "limit is None or limit.value is Exempt.REFUSED", "limit is None"),
        stands="waiting score-excused",
    ),
    Case(
        score_cleared,
        lambda s: s.linked(
            {"1": "8"},
            {"1": "8"},
            submissions=(s.submission(score=None),),
            capabilities=s.caps(clear=False),
        ),
        BLOCKS,
        ("S1", "A1", "1"),
        {"student": "1", "assignment": "Essay A1"},
        (
            lambda s: s.linked({"1": "8"}, {"1": "8"}, submissions=(s.submission(score=None),)),
            lambda s: s.linked(
                {"1": "8"}, {}, submissions=(s.submission(score=None),), capabilities=s.caps(clear=False)
            ),
        ),
        (threeway._clear, "if not can(snapshot.capabilities.clear):", "if False:"),
        blind="scores",
        stands="not-sent score-cleared",
    ),
    Case(
        score_hidden,
        lambda s: s.snapshot(
            submissions=(s.submission(posted=None), s.submission("2", posted=None), s.submission("3"))
        ),
        INFORMS,
        (None, "A1", None),
        {"assignment": "Essay A1", "value": "2"},
        (
            graded(),
            lambda s: s.snapshot(submissions=(s.submission(posted=None),), hidden="send"),
            lambda s: s.linked({"1": "8.5"}, {"1": "8.5"}, submissions=(s.submission(posted=None),)),
        ),
        (carry._held_back, "submission.posted is None or unreleased", "unreleased"),
        stands="waiting score-hidden",
    ),
    Case(
        needs_grading,
        graded(state="pending_review"),
        INFORMS,
        (None, "A1", None),
        {"assignment_id": "A1", "value": "1"},
        (
            graded(),
            lambda s: s.snapshot(submissions=(s.submission(state="pending_review"),), ungraded="send"),
        ),
        (carry._held_back, 'submission.state == "pending_review"', "False"),
        stands="waiting needs-grading",
    ),
    Case(
        omitted_from_final_grade,
        lambda s: s.snapshot(assignments=(s.assignment(omit_from_final_grade=True),)),
        INFORMS,
        (None, "A1", None),
        {"assignment": "Essay A1", "value": "1"},
        (
            graded(),
            lambda s: s.snapshot(
                assignments=(s.assignment(omit_from_final_grade=True),),
                capabilities=s.caps(not_counted=True),
            ),
        ),
        (carry._omitted, "return None if left_out else", "return None if True else"),
        stands="waiting omitted-from-final-grade",
    ),
    Case(
        edited_in_sis,
        lambda s: s.linked({"1": "8"}, {"1": "5"}),
        WARNS,
        ("S1", "A1", "1"),
        {"value": "8", "result": "5", "student": "1"},
        (lambda s: s.linked({"1": "8"}, {"1": "8"}), lambda s: s.linked({"1": "8.5"}, {"1": "8.5"})),
        (edited_in_sis.check, "if change.why is Problem.EDITED_IN_SIS and", "if False and"),
        blind="scores",
        stands="hold edited",
    ),
)

SYSTEM = (
    Case(
        term_over,
        lambda s: old_link(s, (SPRING,)),
        INFORMS,
        ("S1", "A1", None),
        {"assignment": "Essay A1", "class": "c1"},
        (lambda s: old_link(s, ()), lambda s: s.linked({"1": "8"}, {"1": "8"})),
        (adopt._is_history, "return all(when.day < term.first for term in terms)", "return False"),
        blind="terms",
        stands="not-sent term-over",
    ),
    Case(
        sync_turned_off,
        lambda s: off(s, post_to_sis=False),
        INFORMS,
        ("S1", "A1", None),
        {"assignment_id": "A1", "class": "c1", "state": "off"},
        (off, lambda s: off(s, published=False, post_to_sis=False)),
        (
            sync_turned_off._works,
            "work is None or (work.published and not work.post_to_sis)",
            "work is None",
        ),
        blind="assignments",
        stands="not considered",
    ),
    Case(
        connection_not_unique,
        lambda s: s.snapshot(rivals=("maple-east", "maple-west")),
        BLOCKS,
        (None, None, None),
        {"value": "maple-east, maple-west"},
        (lambda s: s.snapshot(),),
        (connection_not_unique.check, "or not snapshot.rivals:", "or True:"),
        blind="rivals",
        stands="not-sent connection-not-unique",
    ),
    Case(
        credentials_expired,
        ends("client-secret", -1),
        BLOCKS,
        (None, None, None),
        {"value": "client secret of the SIS", "end_date": "2026-10-04", "limit": "0"},
        (ends("client-secret", 15),),
        (credentials_expired.check, "over = left < 0", "over = left < -1"),
        blind="",
        stands="not-sent credentials-expired",
    ),
    Case(
        credentials_expired,
        ends("licence", 14),
        WARNS,
        (None, None, None),
        {"value": "licence", "end_date": "2026-10-19", "limit": "14"},
        (ends("licence", 15), lambda s: s.snapshot()),
        (credentials_expired.check, "if left > _WARNS_BEFORE:", "if left >= _WARNS_BEFORE:"),
        blind="",
        stands="create 8.5",
    ),
    Case(
        other_exchange_active,
        foreign,
        BLOCKS,
        (None, None, None),
        {"state": "linked-elsewhere", "assignment_id": "A1", "value": "1"},
        (
            lambda s: foreign(s, line_items=()),
            lambda s: foreign(s, links=(s.link(),)),
        ),
        (other_exchange_active.check, "if not any(", "if any("),
        blind="assignments",
        stands="waiting other-exchange-active",
    ),
    Case(
        part_unread,
        lambda s: s.snapshot(students=LOST),
        WARNS,
        ("S1", None, None),
        {"value": "students", "result": "HTTP 500"},
        (lambda s: s.snapshot(), lambda s: s.snapshot(students=LOST, submissions=())),
        (part_unread.check, "in _of_class(snapshot.gradebooks.get(section)):", "in ():"),
        blind="",
        stands="waiting sis-internal-error",
    ),
)
