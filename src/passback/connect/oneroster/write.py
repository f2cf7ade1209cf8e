"""Bodies of OneRoster writes, and what an answer to one names.

References are sent whole (href, sourcedId, type); `category` and the grading period are left out rather than
sent empty; a score that nobody gave is never sent. Source: facts/oneroster.md §1.3, §1.4, §1.8, §3.0.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from passback.connect.exact_json import decode
from passback.connect.oneroster.dialect import Dialect, Exempted, Moment, Version
from passback.connect.oneroster.places import Body, Places
from passback.core.gradebook import Excused, LineItem, Score
from passback.core.ports import Response
from passback.core.value import Value, value


@value
class Around(Value):
    """What a new line item hangs on beside its own fields: its class, the class's school, its period.

    `school` and `period` None: left out of the body.
    """

    class_ref: str
    school: str | None
    period: str | None


class Bodies:
    """The bodies of one connection's writes."""

    def __init__(self, places: Places, dialect: Dialect) -> None:
        self._places = places
        self._dialect = dialect

    def line_item(
        self, around: Around, item: LineItem, held: Mapping[str, object] | None, now: datetime
    ) -> Body:
        """A line item's body. `held`: what the SIS has; every field of it that is not ours is kept.

        The category is ours at creation only, then the SIS's. Where the SIS chooses ids there is none.
        """
        body: Body = self._kept(held) if held is not None else {"status": "active", "resultValueMin": 0}
        body |= {
            "sourcedId": item.ref,
            "title": item.title,
            "description": item.description,
            "assignDate": self._moment(item.assigned),
            "dueDate": self._moment(item.due),
            "resultValueMax": item.maximum,
            **self._stamp(now),
        }
        if held is None:
            body |= self._references(around, item)
        return {"lineItem": {name: held for name, held in body.items() if held not in ("", None)}}

    def _kept(self, held: Mapping[str, object]) -> Body:
        """What the SIS has, without a category that only stands for none: it takes none of that id back."""
        category = held.get("category")
        ref = category.get("sourcedId") if isinstance(category, Mapping) else category
        return {k: v for k, v in held.items() if k != "category" or ref not in self._dialect.no_category}

    def _references(self, around: Around, item: LineItem) -> Body:
        made: Body = {"class": self._places.reference("class", around.class_ref)}
        if item.category is not None:
            made["category"] = self._places.reference("category", item.category)
        if around.school is not None:
            made["school"] = self._places.reference("org", around.school)
        if around.period is not None:
            name = "gradingPeriod" if self._dialect.version is Version.V1P1 else "academicSession"
            made[name] = self._places.reference("academicSession", around.period)
        return made

    def _stamp(self, now: datetime) -> Body:
        """1.2 requires `dateLastModified` in requests too; the incumbent's 1.1 leaves it out (§1.4, §3.0)."""
        if self._dialect.version is Version.V1P1:
            return {}
        return {"dateLastModified": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")}

    def _moment(self, day: date) -> str:
        text = day.isoformat()
        match self._dialect.moment:
            case Moment.UTC_MIDNIGHT:
                return f"{text}T00:00:00.000Z"
            case Moment.BARE_MIDNIGHT:
                return f"{text}T00:00:00"
            case Moment.DATE:
                return text

    def result(self, sourced_id: str | None, item: str, score: Score, now: datetime) -> Body:
        """One result, without its envelope: a number, a letter where there is a place for it, or exempt.

        `sourced_id` None: the SIS will choose.
        """
        body: Body = {
            "sourcedId": sourced_id,
            "status": "active",
            **self._stamp(now),
            "lineItem": self._places.reference("lineItem", item),
            "student": self._places.reference("user", score.student),
            **self._marked(score),
        }
        if self._dialect.status_and_date:
            excused = score.mark is Excused.EXCUSED
            body |= {
                "scoreStatus": "exempt" if excused else "fully graded",
                "scoreDate": now.date().isoformat(),
            }
        if self._dialect.flags_in_fields and score.mark is not Excused.EXCUSED:
            body |= {"late": _spoken(score.late), "missing": _spoken(score.missing)}
        if score.comment:
            body["comment"] = score.comment
        return {name: held for name, held in body.items() if held is not None}

    def _marked(self, score: Score) -> Body:
        if score.mark is Excused.EXCUSED:
            return {"score": Decimal(0)} if self._dialect.exempted is Exempted.ZERO else {}
        made: Body = {} if isinstance(score.mark, str) else {"score": score.mark}
        letter = score.mark if isinstance(score.mark, str) else score.letter
        if letter and self._dialect.letter_in:
            *outer, name = self._dialect.letter_in.split(".")
            placed: Body = {name: letter}
            for part in reversed(outer):
                placed = {part: placed}
            made |= placed
        return made


def refusal_of(score: Score, dialect: Dialect) -> str | None:
    """Why this score cannot be said in this dialect; None where it can."""
    if isinstance(score.mark, str) and dialect.letter_in is None:
        return f"OneRoster {dialect.version.value} carries no letters here"
    if score.mark is Excused.EXCUSED and (dialect.exempted is Exempted.NEVER or not dialect.status_and_date):
        return "this SIS takes no excused score"
    return None


def _spoken(flag: bool) -> str:  # noqa: FBT001 - the one thing it is given
    """1.2's yes and no are text (§1.4)."""
    return "true" if flag else "false"


def named_id(answer: Response, envelope: str) -> str | None:
    """The sourcedId under which the SIS keeps what was put; None where its answer names none.

    A PUT answers with the entity, a list, `{}` or nothing (§1.8).
    """
    try:
        data = decode(answer.body) if answer.body.strip() else None
    except ValueError:
        return None
    if isinstance(data, Mapping):
        data = data.get(envelope, data)
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    held = data.get("sourcedId") if isinstance(data, Mapping) else None
    return held if isinstance(held, str) and held else None


def pairs(answer: Response) -> dict[str, str]:
    """The id that the SIS chose by the id that we supplied, from the answer to a bulk POST (§1.3)."""
    try:
        data = decode(answer.body) if answer.body.strip() else None
    except ValueError:
        return {}
    listed = data.get("sourcedIdPairs") if isinstance(data, Mapping) else None
    rows = listed if isinstance(listed, list) else [listed]
    made: dict[str, str] = {}
    for row in rows:
        if isinstance(row, Mapping):
            supplied, allocated = row.get("suppliedSourcedId"), row.get("allocatedSourcedId")
            if isinstance(supplied, str) and isinstance(allocated, str) and supplied and allocated:
                made[supplied] = allocated
    return made
