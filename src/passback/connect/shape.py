"""Reading fields of an answer: strict about what a field holds, silent about fields nobody asked for.

A field of another shape fails its whole row and names the place, never the content: contents are students'.
An id may come as number or text and is always text with us.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from passback.connect.failures import misshapen

_ABSENT = object()
_LONGEST_NUMBER = 40
_DATE_LENGTH = len("2026-01-31")


class Row:
    """One object of an answer. `where` names it in failures, e.g. `assignments[3]`."""

    def __init__(self, where: str, data: object) -> None:
        """Take an object.

        Raises:
            Unreadable: it is something else.
        """
        if not isinstance(data, Mapping):
            raise misshapen(where, "an object")
        self.where = where
        self.data: Mapping[str, object] = data

    def has(self, name: str) -> bool:
        """True if the key is there, even with null: absent and null are different answers."""
        return name in self.data

    def _get(self, name: str, wanted: str) -> object:
        held = self.data.get(name, _ABSENT)
        if held is _ABSENT:
            raise misshapen(f"{self.where}.{name}", f"{wanted}, the field is absent")
        return held

    def _wrong(self, name: str, wanted: str) -> Exception:
        return misshapen(f"{self.where}.{name}", wanted)

    def id(self, name: str) -> str:
        """An id, number or text, as text."""
        held = self.id_or_none(name)
        if held is None:
            raise self._wrong(name, "an id")
        return held

    def id_or_none(self, name: str) -> str | None:
        """An id, or None where it is null, empty or absent."""
        held = self.data.get(name)
        if held is None or held == "":
            return None
        if isinstance(held, bool) or not isinstance(held, str | int):
            raise self._wrong(name, "an id")
        return str(held)

    def text(self, name: str) -> str:
        """Text that must be there."""
        held = self._get(name, "text")
        if not isinstance(held, str):
            raise self._wrong(name, "text")
        return held

    def text_or_none(self, name: str) -> str | None:
        """Text, or None where it is null or absent."""
        held = self.data.get(name)
        if held is None:
            return None
        if not isinstance(held, str):
            raise self._wrong(name, "text")
        return held

    def flag(self, name: str, *, absent: bool | None = None) -> bool:
        """A yes or no; null is no. `absent`: what a missing key means; None: it must be there."""
        held = self.data.get(name, _ABSENT)
        if held is _ABSENT:
            if absent is None:
                raise misshapen(f"{self.where}.{name}", "true or false, the field is absent")
            return absent
        if held is None:
            return False
        if not isinstance(held, bool):
            raise self._wrong(name, "true or false")
        return held

    def spoken_flag(self, name: str, *, absent: bool) -> bool:
        """A yes or no in any of the ways that vendors write it: true, "true", 1, "1"."""
        held = self.data.get(name)
        if held is None or held == "":
            return absent
        said = str(held).lower() if isinstance(held, str | int) else ""
        if said in {"true", "1"}:
            return True
        if said in {"false", "0"}:
            return False
        raise self._wrong(name, "true or false")

    def number_or_none(self, name: str) -> Decimal | None:
        """A number, exact, or None where it is null; the key must be there."""
        held = self._get(name, "a number or null")
        if held is None:
            return None
        if isinstance(held, bool) or not isinstance(held, int | Decimal):
            raise self._wrong(name, "a number or null")
        return Decimal(held)

    def whole_or_none(self, name: str) -> int | None:
        """A whole number, or None where it is null or absent."""
        held = self.data.get(name)
        if held is None:
            return None
        if isinstance(held, bool) or not isinstance(held, int):
            raise self._wrong(name, "a whole number")
        return held

    def decimal(self, name: str) -> Decimal:
        """A number that some servers write as text (`10`, `"10"`)."""
        held = self.decimal_or_none(name)
        if held is None:
            raise self._wrong(name, "a number")
        return held

    def decimal_or_none(self, name: str) -> Decimal | None:
        """A number, also as text; None where it is null, empty or absent."""
        held = self.data.get(name)
        if held is None or held == "":
            return None
        if isinstance(held, str):
            made = as_number(held)
            if made is None:
                raise self._wrong(name, "a number")
            return made
        return self.number_or_none(name)

    def moment_or_none(self, name: str) -> datetime | None:
        """A point in time, aware; None where it is null; the key must be there."""
        held = self._get(name, "a time or null")
        if held is None:
            return None
        try:
            made = datetime.fromisoformat(held if isinstance(held, str) else "")
        except ValueError:
            raise self._wrong(name, "a time or null") from None
        if made.tzinfo is None:
            raise self._wrong(name, "a time with a zone")
        return made.astimezone(UTC)

    def moment(self, name: str) -> datetime:
        """A point in time that must be there."""
        held = self.moment_or_none(name)
        if held is None:
            raise self._wrong(name, "a time")
        return held

    def day(self, name: str) -> date:
        """A date, also of a date-time: its date part as written, no zone arithmetic."""
        held = self.day_or_none(name)
        if held is None:
            raise self._wrong(name, "a date")
        return held

    def day_or_none(self, name: str) -> date | None:
        """A date as `day`; None where it is null, empty or absent."""
        held = self.data.get(name)
        if held is None or held == "":
            return None
        if isinstance(held, str) and held[_DATE_LENGTH : _DATE_LENGTH + 1] in {"", "T", " "}:
            try:
                return date.fromisoformat(held[:_DATE_LENGTH])
            except ValueError:
                pass
        raise self._wrong(name, "a date")

    def row(self, name: str) -> "Row":
        """An object inside this one."""
        return Row(f"{self.where}.{name}", self._get(name, "an object"))

    def row_or_none(self, name: str) -> "Row | None":
        """An object inside this one, or None where it is null, empty text or absent."""
        held = self.data.get(name)
        return None if held is None or held == "" else Row(f"{self.where}.{name}", held)

    def rows(self, name: str) -> tuple["Row", ...]:
        """A list of objects inside this one; the key must be there."""
        return rows(f"{self.where}.{name}", self._get(name, "a list"))

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of ids or texts; the key must be there."""
        held = self._get(name, "a list")
        if not isinstance(held, list) or any(
            isinstance(v, bool) or not isinstance(v, str | int) for v in held
        ):
            raise self._wrong(name, "a list of texts")
        return tuple(str(v) for v in held)


def rows(where: str, data: object) -> tuple[Row, ...]:
    """A list of objects.

    Raises:
        Unreadable: it is something else, an object or a page of text for instance.
    """
    if not isinstance(data, list):
        raise misshapen(where, "a list")
    return tuple(Row(f"{where}[{n}]", item) for n, item in enumerate(data))


def as_number(text: str) -> Decimal | None:
    """The number that a text is, in plain digits; None for anything else."""
    stripped = text.strip()
    if len(stripped) > _LONGEST_NUMBER or not stripped.isascii() or "_" in stripped:
        return None
    try:
        made = Decimal(stripped)
    except InvalidOperation:
        return None
    return made if made.is_finite() and abs(made.adjusted()) <= _LONGEST_NUMBER else None
