"""Generic OneRoster, 1.1 and 1.2: keeps whatever is PUT.

Honors:

* facts/oneroster.md §1.1: one base in 1.1, one per service in 1.2
* facts/oneroster.md §1.2: categories of a class in 1.2 only
* facts/oneroster.md §1.2: a put answers 201 and in 1.1 200 when it replaces
* facts/oneroster.md §1.3: the bulk post of 1.2 gives pairs of ids
* facts/oneroster.md §1.4: late and missing of 1.2 are text and never booleans
* facts/oneroster.md §1.4: a status beyond the five is refused
* facts/oneroster.md §1.5: values of a filter with and without quotes, one AND or OR
* facts/oneroster.md §1.5: limits up to 10000 are honored
* facts/oneroster.md §1.6: 1.1 takes both signatures and tokens by Basic and by form, 1.2 tokens only
* facts/oneroster.md §1.7: a refusal is OneRoster's own object
* facts/oneroster.md §1.8: the same id again replaces and never doubles
* facts/oneroster.md §1.8: one result per line item and student
* facts/oneroster.md §3.13: teachers by e-mail and classes by status
* facts/oneroster.md §3.13: extra credit, exempt and long titles survive
* facts/oneroster.md §3.13: what is deleted is gone from collections
* facts/oneroster.md §3.13: bodies without status, bare references and a time in scoreDate are taken
* facts/oneroster.md §4: the lower case lineitems of one client is found

1.2 requires a category of a line item and shows every required field (§1.4), so that the official OpenAPI
document accepts what it says. Courses are referred to and have no route of their own.
"""

from __future__ import annotations

from dataclasses import replace

from passback.core.sis import Sis
from passback.sandbox.oneroster import faults
from passback.sandbox.oneroster.app import simulator
from passback.sandbox.oneroster.manners import GRADEBOOK_1_2, PURL, ROSTERING_1_2, Manners
from passback.sandbox.planting.oneroster import District, Planting, planter
from passback.sandbox.planting.plan import ABOVE, EXCUSED, Work
from passback.sandbox.planting.willow import seat

_EVERYTHING = frozenset({"categories", "lineItems", "results"})
_GRADEBOOK = ("gradebook.readonly", "gradebook.createput", "gradebook.delete")
_ROSTER = ("roster-core.readonly", "roster.readonly")

PLAIN = Manners(
    name="oneroster",
    version="1.1",
    fault=faults.imsx_1_1,
    refuse=faults.imsx_1_1,
    sign_in=("oauth2-basic", "oauth2-form", "oauth1-sha1", "oauth1-sha256"),
    scopes=tuple(f"{PURL}/v1p1/scope/{name}" for name in (*_ROSTER, *_GRADEBOOK)),
    puts=_EVERYTHING,
    deletes=_EVERYTHING,
    lower_case=True,
)

PLAIN_1_2 = replace(
    PLAIN,
    name="oneroster-1.2",
    version="1.2",
    fault=faults.imsx,
    refuse=faults.imsx,
    gradebook=GRADEBOOK_1_2,
    rostering=ROSTERING_1_2,
    sign_in=("oauth2-basic", "oauth2-form"),
    scopes=tuple(f"{PURL}/v1p2/scope/{name}" for name in (*_ROSTER, *_GRADEBOOK, "gradebook.createpost")),
    put_old=201,
    categories_of_class=True,
    bulk=True,
    needs_category=True,
    lower_case=False,
)

_WORKS = (
    Work("Extra credit problems", "Homework", 10, 5, marks=((3, ABOVE), (4, EXCUSED))),
    Work("Field notes on the water cycle, the weather, and what we saw on the river", "Labs", 15, 7),
)
DISTRICT = District(
    "oneroster", Sis.ONEROSTER, "ORA", "Alder Creek School", "Earth Science", "ora-es-1", works=_WORKS
)
DISTRICT_1_2 = District(
    "oneroster-1.2",
    Sis.ONEROSTER,
    "ORB",
    "Bluff Point School",
    "Life Science",
    "orb-ls-1",
    works=_WORKS,
    version="1.2",
)


def _willow_creek(made: Planting) -> None:
    """The third school, whose courses show Canvas's habits, has its classes here."""
    seat(made.ground, made.roster, made.ground.canvas.courses[made.course].account)


SIMULATORS = (
    simulator(PLAIN, planter(DISTRICT, _willow_creek)),
    simulator(PLAIN_1_2, planter(DISTRICT_1_2), sis=Sis.ONEROSTER.value),
)
