"""Bodies of PowerSchool writes. Source: facts/sis-vendors.md §1.4 to §1.6."""

from decimal import Decimal

from passback.connect.shape import Row
from passback.connect.xte.read import split
from passback.core.gradebook import Excused, LineItem, Score
from passback.core.value import plain

Body = dict[str, object]
_ON_A_DATE, _AT_ONCE, _NEVER = "OnSpecificDate", "Immediately", "Never"


def new_assignment(section: str, item: LineItem, category: Row | None) -> Body:
    """A new assignment in one section; weight, extra credit, counting and publishing as its category's
    teacher chose them. Without a category PowerTeacher Pro chooses what is not said.
    """  # noqa: D205 - one thought
    weight = _number(category, "defaultweight", Decimal(1))
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
        "extracreditpoints": _number(category, "defaultextracreditpoints", Decimal(0)),
        "iscountedinfinalgrade": counts,
        "isscoringneeded": True,
        **_published(item, category),
    }
    if item.description:
        body["description"] = item.description
    if item.category is not None:
        association = {"teachercategoryid": int(item.category), "isprimary": True}
        body["_assignmentcategoryassociations"] = [association]
    return {"_assignmentsections": [body]}


def _number(category: Row | None, name: str, absent: Decimal) -> Decimal:
    held = category.decimal_or_none(name) if category else None
    return absent if held is None else held


def _published(item: LineItem, category: Row | None) -> Body:
    """When families see it, and whether its scores. A category's *on a date* names none: the due date."""
    if category is None:
        return {"publishoption": _AT_ONCE}
    option = category.text_or_none("defaultpublishoption") or _AT_ONCE
    body: Body = {"publishoption": option}
    if option == _ON_A_DATE:
        body["publishonspecificdate"] = item.due.isoformat()
    elif option not in {_AT_ONCE, _NEVER}:
        body["publishdaysbeforedue"] = _number(category, "defaultdaysbeforedue", Decimal(0))
    if category.has("isdefaultpublishscores"):
        body["isscorespublish"] = category.spoken_flag("isdefaultpublishscores", absent=True)
    return body


def patched(assignment: Row, assignment_section: str, item: LineItem) -> tuple[Body, bool] | None:
    """The whole assignment with our fields changed, and whether its points change.

    None: it is not in that section any more. All its sections stay in the body: an update is a full
    overwrite, and one without them all is refused. All values but the due date must be the same in all
    sections (§1.6), so only the due date is changed in ours alone.
    """
    rows = assignment.rows("_assignmentsections")
    if not any(row.id("assignmentsectionid") == assignment_section for row in rows):
        return None
    rescored = any(row.decimal_or_none("scoreentrypoints") != item.maximum for row in rows)
    sections: list[object] = []
    for row in rows:
        weight = _number(row, "weight", Decimal(1))
        body = dict(row.data) | {
            "name": item.title,
            "description": item.description,
            "scoreentrypoints": item.maximum,
            "totalpointvalue": item.maximum * weight,
        }
        if row.id("assignmentsectionid") == assignment_section:
            body["duedate"] = item.due.isoformat()
        sections.append(body)
    return {**assignment.data, "_assignmentsections": sections}, rescored


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
