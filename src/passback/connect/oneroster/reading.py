"""Reading one class over OneRoster: who it is, its roster, terms, categories, line items and results.

Each part is whole or `Unread`, and asked for anew each time: what is kept between two reads is kept by who
asks. Paths: facts/oneroster.md §1.2, §2.

Of rostering no more is read than deciding needs. Who is still here is Canvas's enrollment, and the SIS's list
of students of the class; `enrollments` would only date it. A write acts as the district's key, never as a
teacher, so `teachers` changes nothing. A class names its own school; `orgs`, `courses` and `demographics` say
nothing of a score.
"""

from collections.abc import Sequence

from passback.connect.failures import Unreadable
from passback.connect.oneroster import errors, read
from passback.connect.oneroster.dialect import Categories, Dialect, FilterQuotes
from passback.connect.oneroster.lists import many, one, whole_list
from passback.connect.oneroster.places import Places
from passback.connect.shape import Row
from passback.connect.wire import Wire, unread
from passback.core.errors import NeedsConfig, NeedsLogin, Retryable
from passback.core.gradebook import Category, LineItem, Missing, Part, Student, Term, Unread
from passback.core.ids import Forms, IdRule, Transform, by_form, near_misses, transformed
from passback.core.ports import Query
from passback.core.problem import Problem
from passback.core.value import Value, value

# What would lead elsewhere as a part of an address.
_NO_IDS = frozenset({".", "..", ""})
_NOT_FOUND = 404
_BAD_REQUEST = 400
# What some servers do to a filter's value is not known for these.
_UNSAFE = frozenset("'\" ")


@value
class Klass(Value):
    """A class as found: its id, its school and its terms' ids, empty or None where it names none."""

    ref: str
    school: str | None
    terms: tuple[str, ...]


class Reading:
    """The reads of one connection. `rule`: how a section's text finds its class."""

    def __init__(self, places: Places, dialect: Dialect, rule: IdRule) -> None:
        self._places = places
        self._dialect = dialect
        self._rule = rule
        self._listed: Forms | None = None
        # A read of rostering has answered: the address is right.
        self._routed = False

    async def list(self, wire: Wire, url: str, plural: str, query: Query = ()) -> tuple[Row, ...]:
        """A collection, whole.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: it was not read whole.
        """
        return await whole_list(wire, url, plural, self._dialect.page, query)

    def filter(self, field: str, held: str) -> Query:
        """The query that asks for equality; none where the value or the vendor leaves doubt (§1.5)."""
        quotes = self._dialect.quotes
        if quotes is FilterQuotes.NONE or _UNSAFE & set(held):
            return ()
        return (("filter", f"{field}='{held}'" if quotes is FilterQuotes.QUOTED else f"{field}={held}"),)

    # ---- the class --------------------------------------------------------------------------------

    async def find(self, section: str) -> Klass | Missing | Unread:
        """The class that `section` names.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: no answer about the class itself.
        """
        found = await self._found(section)
        if isinstance(found, Missing) and section not in _NO_IDS:
            return Missing(section, await self._near(section))
        return _klass(found) if isinstance(found, Row) else found

    async def _near(self, section: str) -> tuple[str, ...]:
        """Ids of classes that look alike. The list is read once, and only where a class is missing; without
        it there are no hints and nothing else changes.
        """  # noqa: D205 - one thought
        if self._listed is None:
            try:
                wire = self._places.rostering
                listed = await self.list(wire, wire.url("classes"), "classes")
            except (Retryable, NeedsLogin, NeedsConfig):
                listed = ()
            self._listed = by_form(row.id_or_none(self._rule.sis) or "" for row in listed)
        return near_misses(section, self._listed)

    async def klass(self, ref: str) -> Klass | Unread:
        """The class of this id."""
        try:
            fetched = await self._places.rostering.fetch(self._places.rostering.url("classes", ref))
            return _klass(one(fetched.data, "classes"))
        except Retryable as error:
            return unread(error)

    async def _found(self, section: str) -> Row | Missing | Unread:
        missing = Missing(section, ())
        if section in _NO_IDS:
            return missing
        if self._rule.sis != "sourcedId" or self._rule.held is not Transform.AS_IS:
            return await self._by_field(section)
        try:
            fetched = await self._places.rostering.fetch(self._places.rostering.url("classes", section))
            found = one(fetched.data, "classes")
            return missing if read.is_deleted(found) else found
        except Unreadable as error:
            if error.status == _NOT_FOUND and await self._is_there(errors.is_error(error.body)):
                return missing
            return unread(error)

    async def _is_there(self, in_their_words: bool) -> bool:  # noqa: FBT001 - the one thing it is given
        """True if *not found* speaks of the class and not of the address: another read of it answers.

        Some servers say it in OneRoster's words for any address (§3.13). `in_their_words`: this one did; then
        it is believed for its terms too, where it has no list of classes.
        """
        if self._routed:
            return True
        known = [("classes", "classes"), ("terms", "academicSessions")]
        for route, plural in known if in_their_words else known[:1]:
            try:
                query = (("limit", "1"), ("offset", "0"))
                fetched = await self._places.rostering.fetch(self._places.rostering.url(route), query)
                many(fetched.data, plural)
            except Unreadable:
                continue
            self._routed = True
            return True
        return False

    async def _by_field(self, section: str) -> Row | Missing | Unread:
        """By another field, or one that the SIS writes otherwise; sifted here too: some ignore a filter."""
        field, held = self._rule.sis, self._rule.held
        query = self.filter(field, section) if held is Transform.AS_IS else ()
        url = self._places.rostering.url("classes")
        try:
            rows = await self._filtered(self._places.rostering, url, "classes", query)
            if not rows and query:
                rows = await self.list(self._places.rostering, url, "classes")
            found = [
                row
                for row in rows
                if (own := row.id_or_none(field)) is not None and transformed(own, held) == section
            ]
        except Unreadable as error:
            return unread(error)
        if len(found) > 1:
            return Unread(f"several classes have this {field}", Problem.SEVERAL_MATCHES)
        return found[0] if found else Missing(section, ())

    async def _filtered(self, wire: Wire, url: str, plural: str, query: Query) -> tuple[Row, ...]:
        """The rows that a filter finds; none where it is refused."""
        try:
            return await self.list(wire, url, plural, query)
        except Unreadable as error:
            if error.status == _BAD_REQUEST and query:
                return ()
            raise

    # ---- its parts --------------------------------------------------------------------------------

    async def students(self, ref: str) -> Part[Student]:
        """The roster."""
        try:
            url = self._places.rostering.url("classes", ref, "students")
            rows = await self.list(self._places.rostering, url, "users")
            return tuple(read.student(row) for row in rows)
        except Retryable as error:
            return unread(error)

    async def terms(self, klass: Klass) -> Part[Term]:
        """The terms that the class names; all grading periods where it names none."""
        if not klass.terms:
            return await self.periods()
        rows = await self._sessions("terms")
        return rows if isinstance(rows, Unread) else _of_class(rows, klass)

    async def terms_and_periods(self, klass: Klass) -> tuple[Part[Term], Part[Term]]:
        """As `terms`, and all grading periods: one list holds both (§2). Without it the terms alone."""
        rows = await self._sessions("academicSessions")
        if isinstance(rows, Unread):
            return await self.terms(klass), rows
        periods = _terms([row for row in rows if read.is_period(row)])
        return (_of_class(rows, klass) if klass.terms else periods), periods

    async def periods(self) -> Part[Term]:
        """All grading periods."""
        rows = await self._sessions("gradingPeriods")
        return rows if isinstance(rows, Unread) else _terms(rows)

    async def _sessions(self, where: str) -> Part[Row]:
        """All of `terms`, `gradingPeriods` or `academicSessions`, which is both."""
        try:
            url = self._places.rostering.url(where)
            return await self.list(self._places.rostering, url, "academicSessions")
        except Retryable as error:
            return unread(error)

    async def categories(self, ref: str) -> Part[Category]:
        """Those of the class and those of no class, by the vendor's way (§3.0)."""
        if self._dialect.categories is Categories.NONE:
            return ()
        try:
            rows = await self._category_rows(ref)
            return tuple(read.category(row) for row in rows if read.is_for_class(row, ref))
        except Retryable as error:
            return unread(error)

    async def _category_rows(self, ref: str) -> tuple[Row, ...]:
        wire = self._places.gradebook
        if self._dialect.categories is Categories.OF_CLASS:
            try:
                return await self.list(wire, wire.url("classes", ref, "categories"), "categories")
            except Unreadable as error:
                if error.status != _NOT_FOUND:
                    raise
        query = () if self._dialect.categories is Categories.ALL else self.filter("metadata.classId", ref)
        url = wire.url("categories")
        rows = await self._filtered(wire, url, "categories", query)
        return rows if rows or not query else await self.list(wire, url, "categories")

    async def line_items(self, ref: str) -> Part[LineItem]:
        """The line items of a class."""
        try:
            wire = self._places.gradebook
            rows = await self.list(wire, wire.url("classes", ref, "lineItems"), "lineItems")
            return tuple(read.line_item(row, self._dialect) for row in _kept(rows))
        except Retryable as error:
            return unread(error)

    async def results(self, ref: str, item: str | None = None) -> Part[Row]:
        """The results of a class, or of one of its line items."""
        try:
            wire = self._places.gradebook
            parts = (
                ("classes", ref, "results")
                if item is None
                else ("classes", ref, "lineItems", item, "results")
            )
            return _kept(await self.list(wire, wire.url(*parts), "results"))
        except Retryable as error:
            return unread(error)


def _klass(row: Row) -> Klass:
    return Klass(row.id("sourcedId"), read.reference(row, "school"), read.references(row, "terms"))


def _terms(rows: Sequence[Row]) -> Part[Term]:
    try:
        return tuple(read.term(row) for row in rows)
    except Unreadable as error:
        return unread(error)


def _of_class(rows: Sequence[Row], klass: Klass) -> Part[Term]:
    """Of all terms of a district only the class's count; without one of these there is no answer."""
    named = {row.id("sourcedId"): row for row in rows}
    known = [named[ref] for ref in klass.terms if ref in named]
    made = _terms(known)
    if len(known) < len(klass.terms) or isinstance(made, Unread):
        lost = len(klass.terms) - len(known)
        text = f"{lost or 'some'} of the class's terms are not in the list of terms, or without dates"
        return Unread(text, Problem.ANSWER_NOT_UNDERSTOOD)
    return made


def _kept(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Without those that 1.0 called inactive, which is *deleted* (§1.4)."""
    return tuple(row for row in rows if row.data.get("status") != "inactive")
