"""Which policy holds in a course, in each of its classes, and for single assignments: settings resolved.

Knows the places of one course. May not know where settings are kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from passback.core.gradebook import Course, Gradebook, Missing, Unread
from passback.core.settings import Level, Setting, Where
from passback.core.value import Value, value
from passback.sync.model import Policy, Snapshot
from passback.sync.settings import resolve

Books = Mapping[str, Gradebook | Missing | Unread]


@value
class Policies(Value):
    """What holds in the course; in a section, by its id; for one assignment there (`section/assignment`).

    A section or an assignment is there only if something else holds for it than for the wider place.
    """

    course: Policy
    classes: Mapping[str, Policy]
    works: Mapping[str, Policy]


def policies(
    settings: Sequence[Setting], course: Course, accounts: tuple[str, ...], books: Books
) -> Policies:
    """Resolve the settings of a connection for one course.

    Raises:
        BadInput: a kept setting has a name or a value that this version does not know.
    """
    whole, _ = resolve(settings, Where(None, course.id, accounts, None))
    sections = () if isinstance(course.sections, Unread) else course.sections
    places = {s.id: Where(s.id, course.id, accounts, school_of(books, s.id)) for s in sections}
    each = {section: resolve(settings, where)[0] for section, where in places.items()}
    works = {s.target: s.target.partition("/") for s in settings if s.level is Level.ASSIGNMENT}
    mine = {
        target: resolve(settings, replace(places[section], assignment=work))[0]
        for target, (section, _, work) in works.items()
        if section in places
    }
    return Policies(
        whole,
        {section: policy for section, policy in each.items() if policy != whole},
        {target: policy for target, policy in mine.items() if policy != each[target.partition("/")[0]]},
    )


def with_settings(snapshot: Snapshot, settings: tuple[Setting, ...]) -> Snapshot:
    """The snapshot as it would be with these settings in place of those of its connection.

    Raises:
        BadInput: as `policies`.
    """
    found = policies(settings, snapshot.course, snapshot.accounts, snapshot.gradebooks)
    return replace(
        snapshot,
        settings=settings,
        policy=found.course,
        class_policies=found.classes,
        work_policies=found.works,
    )


def school_of(books: Books, section: str) -> str | None:
    """The SIS's ref of a class's school, None where it is not known."""
    book = books.get(section)
    return book.school if isinstance(book, Gradebook) else None
