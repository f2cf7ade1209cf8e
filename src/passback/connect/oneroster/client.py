"""One SIS over OneRoster 1.1: one class's gradebook read whole, its line items and results put one by one.

Requests:

* read: GET classes/:id, classes/:id/students, terms (gradingPeriods where the class names no term),
  categories (by the class's filter, else all), classes/:id/lineItems, classes/:id/results.
* write: PUT lineItems/:id (GET first for an update: what is not ours is kept), PUT results/:id per score.
* read-back: GET classes/:id/lineItems, classes/:id/lineItems/:id/results.

A PUT with an id chosen by the client creates or replaces, so a repeated one does no harm; a second result
for one student is adopted, never added (facts/oneroster.md §1.8).
"""

from collections.abc import Sequence

from passback.connect.failures import Unreadable
from passback.connect.oneroster import errors, read, write
from passback.connect.shape import Row
from passback.connect.wire import Wire, text_of, unread
from passback.core.capabilities import Capabilities
from passback.core.errors import NeedsConfig, NeedsLogin, PassbackError, Retryable
from passback.core.finding import Answer, Receipt, Rejection, Silence
from passback.core.gradebook import Category, Gradebook, LineItem, Missing, Part, Score, Student, Term, Unread
from passback.core.ids import result_id
from passback.core.ports import Probe, Response
from passback.core.problem import Problem

_NOT_FOUND = 404
_BAD_REQUEST = 400


class OneRoster11:
    """The OneRoster 1.1 side of one connection.

    `section_field`: the field of a class that the section's text is compared with. `space`: the namespace
    of the ids that we choose.
    """

    def __init__(self, wire: Wire, capabilities: Capabilities, section_field: str, space: str) -> None:
        self.capabilities = capabilities
        self._wire = wire
        self._section_field = section_field
        self._space = space
        # By line item, then student: the id of the result that is there. No key: not read yet.
        self._results: dict[str, dict[str, str]] = {}

    # ---- reading -------------------------------------------------------------------------------

    async def read(self, section: str) -> Gradebook | Missing | Unread:
        """The gradebook of the class that `section` names.

        Raises:
            NeedsLogin, NeedsConfig: no way in. Retryable: no answer about the class itself.
        """
        found = await self._find_class(section)
        if not isinstance(found, Row):
            return found
        ref = found.id("sourcedId")
        students = await self._part_students(ref)
        terms = await self._part_terms(found)
        categories = await self._part_categories(ref)
        line_items = await self.line_items(ref)
        known = [] if isinstance(line_items, Unread) else [item.ref for item in line_items if item.ref]
        scores = await self.class_scores(ref, known)
        return Gradebook(ref, None, terms, categories, students, line_items, scores)

    async def roster(self, section: str) -> Gradebook | Missing | Unread:
        """The class that `section` names with its students alone: GET classes/:id and its students.

        Raises:
            NeedsLogin, NeedsConfig: no way in. Retryable: no answer about the class itself.
        """
        found = await self._find_class(section)
        if not isinstance(found, Row):
            return found
        ref = found.id("sourcedId")
        rest = Unread("only the roster was asked for", Problem.PART_UNREAD)
        return Gradebook(ref, None, rest, rest, await self._part_students(ref), rest, {})

    async def _find_class(self, section: str) -> Row | Missing | Unread:
        missing = Missing(section, ())
        if section in {".", "..", ""}:
            return missing
        if self._section_field != "sourcedId":
            return await self._class_by_field(section)
        try:
            fetched = await self._wire.fetch(self._wire.url("classes", section))
            found = Row("answer", fetched.data).row("class")
            return missing if read.is_deleted(found) else found
        except Unreadable as error:
            if error.status == _NOT_FOUND and (errors.is_error(error.body) or await self._has_classes()):
                return missing
            return unread(error)

    async def _has_classes(self) -> bool:
        """True if the route is there: only then does *not found* speak of the class, not of the address."""
        try:
            query = (("limit", "1"), ("offset", "0"))
            fetched = await self._wire.fetch(self._wire.url("classes"), query)
            return Row("answer", fetched.data).has("classes")
        except Unreadable:
            return False

    async def _class_by_field(self, section: str) -> Row | Missing | Unread:
        """By another field, filtered by the server and again by us: some ignore a filter."""
        field = self._section_field
        query = (("filter", f"{field}='{section}'"),) if "'" not in section else ()
        try:
            rows = await read.whole_list(self._wire, self._wire.url("classes"), "classes", query)
            found = [row for row in rows if row.id_or_none(field) == section]
        except Unreadable as error:
            return unread(error)
        if len(found) > 1:
            return Unread(f"several classes have this {field}", Problem.SEVERAL_MATCHES)
        return found[0] if found else Missing(section, ())

    async def _part_students(self, ref: str) -> Part[Student]:
        try:
            url = self._wire.url("classes", ref, "students")
            return tuple(read.student(row) for row in await read.whole_list(self._wire, url, "users"))
        except Retryable as error:
            return unread(error)

    async def _part_terms(self, found: Row) -> Part[Term]:
        try:
            wanted = read.references(found, "terms")
            where = "terms" if wanted else "gradingPeriods"
            rows = await read.whole_list(self._wire, self._wire.url(where), "academicSessions")
            terms = {row.id("sourcedId"): row for row in rows}
            if lost := [ref for ref in wanted if ref not in terms]:
                text = f"{len(lost)} of the class's terms are not in the list of terms"
                return Unread(text, Problem.ANSWER_NOT_UNDERSTOOD)
            return tuple(read.term(terms[ref]) for ref in (wanted or terms))
        except Retryable as error:
            return unread(error)

    async def _part_categories(self, ref: str) -> Part[Category]:
        """Those of the class; all of them, sorted out here, where the filter is refused or finds none."""
        try:
            url = self._wire.url("categories")
            query = (("filter", f"metadata.classId='{ref}'"),) if "'" not in ref else ()
            rows = await self._filtered(url, query)
            if not rows and query:
                rows = await read.whole_list(self._wire, url, "categories")
            return tuple(read.category(row) for row in rows if read.is_for_class(row, ref))
        except Retryable as error:
            return unread(error)

    async def _filtered(self, url: str, query: tuple[tuple[str, str], ...]) -> tuple[Row, ...]:
        try:
            return await read.whole_list(self._wire, url, "categories", query)
        except Unreadable as error:
            if error.status == _BAD_REQUEST and query:
                return ()
            raise

    async def line_items(self, class_ref: str) -> Part[LineItem]:
        """The line items of a class, whole."""
        try:
            url = self._wire.url("classes", class_ref, "lineItems")
            rows = await read.whole_list(self._wire, url, "lineItems")
            return tuple(read.line_item(row) for row in rows)
        except Retryable as error:
            return unread(error)

    async def class_scores(self, class_ref: str, refs: Sequence[str]) -> dict[str, Part[Score]]:
        """The scores of a class by line item: one list of results."""
        scores: dict[str, Part[Score]] = {}
        try:
            url = self._wire.url("classes", class_ref, "results")
            rows = await read.whole_list(self._wire, url, "results")
            for item, held in read.by_line_item(rows).items():
                scores[item] = self._kept(item, held)
        except Retryable as error:
            return dict.fromkeys(refs, unread(error))
        for item in refs:
            if item not in scores:
                self._results[item] = {}
        return scores

    def _kept(self, item: str, rows: Sequence[Row]) -> tuple[Score, ...]:
        """The scores of a line item; their results' ids are remembered."""
        scores = tuple(read.score(row) for row in rows)
        self._results[item] = {
            score.student: row.id("sourcedId") for score, row in zip(scores, rows, strict=True)
        }
        return scores

    async def scores(self, class_ref: str, ref: str) -> Part[Score]:
        """The scores of one line item, whole."""
        try:
            url = self._wire.url("classes", class_ref, "lineItems", ref, "results")
            return self._kept(ref, await read.whole_list(self._wire, url, "results"))
        except Retryable as error:
            return unread(error)

    # ---- writing -------------------------------------------------------------------------------

    async def save_line_item(self, class_ref: str, before: LineItem | None, after: LineItem) -> Answer:
        """Create or update one line item; its id is ours to choose.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: nothing was changed.
            ValueError: the line item has no id.
        """
        ref = after.ref
        if ref is None:
            raise ValueError("a line item's id is chosen before it is sent")
        url = self._wire.url("lineItems", ref)
        held = None
        if before is not None:
            try:
                held = Row("answer", (await self._wire.fetch(url)).data).row("lineItem").data
            except Unreadable as error:
                # An update of what is gone would make it anew.
                return _refused_read(self._wire, error)
        body = write.line_item(self._wire, class_ref, ref, after, held)
        answer = await self._put(url, body)
        if isinstance(answer, Rejection | Silence):
            return answer
        kept = write.named_id(answer, "lineItem") or ref
        if before is None:
            self._results.setdefault(kept, {})
        return Receipt(kept, self._wire.line.means.clock.now())

    async def _put(self, url: str, body: write.Body) -> Response | Rejection | Silence:
        answer = await self._wire.write("PUT", url, body)
        if isinstance(answer, Response) and errors.says_failure(answer.body):
            answer = Rejection(self._wire.redacted(text_of(answer.body)), answer.status, ())
        return answer if isinstance(answer, Response) else _with_names(answer)

    async def delete_line_item(self, class_ref: str, ref: str) -> Answer:  # noqa: ARG002 - ids are the school's
        """Delete one line item.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: nothing was changed.
        """
        return await self._delete("lineItems", ref)

    async def _delete(self, collection: str, ref: str) -> Answer:
        answer = await self._wire.write("DELETE", self._wire.url(collection, ref))
        if isinstance(answer, Rejection | Silence):
            return _with_names(answer)
        return Receipt(ref, self._wire.line.means.clock.now())

    async def save_scores(self, class_ref: str, scores: Sequence[tuple[str, Score]]) -> Sequence[Answer]:
        """Put each score; existing results are read first, where this instance has not read them.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: before anything was sent. Later ones leave the rest unsent.
        """
        answers: list[Answer] = []
        for ref, score in scores:
            try:
                answers.append(await self._save_score(class_ref, ref, score))
            except (Retryable, NeedsLogin, NeedsConfig) as error:
                if not answers:
                    raise
                return _and_rest_unsent(answers, len(scores), error)
        return answers

    async def _save_score(self, class_ref: str, ref: str, score: Score) -> Answer:
        if ref not in self._results:
            held = await self.scores(class_ref, ref)
            if isinstance(held, Unread):
                return Silence(f"not sent, its results could not be read: {held.why}", sent=False)
        known = self._results[ref].get(score.student)
        if score.mark is None:
            return await self._clear(ref, score.student, known)
        if isinstance(score.mark, str):
            return Silence("not sent, OneRoster 1.1 carries no letters", sent=False)
        sourced_id = known or result_id(self._space, ref, score.student)
        now = self._wire.line.means.clock.now()
        body = write.result(self._wire, sourced_id, ref, score, now.date(), self.capabilities)
        answer = await self._put(self._wire.url("results", sourced_id), body)
        if isinstance(answer, Rejection | Silence):
            return answer
        kept = write.named_id(answer, "result") or sourced_id
        self._results[ref][score.student] = kept
        return Receipt(kept, now)

    async def _clear(self, ref: str, student: str, known: str | None) -> Answer:
        limit = self.capabilities.clear
        if limit is None or not limit.value:
            return Silence("not sent, this SIS is not known to clear a score from outside", sent=False)
        if known is None:
            return Receipt(result_id(self._space, ref, student), self._wire.line.means.clock.now())
        answer = await self._delete("results", known)
        if isinstance(answer, Receipt):
            del self._results[ref][student]
        return answer

    # ---- the connection test ---------------------------------------------------------------------

    async def probe(self) -> Sequence[Probe]:
        """Token and the routes that do not need a class."""
        made: list[Probe] = []
        for route, envelope in (("terms", "academicSessions"), ("categories", "categories")):
            problem: Problem | None = None
            detail = "ok"
            try:
                fetched = await self._wire.fetch(self._wire.url(route), (("limit", "1"), ("offset", "0")))
                Row("answer", fetched.data).rows(envelope)
            except (Retryable, NeedsLogin, NeedsConfig) as error:
                problem, detail = error.problem, str(error)
            made.append(Probe(f"OneRoster {route}", problem is None, detail, problem))
            if problem is not None and route == "terms":
                break
        return tuple(made)


def _with_names(answer: Rejection | Silence) -> Rejection | Silence:
    if isinstance(answer, Silence):
        return answer
    return Rejection(answer.raw, answer.status, errors.about(answer.raw.encode()))


def _refused_read(wire: Wire, error: Unreadable) -> Answer:
    if error.status == _NOT_FOUND:
        raw = wire.redacted(text_of(error.body))
        return Rejection(raw, error.status, errors.about(error.body))
    return Silence(f"not sent, it could not be read first: {error}", sent=False)


def _and_rest_unsent(answers: list[Answer], total: int, error: PassbackError) -> list[Answer]:
    rest = Silence(f"not sent: {error}", sent=False)
    return answers + [rest] * (total - len(answers))
