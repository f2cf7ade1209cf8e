"""One vendor's server out of its manners: the routes it has, the way in, and its entry of the first line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from passback.sandbox.oneroster import bulk, reading, signing, writing
from passback.sandbox.oneroster.book import RosterBook
from passback.sandbox.oneroster.manners import Handler, Manners, Visit
from passback.sandbox.planting.canvas import Ground
from passback.sandbox.routes import Route, find, shape
from passback.sandbox.simulator import Access, Simulator, account_of, entry
from passback.sandbox.state.oneroster import Role, Roster
from passback.sandbox.state.school import School
from passback.sandbox.wire import Call, Reply

_BEHIND_THE_VENDOR_KEY = ("categories", "lineItems", "results", "scoreScales")


@cache
def routes(manners: Manners) -> tuple[Route[Handler], ...]:
    """What this vendor answers, in the order in which it looks."""
    book, people = manners.gradebook, manners.rostering
    gradebook = [("GET", book, *row) for row in reading.GRADEBOOK]
    if manners.categories_of_class:
        gradebook += [("GET", book, *row) for row in reading.CATEGORIES_OF_CLASS]
    if manners.lower_case:
        lists = dict(reading.GRADEBOOK)
        gradebook.append(("GET", book, "/classes/:id/lineitems", lists["/classes/:id/lineItems"]))
    if manners.is_1_2:
        gradebook += [("GET", book, *row) for row in reading.SCALES]
    if manners.bulk:
        gradebook += [("POST", book, *row) for row in bulk.POSTS]
    gradebook += [("PUT", book, f"/{name}/:id", writing.PUTS[name]) for name in sorted(manners.puts)]
    gradebook += [("DELETE", book, f"/{name}/:id", writing.DELETES[name]) for name in sorted(manners.deletes)]
    rostering = [("GET", people, *row) for row in (*reading.ROSTERING, *reading.SCHOOL_SCOPED)]
    return tuple(
        Route(method, base + pattern, handler)
        for method, base, pattern, handler in (*gradebook, *rostering)
        if f"{method} {pattern}" not in manners.absent
    )


def answer(manners: Manners, school: School, roster: Roster, call: Call) -> Reply:
    """Answer one call to one roster."""
    if manners.token_path is not None and call.path == manners.token_path:
        return signing.token(manners, roster, call)
    if closed := signing.refused(manners, roster, call):
        return closed
    found = find(routes(manners), call.method, call.path)
    visit = Visit(school, roster, call, manners)
    if found is None:
        where = call.path.removeprefix(manners.gradebook)
        return visit.fault(404, "unsupportedoperation", f"API route not found: {call.method} {where}")
    route, args = found
    locked = manners.vendor_header and any(part in route.pattern for part in _BEHIND_THE_VENDOR_KEY)
    if locked and not signing.has_vendor_key(roster, call):
        return visit.fault(401, "unauthorized", "User not authorized.")
    return route.handler(visit, args)


def simulator(
    manners: Manners,
    plant: Callable[[Ground], Roster],
    *,
    sis: str | None = None,
    options: Mapping[str, str] | None = None,
    more: Callable[[School, Call], Reply | None] | None = None,
    connects: bool = True,
) -> Simulator:
    """A vendor's server for the table of systems.

    `sis`: its slug where the port's name is another. `options`: as its entry shows them, `{url}` for
    the address. `more`: what it
    answers beside OneRoster; None where that is not its call.
    """

    def handle(school: School, call: Call) -> Reply:
        beside = more(school, call) if more is not None else None
        return answer(manners, school, school.rosters[manners.name], call) if beside is None else beside

    def described(school: School, url: str) -> Mapping[str, object]:
        return describe(manners, school, url, sis=sis, options=options)

    return Simulator(
        manners.name,
        handle,
        lambda call: shape_of(manners, call),
        described,
        plant,
        connects=connects,
        book=lambda school: RosterBook(school, manners.name),
    )


def shape_of(manners: Manners, call: Call) -> str:
    """A call without its ids, for counting."""
    if call.path == manners.token_path:
        return "POST token"
    return shape(routes(manners), call.method, call.path)


def describe(
    manners: Manners,
    school: School,
    url: str,
    *,
    sis: str | None = None,
    options: Mapping[str, str] | None = None,
    roster: Roster | None = None,
) -> dict[str, object]:
    """Its entry of the sandbox's first line.

    The account is the one that bears the district's identifier; `roster` where it is not that of the name.
    """
    roster = roster or school.rosters[manners.name]
    kind = manners.sign_in[0]
    headers = {"x-vendor-authorization": str(roster.hidden["vendor"])} if manners.vendor_header else None
    path = None if kind.startswith("oauth1") else manners.token_path
    lead = roster.people_of(next(iter(roster.classes)), Role.TEACHER)[0]
    return entry(
        url,
        Access(kind, roster.client, path, manners.scopes, headers),
        version=manners.version,
        account=account_of(school, roster.district.identifier),
        teacher_email=lead.email,
        classes=list(roster.classes),
        sis=sis,
        options={key: held.replace("{url}", url) for key, held in (options or {}).items()},
    )
