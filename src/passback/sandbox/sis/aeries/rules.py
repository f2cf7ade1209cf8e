"""What Aeries refuses over OneRoster: its words are about gradebooks."""

from __future__ import annotations

from passback.sandbox.oneroster.manners import LineWrite, MarkWrite
from passback.sandbox.refusing import Refusal
from passback.sandbox.state.oneroster import Line, Roster
from passback.sandbox.state.school import School


def gradebooks(roster: Roster, klass: str) -> list[str]:
    """The numbers of the gradebooks of a class."""
    held = roster.classes[klass].hidden.get("gradebooks")
    return [str(number) for number in held] if isinstance(held, list) else []


def on_gradebook(roster: Roster, klass: str) -> list[str]:
    """The sourcedIds of the students who are on the gradebook of a class."""
    held = roster.classes[klass].hidden.get("on_gradebook")
    if isinstance(held, list):
        return [str(student) for student in held]
    return [row.id for row in roster.people_of(klass, "student")]


def server_is_well(_: School, write: LineWrite | MarkWrite) -> Refusal | None:
    """A server in trouble says so and nothing more."""
    return Refusal("aeries.sis-internal-error", {}, 500) if write.roster.hidden.get("broken") else None


def one_gradebook(_: School, write: LineWrite) -> Refusal | None:
    """With more than one gradebook of a section it does not choose."""
    if len(gradebooks(write.roster, write.line.klass)) <= 1:
        return None
    return Refusal("aeries.several-gradebooks", {}, 400)


def gradebook_fits(_: School, write: LineWrite) -> Refusal | None:
    """A line item stays in the gradebook in which it was made."""
    number = write.before.hidden.get("gradebook") if write.before is not None else None
    if number is None or number in gradebooks(write.roster, write.line.klass):
        return None
    return Refusal("aeries.gradebook-mismatch", {}, 400)


def line_item_is_there(_: School, write: MarkWrite) -> Refusal | None:
    """A result names a line item that is there."""
    return Refusal("aeries.link-broken", {}, 400) if write.line is None else None


def student_is_on_the_gradebook(_: School, write: MarkWrite) -> Refusal | None:
    """Whoever gets a score is on the gradebook, which is not the class."""
    if write.line is None or write.student in on_gradebook(write.roster, write.line.klass):
        return None
    return Refusal("aeries.student-not-on-gradebook", {}, 400)


def with_gradebook(roster: Roster, line: Line) -> Line:
    """A new line item is made in the gradebook of its class."""
    numbers = gradebooks(roster, line.klass)
    if line.id not in roster.lines and numbers:
        line.hidden["gradebook"] = numbers[0]
    return line
