"""One PowerSchool server through its native interface.

Requests:

* read: sections, sectionteacher, schoolstaff (users where several teach), terms by `/ws/schema/table`;
  `/ws/v1/section/:dcid/section_enrollment` and, once per school, `/ws/v1/school/:id/student`;
  `/ws/xte/teacher_category`, `/ws/xte/section/assignment/`; one `assignmentscore` table per line item.
* write: POST `/ws/xte/section/assignment/`, then GET it for its second id; GET and PUT for an update; scores
  by PUT `/ws/xte/score`, up to 100 of one line item together.
* read-back: `/ws/xte/section/assignment/`, `assignmentscore`.

One bad student fails a whole batch, so a batch holds one line item only: a refusal that names nobody then
speaks of that line item and of no other (facts/sis-vendors.md §1.6).
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from passback.connect.failures import Unreadable
from passback.connect.shape import Row, rows
from passback.connect.wire import Wire, text_of, unread
from passback.connect.xte import answers, read, write
from passback.connect.xte.access import TABLES
from passback.connect.xte.classes import Classes, Taught
from passback.connect.xte.tables import collapsed, fetch, first_record, pages, records
from passback.core.capabilities import Capabilities
from passback.core.errors import NeedsConfig, NeedsLogin, Retryable
from passback.core.finding import Answer, Receipt, Rejection, Silence
from passback.core.gradebook import (
    Category,
    Excused,
    Gradebook,
    LineItem,
    Missing,
    Part,
    Score,
    Student,
    Unread,
)
from passback.core.ports import Probe, Query, Response
from passback.core.problem import Problem

_BATCH = 100
_NOT_FOUND = 404


class PowerTeacherPro:
    """The PowerSchool side of one connection. A class's ref is SECTIONS.DCID.

    `section_field`: the column that the section's text is compared with.
    """

    def __init__(
        self, wire: Wire, capabilities: Capabilities, section_field: str, teacher_email: str | None
    ) -> None:
        self.capabilities = capabilities
        self._wire = wire
        self._section_field = section_field
        self._classes = Classes(wire, teacher_email)
        self._numbers: dict[str, dict[str, str]] = {}
        self._categories: dict[str, dict[str, Row]] = {}

    # ---- reading -------------------------------------------------------------------------------

    async def read(self, section: str) -> Gradebook | Missing | Unread:
        """The gradebook of the section that the text names.

        Raises:
            NeedsLogin, NeedsConfig: no way in. Retryable: no answer about the section itself.
        """
        taught = await self._find(self._section_field, section)
        if not isinstance(taught, Taught):
            return taught
        students = await self._students(taught)
        categories = await self._part_categories(taught)
        line_items = await self.line_items(taught.dcid)
        refs = [] if isinstance(line_items, Unread) else [item.ref for item in line_items if item.ref]
        scores = await self.class_scores(taught.dcid, refs)
        return Gradebook(taught.dcid, None, (taught.term,), categories, students, line_items, scores)

    async def roster(self, section: str) -> Gradebook | Missing | Unread:
        """The section that the text names with its students alone.

        Raises:
            NeedsLogin, NeedsConfig: no way in. Retryable: no answer about the section itself.
        """
        taught = await self._find(self._section_field, section)
        if not isinstance(taught, Taught):
            return taught
        rest = Unread("only the roster was asked for", Problem.PART_UNREAD)
        students = await self._students(taught)
        return Gradebook(taught.dcid, None, (taught.term,), rest, students, rest, {})

    async def class_scores(self, class_ref: str, refs: Sequence[str]) -> dict[str, Part[Score]]:
        """The scores of a class by line item: one list each."""
        held = {ref: await self.scores(class_ref, ref) for ref in refs}
        return {ref: part for ref, part in held.items() if part != ()}

    async def _find(self, field: str, text: str) -> Taught | Missing | Unread:
        try:
            return await self._classes.find(field, text)
        except Unreadable as error:
            return unread(error)

    async def _students(self, taught: Taught) -> Part[Student]:
        try:
            data = await fetch(self._wire, "ws", "v1", "section", taught.dcid, "section_enrollment")
            enrolled = collapsed("roster", data, "section_enrollments", "section_enrollment")
            return read.students(enrolled, await self._student_numbers(taught.school))
        except Retryable as error:
            return unread(error)

    async def _student_numbers(self, school: str) -> dict[str, str]:
        if school not in self._numbers:
            found = await pages(self._wire, ("school", school, "student"), "students", "student")
            numbers = {row.id("id"): row.id_or_none("local_id") for row in found}
            self._numbers[school] = {dcid: number for dcid, number in numbers.items() if number}
        return self._numbers[school]

    async def _part_categories(self, taught: Taught) -> Part[Category]:
        try:
            found = await self._category_rows(taught)
            return tuple(read.category(row, taught.dcid) for row in found.values())
        except Retryable as error:
            return unread(error)

    async def _category_rows(self, taught: Taught) -> dict[str, Row]:
        query = (("users_dcid", taught.teacher), ("year_id", taught.year))
        data = await fetch(self._wire, "ws", "xte", "teacher_category", query=query)
        found = {row.id("teachercategoryid"): row for row in rows("teacher_category", data)}
        self._categories[taught.dcid] = found
        return found

    async def line_items(self, class_ref: str) -> Part[LineItem]:
        """The line items of a class, whole."""
        taught = await self._find("dcid", class_ref)
        if not isinstance(taught, Taught):
            return _as_unread(taught)
        try:
            query = (("users_dcid", taught.teacher), ("section_ids", taught.dcid))
            data = await fetch(self._wire, "ws", "xte", "section", "assignment", "", query=query)
            return tuple(
                read.line_item(assignment, section)
                for assignment in rows("assignments", data)
                for section in read.sections_of(assignment)
                if section.id("sectionsdcid") == taught.dcid
            )
        except Retryable as error:
            return unread(error)

    async def scores(self, class_ref: str, ref: str) -> Part[Score]:  # noqa: ARG002 - the ref says which class
        """The scores of one line item, whole."""
        try:
            where = {"assignmentsectionid": read.split(ref)[1]}
            found = await records(self._wire, "assignmentscore", where)
            return tuple(read.score(row) for row in found)
        except Retryable as error:
            return unread(error)

    # ---- line items ----------------------------------------------------------------------------

    async def save_line_item(self, class_ref: str, before: LineItem | None, after: LineItem) -> Answer:
        """Create or update one line item.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: nothing was changed.
        """
        taught = await self._find("dcid", class_ref)
        if not isinstance(taught, Taught):
            return _unsent(_as_unread(taught))
        if before is None:
            return await self._create(taught, after)
        ref = after.ref or before.ref
        if ref is None:
            raise ValueError("a line item to change has a ref")
        return await self._update(taught, ref, after)

    async def _create(self, taught: Taught, item: LineItem) -> Answer:
        try:
            category = await self._category(taught, item.category)
        except Unreadable as error:
            return Silence(
                f"not sent, its category could not be read: {error}", sent=False, problem=error.problem
            )
        body = write.new_assignment(taught.dcid, item, category)
        url = f"{self._wire.url('ws', 'xte', 'section', 'assignment')}/"
        answer = await self._wire.write("POST", url, body, (("users_dcid", taught.teacher),))
        if isinstance(answer, Rejection | Silence):
            return answer
        if answers.inside(answer.body).refuses:
            return self._refused_inside(answer)
        made = answers.created_id(answer)
        if made is None:
            return Silence("made, but its address did not come back", sent=True)
        try:
            return await self._created(taught, made)
        except (Retryable, NeedsLogin, NeedsConfig) as error:
            # It is there: raised, this would look like nothing done.
            return Silence(f"made, but not read back: {error}", sent=True)

    async def _category(self, taught: Taught, ref: str | None) -> Row | None:
        if ref is None:
            return None
        known = self._categories.get(taught.dcid)
        if known is None:
            known = await self._category_rows(taught)
        return known.get(ref)

    async def _created(self, taught: Taught, assignment: str) -> Answer:
        for section in read.sections_of(await self._assignment(taught, assignment)):
            if section.id("sectionsdcid") == taught.dcid:
                ref = read.ref(assignment, section.id("assignmentsectionid"))
                return Receipt(ref, self._wire.line.means.clock.now())
        return Silence("made, but the answer does not name its class", sent=True)

    async def _assignment(self, taught: Taught, assignment: str) -> Row:
        query = (("users_dcid", taught.teacher),)
        return Row(
            "assignment",
            await fetch(self._wire, "ws", "xte", "section", "assignment", assignment, query=query),
        )

    async def _update(self, taught: Taught, ref: str, item: LineItem) -> Answer:
        assignment, section = read.split(ref)
        try:
            held = await self._assignment(taught, assignment)
            made = write.patched(held, section, item)
        except Unreadable as error:
            return self._refused_read(error)
        if made is None:
            why = "not sent, the assignment is not in this class any more"
            return Silence(why, sent=False, problem=Problem.LINE_ITEM_DELETED)
        body, rescored = made
        query = (("users_dcid", taught.teacher), ("update_scores", "true" if rescored else "false"))
        url = self._wire.url("ws", "xte", "section", "assignment", assignment)
        answer = await self._wire.write("PUT", url, body, query)
        if isinstance(answer, Rejection | Silence):
            return answer
        if answers.inside(answer.body).refuses:
            return self._refused_inside(answer)
        return Receipt(ref, self._wire.line.means.clock.now())

    def _refused_inside(self, answer: Response, *about: str) -> Rejection:
        """A yes that holds a refusal."""
        return self._wire.refused("PUT", answer, *about)

    def _refused_read(self, error: Unreadable) -> Answer:
        if error.status == _NOT_FOUND:
            return Rejection(self._wire.redacted(text_of(error.body)), error.status, ())
        return Silence(f"not sent, it could not be read first: {error}", sent=False, problem=error.problem)

    async def delete_line_item(self, class_ref: str, ref: str) -> Answer:
        """Delete one line item with its scores; one that other sections share is left alone.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: nothing was changed.
        """
        taught = await self._find("dcid", class_ref)
        if not isinstance(taught, Taught):
            return _unsent(_as_unread(taught))
        assignment, _ = read.split(ref)
        try:
            shared = len(read.sections_of(await self._assignment(taught, assignment))) > 1
        except Unreadable as error:
            return self._refused_read(error)
        if shared:
            why = "not sent, other sections share this assignment"
            return Silence(why, sent=False, problem=Problem.HELD_FOR_A_PERSON)
        url = self._wire.url("ws", "xte", "section", "assignment", assignment)
        query = (("users_dcid", taught.teacher), ("force", "true"))
        answer = await self._wire.write("DELETE", url, None, query)
        if isinstance(answer, Rejection | Silence):
            return answer
        return Receipt(ref, self._wire.line.means.clock.now())

    # ---- scores ----------------------------------------------------------------------------------

    async def save_scores(self, class_ref: str, scores: Sequence[tuple[str, Score]]) -> Sequence[Answer]:
        """Write scores, a batch per line item; in a refused batch those whom the answer does not name
        are silent and unsent.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: before anything was sent. Later ones leave the rest unsent.
        """  # noqa: D205 - one thought
        taught = await self._find("dcid", class_ref)
        if not isinstance(taught, Taught):
            return [_unsent(_as_unread(taught))] * len(scores)
        answers: dict[int, Answer] = {}
        batches: dict[str, list[int]] = {}
        for at, (ref, score) in enumerate(scores):
            if isinstance(score.mark, Decimal) or score.mark is Excused.EXCUSED:
                batches.setdefault(ref, []).append(at)
            else:
                answers[at] = _not_carried(score)
        tried = False
        for whole in batches.values():
            for start in range(0, len(whole), _BATCH):
                batch = whole[start : start + _BATCH]
                try:
                    answers |= await self._save_batch(taught, {at: scores[at] for at in batch})
                except (Retryable, NeedsLogin, NeedsConfig) as error:
                    if not tried:
                        raise
                    rest = Silence(f"not sent: {error}", sent=False, problem=error.problem)
                    return [answers.get(at, rest) for at in range(len(scores))]
                tried = True
        return [answers[at] for at in range(len(scores))]

    async def _save_batch(self, taught: Taught, batch: dict[int, tuple[str, Score]]) -> dict[int, Answer]:
        query = (("users_dcid", taught.teacher), ("status", "A"), ("term_id", taught.term.ref))
        body = {"assignment_scores": [write.score(ref, score) for ref, score in batch.values()]}
        answer = await self._wire.write("PUT", self._wire.url("ws", "xte", "score"), body, query)
        if isinstance(answer, Silence):
            return dict.fromkeys(batch, answer)
        ours = {score.student for _, score in batch.values()}
        if isinstance(answer, Rejection):
            named = answers.named_students(answer.raw.encode()) & ours
            others = Silence("batch refused because of others", sent=False)
            return {
                at: replace(answer, about=(score.student,) if named else ())
                if score.student in named or not named
                else others
                for at, (_, score) in batch.items()
            }
        found = answers.inside(answer.body)
        return {at: self._answered(answer, found, ref, score.student) for at, (ref, score) in batch.items()}

    def _answered(self, answer: Response, found: answers.Inside, ref: str, student: str) -> Answer:
        """What a yes to a batch says of one student: kept, refused inside, or not named."""
        kept = student in found.kept
        if student in found.refused or (found.unnamed and not kept):
            return self._refused_inside(answer, *([student] if student in found.refused else []))
        if kept or not (found.kept or found.refused):
            return Receipt(f"{ref}/{student}", self._wire.line.means.clock.now())
        return Silence("the answer does not name this student", sent=True)

    # ---- the connection test -----------------------------------------------------------------------

    async def greet(self) -> None:
        """One section, without which no class is found: token, plugin and its fields in 1 read.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: not let in.
        """
        query = (("projection", ",".join(TABLES["sections"])), ("page", "1"), ("pagesize", "1"))
        await fetch(self._wire, "ws", "schema", "table", "sections", query=query)

    async def probe(self) -> Sequence[Probe]:
        """Token, each table that reading needs, and the categories of some teacher; writing is never tried.

        A field that the plugin may not see fails what it stands in.
        """
        made = [(await self._tried("token", "ws", "v1", "metadata"))[0]]
        if not made[0].ok:
            return made
        some: dict[str, Row] = {}
        for name, columns in TABLES.items():
            query = (("projection", ",".join(columns)), ("page", "1"), ("pagesize", "1"))
            probe, data = await self._tried(name, "ws", "schema", "table", name, query=query)
            made.append(probe)
            for row in first_record(name, data):
                some[name] = row.row("tables").row(name)
        if {"schoolstaff", "terms"} <= some.keys():
            of = (
                ("users_dcid", some["schoolstaff"].id("users_dcid")),
                ("year_id", some["terms"].id("yearid")),
            )
            made.append((await self._tried("categories", "ws", "xte", "teacher_category", query=of))[0])
        return made

    async def _tried(self, name: str, *path: str, query: Query = ()) -> tuple[Probe, object]:
        try:
            data = await fetch(self._wire, *path, query=query)
            rows(name, data) if path[1] == "xte" else Row(name, data)
        except (Retryable, NeedsLogin, NeedsConfig) as error:
            return Probe(f"PowerSchool {name}", ok=False, detail=str(error), problem=error.problem), None
        return Probe(f"PowerSchool {name}", ok=True, detail="ok", problem=None), data


def _unsent(why: Unread) -> Silence:
    return Silence(f"not sent: {why.why}", sent=False, problem=why.problem)


def _not_carried(score: Score) -> Silence:
    """What this SIS is not known to take from outside."""
    if score.mark is None:
        why = "not sent, this SIS is not known to clear a score from outside"
        return Silence(why, sent=False, problem=Problem.SCORE_CLEARED)
    why = "not sent, this SIS is not known to take a letter from outside"
    return Silence(why, sent=False, problem=Problem.SCORE_NOT_NUMERIC)


def _as_unread(found: Missing | Unread) -> Unread:
    if isinstance(found, Unread):
        return found
    return Unread("the section is not in PowerSchool", Problem.SECTION_ID_NOT_IN_SIS)
