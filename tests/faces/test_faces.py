"""The faces of the document's entries: each true because it was seen, or with a reason of a closed list."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
import yaml

import faces as measured
import foreseen as foreseeing
from fix_cases import CASES
from foreseen import foreseen
from passback.cli.main import main
from passback.core.problem import Problem
from passback.dictionary import faces as module
from passback.dictionary.book import entries, known
from passback.dictionary.faces import FILE, NAMES, REASONS, Face, Faces, faces, faces_table
from passback.dictionary.read_yaml import TextLoader
from passback.sync import plan as planning
from passback.sync.checks import CHECKS, category_not_found
from proofs.all_of_them import PROOFS
from proofs.ours import OURS
from proofs.proving import Proof

DOCUMENT = measured.ids()
# How many may be foreseen neither before nor after a first refusal, and how many nothing at all cures.
MOST_UNFORESEEN, MOST_INCURABLE = 12, 6


def of(entry: str) -> Faces:
    found = faces(known(entry))
    assert found is not None
    return found


def test_every_entry_of_the_document_has_faces_and_no_other() -> None:
    assert {entry.id for entry in entries() if faces(entry) is not None} == set(DOCUMENT)


@pytest.mark.parametrize("entry", DOCUMENT)
def test_a_face_is_true_or_has_a_reason_of_the_closed_list(entry: str) -> None:
    for name in NAMES:
        face: Face = getattr(of(entry), name)
        reason, _, more = str(face).partition(":")
        assert face is True or reason in REASONS, f"{name}: {face}"
        assert bool(more) == (reason in {"not-readable", "outside-our-reach"})


def test_all_are_explained_and_recognized() -> None:
    assert [entry for entry in DOCUMENT if (of(entry).explained, of(entry).recognized) != (True, True)] == []


def test_few_are_foreseen_neither_before_nor_after_a_first_refusal() -> None:
    others = [e for e in DOCUMENT if of(e).predicted not in (True, "after-first-refusal")]

    assert len(others) <= MOST_UNFORESEEN, others


def test_few_have_neither_a_repair_nor_an_exact_path() -> None:
    others = [entry for entry in DOCUMENT if of(entry).repaired not in (True, "show-only")]

    assert len(others) <= MOST_INCURABLE, others


# ---- the file is what is measured ----------------------------------------------------------------------


def written(entry: str, name: str) -> Face:
    held = yaml.load(FILE.read_bytes(), Loader=TextLoader)[entry][name]  # noqa: S506 - text only
    return True if held == "true" else held


@pytest.mark.parametrize("entry", DOCUMENT)
@pytest.mark.parametrize("name", NAMES[2:])
def test_what_is_written_is_what_is_measured(entry: str, name: str) -> None:
    measure: Callable[[str], Face] = getattr(measured, name)

    assert measure(entry) == written(entry, name)


def test_the_file_has_no_more_than_what_is_measured() -> None:
    held = yaml.load(FILE.read_bytes(), Loader=TextLoader)  # noqa: S506 - text only

    assert tuple(held) == DOCUMENT
    assert {tuple(rows) for rows in held.values()} == {NAMES[2:]}


# ---- the measurement measures -------------------------------------------------------------------------


def proof(entry: str) -> Proof:
    return next(each for each in PROOFS if each.entry == entry)


def test_a_check_that_is_switched_off_foresees_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    sight = proof("sapphire.category-not-found")
    assert foreseen(sight) == {Problem.CATEGORY_NOT_FOUND}

    monkeypatch.setattr(planning, "CHECKS", tuple(c for c in CHECKS if c is not category_not_found))
    assert foreseen(sight) == set()


def test_what_a_plan_says_without_the_cause_too_foresees_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that says so of everything would be right every time."""
    sight = proof("q-sis.score-excused")
    assert foreseen(sight)

    told = foreseeing.Told(Problem.SCORE_EXCUSED, stops=True, subject=foreseeing.ANYWHERE)
    monkeypatch.setattr(foreseeing, "_of_course", lambda *_: iter([told]))
    assert foreseen(sight) == set()


@pytest.mark.parametrize("entry", OURS)
def test_a_cause_of_ours_is_needed_for_what_the_proof_alone_does_not_show(
    monkeypatch: pytest.MonkeyPatch, entry: str
) -> None:
    assert foreseen(proof(entry))
    assert OURS[entry].cause.__doc__

    monkeypatch.setitem(OURS, entry, replace(OURS[entry], cause=lambda *_: None))  # type: ignore[arg-type]
    assert not foreseen(proof(entry))


def test_an_entry_whose_example_is_another_message_is_not_recognized() -> None:
    one = known("q-sis.score-excused")
    odd = replace(one, messages=(replace(one.messages[0], example="Nobody says this."),))

    assert faces(odd) != faces(one)
    assert faces(replace(one, causes=(replace(one.causes[0], steps=()),))) != faces(one)


def test_only_a_fix_after_which_scores_go_or_wait_as_chosen_repairs() -> None:
    assert {action for action, case in CASES.items() if case.ends == "seen"} == measured.SEEN_ONLY
    assert of("powerschool.assignment-locked").repaired == "show-only"


def test_a_step_without_the_screens_where_it_is_done_is_no_exact_path(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = known("aeries.several-gradebooks")
    (cause,) = one.causes
    vague = replace(one, causes=(replace(cause, steps=tuple(replace(s, path=()) for s in cause.steps)),))
    monkeypatch.setattr(measured, "known", lambda _: vague)

    assert measured.repaired(one.id) == "outside-our-reach:teacher"


# ---- how they are shown -------------------------------------------------------------------------------


def test_json_has_the_faces_of_each_entry_only_where_they_are_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["entries", "--format", "json", "--faces"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {row["id"]: row["faces"] for row in listed if row["faces"]} == {
        entry: of(entry).to_json() for entry in DOCUMENT
    }

    assert main(["entries", "--format", "json"]) == 0
    assert not any("faces" in row for row in json.loads(capsys.readouterr().out))


def test_text_and_markdown_say_yes_or_why_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["entries", "--faces", "--sis", "synergy"]) == 0
    text = capsys.readouterr().out
    mine = [entry for entry in DOCUMENT if entry.startswith("synergy.")]
    assert [line.split()[0] for line in text.splitlines()[2:]] == mine
    assert "vendor internal" in text or "after the first refusal" in text

    assert main(["entries", "--faces", "--sis", "synergy", "--format", "markdown"]) == 0
    assert capsys.readouterr().out.strip() == faces_table([known(entry) for entry in mine])
    assert module.WORDS["show-only"] in faces_table(known(e) for e in DOCUMENT)
    assert Counter(faces_table([known(mine[0])]).splitlines()[0])["|"] == len(NAMES) + 2
