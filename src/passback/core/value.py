"""How a value is written and read: frozen dataclasses, to plain JSON and back.

Knows types, not their meaning. `decode(hint, encode(hint, x)) == x` is a law, tested by Hypothesis.
Decimals travel as text in their shortest plain form; no score is ever a float.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Self, TypeVar, dataclass_transform, get_args, get_origin

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]
C = TypeVar("C")


@dataclass_transform(frozen_default=True)
def value(cls: type[C]) -> type[C]:
    """Make a class a value: frozen, slotted, compared by content."""
    return dataclass(frozen=True, slots=True)(cls)


class Value:
    """Base of all values: `to_dict` and `from_dict`, exact inverses."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Json]:
        """Plain JSON: the class's name under `is`, then its fields."""
        return _encode_value(type(self), self)

    @classmethod
    def from_dict(cls, given: Mapping[str, Json]) -> Self:
        """Read what `to_dict` wrote.

        Raises:
            ValueError: the data is of another shape; the text names the field.
        """
        made = decode(cls, dict(given))
        if not isinstance(made, cls):
            raise ValueError(f"expected {cls.__name__}, got {type(made).__name__}")  # noqa: TRY004 - bad data, not a bug
        return made


def plain(number: Decimal) -> str:
    """The shortest plain form: `20`, `0.5`; never `2E+1`, never `20.0`, never `-0`.

    Raises:
        ValueError: for NaN and infinities, which no gradebook holds.
    """
    if not number.is_finite():
        raise ValueError(f"{number} is not a number that a gradebook can hold")
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def digest(given: Json) -> str:
    """A stable name for a JSON value: SHA-256 of its canonical text, in hex."""
    import hashlib  # noqa: PLC0415 - OpenSSL loads slowly, and reading an entry needs no digest

    text = json.dumps(given, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _hints(cls: Hashable) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _encode_value(hint: Any, given: Any) -> dict[str, Json]:  # noqa: ANN401 - a codec meets every type
    cls = type(given)
    known, hints = _bound(hint), _hints(typing.cast("Hashable", cls))
    out: dict[str, Json] = {"is": cls.__name__}
    for field in dataclasses.fields(cls):
        written = hints[field.name]
        field_hint = known.get(written, written)
        out[field.name] = encode(field_hint, getattr(given, field.name))
    return out


def _bound(hint: Any) -> dict[Any, Any]:  # noqa: ANN401
    """The type variables of a generic value, as `Limit[int]` binds them."""
    origin = get_origin(hint)
    names = getattr(origin, "__parameters__", ()) if origin else ()
    return dict(zip(names, get_args(hint), strict=False))


def encode(hint: Any, given: Any) -> Json:  # noqa: ANN401, PLR0911 - one return per kind of type
    """Write `given`, which is of the type `hint`, as plain JSON."""
    match given:
        case None | bool():
            return given
        case Value():
            return _encode_value(_pick_value(hint, type(given)), given)
        case Enum():
            return _tagged(hint, given, typing.cast("Json", given.value))
        case Decimal():
            return _tagged(hint, given, plain(given))
        case datetime() | date():
            return given.isoformat()
        case int() | str():
            return _tagged(hint, given, given)
        case Mapping():
            return {str(key): encode(_inner(hint, Mapping, -1), v) for key, v in given.items()}
        case tuple() | list():
            return [encode(_inner(hint, tuple, 0), item) for item in given]
        case _:
            raise TypeError(f"a value may not hold {type(given).__name__}")


def _tagged(hint: Any, given: Any, written: Json) -> Json:  # noqa: ANN401
    """A scalar as it is, or under its type's name where the hint allows several scalars."""
    if len(_scalars(hint)) > 1:
        name = next(s.__name__ for s in _scalars(hint) if isinstance(given, s))
        return {name: written}
    return written


def _members(hint: Any) -> tuple[Any, ...]:  # noqa: ANN401
    origin = get_origin(hint)
    if origin is typing.Union or origin is types.UnionType:
        return tuple(m for part in get_args(hint) for m in _members(part))
    return (hint,)


@cache
def _scalars(hint: Any) -> tuple[type, ...]:  # noqa: ANN401
    kinds = (str, int, Decimal, date, Enum)
    return tuple(m for m in _members(hint) if isinstance(m, type) and issubclass(m, kinds) and m is not bool)


def _inner(hint: Any, kind: type, at: int) -> Any:  # noqa: ANN401
    for member in _members(hint):
        origin = get_origin(member)
        if origin is not None and issubclass(origin, kind):
            return get_args(member)[at]
    return Any


def _pick_value(hint: Any, cls: type) -> Any:  # noqa: ANN401
    return next((m for m in _members(hint) if (get_origin(m) or m) is cls), cls)


def decode(hint: Any, given: Any) -> Any:  # noqa: ANN401
    """Read plain JSON as the type `hint`; the inverse of `encode`.

    Raises:
        ValueError: the data does not fit the type.
    """
    return _decoder(hint)(given)


@cache
def _decoder(hint: Any) -> _Decoder:  # noqa: ANN401
    return _Decoder(hint)


class _Decoder:
    """How JSON of one type is read: looked up once per type, for a plan has thousands of each."""

    def __init__(self, hint: Any) -> None:  # noqa: ANN401
        members, scalars = _members(hint), _scalars(hint)
        self.hint = hint
        self.nothing = type(None) in members or None in members or hint is Any
        self.named = {one.__name__: one for one in reversed(scalars)} if len(scalars) > 1 else {}
        classes = [(get_origin(member) or member, member) for member in reversed(members)]
        self.values = {
            cls.__name__: _value_decoder(cls, _bound(member))
            for cls, member in classes
            if isinstance(cls, type) and issubclass(cls, Value)
        }
        self.readers = [(m.__name__, read) for m in members if isinstance(m, type) and (read := _reader(m))]
        self.in_list, self.in_mapping = _inner(hint, tuple, 0), _inner(hint, Mapping, -1)

    def __call__(self, given: Any) -> Any:  # noqa: ANN401
        if given is None:
            if self.nothing:
                return None
            raise ValueError(f"nothing given where {self.hint} is due")
        if isinstance(given, dict):
            return self._of_dict(given)
        if isinstance(given, list):
            inner = _decoder(self.in_list)
            return tuple(inner(item) for item in given)
        for name, reader in self.readers:
            try:
                return reader(given)
            except (ArithmeticError, TypeError, ValueError) as error:
                raise ValueError(f"{given!r} is not a {name}") from error
        raise ValueError(f"{given!r} does not fit {self.hint}")

    def _of_dict(self, given: dict[str, Any]) -> Any:  # noqa: ANN401
        if "is" in given:
            known = self.values.get(str(given["is"]))
            if known is None:
                raise ValueError(f"a {given['is']} does not fit {self.hint}")
            return known(given)
        if self.named and len(given) == 1:
            name, written = next(iter(given.items()))
            if name in self.named:
                return decode(self.named[name], written)
        inner = _decoder(self.in_mapping)
        return {key: inner(item) for key, item in given.items()}


def _value_decoder(cls: type, bound: dict[Any, Any]) -> Callable[[dict[str, Any]], Any]:
    """How a value of this class is read; its fields are looked up at the first one, for types may recur."""
    fields: dict[str, Callable[[Any], Any]] = {}

    def read(given: dict[str, Any]) -> Any:  # noqa: ANN401
        if not fields:
            hints: dict[str, Any] = _hints(typing.cast("Hashable", cls))
            written = {field.name: hints[field.name] for field in dataclasses.fields(cls)}
            fields.update({name: _decoder(bound.get(hint, hint)) for name, hint in written.items()})
        if wrong := (fields.keys() ^ given.keys()) - {"is"}:
            raise ValueError(f"{cls.__name__}: missing or unknown field {', '.join(sorted(wrong))}")
        return cls(**{name: decoder(given[name]) for name, decoder in fields.items()})

    return read


@cache
def _reader(cls: type) -> Callable[[Any], Any] | None:
    for kind, read in (
        (Enum, cls),
        (Decimal, Decimal),
        (datetime, datetime.fromisoformat),
        (date, date.fromisoformat),
    ):
        if issubclass(cls, kind):
            return typing.cast("Callable[[Any], Any]", read)
    if cls in {bool, int, str}:
        return lambda given: given if type(given) is cls else _refuse(given)
    return None


def _refuse(given: object) -> object:
    raise TypeError(type(given).__name__)
