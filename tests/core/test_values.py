"""Values survive the way to JSON and back, and numbers keep their plain form."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passback.core.capabilities import Capabilities, Ids, Limit
from passback.core.finding import Receipt
from passback.core.gradebook import Excused, Gradebook, LineItem, Score, Term, Unread
from passback.core.problem import Problem, Safety
from passback.core.subject import Subject
from passback.core.value import digest, plain
from passback.sync.model import Change, Link

finite = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**6), max_value=10**6)
marks = st.one_of(finite, st.text(), st.just(Excused.EXCUSED), st.none())
scores = st.builds(Score, st.text(), marks, st.none() | st.text(), st.booleans(), st.booleans(), st.text())
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
items = st.builds(
    LineItem,
    st.none() | st.text(),
    st.text(),
    st.text(),
    st.none() | st.text(),
    days,
    days,
    finite,
    st.none() | st.booleans(),
)
unread = st.builds(Unread, st.text(), st.sampled_from(Problem))
books = st.builds(
    Gradebook,
    st.text(),
    st.none() | st.text(),
    st.lists(st.builds(Term, st.text(), st.text(), days, days)).map(tuple) | unread,
    unread,
    unread,
    st.lists(items).map(tuple) | unread,
    st.dictionaries(st.text(), st.lists(scores).map(tuple) | unread),
)


@given(scores)
def test_a_score_survives_json_whatever_its_mark(score: Score) -> None:
    written = json.loads(json.dumps(score.to_dict()))

    assert Score.from_dict(written) == score


@given(books)
def test_a_gradebook_with_unread_parts_survives_json(book: Gradebook) -> None:
    written = json.loads(json.dumps(book.to_dict()))

    assert Gradebook.from_dict(written) == book


@given(st.none() | items | scores, st.none() | items | scores)
def test_a_change_survives_json_and_its_inverse_is_its_own_inverse(
    before: LineItem | Score | None, after: LineItem | Score | None
) -> None:
    change = Change(Subject("1", "2", None, None), before, after, None, Safety.SAFE)

    assert Change.from_dict(json.loads(json.dumps(change.to_dict()))) == change
    assert change.inverse().inverse() == change


def test_a_letter_that_looks_like_a_number_stays_a_letter() -> None:
    letter = Score("s", "100", None, late=False, missing=False, comment="")
    points = Score("s", Decimal(100), None, late=False, missing=False, comment="")

    assert Score.from_dict(letter.to_dict()) == letter
    assert Score.from_dict(points.to_dict()) == points
    assert letter.to_dict() != points.to_dict()


def test_a_limit_keeps_the_type_of_what_it_limits() -> None:
    on = date(2026, 11, 23)
    ids: Limit[Ids] = Limit(Ids.SERVER, "a source", on, firm=True)
    none = dict.fromkeys([f for f in Capabilities.__dataclass_fields__ if f != "line_item_ids"])
    limits = Capabilities(line_item_ids=ids, **none)  # type: ignore[arg-type]

    read = Capabilities.from_dict(json.loads(json.dumps(limits.to_dict())))

    assert read == limits
    assert isinstance(read.line_item_ids.value, Ids)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("20.0", "20"),
        ("0.50", "0.5"),
        ("2E+1", "20"),
        ("-0", "0"),
        ("-0.00", "0"),
        ("33.333333", "33.333333"),
    ],
)
def test_a_number_is_written_in_its_shortest_plain_form(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text


@given(finite)
def test_the_plain_form_is_the_same_number(number: Decimal) -> None:
    assert Decimal(plain(number)) == number


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_no_gradebook_holds_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match="gradebook"):
        plain(Decimal(number))


def test_reading_names_the_field_that_does_not_fit() -> None:
    written = Link("1", "2", "3", "c", "r", 1).to_dict()

    with pytest.raises(ValueError, match="generation"):
        Link.from_dict({k: v for k, v in written.items() if k != "generation"})
    with pytest.raises(ValueError, match="extra"):
        Link.from_dict({**written, "extra": 1})
    with pytest.raises(ValueError, match="LineItem"):
        Link.from_dict({**written, "is": "LineItem"})


def test_a_number_where_text_is_due_is_refused() -> None:
    written = Link("1", "2", "3", "c", "r", 1).to_dict()

    with pytest.raises(ValueError, match="is not a str"):
        Link.from_dict({**written, "course": 1})


def test_a_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert digest({"a": 1, "b": [1, 2]}) == digest({"b": [1, 2], "a": 1})
    assert digest({"a": [1, 2]}) != digest({"a": [2, 1]})


def test_times_keep_their_zone() -> None:
    receipt = Receipt("r", datetime(2026, 11, 1, 6, 30, tzinfo=UTC))

    assert Receipt.from_dict(receipt.to_dict()) == receipt
