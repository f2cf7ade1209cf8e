"""Reads the entries: YAML that people edit, and a JSON copy beside it that starts fast.

The copy is to the YAML what bytecode is to source: made when it can be, used while size and time of every
file still fit, thrown away without a word when they do not. With a fresh copy, yaml is never imported.
"""

import contextlib
import json
import os
import sys
from collections.abc import Sequence

from passback.core.errors import BadInput
from passback.dictionary.entry import Raw

# No pathlib and no tempfile here: together they take longer to import than all entries take to read.
FOLDER = os.path.join(os.path.dirname(__file__), "entries")  # noqa: PTH118, PTH120 - see above
# What the entries name their places by.
SCREENS = os.path.join(os.path.dirname(__file__), "screens.yaml")  # noqa: PTH118, PTH120 - see above
# Grows whenever this code makes something else of the same YAML.
FORMAT = 2


def read_all(folder: str = FOLDER) -> Sequence[Raw]:
    """Every entry, in the JSON shape, files by name and entries as they stand in them.

    Raises:
        BadInput: a file cannot be used; says which, which entry and which field, all of them at once.
    """
    stamp = _stamp(folder)
    copy = _copy_of(folder)
    held = _held(copy, stamp)
    if held is not None:
        return held
    from passback.dictionary.read_yaml import read_folder  # noqa: PLC0415 - yaml only when the copy is stale

    entries = read_folder(folder)
    if not sys.dont_write_bytecode:
        _keep(copy, {"stamp": stamp, "entries": entries})
    return entries


def _stamp(folder: str) -> list[object]:
    """What the copy must have been made from."""
    files = []
    try:
        with os.scandir(folder) as found:
            for file in found:
                if file.name.endswith(".yaml"):
                    status = file.stat()
                    files.append([file.name, status.st_size, status.st_mtime_ns])
        status = os.stat(SCREENS)  # noqa: PTH116 - see above
        files.append(["screens", status.st_size, status.st_mtime_ns])
    except OSError as error:
        raise BadInput(f"the dictionary's entries cannot be read: {error}; install passback again") from error
    return [FORMAT, sorted(files)]


def _copy_of(folder: str) -> str:
    """Where Python would keep bytecode of that folder."""
    if sys.pycache_prefix is not None:
        below = os.path.abspath(folder).lstrip(os.sep)  # noqa: PTH100 - see above
        return os.path.join(sys.pycache_prefix, below, "entries.json")  # noqa: PTH118 - see above
    return os.path.join(folder, "__pycache__", "entries.json")  # noqa: PTH118 - see above


def _held(copy: str, stamp: list[object]) -> list[Raw] | None:
    try:
        with open(copy, "rb") as file:  # noqa: PTH123 - see above
            held = json.load(file)
        if held["stamp"] == stamp:
            entries: list[Raw] = held["entries"]
            return entries
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def _keep(copy: str, held: object) -> None:
    """Write the copy whole or not at all; a folder that cannot be written is no error."""
    from pathlib import Path  # noqa: PLC0415 - the slow start is this one only
    from tempfile import mkstemp  # noqa: PLC0415 - same

    with contextlib.suppress(OSError):
        target = Path(copy)
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = mkstemp(dir=target.parent, prefix=f"{target.name}.")
        draft = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(held, file)
            # mkstemp lets nobody else read; who installed is not always who runs.
            draft.chmod(0o644)
            draft.replace(target)
        except OSError:
            draft.unlink(missing_ok=True)
