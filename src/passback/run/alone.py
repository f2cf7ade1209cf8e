"""One sync of a connection at a time, on this machine: a lock file that the death of its holder frees."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from passback.core.errors import BadInput


@contextmanager
def alone(folder: Path, name: str) -> Iterator[None]:
    """Hold the connection while a sync of it runs.

    Raises:
        BadInput: another process holds it; the text names that process.
    """
    path = folder / "running" / f"{name}.lock"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            raise BadInput(
                f"a sync of {name} is running (process {file.read().strip() or 'unknown'}); wait for it"
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
