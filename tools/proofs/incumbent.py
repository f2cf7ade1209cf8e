"""The incumbent in small: one Canvas assignment on its way to one SIS, by the habits of Canvas's grade sync.

For proofs alone, so it carries one assignment and says the first thing that is in its way. It reads Canvas
and writes to the SIS over their wires. Honors facts/sis-vendors.md §0.2 and facts/oneroster.md §3.0: the body
that it sends (references that are empty text, days without a zone, the UTC day of the due time), a category
by the name of the Canvas group, line items adopted by title and day, excused as 0 and exempt.
facts/problems.md says which messages are its own; its words come from the dictionary. What no source tells is
decided here: three attempts at a server that is down (503), sixty seconds for the whole, a graded cell
without a score sent as null.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from passback.core.sis import Sis
from passback.dictionary.template import say
from passback.sandbox.oneroster.manners import Manners
from passback.sandbox.state.canvas import CanvasSection, OverrideRow, SubmissionRow
from passback.sandbox.state.clients import Client
from passback.sandbox.state.school import School
from passback.sandbox.wire import Reply
from proofs.calling import Http, token
from proofs.proving import Answer

ATTEMPTS, SOCKET_SECONDS, JOB_SECONDS = 3, 20, 60
DUE_AT = "2026-10-02T04:59:59Z"
SERVICE_UNAVAILABLE, FORBIDDEN, ACCEPTED = 503, 403, 300


class Stopped(Exception):  # noqa: N818 - not an error of ours
    """Something is said, and the sync of this assignment ends."""

    def __init__(self, said: str, status: int | None = None) -> None:
        super().__init__(said)
        self.status = status


@dataclass(frozen=True)
class Words:
    """The incumbent's own messages for one SIS, by entry; empty: it says nothing and goes on.

    `linked`: which message of `section` is said of an assignment that was sent before. `without_category`:
    what stands in the body for a group without a category; None: the field is left out.
    """

    section: str = ""
    linked: int = 0
    due: str = ""
    due_differs: str = ""
    category: str = ""
    association: str = ""
    several: str = ""
    cleared: str = ""
    signed_out: str = ""
    students: str = ""
    student: str = ""
    throttled: str = ""
    job: str = ""
    slow: str = ""
    retries: str = ""
    without_category: str | None = ""


@dataclass(frozen=True)
class Place:
    """Where an SIS is and how the incumbent signs in, as it was told once."""

    sis: Sis
    system: str
    gradebook: str
    rostering: str
    token_path: str
    client: Client
    scopes: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def place(sis: Sis, manners: Manners, school: School) -> Place:
    """A district behind OneRoster as it was set up with the incumbent."""
    roster = school.rosters[manners.name]
    vendor = {"x-vendor-authorization": str(roster.hidden["vendor"])} if manners.vendor_header else {}
    client = Client(roster.client.id, roster.client.secret)
    scopes = " ".join(manners.scopes)
    at = (manners.gradebook, manners.rostering, str(manners.token_path))
    return Place(sis, manners.name, *at, client, scopes, vendor)


@dataclass(frozen=True)
class Sync:
    """The sync of one assignment. `run`: how, where the SIS has an interface of its own."""

    place: Place
    words: Words
    course: int
    assignment: int
    run: "type[Run] | None" = None

    @property
    def name(self) -> str:
        """What is synced."""
        return f"sync of Canvas assignment {self.assignment} with {self.place.sis}"

    @property
    def is_one_write(self) -> bool:
        """It is many."""
        return False

    def __call__(self, school: School) -> Answer:
        """Do it, until something is said."""
        try:
            (self.run or Run)(school, self).go()
        except Stopped as stopped:
            return Answer(stopped.status, str(stopped), accepted=False)
        return Answer(None, "", accepted=True)


@dataclass
class Run:
    """One sync under way over OneRoster. `spent`: seconds that the SIS has taken."""

    school: School
    sync: Sync
    spent: float = 0
    headers: dict[str, str] = field(default_factory=dict)

    # ---- what it says ------------------------------------------------------------------------------

    def say(self, entry: str, message: int = 0, **slots: str) -> None:
        """Say a message of its own and stop, if it has one for this SIS."""
        if entry:
            own = {"exchange_id": str(uuid.uuid5(uuid.NAMESPACE_URL, self.sync.name))}
            raise Stopped(say(entry, own | slots, message, whole=True))

    # ---- what it reads -----------------------------------------------------------------------------

    def canvas(self, address: str) -> Any:  # noqa: ANN401 - JSON
        """A read of Canvas."""
        bearer = {"authorization": f"Bearer {next(iter(self.school.canvas.tokens))}"}
        reply = Http("canvas", "GET", f"/api/v1{address}", headers=bearer).reply(self.school)
        if reply.status == FORBIDDEN and b"Rate Limit Exceeded" in reply.body:
            self.say(self.sync.words.throttled)
        return json.loads(reply.body, parse_float=Decimal)

    def ask(self, method: str, address: str, sent: object = None) -> Reply:
        """A call of the SIS, in time and not too often."""
        words, place_ = self.sync.words, self.sync.place
        call = Http(place_.system, method, address, sent, self.headers)
        for _ in range(ATTEMPTS):
            reply = call.reply(self.school)
            if reply.slow > SOCKET_SECONDS:
                self.say(words.slow, seconds=str(SOCKET_SECONDS), state="5")
            self.spent += reply.slow
            if self.spent > JOB_SECONDS:
                self.say(words.job, state="3")
            if reply.status != SERVICE_UNAVAILABLE:
                return reply
        self.say(words.retries, url=f"http://{place_.system}.test{address}")
        return reply

    def listed(self, address: str, name: str) -> list[Any]:
        """A list of the SIS, whole; empty where it is not to be had."""
        reply = self.ask("GET", f"{address}?limit=1000")
        held = json.loads(reply.body) if reply.status < ACCEPTED else {}
        return list(held.get(name, []))

    def put(self, method: str, address: str, sent: object) -> None:
        """A write; what the SIS says against it is passed on as it stands."""
        reply = self.ask(method, address, sent)
        if reply.status >= ACCEPTED:
            raise Stopped(reply.body.decode(), reply.status)

    # ---- the way -----------------------------------------------------------------------------------

    def go(self) -> None:
        """Look at the assignment, then at the SIS, then send the line item and its scores."""
        sync, words = self.sync, self.sync.words
        course = f"/courses/{sync.course}"
        row = self.canvas(f"{course}/assignments/{sync.assignment}?override_assignment_dates=false")
        sections = self.canvas(f"{course}/sections?per_page=100")
        for section in sections:
            if section["sis_section_id"] is None:
                slots = {"section": str(section["id"]), "assignment_id": str(row["id"])}
                self.say(words.section, words.linked if row["integration_data"] else 0, **slots)
        dated = row["due_at"] is not None and not row["only_visible_to_overrides"]
        if not dated:
            self.say(words.due_differs if row["has_overrides"] else words.due, assignment=row["name"])
            self.say(words.due, assignment=row["name"])
            return
        groups = self.canvas(f"{course}/assignment_groups?per_page=100")
        self.sign_in()
        for section in sections:
            if section["sis_section_id"] is not None:
                self.section(row, section, groups)

    def sign_in(self) -> None:
        """Get a token with what was set up."""
        place_ = self.sync.place
        try:
            self.headers = {
                **token(self.school, place_.system, place_.token_path, place_.client, place_.scopes),
                **place_.headers,
            }
        except ValueError as refused:
            self.say(self.sync.words.signed_out)
            raise Stopped(str(refused)) from refused

    def section(self, row: Mapping[str, Any], section: Mapping[str, Any], groups: Sequence[Any]) -> None:
        """One section: its line item, then its scores."""
        base, klass = self.sync.place.gradebook, section["sis_section_id"]
        due = row["due_at"][:10]
        alike = [
            item["sourcedId"]
            for item in self.listed(f"{base}/classes/{klass}/lineItems", "lineItems")
            if (item["title"], item["dueDate"][:10]) == (row["name"], due)
        ]
        if len(alike) > 1:
            month, day = due[5:7], due[8:]
            spoken = f"{month}/{day}/{due[:4]}"
            self.say(self.sync.words.several, assignment=row["name"], due_date=spoken)
        made = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{klass}/{row['id']}"))
        item = alike[0] if alike else made
        body = self.body(row, klass, self.category(row, klass, groups))
        self.put("PUT", f"{base}/lineItems/{item}", {"lineItem": {"sourcedId": item, **body}})
        self.scores(row, section, item)

    def category(self, row: Mapping[str, Any], klass: str, groups: Sequence[Any]) -> str | None:
        """The category of the name of the assignment's group."""
        words = self.sync.words
        group = next(held for held in groups if held["id"] == row["assignment_group_id"])
        rows = self.listed(f"{self.sync.place.gradebook}/categories", "categories")
        mine = [held for held in rows if (held.get("metadata") or {}).get("classId", klass) == klass]
        if any(held["integration_data"] for held in groups) and not group["integration_data"]:
            self.say(words.association)
        found = next((held["sourcedId"] for held in mine if held["title"] == group["name"]), None)
        if found is None:
            self.say(
                words.category,
                category=group["name"],
                assignment=row["name"],
                **{"class": klass, "section": klass},
                available_categories=", ".join(held["title"] for held in mine),
            )
        return None if found is None else str(found)

    def body(self, row: Mapping[str, Any], klass: str, category: str | None) -> dict[str, object]:
        """A line item as the incumbent writes it."""
        start, absent = row["created_at"][:10], self.sync.words.without_category
        held = {
            "status": "active",
            "title": row["name"],
            "description": f"Imported from Canvas: https://canvas.test/courses/{self.sync.course}",
            "assignDate": f"{start}T00:00:00",
            "dueDate": f"{row['due_at'][:10]}T00:00:00",
            "class": {"sourcedId": klass, "href": "", "type": "class"},
            "category": absent
            if category is None
            else {"sourcedId": category, "href": "", "type": "category"},
            "gradingPeriod": "",
            "resultValueMin": 0,
            "resultValueMax": row["points_possible"],
            "metadata": {"vendorId": ""},
        }
        return {name: value for name, value in held.items() if value is not None}

    def scores(self, row: Mapping[str, Any], section: Mapping[str, Any], item: str) -> None:
        """The scores of a section's students, each in its own call."""
        base, klass = self.sync.place.gradebook, section["sis_section_id"]
        known = {
            person["identifier"]: person["sourcedId"]
            for person in self.listed(f"{self.sync.place.rostering}/classes/{klass}/students", "users")
        }
        kept = {
            held["student"]["sourcedId"]
            for held in self.listed(f"{base}/classes/{klass}/lineItems/{item}/results", "results")
        }
        for number, cell in self.cells(row, section):
            student = known.get(str(number))
            if number is None or student is None:
                continue
            if cell["workflow_state"] != "graded":
                if student in kept:
                    slots = {"section": klass, "assignment": row["name"], "student": number}
                    self.say(self.sync.words.cleared, **slots)
                continue
            score = Decimal(0) if cell["excused"] else cell["score"]
            mark = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{item}/{student}"))
            sent = {
                "sourcedId": mark,
                "lineItem": {"sourcedId": item, "href": "", "type": "lineItem"},
                "student": {"sourcedId": student, "href": "", "type": "user"},
                "score": score,
                "scoreStatus": "exempt" if cell["excused"] else "fully graded",
                "scoreDate": (cell["graded_at"] or row["due_at"])[:10],
            }
            self.put("PUT", f"{base}/results/{mark}", {"result": sent})

    def cells(self, row: Mapping[str, Any], section: Mapping[str, Any]) -> list[tuple[str | None, Any]]:
        """The cells of one assignment for a section's students, by the students' SIS ids."""
        asked = f"student_ids[]=all&assignment_ids[]={row['id']}&grouped=1&per_page=100"
        shown = self.canvas(f"/sections/{section['id']}/students/submissions?{asked}")
        return [(one["sis_user_id"], cell) for one in shown for cell in one["submissions"]]


# ---- what a proof plants in Canvas -----------------------------------------------------------------


@dataclass
class Course:
    """The Canvas course behind a class of an SIS, with the assignment that is carried."""

    school: School
    place: Place
    words: Words
    klass: str
    work: str = "Unit 1 homework"
    run: type[Run] | None = None

    def __post_init__(self) -> None:
        canvas = self.school.canvas
        self.section = next(row for row in canvas.sections.values() if row.sis_id == self.klass)
        rows = [row for row in canvas.assignments.values() if row.course == self.section.course]
        self.assignment = next(row for row in rows if row.name == self.work)
        self.group = canvas.groups[self.assignment.group]

    @property
    def sync(self) -> Sync:
        """Its sync."""
        return Sync(self.place, self.words, self.section.course, self.assignment.id, self.run)

    def cell(self, seat: int = 0) -> SubmissionRow:
        """A graded cell of the assignment."""
        rows = self.school.canvas.submissions.values()
        return [row for row in rows if row.assignment == self.assignment.id and row.score is not None][seat]

    def by_hand(self) -> CanvasSection:
        """A section of the course that somebody made by hand."""
        held = self.school.canvas.sections
        row = CanvasSection(max(held) + 1, self.section.course, "Made by hand", None)
        held[row.id] = row
        return row

    def override(self) -> OverrideRow:
        """A date for one student."""
        held, student = self.school.canvas.overrides, self.cell().user
        row = OverrideRow(
            max(held, default=0) + 1, self.assignment.id, "One student", None, [student], {"due_at": DUE_AT}
        )
        held[row.id] = row
        return row
