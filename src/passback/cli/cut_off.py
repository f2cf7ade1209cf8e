"""What was approved and cut off goes on before anything new, and it is said so."""

from __future__ import annotations

import sys

from passback.cli.terminal import printable
from passback.run import app as run_app
from passback.run.ports import Batch


async def goes_on(app: run_app.App, name: str) -> bool:
    """Go on with what was cut off, to its end. False: nothing was."""
    batch = await app.open_batch(name)
    if batch is not None:
        await say_goes_on(app, batch)
        await app.sync(batch)
    return batch is not None


async def say_goes_on(app: run_app.App, batch: Batch) -> None:
    """What is gone on with."""
    print(f"going on with {await app.fixing.called(batch)} that was cut off", file=sys.stderr)


async def say_cut_off(app: run_app.App, name: str) -> None:
    """What was cut off, if anything, and how to go on."""
    batch = await app.open_batch(name)
    if batch is not None:
        how = f"`passback sync {printable(name)}` goes on with it"
        print(f"{await app.fixing.called(batch)} was cut off; {how}", file=sys.stderr)
