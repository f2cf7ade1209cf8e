"""Each law bites: with a defense taken out of the product, so that it believes a lie, a law is broken."""

from collections.abc import Callable
from typing import Any

import pytest

from believing import believing
from hostile_laws import LAWS, NAMES, met
from passback.connect.line import Line
from passback.connect.oneroster import errors, lists, places, read, reading, write
from passback.connect.oneroster.client import OneRoster
from passback.connect.sign_in import ClientCredentials
from passback.connect.wire import Wire
from passback.run import read as reader
from passback.sync import adopt, category, judge

Fault = tuple[Callable[..., Any], str, str]

# What is believed, as the text of a function and what takes its place; and against whom a law then breaks.
_UNREAD = "    if isinstance(held, Unread):\n"
_BELIEVED = (
    "    if isinstance(answer, Receipt):\n        return Verdict(State.IN_SIS, proven=True, why=None)\n"
)
_DECODED = "data = decode(answer.body) if answer.body.strip() else None\n    except ValueError:"
FAULTS: dict[str, tuple[Fault, tuple[str, ...]]] = {
    "a receipt is a proof": (
        (judge.judge, _UNREAD, _BELIEVED + _UNREAD),
        ("echo-rounded", "echo-capped", "echo-a-day-off", "no-read-back", "slow-to-show", "truncated"),
    ),
    "what is refused was taken": (
        (Wire.write, "200 <= status < 300 and not page", "200 <= status < 500 and not page"),
        ("post-creates",),
    ),
    "200 is a yes": (
        (errors.says_failure, "_failure(_fields(body))", "False"),
        ("failure-in-200",),
    ),
    "a list needs no count": (
        (lists._total, 'said = fetched.answer.headers.get("x-total-count", "").strip()', 'said = ""'),
        ("two-pagings", "ends-in-the-middle"),
    ),
    "a row on two pages is one row": (
        (lists.whole_list, "if twice:", "if False:"),
        ("moving-list",),
    ),
    "what is marked as deleted is there": (
        (read.is_deleted, 'row.data.get("status") == "tobedeleted"', "False"),
        ("still-listed",),
    ),
    "inactive is not deleted": (
        (reading._kept, 'if row.data.get("status") != "inactive"', ""),
        ("still-listed",),
    ),
    "the id that we chose is the id": (
        (write.named_id, "return held if isinstance(held, str) and held else None", "return None"),
        ("put-other-id",),
    ),
    "an id that the SIS chose is ours": (
        (OneRoster._save_score, "if self.dialect.ids is PutIds.CLIENT", "if True"),
        ("chooses-ids",),
    ),
    "lists have one envelope": (
        (lists.many, '(plural, SINGULAR[plural], "data")', "(plural, SINGULAR[plural])"),
        ("data-and-total",),
    ),
    "a list is a list": (
        (lists.many, 'if isinstance(held, Mapping) and "sourcedId" in held:', "if False:"),
        ("collapsed-lists",),
    ),
    "an object is an object": (
        (lists.one, "if isinstance(held, list) and len(held) == 1:", "if False:"),
        ("list-for-object",),
    ),
    "a refusal is no answer": (
        (OneRoster._put, "else _with_names(answer)", 'else Silence("no answer", sent=True)'),
        ("update-only",),
    ),
    "a filter that finds nothing has looked": (
        (reading.Reading._category_rows, "return rows if rows or not query else", "return rows if True else"),
        ("double-equals",),
    ),
    "an unknown status is no score": (
        (read._mark, 'if status == "not submitted":', 'if status != "fully graded":'),
        ("invented-status",),
    ),
    "the token is where the others have it": (
        (
            ClientCredentials._request,
            'Request("POST", auth.token_url,',
            'Request("POST", auth.token_url.replace("/ims/oneroster/v1p1/", "/oauth/"),',
        ),
        ("token-below-base",),
    ),
    "a bare reference is enough": (
        (
            places.Places.reference,
            '{"href": wire.url(collection, sourced_id), "sourcedId": sourced_id, "type": kind}',
            '{"sourcedId": sourced_id}',
        ),
        ("strict-1.2",),
    ),
    "not found speaks of the class": (
        (
            reading.Reading._found,
            "error.status == _NOT_FOUND and await",
            "error.status == _NOT_FOUND or await",
        ),
        ("base-without-gradebook",),
    ),
    "a route that is not there is an SIS that is down": (
        (Wire._problem, "404: Problem.ROUTE_MISSING", "404: words.down"),
        ("other-routes",),
    ),
    "no login is no class": (
        (Wire.ask, "if self._is_refused_token(answer):", "if False:"),
        ("plain-401",),
    ),
    "what cannot be read is not there": (
        (reading.Reading._found, "return unread(error)", "return missing"),
        ("html", "flat-bodies"),
    ),
    "of two alike the first will do": (
        (adopt._by_likeness, "if len(alike) > 1:", "if False:"),
        ("twins",),
    ),
    "of two of one name the last will do": (
        (category.find_category, "return found[0] if", "return found[-1] if"),
        ("many-categories",),
    ),
    "too many is too many": (
        (Line.send, "if told is None and not is_throttled(answer):", "if True:"),
        ("busy", "busy-until"),
    ),
    "an answer has a body": (
        (write.named_id, _DECODED, "data = decode(answer.body)\n    except ZeroDivisionError:"),
        ("put-nothing", "put-204"),
    ),
    "an answer has an envelope": (
        (write.named_id, "data = data.get(envelope, data)", "data = data[envelope]"),
        ("put-object",),
    ),
    "one answer is one object": (
        (write.named_id, "data = data[0]", 'data = data["sourcedId"]'),
        ("put-array",),
    ),
}
CASES = [(fault, name) for fault, (_, names) in FAULTS.items() for name in names]
# Nothing that a sync does meets these: it changes no line item that is as it should be, and puts no category.
NO_LIE = {"changes-nothing", "category-in-result"}
# The probe meets these before any class is read; what stands behind it must hold without it too.
BEHIND_THE_PROBE = {"base-without-gradebook", "html"}


def broken(name: str) -> list[str]:
    """The laws that a deviation breaks."""
    case = met(name)
    wrong = []
    for law in LAWS:
        try:
            law(case)
        except AssertionError:
            wrong.append(law.__name__)
    return wrong


async def blind(_: object) -> None:
    """A probe that finds everybody well."""


@pytest.mark.parametrize(("fault", "name"), CASES)
def test_a_law_is_broken_by_who_believes(monkeypatch: pytest.MonkeyPatch, fault: str, name: str) -> None:
    function, old, new = FAULTS[fault][0]
    if name in BEHIND_THE_PROBE:
        monkeypatch.setattr(reader, "let_in", blind)

    with believing(function, old, new):
        try:
            wrong = broken(name)
        except Exception as error:  # noqa: BLE001 - a product without its defense may break in any way
            wrong = [repr(error)]

    assert wrong, f"nothing notices that {fault}"


@pytest.mark.parametrize("name", sorted(BEHIND_THE_PROBE))
def test_what_the_probe_meets_is_met_without_it_too(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(reader, "let_in", blind)

    assert broken(name) == []


def test_a_fault_is_planted_for_every_deviation() -> None:
    assert {name for _, name in CASES} == set(NAMES) - NO_LIE
