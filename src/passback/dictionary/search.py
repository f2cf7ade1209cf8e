"""Finds entries by words, for people who have a question and not a message."""

from passback.dictionary import book, nearest
from passback.dictionary.entry import Entry
from passback.dictionary.spelling import sis_named

_MOST = 20


def search(query: str, sis: str | None = None) -> tuple[Entry, ...]:
    """Entries that share words with the query, best first; at most twenty. Slips are forgiven.

    With `sis`, entries of other systems are left out and general ones stay.

    Raises:
        BadInput: `sis` is no SIS that passback knows.
    """
    wanted = sis_named(sis) if sis is not None else None
    found = (book.entry(entry_id) for _, entry_id in nearest.ranked(query, wanted))
    return tuple(e for e in found if e is not None and (wanted is None or e.sis in {None, wanted}))[:_MOST]
