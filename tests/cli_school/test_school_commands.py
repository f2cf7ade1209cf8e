"""The commands that reach a school, against a practice school on loopback, as a person types them."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from passback.core.sis import Sis

BIN = Path(sys.executable).parent


@dataclass
class Desk:
    """One person's machine: a database of its own and the practice school's interface line."""

    folder: Path
    line: str

    def type(self, command: str, given: str | bytes = "", **env: str) -> subprocess.CompletedProcess[str]:
        path = {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
        own = {"PASSBACK_DATABASE": str(self.folder / "p.sqlite3"), "NO_COLOR": "1"}
        done = subprocess.run(
            ["bash", "-c", command],
            input=given if isinstance(given, bytes) else given.encode(),
            capture_output=True,
            cwd=self.folder,
            env=os.environ | path | own | env,
            timeout=120,
            check=False,
        )
        out, err = done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
        assert "Traceback" not in out + err, err
        return subprocess.CompletedProcess(command, done.returncode, out, err)

    @property
    def secrets(self) -> list[str]:
        told = json.loads(self.line)
        return [told["canvas"]["token"], *(s["auth"]["client_secret"] for s in told["sis"].values())]


@pytest.fixture(scope="module")
def line() -> Iterator[str]:
    command = [sys.executable, "-m", "passback", "sandbox", "--with-parent"]
    school = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert school.stdout is not None
    yield school.stdout.readline()
    school.terminate()
    school.wait(30)
    school.stdout.close()


@pytest.fixture
def desk(tmp_path: Path, line: str) -> Desk:
    return Desk(tmp_path, line)


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory, line: str) -> Desk:
    """A desk with the school connected and tested."""
    desk = Desk(tmp_path_factory.mktemp("used"), line)
    assert desk.type("passback connections add practice --from -", line).returncode == 0
    assert desk.type("passback connections test practice-aspen").returncode == 0
    return desk


def test_a_signed_connection_with_a_vendor_s_header_is_added_by_options(desk: Desk) -> None:
    given = (
        "passback connections add ivy --sis infinite-campus --auth oauth1-sha1 --canvas-url http://c"
        " --canvas-account 1 --canvas-token env:T --url http://s --client-id i --client-secret env:S"
    )

    bare = desk.type(given)
    plain = desk.type(f"{given} --header x-vendor-authorization=key:hush-hush")
    done = desk.type(f"{given} --header x-vendor-authorization=env:V --format json")

    assert (bare.returncode, "x-vendor-authorization" in bare.stderr) == (1, True)
    assert (plain.returncode, "hush-hush" in plain.stdout + plain.stderr) == (2, False)
    assert done.returncode == 0
    auth = json.loads(done.stdout)[0]["auth"]
    assert (auth["kind"], auth["token_url"]) == ("oauth1-sha1", "")
    assert auth["headers"] == {"x-vendor-authorization": "env:V"}


def test_one_line_connects_the_whole_school(desk: Desk) -> None:
    done = desk.type("passback connections add --from - --format json", desk.line)

    assert done.returncode == 0
    names = [c["name"] for c in json.loads(done.stdout)]
    assert names == [f"practice-{key}" for key in json.loads(desk.line)["sis"]]
    assert {f"practice-{sis.value}" for sis in Sis} <= set(names)


def test_a_taken_name_is_refused_and_the_old_connection_keeps_its_secret(desk: Desk) -> None:
    desk.type("passback connections add --from -", desk.line)
    other = desk.line.replace(desk.secrets[0], "another-token")

    done = desk.type("passback connections add --from -", other)

    assert done.returncode == 2
    assert "--replace" in done.stderr
    kept = (desk.folder / "secrets" / "practice-aspen.canvas-token").read_text()
    assert desk.secrets[0] in kept


_OPTIONS = (
    "passback connections add x --sis aspen --canvas-url http://c --canvas-account 1 --canvas-token env:T"
    " --client-id i --client-secret env:S"
)


def _described(canvas: str) -> str:
    """A description whose Canvas has this address."""
    auth = {"kind": "oauth2-form", "token_url": "http://s/t", "client_id": "i", "client_secret": "env:S"}
    return json.dumps(
        {
            "canvas": {"url": canvas, "token": "env:T", "account": "1"},
            "sis": {"aspen": {"url": "http://s", "version": "1.1", "auth": auth}},
        }
    )


@pytest.mark.parametrize(
    ("command", "given", "says"),
    [
        ("passback connections add --from -", "", "empty"),
        ("passback connections add --from -", "a: [", "YAML"),
        ("passback connections add --from -", b"\x00\x01\xfe\xff binary", "standard input"),
        ("passback connections add --from -", "just words", "named fields"),
        ("passback connections add --from -", "canvas: {url: http://x, token: t, account: 1}", "sis"),
        (
            "passback connections add --from -",
            '{"canvas": {}, "sis": {"foo": {}}}',
            "'foo' is not an SIS that passback knows",
        ),
        ("passback connections add --from -", "[" * 20_000, "nested too deeply"),
        ("passback connections add --from -", '{"a": ' * 20_000, "nested too deeply"),
        (
            "passback connections add --from -",
            _described("https://u:hush@c.example"),
            "canvas.url: holds more",
        ),
        (
            "passback connections add --from -",
            _described("https://c.example?token=hush"),
            "canvas.url: holds more",
        ),
        (
            "passback connections add --from -",
            _described("ftp://u:hush@c.example"),
            "canvas.url: expected an address",
        ),
        (f"{_OPTIONS} --url https://u:hush@s --token-url http://s/t", "", "--url: holds more"),
        (f"{_OPTIONS} --url http://s --token-url http://s/t?key=hush", "", "--token-url: holds more"),
        ("passback connections add --from nowhere.yaml", "", "nowhere.yaml"),
        ("passback connections add --from .", "", "cannot be read"),
        ("passback connections add x --sis aspen", "", "missing"),
        ("passback connections test nobody", "", "no connection"),
        ("passback connections remove nobody", "", "no connection"),
        ("passback connections", "", "--help"),
        ("passback plan nobody", "", "no connection"),
        ("passback sync nobody --yes", "", "no connection"),
        ("passback sync nobody --plan 1 --course 2", "", "--plan and --course"),
        ("passback connections list --database /proc/nope/p.sqlite3", "", "p.sqlite3"),
    ],
)
def test_bad_input_gets_one_line_that_says_what_and_where(
    desk: Desk, command: str, given: str | bytes, says: str
) -> None:
    done = desk.type(command, given)

    assert done.returncode == 2, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert says in done.stderr
    assert "hush" not in done.stderr


def test_a_secret_on_the_command_line_is_refused(desk: Desk) -> None:
    done = desk.type(
        "passback connections add x --sis aspen --canvas-url http://c --canvas-account 1 --canvas-token hush "
        "--url http://s --token-url http://s/t --client-id i --client-secret env:S"
    )

    assert done.returncode == 2
    assert "env:NAME or file:PATH" in done.stderr
    assert "hush" not in done.stderr


def test_a_test_shows_probes_and_match_rates(used: Desk) -> None:
    done = used.type("passback connections test practice-powerschool --format json")

    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert told["passed"]
    assert len(told["probes"]) >= 6
    assert told["matches"][0]["students"][0] == told["matches"][0]["students"][1] > 0


def test_a_plan_says_words_first_and_writes_nothing(used: Desk) -> None:
    done = used.type("passback plan practice-aspen --course 3103")

    assert re.match(r"Create \d+, update \d+, leave \d+, skip \d+", done.stdout)
    assert "next: passback sync practice-aspen --plan b" in done.stdout


def test_head_of_a_long_answer_leaves_no_traceback(used: Desk) -> None:
    done = used.type("passback plan practice-aspen --changes | head -1; passback entries | head -1")

    assert len(done.stdout.splitlines()) == 2


def test_nothing_is_sent_without_consent(used: Desk) -> None:
    done = used.type("passback sync practice-aspen --course 3103")

    assert done.returncode == 2
    assert "--yes" in done.stderr


def test_a_plan_s_id_runs_that_plan_and_running_it_again_sends_nothing(used: Desk) -> None:
    planned = json.loads(used.type("passback plan practice-aspen --course 3101 --format json").stdout)
    run = f"passback sync practice-aspen --plan {planned['batch']} --yes --format json"

    first, second = used.type(run), used.type(run)

    told = json.loads(first.stdout)
    assert first.returncode == 1
    assert told["states"]["in-sis"] == told["proven"] == planned["total"]["create"]
    assert sum(told["states"].values()) == told["considered"] == len(told["scores"])
    assert json.loads(second.stdout) == told
    assert second.returncode == 1


def test_a_plan_of_one_connection_is_not_run_on_another(used: Desk) -> None:
    planned = json.loads(used.type("passback plan practice-aspen --course 3102 --format json").stdout)

    done = used.type(f"passback sync practice-powerschool --plan {planned['batch']} --yes")

    assert done.returncode == 2
    assert "is for the connection 'practice-aspen'" in done.stderr


def test_no_secret_is_printed_or_in_the_database(used: Desk) -> None:
    shown = used.type("passback connections list; passback connections list --format json").stdout
    kept = b"".join(p.read_bytes() for p in used.folder.glob("p.sqlite3*"))

    assert "file:" in shown
    for secret in used.secrets:
        assert secret not in shown
        assert secret.encode() not in kept
    for held in (used.folder / "secrets").iterdir():
        assert held.stat().st_mode & 0o077 == 0


def test_a_school_that_is_not_there_is_one_line_and_exit_1(desk: Desk) -> None:
    desk.type("passback connections add --from -", re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:9", desk.line))

    planned = desk.type("passback plan practice-aspen")
    tested = desk.type("passback connections test practice-aspen")

    assert planned.returncode == 1
    assert len(planned.stderr.strip().splitlines()) == 1
    assert "passback explain passback.canvas-unreachable" in planned.stderr
    assert tested.returncode == 1
    assert "canvas-unreachable" in tested.stdout


def test_a_refused_token_is_one_line_that_says_whose(desk: Desk) -> None:
    desk.type("passback connections add --from -", desk.line.replace(desk.secrets[0], "wrong"))

    done = desk.type("passback plan practice-aspen")

    assert done.returncode == 1
    assert "credentials-expired" in done.stderr
    assert "wrong" not in done.stderr


def test_removing_forgets_connection_and_secrets(desk: Desk) -> None:
    desk.type("passback connections add --from -", desk.line)

    done = desk.type("passback connections remove practice-aspen; passback connections list")

    assert "practice-powerschool" in done.stdout
    assert "practice-aspen  " not in done.stdout
    assert not list((desk.folder / "secrets").glob("practice-aspen.*"))


@pytest.mark.parametrize("command", ["connections", "connections add", "plan", "sync", "sandbox", "demo"])
def test_help_teaches_with_an_example(desk: Desk, command: str) -> None:
    done = desk.type(f"passback {command} --help")

    assert done.returncode == 0
    assert f"passback {command.split(maxsplit=1)[0]}" in done.stdout.partition("example")[2]
