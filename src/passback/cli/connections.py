"""`passback connections`: add, list, test and remove connections of one Canvas account with one SIS."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path

import yaml

from passback.cli.printing import add_database, add_format, counted, print_json, table
from passback.cli.terminal import printable
from passback.core.connection import WHAT_EXPIRES, Auth, CanvasSettings, Connection, SisSettings, last_day
from passback.core.errors import BadInput
from passback.dictionary.spelling import sis_named
from passback.run import app as run_app
from passback.run.connecting import bare_address
from passback.run.secrets import is_reference
from passback.run.testing import ConnectionTest, rate_json

HELP = "add, list, test and remove connections of a Canvas account with an SIS"
EXAMPLE = """\
examples:
  passback sandbox | passback connections add --from -       connect the practice school, one per SIS
  passback connections add maple --sis aspen \\
      --canvas-url https://maple.instructure.com --canvas-account 12 --canvas-token env:CANVAS_TOKEN \\
      --url https://ma-maple.myfollett.com --token-url https://ma-maple.myfollett.com/oauth/rest/v2.0/auth \\
      --client-id passback --client-secret file:/etc/passback/aspen.secret
  passback connections add ivy --sis infinite-campus --auth oauth1-sha1 \\
      --header x-vendor-authorization=env:IC_VENDOR …        signed requests; a header that the vendor wants
  passback connections add oak … --expires client-secret=2027-06-30     warned before it runs out
  passback connections test maple                            token, routes, ids with match rates
  passback connections list --format json
  passback connections remove maple

Secrets are given as env:NAME or file:PATH and never stored in the database nor printed.
exit codes: 0 done, 1 a test failed or the settings lack what the SIS asks for, 2 bad input
"""
_LARGEST = 1_000_000


# Without a token: each request is signed.
_SIGNED = ("oauth1-sha1", "oauth1-sha256")
_KINDS = ("oauth2-basic", "oauth2-form", *_SIGNED)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Subcommands and their options."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = actions.add_parser("add", help="keep a new connection", epilog=EXAMPLE, formatter_class=_Raw)
    add.add_argument("name", nargs="?", help="its name; with --from the first part of each name (practice)")
    add.add_argument("--from", dest="source", metavar="FILE", help="a YAML or JSON description, - for stdin")
    add.add_argument("--sis", metavar="SLUG", help="the SIS, e.g. aspen, powerschool")
    add.add_argument("--canvas-url", metavar="URL")
    add.add_argument("--canvas-account", metavar="ID", help="the sub-account to cover")
    add.add_argument("--canvas-token", metavar="REF", help="env:NAME or file:PATH")
    add.add_argument("--url", metavar="URL", help="the SIS's root address")
    add.add_argument("--sis-version", metavar="V", default="", help="of the SIS's interface, e.g. 1.1")
    add.add_argument("--auth", choices=_KINDS, default="oauth2-basic", help="how to sign in (oauth2-basic)")
    add.add_argument("--token-url", metavar="URL", help="where a token is had; oauth1 needs none")
    add.add_argument("--client-id", metavar="ID")
    add.add_argument("--client-secret", metavar="REF", help="env:NAME or file:PATH")
    add.add_argument("--scope", action="append", default=[], metavar="SCOPE")
    add.add_argument(
        "--header", action="append", default=[], metavar="NAME=REF", help="that the vendor wants: env:, file:"
    )
    add.add_argument(
        "--option", action="append", default=[], metavar="KEY=VALUE", help="e.g. teacher_email=…"
    )
    add.add_argument(
        "--expires",
        action="append",
        default=[],
        metavar="WHAT=DATE",
        help=f"the last day of what runs out: {', '.join(WHAT_EXPIRES)}; warned two weeks before",
    )
    add.add_argument("--replace", action="store_true", help="renew a connection of that name; history stays")
    add.add_argument(
        "--anyway", action="store_true", help="keep it although its SIS cannot be reached with these settings"
    )
    listing = actions.add_parser("list", help="show what is connected")
    test = actions.add_parser("test", help="try token, routes and ids; propose an id profile")
    test.add_argument("name")
    remove = actions.add_parser("remove", help="forget a connection and its history; touches no school")
    remove.add_argument("name")
    for sub in (add, listing, test, remove):
        add_format(sub, ("text", "json"))
        add_database(sub)


class _Raw(argparse.RawDescriptionHelpFormatter):
    pass


def run(args: argparse.Namespace) -> int:
    """Do what the action says."""
    actions = {"add": _add, "list": _list, "test": _test, "remove": _remove}
    return asyncio.run(actions[args.action](args))


async def _add(args: argparse.Namespace) -> int:
    async with run_app.open(run_app.Settings(database=args.database)) as app:
        if args.source is not None:
            given = _described(args.source)
            made = await app.add_described(
                args.name or "practice", given, replaces=args.replace, anyway=args.anyway
            )
        else:
            made = (_from_options(args),)
            await app.add(made[0], replaces=args.replace, anyway=args.anyway)
    if args.format == "json":
        print_json([_shown(connection) for connection in made])
    else:
        for connection in made:
            account, sis = connection.canvas.account, connection.sis.display
            print(f"added {connection.name}: Canvas account {account} with {sis}")
        print(f"next: passback connections test {made[0].name}")
    return 0


def _described(source: str) -> object:
    place = "standard input" if source == "-" else source
    try:
        if source == "-":
            # One line is the whole description: the practice school goes on serving behind it.
            text = sys.stdin.readline(_LARGEST)
            if text.strip() and not text.lstrip().startswith("{"):
                text += sys.stdin.read(_LARGEST)
        else:
            text = Path(source).read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{place}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{place}: is not text (byte {error.start} is not UTF-8)") from error
    try:
        given: object = json.loads(text) if text.lstrip().startswith("{") else yaml.safe_load(text)
    except RecursionError as error:
        raise BadInput(f"{place}: is nested too deeply to be a description") from error
    except (json.JSONDecodeError, yaml.YAMLError) as error:
        raise BadInput(f"{place}: is neither YAML nor JSON ({_where(error)})") from error
    if given is None:
        raise BadInput(f"{place}: is empty; a description has `canvas` and `sis`, see --help")
    return given


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return f"line {mark.line + 1}, column {mark.column + 1}: {getattr(error, 'problem', '')}"
    return str(error).splitlines()[0]


def _from_options(args: argparse.Namespace) -> Connection:
    wanted: tuple[str, ...] = (
        "name",
        "sis",
        "canvas_url",
        "canvas_account",
        "canvas_token",
        "url",
        "token_url",
        "client_id",
        "client_secret",
    )
    if args.auth in _SIGNED:
        wanted = tuple(name for name in wanted if name != "token_url")
    if missing := [name for name in wanted if not getattr(args, name)]:
        flags = ", ".join("NAME" if name == "name" else "--" + name.replace("_", "-") for name in missing)
        raise BadInput(f"missing: {flags}; or give a description with --from FILE")
    for flag in ("canvas_token", "client_secret"):
        if not is_reference(getattr(args, flag)):
            raise BadInput(f"--{flag.replace('_', '-')}: give env:NAME or file:PATH, not the secret itself")
    options = dict(_pair(pair, "--option", "KEY=VALUE") for pair in args.option)
    headers = dict(_pair(pair, "--header", "NAME=REF") for pair in args.header)
    if wrong := [name for name, held in headers.items() if not is_reference(held)]:
        raise BadInput(f"--header {wrong[0][:40]}: give env:NAME or file:PATH, not the secret itself")
    for flag in ("canvas_url", "url", "token_url"):
        if getattr(args, flag):
            bare_address(getattr(args, flag), f"--{flag.replace('_', '-')}")
    return Connection(
        name=args.name,
        sis=sis_named(args.sis),
        canvas=CanvasSettings(args.canvas_url.rstrip("/"), args.canvas_account, args.canvas_token),
        settings=SisSettings(
            args.url.rstrip("/"),
            args.sis_version,
            Auth(
                args.auth,
                "" if args.auth in _SIGNED else args.token_url,
                args.client_id,
                args.client_secret,
                tuple(args.scope),
                headers,
            ),
            options,
        ),
        profile=None,
        expires=dict(last_day(*_pair(pair, "--expires", "WHAT=DATE")) for pair in args.expires),
    )


def _pair(given: str, flag: str, wanted: str) -> tuple[str, str]:
    key, sign, held = given.partition("=")
    if not sign or not key:
        # What follows may be a secret that somebody typed.
        raise BadInput(f"{flag} {key[:40]!r}: expected {wanted}")
    return key, held


async def _list(args: argparse.Namespace) -> int:
    async with run_app.open(run_app.Settings(database=args.database)) as app:
        known = await app.connections()
    if args.format == "json":
        print_json([_shown(connection) for connection in known])
    elif not known:
        print(
            "no connections yet; `passback connections add --help` shows how; practise with `passback demo`"
        )
    else:
        rows = [
            (
                c.name,
                c.sis.display,
                c.canvas.url,
                c.canvas.account,
                c.settings.url,
                "yes" if c.profile else "not yet",
                ", ".join(f"{what} {last}" for what, last in sorted(c.expires.items())),
            )
            for c in known
        ]
        print(table(("name", "SIS", "Canvas", "account", "SIS address", "ids tested", "runs out"), rows))
    return 0


def _shown(connection: Connection) -> dict[str, object]:
    """A connection without anything that a secret could hide in: references are shown, as references."""
    auth = connection.settings.auth
    return {
        "name": connection.name,
        "sis": connection.sis.value,
        "canvas": {
            "url": connection.canvas.url,
            "account": connection.canvas.account,
            "token": connection.canvas.token,
        },
        "url": connection.settings.url,
        "version": connection.settings.version,
        "auth": {
            "kind": auth.kind,
            "token_url": auth.token_url,
            "client_id": auth.client_id,
            "client_secret": auth.client_secret,
            "headers": dict(auth.headers),
        },
        "options": dict(connection.settings.options),
        "expires": {what: last.isoformat() for what, last in sorted(connection.expires.items())},
        "id_profile": connection.profile.to_dict() if connection.profile else None,
    }


async def _test(args: argparse.Namespace) -> int:
    async with run_app.open(run_app.Settings(database=args.database)) as app:
        test = await app.test(args.name)
    if args.format == "json":
        print_json(
            {
                "connection": test.connection,
                "passed": test.passed,
                "probes": [
                    {
                        "name": p.name,
                        "ok": p.ok,
                        "detail": p.detail,
                        "problem": p.problem.value if p.problem else None,
                    }
                    for p in test.probes
                ],
                "matches": [rate_json(match) for match in test.matches],
                "proposed": test.proposed.to_dict() if test.proposed else None,
            }
        )
    else:
        _print_test(test)
    return 0 if test.passed else 1


def _print_test(test: ConnectionTest) -> None:
    signs = {True: "yes", False: "NO", None: "cannot tell"}
    print(table(("tried", "works", "what was seen"), [(p.name, signs[p.ok], p.detail) for p in test.probes]))
    if test.matches:
        rows = []
        for match in test.matches:
            said = rate_json(match)
            rows.append(
                (
                    str(said["section"]),
                    f"{match.sections} of {match.sections_of}",
                    str(said["student"]),
                    f"{match.students} of {match.students_of}",
                )
            )
        print()
        print(table(("sections by", "found", "students by", "found"), rows))
        if near := list(dict.fromkeys(pair for match in test.matches for pair in match.near)):
            print(f"near misses, Canvas ~ SIS: {printable(', '.join(near[:6]))}")
    print()
    if test.passed:
        print(f"{test.connection} works. next: passback plan {test.connection} --all")
    elif any(p.ok is False for p in test.probes):
        bad = [p for p in test.probes if p.ok is False]
        print(f"{test.connection} does not work yet: {counted(len(bad), 'thing')} to mend.")
        for problem in dict.fromkeys(probe.problem for probe in bad if probe.problem):
            print(f"  passback explain passback.{problem.value}")
    else:
        print("the ids of Canvas match nothing in the SIS; `passback explain passback.section-id-not-in-sis`")


async def _remove(args: argparse.Namespace) -> int:
    async with run_app.open(run_app.Settings(database=args.database)) as app:
        await app.remove(args.name)
    if args.format == "json":
        print_json({"removed": args.name})
    else:
        print(f"removed {args.name}; nothing in Canvas or the SIS was changed")
    return 0
