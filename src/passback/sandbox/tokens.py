"""Access tokens of the SISs: their own proof, so that a restarted school knows them again.

A token is the second at which it ends and a digest over it; nothing is kept.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from datetime import datetime

from passback.sandbox.state.clients import Client


def issue(client: Client, at: datetime, seconds: int) -> str:
    """A token that is good for `seconds` from `at` on."""
    ends = int(at.timestamp()) + seconds
    return f"{ends}.{_proof(client, ends)}"


def bearer(client: Client, header: str, at: datetime) -> bool:
    """Is this Authorization header a token of this client, still good?"""
    kind, _, token = header.partition(" ")
    ends, _, proof = token.strip().partition(".")
    if kind.lower() != "bearer" or not (ends.isascii() and ends.isdigit()):
        return False
    known = hmac.compare_digest(proof.encode(), _proof(client, int(ends)).encode())
    return known and at.timestamp() < int(ends)


def basic(header: str) -> tuple[str, str]:
    """Id and secret of a Basic header, empty where it is none."""
    kind, _, text = header.partition(" ")
    try:
        given = base64.b64decode(text, validate=True).decode() if kind.lower() == "basic" else ""
    except (binascii.Error, ValueError):
        given = ""
    name, _, secret = given.partition(":")
    return name, secret


def _proof(client: Client, ends: int) -> str:
    return hashlib.sha256(f"{client.id}\n{client.secret}\n{ends}".encode()).hexdigest()[:40]
