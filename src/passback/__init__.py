"""passback: grade passback that explains itself.

    from passback import explain
    print(explain("Score entry points is required.", sis="PowerTeacher Pro").entry.title)

What stands in `__all__` is public; it is loaded when first asked for, so that importing costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from passback.core.finding import Finding
    from passback.core.problem import Problem
    from passback.core.sis import Sis
    from passback.dictionary.book import entries, entry, entry_for
    from passback.dictionary.entry import Entry
    from passback.dictionary.explain import Explanation, explain
    from passback.dictionary.recognize import Ambiguous, Match, Unknown, recognize
    from passback.dictionary.recognize_many import recognize_many
    from passback.dictionary.search import search

__version__ = "0.1.0"

_HOMES = {
    "Ambiguous": "passback.dictionary.recognize",
    "Entry": "passback.dictionary.entry",
    "Explanation": "passback.dictionary.explain",
    "Finding": "passback.core.finding",
    "Match": "passback.dictionary.recognize",
    "Problem": "passback.core.problem",
    "Sis": "passback.core.sis",
    "Unknown": "passback.dictionary.recognize",
    "entries": "passback.dictionary.book",
    "entry": "passback.dictionary.book",
    "entry_for": "passback.dictionary.book",
    "explain": "passback.dictionary.explain",
    "recognize": "passback.dictionary.recognize",
    "recognize_many": "passback.dictionary.recognize_many",
    "search": "passback.dictionary.search",
}
__all__ = [
    "Ambiguous",
    "Entry",
    "Explanation",
    "Finding",
    "Match",
    "Problem",
    "Sis",
    "Unknown",
    "__version__",
    "entries",
    "entry",
    "entry_for",
    "explain",
    "recognize",
    "recognize_many",
    "search",
]


def __getattr__(name: str) -> object:
    """Load a public name from where it lives.

    Raises:
        AttributeError: passback has no such public name.
    """
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'passback' has no attribute {name!r}")
    found: object = getattr(import_module(home), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
