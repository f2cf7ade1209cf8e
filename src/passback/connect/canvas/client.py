"""Canvas as one connection sees it.

Requests, one after the other (sequential calls are never throttled: facts/canvas.md §1.13):

* courses: GET accounts/:id/courses, all pages.
* read: 6 + further pages + 1 per assignment with 25 overrides or more (and its further pages): GET
  courses/:id, then sections, enrollments, assignment_groups (with assignments and overrides),
  students/submissions and grading_periods (facts/canvas.md §1.0).
* people: GET courses/:id, sections, enrollments. groups: GET courses/:id/assignment_groups.
* box: GET /api/sis/courses/:id/assignments, one row.
* create_group: POST courses/:id/assignment_groups. delete_group: DELETE courses/:id/assignment_groups/:id.
* accounts: GET accounts/:id, one per account up to the root. account_name: the same, once.
* save: PUT courses/:id/assignments/:id or assignment_groups/:id with the fields that differ, no read-back
  (the answer's own fields say what became of those that Canvas may leave as they were).
* probe: GET users/self, accounts/:id, one course of the account, its sections and submissions.
"""

from collections.abc import Mapping, Sequence

from passback.connect.canvas import model
from passback.connect.canvas.changes import difference, dropped
from passback.connect.canvas.read import CourseParts, Pages
from passback.connect.exact_json import decode
from passback.connect.failures import Unreadable
from passback.connect.line import CANVAS, Line
from passback.connect.means import Means
from passback.connect.shape import Row, rows
from passback.connect.sign_in import FixedToken
from passback.connect.wire import Manners, Wire, unread
from passback.core.connection import CanvasSettings
from passback.core.errors import NeedsLogin, Retryable
from passback.core.finding import Answer, Receipt, Rejection, Silence
from passback.core.gradebook import Assignment, Course, Enrollment, Group, Part, Unread
from passback.core.ports import CourseRef, Probe, Query
from passback.core.problem import Problem

_ONE: Query = (("per_page", "1"),)
# What the SIS API calls a course that may send nothing to an SIS. Source: facts/canvas.md §1.8.
_NOT_ENABLED = "not_enabled"


def _students(enrollments: Part[Enrollment]) -> frozenset[str] | Unread:
    """Everybody who is or was a student of the course."""
    if isinstance(enrollments, Unread):
        return enrollments
    return frozenset(enrollment.student for enrollment in enrollments)


class Canvas:
    """The Canvas side of one connection."""

    def __init__(self, settings: CanvasSettings, means: Means) -> None:
        line = Line(means, CANVAS)
        base = f"{settings.url.rstrip('/')}/api/v1"
        token = FixedToken(line, settings.token)
        self._wire = Wire(base, line, token, Manners(bare_401=True))
        self._sis_wire = Wire(f"{settings.url.rstrip('/')}/api/sis", line, token, Manners(bare_401=True))
        self._account = settings.account
        self._clock = means.clock

    async def courses(self) -> Sequence[CourseRef]:
        """The courses in the connection's sub-account, whole or not at all.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: there is no whole list.
        """
        found = await Pages(self._wire).rows(self._wire.url("accounts", self._account, "courses"))
        return tuple(model.course_ref(row) for row in found)

    async def read(self, course: str, *, comments: bool = False) -> Course:
        """One course; what could not be read of it is `Unread`. `comments`: they come in the same requests.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: the course itself could not be read.
        """
        parts = CourseParts(self._wire, course)
        head = await parts.course()
        zone, account, state = model.zone(head), head.id("account_id"), head.text("workflow_state")
        sections = await parts.sections()
        enrollments = await parts.enrollments()
        groups, assignments = await parts.groups()
        return Course(
            id=head.id("id"),
            name=head.text_or_none("name") or "",
            sis_id=head.id_or_none("sis_course_id"),
            account=account,
            zone=zone,
            state=state,
            ended=model.ended(head, self._clock.now()),
            sections=sections,
            enrollments=enrollments,
            groups=groups,
            assignments=assignments,
            submissions=await parts.submissions(_students(enrollments) if comments else None),
            periods=await parts.periods(zone),
        )

    async def people(self, course: str) -> Course:
        """One course with its sections and enrollments alone; its other parts are `Unread`.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: the course itself could not be read.
        """
        parts = CourseParts(self._wire, course)
        head = await parts.course()
        rest = Unread("only sections and enrollments were asked for", Problem.PART_UNREAD)
        return Course(
            id=head.id("id"),
            name=head.text_or_none("name") or "",
            sis_id=head.id_or_none("sis_course_id"),
            account=head.id("account_id"),
            zone=model.zone(head),
            state=head.text("workflow_state"),
            ended=model.ended(head, self._clock.now()),
            sections=await parts.sections(),
            enrollments=await parts.enrollments(),
            groups=rest,
            assignments=rest,
            submissions=rest,
            periods=rest,
        )

    async def groups(self, course: str) -> Part[Group]:
        """The assignment groups of a course, whole.

        Raises:
            NeedsLogin, NeedsConfig: no way in.
        """
        url = self._wire.url("courses", course, "assignment_groups")
        return await Pages(self._wire).part(url, (), model.group)

    async def save(self, course: str, before: Assignment | Group, after: Assignment | Group) -> Answer:
        """Send what differs. A receipt is no proof, but a field that Canvas dropped is a rejection.

        What the answer shows of such a field, and not its status, says whether it was taken (§1.5). A due
        date goes to an assignment that is only for overrides with the word that it stays so: without it,
        Canvas would open it to everyone (§1.5).

        Raises:
            Retryable, NeedsLogin, NeedsConfig: nothing was changed.
            ValueError: the two are not the same thing, or differ in what cannot be sent.
        """
        place, body = difference(before, after)
        if not body:
            return Receipt(after.id, self._clock.now())
        kind = "assignment" if isinstance(after, Assignment) else None
        url = self._wire.url("courses", course, place, after.id)
        answer = await self._wire.write("PUT", url, {kind: body} if kind else body)
        if isinstance(answer, Rejection | Silence):
            return answer
        return dropped(after, body, answer.body) or Receipt(after.id, self._clock.now())

    async def create_group(self, course: str, group: Group) -> Answer:
        """Make an assignment group of this name, and of this weight where it has one. No read-back.

        Source: facts/canvas.md §1.4.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: nothing was changed.
        """
        body: dict[str, object] = {"name": group.name}
        if group.weight is not None:
            body["group_weight"] = group.weight
        answer = await self._wire.write("POST", self._wire.url("courses", course, "assignment_groups"), body)
        if isinstance(answer, Rejection | Silence):
            return answer
        try:
            made = Row("assignment group", decode(answer.body)).id("id")
        except (ValueError, Retryable) as error:
            return Silence(f"Canvas does not say which group it made: {error}", sent=True)
        return Receipt(made, self._clock.now())

    async def delete_group(self, course: str, group: str, rest: str) -> Answer:
        """Delete an assignment group; the work that is still in it goes to the group `rest`. No read-back.

        Without a group to take it Canvas deletes the work too (facts/canvas.md §1.4), so one is always named.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: nothing was changed.
            ValueError: no group is named to take the work, or it is the same.
        """
        if not rest or rest == group:
            raise ValueError("another group has to take the work of a group that is deleted")
        url = self._wire.url("courses", course, "assignment_groups", group)
        answer = await self._wire.write("DELETE", url, query=(("move_assignments_to", rest),))
        return answer if isinstance(answer, Rejection | Silence) else Receipt(group, self._clock.now())

    async def box(self, course: str) -> bool | Unread:
        """Does this course show its teachers the box *Sync to SIS*?

        False: Canvas hides the box, so `post_to_sis` can be set by `save` only. The SIS API's own code is
        what tells it from a course that is not published. Source: facts/canvas.md §1.8.

        Raises:
            NeedsLogin, NeedsConfig: as `Wire.ask`.
        """
        url = self._sis_wire.url("courses", course, "assignments")
        try:
            await self._sis_wire.fetch(url, _ONE)
        except Unreadable as error:
            return False if _code(error.body) == _NOT_ENABLED else unread(error)
        except Retryable as error:
            return unread(error)
        return True

    async def accounts(self, account: str) -> tuple[str, ...]:
        """An account and those above it, nearest first, up to the root.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: the chain could not be read whole.
        """
        chain: list[str] = []
        above: str | None = account
        while above is not None and above not in chain:
            row = Row("account", (await self._wire.fetch(self._wire.url("accounts", above))).data)
            chain.append(row.id("id"))
            above = row.id_or_none("parent_account_id")
        return tuple(chain)

    async def account_name(self, account: str) -> str:
        """What people call an account.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: it could not be read.
        """
        return Row("account", (await self._wire.fetch(self._wire.url("accounts", account))).data).text("name")

    async def probe(self) -> Sequence[Probe]:
        """Token, account, SIS ids, scores: one line each; what rests on a failed one is not known."""
        made = [await self._try("Canvas token", "users", "self")]
        if made[0].ok:
            made.append(await self._try("Canvas account", "accounts", self._account))
        if made[-1].ok:
            made += await self._probe_course()
        return tuple(made)

    async def _probe_course(self) -> list[Probe]:
        try:
            fetched = await self._wire.fetch(self._wire.url("accounts", self._account, "courses"), _ONE)
            refs = [model.course_ref(row) for row in rows("courses", fetched.data)]
        except (Retryable, NeedsLogin) as error:
            return [Probe("Canvas courses", ok=False, detail=str(error), problem=error.problem)]
        if not refs:
            return [Probe("Canvas courses", ok=None, detail="the account has no course", problem=None)]
        course = refs[0].id
        ids = await self._try("SIS ids shown (read_sis)", "courses", course, "sections")
        scores = await self._try(
            "scores shown (view all grades)",
            "courses",
            course,
            "students",
            "submissions",
            query=(("student_ids[]", "all"), ("grouped", "1")),
        )
        return [ids, scores]

    async def _try(self, name: str, *path: str, query: Query = ()) -> Probe:
        try:
            fetched = await self._wire.fetch(self._wire.url(*path), (*query, *_ONE))
            if path[-1] == "sections":
                for row in rows("sections", fetched.data):
                    model.section(row)
        except (Retryable, NeedsLogin) as error:
            return Probe(name, ok=False, detail=str(error), problem=error.problem)
        return Probe(name, ok=True, detail="ok", problem=None)


def _code(body: bytes) -> object:
    """The machine's word in a refusal of the SIS API; None where there is none."""
    try:
        held = decode(body)
    except ValueError:
        return None
    return held.get("code") if isinstance(held, Mapping) else None
