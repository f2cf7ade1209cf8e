"""The verdict on a change: every answer with every reading."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product
from types import SimpleNamespace

import pytest

from passback.core.finding import Receipt, Rejection, Silence
from passback.core.gradebook import Excused, Unread
from passback.core.problem import Problem, Safety, State
from passback.core.subject import Subject
from passback.sync.judge import judge
from passback.sync.model import Change, Link

AT = datetime(2026, 10, 5, tzinfo=UTC)
RECEIPT = Receipt("L1", AT)
REFUSED = Rejection("no", 400, ())
SILENT = Silence("timed out", sent=True)
NEVER_LEFT = Silence("not connected", sent=False)
LOST = Unread("HTTP 500", Problem.SIS_INTERNAL_ERROR)
SCORE = Subject("7", "S1", "A1", "1")
ITEM = Subject("7", "S1", "A1", None)


def change(before: object, after: object, subject: Subject = SCORE) -> Change:
    return Change(subject, before, after, None, Safety.SAFE)


def verdict(small: SimpleNamespace, given: Change, answer: object, held: object, **caps: object) -> str:
    made = judge(given, answer, held, small.caps(**caps))
    why = f" {made.why.problem}" if made.why else ""
    way = f" {made.why.facts['state']}" if made.why and "state" in made.why.facts else ""
    return f"{made.state}{' proven' if made.proven else ''}{why}{way}"


WANTED = "in-sis proven"
TABLE = [
    # answer, what is held afterwards (before was 8, wanted is 8.5), verdict
    (RECEIPT, "8.5", WANTED),
    (REFUSED, "8.5", WANTED),
    (SILENT, "8.5", WANTED),
    (NEVER_LEFT, "8.5", WANTED),
    (RECEIPT, "8", "differs proven value-changed-by-sis"),  # dropped or rounded: the values do not tell
    (REFUSED, "8", "refused"),
    (SILENT, "8", "unconfirmed"),
    (NEVER_LEFT, "8", "not-sent sis-unreachable"),
    (RECEIPT, None, "differs proven value-changed-by-sis dropped"),
    (REFUSED, None, "refused"),
    (SILENT, None, "differs proven changed-since-plan dropped"),
    (NEVER_LEFT, None, "not-sent sis-unreachable"),
    (RECEIPT, "9", "differs proven value-changed-by-sis rounded"),
    (REFUSED, "9", "refused"),
    (SILENT, "9", "differs proven value-changed-by-sis rounded"),
    (NEVER_LEFT, "9", "not-sent sis-unreachable"),
    (RECEIPT, "4", "differs proven value-changed-by-sis"),
    (SILENT, "4", "differs proven changed-since-plan"),
    (RECEIPT, LOST, "unconfirmed sis-internal-error"),
    (REFUSED, LOST, "refused"),
    (SILENT, LOST, "unconfirmed"),
    (NEVER_LEFT, LOST, "not-sent sis-unreachable"),
]


def test_an_old_value_that_still_stands_was_dropped(small: SimpleNamespace) -> None:
    given = change(small.score("1", "3"), small.score("1", "8.5"))

    assert verdict(small, given, RECEIPT, small.score("1", "3")) == (
        "differs proven value-changed-by-sis dropped"
    )


@pytest.mark.parametrize(("answer", "held", "expected"), TABLE)
def test_the_table_of_a_score(small: SimpleNamespace, answer: object, held: object, expected: str) -> None:
    given = change(small.score("1", "8"), small.score("1", "8.5"))
    read = small.score("1", held) if isinstance(held, str) else held

    assert verdict(small, given, answer, read) == expected


def test_a_first_send_without_an_answer_that_is_not_there_is_unconfirmed(small: SimpleNamespace) -> None:
    assert verdict(small, change(None, small.score("1", "8.5")), SILENT, None) == "unconfirmed"


@pytest.mark.parametrize(
    ("readable", "expected"), [(True, "unconfirmed"), (None, "unconfirmed"), (False, "in-sis")]
)
def test_an_acknowledgment_alone_is_green_only_where_the_sis_cannot_be_read(
    small: SimpleNamespace, readable: bool | None, expected: str
) -> None:
    said = verdict(small, change(None, small.score("1", "8.5")), RECEIPT, LOST, readable=readable)

    assert said.split()[0] == expected
    assert "proven" not in said


@pytest.mark.parametrize(
    ("wanted", "held", "way"),
    [
        ("8.5", "9", "rounded"),
        ("8.5", "8", "rounded"),
        ("8.25", "8.3", "rounded"),
        ("8.25", "8.2", "rounded"),
        ("33.333", "33.33", "rounded"),
        ("8.5", "7", None),
        ("9", "8", None),
        ("8.25", "8.26", None),
        ("-1", "0", "capped"),
        ("8.5", None, "dropped"),
        (Excused.EXCUSED, "0", None),
        (Excused.EXCUSED, None, "dropped"),
        ("8.5", Excused.EXCUSED, None),
        ("8.5", "B+", None),
    ],
)
def test_how_the_sis_changed_it_is_said_where_the_values_tell(
    small: SimpleNamespace, wanted: object, held: object, way: str | None
) -> None:
    kept = None if held is None else small.score("1", held)
    made = judge(change(None, small.score("1", wanted)), RECEIPT, kept, small.caps())

    assert made.state is State.DIFFERS
    assert made.why.facts.get("state") == way
    assert made.why.facts["value"] in {"excused", str(wanted)}


def test_a_lost_flag_or_a_cut_comment_is_told(small: SimpleNamespace) -> None:
    late = small.score("1", "8", late=True)
    noted = small.score("1", "8", comment="see me")

    assert verdict(small, change(None, late), RECEIPT, small.score("1", "8")) == (
        "differs proven value-changed-by-sis dropped"
    )
    assert verdict(small, change(None, noted), RECEIPT, replace(noted, comment="see"), comment_max=50) == (
        "differs proven value-changed-by-sis cut"
    )
    assert verdict(small, change(None, late), RECEIPT, small.score("1", "8"), late=None) == WANTED


def test_a_letter_sent_and_not_kept_is_told(small: SimpleNamespace) -> None:
    lettered = small.score("1", "8", letter="B")

    assert verdict(small, change(None, lettered), RECEIPT, small.score("1", "8"), letters=True) == (
        "differs proven value-changed-by-sis dropped"
    )


def test_no_comment_reaches_a_finding(small: SimpleNamespace) -> None:
    noted = small.score("1", "8", comment=f"{small.NAME}, see me")
    made = judge(change(None, noted), RECEIPT, replace(noted, comment="no"), small.caps(comment_max=99))

    assert small.NAME not in str(made.why)


def test_a_clear_is_green_only_when_the_score_is_gone(small: SimpleNamespace) -> None:
    given = change(small.score("1", "8"), None)

    assert verdict(small, given, RECEIPT, None) == WANTED
    assert verdict(small, given, RECEIPT, small.score("1", None)) == WANTED
    assert (
        verdict(small, given, RECEIPT, small.score("1", "8")) == "differs proven value-changed-by-sis dropped"
    )
    assert verdict(small, given, RECEIPT, small.score("1", "0")) == "differs proven value-changed-by-sis"
    assert verdict(small, given, SILENT, small.score("1", "8")) == "unconfirmed"


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ({}, WANTED),
        ({"ref": "other", "description": "x", "assigned": date(2026, 1, 1), "counts": True}, WANTED),
        ({"title": "Essay&#32;A1 "}, WANTED),
        ({"category": None}, WANTED),
        ({"title": "Essay"}, "differs proven value-changed-by-sis cut"),
        ({"title": "Other"}, "differs proven value-changed-by-sis"),
        ({"due": date(2026, 10, 2)}, "differs proven value-changed-by-sis a-day-off"),
        ({"due": date(2026, 10, 3)}, "differs proven value-changed-by-sis"),
        ({"maximum": Decimal(100)}, "differs proven value-changed-by-sis"),
        ({"category": "cat9"}, "differs proven value-changed-by-sis"),
        (None, "differs proven value-changed-by-sis dropped"),
    ],
)
def test_a_line_item_is_judged_on_what_is_ours(
    small: SimpleNamespace, held: dict | None, expected: str
) -> None:
    read = None if held is None else small.item(**held)

    assert verdict(small, change(None, small.item(), ITEM), RECEIPT, read) == expected


def test_a_line_item_without_an_answer_is_unconfirmed_until_it_is_found(small: SimpleNamespace) -> None:
    new = change(None, small.item(), ITEM)

    assert verdict(small, new, SILENT, None) == "unconfirmed"
    assert verdict(small, new, SILENT, small.item()) == WANTED


def test_a_link_is_there_or_not(small: SimpleNamespace) -> None:
    link = Link("7", "S1", "A1", "c1", "L1", 1)

    assert verdict(small, change(None, link, ITEM), RECEIPT, link) == WANTED
    assert verdict(small, change(None, link, ITEM), RECEIPT, None) == "differs proven value-changed-by-sis"


def test_it_is_total_and_green_never_contradicts_the_reading(small: SimpleNamespace) -> None:
    marks = [None, small.score("1", "8"), small.score("1", "8.5"), small.score("1", Excused.EXCUSED)]
    for before, after, answer, held in product(
        marks, marks, (RECEIPT, REFUSED, SILENT, NEVER_LEFT), (*marks, LOST)
    ):
        made = judge(change(before, after), answer, held, small.caps())

        assert made.state in State
        assert (made.state is State.IN_SIS) == (held == after)
        assert made.proven or made.state is not State.IN_SIS
        assert answer is not REFUSED or made.state in {State.REFUSED, State.IN_SIS}


def test_what_a_client_did_not_send_is_told_by_its_own_reason(small: SimpleNamespace) -> None:
    given = change(None, small.score())
    assert verdict(small, given, NEVER_LEFT, None) == "not-sent sis-unreachable"
    own = Silence("this SIS cannot", sent=False, problem=Problem.SCORE_CLEARED)
    assert verdict(small, given, own, None) == "not-sent score-cleared"


def test_a_field_that_canvas_dropped_in_silence_is_said_by_its_permission(small: SimpleNamespace) -> None:
    before = small.assignment(integration_data={"k": "v"})
    given = change(before, replace(before, integration_data={}), ITEM)
    dropped = Rejection('{"integration_data": {"k": "v"}}', 200, ("integration_data",))

    assert verdict(small, given, dropped, before) == "not-sent canvas-token-lacks-manage-sis"
    assert verdict(small, given, RECEIPT, given.after) == "in-sis proven"


def test_of_an_assignment_only_what_the_change_changes_is_judged(small: SimpleNamespace) -> None:
    before = small.assignment()
    given = change(before, replace(before, group="G2"), ITEM)

    assert verdict(small, given, RECEIPT, replace(before, group="G2", name="Essay, renamed")) == WANTED
    assert verdict(small, given, RECEIPT, before) == "differs proven data-not-accepted"
