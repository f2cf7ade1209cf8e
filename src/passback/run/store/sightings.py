"""What runs saw of causes, in the database. Imported only when Django has been started."""

from collections.abc import Collection, Iterable, Sequence

from passback.core.problem import Problem
from passback.run.ports import Sighting
from passback.run.store.choices import Choices
from passback.run.store.models import SightingRow
from passback.run.store.settling import sighting_key, sighting_order, sightings_after

_UNIQUE = ("connection", "course", "problem", "key", "run")
_MOST = 500
_REST = ("at", "seen", "refused", "places")


class Sightings(Choices):
    """The part of `Store` that remembers causes."""

    async def sightings(self, connection: str, courses: Collection[str]) -> tuple[Sighting, ...]:
        """What runs saw of causes in these courses, by time, then course, problem and key."""
        rows = SightingRow.objects.using(self._alias).filter(connection__name=connection)
        chunks = [rows.filter(course__in=chunk) for chunk in _chunks(sorted(courses))]
        found = await self.database.read(lambda: [row for chunk in chunks for row in chunk])
        return tuple(sorted(map(_sighting_of, found), key=sighting_order))

    async def put_sightings(self, connection: str, found: Sequence[Sighting]) -> None:
        """Keep them; of several of one run and cause the one that `Sighting.replaces` chooses stays."""

        def put() -> None:
            owner = self._connection(connection)
            runs = sorted({sighting.run for sighting in found})
            rows = SightingRow.objects.using(self._alias).filter(connection_id=owner)
            mine = [row for chunk in _chunks(runs) for row in rows.filter(run__in=chunk)]
            known = {sighting_key(sighting): sighting for sighting in map(_sighting_of, mine)}
            made = [_row(owner, sighting) for sighting in sightings_after(known, found).values()]
            SightingRow.objects.using(self._alias).bulk_create(
                made, update_conflicts=True, unique_fields=_UNIQUE, update_fields=_REST
            )

        await self.database.whole(put)


def _chunks(names: Sequence[str]) -> Iterable[Sequence[str]]:
    """So many at a time as SQLite takes in one question."""
    return (names[at : at + _MOST] for at in range(0, len(names), _MOST))


def _sighting_of(row: SightingRow) -> Sighting:
    return Sighting(
        course=row.course,
        problem=Problem(row.problem),
        key=row.key,
        run=row.run,
        at=row.at,
        seen=row.seen,
        refused=row.refused,
        places=tuple((section, assignment) for section, assignment in row.places),
    )


def _row(owner: int, sighting: Sighting) -> SightingRow:
    return SightingRow(
        connection_id=owner,
        course=sighting.course,
        problem=sighting.problem.value,
        key=sighting.key,
        run=sighting.run,
        at=sighting.at,
        seen=sighting.seen,
        refused=sighting.refused,
        places=[list(place) for place in sighting.places],
    )
