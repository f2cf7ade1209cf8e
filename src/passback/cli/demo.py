"""`passback demo`: a practice school: the log of Canvas's own sync, then ours: explained, repaired, proven.

All that it leaves is one folder: the school's journal and passback's database. Cut off at any point, it
goes on from there and ends the same. It is the one command that asks the school's control port, to show
beside passback's own words what really happened.
"""

from __future__ import annotations

import argparse
import asyncio
import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

from passback.cli.demo_repair import arrived, proven, repaired
from passback.cli.night import print_night
from passback.cli.plan_text import print_overview
from passback.cli.progress import Bar
from passback.cli.report_text import print_report, states_line
from passback.core.errors import BadInput
from passback.core.problem import State
from passback.core.sis import Sis
from passback.run import app as run_app
from passback.run.ports import Batch
from passback.run.report import Report

HELP = "show a practice school's log without passback, sync it, explain what did not arrive, repair, prove"
EXAMPLE = """\
examples:
  passback demo                     plant, show the log, plan, sync, explain, sync again, repair; in .demo
  passback demo --folder /tmp/try   elsewhere
  passback demo --fresh             throw an unfinished school away first

The last line is one JSON object with the counts. Nothing leaves this machine.
"""
# The play stays short: of all SISs of the school it shows one of each kind of interface.
_PLAYED = (Sis.ASPEN, Sis.POWERSCHOOL)
_START_SECONDS = 30
_STARTS, _PAUSE, _PATIENCE = 12, 0.25, 120


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where, and whether to begin anew."""
    parser.add_argument("--folder", default=".demo", metavar="DIR", help="where school and database live")
    parser.add_argument("--fresh", action="store_true", help="begin anew even if the last run was cut off")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the practice school (1)")


def run(args: argparse.Namespace) -> int:
    """Run the demo to its end, or go on with one that was cut off."""
    with _folder(Path(args.folder), fresh=args.fresh) as folder:
        try:
            with _school(folder, args.seed) as interface:
                result = asyncio.run(_Demo(folder, interface, args.seed).run())
        except KeyboardInterrupt:
            print("\ninterrupted: nothing is lost; the same command goes on from here", file=sys.stderr)
            raise
        print(json.dumps(result), flush=True)
        _note(folder, {"finished": True})
    return 0


# ---- the folder ------------------------------------------------------------------------------------


@contextmanager
def _folder(path: Path, *, fresh: bool) -> Iterator[Path]:
    if path.exists() and not (path / "demo.json").exists() and any(path.iterdir()):
        raise BadInput(f"--folder {path}: holds something else; name an empty or new folder")
    path.mkdir(parents=True, exist_ok=True)
    with (path / "lock").open("w") as lock:
        _wait_for(lock, path)
        if fresh or _noted(path).get("finished"):
            for name in ("school", "database"):
                shutil.rmtree(path / name, ignore_errors=True)
            (path / "demo.json").unlink(missing_ok=True)
        elif _noted(path):
            print("going on with the demo that was cut off (--fresh begins anew)\n")
        _note(path, {})
        yield path


def _wait_for(lock: IO[str], path: Path) -> None:
    """One demo at a time in a folder; one that lives on behind a killed `make` comes to its end first."""
    for attempt in range(int(_PATIENCE / _PAUSE)):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if attempt == 0:
                print(f"another demo runs in {path}; waiting for it", file=sys.stderr, flush=True)
            time.sleep(_PAUSE)
        else:
            return
    raise BadInput(f"--folder {path}: another demo runs there; wait for it or name another folder")


def _noted(folder: Path) -> dict[str, Any]:
    try:
        held = json.loads((folder / "demo.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}


def _note(folder: Path, more: Mapping[str, object]) -> None:
    """Add to what the demo remembers of itself; whole or not at all."""
    held = _noted(folder) | dict(more)
    draft = folder / "demo.json.new"
    draft.write_text(json.dumps(held), encoding="utf-8")
    draft.replace(folder / "demo.json")


# ---- the school ------------------------------------------------------------------------------------


@contextmanager
def _school(folder: Path, seed: int) -> Iterator[dict[str, Any]]:
    command = [sys.executable, "-m", "passback", "sandbox", "--state", str(folder / "school")]
    command += ["--seed", str(seed), "--with-parent"]
    log = folder / "school.log"
    for _ in range(_STARTS):
        with log.open("wb") as said:
            school = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said)  # noqa: S603 - our own command line
        line = school.stdout.readline() if school.stdout else b""
        if line:
            break
        school.wait(_START_SECONDS)
        # After a kill the school that was left behind notices in a moment and lets go of the folder.
        time.sleep(_PAUSE)
    else:
        raise BadInput(f"the practice school did not start: {log.read_text(errors='replace').strip()}")
    try:
        yield json.loads(line)
    finally:
        school.terminate()
        try:
            school.wait(_START_SECONDS)
        except subprocess.TimeoutExpired:
            school.kill()
            school.wait()


def _control(interface: Mapping[str, Any], what: str) -> Any:  # noqa: ANN401 - whatever JSON the school says
    url = f"{interface['control']['url']}/{what}"
    with urllib.request.urlopen(url, timeout=_START_SECONDS) as answer:  # noqa: S310 - our own school on loopback
        return json.load(answer)


# ---- the play --------------------------------------------------------------------------------------


class _Demo:
    """The play: the log of the incumbent, then connect, plan, sync, sync again."""

    def __init__(self, folder: Path, interface: dict[str, Any], seed: int) -> None:
        self.folder = folder
        self.seed = seed
        self.interface = interface
        self.database = str(folder / "database" / "passback.sqlite3")

    async def run(self) -> dict[str, object]:
        _act("1. Without passback: last night's log of Canvas's own grade sync")
        print_night(self.seed, self._planted_on(), [sis.value for sis in _PLAYED])
        async with run_app.open(run_app.Settings(database=self.database)) as app:
            names = await self._connect(app)
            _act("2. With passback, the plan: what would be sent, and what would not arrive")
            first = await self._batches(app, "first", names, show=True)
            _act("3. The sync: sent, read back, explained")
            reports = await self._sync(app, first)
            for report in reports:
                print()
                done = await app.chosen_batch(report.connection, report.batch)
                print_report(report, await app.cards.of_batch(done))
            before = self._writes("first")
            _act("4. The same again: nothing has changed, so nothing is sent")
            second = await self._batches(app, "second", names, show=False)
            again = await self._sync(app, second)
            for report in again:
                print(f"{report.connection}: {states_line(report)}")
            writes = self._writes("second")
            print(f"The practice school counted {writes:,} writes, {writes - before:,} in this second sync.")
            _act("5. The repair: what can be cured is shown, agreed to, sent again and read back")
            for name in names:
                await repaired(app, name)
            _act("6. The proof: both sides are read once more, and compared score by score")
            third = await self._batches(app, "third", names, show=False)
            mended = await self._sync(app, third)
            equal = await proven(app, again, mended)
        repair = {"arrived": arrived(mended) - arrived(again), "equal": equal}
        return {**self._summary(reports, writes, writes - before), "repair": repair}

    def _planted_on(self) -> date:
        """The day of the school, kept so that a demo resumed on another day shows the same night."""
        noted = _noted(self.folder).get("planted_on")
        if noted is None:
            noted = datetime.now(UTC).date().isoformat()
            _note(self.folder, {"planted_on": noted})
        return date.fromisoformat(str(noted))

    async def _connect(self, app: run_app.App) -> list[str]:
        played = {sis.value: self.interface["sis"][sis.value] for sis in _PLAYED}
        made = await app.add_described("practice", self.interface | {"sis": played}, replaces=True)
        return [connection.name for connection in made]

    async def _batches(
        self, app: run_app.App, which: str, names: Sequence[str], *, show: bool
    ) -> list[Batch]:
        """The batches of an act: those planned before the demo was cut off, else new ones."""
        batches = []
        for name in names:
            key = f"{which}/{name}"
            noted = _noted(self.folder).get(key)
            batch = await app.store.batch(str(noted)) if noted else None
            if batch is None:
                with Bar() as bar:
                    batch, overview = await app.plan(name, (), bar)
                _note(self.folder, {key: batch.id})
            else:
                overview = await app.overview(batch)
            if show:
                print(f"── {name} " + "─" * 40)
                print_overview(overview, changes=False)
                print()
            batches.append(batch)
        return batches

    async def _sync(self, app: run_app.App, batches: Sequence[Batch]) -> list[Report]:
        reports = []
        for batch in batches:
            with Bar() as bar:
                reports.append(await app.sync(batch, bar))
        return reports

    def _writes(self, after: str) -> int:
        """The school's count after an act, kept so that a resumed demo knows it too."""
        key = f"writes/{after}"
        noted = _noted(self.folder).get(key)
        if noted is None:
            noted = _control(self.interface, "writes")["total"]
            _note(self.folder, {key: noted})
        return int(noted)

    def _summary(self, reports: Sequence[Report], writes: int, second: int) -> dict[str, object]:
        mine = {sis.value for sis in _PLAYED}
        planted = [cause for cause in _control(self.interface, "planted") if cause["sis"] in mine]
        states = {state.value.replace("-", "_"): sum(r.states[state] for r in reports) for state in State}
        return {
            "considered": sum(report.considered for report in reports),
            **states,
            "planted": len(planted),
            "found": sum(_found(cause, reports) for cause in planted),
            "writes": writes,
            "second": {"writes": second},
        }


def _found(cause: Mapping[str, Any], reports: Sequence[Report]) -> bool:
    """True if a report names the planted problem on the planted subject."""
    fields = [f for f in ("course", "section", "assignment", "student") if cause.get(f) is not None]
    for report in reports:
        if report.sis.value != cause["sis"]:
            continue
        for trouble in report.troubles:
            if trouble.problem.value != cause["problem"]:
                continue
            subjects = [line.subject for line in (*trouble.lines, *trouble.items)]
            subjects += [finding.subject for finding in trouble.findings]
            if any(all(getattr(s, f) == str(cause[f]) for f in fields) for s in subjects):
                return True
    return False


def _act(title: str) -> None:
    print(f"\n=== {title} ===\n" if os.environ.get("TERM") == "dumb" else f"\n━━ {title} ━━\n", flush=True)
