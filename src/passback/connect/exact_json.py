"""JSON as gradebooks need it: every number exact, from the seam and to it.

Knows no field. Numbers with a fraction or an exponent are `Decimal`; NaN and infinities are refused, for no
gradebook holds them; a number of absurd size is refused before anyone writes it out in full. Half of a
surrogate pair, which is no character and no encoding can write, is read as U+FFFD.
"""

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from passback.core.value import plain

# A score with more digits than this before or after the point is an attack or a fault, not a score.
_MOST_DIGITS = 40
# Any escape in JSON: a whole pair, half of one, or another.
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


def decode(body: bytes) -> object:
    """Read a body; numbers are `int` or `Decimal`, never float.

    Raises:
        ValueError: it is not JSON, or holds a number that no gradebook holds. The text quotes nothing.
    """
    try:
        text = body.decode("utf-8-sig")
        if "\\ud" in text or "\\uD" in text:
            text = _ESCAPE.sub(lambda found: r"\ufffd" if found[1] else found[0], text)
        return json.loads(text, parse_float=_exact, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    except ValueError as error:
        raise ValueError("not JSON" if isinstance(error, json.JSONDecodeError) else str(error)) from None


def _exact(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS or len(text) > 2 * _MOST_DIGITS:
        raise ValueError("a number of absurd size")
    return number


def _refuse(_text: str) -> None:
    raise ValueError("NaN or an infinity")


def encode(data: object) -> bytes:
    """Write plain data; a `Decimal` becomes the JSON number of exactly its digits.

    Raises:
        TypeError: the data holds a float or another type that has no exact form.
    """
    return _text(data).encode()


def _text(data: object) -> str:
    match data:
        case None | bool() | str() | int():
            return json.dumps(data, ensure_ascii=False)
        case Decimal():
            return plain(data)
        case Mapping():
            return "{" + ",".join(f"{_text(str(k))}:{_text(v)}" for k, v in data.items()) + "}"
        case Sequence():
            return "[" + ",".join(_text(item) for item in data) + "]"
        case _:
            raise TypeError(f"{type(data).__name__} has no exact form in JSON")
