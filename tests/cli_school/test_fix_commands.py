"""`fix` and `undo`, typed at a practice school in this process."""

import asyncio

import pytest

from desk import Desk, a_desk
from hand_cases import with_gradebooks
from passback.core.errors import NoAnswer
from passback.core.ports import Request
from passback.core.problem import Problem

pytestmark = pytest.mark.disable_socket
NAME = "practice-sapphire"
PROBLEM = "category-not-found"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    made = a_desk(monkeypatch, capsys)
    made.type("sync", NAME, "--yes")
    return made


def test_from_the_list_to_green_and_back(desk: Desk) -> None:
    code, out, _ = desk.type("fix", NAME)
    assert code == 1
    assert PROBLEM in out
    assert "map-category" in out
    assert f"next: passback fix {NAME} {PROBLEM} --dry-run" in out

    code, out, _ = desk.type("fix", NAME, PROBLEM, "--dry-run")
    assert code == 1
    assert "Sketchbook → Labs" in out
    assert "--choose" in out

    writes = desk.practice.writes
    code, out, _ = desk.type("fix", NAME, PROBLEM, "--choose", "Labs", "--dry-run", "--by", "Ada")
    assert (code, desk.practice.writes) == (1, writes)
    assert "1 item; 10 scores would be sent and read back." in out
    assert "nothing was changed" in out

    code, out, _ = desk.type("fix", NAME, PROBLEM, "--choose", "Labs", "--yes", "--by", "Ada")
    assert code == 0
    assert "10 scores went from red to green (10 proven by reading back)." in out
    fix = out.split()[-1]
    assert desk.type("fix", NAME) == (0, "nothing keeps a score back, by the newest plans\n", "")

    code, listed = desk.json("undo", NAME)
    assert code == 0
    assert isinstance(listed, list)
    assert [(row["id"], row["by"], row["actions"], row["undone"]) for row in listed] == [
        (fix, "Ada", ["map-category"], None)
    ]
    code, _, err = desk.type("undo", NAME, fix)
    assert code == 2
    assert "not known to delete" in err
    assert err.count("\n") == 1


def test_as_json_every_change_has_its_before_and_after(desk: Desk) -> None:
    code, told = desk.json("fix", NAME, PROBLEM, "--choose", "Labs", "--yes", "--by", "Ada")
    assert code == 0
    assert isinstance(told, dict)
    (item,) = told["items"]
    assert (item["action"], item["acts_on"], item["frees"]) == ("map-category", "wire", 10)
    assert len(item["changes"]) == 12
    assert item["changes"][0]["after"] == "categories.Sketchbook = Labs"
    assert (told["result"]["green"], told["result"]["red"]) == (10, 0)


def test_what_is_somebody_else_s_comes_with_the_steps_and_the_way_back_to_us(desk: Desk) -> None:
    desk.type("sync", "practice-aspen", "--yes")
    code, out, _ = desk.type("fix", "practice-aspen", "value-changed-by-sis")
    assert code == 1
    assert "somebody has to act" in out
    assert "What to do" in out
    assert "--done checks again" in out


def test_beside_a_fix_it_says_shortly_what_a_person_could_do_in_its_place(desk: Desk) -> None:
    _, out, _ = desk.type("fix", NAME, PROBLEM, "--choose", "Labs", "--dry-run", "--by", "Ada")
    assert "or by hand: Teacher, Canvas ▸ the course ▸ Assignments: Move the assignment" in " ".join(
        out.split()
    )
    assert out.count("or by hand") == 1

    _, told = desk.json("fix", NAME, PROBLEM, "--choose", "Labs", "--dry-run", "--by", "Ada")
    assert isinstance(told, dict)
    (item,) = told["items"]
    (cure,) = item["by_hand"]
    assert (cure["safety"], cure["acts_on"], cure["who"]) == ("show", "canvas", "teacher")
    assert cure["link"].endswith("/assignments")
    assert cure["check_again"] == f"passback fix {NAME} {item['findings'][0]} --done"


def test_what_only_a_person_can_do_has_its_place_its_link_and_the_command_that_checks(desk: Desk) -> None:
    name = "practice-aeries"
    desk.type("sync", name, "--yes")
    with_gradebooks("5501", "5502")(desk.practice)
    desk.type("plan", name)
    code, out, _ = desk.type("fix", name, "several-gradebooks")
    assert code == 1
    assert "1. Teacher, Aeries ▸ Gradebook ▸ Manage" in out
    _, told = desk.json("fix", name, "several-gradebooks")
    assert isinstance(told, dict)
    (other,) = told["others"]
    key = other["finding"]
    assert f"I did it: passback fix {name} {key} --done" in out
    assert {name: other[name] for name in ("acts_on", "safety", "who", "path", "link", "deletes")} == {
        "acts_on": "sis",
        "safety": "show",
        "who": "teacher",
        "path": "Aeries ▸ Gradebook ▸ Manage",
        "link": None,
        "deletes": False,
    }
    assert other["check_again"] == f"passback fix {name} {key} --done"
    assert [step["deletes"] for step in other["steps"]] == [False, False, False]

    writes = desk.practice.writes
    code, out, _ = desk.type("fix", name, key, "--done", "--yes", "--by", "Ada")
    assert (code, desk.practice.writes) == (1, writes)
    assert out.startswith("still there: several-gradebooks")
    with_gradebooks("5501")(desk.practice)
    code, out, _ = desk.type("fix", name, key, "--done", "--yes", "--by", "Ada")
    assert code == 0
    assert out.startswith("gone: several-gradebooks")


def test_what_the_sis_still_refuses_after_it_was_said_to_be_done_is_still_there(desk: Desk) -> None:
    desk.type("sync", "practice-focus", "--yes")
    writes = desk.practice.writes
    code, out, _ = desk.type(
        "fix", "practice-focus", "grading-period-locked", "--done", "--yes", "--by", "Ada"
    )
    assert (code, desk.practice.writes) == (1, writes)
    assert "still there: 10 scores refused: grading-period-locked" in out


def test_what_was_mended_by_hand_is_checked_again_and_sent(desk: Desk) -> None:
    code, out, _ = desk.type("fix", NAME, PROBLEM, "--done", "--yes")
    assert code == 1
    assert out.startswith(f"still there: {PROBLEM}")
    group = next(g for g in desk.practice.school.canvas.groups.values() if g.name == "Sketchbook")
    group.name = "Homework"
    code, out, _ = desk.type("fix", NAME, PROBLEM, "--done", "--yes")
    assert code == 0
    assert "10 scores went from red to green" in out


def test_a_fix_that_was_undone_says_so(desk: Desk) -> None:
    desk.type("sync", "practice-q-sis", "--yes")
    _, out, _ = desk.type("fix", "practice-q-sis", "score-excused", "--yes", "--by", "Ada")
    fix = out.split()[-1]
    assert desk.type("undo", "practice-q-sis", fix)[0] == 0
    assert "undone 2026-11-23" in desk.type("undo", "practice-q-sis")[1]
    code, _, err = desk.type("undo", "practice-q-sis", fix)
    assert code == 2
    assert "was undone already" in err


def test_a_fix_that_was_cut_off_is_told_and_goes_on_with_the_next_one(desk: Desk) -> None:
    typed = ("fix", NAME, PROBLEM, "--choose", "Labs", "--yes", "--by", "Ada")

    def cut(request: Request, _: int) -> None:
        if request.method == "PUT" and "/results/" in request.url:
            raise KeyboardInterrupt

    desk.practice.before = cut
    assert desk.type(*typed)[0] == 130
    desk.practice.before = lambda _request, _number: None
    desk.practice.clock.jump(60)
    said = f"of {PROBLEM} was cut off; `passback sync {NAME}` goes on with it"
    for words in (("fix", NAME), ("undo", NAME), ("fix", NAME, "score-excused", "--dry-run")):
        assert said in desk.type(*words)[2]
    (fix,) = asyncio.run(desk.store.fixes(NAME))
    code, _, err = desk.type("undo", NAME, fix.id)
    assert (code, err.count("\n")) == (2, 1)
    assert "was cut off before its end" in err

    code, _, err = desk.type(*typed)
    assert code == 0
    assert f"going on with the fix {fix.id} of {PROBLEM} that was cut off" in err
    assert "nothing of it keeps a score back any more" in err
    assert desk.type("fix", NAME) == (0, "nothing keeps a score back, by the newest plans\n", "")
    assert [each.id for each in asyncio.run(desk.store.fixes(NAME))] == [fix.id]


@pytest.mark.parametrize(("typed", "well"), [("the SIS was down", True), ("", False)])
def test_who_says_yes_to_more_than_500_changes_types_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, typed: str, well: bool
) -> None:
    desk, name = a_desk(monkeypatch, capsys), "practice-powerschool"

    def down(request: Request, _: int) -> None:
        if request.method in {"PUT", "POST"} and "/xte/" in request.url:
            raise NoAnswer("down", Problem.SIS_UNREACHABLE, sent=False)

    desk.practice.before = down
    desk.type("sync", name, "--yes")
    desk.practice.before = lambda _request, _number: None
    desk.practice.clock.jump(60)
    asked: list[str] = []

    def answer(prompt: str) -> str:
        asked.append(prompt)
        return "y" if len(asked) == 1 else typed

    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    writes = desk.practice.writes
    code, out, err = desk.type("fix", name, "sis-unreachable", "--by", "Ada")

    assert "more than 500. Why?" in asked[1]
    assert out.count("── resend") == 30
    assert "and 5 more items; --format json shows each:" in out
    rest = [line.split() for line in out.splitlines() if line.startswith("resend ")]
    assert sum(int(line[-3]) for line in rest) == 5
    assert (desk.practice.writes > writes, "say why" in err) == (well, not well)
    if well:
        assert desk.json("undo", name)[1][0]["reason"] == typed  # type: ignore[index]
    else:
        assert code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("fix", "nowhere"), "no connection"),
        (("fix", "practice-focus"), "passback plan practice-focus"),
        (("fix", NAME, "--yes"), "which finding?"),
        (("fix", NAME, "x", "--all"), "--all: leave it out"),
        (("fix", NAME, "teacher-on-fire"), "is not there"),
        (("fix", NAME, PROBLEM, "--choose", "Labs"), "nobody is here to say yes"),
        (("undo", NAME, "f0"), "no fix 'f0'"),
    ],
)
def test_bad_input_is_one_line_and_changes_nothing(desk: Desk, words: tuple[str, ...], said: str) -> None:
    writes = desk.practice.writes
    code, _, err = desk.type(*words)
    assert code == 2
    assert said in err
    assert err.count("\n") == 1
    assert desk.practice.writes == writes
