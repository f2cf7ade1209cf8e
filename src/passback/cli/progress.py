"""Progress on standard error: one line that is drawn over on a terminal, a line per course elsewhere."""

import sys
from typing import Self, TextIO

from passback.cli.terminal import printable
from passback.run.progress import Progress

_VERBS = {"read": "reading", "check": "checking", "plan": "planning", "send": "sending", "test": "testing"}


class Bar:
    """A listener that draws. Use as a context manager: it leaves the line clean."""

    def __init__(self, stream: TextIO | None = None, width: int = 78) -> None:
        self.stream = stream or sys.stderr
        self.live = self.stream.isatty()
        self.width = width
        self._last = ""

    def __call__(self, progress: Progress) -> None:
        """Draw one sign of life."""
        verb = _VERBS.get(progress.stage, progress.stage)
        named = ": ".join(part for part in (progress.course, progress.what) if part)
        if self.live:
            filled = 20 * progress.done // max(progress.total, 1)
            bar = "#" * filled + "." * (20 - filled)
            text = f"{verb} [{bar}] {progress.done}/{progress.total} {printable(named)}"
            self._put("\r" + text[: self.width].ljust(self.width))
        elif progress.course and (line := f"{verb} {printable(progress.course)}") != self._last:
            self._last = line
            self._put(f"{line}\n")

    def _put(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.live:
            self._put("\r" + " " * self.width + "\r")
