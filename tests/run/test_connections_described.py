"""From a description to connections: two interfaces of one SIS, options, and where secrets go."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from passback.core.connection import Connection
from passback.core.errors import BadInput
from passback.core.problem import Problem
from passback.core.sis import Sis
from passback.run import connecting, secrets
from passback.run.connecting import from_interface, labels_of
from passback.run.testing import runs_out

AUTH = {"kind": "oauth2-form", "token_url": "https://sis.test/t", "client_id": "id", "client_secret": "env:S"}
CANVAS = {"url": "https://canvas.test", "token": "env:T", "account": "1"}


def described(**entries: Mapping[str, object]) -> dict[str, Any]:
    base = {"url": "https://sis.test", "version": "1.1", "auth": AUTH}
    return {"canvas": CANVAS, "sis": {key.replace("_", "-"): base | entry for key, entry in entries.items()}}


def test_an_entry_may_name_its_sis_and_is_called_by_its_key(tmp_path: Path) -> None:
    given = described(oneroster={}, **{"oneroster-1.2": {"sis": "OneRoster", "version": "1.2"}}, Focus={})

    made = from_interface("p", given, tmp_path)

    assert [(c.name, c.sis, c.settings.version) for c in made] == [
        ("p-oneroster", Sis.ONEROSTER, "1.1"),
        ("p-oneroster-1.2", Sis.ONEROSTER, "1.2"),
        ("p-focus", Sis.FOCUS, "1.1"),
    ]
    assert labels_of("p", given) == tuple(c.name for c in made)


def test_a_key_that_fits_no_file_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="name 'a/b'"):
        from_interface("p", described(**{"a/b": {"sis": "focus"}}), tmp_path)


def test_options_are_text_by_name_and_the_teacher_stands_among_them(tmp_path: Path) -> None:
    given = described(aspen={"options": {"ttl": 60, "teacher_email": "own"}, "teacher_email": "other"})
    (made,) = from_interface("p", given, tmp_path)
    (plain,) = from_interface("p", described(aspen={"teacher_email": "t@x.example"}), tmp_path)

    assert made.settings.options == {"ttl": "60", "teacher_email": "own"}
    assert plain.settings.options == {"teacher_email": "t@x.example"}
    with pytest.raises(BadInput, match=r"sis\.aspen\.options\.ttl: expected text"):
        from_interface("p", described(aspen={"options": {"ttl": []}}), tmp_path)


def test_a_signature_needs_no_token_address_and_a_token_does(tmp_path: Path) -> None:
    bare = {name: held for name, held in AUTH.items() if name != "token_url"}
    (made,) = from_interface("p", described(aspen={"auth": bare | {"kind": "oauth1-sha256"}}), tmp_path)

    assert (made.settings.auth.kind, made.settings.auth.token_url) == ("oauth1-sha256", "")
    with pytest.raises(BadInput, match="token_url"):
        from_interface("p", described(aspen={"auth": bare}), tmp_path)


def test_an_option_that_is_a_secret_is_kept_as_a_file_and_never_as_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (connecting, secrets):
        monkeypatch.setattr(module, "secret_options", lambda _sis: frozenset({"certificate"}))
    (made,) = from_interface("p", described(aspen={"options": {"certificate": "hunter2"}}), tmp_path)

    reference = made.settings.options["certificate"]
    assert secrets.read_secret(reference) == "hunter2"
    secrets.refuse_plain_secrets(made)
    bad = replace(made, settings=replace(made.settings, options={"certificate": "hunter2"}))
    with pytest.raises(BadInput, match="the option certificate") as caught:
        secrets.refuse_plain_secrets(bad)
    assert "hunter2" not in str(caught.value)


def test_what_runs_out_is_stated_for_either_side_and_a_slip_is_said_in_one_line(tmp_path: Path) -> None:
    given = described(aspen={"expires": {"client-secret": "2027-06-30"}})
    given["canvas"] = CANVAS | {"expires": {"canvas-token": date(2027, 1, 31)}}  # as YAML reads a date
    (made,) = from_interface("p", given, tmp_path)

    assert made.expires == {"client-secret": date(2027, 6, 30), "canvas-token": date(2027, 1, 31)}
    assert Connection.from_dict(made.to_dict()) == made
    with pytest.raises(BadInput, match="expires 'secret': expected one of canvas-token, client-secret"):
        from_interface("p", described(aspen={"expires": {"secret": "2027-06-30"}}), tmp_path)
    with pytest.raises(BadInput, match="expires licence: '30 June' is no date; write it as 2027-06-30"):
        from_interface("p", described(aspen={"expires": {"licence": "30 June"}}), tmp_path)


def test_a_connection_test_shows_what_runs_out_and_fails_once_it_has(tmp_path: Path) -> None:
    (plain,) = from_interface("p", described(aspen={}), tmp_path)
    made = replace(plain, expires={"client-secret": date(2027, 6, 30)})

    (good,), (over,) = (runs_out(made, date(2027, month, 30)) for month in (6, 7))

    assert runs_out(plain, date(2027, 7, 30)) == ()
    assert (good.ok, good.problem, good.detail) == (True, None, "its last day is 2027-06-30, in 0 days")
    assert (over.ok, over.problem) == (False, Problem.CREDENTIALS_EXPIRED)
