"""Signs that another exchange still writes to these classes, such as the grade sync built into Canvas.

Knows what such a sync leaves behind: its links in Canvas, and line items that are not ours. Two that write at
a time undo each other's work, so passback waits until a person says that the other one is off.
Source: facts/canvas.md §1.5 (`integration_data`), §2 (what the incumbent does).
"""

from collections.abc import Iterable, Mapping, Sequence

from passback.core.finding import Finding
from passback.core.gradebook import Assignment, Course, Gradebook, LineItem, Missing, Score, Unread
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.core.value import Json, Value, digest, value
from passback.sync.model import Link
from passback.sync.routing import takes_part
from passback.sync.text import cut_title, same_title

_SHORT = 16


@value
class _Sign(Value):
    """One thing seen. `state`: `fresh-link`, `line-item-changed` or, on a first look, `linked-elsewhere`."""

    state: str
    assignment: Assignment


def signs(
    course: Course,
    gradebooks: Mapping[str, Gradebook | Missing | Unread],
    links: Sequence[Link],
    earlier: Mapping[str, str],
) -> tuple[tuple[Finding, ...], Mapping[str, str]]:
    """What says that another exchange is active in this course, and what to remember for the next look.

    One finding per course: its `state` is the sign, `value` how many assignments bear one, the assignment the
    first of them. The second value maps keys that begin with the course's id to digests, and holds only what
    was seen now: an unread part leaves what an earlier look remembered.

    Signs: Canvas's links to an SIS changed since the last look; a line item that is not ours, named like one
    of the course's assignments, changed since then; on a first look, a link of Canvas's that names a line
    item which the class has and which is not ours. Work of other names is the teacher's own and says nothing.
    """
    if isinstance(course.assignments, Unread):
        return (), {}
    mine = {link.ref for link in links}
    taking = sorted((a for a in course.assignments if takes_part(a)), key=lambda a: a.id)
    foreign = [
        (book, item)
        for _, book in sorted(gradebooks.items())
        if isinstance(book, Gradebook) and not isinstance(book.line_items, Unread)
        for item in book.line_items
        if item.ref not in mine
    ]
    seen: dict[str, str] = {}
    found = [
        *_fresh(course, taking, earlier, seen),
        *_changed(course, taking, foreign, earlier, seen),
        *_there(course, taking, {item.ref for _, item in foreign}, earlier),
    ]
    return tuple(_finding(course, found)), seen


def _data_key(course: Course, assignment: Assignment) -> str:
    return f"{course.id}/data/{assignment.id}"


def _looked_before(course: Course, earlier: Mapping[str, str]) -> bool:
    return any(key.startswith(f"{course.id}/data/") for key in earlier)


def _fresh(
    course: Course, taking: Sequence[Assignment], earlier: Mapping[str, str], seen: dict[str, str]
) -> Iterable[_Sign]:
    """Canvas's links that are new or other than at the last look. One that went says that somebody tidied."""
    before = _looked_before(course, earlier)
    for assignment in taking:
        if assignment.integration_data is None:
            continue
        key, now = _data_key(course, assignment), _digest(dict(assignment.integration_data))
        seen[key] = now
        if before and assignment.integration_data and earlier.get(key) != now:
            yield _Sign("fresh-link", assignment)


def _changed(
    course: Course,
    taking: Sequence[Assignment],
    foreign: Sequence[tuple[Gradebook, LineItem]],
    earlier: Mapping[str, str],
    seen: dict[str, str],
) -> Iterable[_Sign]:
    for book, item in foreign:
        alike = next((a for a in taking if _named_like(item, a)), None)
        scores = book.scores.get(item.ref or "", ())
        if alike is None or isinstance(scores, Unread):
            continue
        key, now = f"{course.id}/item/{book.class_ref}/{item.ref}", _digest(_content(item, scores))
        seen[key] = now
        if earlier.get(key, now) != now:
            yield _Sign("line-item-changed", alike)


def _there(
    course: Course, taking: Sequence[Assignment], refs: set[str | None], earlier: Mapping[str, str]
) -> Iterable[_Sign]:
    if _looked_before(course, earlier):
        return
    for assignment in taking:
        if refs & set((assignment.integration_data or {}).values()):
            yield _Sign("linked-elsewhere", assignment)


def _named_like(item: LineItem, assignment: Assignment) -> bool:
    return same_title(item.title, assignment.name) or cut_title(item.title, assignment.name)


def _content(item: LineItem, scores: Sequence[Score]) -> Json:
    return [item.to_dict(), sorted((score.to_dict() for score in scores), key=str)]


def _digest(given: Json) -> str:
    return digest(given)[:_SHORT]


def _finding(course: Course, found: Sequence[_Sign]) -> Iterable[Finding]:
    if not found:
        return
    first = found[0]
    facts = {
        "state": first.state,
        "assignment": first.assignment.name,
        "assignment_id": first.assignment.id,
        "value": str(len({sign.assignment.id for sign in found})),
    }
    subject = Subject(course.id, None, None, None)
    yield Finding(Problem.OTHER_EXCHANGE_ACTIVE, Severity.BLOCKS, subject, facts)
