"""What a connection covers: its address space, its courses, and where a course stands among accounts.

The list of courses and the chain of accounts change seldom: they are kept for a time (`run/remembered.py`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from passback.core.connection import Connection
from passback.core.errors import BadInput, NeedsConfig, NeedsLogin, Retryable
from passback.core.gradebook import Course
from passback.core.ids import namespace
from passback.core.ports import CanvasSide, CourseRef
from passback.core.value import Json
from passback.run.ports import KeptPlan
from passback.run.remembered import SELDOM, Remembered

_COURSES = "courses"


def space_of(connection: Connection) -> str:
    """The namespace of our ids: the Canvas host and the SIS host, both without port."""
    return namespace(_host(connection.canvas.url), _host(connection.settings.url))


def check_fits(connection: Connection, kept: KeptPlan) -> None:
    """Make sure that a plan is the one that was made, for this connection.

    Raises:
        BadInput: it is not.
    """
    if not kept.plan.is_whole():
        raise BadInput(f"plan {kept.plan.id} was altered since it was made; plan again")
    if kept.plan.space != space_of(connection):
        raise BadInput(f"plan {kept.plan.id} was made for another Canvas or SIS address; plan again")


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()


async def listed_courses(
    canvas: CanvasSide, remembered: Remembered, wanted: Sequence[str] = ()
) -> Sequence[CourseRef]:
    """The courses of the connection, from an earlier list where it is young and has all that is wanted.

    Raises:
        Retryable, NeedsLogin, NeedsConfig: there is no whole list.
    """
    kept = await remembered.recall(_COURSES)
    if isinstance(kept, list):
        courses = [CourseRef.from_dict(row) for row in kept if isinstance(row, dict)]
        if all(course in _by_id(courses) for course in wanted):
            return courses
    found = await canvas.courses()
    rows: list[Json] = [ref.to_dict() for ref in found]
    await remembered.keep(_COURSES, rows)
    return found


async def forget_courses(remembered: Remembered) -> None:
    """Have the list read anew next time: something of it no longer stands."""
    await remembered.forget(_COURSES)


async def rivals(
    connection: Connection, known: Sequence[Connection], course: Course, canvas: CanvasSide, kept: Remembered
) -> tuple[str, ...]:
    """The other connections of this Canvas that cover the course too, by name.

    A connection covers what lies in its account and in those below. Where there is no other, nobody is asked.

    Raises:
        Retryable, NeedsLogin, NeedsConfig: the accounts above the course could not be read.
    """
    host = _host(connection.canvas.url)
    others = [c for c in known if c.name != connection.name and _host(c.canvas.url) == host]
    if not others:
        return ()
    above = set(await account_chain(canvas, kept, course.account, SELDOM))
    found = []
    for other in others:
        account = other.canvas.account
        if not account.isdecimal():  # `self`, or an SIS's id of an account
            account = (await account_chain(canvas, kept, account, SELDOM))[0]
        if account in above:
            found.append(other.name)
    return tuple(sorted(found))


async def account_chain(
    canvas: CanvasSide, remembered: Remembered, account: str, good_for: timedelta | None = None
) -> tuple[str, ...]:
    """An account and those above it, nearest first, from an earlier read where it is young (`good_for`).

    Raises:
        Retryable, NeedsLogin, NeedsConfig: the chain could not be read whole.
    """
    kept = await remembered.recall(f"accounts/{account}", good_for)
    if isinstance(kept, list):
        return tuple(str(one) for one in kept)
    chain = await canvas.accounts(account)
    await remembered.keep(f"accounts/{account}", list(chain))
    return chain


async def school_names(
    canvas: CanvasSide, remembered: Remembered, accounts: Iterable[str]
) -> Mapping[str, str]:
    """What people call each account, from an earlier read of today where there is one.

    One that cannot be read, or that shares its name with another, bears its id.
    """
    found = {}
    for account in dict.fromkeys(accounts):
        name = await remembered.recall(f"account-name/{account}", SELDOM)
        if not isinstance(name, str):
            try:
                name = await canvas.account_name(account)
            except (Retryable, NeedsLogin, NeedsConfig):
                name = ""
            else:
                await remembered.keep(f"account-name/{account}", name)
        found[account] = name
    uses = Counter(found.values())
    return {
        key: name if name and uses[name] == 1 else f"{name} account {key}".strip()
        for key, name in found.items()
    }


def chosen_courses(listed: Sequence[CourseRef], wanted: Sequence[str]) -> Sequence[CourseRef]:
    """The wanted courses, by Canvas id or SIS id, each once; all of them where none is named.

    Raises:
        BadInput: one is not in the list.
    """
    if not wanted:
        return listed
    by_id = _by_id(listed)
    if unknown := [course for course in wanted if course not in by_id]:
        names = ", ".join(f"{ref.id} ({ref.name})" for ref in listed[:10])
        raise BadInput(f"no course {unknown[0][:40]!r} in this connection; it covers: {names}")
    return [by_id[course] for course in dict.fromkeys(wanted)]


def _by_id(listed: Sequence[CourseRef]) -> Mapping[str, CourseRef]:
    return {
        **{ref.sis_id: ref for ref in listed if ref.sis_id},
        **{ref.id: ref for ref in listed},
    }
