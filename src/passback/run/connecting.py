"""Connections: from what an operator gives to what is kept.

Secrets never enter the database: what is given in plain text goes to 0600 files beside it.
"""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from passback.connect.sis.load import secret_options
from passback.core.connection import Auth, CanvasSettings, Connection, SisSettings, last_day
from passback.core.errors import BadInput
from passback.core.sis import Sis
from passback.dictionary.spelling import sis_named
from passback.run.secrets import is_reference, write_secret


def from_interface(name: str, given: object, folder: Path) -> tuple[Connection, ...]:
    """One connection per SIS of an interface description, named NAME-<slug>.

    `given`: `{"canvas": {"url", "token", "account"}, "sis": {SLUG: {"url", "version", "auth": {…},
    "account"?, "teacher_email"?, "options"?, "expires"?, "sis"?}}}`, as `passback sandbox` prints it and a
    YAML file may hold it. With an inner `sis` its key is any word, and the connection is named NAME-<word>:
    two interfaces of one SIS. Options that the connector calls secret go where secrets go. `expires`, there
    or in `canvas`: the last day of what runs out, by name (`core/connection.py`).

    Raises:
        BadInput: a field is missing or of another kind; the text names it.
    """
    whole = _mapping(given, "the description")
    canvas = _mapping(whole.get("canvas"), "canvas")
    systems = _mapping(whole.get("sis"), "sis")
    if not systems:
        raise BadInput("sis: names no SIS; give at least one")
    made = []
    for slug, entry in systems.items():
        sis, key = _named(str(slug), entry)
        label = label_of(name, key)
        place = f"sis.{key}"
        settings = _mapping(entry, place)
        made.append(
            Connection(
                name=label,
                sis=sis,
                canvas=CanvasSettings(
                    url=_url(canvas, "url", "canvas"),
                    account=_text(settings, "account", place, _text(canvas, "account", "canvas")),
                    token=_secret(_text(canvas, "token", "canvas"), folder, f"{label}.canvas-token"),
                ),
                settings=_sis_settings(settings, sis, place, folder, label),
                profile=None,
                expires=_expires(settings, place) | _expires(canvas, "canvas"),
            )
        )
    return tuple(made)


def _named(key: str, entry: object) -> tuple[Sis, str]:
    """Which SIS an entry of a description is about, and what it is called there."""
    inner = entry.get("sis") if isinstance(entry, Mapping) else None
    if inner is None:
        sis = sis_named(key)
        return sis, sis.value
    return sis_named(str(inner)), key


def label_of(name: str, key: str) -> str:
    """What the connection of one entry of a described school is called.

    Raises:
        BadInput: the two cannot be part of a file's name.
    """
    for part in (name, key):
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}", part):
            raise BadInput(f"name {part[:60]!r}: use letters, digits, dot, dash and underscore")
    return f"{name}-{key}"


def labels_of(name: str, given: object) -> tuple[str, ...]:
    """The names that `from_interface` would make, without writing anything."""
    systems = _mapping(_mapping(given, "the description").get("sis"), "sis")
    return tuple(label_of(name, _named(str(slug), entry)[1]) for slug, entry in systems.items())


def _sis_settings(given: Mapping[str, object], sis: Sis, place: str, folder: Path, label: str) -> SisSettings:
    auth = _mapping(given.get("auth"), f"{place}.auth")
    here = f"{place}.auth"
    headers = _mapping(auth.get("headers") or {}, f"{here}.headers")
    scopes = auth.get("scopes") or []
    if not isinstance(scopes, list):
        raise BadInput(f"{here}.scopes: expected a list")
    kind = _text(auth, "kind", here)
    return SisSettings(
        url=_url(given, "url", place),
        version=_text(given, "version", place, ""),
        auth=Auth(
            kind=kind,
            # OAuth 1.0a signs each request and has no token to fetch (RFC 5849 §3.1).
            token_url="" if kind.startswith("oauth1") else _url(auth, "token_url", here),
            client_id=_text(auth, "client_id", here),
            client_secret=_secret(_text(auth, "client_secret", here), folder, f"{label}.client-secret"),
            scopes=tuple(str(scope) for scope in scopes),
            headers={
                str(key): _secret(str(held), folder, f"{label}.header-{n}")
                for n, (key, held) in enumerate(headers.items())
            },
        ),
        options=_options(given, sis, place, folder, label),
    )


def _options(
    given: Mapping[str, object], sis: Sis, place: str, folder: Path, label: str
) -> Mapping[str, str]:
    """What only this SIS needs; a secret among them as its reference."""
    here = f"{place}.options"
    held = _mapping(given.get("options") or {}, here)
    options = {str(key): _text(held, str(key), here) for key in held}
    email = given.get("teacher_email")
    if isinstance(email, str) and email:
        options.setdefault("teacher_email", email)
    secret = secret_options(sis)
    return {
        key: _secret(text, folder, f"{label}.option-{key}") if key in secret else text
        for key, text in options.items()
    }


def _expires(given: Mapping[str, object], place: str) -> dict[str, date]:
    """What runs out: `expires: {client-secret: 2027-06-30}`; a date of YAML is one already."""
    held = _mapping(given.get("expires") or {}, f"{place}.expires")
    return dict(last_day(str(what), str(day)) for what, day in held.items())


def _secret(given: str, folder: Path, name: str) -> str:
    return given if is_reference(given) else write_secret(folder, name, given)


def _mapping(given: object, place: str) -> Mapping[str, object]:
    if not isinstance(given, Mapping):
        raise BadInput(f"{place}: expected named fields, got {_kind(given)}")
    return given


def _text(given: Mapping[str, object], field: str, place: str, default: str | None = None) -> str:
    held = given.get(field)
    if held is None and default is not None:
        return default
    if isinstance(held, int) and not isinstance(held, bool):
        return str(held)
    if not isinstance(held, str) or not held.strip():
        raise BadInput(f"{place}.{field}: expected text, got {_kind(held)}")
    return held.strip()


def _url(given: Mapping[str, object], field: str, place: str) -> str:
    text = _text(given, field, place).rstrip("/") if field == "url" else _text(given, field, place)
    return bare_address(text, f"{place}.{field}")


def bare_address(text: str, place: str) -> str:
    """An address that hides no secret: no name and password before the host, no query behind it.

    Raises:
        BadInput: it does, it has no host, or it is no web address.
    """
    if not text.startswith(("https://", "http://")):
        raise BadInput(f"{place}: expected an address that begins with https://")
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError as error:
        raise BadInput(f"{place}: is not an address") from error
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise BadInput(f"{place}: holds more than an address; give secrets as env:NAME or file:PATH")
    if not host:
        raise BadInput(f"{place}: has no host")
    return text


def _kind(given: object) -> str:
    names = {type(None): "nothing", list: "a list", dict: "named fields"}
    if isinstance(given, str):
        return "other text" if given.strip() else "empty text"
    return names.get(type(given), f"a {type(given).__name__}")
