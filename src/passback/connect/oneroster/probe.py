"""The capability probe: which of the reads that passback rests on a connection really has.

A certified provider may lack reads or writes (facts/oneroster.md §1.2). One row of each collection is asked
for, of one class; writing is never tried, for a probe leaves no trace in a gradebook.
"""

from collections.abc import Sequence

from passback.connect.failures import Unreadable
from passback.connect.oneroster.dialect import Categories, Dialect
from passback.connect.oneroster.lists import many
from passback.connect.oneroster.places import Places
from passback.connect.shape import Row
from passback.connect.wire import Wire
from passback.core.errors import NeedsConfig, NeedsLogin, Retryable
from passback.core.ports import Probe, Query
from passback.core.problem import Problem

_ONE: Query = (("limit", "1"), ("offset", "0"))
_NOT_FOUND = 404


async def probed(places: Places, dialect: Dialect) -> Sequence[Probe]:
    """Terms, classes, then of the first class what a plan reads. A refused way in ends it."""
    made: list[Probe] = []
    terms, _ = await _tried(places, places.rostering, ("terms",), "academicSessions", "terms")
    made.append(terms)
    if terms.problem is not None:
        return made
    classes, rows = await _tried(places, places.rostering, ("classes",), "classes", "classes")
    if classes.problem is Problem.ROUTE_MISSING:
        # A class is found by its id too; only ids that the SIS writes otherwise need the list.
        classes = Probe(classes.name, ok=None, detail="no list of all classes here", problem=None)
    made.append(classes)
    ref = rows[0].id_or_none("sourcedId") if rows else None
    try:
        gradebook = places.gradebook
    except NeedsConfig as error:
        return [*made, Probe("OneRoster gradebook", ok=False, detail=str(error), problem=error.problem)]
    made.append(await _categories(places, gradebook, dialect, ref))
    if ref is None:
        made.append(Probe("OneRoster gradebook of a class", ok=None, detail="no class to try", problem=None))
    else:
        for wire, last, plural in (
            (places.rostering, "students", "users"),
            (gradebook, "lineItems", "lineItems"),
            (gradebook, "results", "results"),
        ):
            name = f"{last} of a class"
            made.append((await _tried(places, wire, ("classes", ref, last), plural, name))[0])
    detail = "not tried; the first sync shows it, by reading back what it wrote"
    made.append(Probe("OneRoster writes", ok=None, detail=detail, problem=None))
    return made


async def greeted(places: Places) -> None:
    """The least that tells whether a provider answers us: one row of terms, or of classes.

    A provider may lack one of the two and still have all that a plan reads (facts/oneroster.md §1.2).

    Raises:
        Retryable, NeedsLogin, NeedsConfig: it does not answer.
    """
    wire = places.rostering
    try:
        await wire.fetch(wire.url("terms"), _ONE)
    except Unreadable as error:
        try:
            await wire.fetch(wire.url("classes"), _ONE)
        except Retryable:
            # The first answer tells: many providers have no list of all classes (facts/oneroster.md §1.2).
            raise error from None


async def _categories(places: Places, wire: Wire, dialect: Dialect, ref: str | None) -> Probe:
    if dialect.categories is Categories.NONE:
        return Probe("OneRoster categories", ok=None, detail="this SIS is not asked for any", problem=None)
    if dialect.categories is Categories.OF_CLASS and ref is not None:
        made, _ = await _tried(places, wire, ("classes", ref, "categories"), "categories", "categories")
        if made.problem is not Problem.ROUTE_MISSING:
            return made
    return (await _tried(places, wire, ("categories",), "categories", "categories"))[0]


async def _tried(
    places: Places, wire: Wire, path: tuple[str, ...], plural: str, name: str
) -> tuple[Probe, tuple[Row, ...]]:
    problem: Problem | None = None
    detail = "ok"
    rows: tuple[Row, ...] = ()
    try:
        rows = many((await wire.fetch(wire.url(*path), _ONE)).data, plural)
    except (Retryable, NeedsLogin, NeedsConfig) as error:
        problem, detail = error.problem, str(error)
        if isinstance(error, Unreadable) and error.status == _NOT_FOUND:
            bases = dict.fromkeys((places.base, places.rostering.base))
            detail = f"{detail}; the address tried is {' and '.join(bases)} (option base_path)"
    return Probe(f"OneRoster {name}", problem is None, detail, problem), rows
