"""One SIS over OneRoster, 1.1 or 1.2: one class's gradebook read whole, its line items and results written.

Requests:

* read: GET classes/:id, classes/:id/students, terms (gradingPeriods where the class names no term; in place
  of both academicSessions where the SIS is known to look at grading periods), categories (one request by the
  class, a second for all where the first finds none), classes/:id/lineItems, classes/:id/results: 6, one more
  per further page. With roster, categories and terms in memory: 2. Where a class is missing: GET classes,
  once, for hints.
* write: PUT lineItems/:id (GET first for an update: what is not ours is kept), PUT results/:id per score, or
  POST lineItems/:id/results for all new ones of a line item where the vendor offers it (refused together,
  they go one by one).
* read-back: GET classes/:id/lineItems, classes/:id/lineItems/:id/results.

A PUT with an id chosen by the client creates or replaces, so a repeated one does no harm; where the SIS
chooses the id, or by POST, a repeated one would double, so nothing is repeated here. A second result for one
student is adopted, never added (facts/oneroster.md §1.8). How vendors differ: `dialect.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from passback.connect.failures import Unreadable
from passback.connect.oneroster import bulk, errors, probe, read, write
from passback.connect.oneroster.dialect import Bulk, Clear, Dialect, Period, PutIds
from passback.connect.oneroster.fan_out import fan_out
from passback.connect.oneroster.lists import one
from passback.connect.oneroster.places import Body, Places
from passback.connect.oneroster.reading import Klass, Reading
from passback.connect.shape import Row
from passback.connect.wire import text_of
from passback.core.capabilities import Capabilities
from passback.core.errors import NeedsConfig, NeedsLogin, Retryable
from passback.core.finding import Answer, Receipt, Rejection, Silence
from passback.core.gradebook import NOT_ASKED, Gradebook, LineItem, Missing, Part, Score, Term, Unread
from passback.core.ids import IdRule, result_id
from passback.core.ports import Probe, Response
from passback.core.problem import Problem

_NOT_FOUND = 404
# Fewer new scores than these are not worth a request that cannot be repeated.
_WORTH_BULK = 2

Pair = tuple[str, Score]


class OneRoster:
    """The OneRoster side of one connection.

    `rule`: how a section's text finds its class. `space`: the namespace of the ids that we choose.
    """

    def __init__(
        self,
        places: Places,
        dialect: Dialect,
        capabilities: Capabilities,
        rule: IdRule,
        space: str,
    ) -> None:
        self.capabilities = capabilities
        self.dialect = dialect
        self._places = places
        self._clock = places.line.means.clock
        self._space = space
        self._reading = Reading(places, dialect, rule)
        self._bodies = write.Bodies(places, dialect)
        self._classes: dict[str, Klass] = {}
        # By line item, then student: the id of the result that is there. No key: not read yet.
        self._results: dict[str, dict[str, str]] = {}

    # ---- reading -------------------------------------------------------------------------------

    async def read(self, section: str) -> Gradebook | Missing | Unread:
        """The gradebook of the class that `section` names.

        Raises:
            NeedsLogin, NeedsConfig: no way in. Retryable: no answer about the class itself.
        """
        found = await self._reading.find(section)
        if not isinstance(found, Klass):
            return found
        self._classes[found.ref] = found
        students = await self._reading.students(found.ref)
        terms, periods = await self._calendar(found)
        categories = await self._reading.categories(found.ref)
        line_items = await self.line_items(found.ref)
        known = [] if isinstance(line_items, Unread) else [item.ref for item in line_items if item.ref]
        scores = await self.class_scores(found.ref, known)
        return Gradebook(found.ref, found.school, terms, categories, students, line_items, scores, periods)

    async def _calendar(self, klass: Klass) -> tuple[Part[Term], Part[Term]]:
        """Terms, and grading periods where this SIS is known to look at them."""
        if self.capabilities.due_in_period is None:
            return await self._reading.terms(klass), NOT_ASKED
        return await self._reading.terms_and_periods(klass)

    async def line_items(self, class_ref: str) -> Part[LineItem]:
        """The line items of a class, whole."""
        return await self._reading.line_items(class_ref)

    async def roster(self, section: str) -> Gradebook | Missing | Unread:
        """The class that `section` names with its students alone: GET classes/:id and its students.

        Raises:
            NeedsLogin, NeedsConfig: no way in. Retryable: no answer about the class itself.
        """
        found = await self._reading.find(section)
        if not isinstance(found, Klass):
            return found
        rest = Unread("only the roster was asked for", Problem.PART_UNREAD)
        students = await self._reading.students(found.ref)
        return Gradebook(found.ref, found.school, rest, rest, students, rest, {})

    async def class_scores(self, class_ref: str, refs: Sequence[str]) -> dict[str, Part[Score]]:
        """The scores of a class by line item: one list of results."""
        rows = await self._reading.results(class_ref)
        if isinstance(rows, Unread):
            return dict.fromkeys(refs, rows)
        scores: dict[str, Part[Score]] = {}
        try:
            for item, held in read.by_line_item(rows).items():
                scores[item] = self._kept(item, held)
        except Unreadable as error:
            return dict.fromkeys(refs, Unread(str(error), error.problem))
        for item in refs:
            if item not in scores:
                self._results[item] = {}
        return scores

    def _kept(self, item: str, rows: Sequence[Row]) -> tuple[Score, ...]:
        """The scores of a line item; their results' ids are remembered."""
        scores = tuple(read.score(row, self.dialect) for row in rows)
        self._results[item] = {
            score.student: row.id("sourcedId") for score, row in zip(scores, rows, strict=True)
        }
        return scores

    async def scores(self, class_ref: str, ref: str) -> Part[Score]:
        """The scores of one line item, whole."""
        rows = await self._reading.results(class_ref, ref)
        if isinstance(rows, Unread):
            return rows
        try:
            return self._kept(ref, rows)
        except Unreadable as error:
            return Unread(str(error), error.problem)

    # ---- line items ----------------------------------------------------------------------------

    async def save_line_item(self, class_ref: str, before: LineItem | None, after: LineItem) -> Answer:
        """Create or update one line item. Its id is ours to choose, unless the SIS does.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: nothing was changed.
            ValueError: the line item has no id, though it is for us to choose.
        """
        by_sis = self.dialect.ids is PutIds.ABSENT
        if after.ref is None and (before is not None or not by_sis):
            raise ValueError("a line item's id is chosen before it is sent")
        if before is None:
            around = await self._around(class_ref, after)
            if isinstance(around, Unread):
                return Silence(f"not sent, its class could not be read: {around.why}", sent=False)
            return await self._made(around, after)
        wire = self._places.gradebook
        url = wire.url("lineItems", after.ref or "")
        try:
            held = one((await wire.fetch(url)).data, "lineItems").data
        except Unreadable as error:
            # An update of what is gone would make it anew.
            return self._refused_read(error)
        around = write.Around(class_ref, None, None)
        answer = await self._put(url, self._bodies.line_item(around, after, held, self._clock.now()))
        if not isinstance(answer, Response):
            return answer
        return Receipt(write.named_id(answer, "lineItem") or after.ref or "", self._clock.now())

    async def _made(self, around: write.Around, item: LineItem) -> Answer:
        wire = self._places.gradebook
        url = wire.url("lineItems", item.ref) if item.ref is not None else wire.url("lineItems")
        answer = await self._put(url, self._bodies.line_item(around, item, None, self._clock.now()))
        if not isinstance(answer, Response):
            return answer
        kept = write.named_id(answer, "lineItem") or item.ref
        if kept is None:
            return Silence("taken, but the answer does not say under which id", sent=True)
        self._results.setdefault(kept, {})
        return Receipt(kept, self._clock.now())

    async def _around(self, class_ref: str, item: LineItem) -> write.Around | Unread:
        """What a new line item names beside itself: by the dialect its school and grading period too."""
        school = None
        if self.dialect.school:
            known = self._classes.get(class_ref) or await self._reading.klass(class_ref)
            if isinstance(known, Unread):
                return known
            self._classes[class_ref] = known
            school = known.school
        period = None
        if self.dialect.period is Period.SEND:
            periods = await self._reading.periods()
            if isinstance(periods, Unread):
                return periods
            # Two that hold the day (a quarter in a semester): the shorter one is meant.
            holding = [one for one in periods if one.first <= item.due <= one.last]
            period = min(holding, key=lambda one: one.last - one.first).ref if holding else None
        return write.Around(class_ref, school, period)

    async def _put(self, url: str, body: Body, method: str = "PUT") -> Response | Rejection | Silence:
        answer = await self._places.gradebook.write(method, url, body)
        if isinstance(answer, Response) and errors.says_failure(answer.body):
            answer = self._places.gradebook.refused(method, answer)
        return answer if isinstance(answer, Response) else _with_names(answer)

    async def delete_line_item(self, class_ref: str, ref: str) -> Answer:  # noqa: ARG002 - ids are the school's
        """Delete one line item.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: nothing was changed.
        """
        limit = self.capabilities.delete
        if limit is not None and not limit.value:
            return Silence("not sent, this SIS is known not to delete from outside", sent=False)
        return await self._delete("lineItems", ref)

    async def _delete(self, collection: str, ref: str) -> Answer:
        wire = self._places.gradebook
        answer = await wire.write("DELETE", wire.url(collection, ref))
        if isinstance(answer, Rejection | Silence):
            return _with_names(answer)
        return Receipt(ref, self._clock.now())

    def _refused_read(self, error: Unreadable) -> Answer:
        if error.status == _NOT_FOUND:
            raw = self._places.gradebook.redacted(text_of(error.body))
            return Rejection(raw, error.status, errors.about(error.body))
        return Silence(f"not sent, it could not be read first: {error}", sent=False)

    # ---- scores --------------------------------------------------------------------------------

    async def save_scores(self, class_ref: str, scores: Sequence[Pair]) -> Sequence[Answer]:
        """Write each score; existing results are read first, where this instance has not read them.

        Several at once where the dialect allows it; the answers stand in the order of the scores. Where two
        are for one student of one line item, they go one after the other.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: before anything was sent. Later ones leave the rest unsent.
        """
        for ref in dict.fromkeys(ref for ref, _ in scores):
            if ref not in self._results:
                await self.scores(class_ref, ref)
        made = await self._in_bulk(class_ref, scores) if self.dialect.bulk is Bulk.LINE_ITEM else {}
        left = [number for number in range(len(scores)) if number not in made]
        distinct = len({(ref, score.student) for ref, score in scores}) == len(scores)
        at_once = self.dialect.parallel if distinct else 1
        done, failure = await fan_out(left, lambda number: self._save_score(*scores[number]), at_once)
        made |= {number: answer for number, answer in zip(left, done, strict=True) if answer is not None}
        if failure is not None and not made:
            raise failure
        rest = Silence(f"not sent: {failure}", sent=False)
        return [made.get(number, rest) for number in range(len(scores))]

    async def _save_score(self, ref: str, score: Score) -> Answer:
        known = self._results.get(ref)
        if known is None:
            return Silence("not sent, its results could not be read", sent=False)
        there = known.get(score.student)
        if score.mark is None:
            return await self._clear(ref, score.student, there)
        if (why := write.refusal_of(score, self.dialect)) is not None:
            return Silence(f"not sent, {why}", sent=False)
        own = result_id(self._space, ref, score.student) if self.dialect.ids is PutIds.CLIENT else None
        wanted = there or own
        wire = self._places.gradebook
        url = wire.url("results", wanted) if wanted is not None else wire.url("results")
        now = self._clock.now()
        answer = await self._put(url, {"result": self._bodies.result(wanted, ref, score, now)})
        if not isinstance(answer, Response):
            if wanted is None:
                self._results.pop(ref, None)  # it may be there, under an id that nobody told us
            return answer
        kept = write.named_id(answer, "result") or wanted
        if kept is None:
            self._results.pop(ref, None)
            return Silence("taken, but the answer does not say under which id", sent=True)
        known[score.student] = kept
        return Receipt(kept, now)

    async def _in_bulk(self, class_ref: str, scores: Sequence[Pair]) -> dict[int, Answer]:
        """The answers of those that went together, by their place; the others go one by one.

        Only what has no result yet: a POST adds, and would double what is there. One line item at a time.
        What was refused together is no answer about any of them: they go one by one too, each with an id of
        its own, after another look at what is there (§1.8).

        Raises:
            Retryable, NeedsLogin, NeedsConfig: before anything was sent.
        """
        made: dict[int, Answer] = {}
        for ref, numbers in bulk.together(scores, self._results, self.dialect).items():
            if len(numbers) < _WORTH_BULK:
                continue
            try:
                answers = await self._posted(ref, {number: scores[number][1] for number in numbers})
                if any(isinstance(answer, Rejection) for answer in answers.values()):
                    await self.scores(class_ref, ref)
                else:
                    made |= answers
            except (Retryable, NeedsLogin, NeedsConfig) as error:
                if not made:
                    raise
                unsent = Silence(f"not sent: {error}", sent=False)
                return {number: made.get(number, unsent) for number in range(len(scores))}
        return made

    async def _posted(self, ref: str, scores: Mapping[int, Score]) -> dict[int, Answer]:
        """New scores of one line item in one request: the answers by place. The SIS's ids are kept."""
        now = self._clock.now()
        ids = {number: result_id(self._space, ref, score.student) for number, score in scores.items()}
        rows = [self._bodies.result(ids[number], ref, score, now) for number, score in scores.items()]
        url = self._places.gradebook.url("lineItems", ref, "results")
        answer = await self._put(url, {"results": rows}, "POST")
        if isinstance(answer, Response):
            named = write.pairs(answer)
            allocated = {number: named.get(own) for number, own in ids.items()}
            self._results[ref] |= {
                scores[n].student: kept for n, kept in allocated.items() if kept is not None
            }
        else:
            allocated = dict.fromkeys(scores)
        if None in allocated.values():
            self._results.pop(ref, None)  # some may be there, under ids that nobody told us
        if not isinstance(answer, Response):
            return dict.fromkeys(scores, answer)
        return {number: _receipt(kept, now) for number, kept in allocated.items()}

    async def _clear(self, ref: str, student: str, known: str | None) -> Answer:
        limit = self.capabilities.clear
        if self.dialect.clear is not Clear.DELETE or limit is None or not limit.value:
            return Silence("not sent, this SIS is not known to clear a score from outside", sent=False)
        if known is None:
            return Receipt(result_id(self._space, ref, student), self._clock.now())
        answer = await self._delete("results", known)
        if isinstance(answer, Receipt):
            self._results[ref].pop(student, None)
        return answer

    # ---- the connection test ---------------------------------------------------------------------

    async def greet(self) -> None:
        """One term; where a provider has none of them for us, one class: 1 read, 2 at most.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: not let in.
        """
        await probe.greeted(self._places)

    async def probe(self) -> Sequence[Probe]:
        """What answers: rostering, gradebook, and the reads of one class; nothing is written."""
        return await probe.probed(self._places, self.dialect)


def _receipt(ref: str | None, now: datetime) -> Answer:
    if ref is None:
        return Silence("taken, but the answer does not say under which id", sent=True)
    return Receipt(ref, now)


def _with_names(answer: Rejection | Silence) -> Rejection | Silence:
    if isinstance(answer, Silence):
        return answer
    return replace(answer, about=errors.about(answer.raw.encode()))
