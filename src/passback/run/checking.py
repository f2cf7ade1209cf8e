"""Checks before a sync: of a connection as it is now, or of snapshots in a file. Leaves no trace anywhere.

Reads through a memory that keeps nothing and a store that is only asked; of a plan that is made on the way
nothing is kept. What was read may be kept in a file, where the caller asks for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from passback.core.errors import NeedsConfig, NeedsLogin, Retryable
from passback.core.finding import Finding
from passback.run.checked import Checked, make_checked
from passback.run.memory import PassingMemory
from passback.run.planner import Planner
from passback.run.progress import Listener, Progress, silent
from passback.run.ready import Ready
from passback.run.schools import Schools
from passback.run.scope import chosen_courses, listed_courses
from passback.run.snapshots import Saved, courses_of
from passback.run.unanswered import unread_course
from passback.sync.model import Plan, Snapshot
from passback.sync.plan import plan as make_plan


class Checks:
    """Checks connections."""

    def __init__(self, schools: Schools) -> None:
        self._schools = schools

    async def check(
        self,
        name: str,
        courses: Sequence[str] = (),
        listener: Listener = silent,
        keep: Callable[[Snapshot], None] | None = None,
    ) -> Checked:
        """What a sync of these courses (none: all) would meet now.

        `keep`: is given each course as it was read. A course that cannot be read becomes a finding; the
        others go on.

        Raises:
            BadInput: no such connection or course.
            NeedsConfig: something is missing to reach the SIS, or no id profile fits.
            Retryable, NeedsLogin: Canvas could not be asked at all.
        """
        schools = self._leaving_no_trace()
        reader = await Ready(schools, keeps=False).reader(name)
        planner = Planner(reader, schools.store, schools.means.clock)
        listed = await listed_courses(reader.canvas, schools.remembered(reader.connection), courses)
        chosen = chosen_courses(listed, courses)
        plans: list[Plan] = []
        unread: list[Finding] = []
        await reader.knock()
        for done, ref in enumerate(chosen):
            listener(Progress("check", done, len(chosen), "course", ref.name, ""))
            try:
                snapshot, plan = await planner.look(ref.id)
            except (Retryable, NeedsLogin, NeedsConfig) as error:
                unread.append(unread_course(ref, error))
                continue
            plans.append(plan)
            if keep is not None:
                keep(snapshot)
        listener(Progress("check", len(chosen), len(chosen), "course", "", ""))
        return make_checked(name, reader.connection.sis, plans, unread)

    def _leaving_no_trace(self) -> Schools:
        means = self._schools.means
        passing = replace(means, memory=PassingMemory(means.memory, means.clock))
        return Schools(self._schools.store, passing, self._schools.secrets)


def check_saved(saved: Saved, courses: Sequence[str] = ()) -> Checked:
    """What a sync of these courses (none: all) would have met when they were saved; asks nobody.

    Raises:
        BadInput: a course is not in the file.
    """
    plans = [make_plan(snapshot, snapshot.read_at) for snapshot in courses_of(saved, courses)]
    return make_checked(saved.connection, saved.sis, plans, ())
