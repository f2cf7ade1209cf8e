"""Assignment groups beside SIS categories: which is mapped to which, and what an import would make."""

from dataclasses import replace

from passback.core.gradebook import Course, Gradebook, Group, Missing, Section, Unread
from passback.core.settings import Level, Setting, Where
from passback.core.value import Json, Value, value
from passback.run.canvas_groups import CanvasGroups
from passback.run.policies import accounts_of
from passback.run.ports import Outcome
from passback.run.read import Reader
from passback.run.schools import Schools
from passback.run.scope import chosen_courses, listed_courses
from passback.sync.category import find_category, wanted_name
from passback.sync.importing import to_import
from passback.sync.model import Change
from passback.sync.policies import Books, school_of
from passback.sync.settings import CATEGORIES, resolve
from passback.sync.text import normal


@value
class Mapped(Value):
    """One assignment group in one class. `wanted`: the category's name that is looked for.

    `category`: the SIS's own, None where it has none of that name or could not be read (`unread` says why).
    `level` None: nobody mapped it, so the names are the same.
    """

    course: str
    course_name: str
    section: str
    section_name: str
    group: str
    wanted: str
    category: str | None
    unread: str
    level: Level | None

    def to_json(self) -> dict[str, Json]:
        """The shape of one row of `passback categories --format json`."""
        return {k: v for k, v in self.to_dict().items() if k != "is"}


@value
class Import(Value):
    """What an import would do to one course; each change waits for consent."""

    connection: str
    course: str
    course_name: str
    changes: tuple[Change, ...]


class Categories:
    """Categories of connections whose id profile is known."""

    def __init__(self, schools: Schools) -> None:
        self._schools = schools
        self._store = schools.store

    async def mapped(self, reader: Reader, courses: tuple[str, ...] = ()) -> tuple[Mapped, ...]:
        """Every group of the courses (none: all) in every class, those without a category first.

        Raises:
            BadInput: no such course. Retryable, NeedsLogin, NeedsConfig: a course could not be read.
        """
        settings = await self._store.settings(reader.connection.name)
        made: list[Mapped] = []
        for course, books in await self._read(reader, courses, anew=False):
            if isinstance(course.groups, Unread) or isinstance(course.sections, Unread):
                continue
            remembered = self._schools.remembered(reader.connection)
            accounts = await accounts_of(settings, course, reader.canvas, remembered)
            for section in course.sections:
                where = Where(section.id, course.id, accounts, school_of(books, section.id))
                rows = _of_class(reader, course, section, books.get(section.id), settings, where)
                made += rows
        return tuple(sorted(made, key=lambda row: (row.category is not None, row.course, row.section)))

    async def imports(
        self, reader: Reader, courses: tuple[str, ...] = (), *, weights: bool
    ) -> tuple[Import, ...]:
        """What an import of the SIS's categories would make in the courses; reads both sides anew.

        Raises:
            BadInput: no such course. Retryable, NeedsLogin, NeedsConfig: a course could not be read.
        """
        settings = await self._store.settings(reader.connection.name)
        mapped = {s.value for s in settings if s.name.startswith(CATEGORIES)}
        return tuple(
            Import(reader.connection.name, course.id, course.name, changes)
            for course, books in await self._read(reader, courses, anew=True)
            if (changes := to_import(course, books, weights, mapped))
        )

    async def apply(self, reader: Reader, wanted: Import) -> tuple[Outcome, ...]:
        """Make what was consented to, one after the other, each read back; what fails stops no other."""
        groups = CanvasGroups(reader.canvas, self._schools.means.clock, reader.sis.capabilities)
        return tuple([await groups.change(change) for change in wanted.changes])

    async def _read(
        self, reader: Reader, courses: tuple[str, ...], *, anew: bool
    ) -> list[tuple[Course, Books]]:
        remembered = self._schools.remembered(reader.connection)
        listed = await listed_courses(reader.canvas, remembered, courses)
        found: list[tuple[Course, Books]] = []
        for ref in chosen_courses(listed, courses):
            people = await reader.canvas.people(ref.id)
            course = replace(people, groups=await reader.canvas.groups(ref.id))
            found.append((course, await reader.books(course, anew=anew)))
        return found


def _of_class(
    reader: Reader,
    course: Course,
    section: Section,
    book: Gradebook | Missing | Unread | None,
    settings: tuple[Setting, ...],
    where: Where,
) -> list[Mapped]:
    policy, decided = resolve(settings, where)
    levels = {one.name: one.level for one in decided}
    groups: tuple[Group, ...] = () if isinstance(course.groups, Unread) else course.groups
    rows = []
    for group in groups:
        wanted = wanted_name(group, policy)
        category, unread = None, ""
        if not isinstance(book, Gradebook):
            unread = book.why if isinstance(book, Unread) else "the SIS does not have the class"
        elif isinstance(book.categories, Unread):
            unread = book.categories.why
        else:
            found = find_category(book.categories, wanted, reader.sis.capabilities)
            category = found.name if found else None
        level = levels.get(f"{CATEGORIES}{normal(group.name)}")
        rows.append(
            Mapped(
                course=course.id,
                course_name=course.name,
                section=section.id,
                section_name=section.name,
                group=group.name,
                wanted=wanted,
                category=category,
                unread=unread,
                level=level,
            )
        )
    return rows
