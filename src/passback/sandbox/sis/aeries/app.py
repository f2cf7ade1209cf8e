"""A simulated Aeries: OneRoster 1.1 over gradebooks that are not sections, and the reads of its own API v5.

Honors:

* facts/oneroster.md §3.1: a token needs a scope
* facts/oneroster.md §3.1: a token lives 21600 seconds
* facts/oneroster.md §3.1: the cookie of the token must come back
* facts/oneroster.md §3.1: there is no delete
* facts/oneroster.md §3.1: hrefs begin with a tilde and metadata may be null
* facts/oneroster.md §3.1: categories are listed and never put
* facts/oneroster.md §3.1: the id of a line item that is not there is invalid
* facts/sis-vendors.md §3: a section with several gradebooks is refused
* facts/sis-vendors.md §3: a line item belongs to its gradebook number
* facts/sis-vendors.md §3: students belong to a gradebook and not to the section
* facts/oneroster.md §3.1: a server in trouble says internal server error

Not known of Aeries: the status of its refusals (400 assumed; 500 for its internal error), what a PUT answers,
what it says of linked gradebooks. A line item's sourcedId embeds the gradebook's number; as the sender
chooses the id here, the number is kept beside it. Hidden state: `gradebooks` (numbers) and `on_gradebook`
(sourcedIds; absent: all of the class) of a class, `gradebook` of a line item, `broken` of the district.
"""

from __future__ import annotations

from passback.core.problem import Problem
from passback.core.sis import Sis
from passback.sandbox.oneroster import faults
from passback.sandbox.oneroster.app import simulator
from passback.sandbox.oneroster.manners import PURL, Manners, Row
from passback.sandbox.planting.oneroster import District, Planting, planter
from passback.sandbox.sis.aeries import rules, v5
from passback.sandbox.state.oneroster import Roster

_SCOPES = ("roster-core.readonly", "gradebook.readonly", "gradebook.createput", "gradebook.delete")


def _tildes(_: Roster, row: Row) -> Row:
    """References behind a tilde instead of the address, and metadata that may be null."""
    return {"metadata": None} | {key: _tilde(held) for key, held in row.items()}


def _tilde(held: object) -> object:
    if isinstance(held, list):
        return [_tilde(item) for item in held]
    if isinstance(held, dict) and isinstance(href := held.get("href"), str):
        return {**held, "href": "~/ims" + href.partition("/ims")[2]}
    return held


MANNERS = Manners(
    name="aeries",
    version="1.1",
    fault=faults.text,
    refuse=faults.text,
    token_path="/token",  # noqa: S106 - a path
    token_seconds=21_600,
    scopes=tuple(f"{PURL}/v1p1/scope/{name}" for name in _SCOPES),
    scopes_required=True,
    cookie="AeriesAffinity",
    deletes=frozenset(),
    line_rules=(rules.server_is_well, rules.one_gradebook, rules.gradebook_fits),
    mark_rules=(rules.server_is_well, rules.line_item_is_there, rules.student_is_on_the_gradebook),
    keeps_line=rules.with_gradebook,
    shows_any=_tildes,
)

DISTRICT = District("aeries", Sis.AERIES, "AER", "Acorn Park School", "Chemistry", "994-1203")
CERTIFICATE = "practicecertificate0123456789abc"


def _more(made: Planting) -> None:
    """The gradebook was made before the last student came to the class."""
    made.roster.hidden["certificate"] = CERTIFICATE
    made.klass.hidden["gradebooks"] = ["5501"]
    made.klass.hidden["on_gradebook"] = [row.id for row in made.students[:-1]]
    made.cause("predicted", Problem.STUDENT_NOT_ON_GRADEBOOK, seat=len(made.students) - 1)


SIMULATORS = (
    simulator(
        MANNERS,
        planter(DISTRICT, _more),
        options={"v5_url": f"{{url}}{v5.BASE}", "certificate": CERTIFICATE},
        more=v5.handle,
    ),
)
