"""A connection: one Canvas account and one SIS, with how to reach both and how their ids meet.

Holds references to secrets (`env:NAME` or `file:PATH`), never a secret; `run/secrets.py` reads them at
the moment of use.
"""

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import date

from passback.core.errors import BadInput
from passback.core.ids import IdProfile
from passback.core.sis import Sis
from passback.core.value import Value, value

# Turns a reference into the secret. Raises NeedsConfig where there is nothing to read.
Secrets = Callable[[str], str]

# What of a connection runs out, and who has the new one. Keys that a vendor gives out end after a year at
# Infinite Campus (facts/sis-vendors.md); the others end when a district chose so.
WHAT_EXPIRES: Mapping[str, str] = {
    "canvas-token": "Canvas token",
    "client-secret": "client secret of the SIS",
    "vendor-key": "key of the vendor",
    "certificate": "certificate",
    "licence": "licence",
}


def last_day(what: str, given: str) -> tuple[str, date]:
    """What runs out and its last day, as a person wrote them.

    Raises:
        BadInput: nothing of that name runs out, or it is no date.
    """
    if what not in WHAT_EXPIRES:
        raise BadInput(f"expires {what[:40]!r}: expected one of {', '.join(WHAT_EXPIRES)}")
    try:
        return what, date.fromisoformat(given)
    except ValueError as error:
        raise BadInput(f"expires {what}: {given[:40]!r} is no date; write it as 2027-06-30") from error


@value
class CanvasSettings(Value):
    """How to reach Canvas. `account`: the sub-account that this connection covers. `token`: reference."""

    url: str
    account: str
    token: str


@value
class Auth(Value):
    """How to sign in to an SIS.

    `kind`: `oauth2-form` (client id and secret in the form), `oauth2-basic` (by HTTP Basic), `oauth1-sha1` or
    `oauth1-sha256` (every request signed, no token address).
    `client_secret` and the values of `headers` are references where they start with `env:` or `file:`.
    """

    kind: str
    token_url: str
    client_id: str
    client_secret: str
    scopes: tuple[str, ...]
    headers: Mapping[str, str]


@value
class SisSettings(Value):
    """How to reach an SIS. `url`: the root before the interface's own path.

    `version`: of the interface (`1.1` for OneRoster, the vendor's own elsewhere). `options`: what only
    this SIS needs, e.g. PowerSchool's `teacher_email`; each connector's docstring lists its own.
    """

    url: str
    version: str
    auth: Auth
    options: Mapping[str, str]


@value
class Connection(Value):
    """One Canvas root account with one SIS. `name`: chosen by the operator, unique.

    `profile` None: not known yet; `connections test` proposes one. `expires`: the last day of what runs out
    (a key of `WHAT_EXPIRES`), as a person stated it: no system shows it to those who use it.
    """

    name: str
    sis: Sis
    canvas: CanvasSettings
    settings: SisSettings
    profile: IdProfile | None
    expires: Mapping[str, date] = field(default_factory=dict)
