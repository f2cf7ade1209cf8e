"""Secrets: read by reference at the moment of use, written for their owner only, never repeated."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept_things import MAPLE
from passback.core.errors import BadInput, NeedsConfig
from passback.run.secrets import (
    is_reference,
    read_secret,
    refuse_plain_secrets,
    remove_secrets,
    write_secret,
)


def test_a_secret_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN_1", "hunter2")
    assert read_secret("env:TOKEN_1") == "hunter2"
    monkeypatch.setenv("TOKEN_1", "changed")
    assert read_secret("env:TOKEN_1") == "changed"


@pytest.mark.parametrize(
    ("content", "secret"),
    [
        (b"hunter2", "hunter2"),
        (b"hunter2\n", "hunter2"),
        (b"hunter2\r\n", "hunter2"),
        (b"hunter2\n\n", "hunter2\n"),
        (b" two words ", " two words "),
        ("pässwort".encode(), "pässwort"),
    ],
)
def test_a_secret_is_read_from_a_file_without_its_last_newline(
    tmp_path: Path, content: bytes, secret: str
) -> None:
    (tmp_path / "s").write_bytes(content)

    assert read_secret(f"file:{tmp_path / 's'}") == secret


def test_the_home_folder_may_be_written_as_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "s").write_text("hunter2")

    assert read_secret("file:~/s") == "hunter2"


@pytest.mark.parametrize(
    "text", ["hunter2", "", "env:", "env:9A", "env:A B", "ENV:A", "file:", "file:s", "file:./s", " env:A"]
)
def test_anything_else_is_refused_without_repeating_it(text: str) -> None:
    assert not is_reference(text)
    with pytest.raises(BadInput, match="env:NAME or file:/PATH") as caught:
        read_secret(text)
    assert text == "" or f"{text} " not in f"{caught.value} "


@pytest.mark.parametrize("value", [None, "", "\n"])
def test_a_missing_variable_is_named(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    monkeypatch.delenv("TOKEN_1", raising=False)
    if value is not None:
        monkeypatch.setenv("TOKEN_1", value)

    with pytest.raises(NeedsConfig, match="env:TOKEN_1 is empty or missing"):
        read_secret("env:TOKEN_1")


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe hunter2", b"hunter2" * 20_000])
def test_a_file_without_a_usable_secret_is_named_and_its_content_is_not(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "s").write_bytes(content)

    with pytest.raises(NeedsConfig, match=f"file:{tmp_path}") as caught:
        read_secret(f"file:{tmp_path / 's'}")
    assert "hunter2" not in repr(caught.value)
    assert caught.value.__cause__ is None
    assert "\n" not in str(caught.value)


def test_what_is_no_file_is_named_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("absent", ".", "pipe"):
        with pytest.raises(NeedsConfig, match="the secret file:"):
            read_secret(f"file:{tmp_path / name}")


# ---- writing and removing --------------------------------------------------------------------------


def test_a_written_secret_is_its_owner_s_alone_and_comes_back(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "secrets"
    old = os.umask(0)
    try:
        reference = write_secret(folder, "maple.canvas-token", "hunter2")
    finally:
        os.umask(old)

    assert is_reference(reference)
    assert read_secret(reference) == "hunter2"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [(p.name, p.stat().st_mode & 0o777) for p in folder.iterdir()] == [("maple.canvas-token", 0o600)]


def test_a_secret_written_again_replaces_the_old_one_whatever_its_mode(tmp_path: Path) -> None:
    (tmp_path / "name").write_text("old")
    (tmp_path / "name").chmod(0o644)
    (tmp_path / ".name.new").write_text("left by a crash")

    reference = write_secret(tmp_path, "name", "new")

    assert read_secret(reference) == "new"
    assert (tmp_path / "name").stat().st_mode & 0o777 == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["name"]


def test_a_link_in_the_place_of_a_secret_is_replaced_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.write_text("untouched")
    folder = tmp_path / "secrets"
    folder.mkdir()
    for name in ("s", ".s.new"):
        (folder / name).symlink_to(target)

    write_secret(folder, "s", "hunter2")

    assert target.read_text() == "untouched"
    assert not (folder / "s").is_symlink()


@given(name=st.text(min_size=1, max_size=40).filter(lambda n: n.strip(".")))
def test_any_name_stays_in_its_folder(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("any") / "secrets"

    reference = write_secret(folder, name, "hunter2")

    assert len(list(folder.iterdir())) == 1
    assert len(list(folder.parent.iterdir())) == 1
    assert read_secret(reference) == "hunter2"


def test_a_folder_that_cannot_be_used_is_one_line_without_the_secret(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder, name in ((tmp_path / "file", "s"), (tmp_path, "n" * 400), (tmp_path, ".."), (tmp_path, "")):
        with pytest.raises(BadInput) as caught:
            write_secret(folder, name, "hunter2")
        assert "hunter2" not in str(caught.value)
        assert "\n" not in str(caught.value)
    with pytest.raises(BadInput):
        write_secret(tmp_path, "s", "\ud800")


def test_removing_takes_the_secrets_of_one_connection_and_no_other_s(tmp_path: Path) -> None:
    names = ["north.canvas-token", "north.header-0", "north.high.canvas-token", "northern.canvas-token", "n"]
    for name in (*names, "ö/x.token"):
        write_secret(tmp_path, name, "hunter2")

    assert remove_secrets(tmp_path, "north.") == 2
    assert remove_secrets(tmp_path, "ö/x.") == 1
    assert remove_secrets(tmp_path / "absent", "north.") == 0

    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(names[2:])


def test_a_connection_without_secrets_of_its_own_passes() -> None:
    none = replace(
        MAPLE, settings=replace(MAPLE.settings, auth=replace(MAPLE.settings.auth, client_secret=""))
    )

    refuse_plain_secrets(none)
    refuse_plain_secrets(MAPLE)
