"""Every deviation, what it does, and in what a sync against it must end.

Sources: facts/oneroster.md §3.13 (what was seen in public servers), §1.7 and §1.8 (shapes of answers), §3.12
(ids of the server's own). Each has a base of its own, `/{name}` before OneRoster's, and a roster of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from passback.sandbox.hostile import after, before
from passback.sandbox.hostile.turn import After, Before, Turn, read, said
from passback.sandbox.oneroster import faults
from passback.sandbox.oneroster.manners import (
    BASE_1_1,
    GRADEBOOK_1_2,
    ROSTERING_1_2,
    Manners,
    PutBody,
    Quotes,
)
from passback.sandbox.oneroster.writing import day_of
from passback.sandbox.state.oneroster import CategoryRow, Line, Mark, Roster
from passback.sandbox.wire import Reply

MANY = 10_000


class End(StrEnum):
    """In what a sync must end.

    `proven`: what is called in the SIS is there, and all of it is. `finding`: one finding, nothing sent.
    `refused`, `unconfirmed`: each score is that. `differs`: what is kept is not what was sent, and that is
    said of the score or of its line item; a score that is not there yet when read back differs too.
    """

    PROVEN = "proven"
    FINDING = "finding"
    REFUSED = "refused"
    DIFFERS = "differs"
    UNCONFIRMED = "unconfirmed"


def nothing(_: Roster) -> None:
    """As it was planted."""


def as_it_is(_: Turn, reply: Reply) -> Reply:
    """The engine's own answer."""
    return reply


def not_at_all(_: Turn) -> Reply | None:
    """The engine is asked."""
    return None


@dataclass(frozen=True)
class Deviation:
    """One way of being wrong. `says`: what it does, in a line. `path`: rewritten for the engine."""

    name: str
    says: str
    end: End
    version: str = "1.1"
    before: Before = not_at_all
    after: After = as_it_is
    prepare: Callable[[Roster], None] = nothing
    rename: tuple[tuple[str, str], ...] = ()
    more: dict[str, object] = field(default_factory=dict, hash=False)

    @property
    def manners(self) -> Manners:
        """What the engine is told."""
        new = self.version == "1.2"
        fault = faults.imsx if new else faults.imsx_1_1
        plain = Manners(
            name=f"hostile/{self.name}",
            version=self.version,
            fault=fault,
            refuse=fault,
            gradebook=f"/{self.name}{GRADEBOOK_1_2 if new else BASE_1_1}",
            rostering=f"/{self.name}{ROSTERING_1_2 if new else BASE_1_1}",
            token_path=f"/{self.name}/oauth/token",
            categories_of_class=new,
            needs_category=new,
        )
        return replace(plain, **self.more)  # type: ignore[arg-type]


# ---- what is kept otherwise than it was sent ---------------------------------------------------------


def echo(turn: Turn, reply: Reply) -> Reply:
    """Every accepted PUT is answered with what was sent."""
    accepted = turn.call.method == "PUT" and reply.status < after.REFUSED
    return said(reply, turn.call.json_object()) if accepted and read(reply) else reply


def rounded(_: Roster, mark: Mark) -> Mark:
    """To a whole number and one less, so that whole scores differ too."""
    if mark.score is None:
        return mark
    return replace(mark, score=mark.score.quantize(Decimal(1), ROUND_HALF_UP) - 1)


def capped(_: Roster, mark: Mark) -> Mark:
    """Never more than three."""
    return mark if mark.score is None else replace(mark, score=min(mark.score, Decimal(3)))


def a_day_earlier(_: Roster, line: Line) -> Line:
    """Due the day before."""
    due: date = day_of(line.due) - timedelta(days=1)
    return replace(line, due=f"{due.isoformat()}T00:00:00.000Z")


def own_id(_: Roster, line: Line) -> Line:
    """Under an id of the server's own, whatever was chosen."""
    return line if line.id.startswith("own-") else replace(line, id=f"own-{line.id}")


# ---- what is planted beside --------------------------------------------------------------------------


def many_categories(roster: Roster) -> None:
    """Ten thousand categories, and a second one of each name of the class."""
    klass = next(iter(roster.classes))
    for row in list(roster.categories.values()):
        double = replace(row, id=f"zz-{row.id}")
        roster.categories[double.id] = double
    for number in range(MANY - len(roster.categories)):
        row = CategoryRow(f"many-{number:05}", f"Category {number}", klass)
        roster.categories[row.id] = row


def twins(roster: Roster) -> None:
    """Two line items of one title, date and maximum, as the first homework has them."""
    klass, category = next(iter(roster.classes)), next(iter(roster.categories))
    term = next(iter(roster.terms.values()))
    due = f"{(term.first + timedelta(weeks=1, days=4)).isoformat()}T00:00:00.000Z"
    for key in ("twin-1", "twin-2"):
        roster.lines[key] = Line(
            key, klass, category, "Unit 1 homework", "", due, due, Decimal(0), Decimal(10)
        )


DEVIATIONS: tuple[Deviation, ...] = (
    Deviation("update-only", "a PUT of a new id answers 404", End.REFUSED, before=before.update_only),
    Deviation(
        "changes-nothing",
        "a PUT on what is there answers 200 and changes nothing: a second sync differs",
        End.PROVEN,
        before=before.changes_nothing,
    ),
    Deviation(
        "base-without-gradebook",
        "1.2 under one base without the part of the service",
        End.FINDING,
        version="1.2",
        more={
            "gradebook": "/base-without-gradebook/ims/oneroster/v1p2",
            "rostering": "/base-without-gradebook/ims/oneroster/v1p2",
        },
    ),
    Deviation("flat-bodies", "no envelopes, references as plain ids", End.FINDING, after=after.flat),
    Deviation("post-creates", "PUT answers 405, POST creates", End.REFUSED, before=before.put_not_allowed),
    Deviation("data-and-total", "lists under data, with total", End.PROVEN, after=after.data_and_total),
    Deviation(
        "double-equals",
        "a filter knows == only, and with = finds nothing",
        End.PROVEN,
        before=before.ignores_equals,
        more={"quotes": Quotes.QUOTED},
    ),
    Deviation(
        "invented-status",
        "a scoreStatus that no document has, when read",
        End.PROVEN,
        after=after.invented_status,
    ),
    Deviation(
        "other-routes",
        "lineitems and line_item_categories, update only",
        End.FINDING,
        before=lambda turn: before.other_routes(turn) or before.update_only(turn),
        rename=(("lineitems", "lineItems"), ("line_item_categories", "categories")),
    ),
    Deviation(
        "token-below-base",
        "the token is under OneRoster's own base",
        End.PROVEN,
        more={"token_path": f"/token-below-base{BASE_1_1}/token"},
    ),
    Deviation("two-pagings", "Link ends before X-Total-Count", End.FINDING, after=after.two_pagings),
    Deviation(
        "strict-1.2",
        "references whole or 400, in imsx_StatusInfo",
        End.PROVEN,
        version="1.2",
        before=before.strict,
        more={"fault": faults.status_info, "refuse": faults.status_info},
    ),
    Deviation(
        "plain-401", "no token is good, said in plain text", End.FINDING, before=before.unauthorized_in_words
    ),
    Deviation(
        "category-in-result",
        "a PUT of a category is read from the envelope of a result",
        End.PROVEN,
        before=before.category_in_result,
        more={"puts": frozenset({"categories", "lineItems", "results"})},
    ),
    Deviation("failure-in-200", "a refusal inside a 200", End.REFUSED, before=before.fails_with_200),
    Deviation("put-array", "an array for one", End.PROVEN, more={"put_body": PutBody.ARRAY}),
    Deviation("put-object", "an empty object", End.PROVEN, more={"put_body": PutBody.OBJECT}),
    Deviation("put-nothing", "no body", End.PROVEN, more={"put_body": PutBody.NOTHING}),
    Deviation("put-204", "204 for every PUT", End.PROVEN, after=after.no_content),
    Deviation("put-other-id", "an id of its own", End.PROVEN, more={"keeps_line": own_id}),
    Deviation(
        "chooses-ids",
        "a PUT without an id, answered with the server's own in an array",
        End.PROVEN,
        before=before.chooses_ids,
    ),
    Deviation(
        "echo-rounded", "echoes, and keeps less", End.DIFFERS, after=echo, more={"keeps_mark": rounded}
    ),
    Deviation("echo-capped", "echoes, and caps", End.DIFFERS, after=echo, more={"keeps_mark": capped}),
    Deviation(
        "echo-a-day-off",
        "echoes, and keeps the day before",
        End.DIFFERS,
        after=echo,
        more={"keeps_line": a_day_earlier},
    ),
    Deviation(
        "still-listed", "what is gone is listed on, marked as deleted", End.PROVEN, after=after.still_listed
    ),
    Deviation("collapsed-lists", "a list of one is that one", End.PROVEN, after=after.collapsed),
    Deviation("list-for-object", "one object as a list of one", End.PROVEN, after=after.list_for_object),
    Deviation("html", "a page for people, and 200", End.FINDING, before=before.html),
    Deviation("truncated", "results stop in their middle", End.UNCONFIRMED, after=after.truncated),
    Deviation(
        "ends-in-the-middle", "students end before their count", End.FINDING, after=after.ends_in_the_middle
    ),
    Deviation("twins", "two line items of one title and date", End.FINDING, prepare=twins),
    Deviation(
        "many-categories",
        "ten thousand categories, and two of a name",
        End.PROVEN,
        prepare=many_categories,
    ),
    Deviation("moving-list", "every page is the first", End.FINDING, after=after.moving),
    Deviation("busy", "every third PUT is 429", End.PROVEN, before=before.busy),
    Deviation("busy-until", "every third PUT is 429 with Retry-After", End.PROVEN, before=before.busy_until),
    Deviation("no-read-back", "500 for what was written", End.UNCONFIRMED, before=before.no_read_back),
    Deviation("slow-to-show", "seen only after some reads", End.DIFFERS, after=after.slow_to_show),
)
