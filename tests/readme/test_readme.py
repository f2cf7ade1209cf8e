"""What README tells a newcomer to type works as it stands there."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from passback.cli.main import COMMANDS as TABLE

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


COMMANDS = [line for block in blocks("sh") for line in block.splitlines() if line.strip()]


def run(command: str, tmp_path: Path, **env: str) -> subprocess.CompletedProcess[str]:
    beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    own = {"PATH": beside, "PASSBACK_DATABASE": str(tmp_path / "p.db")}
    return subprocess.run(
        shlex.split(command),
        cwd=ROOT,
        env=os.environ | own | env,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def test_readme_shows_the_two_commands_and_more() -> None:
    assert COMMANDS[:2] == ["make demo", "make test"]
    assert len(COMMANDS) >= 6


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_readme_works(command: str, tmp_path: Path) -> None:
    # This very run is `make test`; inside itself it would never end, so only its recipe is asked.
    if command == "make test":
        done = run("make -n test", tmp_path)
        assert "pytest" in done.stdout
    elif command == "make demo":
        done = run(command, tmp_path, ARGS=f"--folder {tmp_path}/demo")
        assert json.loads(done.stdout.splitlines()[-1])["second"] == {"writes": 0}
    else:
        done = run(command, tmp_path)
        assert done.stdout.strip()

    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("code", blocks("python"))
def test_the_python_of_readme_works(code: str, tmp_path: Path) -> None:
    done = run(f"{sys.executable} -c {shlex.quote(code)}", tmp_path)

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_every_command_that_readme_names_exists() -> None:
    typed = r"^\s*(?:\$ )?(?:\S+/)?passback ([a-z]+)"
    named = set(re.findall(typed, "\n".join(blocks("sh")), re.MULTILINE))
    named |= set(re.findall(r"^(?:\$ )?passback ([a-z]+)", "\n".join(blocks("text")), re.MULTILINE))
    assert len(named) > 5

    assert named <= set(TABLE)


def test_every_file_that_readme_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
