"""The official OneRoster 1.2 OpenAPI as a judge of requests and answers; None where it is not there.

1EdTech's two files stand beside the repository and are no part of it. What the validator warns of is left
out of the loaded copy: sign-in (which it does not know) and `allowEmptyValue` (which is deprecated).
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from openapi_core import OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse

_PLACES = (up / "shared" / "openapi" for up in Path(__file__).parents)
FOLDER = next((place for place in _PLACES if place.is_dir()), Path("shared", "openapi"))
HOST = "http://127.0.0.1"
_FILES = {
    "/ims/oneroster/gradebook/v1p2": "onerosterv1p2gradebookservice_openapi3_v1p0.json",
    "/ims/oneroster/rostering/v1p2": "onerosterv1p2rostersservice_openapi3_v1p0.json",
}


@dataclass(frozen=True)
class Exchange:
    """One request with its answer, as they were on the wire. `url`: whole, with its query."""

    method: str
    url: str
    sent: bytes
    status: int
    headers: dict[str, str]
    body: bytes


def is_there(folder: Path = FOLDER) -> bool:
    """True if both files are."""
    return all((folder / name).exists() for name in _FILES.values())


@cache
def _judge(base: str) -> OpenAPI:
    document = json.loads((FOLDER / _FILES[base]).read_text(encoding="utf-8"))
    document["servers"] = [{"url": HOST + base}]
    return OpenAPI.from_dict(_without(document, {"security", "allowEmptyValue"}))


def _without(held: Any, left_out: set[str]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(held, dict):
        return {key: _without(one, left_out) for key, one in held.items() if key not in left_out}
    return [_without(one, left_out) for one in held] if isinstance(held, list) else held


def faults(exchange: Exchange) -> list[str]:
    """What the document has against a request and against its answer, in words; none: both are as it says."""
    parts = urlsplit(exchange.url)
    base = next((base for base in _FILES if parts.path.startswith(base + "/")), None)
    if base is None:
        return [f"{exchange.method} {parts.path}: under no service of OneRoster 1.2"]
    request = MockRequest(
        HOST,
        exchange.method.lower(),
        parts.path,
        args=dict(parse_qsl(parts.query, keep_blank_values=True)),
        headers={"Authorization": "Bearer x"},
        data=exchange.sent,
        content_type="application/json",
    )
    kind = exchange.headers.get("content-type", "application/json")
    response = MockResponse(exchange.body, exchange.status, headers=exchange.headers, content_type=kind)
    found = []
    for what, check in (
        ("request", lambda: _judge(base).validate_request(request)),
        ("answer", lambda: _judge(base).validate_response(request, response)),
    ):
        try:
            check()
        except OpenAPIError as error:
            cause = error.__cause__ or error
            told = "; ".join(str(one.message) for one in getattr(cause, "schema_errors", ())) or str(cause)
            found.append(f"{exchange.method} {parts.path} {what}: {told[:300]}")
    return found
