"""Rows to values and back, and how a settled chunk is written: in few queries, however large it is.

Knows the tables and no transaction: the caller has begun one. Imported only when Django has been started.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from passback.core.finding import Finding
from passback.core.value import Json
from passback.run.ports import Batch, Outcome
from passback.run.store.models import BatchRow, ChangeRow, FindingRow, LinkRow, RefusedRow, SentRow
from passback.run.store.settling import link_key, links_after, refs_gone, sent_after
from passback.sync.model import Link
from passback.sync.remembered import Refused

# Fields that came to a kept value after rows of it were written, with what was true before they came.
_SINCE: Mapping[str, Mapping[str, Json]] = {
    "Connection": {"expires": {}},
    "IdProfile": {"teacher": None},
    "IdRule": {"held": "as-is"},
    "LineItem": {"locked": False, "students": [], "also_in": []},
    "Plan": {"closes": {}, "grounds": {}, "rechecks": [], "spots": {}, "silenced": {}},
    "Rejection": {"exchange": None},
    "Silence": {"problem": None},
}


def upgraded(held: Any) -> Any:  # noqa: ANN401 - whatever JSON a row holds; the values' own readers check it
    """The JSON of a kept value as today's code writes it: fields that are younger than the row are filled in.

    Values are read strictly, so every field that a kept value gains is listed above, or every older
    database is unreadable.
    """
    if isinstance(held, list):
        return [upgraded(item) for item in held]
    if not isinstance(held, dict):
        return held
    return {**_SINCE.get(str(held.get("is", "")), {}), **{key: upgraded(item) for key, item in held.items()}}


def write_history(alias: str, plan: int, fresh: Sequence[Outcome], now: datetime) -> None:
    """The outcomes, each over what was intended."""
    made = [
        ChangeRow(
            plan_id=plan,
            key=outcome.change.key,
            settled_at=now,
            state=outcome.verdict.state.value,
            outcome=outcome.to_dict(),
        )
        for outcome in fresh
    ]
    ChangeRow.objects.using(alias).bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["plan", "key"],
        update_fields=["settled_at", "state", "outcome"],
    )


def write_links(alias: str, connection: int, fresh: Sequence[Outcome]) -> None:
    """The links that follow from the outcomes."""
    keys = {key for outcome in fresh if (key := link_key(outcome.change))}
    if not keys:
        return
    mine = LinkRow.objects.using(alias).filter(connection_id=connection)
    held = mine.filter(assignment__in={assignment for _, assignment in keys})
    made = []
    known = {(row.section, row.assignment): link_of(row) for row in held}
    for (section, assignment), link in links_after(known, fresh).items():
        if link is None:
            mine.filter(section=section, assignment=assignment).delete()
        else:
            made.append(_link_row(connection, link))
    LinkRow.objects.using(alias).bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["connection", "section", "assignment"],
        update_fields=["course", "class_ref", "ref", "generation"],
    )


def write_sent(alias: str, connection: int, fresh: Sequence[Outcome]) -> None:
    """The last-sent scores that follow from the outcomes."""
    made: list[SentRow] = []
    cleared: dict[str, list[str]] = {}
    for (ref, student), (course, score) in sent_after(fresh).items():
        if score is None:
            cleared.setdefault(ref, []).append(student)
            continue
        row = SentRow(
            connection_id=connection, course=course, ref=ref, student=student, score=score.to_dict()
        )
        made.append(row)
    mine = SentRow.objects.using(alias)
    refs = {outcome.ref for outcome in fresh if outcome.change.after is None and outcome.ref}
    links = LinkRow.objects.using(alias).filter(connection_id=connection, ref__in=refs)
    if refs and (gone := refs_gone(fresh, set(links.values_list("ref", flat=True)))):
        mine.filter(connection_id=connection, ref__in=gone).delete()
    for ref, students in cleared.items():
        mine.filter(connection_id=connection, ref=ref, student__in=students).delete()
    mine.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["connection", "ref", "student"],
        update_fields=["course", "score"],
    )


def write_refused(alias: str, connection: int, refused: Sequence[Refused], mended: Collection[str]) -> None:
    """What is to be remembered, and to be forgotten, of refusals."""
    mine = RefusedRow.objects.using(alias)
    made = [
        RefusedRow(
            connection_id=connection, key=memory.key, class_ref=memory.class_ref, held=memory.to_dict()
        )
        for memory in refused
    ]
    mine.bulk_create(made, update_conflicts=True, unique_fields=["connection", "key"], update_fields=["held"])
    if mended:
        mine.filter(connection_id=connection, key__in=mended).delete()


def link_of(row: LinkRow) -> Link:
    """The link that a row keeps."""
    return Link(row.course, row.section, row.assignment, row.class_ref, row.ref, row.generation)


def _link_row(connection: int, link: Link) -> LinkRow:
    return LinkRow(
        connection_id=connection,
        course=link.course,
        section=link.section,
        assignment=link.assignment,
        class_ref=link.class_ref,
        ref=link.ref,
        generation=link.generation,
    )


def finding_row(plan: int, finding: Finding) -> FindingRow:
    """The row of one finding of a plan."""
    s = finding.subject
    return FindingRow(
        plan_id=plan,
        problem=finding.problem.value,
        severity=finding.severity.value,
        course=s.course,
        section=s.section,
        assignment=s.assignment,
        student=s.student,
        facts=dict(finding.facts),
    )


def batch_of(row: BatchRow) -> Batch:
    """The batch that a row keeps, read together with its connection."""
    return Batch(
        id=row.key,
        connection=row.connection.name,
        made=row.made,
        plans=tuple(row.plans),
        unread=tuple(Finding.from_dict(upgraded(finding)) for finding in row.unread),
        approved=row.approved,
        finished=row.finished,
        by=row.by,
        standing=row.standing,
    )
