"""The probe before a sync: does the SIS let us in at all? If not, nothing is read or sent in vain.

One read per run and not per course. What fails in one part only is no reason to stop: the read of each course
says which part. Canvas needs no read of its own: the list of courses, or the first course, is its probe.
"""

from collections.abc import Sequence

from passback.core.errors import NeedsConfig, NeedsLogin, Retryable
from passback.core.finding import Finding
from passback.core.ports import CourseRef, SisSide
from passback.core.problem import Problem
from passback.run.unanswered import unread_course

# An answer that asking again does not change.
_FIRM = frozenset(
    {
        Problem.NOT_AUTHORIZED,
        Problem.PERMISSION_MISSING,
        Problem.PLUGIN_INCOMPLETE,
        Problem.ROUTE_MISSING,
        Problem.SIS_THROTTLED,
    }
)


async def let_in(sis: SisSide) -> None:
    """Make sure that the SIS answers us; one that does not is asked once more, for it may have been a moment.

    Raises:
        Retryable, NeedsLogin, NeedsConfig: it does not; the error's problem says why.
    """
    try:
        await sis.greet()
    except Retryable as error:
        if error.problem in _FIRM:
            raise
        await sis.greet()


async def shut_out(sis: SisSide, courses: Sequence[CourseRef]) -> tuple[Finding, ...]:
    """Why none of these courses can go now, said of each: they wait. Empty: the SIS lets us in."""
    if not courses:
        return ()
    try:
        await let_in(sis)
    except (Retryable, NeedsLogin, NeedsConfig) as error:
        return tuple(unread_course(ref, error) for ref in courses)
    return ()
