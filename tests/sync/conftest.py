"""A small course and its class, to be bent in one place per test; and an SIS that does what it is told."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import TypeVar

import pytest

from passback.core.capabilities import Capabilities, Exempt, Ids, Limit
from passback.core.gradebook import (
    Assignment,
    Category,
    Course,
    Enrollment,
    Excused,
    Gradebook,
    Group,
    LineItem,
    Mark,
    Override,
    Score,
    Section,
    Student,
    Submission,
    Term,
)
from passback.core.ids import CanvasField, IdProfile, IdRule, Transform
from passback.core.subject import Subject
from passback.sync.model import DEFAULT_POLICY, Change, Link, Plan, Snapshot
from passback.sync.plan import plan
from passback.sync.told import mark_text

T = TypeVar("T")
ON = date(2026, 11, 23)
NOW = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)
SPACE = "5a7d7ee0-3f2b-5c57-9c6e-0d3a3f6c2b51"
NAME = "Zephyrine Quillfeather"
PROFILE = IdProfile(
    IdRule(CanvasField.SIS_ID, "ref", Transform.AS_IS, Transform.AS_IS),
    IdRule(CanvasField.SIS_ID, "number", Transform.AS_IS, Transform.AS_IS),
    None,
)


def firm(given: T) -> Limit[T]:
    return Limit(given, "test", ON, firm=True)


def rumor(given: T) -> Limit[T]:
    return Limit(given, "test", ON, firm=False)


CAPS = Capabilities(
    line_item_ids=firm(Ids.SERVER),
    decimals=None,
    title_max=None,
    points_whole=None,
    extra_credit=None,
    score_factor_max=None,
    exempt=firm(Exempt.FLAG),
    late=firm(True),
    missing=firm(True),
    comment_max=None,
    letters=None,
    clear=firm(True),
    delete=None,
    not_counted=None,
    category_required=None,
    category_case_matters=None,
    category_default=None,
    category_code_suffix=None,
    term_end_inclusive=None,
    readable=firm(True),
    bulk=None,
)


def caps(**over: object) -> Capabilities:
    """Capabilities with some of them otherwise; a plain value is a firm one."""
    given = {k: v if v is None or isinstance(v, Limit) else firm(v) for k, v in over.items()}
    return replace(CAPS, **given)


def section(id_: str = "S1", sis_id: str | None = "C1", **over: object) -> Section:
    return replace(Section(id_, f"Period {id_}", sis_id, None, None), **over)


def enrollment(student: str = "1", where: str = "S1", **over: object) -> Enrollment:
    made = Enrollment(student, where, "active", False, f"N{student}", None, f"{NAME} {student}")
    return replace(made, **over)


def group(id_: str = "G1", name: str = "Homework", **over: object) -> Group:
    return replace(Group(id_, name, None, None, drops=False), **over)


def assignment(id_: str = "A1", **over: object) -> Assignment:
    made = Assignment(
        id=id_,
        name=f"Essay {id_}",
        url=f"https://canvas.test/courses/7/assignments/{id_}",
        group="G1",
        points=Decimal(10),
        grading_type="points",
        submission_types=("online_upload",),
        due=datetime(2026, 10, 2, 4, 59, 59, tzinfo=UTC),
        unlock=None,
        created=datetime(2026, 9, 10, 15, 0, tzinfo=UTC),
        published=True,
        post_to_sis=True,
        only_overrides=False,
        overrides=(),
        omit_from_final_grade=False,
        anonymous=False,
        moderated=False,
        grades_published=None,
        name_max=None,
        due_required=True,
        integration_data=None,
        closed=False,
        quiz=None,
    )
    return replace(made, **over)


def override(where: str | None = "S1", due: datetime | None = None, **over: object) -> Override:
    made = Override("O1", where, (), None, course=False, mastery=False, overrides_due=True, due=due)
    return replace(made, **over)


def submission(
    student: str = "1", of: str = "A1", score: str | Decimal | None = "8.5", **over: object
) -> Submission:
    graded = datetime(2026, 10, 3, 12, 0, tzinfo=UTC)
    made = Submission(
        assignment=of,
        student=student,
        score=None if score is None else Decimal(score),
        grade=None if score is None else str(score),
        excused=False,
        late=False,
        missing=False,
        state="graded",
        graded=graded,
        posted=graded,
        due=datetime(2026, 10, 2, 4, 59, 59, tzinfo=UTC),
        current=True,
        comment="",
    )
    return replace(made, **over)


def course(**over: object) -> Course:
    made = Course(
        id="7",
        name="English 9",
        sis_id=None,
        account="1",
        zone="America/Chicago",
        state="available",
        ended=None,
        sections=(section(),),
        enrollments=(enrollment("1"), enrollment("2")),
        groups=(group(),),
        assignments=(assignment(),),
        submissions=(submission(),),
        periods=(),
    )
    return replace(made, **over)


def pupil(number: str = "1", **over: object) -> Student:
    return replace(Student(f"r{number}", {"number": f"N{number}"}, active=True, on_gradebook=True), **over)


def book(class_ref: str = "c1", **over: object) -> Gradebook:
    made = Gradebook(
        class_ref=class_ref,
        school=None,
        terms=(Term("T1", "Fall", date(2026, 8, 15), date(2026, 12, 18)),),
        categories=(Category("cat1", "Homework", active=True), Category("cat2", "Labs", active=False)),
        students=tuple(pupil(str(n)) for n in range(1, 13)),
        line_items=(),
        scores={},
    )
    return replace(made, **over)


def item(ref: str = "L1", **over: object) -> LineItem:
    made = LineItem(
        ref=ref,
        title="Essay A1",
        description="",
        category="cat1",
        assigned=date(2026, 9, 10),
        due=date(2026, 10, 1),
        maximum=Decimal(10),
        counts=None,
    )
    return replace(made, **over)


def score(student: str = "1", mark: str | Mark = "8.5", **over: object) -> Score:
    if isinstance(mark, str) and mark.lstrip("-")[0].isdigit():
        mark = Decimal(mark)
    return replace(Score(f"r{student}", mark, None, late=False, missing=False, comment=""), **over)


def link(of: str = "A1", ref: str = "L1", **over: object) -> Link:
    return replace(Link("7", "S1", of, "c1", ref, 1), **over)


def snapshot(**over: object) -> Snapshot:
    """One course with one class; parts of the course, of the class and of the policy by keyword.

    `categories` are the class's; the policy's are `category_map`.
    """
    parts = {name: over.pop(name) for name in list(over) if name in Course.__dataclass_fields__}
    classes = {name: over.pop(name) for name in list(over) if name in _BOOK}
    rules = {name: over.pop(name) for name in list(over) if name in type(DEFAULT_POLICY).__dataclass_fields__}
    rules["categories"] = over.pop("category_map", {})
    made = Snapshot(
        course=course(**parts),
        gradebooks={"S1": book(**classes)},
        capabilities=CAPS,
        profile=PROFILE,
        policy=replace(DEFAULT_POLICY, **rules),
        class_policies={},
        links=(),
        sent={},
        box=True,
        rivals=(),
        approvals=(),
        earlier={},
        space=SPACE,
        read_at=NOW,
    )
    return replace(made, **over)


_BOOK = {"terms", "categories", "students", "line_items", "scores"}


def linked(sent: Mapping[str, str | Mark], held: Mapping[str, str | Mark], **over: object) -> Snapshot:
    """The essay is linked; `sent` and `held`: marks by student."""
    line = over.pop("item", item())
    given = {
        "links": (link(),),
        "sent": {"L1": tuple(score(s, m) for s, m in sent.items())},
        "line_items": (line,),
        "scores": {"L1": tuple(score(s, m) for s, m in held.items())},
    }
    return snapshot(**(given | over))


def words(given: Snapshot | Plan) -> dict[tuple[str | None, str | None, str | None], str]:
    """Where every considered score is, in two or three words, by section, assignment and student."""
    made = plan(given, NOW) if isinstance(given, Snapshot) else given
    said = {}
    for change in made.changes:
        said[_key(change.subject)] = _said(change)
    for hold in made.holds:
        for change in hold.changes:
            said[_key(change.subject)] = f"hold {hold.why.facts['state']}"
    for row in made.standing:
        said[_key(row.subject)] = f"{row.state} {row.why.problem}" if row.why else str(row.state)
    return {key: word for key, word in said.items() if key[2] is not None}


def word(given: Snapshot | Plan, student: str = "1", of: str = "A1", where: str | None = "S1") -> str:
    """Where one score is; `not considered` if it is nowhere."""
    return words(given).get((where, of, student), "not considered")


def _key(subject: Subject) -> tuple[str | None, str | None, str | None]:
    return (subject.section, subject.assignment, subject.student)


def _said(change: Change) -> str:
    if isinstance(change.after, Score):
        return f"{'create' if change.before is None else 'update'} {mark_text(change.after.mark)}"
    return "clear"


def made_item(given: Snapshot) -> LineItem:
    """The one line item that the plan makes or changes."""
    found = [c.after for c in plan(given, NOW).changes if isinstance(c.after, LineItem)]
    assert len(found) == 1
    return found[0]


# ---- the ideal SIS -------------------------------------------------------------------------------


def applied(given: Snapshot, made: Plan) -> Snapshot:
    """The snapshot after all changes of the plan: what an SIS without faults would hold, and our memory."""
    books, links, sent = dict(given.gradebooks), list(given.links), dict(given.sent)
    for change in made.changes:
        s, thing = change.subject, change.after if change.after is not None else change.before
        where = books[s.section]
        if isinstance(thing, LineItem):
            ref = thing.ref or f"sis-{s.section}-{s.assignment}"
            kept = [i for i in where.line_items if i.ref != ref]
            books[s.section] = replace(where, line_items=(*kept, replace(thing, ref=ref)))
            if change.before is None:
                links.append(Link(s.course, s.section, s.assignment, where.class_ref, ref, 1))
        elif isinstance(thing, Link):
            links.append(thing)
        else:
            ref = next(k.ref for k in links if (k.section, k.assignment) == (s.section, s.assignment))
            books[s.section] = replace(where, scores={**where.scores, ref: _put(where, ref, thing, change)})
            ours = [x for x in sent.get(ref, ()) if x.student != thing.student]
            sent[ref] = (*ours, *([change.after] if change.after is not None else []))
    return replace(given, gradebooks=books, links=tuple(links), sent=sent)


def _put(where: Gradebook, ref: str, thing: Score, change: Change) -> tuple[Score, ...]:
    others = tuple(s for s in where.scores.get(ref, ()) if s.student != thing.student)
    return others if change.after is None else (*others, change.after)


@pytest.fixture(scope="session")
def small() -> SimpleNamespace:
    """All of the above, by name."""
    return SimpleNamespace(
        ON=ON,
        NOW=NOW,
        SPACE=SPACE,
        NAME=NAME,
        PROFILE=PROFILE,
        CAPS=CAPS,
        EXCUSED=Excused.EXCUSED,
        **{
            f.__name__: f
            for f in (firm, rumor, caps, section, enrollment, group, assignment, override, submission)
        },
        **{f.__name__: f for f in (course, pupil, book, item, score, link, snapshot, linked, words, word)},
        **{f.__name__: f for f in (made_item, applied, plan)},
    )
