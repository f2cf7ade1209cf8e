"""`fix`: from what keeps scores back to what was proposed, consented to, applied and read back.

Looks at both sides anew before it proposes anything. Decides no cure itself: `sync` proposes, the plan
carries it, and a sync of that plan is the one way in which it is carried out.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from passback.core.errors import BadInput
from passback.core.problem import Severity
from passback.run.alone import alone
from passback.run.batches import new_batch, open_batch
from passback.run.choose import Choose
from passback.run.found import Found, found_in, with_earlier
from passback.run.look import Look
from passback.run.overview import row_of
from passback.run.ports import AppliedFix, Batch, KeptPlan
from passback.run.read import Reader
from passback.run.repairs import BULK, Item, Repair, Repaired
from passback.run.report import ARRIVED, Line, Report
from passback.run.schools import Schools
from passback.sync.plan import covers


class Fixing:
    """Fixes of connections. `folder`: where the lock of a running sync lies.

    `reader` and `run`: how the App reads a school, and how it runs a batch that is approved.
    """

    def __init__(
        self,
        schools: Schools,
        reader: Callable[[str], Awaitable[Reader]],
        run: Callable[[Batch], Awaitable[Report]],
        folder: Path,
    ) -> None:
        self._schools = schools
        self._store = schools.store
        self._clock = schools.means.clock
        self._reader = reader
        self._run = run
        self._folder = folder

    async def listed(self, name: str, course: str | None = None) -> tuple[Found, ...]:
        """What keeps scores back, by the newest plan of each course and what became of it.

        Raises:
            BadInput: no such connection, or no plan of that course.
        """
        connection = await self._schools.named(name)
        plans = await self._store.newest_plans(name)
        mine = [kept for kept in plans if course in {None, kept.plan.course}]
        if not mine:
            what = f"of a course {course[:40]!r}" if course is not None else "yet"
            raise BadInput(f"no plan {what}; `passback plan {name}` makes one")
        made: list[Found] = []
        for kept in mine:
            earlier = [found_in(old, connection.sis) for old in await self._earlier(kept)]
            made += with_earlier(found_in(kept, connection.sis), kept, earlier)
        return tuple(made)

    async def _earlier(self, kept: KeptPlan) -> list[KeptPlan]:
        """The plans behind a fix, the newest first: a fix sends a part, and says nothing of the rest."""
        fixes = await self._store.fixes(kept.connection)
        behind: dict[str, tuple[str, ...]] = {}
        for fix in fixes:
            batch = await self._store.batch(fix.batch)
            behind |= dict.fromkeys(batch.plans, fix.earlier) if batch else {}
        found, seen = [], {kept.plan.id}
        todo = [*behind.get(kept.plan.id, ())]
        while todo:
            name = todo.pop(0)
            old = await self._store.kept_plan(name) if name not in seen else None
            seen.add(name)
            if old is not None and old.plan.course == kept.plan.course:
                found.append(old)
                todo += behind.get(name, ())
        return found

    async def look(  # noqa: PLR0913 - one for each thing that a person may say
        self,
        name: str,
        wanted: str | None,
        by: str,
        course: str | None = None,
        choose: str | None = None,
        leave: Collection[str] = (),
        *,
        way: str | None = None,
        recheck: bool = False,
    ) -> Repair:
        """What would cure the findings that `wanted` names (a key, a problem, or None: all); changes nothing.

        `way`: the action to cure by, in place of the preferred one. `choose`: of what it has to choose from,
        the one of this name. `leave`: items that are not to be touched. `recheck`: somebody acted, so it is
        only looked which causes are gone, and what those kept back can go; where no read shows a cause, it
        is tried.

        Raises:
            BadInput: nothing of that name is there, or the choice or an item is none.
            Retryable, NeedsLogin, NeedsConfig: a side could not be read.
        """
        chosen = _named(await self.listed(name, course), wanted, name)
        reader, now = await self._reader(name), self._clock.now()
        looks = []
        for each in dict.fromkeys(found.finding.subject.course for found in chosen):
            snapshot = await reader.snapshot(each, self._store, self._clock, anew=True)
            mine = [found for found in chosen if found.finding.subject.course == each]
            looks.append(Look(snapshot, mine, reader.connection, now, way=way, recheck=recheck))
        every = [item for look in looks for item in look.items]
        if way is not None and not every:
            known = sorted({each for look in looks for ways in look.ways.values() for each in ways})
            raise BadInput(f"--with {way[:40]!r}: no such cure here; there are: {', '.join(known) or 'none'}")
        _check(every, choose, leave)
        decided = [look.decided(choose, leave, by) for look in looks]
        return Repair(
            connection=name,
            sis=reader.connection.sis,
            by=by,
            made=now,
            items=tuple(item for items, _, _ in decided for item in items),
            to_choose=tuple(item for _, items, _ in decided for item in items),
            told=tuple(told for look in looks for told in look.told),
            gone=tuple(found for look in looks for found in look.gone),
            still=tuple(found for look in looks for found in look.still),
            plans=tuple(plan for _, _, plan in decided if plan is not None),
        )

    async def apply(self, repair: Repair, reason: str = "") -> Repaired:
        """Carry out what was shown, re-send what it frees, read it back.

        Who dies on the way leaves an approved batch (`App.open_batch`) that is gone on with.

        Raises:
            BadInput: there is nothing to do, a large repair has no reason, it was carried out already,
                another person cured or changed the same meanwhile, a sync is running or one was cut off;
                nothing was changed.
            Retryable, NeedsLogin, NeedsConfig: a side could not be read again; nothing was sent.
        """
        name = repair.connection
        if not repair.plans:
            raise BadInput("there is nothing to do; no cure was chosen")
        if repair.is_large and not reason.strip():
            raise BadInput(
                f"this makes {repair.size:,} changes, more than {BULK}: say why with --reason TEXT"
            )
        with alone(self._folder, name):
            fix, batch = await self._begun(repair, reason)
            return _ended(repair, fix, await self._run(batch))

    async def _begun(self, repair: Repair, reason: str) -> tuple[AppliedFix, Batch]:
        """The fix, kept with all that it takes to go on with it.

        Raises:
            BadInput: see `apply`.
        """
        name = repair.connection
        ids = [plan.id for plan in repair.plans]
        batch = replace(new_batch(name, repair.made, ids, ()), by=repair.by, approved=self._clock.now())
        fix = AppliedFix(
            id="f" + batch.id[1:],
            connection=name,
            batch=batch.id,
            actions=tuple(dict.fromkeys(item.proposal.action.value for item in repair.items)),
            problems=tuple(
                dict.fromkeys(problem.value for item in repair.items for problem in item.problems)
            ),
            findings=tuple(f.key for item in repair.items for f in item.proposal.findings),
            earlier=tuple(kept.plan.id for kept in await self._store.newest_plans(name)),
            scores=len(repair.frees),
            by=repair.by,
            at=repair.made,
            reason=reason.strip(),
            undone=None,
        )
        await self._still_open(repair, fix)
        await self._store.begin_fix(fix, batch, repair.plans)
        return fix, batch

    async def _still_open(self, repair: Repair, fix: AppliedFix) -> None:
        """Make sure that nobody did this, or a part of it, since it was looked at, and nothing is half done.

        Raises:
            BadInput: somebody did, or something is; one line says what.
        """
        name = repair.connection
        again = f"look again: passback fix {name}"
        connection = await self._schools.named(name)
        if (cut_off := await open_batch(self._store, self._clock, connection)) is not None:
            what = await self.called(cut_off)
            raise BadInput(f"{what} was cut off; `passback sync {name}` goes on with it; then {again}")
        fixes = await self._store.fixes(name)
        if fix.id in {other.id for other in fixes}:
            raise BadInput(f"this was carried out already, as fix {fix.id}; {again}")
        choose = Choose(self._store, self._clock)
        for plan in repair.plans:
            ours = [change for change in plan.changes if change.is_ours]
            if moved := await choose.moved(name, plan.course, ours):
                row = row_of(moved[0], plan.names)
                raise BadInput(f"somebody else decided {row.after or row.before!r} meanwhile; {again}")
        for other in fixes:
            if other.undone is not None or not set(other.findings) & set(fix.findings):
                continue
            held = await self._store.batch(other.batch)
            if held is not None and held.approved is not None and held.approved > repair.made:
                raise BadInput(f"{other.by} cured this meanwhile, with fix {other.id}; {again}")

    async def called(self, batch: Batch) -> str:
        """What people know a batch by: the fix that it carries out, else the sync."""
        fixes = await self._store.fixes(batch.connection)
        mine = next((fix for fix in fixes if fix.batch == batch.id), None)
        return f"the fix {mine.id} of {', '.join(mine.problems)}" if mine else f"the sync {batch.id}"


def _named(found: Sequence[Found], wanted: str | None, name: str) -> list[Found]:
    if wanted is None:
        return [*found]
    mine = [f for f in found if wanted in {f.finding.problem.value, f.finding.key}]
    if not mine:
        known = ", ".join(dict.fromkeys(f.finding.problem.value for f in found)) or "nothing"
        raise BadInput(
            f"{wanted[:40]!r} is not there (any more); `passback fix {name}` lists what is: {known[:200]}"
        )
    return mine


def _check(items: Sequence[Item], choose: str | None, leave: Collection[str]) -> None:
    known = {item.key for item in items}
    for key in leave:
        if key not in known:
            raise BadInput(
                f"--leave {key[:40]!r}: no such item; there are: {', '.join(sorted(known)) or 'none'}"
            )
    refs = {option.ref for item in items for option in item.proposal.options}
    if choose is not None and choose not in refs:
        raise BadInput(f"--choose {choose[:60]!r}: not one of: {', '.join(sorted(refs))[:300] or 'none'}")


def _ended(repair: Repair, fix: AppliedFix, report: Report) -> Repaired:
    frees = repair.frees
    mine = [line for line in report.lines if line.subject in frees]
    green = [line for line in mine if line.state in ARRIVED]
    red = [line for line in mine if line.state not in ARRIVED]
    wanted = {s for item in repair.items for s in item.wanted} - frees
    rest = [line for line in report.lines if line.subject in wanted]
    blocked = [line for line in rest if line.why is not None and line.why.severity is Severity.BLOCKS]
    return Repaired(
        fix=fix,
        green=len(green),
        proven=sum(line.proven for line in green),
        red=tuple([*red, *blocked] or _refused_items(repair, report)),
        answered=len(rest) - len(blocked),
        report=report,
    )


def _refused_items(repair: Repair, report: Report) -> Iterable[Line]:
    """Line items of it that were refused, where no score hangs on them."""
    about = [finding.subject for item in repair.items for finding in item.proposal.findings]
    for trouble in report.troubles:
        for line in trouble.items:
            here = line.subject.section is not None and any(covers(each, line.subject) for each in about)
            if line.raw is not None and here:
                yield line
