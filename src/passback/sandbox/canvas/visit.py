"""Who calls Canvas and what that token may see: sign-in, permissions, pages.

Honors facts/canvas.md §1.11 (401 with WWW-Authenticate: bad token; without: no permission), §1.12 (Link
header, default 10, cap 100, opaque addresses) and §1.1 (ids given as `sis_course_id:…`).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from passback.dictionary.template import say
from passback.sandbox.state.canvas import Canvas, CanvasCourse, CanvasSection, Token
from passback.sandbox.state.school import School
from passback.sandbox.wire import JSON, Call, Reply, reply_json

T = TypeVar("T")
DEFAULT_PAGE, LARGEST_PAGE = 10, 100

# An id that no row has: for ids that are no numbers, so that they end in Canvas's own 404.
_NOBODY = -1


class Refused(Exception):  # noqa: N818 - carries Canvas's answer
    """Canvas refuses; the answer is ready."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


@dataclass(frozen=True)
class Visit:
    """One call of a known token."""

    school: School
    call: Call
    token: Token

    @property
    def canvas(self) -> Canvas:
        """The Canvas that is called."""
        return self.school.canvas

    @property
    def size(self) -> int:
        """How many rows a page has: as asked for, at most what Canvas gives."""
        given = self.call.one("per_page")
        if not given.isascii() or not given.isdigit() or int(given) == 0:
            return DEFAULT_PAGE
        return min(int(given), self.canvas.largest_page)

    def may(self, permission: str) -> bool:
        """Does the token's user have this permission?"""
        return permission in self.token.permissions

    def needs(self, permission: str) -> None:
        """Refuse without it.

        Raises:
            Refused: 401 without WWW-Authenticate.
        """
        if not self.may(permission):
            raise Refused(no_permission())

    def course(self, given: str) -> CanvasCourse:
        """The course of an id in a path.

        Raises:
            Refused: unknown, deleted, or outside the token's account.
        """
        wanted = self._id(given, "sis_course_id", {c.sis_id: c.id for c in self.canvas.courses.values()})
        course = self.canvas.courses.get(wanted)
        if course is None or course.state == "deleted":
            raise Refused(not_found())
        if course.account not in descendants(self.canvas, self.token.account):
            raise Refused(no_permission())
        return course

    def section(self, given: str) -> CanvasSection:
        """The section of an id in a path.

        Raises:
            Refused: unknown, or of a course that the token may not see.
        """
        wanted = self._id(given, "sis_section_id", {s.sis_id: s.id for s in self.canvas.sections.values()})
        section = self.canvas.sections.get(wanted)
        if section is None:
            raise Refused(not_found())
        self.course(str(section.course))
        return section

    def user_id(self, given: str) -> int:
        """The user of an id that was given; an id of nobody where there is none."""
        return self._id(given, "sis_user_id", {u.sis_id: u.id for u in self.canvas.users.values()})

    def _id(self, given: str, prefix: str, known: Mapping[str | None, int]) -> int:
        if given.startswith(f"{prefix}:"):
            return known.get(given.removeprefix(f"{prefix}:"), _NOBODY) if self.may("read_sis") else _NOBODY
        return int(given) if given.isascii() and given.isdigit() else _NOBODY


def bad_token() -> Reply:
    """The token is unknown, expired or absent."""
    return said("canvas.token-refused", 401, {"www-authenticate": 'Bearer realm="canvas-lms"'})


def no_permission() -> Reply:
    """The token is good, its user may not."""
    return said("canvas.permission-missing", 401)


def not_found() -> Reply:
    """There is no such thing, or no such route."""
    return said("canvas.not-found", 404)


def said(entry: str, status: int, headers: Mapping[str, str] | None = None) -> Reply:
    """An answer in the words of an entry, which is JSON as Canvas says it."""
    return Reply(status, {"content-type": JSON, **(headers or {})}, say(entry, {}).encode())


def descendants(canvas: Canvas, account: int) -> set[int]:
    """An account with all sub-accounts below it."""
    found = {account} & set(canvas.accounts)
    while more := {a.id for a in canvas.accounts.values() if a.parent in found} - found:
        found |= more
    return found


def paged(visit: Visit, rows: Sequence[T], show: Callable[[T], object]) -> Reply:
    """One page of rows, and where the next one is.

    The address of the next page is opaque: a bookmark, not a number that a caller could count up.
    """
    at, size = _bookmark(visit.call), visit.size
    here = rows[at : at + size]
    links = [(visit.call.one("page") or "first", "current")]
    if at + size < len(rows):
        links.append((_mark(at + size), "next"))
    links.append(("first", "first"))
    link = ",".join(f'<{_address(visit.call, page, size)}>; rel="{rel}"' for page, rel in links)
    return reply_json(200, [show(row) for row in here], {"link": link})


def _mark(at: int) -> str:
    return "bookmark:" + base64.urlsafe_b64encode(f"[{at}]".encode()).decode()


def _bookmark(call: Call) -> int:
    given = call.one("page", "first")
    if given in {"first", "1"}:
        return 0
    try:
        kind, _, text = given.partition(":")
        if kind != "bookmark":
            raise Refused(no_such_page())
        return int(base64.urlsafe_b64decode(text.encode()).decode().strip("[]"))
    except (ValueError, binascii.Error) as error:
        raise Refused(no_such_page()) from error


def no_such_page() -> Reply:
    """The page that is asked for is none."""
    return reply_json(400, {"errors": [{"message": "page: a bookmark from a Link header is expected"}]})


def _address(call: Call, page: str, size: int) -> str:
    kept = [(key, value) for key, value in call.query if key not in {"page", "per_page", "access_token"}]
    return f"{call.base}{call.path}?{urlencode([*kept, ('page', page), ('per_page', size)])}"
