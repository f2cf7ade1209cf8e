"""How a school survives being killed: its planting and every call that changed it, one line each.

State is the school planted from the header, then the calls played back. A line is written and flushed before
the reply goes out, so what was answered is kept; a last line that was cut off was never answered.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from passback.core.errors import BadInput
from passback.sandbox.school import Call, School, answer, plant

FORMAT = 2
NAME = "journal.jsonl"
# A call is played back with these; no other header bears on what it does.
_HEADERS = ("authorization", "content-type", "host", "x-vendor-authorization", "aeries-cert")


class Journal:
    """The journal of one folder, held open and locked."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def keep(self, call: Call) -> None:
        """Write a call that changed the school."""
        self._write(
            {
                "at": call.at.isoformat(),
                "system": call.system,
                "method": call.method,
                "path": call.path,
                "query": [list(pair) for pair in call.query],
                "headers": {name: call.headers[name] for name in _HEADERS if name in call.headers},
                "body": call.body.decode("utf-8", "surrogateescape"),
            }
        )

    def _write(self, line: Mapping[str, object]) -> None:
        self._file.write(json.dumps(line).encode("ascii") + b"\n")
        self._file.flush()

    def close(self) -> None:
        """Let the folder go."""
        self._file.close()

    def begin(self, seed: int, today: date) -> None:
        """Write the header."""
        self._write({"format": FORMAT, "seed": seed, "today": today.isoformat()})


def open_school(folder: Path, seed: int, today: date) -> tuple[School, Journal]:
    """The school of a folder as it was left, or a new one planted there.

    Raises:
        BadInput: the folder cannot be used, another school runs in it, its journal is damaged or of
            another seed.
    """
    file = _locked(folder)
    journal = Journal(file)
    try:
        lines = _whole_lines(file)
        if lines:
            return _played_back(folder, lines, seed), journal
        journal.begin(seed, today)
        return plant(seed, today), journal
    except BaseException:
        journal.close()
        raise


def _played_back(folder: Path, lines: Sequence[bytes], seed: int) -> School:
    header = _read(folder, 1, lines[0])
    try:
        planted_seed, planted_on = int(header["seed"]), date.fromisoformat(header["today"])
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(f"{folder / NAME}: line 1 is no header; remove the folder to plant anew") from error
    if header.get("format") != FORMAT:
        raise BadInput(f"{folder / NAME}: written by another version; remove the folder to plant anew")
    if planted_seed != seed:
        raise BadInput(f"{folder}: planted with seed {planted_seed}; give that, or another folder")
    school = plant(planted_seed, planted_on)
    for number, line in enumerate(lines[1:], 2):
        answer(school, _call(folder, number, line))
    return school


def _locked(folder: Path) -> IO[bytes]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / NAME
        path.touch(mode=0o600, exist_ok=True)
        file = path.open("r+b")
    except OSError as error:
        raise BadInput(f"{folder}: cannot keep a school there ({error.strerror})") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise BadInput(f"{folder}: another school runs there; stop it or name another folder") from error
    return file


def _whole_lines(file: IO[bytes]) -> list[bytes]:
    """The whole lines; what is cut off behind them is removed, so that the next line begins anew."""
    text = file.read()
    whole = text[: text.rfind(b"\n") + 1]
    file.seek(len(whole))
    file.truncate()
    return whole.splitlines()


def _read(folder: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        held = json.loads(line)
    except ValueError:
        held = None
    if not isinstance(held, dict):
        raise BadInput(f"{folder / NAME}: line {number} is damaged; remove the folder to plant anew")
    return held


def _call(folder: Path, number: int, line: bytes) -> Call:
    held = _read(folder, number, line)
    try:
        return Call(
            held["system"],
            held["method"],
            held["path"],
            tuple((key, value) for key, value in held["query"]),
            dict(held["headers"]),
            held["body"].encode("utf-8", "surrogateescape"),
            datetime.fromisoformat(held["at"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadInput(
            f"{folder / NAME}: line {number} is damaged; remove the folder to plant anew"
        ) from error
