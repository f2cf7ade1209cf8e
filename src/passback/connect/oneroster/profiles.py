"""How Canvas's ids meet those of a OneRoster SIS, as far as the documents go.

A class is named by its sourcedId or its classCode, a student by identifier or sourcedId, either with zeros or
a prefix that the other side lacks. Source: facts/oneroster.md §2, §3.0.
"""

from passback.core.ids import CanvasField, IdProfile, IdRule, Transform

_AS_IS = Transform.AS_IS


def rule(field: str, canvas: Transform = _AS_IS, held: Transform = _AS_IS) -> IdRule:
    """Canvas's SIS id, changed by `canvas`, is the SIS's field, changed by `held`."""
    return IdRule(CanvasField.SIS_ID, field, canvas, held)


BY_ID = rule("sourcedId")
BY_CODE = rule("classCode")
STUDENTS = (
    rule("identifier"),
    rule("sourcedId"),
    rule("identifier", Transform.STRIP_ZEROS, Transform.STRIP_ZEROS),
    rule("identifier", Transform.STRIP_PREFIX),
)


def profiles(sections: tuple[IdRule, ...], students: tuple[IdRule, ...] = STUDENTS) -> tuple[IdProfile, ...]:
    """Each rule for sections with each for students, the commonest first."""
    return tuple(IdProfile(section, student, None) for section in sections for student in students)
