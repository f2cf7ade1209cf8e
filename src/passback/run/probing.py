"""The probe before a sync: does the SIS let us in at all? If not, it is not asked again; its scores wait.

One read per run and not per course. What fails in one part only is no reason to stop: the read of each course
says which part. Canvas needs no read of its own: the list of courses, or the first course, is its probe.
"""

from passback.core.errors import Retryable
from passback.core.ports import SisSide
from passback.core.problem import Problem

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
