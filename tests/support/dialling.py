"""Plain signed-in requests to a served school, by a client that knows nothing of passback or of a vendor."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import urllib3

Json = Any


@dataclass(frozen=True)
class Said:
    """One answer. `headers`: lower-case names."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Json:
        """The body as JSON."""
        return json.loads(self.body)


def token_of(entry: Json) -> str:
    """A token by the form that an entry of the first line describes, its scopes asked for."""
    auth = entry["auth"]
    fields = {name: auth[name] for name in ("client_id", "client_secret")}
    form = urlencode({"grant_type": "client_credentials", "scope": " ".join(auth["scopes"]), **fields})
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    with urllib3.PoolManager() as pool:
        answer = pool.request("POST", auth["token_url"], body=form, headers=kind)
    return str(answer.json()["access_token"])


def dial(entry: Json, token: str, method: str, path: str, body: Json = None) -> Said:
    """One request behind an entry's address, with its headers."""
    headers = {"Authorization": f"Bearer {token}", **entry["auth"]["headers"]}
    if body is not None:
        headers["Content-Type"] = "application/json"
    sent = None if body is None else json.dumps(body).encode()
    with urllib3.PoolManager() as pool:
        answer = pool.request(method, entry["url"] + path, body=sent, headers=headers, redirect=False)
    return Said(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.data)
