"""What Infinite Campus refuses, fills in, and how it says so."""

from __future__ import annotations

import json
from collections.abc import Mapping

from passback.sandbox.oneroster import faults
from passback.sandbox.oneroster.manners import LineWrite, MarkWrite, Row, Said, as_it_is
from passback.sandbox.oneroster.rows import holds, period_of
from passback.sandbox.oneroster.writing import day_of
from passback.sandbox.refusing import Refusal
from passback.sandbox.state.oneroster import Line, Roster
from passback.sandbox.state.school import School
from passback.sandbox.wire import Call, Reply, reply_json

__all__ = ["as_it_is", "bare_array"]

UNCATEGORIZED = "11111111-1111-1111-1111-111111111111"
LETTER = "ext_infiniteCampus_scoreGrade"


def bare_array(call: Call, said: Said) -> Reply:
    """The array; one of its messages is one already."""
    if said.text.startswith("["):
        return reply_json(said.status, json.loads(said.text))
    return faults.bare_array(call, said)


def dates_are_in_the_class(_: School, write: LineWrite) -> Refusal | None:
    """Both dates lie in the terms of the class."""
    roster = write.roster
    terms = [roster.terms[term] for term in roster.classes[write.line.klass].terms]
    days = [day_of(write.line.assigned), day_of(write.line.due)]
    if all(any(holds(roster, term, day) for term in terms) for day in days):
        return None
    return Refusal("infinite-campus.due-date-outside-class", {}, 422)


def due_date_is_in_a_period(_: School, write: LineWrite) -> Refusal | None:
    """A grading period holds the due date."""
    if period_of(write.roster, day_of(write.line.due)) is not None:
        return None
    return Refusal("infinite-campus.due-date-outside-grading-period", {}, 422)


def score_or_letter(_: School, write: MarkWrite) -> Refusal | None:
    """A result has a number, or a letter in its metadata."""
    metadata = write.mark.extra.get("metadata")
    letter = metadata.get(LETTER) if isinstance(metadata, Mapping) else None
    if write.mark.score is not None or letter or not write.roster.hidden.get("score_required"):
        return None
    return Refusal("infinite-campus.score-cleared-refused", {}, 422)


def with_period(roster: Roster, line: Line) -> Line:
    """Whatever was sent, the grading period is the one that holds the due date."""
    period = period_of(roster, day_of(line.due))
    line.period = None if period is None else period.id
    return line


def with_category(_: Roster, row: Row) -> Row:
    """Without a category it is shown as uncategorized."""
    if "category" in row:
        return row
    href = str(row["class"]["href"]) if isinstance(row["class"], dict) else ""
    base = href.rpartition("/classes/")[0]
    shown = {"href": f"{base}/categories/{UNCATEGORIZED}", "sourcedId": UNCATEGORIZED, "type": "category"}
    return {**row, "category": shown}


def with_legacy_id(_: Roster, row: Row) -> Row:
    """1.2 tells the id that 1.1 had, with its letter."""
    roles = row["roles"]
    role = roles[0]["role"] if isinstance(roles, list) else ""
    letter = "s" if role == "student" else "t"
    return {**row, "metadata": {"ic.legacysourceId": f"{letter}{row['sourcedId']}"}}
