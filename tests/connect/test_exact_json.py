"""Numbers are exact, from the seam and to it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passback.connect.exact_json import decode, encode
from passback.connect.shape import as_number
from passback.core.value import plain

_numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=6)
_data = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text() | _numbers,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(_data)
def test_what_is_written_is_read_back_equal(data: object) -> None:
    assert decode(encode(data)) == data


@given(_numbers)
def test_a_number_goes_out_with_exactly_its_digits(number: Decimal) -> None:
    assert encode({"score": number}) == b'{"score":' + plain(number).encode() + b"}"


def test_a_fraction_is_a_decimal_and_never_a_float() -> None:
    data = decode(b'{"score": 33.333333333333333333, "max": 20.0}')
    assert data == {"score": Decimal("33.333333333333333333"), "max": Decimal(20)}
    assert all(isinstance(held, Decimal) for held in data.values())  # type: ignore[attr-defined]


def test_a_float_cannot_be_written() -> None:
    with pytest.raises(TypeError):
        encode({"score": 0.1})


@pytest.mark.parametrize(
    "body",
    [
        b'{"score": NaN}',
        b'{"score": -Infinity}',
        b'{"score": 1e999999999}',
        b"<html></html>",
        b'{"score": 1',
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b"9" * 10_000,
    ],
)
def test_what_no_gradebook_holds_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"^(?!.*<html).*$"):
        decode(body)


@pytest.mark.parametrize("text", ["A", "", "NaN", "1_0", "١٢", "1e9999", "Infinity", "1,5", "9" * 50])
def test_a_text_that_is_no_number_is_none(text: str) -> None:
    assert as_number(text) is None


@given(_numbers)
def test_a_number_as_text_is_that_number(number: Decimal) -> None:
    assert as_number(str(number)) == number


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        (r'"Mars \ud83d"', "Mars \ufffd"),
        (r'"\uDE80 Mars"', "\ufffd Mars"),
        (r'"\ud83d\ud83d\ude80"', "\ufffd🚀"),
        (r'"\ud83d\ude80 \u00fc"', "🚀 ü"),
        (r'"a path\\ud83d"', r"a path\ud83d"),
    ],
)
def test_half_of_a_surrogate_pair_is_read_as_a_character_that_can_be_written(raw: str, read: str) -> None:
    assert decode(raw.encode()) == read
    assert decode(encode(read)) == read
