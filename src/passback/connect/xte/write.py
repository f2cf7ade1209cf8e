"""Bodies of PowerSchool writes, and whom an answer to one names. Source: facts/sis-vendors.md §1.5, §1.6."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from passback.connect.exact_json import decode
from passback.connect.shape import Row
from passback.connect.xte.read import split
from passback.core.gradebook import Excused, LineItem, Score
from passback.core.ports import Response
from passback.core.value import plain

Body = dict[str, object]
_STUDENT_KEYS = frozenset(["studentsdcid", "student_dcid"])
_NAMED_IN_TEXT = re.compile(r"Student\.id \[([0-9]{1,18})\]")
# What a category may ask for without a further field beside it.
_PUBLISH = frozenset(["Immediately", "Never"])


def new_assignment(section: str, item: LineItem, category: Row | None) -> Body:
    """A new assignment in one section; weight, publishing and counting are its category's defaults."""
    weight = category.decimal_or_none("defaultweight") if category else None
    weight = Decimal(1) if weight is None else weight
    publish = category.text_or_none("defaultpublishoption") if category else None
    counts = item.counts
    if counts is None:
        counts = category.spoken_flag("isinfinalgrades", absent=True) if category else True
    body: Body = {
        "sectionsdcid": int(section),
        "name": item.title,
        "duedate": item.due.isoformat(),
        "scoretype": "POINTS",
        "scoreentrypoints": item.maximum,
        "weight": weight,
        "totalpointvalue": item.maximum * weight,
        "extracreditpoints": 0,
        "iscountedinfinalgrade": counts,
        "isscoringneeded": True,
        "publishoption": publish if publish in _PUBLISH else "Immediately",
    }
    if item.description:
        body["description"] = item.description
    if item.category is not None:
        association = {"teachercategoryid": int(item.category), "isprimary": True}
        body["_assignmentcategoryassociations"] = [association]
    return {"_assignmentsections": [body]}


def patched(assignment: Row, assignment_section: str, item: LineItem) -> tuple[Body, bool] | None:
    """The whole assignment with our fields of one section changed, and whether its points change.

    None: it is not in that section any more. All its sections stay in the body: an update is a full
    overwrite, and one without them all is refused.
    """
    found = False
    rescored = False
    sections: list[object] = []
    for row in assignment.rows("_assignmentsections"):
        body = dict(row.data)
        if row.id("assignmentsectionid") == assignment_section:
            found = True
            weight = row.decimal_or_none("weight")
            weight = Decimal(1) if weight is None else weight
            rescored = row.decimal_or_none("scoreentrypoints") != item.maximum
            body |= {
                "name": item.title,
                "description": item.description,
                "duedate": item.due.isoformat(),
                "scoreentrypoints": item.maximum,
                "totalpointvalue": item.maximum * weight,
            }
        sections.append(body)
    return ({**assignment.data, "_assignmentsections": sections}, rescored) if found else None


def score(line_item: str, given: Score) -> Body:
    """One score. Exempt is a flag without a number; no grade scale is named, points need none (§1.6)."""
    body: Body = {
        "_assignmentsection": {"assignmentsectionid": int(split(line_item)[1])},
        "studentsdcid": int(given.student),
        "scoretype": "POINTS",
        "isexempt": given.mark is Excused.EXCUSED,
        "islate": given.late,
        "ismissing": given.missing,
    }
    if isinstance(given.mark, Decimal):
        body |= {
            "actualscoreentered": plain(given.mark),
            "actualscorekind": "REAL_SCORE",
            "scorepoints": given.mark,
        }
    if given.comment:
        body["_assignmentscorecomment"] = {"commentvalue": given.comment}
    return body


def created_id(answer: Response) -> str | None:
    """The assignment's id, the last part of `Location`; the body is empty (§1.6)."""
    last = answer.headers.get("location", "").partition("?")[0].rstrip("/").rpartition("/")[2]
    return last if last.isascii() and last.isdigit() else None


def named_students(body: bytes) -> frozenset[str]:
    """The students that the fields of an answer name; those in its texts only where no field does."""
    try:
        found = list(_fields(decode(body)))
    except ValueError:
        return frozenset()
    named = {str(held) for name, held in found if name in _STUDENT_KEYS and isinstance(held, int | str)}
    if not named:
        named = {n for _, held in found if isinstance(held, str) for n in _NAMED_IN_TEXT.findall(held)}
    return frozenset(named)


def _fields(data: object) -> Iterator[tuple[str, object]]:
    pending = [data]
    while pending:
        held = pending.pop(0)
        if isinstance(held, Mapping):
            yield from held.items()
            pending += held.values()
        elif isinstance(held, list):
            pending += held
