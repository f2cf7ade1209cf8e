"""What a command may assume of the screen: its width, whether color is wanted, what is safe to print."""

import os
import sys
from typing import TextIO

from passback.dictionary.safe import printable

__all__ = ["bold", "colored", "printable", "width"]
_NARROWEST, _USUAL, _WIDEST = 30, 80, 100


def width() -> int:
    """How many columns to fill: the terminal's, but no line longer than reads well."""
    # As shutil.get_terminal_size, whose module takes longer to import than an entry takes to explain.
    asked = os.environ.get("COLUMNS", "")
    columns = int(asked) if asked.isdecimal() else 0
    if not columns:
        try:
            columns = os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1).columns
        except (OSError, ValueError):
            columns = 0
    return max(_NARROWEST, min(_WIDEST, columns or _USUAL))


def colored(stream: TextIO | None = None) -> bool:
    """True on a terminal that knows colors, unless `NO_COLOR` says no (no-color.org)."""
    stream = stream or sys.stdout
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def bold(text: str) -> str:
    """The text, dressed as a heading where the screen can show it."""
    return f"\x1b[1m{text}\x1b[0m" if colored() else text
