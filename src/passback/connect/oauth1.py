"""OAuth 1.0a without a token (two-legged), HMAC-SHA1 or HMAC-SHA256: every request is signed by itself.

Method, address and query are signed, a JSON body is not (facts/oneroster.md §1.6; RFC 5849 §3.4). The secret
never travels. Infinite Campus's keys end after a year (facts/oneroster.md §3.2).
"""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlsplit

from passback.connect.line import Line
from passback.core.connection import Auth
from passback.core.ports import Query

METHODS = {"oauth1-sha1": "HMAC-SHA1", "oauth1-sha256": "HMAC-SHA256"}
_HASHES = {"HMAC-SHA1": hashlib.sha1, "HMAC-SHA256": hashlib.sha256}
_PORTS = {"http": 80, "https": 443}


def escaped(text: str) -> str:
    """Percent-encoded as RFC 5849 §3.6 has it: all but letters, digits, `-._~`."""
    return quote(text, safe="-._~")


def base_string(method: str, url: str, parameters: Sequence[tuple[str, str]]) -> str:
    """What is signed (RFC 5849 §3.4.1): method, address and all parameters, in one fixed order.

    `url`: as sent, without query. `parameters`: of the query and of the header, not yet encoded.
    """
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    host = (parts.hostname or "").lower()
    if ":" in host:
        host = f"[{host}]"
    if parts.port is not None and parts.port != _PORTS.get(scheme):
        host = f"{host}:{parts.port}"
    pairs = sorted((escaped(name), escaped(held)) for name, held in parameters)
    normal = "&".join(f"{name}={held}" for name, held in pairs)
    return "&".join((method.upper(), escaped(f"{scheme}://{host}{parts.path or '/'}"), escaped(normal)))


def signature(base: str, secret: str, method: str, token_secret: str = "") -> str:
    """The signature of a base string, in base64 (RFC 5849 §3.4.2; HMAC-SHA256 alike)."""
    key = f"{escaped(secret)}&{escaped(token_secret)}".encode()
    return b64encode(hmac.new(key, base.encode(), _HASHES[method]).digest()).decode("ascii")


class OAuth1:
    """Signs each request with the connection's key and secret; `Auth.kind` says by which hash."""

    def __init__(self, line: Line, auth: Auth) -> None:
        self._line = line
        self._auth = auth
        self._method = METHODS[auth.kind]

    async def headers(self, method: str, url: str, query: Query, /) -> Mapping[str, str]:
        """The signature of this very request and the vendor's own headers.

        Raises:
            NeedsConfig: a reference to a secret leads nowhere.
        """
        means = self._line.means
        own = (
            ("oauth_consumer_key", self._auth.client_id),
            ("oauth_nonce", means.nonce()),
            ("oauth_signature_method", self._method),
            ("oauth_timestamp", str(int(means.clock.now().timestamp()))),
            ("oauth_version", "1.0"),
        )
        base = base_string(method, url, (*query, *own))
        signed = (
            *own,
            ("oauth_signature", signature(base, means.reveal(self._auth.client_secret), self._method)),
        )
        text = ", ".join(f'{name}="{escaped(held)}"' for name, held in signed)
        vendor = {name: means.reveal(held) for name, held in self._auth.headers.items()}
        return {**vendor, "Authorization": f"OAuth {text}"}

    async def renew(self, _refused: Mapping[str, str]) -> bool:
        """Never: another signature is no other credential."""
        return False

    def secrets(self) -> tuple[str, ...]:
        """The secret and the vendor's headers."""
        reveal = self._line.means.reveal
        held = (reveal(self._auth.client_secret), *map(reveal, self._auth.headers.values()))
        return tuple(secret for secret in held if secret)
