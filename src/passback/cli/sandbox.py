"""`passback sandbox`: a practice school on this machine, to connect, sync and break."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from passback.core.errors import BadInput
from passback.sandbox.exchange import log
from passback.sandbox.exchange.job import begins, night
from passback.sandbox.journal import open_school
from passback.sandbox.school import plant
from passback.sandbox.server import Server
from passback.sandbox.systems import names

HELP = "run a practice school: a Canvas and several SISs to try passback on"
EXAMPLE = """\
examples:
  passback sandbox                                           until Ctrl-C; forgets everything
  passback sandbox --state school                            keeps the school in the folder `school`
  passback sandbox --port 8800                               ports from 8800 on instead of free ones
  passback sandbox | passback connections add --from -       connect it, one connection per SIS
  passback sandbox --exchange-log > night.csv                what Canvas's own grade sync logs of this school

Canvas has the first port, the control port the second, then come the SISs by name. The first line is JSON
and says how to reach them; the secrets in it are the practice school's own.
"""
_HIGHEST_PORT = 65_535


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the school lives and how it is reached."""
    parser.add_argument("--state", type=Path, metavar="FOLDER", help="keep the school there; goes on from it")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another seed, another school (1)")
    parser.add_argument("--port", type=int, default=0, metavar="BASE", help="first of the ports (free ones)")
    parser.add_argument(
        "--exchange-log",
        action="store_true",
        help="start nothing; print, as CSV, the log of a night in which Canvas's own grade sync sends "
        "every grade of this school; the school stays as it is",
    )
    parser.add_argument("--with-parent", action="store_true", help="stop when the starting process ends")


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    last = _HIGHEST_PORT - len(names()) + 1
    if args.port and not 0 < args.port <= last:
        raise BadInput(f"--port {args.port}: expected 1 to {last}")
    today = datetime.now(UTC).date()
    if args.exchange_log:
        return _exchange_log(args, today)
    if args.state is None:
        server = Server(plant(args.seed, today))
    else:
        server = Server(*open_school(args.state, args.seed, today))
    asyncio.run(server.serve(args.port, _say, with_parent=args.with_parent))
    if server.journal is not None:
        server.journal.close()
    return 0


def _exchange_log(args: argparse.Namespace, today: date) -> int:
    """Let the incumbent act on the school in memory; a kept one is read and not written to."""
    if args.state is None:
        school = plant(args.seed, today)
    else:
        school, journal = open_school(args.state, args.seed, today)
        journal.close()
    log.write(school, night(school, begins(school)), sys.stdout)
    return 0


def _say(interface: Mapping[str, object]) -> None:
    """Print the one line, then let a pipe's reader see the end of it."""
    print(json.dumps(interface), flush=True)
    if not sys.stdout.isatty():
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
