"""A connection: one Canvas account and one SIS, with how to reach both and how their ids meet.

Holds references to secrets (`env:NAME` or `file:PATH`), never a secret; `run/secrets.py` reads them at
the moment of use.
"""

from collections.abc import Callable, Mapping

from passback.core.ids import IdProfile
from passback.core.sis import Sis
from passback.core.value import Value, value

# Turns a reference into the secret. Raises NeedsConfig where there is nothing to read.
Secrets = Callable[[str], str]


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

    `profile` None: not known yet; `connections test` proposes one.
    """

    name: str
    sis: Sis
    canvas: CanvasSettings
    settings: SisSettings
    profile: IdProfile | None
