"""The incumbent stands alone: it knows the school by its wires, and nothing of the product or of a rule."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import passback

EXCHANGE = Path(passback.__file__).parent / "sandbox" / "exchange"
# Words and shapes that everybody has; the school is reached through `handle`, as over a socket.
MAY_IMPORT = re.compile(
    r"passback\.(core\.sis|sandbox\.(exchange(\.\w+)?|school|wire|systems"
    r"|planting\.calendar|state\.(school|incumbent|clients|canvas)))"
)
# Installing it puts its token and its plugin there; its log looks up what a course is called.
MAY_TOUCH_ROWS = {"entered.py": {"canvas", "powerschool"}, "log.py": {"canvas"}}
ROWS = {"canvas", "aspen", "powerschool", "rosters", "planted"}


def _is_school(node: ast.expr) -> bool:
    return ast.unparse(node).rpartition(".")[2] == "school"


def breaches(file: str, text: str) -> Iterator[str]:
    """What in a module of the exchange goes through the wall."""
    for node in ast.walk(ast.parse(text)):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            if name == "passback.sandbox.exchange" or not name.startswith("passback"):
                continue
            if not MAY_IMPORT.fullmatch(name):
                yield f"{file}: imports {name}"
        closed = ROWS - MAY_TOUCH_ROWS.get(file, set())
        if isinstance(node, ast.Attribute) and node.attr in closed and _is_school(node.value):
            yield f"{file}: reads {ast.unparse(node)}"


def test_the_exchange_shares_no_code_with_the_product_and_reads_no_rows_behind_the_wire() -> None:
    found = [line for path in EXCHANGE.glob("*.py") for line in breaches(path.name, path.read_text())]

    assert len(list(EXCHANGE.glob("*.py"))) > 5
    assert found == []


@pytest.mark.parametrize(
    "fault",
    [
        "from passback.connect.canvas import client",
        "from passback.sync.category import find",
        "import passback.run.app",
        "from passback.core.capabilities import Capabilities",
        "from passback.sandbox.sis.aspen.writing import COLUMN_RULES",
        "from passback.sandbox.oneroster import writing",
        "from passback.dictionary.recognize import recognize",
        "from passback.dictionary.template import say",
        "x = job.school.rosters['focus'].hidden",
        "x = school.planted",
        "x = school.canvas.assignments",
    ],
)
def test_a_planted_hole_in_its_wall_is_seen(fault: str) -> None:
    assert list(breaches("job.py", fault))
