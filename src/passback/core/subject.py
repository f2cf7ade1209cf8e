"""What a finding or a change is about."""

from passback.core.value import Value, value


@value
class Subject(Value):
    """What a finding or a change is about, in Canvas ids; None: all of them."""

    course: str
    section: str | None
    assignment: str | None
    student: str | None
