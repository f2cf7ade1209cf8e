"""Cures by hand: those that keep grades first, and each with the very place where it is done."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from believing import believing
from passback.core.connection import Auth, CanvasSettings, Connection, SisSettings
from passback.core.finding import Finding
from passback.core.problem import ActsOn, Problem, Safety, Severity
from passback.core.sis import Sis
from passback.core.subject import Subject
from passback.dictionary import read_yaml
from passback.dictionary.book import entries
from passback.dictionary.entry import Entry, Loss, Step, from_json
from passback.dictionary.explain import explain
from passback.dictionary.faces import faces
from passback.run import shown as module
from passback.run.shown import Shown, shown, shown_json

FINDING = Finding(Problem.UNRECOGNIZED, Severity.BLOCKS, Subject("31/0", "41", "61", None), {})
FILES = Path(read_yaml.__file__).parent / "entries"


def connection(sis: Sis) -> Connection:
    auth = Auth("oauth2-form", "https://sis.test/token", "id", "env:X", (), {})
    settings = SisSettings("https://sis.test/", "1.1", auth, {})
    return Connection("maple", sis, CanvasSettings("https://canvas.test/", "1", "env:X"), settings, None)


def cures(entry: Entry, url: str | None = None) -> tuple[Shown, ...]:
    return shown(explain(entry.id), connection(entry.sis or Sis.ASPEN), FINDING, url)


def losses(found: Sequence[Shown]) -> list[int]:
    order = [None, Loss.OTHER, Loss.GRADES]
    return [order.index(cure.loses) for cure in found]


# ---- the order ------------------------------------------------------------------------------------------


def out_of_order() -> list[str]:
    """Entries where a cure that takes more away stands before one that takes less."""
    return [e.id for e in entries() if losses(cures(e)) != sorted(losses(cures(e)))]


def test_what_keeps_grades_comes_before_what_deletes_over_all_causes_of_an_entry() -> None:
    mixed = [e.id for e in entries() if len(e.causes) > 1 and Loss.GRADES in {c.loses for c in cures(e)}]

    assert out_of_order() == []
    assert len(mixed) > 2
    with believing(shown, "key=lambda each: (_rank(each[1]), each[0])", "key=lambda each: False"):
        assert set(out_of_order()) & set(mixed)


def test_every_step_is_in_exactly_one_cure_or_is_the_check() -> None:
    for entry in entries():
        steps = [step for cure in cures(entry) for step in cure.steps]
        wanted = [s for cause in entry.causes if not only_again(cause.steps) for s in cause.steps]

        assert len(steps) == len(wanted), entry.id
        assert sum(step.loses is not None for step in steps) == sum(s.loses is not None for s in wanted)


def only_again(steps: Sequence[Step]) -> bool:
    return all(step.action == "resend" for step in steps)


def test_a_cure_says_what_it_takes_away_and_all_of_it_is_shown_only() -> None:
    held = cures(by_id("infinite-campus.not-authorized"))

    assert [cure.deletes for cure in held] == [False, False, False, True]
    assert {cure.safety for cure in held} == {Safety.SHOW}
    assert held[-1].first.do.startswith("Delete")
    assert {cure.check_again for cure in held} == {f"passback fix maple {FINDING.key} --done"}


# ---- the place ------------------------------------------------------------------------------------------


def by_id(name: str) -> Entry:
    return next(entry for entry in entries() if entry.id == name)


def without_a_place(entry: Entry) -> Iterator[str]:
    """Causes of an entry none of whose steps names the screens where it is done."""
    for cause in entry.causes:
        if not any(
            part[0].isupper() or step.where == "passback" for step in cause.steps for part in step.path
        ):
            yield f"{entry.id}: {cause.problem}"


def read_anew() -> dict[str, Entry]:
    """The entries as their files stand, past every copy."""
    return {raw["id"]: from_json(raw) for path in FILES.glob("*.yaml") for raw in read_yaml.read_file(path)}


ONLY_SHOWN = [
    entry.id for entry in entries() if (held := faces(entry)) is not None and held.repaired == "show-only"
]


def test_every_cause_of_an_entry_that_is_only_shown_names_the_screens() -> None:
    held = read_anew()
    assert len(ONLY_SHOWN) > 10
    assert [slip for name in ONLY_SHOWN for slip in without_a_place(held[name])] == []

    with believing(read_yaml._step, '"path": screen.get("path", [])', '"path": []'):
        bare = read_anew()
    assert {name for name in ONLY_SHOWN if [*without_a_place(bare[name])]} == set(ONLY_SHOWN)


def test_each_screen_has_its_source_and_some_step_that_leads_there() -> None:
    used = {(s.where, s.path) for e in entries() for c in e.causes for s in c.steps if s.path}
    screens = read_yaml.screens().values()

    assert {(row["where"], tuple(row["path"])) for row in screens} == used
    assert all(row["source"].startswith(("https://", "SIS Error Code", "passback ")) for row in screens)


# ---- the link -------------------------------------------------------------------------------------------

LINKS = [
    ("infinite-campus.section-without-sis-id", "https://canvas.test/courses/31%2F0/settings#tab-sections"),
    ("powerschool.student-without-sis-id", "https://canvas.test/courses/31%2F0/users"),
    ("infinite-campus.score-cleared", "https://canvas.test/courses/31%2F0/gradebook/history"),
    ("passback.duplicate-assignment-groups", "https://canvas.test/courses/31%2F0/assignments"),
    ("powerschool.custom-grade-scale", "https://sis.test/admin/sections/home.htm"),
    ("powerschool.points-missing", "https://canvas.test/a/61"),
    ("aeries.several-gradebooks", None),
]


@pytest.mark.parametrize(("entry", "link"), LINKS)
def test_a_link_leads_to_the_page_whose_address_is_known_and_to_no_other(
    entry: str, link: str | None
) -> None:
    (cure, *_) = cures(by_id(entry), "https://canvas.test/a/61")

    assert next((step.link for step in cure.steps if step.link), None) == link


def test_where_a_finding_is_about_no_assignment_the_link_is_to_the_list_of_them() -> None:
    (cure, *_) = cures(by_id("powerschool.points-missing"))

    assert cure.at.link == "https://canvas.test/courses/31%2F0/assignments"


def test_the_sis_is_called_by_its_name_and_what_is_acted_on_by_its_place() -> None:
    several = shown(explain("passback.several-gradebooks"), connection(Sis.ASPEN), FINDING)[0]

    assert (several.acts_on, several.at.place) == (ActsOn.SIS, "Aspen")
    assert "Aspen" in several.first.do
    assert "the SIS team of Canvas" in cures(by_id("aspen.route-missing"))[0].steps[3].do
    assert cures(by_id("passback.test-student"))[0].acts_on is ActsOn.WIRE
    assert cures(by_id("powerschool.points-missing"))[0].acts_on is ActsOn.CANVAS


def test_as_json_it_has_what_a_person_needs() -> None:
    (cure, *_) = cures(by_id("powerschool.update-misses-section"))
    told = shown_json(cure)

    assert {key: told[key] for key in ("acts_on", "safety", "who", "path", "deletes")} == {
        "acts_on": "sis",
        "safety": "show",
        "who": "teacher",
        "path": "PowerTeacher Pro ▸ Grading ▸ Assignment List ▸ the assignment ▸ Classes",
        "deletes": False,
    }
    assert isinstance(told["steps"], list)
    assert list(told["steps"][0]) == ["who", "where", "path", "do", "link", "deletes"]  # type: ignore[arg-type]
    assert module.acts_on("PowerTeacher Pro") is ActsOn.SIS
