"""`passback`: finds the command, loads only its module, and turns failures into one line and an exit code.

Exit codes: 0 well, 1 not everything is well, 2 bad input, 130 interrupted, 141 nobody reads on.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from passback import __version__
from passback.cli.terminal import printable, width
from passback.core.errors import BadInput, PassbackError

if TYPE_CHECKING:
    from types import ModuleType

# name: (module, one line for `passback --help`). The only place that names modules in strings.
COMMANDS = {
    "explain": ("passback.cli.explain", "say what an error message means, who fixes it, and how"),
    "entries": ("passback.cli.entries", "list or show the entries of the dictionary"),
    "triage": (
        "passback.cli.triage",
        "say what a whole log of errors comes to: causes, how many, whose to fix",
    ),
    "mask": ("passback.cli.mask", "take names, ids and numbers out of messages, so that they can be sent on"),
    "connections": ("passback.cli.connections", "add, list, test or remove connections"),
    "check": ("passback.cli.check", "say what an SIS would refuse, before a sync; writes nowhere"),
    "plan": ("passback.cli.plan", "say what a sync would do; writes nothing to a school"),
    "sync": ("passback.cli.sync", "send what a plan says, read it back, explain what did not arrive"),
    "reconcile": (
        "passback.cli.reconcile",
        "compare every score in Canvas with the SIS's; say what is not equal, and why",
    ),
    "cards": ("passback.cli.cards", "one card per cause: what did not arrive, why, who fixes it, how"),
    "export": (
        "passback.cli.export",
        "write what a plan would send as files, for hand entry and other tools",
    ),
    "holds": ("passback.cli.holds", "list what waits for a person, with the key to approve it by"),
    "approve": ("passback.cli.approve", "answer what waits: yes, no, mended; or take the answer back"),
    "schedule": ("passback.cli.schedule", "say once what a schedule may send without asking"),
    "fix": ("passback.cli.fix", "cure what keeps scores back, and prove that they arrived"),
    "undo": ("passback.cli.undo", "take a fix back"),
    "ticket": ("passback.cli.ticket", "write the ticket for whoever has to solve a problem"),
    "settings": ("passback.cli.settings", "list and change settings; explain what holds in a course"),
    "categories": ("passback.cli.categories", "map assignment groups to SIS categories, or import those"),
    "cutover": ("passback.cli.cutover", "confirm that the other grade sync is off; or release what is ours"),
    "powerschool": ("passback.cli.powerschool", "write the plugin that lets passback into a PowerSchool"),
    "sandbox": ("passback.cli.sandbox", "run a practice school to try things on"),
    "demo": ("passback.cli.demo", "sync a practice school, explain what did not arrive, sync again"),
}
_BAD, _FAILED, _INTERRUPTED, _PIPE_CLOSED = 2, 1, 130, 141
_EXAMPLES = """\
examples:
  passback explain "Score entry points is required." --sis PowerSchool
  passback entries --sis aspen
  passback demo

`passback COMMAND --help` says more, with examples.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; returns the exit code, and never lets a traceback of ours out for bad input."""
    if sys.stdout is None:
        # Closed by whoever started us: what is written goes nowhere, and the exit code still tells.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - lives as long as we do
    _make_tolerant(sys.stdout)
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
    except BadInput as error:
        return _say(error, _BAD)
    except PassbackError as error:
        return _say(error, _FAILED)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        return _pipe_closed()
    except SystemExit as asked:
        # argparse leaves by itself for --help, --version and slips.
        return _exit_code(asked)
    return code


def _run(argv: list[str]) -> int:
    if argv and not argv[0].startswith("-"):
        return _command(argv[0], argv[1:])
    parser = _Parser(
        prog="passback",
        description="Grade passback that explains itself.",
        epilog=_EXAMPLES,
        formatter_class=_formatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"passback {__version__}")
    commands = parser.add_argument_group("commands")
    for name, (_, about) in COMMANDS.items():
        # Shown by --help, never parsed: a command is taken off before.
        commands.add_argument(name, nargs="?", help=about, default=None)
    parser.usage = "passback COMMAND [...]\n       passback --help | --version"
    parser.parse_args(argv)
    parser.print_help()
    return 0 if not argv else _BAD


def _command(name: str, rest: list[str]) -> int:
    if name not in COMMANDS:
        import difflib  # noqa: PLC0415 - only for a slip

        near = difflib.get_close_matches(name, COMMANDS, 1, 0.4)
        hint = f"did you mean `passback {near[0]}`?" if near else f"there are: {', '.join(COMMANDS)}"
        raise BadInput(f"{printable(name)[:40]!r} is not a command; {hint}")
    module, parser = _loaded(name)
    return int(module.run(parser.parse_args(rest)))


def parser_of(name: str) -> argparse.ArgumentParser:
    """The parser of a command of the table; what the command reference is written from."""
    return _loaded(name)[1]


def _loaded(name: str) -> tuple[ModuleType, argparse.ArgumentParser]:
    module = import_module(COMMANDS[name][0])
    parser = _Parser(
        prog=f"passback {name}",
        description=module.HELP,
        epilog=module.EXAMPLE,
        formatter_class=_formatter,
        allow_abbrev=False,
    )
    module.add_arguments(parser)
    return module, parser


def _formatter(prog: str) -> argparse.HelpFormatter:
    # With the width given, argparse does not load a module to ask for it.
    return argparse.RawDescriptionHelpFormatter(prog, width=width() - 2)


class _Parser(argparse.ArgumentParser):
    """Says a slip in one line, as all bad input is said."""

    def error(self, message: str) -> NoReturn:
        """One line with the slip and where to read on.

        Raises:
            BadInput: always.
        """
        raise BadInput(f"{printable(message)}; `{self.prog} --help` shows examples")


def _say(error: PassbackError, code: int) -> int:
    # What was printed before must not come after; a closed pipe may not hide the error either.
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
    with contextlib.suppress(OSError, ValueError):
        problem = getattr(error, "problem", None)
        more = f"; more: passback explain passback.{problem.value}" if problem is not None else ""
        print(f"passback: {printable(str(error))}{more}", file=sys.stderr, flush=True)
    return code


def _exit_code(asked: SystemExit) -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _pipe_closed()
    if asked.code is None:
        return 0
    return asked.code if isinstance(asked.code, int) else _FAILED


def _pipe_closed() -> int:
    """Python flushes again on its way out; let that go nowhere."""
    with contextlib.suppress(OSError, ValueError, io.UnsupportedOperation):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _PIPE_CLOSED


def _make_tolerant(stream: object) -> None:
    """A terminal that cannot show a character shows its escape. Standard error is so by itself."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
