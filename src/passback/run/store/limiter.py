"""The limits that all processes of one database share. Imported only when Django has been started.

The rule stands in `run/limiter.py`; here its mark is one row, taken and put back in one transaction.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Future

from passback.core.ports import Clock
from passback.run.limiter import NEW, Mark, Rates, asked_pause, pause, reserve
from passback.run.store.database import Database
from passback.run.store.models import LimitRow


class StoreLimiter:
    """The limits of all who use one database."""

    def __init__(self, database: Database, clock: Clock, rates: Rates) -> None:
        self._database = database
        self._clock = clock
        self._rates = rates
        self._note: Future[None] | None = None

    async def wait(self, key: str, cost: float = 1) -> None:
        """Come back when a request may go out."""
        if self._note is not None:
            # The thread works in order, so this is done by now or soon; a failure of it belongs here.
            note, self._note = self._note, None
            await self._database.read(note.result)
        rate, now = self._rates.get(key), self._clock.now().timestamp()
        if rate is None:
            # Nothing is used up where there is no rate: only look whether an answer asked for a pause.
            seconds = await self._database.read(lambda: reserve(self._mark(key), None, now, cost)[1])
        else:
            seconds = await self._database.whole(
                lambda: self._changed(key, lambda mark: reserve(mark, rate, now, cost))
            )
        if seconds > 0:
            await self._clock.sleep(seconds)

    def learned(self, key: str, headers: Mapping[str, str]) -> None:
        """Take note of what an answer's headers (lower-case names) said of the limit."""
        now = self._clock.now()
        if seconds := asked_pause(headers, now):
            rate, at = self._rates.get(key), now.timestamp()

            def note() -> None:
                self._changed(key, lambda mark: (pause(mark, rate, at, seconds), 0.0))

            self._note = self._database.start_whole(note)

    def _mark(self, key: str) -> Mark:
        row = LimitRow.objects.using(self._database.alias).filter(key=key).first()
        return Mark(row.tat, row.seen) if row else NEW

    def _changed(self, key: str, change: Callable[[Mark], tuple[Mark, float]]) -> float:
        """Change the mark and bring the seconds to wait. The row is locked where a database can do so."""
        rows = LimitRow.objects.using(self._database.alias)
        rows.bulk_create([LimitRow(key=key, tat=NEW.tat, seen=NEW.seen)], ignore_conflicts=True)
        row = rows.select_for_update().get(key=key)
        mark, seconds = change(Mark(row.tat, row.seen))
        row.tat, row.seen = mark.tat, mark.seen
        row.save(using=self._database.alias, update_fields=["tat", "seen"])
        return seconds
