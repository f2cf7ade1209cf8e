"""Which settings hold in a course and in each of its classes: the places are found here, `sync` decides."""

from collections.abc import Mapping, Sequence

from passback.core.gradebook import Course, Gradebook, Missing, Unread
from passback.core.ports import CanvasSide
from passback.core.settings import Level, Setting, Where
from passback.run.remembered import Remembered
from passback.run.scope import account_chain
from passback.sync.model import Policy
from passback.sync.settings import resolve

Books = Mapping[str, Gradebook | Missing | Unread]


async def accounts_of(
    settings: Sequence[Setting], course: Course, canvas: CanvasSide, remembered: Remembered
) -> tuple[str, ...]:
    """The course's account and those above it; its own alone where nobody set anything for an account.

    Raises:
        Retryable, NeedsLogin, NeedsConfig: the chain could not be read whole.
    """
    if any(s.level is Level.SCHOOL and s.target.startswith("account:") for s in settings):
        return await account_chain(canvas, remembered, course.account)
    return (course.account,)


def policies(
    settings: Sequence[Setting], course: Course, accounts: tuple[str, ...], books: Books
) -> tuple[Policy, Mapping[str, Policy]]:
    """What holds in the course, and in those of its sections where something else does.

    Raises:
        BadInput: a kept setting has a name or a value that this version does not know.
    """
    whole, _ = resolve(settings, Where(None, course.id, accounts, None))
    sections = () if isinstance(course.sections, Unread) else course.sections
    places = {s.id: Where(s.id, course.id, accounts, school_of(books, s.id)) for s in sections}
    each = {section: resolve(settings, where)[0] for section, where in places.items()}
    return whole, {section: policy for section, policy in each.items() if policy != whole}


def wants_comments(settings: Sequence[Setting]) -> bool:
    """True if comments are on at some place: only then they are read at all."""
    return any(setting.name == "comments" and setting.value == "yes" for setting in settings)


def school_of(books: Books, section: str) -> str | None:
    """The SIS's ref of a class's school, None where it is not known."""
    book = books.get(section)
    return book.school if isinstance(book, Gradebook) else None
