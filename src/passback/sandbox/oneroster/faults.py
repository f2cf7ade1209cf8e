"""The envelopes in which servers wrap a refusal: facts/oneroster.md §1.7, by the numbers of its list."""

from __future__ import annotations

import zlib

from passback.sandbox.oneroster.manners import Said
from passback.sandbox.wire import Call, Reply, reply_json, reply_text

# 1.2's names of what 1.1's text writes with spaces.
_MINOR_1_2 = {
    "unauthorized": "unauthorisedrequest",
    "unknown object": "unknownobject",
    "invalid data": "invaliddata",
}


def _imsx(minor: str, text: str) -> dict[str, object]:
    field = {"imsx_codeMinorFieldName": "TargetEndSystem", "imsx_codeMinorFieldValue": minor}
    return {
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": text,
        "imsx_CodeMinor": {"imsx_codeMinorField": [field]},
    }


def imsx(_: Call, said: Said) -> Reply:
    """1: the bare object, with the minors that both OpenAPI documents have."""
    return reply_json(said.status, _imsx(_MINOR_1_2.get(said.minor, said.minor), said.text))


def imsx_1_1(_: Call, said: Said) -> Reply:
    """1: as 1.1's OpenAPI has it, with a message reference."""
    minor = _MINOR_1_2.get(said.minor, said.minor)
    return reply_json(said.status, {**_imsx(minor, said.text), "imsx_messageRefIdentifier": "0"})


def status_info(_: Call, said: Said) -> Reply:
    """2: the object under `imsx_StatusInfo`."""
    minor = _MINOR_1_2.get(said.minor, said.minor)
    return reply_json(said.status, {"imsx_StatusInfo": _imsx(minor, said.text)})


def status_set(_: Call, said: Said) -> Reply:
    """4: a list under `statusInfoSet`."""
    minor = _MINOR_1_2.get(said.minor, said.minor)
    return reply_json(said.status, {"statusInfoSet": [_imsx(minor, said.text)]})


def bare_array(_: Call, said: Said) -> Reply:
    """5: a bare array, in capitals, with a space in codeMinor."""
    row = {
        "codeMajor": "FAILURE",
        "severity": "ERROR",
        "codeMinor": said.minor.upper(),
        "description": said.text,
    }
    return reply_json(said.status, [row])


def errors_list(_: Call, said: Said) -> Reply:
    """6: a list under `errors`, which repeats the status."""
    row = {
        "errorCode": said.status,
        "codeMajor": "failure",
        "severity": "error",
        "codeMinor": _MINOR_1_2.get(said.minor, said.minor),
        "description": said.text,
    }
    return reply_json(said.status, {"errors": [row]})


def request_id(call: Call, said: Said) -> Reply:
    """8: the number of the request, the status and a sentence."""
    number = zlib.crc32(f"{call.method} {call.path} {call.at.isoformat()}".encode()) % 100_000_000
    return reply_json(said.status, {"request_id": number, "status": said.status, "error": said.text})


def text(_: Call, said: Said) -> Reply:
    """9: nothing but the sentence."""
    return reply_text(said.status, said.text)
