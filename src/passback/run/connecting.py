"""Connections: from what an operator gives to what is kept, and the test that they work.

Secrets never enter the database: what is given in plain text goes to 0600 files beside it. The id profile
is found by trying the known ones on a sample and counting matches.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

from passback.connect.sis.load import secret_options
from passback.core.connection import Auth, CanvasSettings, Connection, SisSettings
from passback.core.errors import BadInput, PassbackError
from passback.core.gradebook import Course, Gradebook, Unread
from passback.core.ids import IdProfile, find_student
from passback.core.ports import CanvasSide, Probe, SisSide
from passback.core.sis import Sis
from passback.core.value import Json, Value, digest, value
from passback.dictionary.spelling import sis_named
from passback.run.secrets import is_reference, write_secret

_SAMPLE_COURSES = 2
_GOOD_ENOUGH = Decimal("0.8")


@value
class Match(Value):
    """How well one id profile fits a sample: sections and students found, of how many looked for.

    `resolved`: digest of who was found as whom; two profiles with one digest say the same.
    """

    profile: IdProfile
    sections: int
    sections_of: int
    students: int
    students_of: int
    resolved: str

    @property
    def rate(self) -> Decimal:
        """Share of sections times share of students; 0 where nothing could be compared."""
        if not self.sections_of or not self.students_of:
            return Decimal(0)
        return Decimal(self.sections) / self.sections_of * Decimal(self.students) / self.students_of


@value
class ConnectionTest(Value):
    """What `connections test` saw. `proposed`: the best profile that fits, if any fits well."""

    connection: str
    probes: tuple[Probe, ...]
    matches: tuple[Match, ...]
    proposed: IdProfile | None

    @property
    def passed(self) -> bool:
        """Every probe that could tell said yes, and the ids match."""
        return all(probe.ok is not False for probe in self.probes) and self.proposed is not None


def from_interface(name: str, given: object, folder: Path) -> tuple[Connection, ...]:
    """One connection per SIS of an interface description, named NAME-<slug>.

    `given`: `{"canvas": {"url", "token", "account"}, "sis": {SLUG: {"url", "version", "auth": {…},
    "account"?, "teacher_email"?, "options"?, "sis"?}}}`, as `passback sandbox` prints it and a YAML file may
    hold it. With an inner `sis` its key is any word, and the connection is named NAME-<word>: two interfaces
    of one SIS. Options that the connector calls secret go where secrets go.

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


class Tester:
    """Tries a connection: probes of both sides, then the known id profiles on a sample of courses."""

    def __init__(self, canvas: CanvasSide, sides: Sequence[tuple[IdProfile, SisSide]]) -> None:
        self.canvas = canvas
        self.sides = sides

    async def probes(self) -> tuple[Probe, ...]:
        """One line per thing tried; a side that fails says so and the other is still tried."""
        made: list[Probe] = []
        for name, side in (("canvas", self.canvas), ("sis", self.sides[0][1])):
            try:
                made += await side.probe()
            except PassbackError as error:
                made.append(Probe(name, ok=False, detail=str(error), problem=getattr(error, "problem", None)))
        return tuple(made)

    async def matches(self) -> tuple[Match, ...]:
        """Each known profile with its match rates, best first. Stops early at a perfect one."""
        sample = [await self.canvas.read(ref.id) for ref in (await self.canvas.courses())[:_SAMPLE_COURSES]]
        made: list[Match] = []
        for profile, side in self.sides:
            match = await _match(profile, side, sample)
            made.append(match)
            if match.rate == 1:
                break
        return tuple(sorted(made, key=lambda match: -match.rate))


async def _match(profile: IdProfile, side: SisSide, courses: Sequence[Course]) -> Match:
    sections = sections_of = students_of = 0
    found: dict[str, str] = {}
    for course in courses:
        if isinstance(course.sections, Unread) or isinstance(course.enrollments, Unread):
            continue
        for section in course.sections:
            wanted = profile.section.applied(section.sis_id, section.integration_id)
            if wanted is None:
                continue
            sections_of += 1
            gradebook = await side.read(wanted)
            if not isinstance(gradebook, Gradebook) or isinstance(gradebook.students, Unread):
                continue
            sections += 1
            for enrollment in course.enrollments:
                named = profile.student.applied(enrollment.sis_id, enrollment.integration_id)
                if enrollment.section == section.id and enrollment.state == "active" and named:
                    students_of += 1
                    student = find_student(profile.student, named, gradebook.students)
                    if student is not None:
                        found[f"{section.id}/{enrollment.student}"] = f"{gradebook.class_ref}/{student.ref}"
    return Match(profile, sections, sections_of, len(found), students_of, digest(dict(found)))


def proposed(matches: Sequence[Match]) -> IdProfile | None:
    """The best profile, if it fits well and no other fits as well with other people."""
    if not matches or matches[0].rate < _GOOD_ENOUGH:
        return None
    if any(m.rate == matches[0].rate and m.resolved != matches[0].resolved for m in matches[1:]):
        return None
    return matches[0].profile


def rate_json(match: Match) -> dict[str, Json]:
    """A match as JSON: the rule in words and the counts."""
    section, student = match.profile.section, match.profile.student
    return {
        "section": f"{section.canvas.value} = {section.sis} ({section.transform.value})",
        "student": f"{student.canvas.value} = {student.sis} ({student.transform.value})",
        "sections": [match.sections, match.sections_of],
        "students": [match.students, match.students_of],
    }
