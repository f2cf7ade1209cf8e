"""The reads of one course: which pages are asked for, and what each becomes.

A list is read whole or not at all: a failure on any page fails the list.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from passback.connect.canvas import model
from passback.connect.failures import Unreadable
from passback.connect.shape import Row, rows
from passback.connect.wire import Wire, next_link, unread
from passback.core.errors import Retryable
from passback.core.gradebook import (
    Assignment,
    Enrollment,
    Group,
    Override,
    Part,
    Section,
    Submission,
    Term,
    Unread,
)
from passback.core.ports import Query, Response
from passback.core.problem import Problem

T = TypeVar("T")
_PER_PAGE: Query = (("per_page", "100"),)
_MOST_PAGES = 10_000

# The documented values of type[] do not name the Test Student's; a filter leaves it out unless asked for.
# States but for `rejected`: who declined was never a student. Source: facts/canvas.md §1.3.
_ENROLLMENTS: Query = (
    *(("type[]", kind) for kind in ("StudentEnrollment", model.TEST_STUDENT)),
    *(
        ("state[]", state)
        for state in ("active", "invited", "creation_pending", "completed", "inactive", "deleted")
    ),
)
# Source: facts/canvas.md §1.0.
_GROUPS: Query = (
    *(("include[]", what) for what in ("assignments", "overrides", "all_dates", "grades_published")),
    ("override_assignment_dates", "false"),
    *(("exclude_response_fields[]", what) for what in ("description", "rubric")),
)
_SUBMISSIONS: Query = (("student_ids[]", "all"), ("grouped", "1"))


class Pages:
    """Reads lists of Canvas, page by page; a page's end is told by the absence of a next link only."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def rows(self, url: str, query: Query = ()) -> tuple[Row, ...]:
        """All rows of a list.

        Raises:
            Retryable: a page failed, so there is no list. NeedsLogin, NeedsConfig: as `Wire.ask`.
        """
        what = url.rsplit("/", 1)[-1]
        found: list[Row] = []
        seen: set[str] = set()
        page: tuple[str, Query] | None = (url, (*query, *_PER_PAGE))
        for _ in range(_MOST_PAGES):
            if page is None:
                return tuple(found)
            fetched = await self._wire.fetch(*page)
            found += rows(what, fetched.data)
            page = self._wire.next_page(fetched.answer, seen)
        raise Unreadable(f"{what}: more pages than any course has", Problem.ANSWER_NOT_UNDERSTOOD)

    async def part(self, url: str, query: Query, made: Callable[[Row], T]) -> Part[T]:
        """A list as a part: every row of it understood, or `Unread`."""
        try:
            return tuple(made(row) for row in await self.rows(url, query))
        except Retryable as error:
            return unread(error)


class CourseParts:
    """The parts of one course, one method each."""

    def __init__(self, wire: Wire, course: str) -> None:
        self._wire = wire
        self._pages = Pages(wire)
        self._course = course

    def _url(self, *parts: str) -> str:
        return self._wire.url("courses", self._course, *parts)

    async def course(self) -> Row:
        """The course itself.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: it could not be read.
        """
        fetched = await self._wire.fetch(self._url(), (("include[]", "term"),))
        return Row("course", fetched.data)

    async def sections(self) -> Part[Section]:
        """The sections."""
        return await self._pages.part(self._url("sections"), (), model.section)

    async def enrollments(self) -> Part[Enrollment]:
        """Students and Test Students of every section, those who left too."""
        return await self._pages.part(self._url("enrollments"), _ENROLLMENTS, model.enrollment)

    async def groups(self) -> tuple[Part[Group], Part[Assignment]]:
        """Assignment groups, and the assignments inside them; one of the two may be unread alone."""
        try:
            found = await self._pages.rows(self._url("assignment_groups"), _GROUPS)
        except Retryable as error:
            return unread(error), unread(error)
        groups: Part[Group]
        assignments: Part[Assignment]
        try:
            groups = tuple(model.group(row) for row in found)
        except Retryable as error:
            groups = unread(error)
        try:
            inside = [row for group in found for row in group.rows("assignments")]
            assignments = tuple([model.assignment(row, await self._overrides(row)) for row in inside])
        except Retryable as error:
            assignments = unread(error)
        return groups, assignments

    async def _overrides(self, row: Row) -> Part[Override]:
        """From the row; asked for apart where Canvas left them out, as from 25 on (facts/canvas.md §1.5)."""
        if row.has("overrides") and not row.has("all_dates_count"):
            try:
                return tuple(model.override(item) for item in row.rows("overrides"))
            except Retryable as error:
                return unread(error)
        url = self._url("assignments", row.id("id"), "overrides")
        return await self._pages.part(url, (), model.override)

    async def periods(self, zone: str) -> Part[Term]:
        """Canvas's own grading periods.

        They come as an object under their name, whose next page stands in `meta` (facts/canvas.md §1.7).
        """
        found: list[Row] = []
        seen: set[str] = set()
        page: tuple[str, Query] | None = (self._url("grading_periods"), _PER_PAGE)
        try:
            while page is not None:
                fetched = await self._wire.fetch(*page)
                body = Row("grading_periods", fetched.data)
                found += body.rows("grading_periods")
                page = self._wire.next_page(_linked(body, fetched.answer), seen)
            return tuple(model.period(row, zone) for row in found)
        except Retryable as error:
            return unread(error)

    async def submissions(self, pupils: frozenset[str] | Unread | None = None) -> Part[Submission]:
        """All scores of all students, grouped by student, so that pages are pages of students.

        `pupils`: who is a student, so that comments of others can be told; None: comments are not asked for.
        """
        if isinstance(pupils, Unread):
            return pupils
        query = _SUBMISSIONS if pupils is None else (*_SUBMISSIONS, ("include[]", "submission_comments"))
        try:
            students = await self._pages.rows(self._url("students", "submissions"), query)
            return tuple(
                model.submission(row, pupils) for student in students for row in student.rows("submissions")
            )
        except Retryable as error:
            return unread(error)


def _linked(body: Row, answer: Response) -> Response:
    """The answer with the next page of its `meta` as a Link header, where that header names none."""
    meta = body.row_or_none("meta")
    pagination = meta.row_or_none("pagination") if meta is not None else None
    following = pagination.text_or_none("next") if pagination is not None else None
    if not following or next_link(answer.headers.get("link", "")):
        return answer
    return replace(answer, headers={**answer.headers, "link": f'<{following}>; rel="next"'})
