"""What has to be known of Canvas before settings can be resolved: the accounts of a course, and comments."""

from collections.abc import Sequence

from passback.core.gradebook import Course
from passback.core.ports import CanvasSide
from passback.core.settings import Level, Setting
from passback.run.remembered import Remembered
from passback.run.scope import account_chain


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


def wants_comments(settings: Sequence[Setting]) -> bool:
    """True if comments are on at some place: only then they are read at all."""
    return any(setting.name == "comments" and setting.value == "yes" for setting in settings)
