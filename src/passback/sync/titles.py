"""The name that a line item bears in the SIS: the assignment's, or a shorter one where the district wants so.

Knows limits and the other names of the class. A name is shortened only on its way; Canvas keeps its own.
"""

from collections.abc import Iterable

from passback.core.gradebook import Assignment, LineItem, Unread
from passback.sync.model import Snapshot
from passback.sync.routing import Unit, takes_part
from passback.sync.text import caseless, cut_title, same_title

SHORTEN = "shorten"


def wire_title(snapshot: Snapshot, unit: Unit, ours: str | None) -> str:
    """The name to be sent. `ours`: the ref of the line item where there is one.

    A name within the limit, or where none is known, goes as it is. A shortened one that another line item of
    the class bears, or another assignment would, ends in the assignment's id: two of one name could not be
    told apart.
    """
    short, marked = _forms(snapshot, unit)
    if short is None:
        return unit.assignment.name
    taken = {caseless(name) for name in _others(snapshot, unit, ours)}
    return marked if caseless(short) in taken else short


def says_it(snapshot: Snapshot, unit: Unit, title: str) -> bool:
    """True if a title in the SIS is this assignment's name: whole, cut by the SIS, or as we shorten it.

    Either short form will do, so that an assignment which comes later renames none that is there.
    """
    names = names_of(snapshot, unit)
    cut = len(names) == 1 and cut_title(title, unit.assignment.name)
    return cut or any(same_title(title, name) for name in names)


def names_of(snapshot: Snapshot, unit: Unit) -> frozenset[str]:
    """All names that the assignment may bear in the SIS: its own, and its short forms where it has them."""
    short, marked = _forms(snapshot, unit)
    return frozenset({unit.assignment.name, marked} | ({short} if short else set()))


def _forms(snapshot: Snapshot, unit: Unit) -> tuple[str | None, str]:
    """The name cut to the limit, and cut with the assignment's id behind it; None: it is not shortened."""
    limit, name = snapshot.capabilities.title_max, unit.assignment.name
    if limit is None or _names(snapshot, unit) != SHORTEN or len(name) <= limit.value:
        return None, name
    mark = f" #{unit.assignment.id}"
    return _cut(name, limit.value), f"{_cut(name, max(limit.value - len(mark), 0))}{mark}"


def _names(snapshot: Snapshot, unit: Unit) -> str:
    return snapshot.policy_of(unit.section, unit.assignment.id).long_names


def _cut(name: str, length: int) -> str:
    return name[:length].rstrip()


def _others(snapshot: Snapshot, unit: Unit, ours: str | None) -> Iterable[str]:
    """What else in the class bears a name, or would."""
    book, works = unit.gradebook, snapshot.course.assignments
    items: Iterable[LineItem] = ()
    if book is not None and not isinstance(book.line_items, Unread):
        items = book.line_items
    yield from (item.title for item in items if item.ref is None or item.ref != ours)
    limit = snapshot.capabilities.title_max
    listed: Iterable[Assignment] = () if isinstance(works, Unread) else works
    for work in listed:
        if work.id != unit.assignment.id and takes_part(work):
            yield work.name if limit is None else _cut(work.name, limit.value)
