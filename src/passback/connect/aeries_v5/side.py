"""Aeries over OneRoster, with its own API asked which gradebook a section has and who is on it.

Over OneRoster a section with two gradebooks is refused at each write, and so is a student of the section who
is not on the gradebook (facts/sis-vendors.md §3). Both are known before with API v5. How a OneRoster class
names school and section is not documented: `school-section` is inferred, and any other class is left as it
is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from passback.connect.aeries_v5.client import AeriesV5
from passback.connect.failures import Unreadable
from passback.connect.wire import unread
from passback.core.capabilities import Capabilities
from passback.core.errors import NeedsConfig, NeedsLogin, Retryable
from passback.core.finding import Answer
from passback.core.gradebook import Gradebook, LineItem, Missing, Part, Score, Student, Unread
from passback.core.ports import Probe, SisSide
from passback.core.problem import Problem

_NOT_FOUND = 404
_MESSAGE = b'"Message"'


class OnGradebooks:
    """An SIS side whose rosters say who is on the gradebook."""

    def __init__(self, inner: SisSide, api: AeriesV5, term: str) -> None:
        self.capabilities: Capabilities = inner.capabilities
        self._inner = inner
        self._api = api
        self._term = term

    async def read(self, section: str) -> Gradebook | Missing | Unread:
        """The gradebook of the class; `Unread` where it has several or none, for no write would say which."""
        return await self._with_roll(await self._inner.read(section))

    async def roster(self, section: str) -> Gradebook | Missing | Unread:
        """The class with the students of its gradebook alone; as `read` where it has several or none."""
        return await self._with_roll(await self._inner.roster(section))

    async def _with_roll(self, held: Gradebook | Missing | Unread) -> Gradebook | Missing | Unread:
        """As read over OneRoster, with the students who are on the gradebook."""
        if not isinstance(held, Gradebook):
            return held
        school, dash, number = held.class_ref.partition("-")
        if not (dash and school.isdigit() and number.isdigit()):
            return held
        there = await self._roll(school, number)
        if isinstance(there, Unread):
            whole = there.problem in {Problem.SEVERAL_GRADEBOOKS, Problem.SECTION_WITHOUT_GRADEBOOK}
            return there if whole else replace(held, students=there)
        return replace(held, students=_on(held.students, there))

    async def _roll(self, school: str, number: str) -> Part[str]:
        """The ids of the students on the one gradebook of a section."""
        try:
            found = await self._api.gradebooks(school, number)
            if len(found) != 1:
                several = Problem.SEVERAL_GRADEBOOKS if found else Problem.SECTION_WITHOUT_GRADEBOOK
                return Unread(f"the section has {len(found)} gradebooks; exactly one is needed", several)
            return await self._api.students(found[0], self._term)
        except Retryable as error:
            return unread(error)

    async def class_scores(self, class_ref: str, refs: Sequence[str]) -> Mapping[str, Part[Score]]:
        """As over OneRoster."""
        return await self._inner.class_scores(class_ref, refs)

    async def save_line_item(self, class_ref: str, before: LineItem | None, after: LineItem) -> Answer:
        """As over OneRoster."""
        return await self._inner.save_line_item(class_ref, before, after)

    async def delete_line_item(self, class_ref: str, ref: str) -> Answer:
        """As over OneRoster."""
        return await self._inner.delete_line_item(class_ref, ref)

    async def save_scores(self, class_ref: str, scores: Sequence[tuple[str, Score]]) -> Sequence[Answer]:
        """As over OneRoster."""
        return await self._inner.save_scores(class_ref, scores)

    async def line_items(self, class_ref: str) -> Part[LineItem]:
        """As over OneRoster."""
        return await self._inner.line_items(class_ref)

    async def scores(self, class_ref: str, ref: str) -> Part[Score]:
        """As over OneRoster."""
        return await self._inner.scores(class_ref, ref)

    async def greet(self) -> None:
        """As over OneRoster."""
        await self._inner.greet()

    async def probe(self) -> Sequence[Probe]:
        """As over OneRoster, and whether API v5 takes the certificate."""
        made = tuple(await self._inner.probe())
        problem: Problem | None = None
        detail = "ok"
        try:
            await self._api.gradebooks("0", "0")
        except (NeedsLogin, NeedsConfig) as error:
            problem, detail = error.problem, str(error)
        except Retryable as error:
            # A school 0 is nowhere: to be told so in its own words is to be let in.
            if not (isinstance(error, Unreadable) and error.status == _NOT_FOUND and _MESSAGE in error.body):
                problem, detail = error.problem, str(error)
        return (*made, Probe("Aeries API v5", problem is None, detail, problem))


def _on(students: Part[Student], there: Sequence[str]) -> Part[Student]:
    """The roster, and of each whether the gradebook lists the student, by the number that both show."""
    if isinstance(students, Unread):
        return students
    numbers = {number.lstrip("0") for number in there}
    return tuple(
        replace(one, on_gradebook=one.ids.get("identifier", "").lstrip("0") in numbers) for one in students
    )
