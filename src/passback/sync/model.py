"""What deciding takes and gives: snapshot in; diff, plan and verdict out. Values only.

The types of docs/adr/0002; the rules that use them stand in the other modules of this room.
"""

from collections.abc import Mapping
from dataclasses import field, fields
from datetime import date, datetime
from decimal import Decimal

from passback.core.capabilities import Capabilities
from passback.core.finding import Finding
from passback.core.gradebook import (
    Assignment,
    Course,
    Gradebook,
    Group,
    LineItem,
    Missing,
    Part,
    Score,
    Unread,
)
from passback.core.ids import IdProfile
from passback.core.problem import Problem, Safety, State
from passback.core.settings import Setting
from passback.core.subject import Subject
from passback.core.value import Json, Value, digest, value
from passback.sync.approval import Approval
from passback.sync.remembered import Recheck, Refused, Spot


@value
class Link(Value):
    """Ours: this Canvas assignment in this SIS class is that line item.

    `section`: the Canvas section. `ref`: the line item. `generation`: 1; grows only by *make anew*.
    """

    course: str
    section: str
    assignment: str
    class_ref: str
    ref: str
    generation: int


# The reason of a hold, in its facts' `state`, where a schedule comes to a course for the first time.
FIRST_CONTACT = "first-contact"
# Short enough to type, long enough that no two holds of a connection share it.
_KEY = 12

# Fields of a plan that came after plans were kept: an older plan keeps its id.
_YOUNGER = frozenset({"closes", "grounds", "rechecks", "silenced", "spots"})


@value
class Silencing(Value):
    """A person's word that a problem need not be told any more. It sends nothing that is blocked."""

    reason: str
    by: str
    at: datetime


@value
class Policy(Value):
    """What a district chose. `send` words: `hold` or `send`. Defaults stand in `DEFAULT_POLICY`.

    `undated`: `hold`, `last-day` (of the open term) or `created`. `edited`: a score changed in the SIS
    since we sent it: `ask`, `canvas` or `sis`. `hold_percent` and `hold_least`: more than this share,
    and at least this many, of one line item's scores in the SIS changing, is held for a person.
    `categories`: Canvas group name to SIS category name. `joins`: the class takes part. `zone`: an IANA name
    that stands in for the course's own, or nothing. `made`: a line item is made with its `first-score` or
    when the assignment is `published`. `above`: a score above what the SIS takes is held (`hold`), or
    capped on consent (`cap`). `deleted`: the line item of an assignment deleted in Canvas is left alone
    (`leave`) or deleted on consent (`ask`). `unmarked`: where Canvas hides its box *Sync to SIS*, work is
    marked for the SIS on consent (`ask`), or left alone (`leave`). `long_names`: a name longer than the SIS
    keeps is sent `whole`, or `shorten`. `excused`: an exemption is sent, or held (`hold`). `due`: a day that
    is sent in place of Canvas's, or nothing. `generation`: of the line item that is made; above 1 only after
    one was given up. `unresolved`: what the SIS does not know (a class, a student without an id) is reported
    each time (`report`), or left out (`leave`) for as long as the SIS does not know it. `students`: the same
    for a student by Canvas id, or the scores wait (`hold`) until the SIS knows the student. `silenced`:
    problems that are not told, with whose word it is.
    """

    hidden: str
    ungraded: str
    omitted: str
    undated: str
    edited: str
    comments: bool
    hold_percent: Decimal
    hold_least: int
    categories: Mapping[str, str]
    joins: bool
    zone: str
    made: str
    above: str
    deleted: str
    unmarked: str
    long_names: str
    excused: str
    due: str
    generation: int
    unresolved: str
    students: Mapping[str, str]
    silenced: Mapping[str, Silencing]


DEFAULT_POLICY = Policy(
    hidden="hold",
    ungraded="hold",
    omitted="hold",
    undated="hold",
    edited="ask",
    comments=False,
    hold_percent=Decimal(10),
    hold_least=5,
    categories={},
    joins=True,
    zone="",
    made="first-score",
    above="hold",
    deleted="leave",
    unmarked="ask",
    long_names="whole",
    excused="send",
    due="",
    generation=1,
    unresolved="report",
    students={},
    silenced={},
)


# In the SIS, in the SIS, in Canvas, in Canvas, and the last three in our own store.
Thing = LineItem | Score | Assignment | Group | Link | Setting | Approval


@value
class Snapshot(Value):
    """All that deciding may know of one course.

    `gradebooks` by Canvas section id, for sections that the id profile could name; a section without an
    id has no key. `policy`: of the course; `class_policies`: of a Canvas section, where it differs.
    `sent`: the scores last sent, by line item ref. `box`: Canvas shows its teachers the box *Sync to SIS*;
    asked only where work without a tick could want it. `rivals`: other connections that cover the course.
    `approvals`: of the whole connection. `earlier`: digests of what an earlier run saw, by key. `space`: the
    namespace of our ids. `refused`: what is remembered of the classes; left out where nothing is.
    `expires`: the last day of each credential and licence of the connection, where somebody stated it.
    `work_policies`: of one assignment in one section (`section/assignment`), where it differs. `settings` and
    `accounts` (the course's own first): what the policies were resolved from, for what they would be with
    another setting.
    """

    course: Course
    gradebooks: Mapping[str, Gradebook | Missing | Unread]
    capabilities: Capabilities
    profile: IdProfile
    policy: Policy
    class_policies: Mapping[str, Policy]
    links: tuple[Link, ...]
    sent: Mapping[str, tuple[Score, ...]]
    box: bool | Unread
    rivals: Part[str]
    approvals: tuple[Approval, ...]
    earlier: Mapping[str, str]
    space: str
    read_at: datetime
    work_policies: Mapping[str, Policy] = field(default_factory=dict)
    settings: tuple[Setting, ...] = ()
    accounts: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    expires: Mapping[str, date] = field(default_factory=dict)

    def policy_of(self, section: str | None, assignment: str | None = None) -> Policy:
        """What holds in a Canvas section, or for one assignment there; None: in the course as a whole."""
        if section is None:
            return self.policy
        whole = self.class_policies.get(section, self.policy)
        return self.work_policies.get(f"{section}/{assignment}", whole) if assignment is not None else whole


@value
class Change(Value):
    """One effect. `before` None: create; `after` None: delete, clear, unlink or choose no longer.

    `why`: its reason, if any.

    `why` explains and never steers. Subject without a student: a line item or a link; with: a score.
    """

    subject: Subject
    before: Thing | None
    after: Thing | None
    why: Problem | None
    safety: Safety

    def inverse(self) -> "Change":
        """The change that takes this one back; applying both is identity."""
        return Change(self.subject, self.after, self.before, self.why, self.safety)

    @property
    def makes_item(self) -> bool:
        """True if it makes a line item."""
        return self.before is None and isinstance(self.after, LineItem)

    @property
    def is_ours(self) -> bool:
        """True if it changes nothing but our own store: a setting, an approval, a link that is given up."""
        thing = self.after if self.after is not None else self.before
        return isinstance(thing, Setting | Approval) or (isinstance(thing, Link) and self.after is None)

    @property
    def edits(self) -> tuple[str, ...]:
        """The fields of an assignment in Canvas that it changes; none where it changes something else."""
        before, after = self.before, self.after
        if not isinstance(before, Assignment) or not isinstance(after, Assignment):
            return ()
        return tuple(f.name for f in fields(after) if getattr(before, f.name) != getattr(after, f.name))

    @property
    def in_canvas(self) -> bool:
        """True if it changes Canvas: an assignment, or an assignment group."""
        return isinstance(self.after if self.after is not None else self.before, Assignment | Group)

    @property
    def marks(self) -> bool:
        """True if it marks work in Canvas for the SIS, and does nothing else."""
        return (
            self.edits == ("post_to_sis",) and isinstance(self.after, Assignment) and self.after.post_to_sis
        )

    @property
    def key(self) -> str:
        """Names the change within its plan: what kind of thing, on which subject."""
        s = self.subject
        thing = self.after if self.after is not None else self.before
        named: tuple[str, ...] = ()
        if isinstance(thing, Group):
            named = (thing.id,)
        elif isinstance(thing, Setting):
            named = (thing.level.value, thing.target, thing.name)
        elif isinstance(thing, Approval):
            named = (thing.kind.value, thing.digest)
        elif isinstance(thing, Link) and self.after is None:
            named = ("given-up",)
        kind = type(thing).__name__
        return "/".join((kind, s.section or "", s.assignment or "", s.student or "", *named))


@value
class Standing(Value):
    """A score without a change: already there, waiting, differs, not sent; `why` says why.

    `adopts`: the score as the SIS holds it, where it is already there and we never sent it: from now on it
    counts as last sent, so that a later change in Canvas is not taken for somebody else's.
    """

    subject: Subject
    state: State
    why: Finding | None
    adopts: Score | None


@value
class Diff(Value):
    """What would change, and where every other considered score stands."""

    changes: tuple[Change, ...]
    standing: tuple[Standing, ...]


@value
class Hold(Value):
    """Changes that wait for a person. `why.facts` say how many and of how many."""

    subject: Subject
    why: Finding
    changes: tuple[Change, ...]

    @property
    def is_contact(self) -> bool:
        """True for a course that a schedule has never written to: the question is the course itself."""
        return self.why.facts.get("state") == FIRST_CONTACT

    @property
    def key(self) -> str:
        """Names exactly these changes for this reason: what an approval of it is the approval of.

        A line item that is to be made for them does not count: it may be made for others before.
        """
        if self.is_contact:
            return contact_key(self.subject)
        reason: Json = {"subject": self.subject.to_dict(), "why": self.why.facts.get("state", "")}
        asked: Json = [change.to_dict() for change in self.changes if not change.makes_item]
        return digest([reason, asked])[:_KEY]


def contact_key(course: Subject) -> str:
    """What the first contact with a course is asked under, whatever would be sent."""
    return digest([FIRST_CONTACT, course.to_dict()])[:_KEY]


@value
class Plan(Value):
    """What would be done to one course, frozen. What is approved is what runs.

    `id`: digest of all the rest. `read`: digest of what was read. `made`: when. Line item and link
    changes come before the scores that need them. A score is in exactly one of `changes`, `standing`
    and `holds`. `classes`: the SIS class ref of each Canvas section that a change or hold is about. `closes`:
    by Canvas section, the last second of the SIS's term that was open when it was made, in the class's own
    zone; no key: no term was, or terms could not be read. `names`: what people call an assignment, a section
    or a group (`assignment/12`); never a student. `space`: the namespace of the two systems that it was made
    for; with others it is void. `grounds`: by Canvas section, a digest of the settings and links that its
    part rests on (`sync/grounds.py`); with others that part is. `rechecks`: what of its changes goes only if
    one of them is taken; `spots`: where each line item is (`SECTION/ASSIGNMENT`), by which a refusal is
    remembered. `silenced`: whose word it is that findings of a problem are not told, by `PROBLEM` for those
    of no section and by `PROBLEM/SECTION`.
    """

    id: str
    course: str
    course_name: str
    classes: Mapping[str, str]
    closes: Mapping[str, datetime]
    names: Mapping[str, str]
    space: str
    made: datetime
    read: str
    changes: tuple[Change, ...]
    standing: tuple[Standing, ...]
    findings: tuple[Finding, ...]
    holds: tuple[Hold, ...]
    grounds: Mapping[str, str]
    rechecks: tuple[Recheck, ...] = ()
    spots: Mapping[str, Spot] = field(default_factory=dict)
    silenced: Mapping[str, Silencing] = field(default_factory=dict)

    def content(self) -> dict[str, Json]:
        """What the id is the digest of; a field that older plans lack only where it holds something."""
        return {k: v for k, v in self.to_dict().items() if k != "id" and (v or k not in _YOUNGER)}

    def silence(self, finding: Finding) -> Silencing | None:
        """Whose word it is that this finding is not told; None: it is told."""
        return self.silenced.get(silenced_as(finding))

    def is_whole(self) -> bool:
        """True if the id still fits the content."""
        return self.id == plan_id(self.content())


def silenced_as(finding: Finding) -> str:
    """The key in `Plan.silenced` that a finding stands under."""
    section = finding.subject.section
    return finding.problem.value if section is None else f"{finding.problem.value}/{section}"


def plan_id(content: Mapping[str, Json]) -> str:
    """The id of a plan with this content: short enough to type, long enough not to collide."""
    return digest(dict(content))[:16]


@value
class Verdict(Value):
    """Where a change ended. `proven`: by read-back, not merely acknowledged."""

    state: State
    proven: bool
    why: Finding | None
