"""A kept plan as files: for hand entry, for other tools, for a teacher's own import.

The scores are those of the plan as it was kept. Of the schools only ids, dates and names around them are
read; what cannot be read is said. Nothing is written to a school.
"""

import io
import zipfile
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime

from passback.core.errors import BadInput, NeedsConfig, NeedsLogin, PassbackError, Retryable
from passback.core.gradebook import Unread
from passback.core.subject import Subject
from passback.core.value import Json, Value, value
from passback.run.ports import Batch, KeptPlan
from passback.run.read import Reader
from passback.run.report import ARRIVED
from passback.run.schools import Schools
from passback.run.scope import check_fits
from passback.sync.export.gather import gather
from passback.sync.export.model import NOT_PLANNED, Around, Contents, Format, Source
from passback.sync.export.oneroster import oneroster
from passback.sync.export.powerteacher import powerteacher
from passback.sync.export.template import Template, read_template
from passback.sync.states import considered

__all__ = ["Exported", "Exports", "Format"]
_LARGEST_TEMPLATE = 2_000_000


@value
class Exported(Value):
    """An export: the zip, and an account of it. `unread`: what could not be read around the scores, and why.

    `made`: when its newest plan was. `arrived`: how many of its scores a sync has brought to the SIS since.
    """

    connection: str
    form: Format
    plans: tuple[str, ...]
    made: datetime
    contents: Contents
    arrived: int
    unread: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """True if there is nothing of the plans in it."""
        return not self.contents.carried and not self.contents.items

    @property
    def whole(self) -> bool:
        """True if it has all scores that the plans would send, and nothing around them is lacking."""
        missed = any(left.reason not in NOT_PLANNED for left in self.contents.left)
        return not missed and not self.unread and not self.contents.blank

    @property
    def left(self) -> Mapping[str, int]:
        """How many scores are not in it, by reason, the commonest first."""
        return dict(Counter(left.reason.value for left in self.contents.left).most_common())

    @property
    def items_left(self) -> Mapping[str, int]:
        """How many other things of the plans are not in it, by reason."""
        return dict(Counter(left.reason.value for left in self.contents.items_left).most_common())

    def to_json(self) -> dict[str, Json]:
        """The shape of `passback export --format json`; documented in docs/exports.md."""
        contents = self.contents
        rows: list[Json] = [
            {**_subject(s), "carried": True, "reason": None, "problem": None} for s in contents.carried
        ]
        for left in contents.left:
            problem = left.problem.value if left.problem else None
            rows.append(
                {**_subject(left.subject), "carried": False, "reason": left.reason.value, "problem": problem}
            )
        return {
            "connection": self.connection,
            "as": self.form.value,
            "plans": [*self.plans],
            "made": self.made.isoformat(),
            "files": [name for name, _ in contents.files],
            "considered": len(rows),
            "carried": len(contents.carried),
            "left_out": dict(self.left),
            "line_items": {"carried": len(contents.items), "left_out": dict(self.items_left)},
            "beside": dict(contents.beside),
            "blank": dict(contents.blank),
            "arrived": self.arrived,
            "unread": [*self.unread],
            "scores": rows,
        }

    def archive(self) -> bytes:
        """The zip; one plan gives the same bytes again. What is no UTF-8 in a template is in it as it was."""
        made = self.made.astimezone(UTC)
        moment = (made.year, made.month, made.day, made.hour, made.minute, made.second)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, text in self.contents.files:
                packed.writestr(
                    zipfile.ZipInfo(name, moment),
                    text.encode(errors="surrogateescape"),
                    zipfile.ZIP_DEFLATED,
                )
        return out.getvalue()


def _subject(s: Subject) -> dict[str, Json]:
    return {"course": s.course, "section": s.section, "assignment": s.assignment, "student": s.student}


class Exports:
    """Exports of kept plans. `reader` and `batch`: as the App has them."""

    def __init__(
        self,
        schools: Schools,
        reader: Callable[[str], Awaitable[Reader]],
        batch: Callable[[str, str], Awaitable[Batch]],
    ) -> None:
        self._schools = schools
        self._reader = reader
        self._batch = batch

    async def export(
        self,
        name: str,
        form: Format,
        wanted: str | None = None,
        templates: Sequence[tuple[str, bytes]] = (),
        *,
        remaining: bool = False,
    ) -> Exported:
        """What `wanted` (a batch or a plan by id; None: the newest plan of each course) would send, as files.

        `templates`: names and contents. `remaining`: without what has arrived in the SIS since.

        Raises:
            BadInput: no such connection or plan, or a template that does not fit.
        """
        read = [_template(given) for given in templates]
        kept = await self._kept(name, wanted)
        # What is kept of a roster between runs has only the ids that students are found by (remembered.py).
        anew = form is Format.POWERTEACHER_PRO
        reader, unread = await self._asking(name)
        sources = [await self._source(one, reader, unread, anew=anew, remaining=remaining) for one in kept]
        gathered = gather(sources)
        if form is Format.POWERTEACHER_PRO:
            contents = powerteacher(sources, gathered, read)
        else:
            contents = oneroster(form, kept[0].plan.space, gathered)
        _check_sums(contents, kept)
        plans = tuple(one.plan.id for one in kept)
        arrived = {s for one in kept for s in _arrived(one).values()} & set(contents.carried)
        made = max(one.plan.made for one in kept)
        return Exported(name, form, plans, made, contents, len(arrived), tuple(unread))

    async def _kept(self, name: str, wanted: str | None) -> Sequence[KeptPlan]:
        """The plans, each as it was made.

        Raises:
            BadInput: there is none, or one that does not fit any more.
        """
        connection, store = await self._schools.named(name), self._schools.store
        if wanted is None:
            kept = [*await store.newest_plans(name)]
        else:
            batch = await self._batch(name, wanted)
            kept = [one for plan in batch.plans if (one := await store.kept_plan(plan)) is not None]
        if not kept:
            raise BadInput(f"no plan of {name!r} is kept; `passback plan {name}` makes one")
        for one in kept:
            check_fits(connection, one)
        return kept

    async def _asking(self, name: str) -> tuple[Reader | None, list[str]]:
        """Who reads what is around the plans; None and why, where nobody can be asked."""
        try:
            return await self._reader(name), []
        except (Retryable, NeedsLogin, NeedsConfig) as error:
            return None, [str(error)]

    async def _source(
        self, kept: KeptPlan, reader: Reader | None, unread: list[str], *, anew: bool, remaining: bool
    ) -> Source:
        """A plan with what is around it. What cannot be read is added to `unread`."""
        plan = kept.plan
        links, _ = await self._schools.store.snapshot_parts(kept.connection, plan.course)
        done = tuple(sorted(_arrived(kept))) if remaining else ()
        around = Around(links, {}, {}, done)
        if reader is None:
            return Source(plan, around)
        try:
            course = await reader.canvas.read(plan.course)
            books = await reader.books(course, anew=anew)
        except PassbackError as error:
            unread.append(f"{plan.course_name}: {error}")
            return Source(plan, around)
        sections = {change.subject.section for change in plan.changes}
        for section in sorted(plan.classes.keys() & sections):
            book = books.get(section)
            lost = book if isinstance(book, Unread) else None
            if lost is not None:
                unread.append(
                    f"{plan.course_name}: {plan.names.get(f'section/{section}', section)}: {lost.why}"
                )
        enrolled = () if isinstance(course.enrollments, Unread) else course.enrollments
        return Source(plan, Around(links, books, {e.student: e.name for e in enrolled}, done))


def _template(given: tuple[str, bytes]) -> Template:
    name, data = given
    if len(data) > _LARGEST_TEMPLATE:
        raise BadInput(f"{name}: is too large for a scores template")
    if b"\0" in data:
        raise BadInput(f"{name}: is no text; give the CSV that PowerTeacher Pro exported")
    return read_template(name, data.decode(errors="surrogateescape"))


def _arrived(kept: KeptPlan) -> Mapping[str, Subject]:
    """What a sync has brought to the SIS since the plan was made, by the key of its change."""
    done = (outcome.change for outcome in kept.outcomes if outcome.verdict.state in ARRIVED)
    return {change.key: change.subject for change in done}


def _check_sums(contents: Contents, kept: Sequence[KeptPlan]) -> None:
    """Make sure that every considered score is in the account, once.

    Raises:
        AssertionError: a score is lost or doubled; a bug, and no file is better than that one.
    """
    told = Counter([*contents.carried, *(left.subject for left in contents.left)])
    if told != Counter(subject for one in kept for subject in considered(one.plan)):
        raise AssertionError("the account of an export does not add up to its plans")
