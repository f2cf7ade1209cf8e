"""Where a command writes: standard output, or a file that appears when all of it is there."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from passback.core.errors import BadInput

_STDOUT = "-"


@contextlib.contextmanager
def written(name: str | None) -> Iterator[IO[str]]:
    """Text, to standard output where no name is given or `-`.

    Raises:
        BadInput: the file cannot be written.
    """
    if name is None or name == _STDOUT:
        yield sys.stdout
        return
    with (
        _draft(name, 0o644) as draft,
        open(  # noqa: PTH123 - by its number
            draft, "w", encoding="utf-8", errors="backslashreplace", newline=""
        ) as out,
    ):
        yield out


@contextlib.contextmanager
def written_private(name: str) -> Iterator[IO[bytes]]:
    """Bytes, to a file that its owner alone may read: it holds what students scored.

    Raises:
        BadInput: the file cannot be written.
    """
    with _draft(name, 0o600) as draft, open(draft, "wb") as out:  # noqa: PTH123 - by its number
        yield out


@contextlib.contextmanager
def _draft(name: str, mode: int) -> Iterator[int]:
    """A file beside the one that is wanted, and in its place once all went well; else nothing stays."""
    target = Path(name)
    try:
        draft = NamedTemporaryFile(  # noqa: SIM115 - closed below, then moved
            dir=target.parent, prefix=f".{target.name}.", delete=False
        )
    except OSError as error:
        raise BadInput(f"{name} cannot be written: {error.strerror or error}") from error
    try:
        yield os.dup(draft.fileno())
        draft.close()
        os.chmod(draft.name, mode)  # noqa: PTH101 - a draft is its maker's alone
        Path(draft.name).replace(target)
    except BaseException as error:
        draft.close()
        Path(draft.name).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise BadInput(f"{name} cannot be written: {error.strerror or error}") from error
        raise
