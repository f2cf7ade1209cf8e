"""YAML becomes entries, slips are said at once, and the fast copy is used only while it fits."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from passback.core.errors import BadInput
from passback.dictionary import book, load
from passback.dictionary.entry import from_json
from passback.dictionary.read_yaml import read_file, read_folder, read_screens

GOOD = """\
entries:
  - id: aspen.one
    title: "no"
    effect: harmless
    voice: sis
    messages:
      - {template: "A {value} b", core: "A {value} b", example: "A 1.10 b"}
    causes:
      - problem: route-missing
        meaning: It is so.
        steps:
          - {who: nobody, where: Aspen, do: Leave Aspen alone., action: resend}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "aspen.yaml").write_text(GOOD, encoding="utf-8")
    return tmp_path


@pytest.fixture
def spoiled(folder: Path) -> Callable[[str, str], str]:
    """Changes one word of a good file and brings what reading it then says."""

    def spoil(old: str, new: str) -> str:
        assert old in GOOD
        path = folder / "aspen.yaml"
        path.write_text(GOOD.replace(old, new), encoding="utf-8")
        with pytest.raises(BadInput) as refused:
            read_folder(str(folder))
        return str(refused.value)

    return spoil


def test_every_value_is_text_and_what_is_absent_is_there_as_nothing(folder: Path) -> None:
    (entry,) = read_file(folder / "aspen.yaml")

    assert entry["title"] == "no"
    assert entry["sis"] == "aspen"
    assert entry["problem"] == "route-missing"
    assert entry["aliases"] == entry["notes"] == []
    assert entry["source"] is entry["editor_note"] is None
    assert entry["causes"][0]["tell"] is None
    assert entry["messages"][0]["example"] == "A 1.10 b"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("effect: harmless", "effect: deadly", "aspen.one: effect: deadly is not one of harmless"),
        ("voice: sis\n", "voice: sis\n    colour: red\n", "aspen.one: colour: is not known"),
        ("        meaning: It is so.\n", "", "aspen.one: causes[0].meaning: is missing"),
        ("who: nobody", "who: someone", "aspen.one: causes[0].steps[0].who: someone is not one of"),
        ("problem: route-missing", "problem: gremlins", "causes[0].problem: gremlins is not one of"),
        ("action: resend", "action: pray", "causes[0].steps[0].action: pray is not one of resend"),
        ("    voice: sis\n", "    voice: sis\n    voice: canvas\n", "voice comes twice"),
        ("id: aspen.one", "id: focus.one", "focus.one: id: must begin with `aspen.`"),
        ('title: "no"', "title: [a, b]", "aspen.one: title: must be text"),
        ("    messages:\n", "    messages: none\n    notes:\n", "messages: must be a list"),
        (
            "    voice: sis\n",
            "    voice: sis\n    source: {sis: Aspen}\n",
            "source: must have `sis` and `title`",
        ),
        ("entries:", "entry:", "must hold one key, `entries`"),
        ("entries:", "entries: [", "is not readable YAML"),
        ("- id: aspen.one", "- nonsense\n  - id: aspen.one", "entry 1: entry: must be a mapping"),
    ],
)
def test_a_slip_is_said_with_file_entry_and_field(
    spoiled: Callable[[str, str], str], old: str, new: str, says: str
) -> None:
    said = spoiled(old, new)

    assert said.startswith("aspen.yaml: ")
    assert says in said
    assert "\n" not in said


def test_all_slips_of_a_file_are_said_at_once(folder: Path) -> None:
    bad = GOOD.replace("effect: harmless", "effect: x").replace("who: nobody", "who: y")
    (folder / "aspen.yaml").write_text(bad, encoding="utf-8")

    with pytest.raises(BadInput, match=r"who: y .*; .*effect: x "):
        read_file(folder / "aspen.yaml")


def test_a_file_named_after_no_sis_is_a_slip(folder: Path) -> None:
    (folder / "aspen.yaml").rename(folder / "aspn.yaml")

    with pytest.raises(BadInput, match="aspn is no SIS"):
        read_folder(str(folder))


def test_two_entries_may_not_share_a_name_not_even_an_old_one(folder: Path) -> None:
    other = GOOD.partition("entries:\n")[2].replace(
        "id: aspen.one", "id: aspen.two\n    aliases: [aspen.one]"
    )
    (folder / "aspen.yaml").write_text(GOOD + other, encoding="utf-8")

    with pytest.raises(BadInput, match=r"two entries are called aspen\.one"):
        read_folder(str(folder))


def test_an_old_id_finds_the_entry(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    renamed = GOOD.replace("id: aspen.one", "id: aspen.one\n    aliases: [aspen.uno]")
    (folder / "aspen.yaml").write_text(renamed, encoding="utf-8")
    kept = [book.raw_entries, book._names, book.known]
    monkeypatch.setattr(book, "read_all", lambda: read_folder(str(folder)))
    try:
        for cached in kept:
            cached.cache_clear()
        found = book.entry("aspen.uno")
        assert found is not None
        assert found.id == "aspen.one"
    finally:
        for cached in kept:
            cached.cache_clear()


def test_json_and_entry_are_inverse() -> None:
    for entry in book.entries():
        written = json.loads(json.dumps(entry.to_json()))
        assert from_json(written) == entry
        assert type(entry).from_dict(entry.to_dict()) == entry


# ---- the fast copy ---------------------------------------------------------------------------------


@pytest.fixture
def writing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)


def copy_of(folder: Path) -> Path:
    return folder / "__pycache__" / "entries.json"


@pytest.mark.usefixtures("writing")
def test_the_copy_is_made_once_and_read_afterwards(folder: Path) -> None:
    first = load.read_all(str(folder))
    held = json.loads(copy_of(folder).read_text())
    held["entries"][0]["title"] = "read from the copy"
    copy_of(folder).write_text(json.dumps(held))

    assert first[0]["title"] == "no"
    assert load.read_all(str(folder))[0]["title"] == "read from the copy"
    assert [p.name for p in copy_of(folder).parent.iterdir()] == ["entries.json"]


@pytest.mark.usefixtures("writing")
def test_an_edited_file_makes_the_copy_stale_even_at_the_same_size(folder: Path) -> None:
    load.read_all(str(folder))
    path = folder / "aspen.yaml"
    then = path.stat().st_mtime_ns
    path.write_text(GOOD.replace('"no"', '"on"'), encoding="utf-8")
    os.utime(path, ns=(then, then + 1))

    assert load.read_all(str(folder))[0]["title"] == "on"


@pytest.mark.usefixtures("writing")
def test_a_new_file_and_a_new_format_make_the_copy_stale(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load.read_all(str(folder))
    (folder / "focus.yaml").write_text(GOOD.replace("aspen.one", "focus.one"), encoding="utf-8")
    assert len(load.read_all(str(folder))) == 2

    stale = json.loads(copy_of(folder).read_text())
    stale["entries"] = []
    copy_of(folder).write_text(json.dumps(stale))
    monkeypatch.setattr(load, "FORMAT", load.FORMAT + 1)
    assert len(load.read_all(str(folder))) == 2


@pytest.mark.usefixtures("writing")
@pytest.mark.parametrize("rubbish", [b"", b"{", b"[]", b"\xff\x00", b'{"stamp": 1}'])
def test_a_damaged_copy_is_made_anew(folder: Path, rubbish: bytes) -> None:
    load.read_all(str(folder))
    copy_of(folder).write_bytes(rubbish)

    assert load.read_all(str(folder))[0]["id"] == "aspen.one"
    assert json.loads(copy_of(folder).read_text())["entries"]


def test_nothing_is_written_where_python_may_not_write_bytecode(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    load.read_all(str(folder))

    assert not copy_of(folder).exists()


@pytest.mark.usefixtures("writing")
def test_a_folder_that_cannot_be_written_is_no_error(folder: Path) -> None:
    (folder / "__pycache__").write_text("a file stands in the way")

    assert load.read_all(str(folder))[0]["id"] == "aspen.one"


@pytest.mark.usefixtures("writing")
def test_the_copy_goes_where_bytecode_goes(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("bytecode")
    monkeypatch.setattr(sys, "pycache_prefix", str(elsewhere))
    load.read_all(str(folder))

    assert not copy_of(folder).exists()
    assert [p.name for p in elsewhere.rglob("*.json")] == ["entries.json"]


def test_a_missing_folder_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="entries cannot be read"):
        load.read_all(str(tmp_path / "nowhere"))


def test_with_a_fresh_copy_yaml_is_never_imported(tmp_path: Path) -> None:
    code = "import sys; from passback.dictionary import book; book.entries(); print('yaml' in sys.modules)"
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(tmp_path)
    said = [
        subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
        )
        for _ in range(2)
    ]

    assert [run.stdout.strip() for run in said] == ["True", "False"]


# ---- the screens -----------------------------------------------------------------------------------------


def test_a_step_may_only_name_a_screen_that_is_listed_and_in_its_own_system(
    spoiled: Callable[[str, str], str],
) -> None:
    said = spoiled("where: Aspen,", "where: Aspen, at: the-secret-screen,")
    assert "aspen.one: causes[0].steps[0].at: the-secret-screen is no place in Aspen" in said
    assert "canvas-sections is no place in Aspen" in spoiled(
        "where: Aspen,", "where: Aspen, at: canvas-sections,"
    )
    assert "loses: scores is not one of grades, other" in spoiled(
        "where: Aspen,", "where: Aspen, loses: scores,"
    )


def test_a_screen_without_a_source_or_a_path_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "screens.yaml"
    path.write_text(
        "one: {where: Aspen, path: [], source: s}\ntwo: {where: Aspen, path: [A]}\n", encoding="utf-8"
    )
    with pytest.raises(BadInput) as refused:
        read_screens(path)

    assert "one.path: there must be at least one" in str(refused.value)
    assert "two.source: is missing" in str(refused.value)


def test_a_changed_list_of_screens_is_read_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = load._stamp(str(folder))
    monkeypatch.setattr(load, "SCREENS", str(folder / "aspen.yaml"))

    assert load._stamp(str(folder)) != before
