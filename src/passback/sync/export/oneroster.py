"""OneRoster gradebook CSV, 1.1 and 1.2: a manifest, line items and results. Source: facts/oneroster.md §5.

Delta files: bulk would say that what is not in them is no more. A result's id is passback's own, made from
line item and student, which tell it apart in any case. 1.1 demands a number in every result and so carries
nothing excused; 1.2 does not. Nothing is cleared or deleted by file.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal

from passback.core.cells import csv_text, is_key
from passback.core.gradebook import Excused, Score
from passback.core.ids import result_id
from passback.core.value import Value, plain, value
from passback.sync.export.model import Contents, Format, Gathered, ItemLeft, ItemRow, LeftOut, Reason, Row

_STAMP = ("sourcedId", "status", "dateLastModified")
_V1P1 = (
    "academicSessions categories classes classResources courses courseResources demographics enrollments "
    "lineItems orgs resources results users"
)
_V1P2 = (
    "academicSessions categories classes classResources courses courseResources demographics enrollments "
    "lineItemLearningObjectiveIds lineItems lineItemScoreScales orgs resources resultLearningObjectiveIds "
    "results resultScoreScales roles scoreScales userProfiles userResources users"
)


@value
class _Version(Value):
    """What differs between the two. `files`: all that a manifest speaks of."""

    number: str
    files: str
    items: tuple[str, ...]
    results: tuple[str, ...]


_ITEMS = (*_STAMP, "title", "description", "assignDate", "dueDate", "classSourcedId", "categorySourcedId")
_RANGE = ("resultValueMin", "resultValueMax")
_RESULTS = (*_STAMP, "lineItemSourcedId", "studentSourcedId", "scoreStatus", "score", "scoreDate", "comment")
_VERSIONS = {
    Format.ONEROSTER_1_1: _Version("1.1", _V1P1, (*_ITEMS, "gradingPeriodSourcedId", *_RANGE), _RESULTS),
    Format.ONEROSTER_1_2: _Version(
        "1.2",
        _V1P2,
        (*_ITEMS, "academicSessionSourcedId", *_RANGE, "schoolSourcedId"),
        (*_RESULTS, "textScore", "classSourcedId", "inProgress", "incomplete", "late", "missing"),
    ),
}
# Columns of a reference that a line item should name and that not every SIS tells.
_REFERENCES = ("categorySourcedId", "gradingPeriodSourcedId", "academicSessionSourcedId", "schoolSourcedId")


def oneroster(form: Format, space: str, gathered: Gathered) -> Contents:
    """The files of one connection's plans. `space`: the namespace of our ids."""
    version = _VERSIONS[form]
    whole = form is Format.ONEROSTER_1_2
    items, items_left = _fit_items(gathered)
    lost = {(one.subject.section, one.subject.assignment) for one in items_left}
    rows: list[Row] = []
    left = list(gathered.left)
    for row in gathered.rows:
        reason = _against(row, whole=whole)
        if (row.subject.section, row.subject.assignment) in lost:
            reason = Reason.UNSAFE_ID
        if reason is None:
            rows.append(row)
        else:
            left.append(LeftOut(row.subject, reason, None))
    item_cells = [_item_cells(row) for row in items]
    result_cells = [_result_cells(row, space) for row in rows]
    files = [
        _table("lineItems", version.items, item_cells),
        _table("results", version.results, result_cells),
    ]
    here = {name: "delta" for name, text in files if text}
    written = [(f"{name}.csv", text) for name, text in files if text]
    return Contents(
        files=(("manifest.csv", _manifest(version, here)), *written),
        carried=tuple(row.subject for row in rows),
        items=tuple(row.subject for row in items),
        left=tuple(left),
        items_left=(*gathered.items_left, *items_left),
        beside=_beside(rows, whole=whole),
        blank=Counter(
            name for name in version.items if name in _REFERENCES for row in item_cells if not row.get(name)
        ),
    )


def _table(name: str, head: tuple[str, ...], rows: list[dict[str, str]]) -> tuple[str, str]:
    """A file's name and text; no text where it would have no row, for then it is absent."""
    return name, csv_text(head, ([row.get(column, "") for column in head] for row in rows)) if rows else ""


def _manifest(version: _Version, here: dict[str, str]) -> str:
    rows = [("manifest.version", "1.0"), ("oneroster.version", version.number)]
    rows += [(f"file.{name}", here.get(name, "absent")) for name in version.files.split()]
    rows += [("source.systemName", "passback"), ("source.systemCode", "passback")]
    return csv_text(("propertyName", "value"), rows)


# ---- what fits ---------------------------------------------------------------------------------------


def _fit_items(gathered: Gathered) -> tuple[list[ItemRow], list[ItemLeft]]:
    fit: list[ItemRow] = []
    left: list[ItemLeft] = []
    for row in gathered.items:
        keys = (row.ref, row.class_ref, row.item.category or "", row.school or "", row.period or "")
        if all(is_key(key) for key in keys):
            fit.append(row)
        else:
            left.append(ItemLeft(row.subject, Reason.UNSAFE_ID))
    return fit, left


def _against(row: Row, *, whole: bool) -> Reason | None:
    """Why a result cannot be said in this version; None where it can."""
    if not all(is_key(key) for key in (row.ref, row.class_ref, row.score.student)):
        return Reason.UNSAFE_ID
    if isinstance(row.score.mark, Excused) and not whole:
        return Reason.EXCUSED
    if isinstance(row.score.mark, str) and not whole:
        return Reason.LETTER
    return None


def _beside(rows: Iterable[Row], *, whole: bool) -> Counter[str]:
    """What 1.1 has no column for: flags and letters."""
    if whole:
        return Counter()
    asked: dict[str, Callable[[Score], bool]] = {
        "late": lambda score: score.late,
        "missing": lambda score: score.missing,
        "letter": lambda score: bool(score.letter),
    }
    return Counter(name for row in rows for name, has in asked.items() if has(row.score))


# ---- cells -------------------------------------------------------------------------------------------


def _stamp(sourced_id: str, made: datetime) -> dict[str, str]:
    moment = made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return {"sourcedId": sourced_id, "status": "active", "dateLastModified": moment}


def _item_cells(row: ItemRow) -> dict[str, str]:
    item = row.item
    return {
        **_stamp(row.ref, row.made),
        "title": item.title,
        "description": item.description,
        "assignDate": item.assigned.isoformat(),
        "dueDate": item.due.isoformat(),
        "classSourcedId": row.class_ref,
        "categorySourcedId": item.category or "",
        "gradingPeriodSourcedId": row.period or "",
        "academicSessionSourcedId": row.period or "",
        "resultValueMin": "0",
        "resultValueMax": plain(item.maximum),
        "schoolSourcedId": row.school or "",
    }


def _result_cells(row: Row, space: str) -> dict[str, str]:
    score = row.score
    excused = isinstance(score.mark, Excused)
    letter = score.mark if isinstance(score.mark, str) else score.letter
    return {
        **_stamp(result_id(space, row.ref, score.student), row.made),
        "lineItemSourcedId": row.ref,
        "studentSourcedId": score.student,
        "scoreStatus": "exempt" if excused else "fully graded",
        "score": plain(score.mark) if isinstance(score.mark, Decimal) else "",
        "scoreDate": row.made.astimezone(UTC).date().isoformat(),
        "comment": score.comment,
        "textScore": letter or "",
        "classSourcedId": row.class_ref,
        "late": "true" if score.late else "false",
        "missing": "true" if score.missing else "false",
    }
