"""Which setting holds: class, course, school, connection; the nearest wins, and it can be said which did."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passback.core.errors import BadInput
from passback.core.settings import Level, Setting, Where
from passback.sync.model import DEFAULT_POLICY
from passback.sync.settings import NAMES, checked, resolve

NOW = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)
HERE = Where("S1", "7", ("12", "1"), "org-1")


def chosen(level: Level, target: str, text: str, name: str = "undated", later: int = 0) -> Setting:
    return Setting(level, target, name, text, "ada", NOW + timedelta(hours=later))


CLASS = chosen(Level.CLASS, "S1", "hold")
COURSE = chosen(Level.COURSE, "7", "created")
NEAR = chosen(Level.SCHOOL, "account:12", "last-day")
FAR = chosen(Level.SCHOOL, "account:1", "created")
ORG = chosen(Level.SCHOOL, "school:org-1", "hold")
ALL = chosen(Level.CONNECTION, "", "last-day")
BY_NEARNESS = (CLASS, COURSE, NEAR, FAR, ORG, ALL)


def test_without_a_setting_the_defaults_hold_and_nobody_decided() -> None:
    policy, decided = resolve((), HERE)

    assert policy == DEFAULT_POLICY
    assert {each.name for each in decided} == set(NAMES)
    assert all(each.level is None and each.target == "" and each.beaten == () for each in decided)
    assert {each.name: each.value for each in decided}["hold-percent"] == "10"


@pytest.mark.parametrize("at", range(len(BY_NEARNESS)))
def test_settings_resolve_class_then_course_then_school_then_connection(at: int) -> None:
    settings = BY_NEARNESS[at:]
    policy, decided = resolve(settings, HERE)

    (undated,) = [each for each in decided if each.name == "undated"]
    assert policy.undated == undated.value == settings[0].value
    assert (undated.level, undated.target) == (settings[0].level, settings[0].target)
    assert undated.beaten == settings[1:]


def test_a_setting_of_another_place_does_not_hold_here() -> None:
    elsewhere = (
        chosen(Level.CLASS, "S2", "created"),
        chosen(Level.COURSE, "8", "created"),
        chosen(Level.SCHOOL, "account:13", "created"),
        chosen(Level.SCHOOL, "school:org-2", "created"),
    )
    assert resolve(elsewhere, HERE) == resolve((), HERE)


def test_a_class_s_setting_does_not_hold_for_the_course_as_a_whole() -> None:
    policy, _ = resolve((CLASS, COURSE), replace(HERE, section=None))
    assert policy.undated == "created"


def test_a_school_that_the_sis_does_not_name_decides_nothing() -> None:
    policy, _ = resolve((ORG,), replace(HERE, school=None))
    assert policy.undated == DEFAULT_POLICY.undated


def test_categories_are_resolved_group_by_group() -> None:
    settings = (
        chosen(Level.CONNECTION, "", "HW", "categories.Homework"),
        chosen(Level.CONNECTION, "", "QZ", "categories.Quizzes"),
        chosen(Level.CLASS, "S1", "Practice", "categories.  Homework "),
        chosen(Level.CLASS, "S1", "Practice", "categories.Warm-ups"),
    )
    policy, decided = resolve(settings, HERE)

    assert policy.categories == {"Homework": "Practice", "Quizzes": "QZ", "Warm-ups": "Practice"}
    told = {each.name: each for each in decided}
    assert told["categories.Homework"].beaten == (settings[0],)
    assert told["categories.Quizzes"].level is Level.CONNECTION


def test_every_setting_reaches_its_field() -> None:
    other = {
        "joins": ("no", False),
        "hidden": ("send", "send"),
        "ungraded": ("send", "send"),
        "omitted": ("send", "send"),
        "undated": ("created", "created"),
        "edited": ("sis", "sis"),
        "above": ("cap", "cap"),
        "comments": ("yes", True),
        "made": ("published", "published"),
        "deleted": ("ask", "ask"),
        "unmarked": ("leave", "leave"),
        "long-names": ("shorten", "shorten"),
        "excused": ("hold", "hold"),
        "due": ("2026-11-30", "2026-11-30"),
        "generation": ("2", 2),
        "unresolved": ("leave", "leave"),
        "zone": ("America/Denver", "America/Denver"),
        "hold-percent": ("12.5", Decimal("12.5")),
        "hold-least": ("7", 7),
    }
    assert set(other) == set(NAMES)
    for name, (text, expected) in other.items():
        policy, _ = resolve((chosen(Level.COURSE, "7", text, name),), HERE)
        assert getattr(policy, NAMES[name].field) == expected
        assert policy == replace(DEFAULT_POLICY, **{NAMES[name].field: expected})


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("undatd", "hold", "there is no setting undatd; there are joins, hidden"),
        ("undated", "tomorrow", "undated may be hold, last-day or created, not tomorrow"),
        ("comments", "true", "comments may be yes or no, not true"),
        ("hold-percent", "101", "a number from 0 to 100"),
        ("hold-percent", "NaN", "a number from 0 to 100"),
        ("hold-percent", "ten", "a number from 0 to 100"),
        ("due", "tomorrow", "a day such as 2026-11-30"),
        ("students.7", "forget", "one of report, hold, leave"),
        ("students.", "hold", "needs a Canvas id"),
        ("hold-least", "0", "a whole number from 1 on"),
        ("hold-least", "²", "a whole number from 1 on"),
        ("zone", "Chicago", "a time zone such as America/Chicago"),
        ("zone", "../etc/passwd", "a time zone such as America/Chicago"),
        ("categories.", "HW", "needs the name of a group"),
        ("categories.Homework", " ", "needs the name of a group"),
        ("silence.name-too-long", " ", "silence.name-too-long=REASON: say why"),
        ("silence.name-to-long", "x", "no problem 'name-to-long'; did you mean name-too-long"),
        ("silence.zzzzzzzz", "x", "no problem 'zzzzzzzz'; docs/problems.md lists them"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_with_what_can_be(name: str, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said.replace("(", r"\(")):
        checked(name, text)


def test_a_kept_setting_that_this_version_does_not_know_is_not_passed_over() -> None:
    with pytest.raises(BadInput, match="no setting undatd"):
        resolve((chosen(Level.CLASS, "elsewhere", "hold", "undatd"),), HERE)


def test_of_two_settings_of_one_place_the_later_holds() -> None:
    policy, _ = resolve((chosen(Level.COURSE, "7", "created", later=1), COURSE, CLASS, CLASS), HERE)
    assert policy.undated == "hold"
    policy, _ = resolve((chosen(Level.COURSE, "7", "last-day", later=1), COURSE), HERE)
    assert policy.undated == "last-day"


places = st.sampled_from([(each.level, each.target) for each in BY_NEARNESS])
texts = st.sampled_from(["hold", "last-day", "created"])


@given(st.lists(st.tuples(places, texts), unique_by=lambda p: p[0]), st.randoms())
def test_the_order_in_which_settings_are_given_never_matters(
    rows: list[tuple[tuple[Level, str], str]], chance: object
) -> None:
    settings = [chosen(level, target, text) for (level, target), text in rows]
    shuffled = list(settings)
    chance.shuffle(shuffled)
    assert resolve(settings, HERE) == resolve(shuffled, HERE)


@given(st.lists(st.tuples(places, texts), unique_by=lambda p: p[0], min_size=1), st.data())
def test_a_setting_farther_away_never_changes_what_holds(
    rows: list[tuple[tuple[Level, str], str]], data: st.DataObject
) -> None:
    settings = [chosen(level, target, text) for (level, target), text in rows]
    policy, decided = resolve(settings, HERE)
    (undated,) = [each for each in decided if each.name == "undated"]

    assert len(undated.beaten) == len(settings) - 1
    left = [s for s in settings if s not in undated.beaten or data.draw(st.booleans())]
    assert resolve(left, HERE)[0] == policy
