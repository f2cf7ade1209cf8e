"""How names from outside are compared: the same to a person, the same here.

Knows Unicode forms and the traces that transport leaves in a name. May not know what is named.
"""

import html
import unicodedata
from functools import lru_cache

# The shortest title limit that vendors are known to have: facts/canvas.md §2 (point 7).
_SHORTEST_LIMIT = 30


@lru_cache(maxsize=8192)
def normal(name: str) -> str:
    """The form in which names are compared: entities decoded, NFKC, runs of blanks as one, trimmed."""
    return " ".join(unicodedata.normalize("NFKC", html.unescape(name)).split())


def caseless(name: str) -> str:
    """The form in which names are compared where the case in which they are written tells nobody anything."""
    return normal(name).casefold()


def same_name(one: str, two: str) -> bool:
    """True if a person would take both for one name of a group, in whatever case they are written."""
    return caseless(one) == caseless(two)


def same_title(held: str, wanted: str) -> bool:
    """True if a person would take both for one title."""
    return normal(held) == normal(wanted)


def cut_title(held: str, wanted: str) -> bool:
    """True if `held` looks like `wanted` cut at some system's limit.

    A short beginning is no cut: `Quiz 1` is not what became of `Quiz 12`.
    """
    short, long = normal(held), normal(wanted)
    return _SHORTEST_LIMIT <= len(short) < len(long) and long.startswith(short)
