"""The house keeps its walls: sizes, names, registries, and where a slug or a module's name may stand."""

import ast
import configparser
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import passback
from passback.cli.main import COMMANDS
from passback.core.problem import Action, ActsOn, Problem
from passback.core.sis import Sis
from passback.sync.checks import CHECKS
from passback.sync.fixes import FIXES, fixes_for

SOURCE = Path(passback.__file__).parent
ROOT = Path(__file__).parents[2]
MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
SLUGS = {sis.value for sis in Sis}


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def test_no_module_is_longer_than_400_lines() -> None:
    sizes = {name(p): len(p.read_text(encoding="utf-8").splitlines()) for p in MODULES}

    assert {m: n for m, n in sizes.items() if n > 400} == {}


def test_no_test_file_is_longer_than_400_lines() -> None:
    sizes = {
        p.relative_to(ROOT).as_posix(): len(p.read_text(encoding="utf-8").splitlines())
        for p in (ROOT / "tests").rglob("*.py")
    }

    assert {m: n for m, n in sizes.items() if n > 400} == {}


def test_every_module_says_what_it_knows() -> None:
    silent = [name(p) for p in MODULES if not ast.get_docstring(tree(p))]

    assert silent == []


def test_there_are_exactly_the_eight_rooms() -> None:
    rooms = {p.name for p in SOURCE.iterdir() if p.is_dir() and p.name != "__pycache__"}

    assert rooms == {"core", "dictionary", "sync", "connect", "run", "sandbox", "web", "cli"}


def test_a_room_s_front_is_a_docstring() -> None:
    fronts = [p for p in MODULES if p.name == "__init__.py" and p.parent != SOURCE]
    # Two folders are registries: their front lists what is in them.
    lists = {SOURCE / "sync" / "checks" / "__init__.py", SOURCE / "sync" / "fixes" / "__init__.py"}
    full = [name(p) for p in fronts if p not in lists and len(tree(p).body) > 1]

    assert full == []


def test_nothing_is_called_utils() -> None:
    vague = {"utils.py", "util.py", "helpers.py", "common.py", "misc.py"}

    assert [name(p) for p in MODULES if p.name in vague] == []


# ---- one slug per SIS ------------------------------------------------------------------------------


def slug_files(folder: str, ending: str) -> set[str]:
    """The slugs that a folder has a file (or a package) for; a slug's name with more behind it is its own."""
    beside = {"__init__", "load", "canvas", "passback", "web", "__pycache__"}
    entries = (p for p in (SOURCE / folder).iterdir() if p.suffix == ending or p.is_dir())
    return {p.stem.replace("_", "-") for p in entries if p.stem not in beside}


@pytest.mark.parametrize(
    ("folder", "ending"),
    [("dictionary/entries", ".yaml"), ("connect/sis", ".py"), ("sandbox/sis", ".py")],
)
def test_a_file_of_an_sis_bears_its_slug(folder: str, ending: str) -> None:
    assert slug_files(folder, ending) <= SLUGS


def test_an_sis_with_a_connector_has_a_simulator_and_entries() -> None:
    """What is missing for the other SISs is the roadmap; for one that has a connector it is a fault."""
    connected = slug_files("connect/sis", ".py")

    assert connected - slug_files("sandbox/sis", ".py") == set()
    assert connected - slug_files("dictionary/entries", ".yaml") - {"oneroster"} == set()
    assert connected >= {"aspen", "powerschool"}


def slug_comparisons(module: ast.Module) -> Iterator[int]:
    """The lines on which something is compared with an SIS."""
    for node in ast.walk(module):
        sides: list[ast.expr] = []
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
        elif isinstance(node, ast.MatchValue):
            sides = [node.value]
        parts = [p for s in sides for p in (s.elts if isinstance(s, ast.Tuple | ast.Set | ast.List) else [s])]
        for part in parts:
            text = ast.unparse(part)
            if text.startswith("Sis.") or text.strip("'\"") in SLUGS:
                yield node.lineno if isinstance(node, ast.Compare) else part.lineno


def test_no_slug_is_compared_outside_sis_folders() -> None:
    outside = [p for p in MODULES if "sis" not in p.relative_to(SOURCE).parts[:-1]]

    assert [f"{name(p)}:{line}" for p in outside for line in slug_comparisons(tree(p))] == []


@pytest.mark.parametrize(
    "fault",
    [
        "x = sis == 'aspen'",
        "x = sis is Sis.ASPEN",
        "x = sis in {'focus', 'y'}",
        "match s:\n  case Sis.ASPEN: pass",
    ],
)
def test_a_planted_comparison_is_seen(fault: str) -> None:
    assert list(slug_comparisons(ast.parse(fault)))


# ---- registries ------------------------------------------------------------------------------------


def test_the_registry_of_checks_is_complete_and_in_order() -> None:
    files = {p.stem for p in (SOURCE / "sync" / "checks").glob("*.py")} - {"__init__"}
    listed = [check.__name__.rpartition(".")[2] for check in CHECKS]

    assert set(listed) == files
    assert listed == sorted(listed)


def test_a_check_declares_its_problem_and_bears_its_name() -> None:
    # One speaks of whatever was refused before.
    several = {"refused-before"}
    for check in CHECKS:
        own = check.__name__.rpartition(".")[2].replace("_", "-")
        assert own in several or Problem(own) in check.PROBLEMS


def test_the_registry_of_fixes_is_complete_and_in_order() -> None:
    files = {p.stem for p in (SOURCE / "sync" / "fixes").glob("*.py")} - {"__init__"}
    listed = [fix.__name__.rpartition(".")[2] for fix in FIXES]

    assert set(listed) == files
    assert listed == sorted(listed)


def test_a_fix_bears_the_name_of_its_action_and_every_action_has_one() -> None:
    assert [fix.ACTION.value.replace("-", "_") for fix in FIXES] == [
        fix.__name__.rpartition(".")[2] for fix in FIXES
    ]
    assert {fix.ACTION for fix in FIXES} == set(Action)
    assert all(fix.PROBLEMS for fix in FIXES)


def test_a_problem_is_cured_on_the_wire_first() -> None:
    order = list(ActsOn)
    for problem in Problem:
        at = [order.index(fix.ACTS_ON) for fix in fixes_for(problem)]
        assert at == sorted(at)


def test_every_command_of_the_table_can_be_loaded_and_teaches() -> None:
    for command, row in COMMANDS.items():
        module = importlib.import_module(row[0] if isinstance(row, tuple) else row)
        assert module.HELP
        assert f"passback {command}" in module.EXAMPLE


def test_every_command_module_is_in_the_table() -> None:
    modules = {row[0] if isinstance(row, tuple) else row for row in COMMANDS.values()}
    commands = {
        f"passback.cli.{p.stem}"
        for p in (SOURCE / "cli").glob("*.py")
        if "def add_arguments(" in p.read_text()
    }

    assert commands == modules


def test_the_store_is_the_only_room_of_django_and_the_seam_of_aiohttp() -> None:
    allowed = {"django": ("run/store/", "web/"), "aiohttp": ("connect/http.py", "sandbox/server.py")}
    for library, places in allowed.items():
        users = [
            name(p)
            for p in MODULES
            if re.search(rf"^\s*(import|from) {library}\b", p.read_text(), re.MULTILINE)
        ]
        assert [u for u in users if not u.startswith(places)] == []


# ---- modules named in strings ----------------------------------------------------------------------

# The command table, Django's settings, and the one loader of connectors (and simulators) by slug.
MAY_NAME_MODULES = {"cli/main.py", "connect/sis/load.py", "__init__.py"}


def test_no_module_is_named_in_a_string() -> None:
    found = []
    for path in MODULES:
        if name(path) in MAY_NAME_MODULES or name(path).startswith("run/store/"):
            continue
        for node in ast.walk(tree(path)):
            if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
                continue
            if re.fullmatch(r"passback(\.[a-z_]+)+", node.value):
                module = SOURCE.joinpath(*node.value.split(".")[1:])
                if module.with_suffix(".py").exists() or module.is_dir():
                    found.append(f"{name(path)}:{node.lineno}: {node.value}")
    assert found == []


# ---- what is committed -----------------------------------------------------------------------------


def test_the_locks_carry_hashes_and_no_address() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text(encoding="utf-8")
        pinned = re.findall(r"^[a-z0-9][a-z0-9.-]*==", text, re.MULTILINE | re.IGNORECASE)
        assert len(pinned) > 10
        assert "--hash=sha256:" in text
        assert re.search(r"https?://|--index-url|--extra-index", text) is None


def test_every_ignored_lint_rule_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text.partition("\nignore = [")[2].partition("\n]")[0]

    assert [line for line in block.splitlines() if line.strip() and "#" not in line] == []


def test_the_contracts_stand_as_the_design_has_them() -> None:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    names = {section.rpartition(":")[2] for section in contracts.sections()}

    expected = "rooms sandbox exchange one-sis deciding http django offline front-door acyclic doors site"
    assert names - {"importlinter"} == set(expected.split())
    assert "ignore_imports" not in (ROOT / ".importlinter").read_text()
