"""The page that an admin opens on Monday: whole in one file, harmless, and right for the school chosen."""

import html
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from passback.cli.logs.record import Oddities
from passback.cli.main import main
from passback.dictionary.match import Unknown
from passback.dictionary.recognize import recognize
from passback.dictionary.tally import SCHOOLS, Tally, day_of

LOCKED = "At least one of the specified assignment sections is locked."
MISSING = "Cannot export Canvas submission in selection 7-B assignment Lab 4 for student {}"
NASTY = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>${7*7}{{7*7}}&amp;\u202e"
Page = Callable[..., str]


class Tags(HTMLParser):
    """Every element with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture
def page(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Page:
    monkeypatch.chdir(tmp_path)

    def made(records: list[dict[str, object]], *args: str, form: str = "html") -> str:
        Path("log.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
        main(["triage", "log.jsonl", "--format", form, *args])
        return capsys.readouterr().out

    return made


def test_a_school_that_comes_late_in_a_long_log_has_its_raw_lines_too(page: Page) -> None:
    log = [{"message": LOCKED, "school": "North"}] * 90 + [{"message": LOCKED, "school": "South"}] * 9
    schools = [a["data-school"] for tag, a in Tags(page(log)).found if "data-school" in a]

    assert (schools.count("North"), schools.count("South")) == (50, 3)
    assert "Raw messages: showing 53 of 99" in page(log)


def test_the_picture_knows_each_school_s_days(page: Page) -> None:
    log = [
        {"message": LOCKED, "school": school, "time": day}
        for school, day in (("North", "2026-11-20"), ("South", "2026-11-20"), ("South", "2026-11-23"))
    ]
    bars = [json.loads(a["data-schools"]) for tag, a in Tags(page(log)).found if tag == "rect"]

    assert bars == [{"North": 1, "South": 1}, {}, {}, {"South": 1}]
    assert re.findall(r"<b>(\w+)</b>(\d+)", page(log)) == [
        ("Fri", "20"),
        ("Sat", "21"),
        ("Sun", "22"),
        ("Mon", "23"),
    ]


def test_hostile_names_are_only_text(page: Page) -> None:
    log = [
        {"message": f"{MISSING.format(NASTY)}", "sis": "Campus", "school": f"{n}{NASTY}", "time": NASTY}
        for n in range(3)
    ]
    log += [{"message": NASTY, "sis": NASTY}]
    made = page(log)
    tags = Tags(made).found

    assert not [tag for tag, _ in tags if tag in {"img", "iframe", "object", "embed", "base", "link"}]
    assert [tag for tag, _ in tags].count("script") == 1
    assert not [name for _, attributes in tags for name in attributes if name.startswith("on")]
    assert "49" not in made
    options = [html.unescape(text) for text in re.findall(r"<option>(.*?)</option>", made)]
    assert f"0{NASTY}" in options


def test_nothing_is_asked_of_another_place(page: Page) -> None:
    made = page([{"message": LOCKED, "school": "North"}])

    assert "default-src 'none'" in made
    assert not [a for _, a in Tags(made).found if {"src", "action", "data", "poster", "srcset"} & set(a)]
    links = [a["href"] for tag, a in Tags(made).found if "href" in a]
    assert links
    assert all(link.startswith("#") for link in links)


def test_every_link_leads_somewhere_and_a_cause_s_address_stays(page: Page) -> None:
    log = [{"message": LOCKED, "school": "North", "time": "2026-11-20"}, {"message": "Internal Server Error"}]
    log += [{"message": "blub", "sis": "banana", "time": "2026-11-21"}]
    tags = Tags(page(log)).found
    ids = [a["id"] for _, a in tags if "id" in a]

    assert len(ids) == len(set(ids))
    assert {a["href"][1:] for _, a in tags if "href" in a} <= set(ids)
    assert "cause-grading-period-locked" in ids
    assert {a.get("aria-labelledby", ids[0]) for _, a in tags} <= set(ids)


def test_the_page_says_where_it_is_from_and_whether_names_are_in_it(page: Page) -> None:
    log = [{"message": MISSING.format("Zqname Zqlast"), "sis": "Campus"}] * 2
    open_page, masked = page(log), page(log, "--masked")

    assert "From log.jsonl." in masked
    assert "Zqname" in open_page
    assert "with the names in them" in open_page
    assert "Zq" not in masked
    assert "Names, ids and numbers in raw messages are masked." in masked


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_masked_examples_hold_no_name(page: Page, form: str) -> None:
    text = "Grading Category missing for assignment Zqname"
    log = [{"message": text, "sis": "powerschool"}, {"message": "Zqother is gone"}]

    assert "Zqname" in page(log, form=form)
    assert "Zq" not in page(log, "--masked", form=form)


def test_answers_line_by_line_are_not_masked_by_half(page: Page, capsys: pytest.CaptureFixture[str]) -> None:
    Path("log").write_text(LOCKED)

    assert main(["triage", "log", "--masked", "--format", "jsonl"]) == 2
    assert "`passback mask FILE` masks messages" in capsys.readouterr().err


def test_it_says_who_acts_first(page: Page) -> None:
    log = [{"message": LOCKED, "sis": "powerschool"}] * 3

    assert "First to act: Teacher <b>3</b>." in page(log)
    assert "First to act: Teacher 3 messages\n" in page(log, form="text")


def test_the_text_names_a_cause_in_words_and_says_when_it_was_seen(page: Page) -> None:
    log = [{"message": LOCKED, "time": f"2026-11-{day}T22:14:03.5Z"} for day in (20, 23)]
    told = page(log, form="text")

    assert "\n2 × The grading period is locked\n  grading-period-locked: keeps an assignment back\n" in told
    assert "seen 2026-11-20 22:14 to 2026-11-23 22:14" in told


def test_a_log_of_ever_new_schools_days_and_contexts_stays_small() -> None:
    tally, odd, found = Tally(), Oddities(), recognize(LOCKED)
    assert not isinstance(found, Unknown)
    for number in range(25_000):
        day = f"20{number % 50 + 10}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        tally.add(found, LOCKED, school=f"school {number}", time=day, students=1)
        odd.sis(f"context {number}")
    (cause,) = tally.causes.values()

    assert len(tally.schools) == 20_000
    assert len(cause.schools) == 20_001
    assert len(tally.school_days) == SCHOOLS
    assert len(cause.lines) == 200
    assert tally.total == cause.count == cause.students == 25_000
    assert len(odd.contexts) <= 1_001
    assert odd.lines()[-1].startswith("records of 991 more unknown contexts: ")


def test_names_and_times_that_never_end_are_kept_in_part() -> None:
    tally, found = Tally(), recognize(LOCKED)
    assert not isinstance(found, Unknown)
    for number in range(3):
        time = f"2026-11-2{number} " + "y" * 100_000
        tally.add(found, LOCKED, school=f"{number}" + "x" * 100_000, time=time)
    (cause,) = tally.causes.values()

    assert max(map(len, [*tally.schools, *cause.schools, *tally.school_days, cause.first, cause.last])) == 200
    assert list(tally.days) == ["2026-11-20", "2026-11-21", "2026-11-22"]


@pytest.mark.parametrize(
    ("time", "day"),
    [
        ("2026-11-20T22:14:03Z", "2026-11-20"),
        ("[2026-11-20 22:14]", "2026-11-20"),
        ("11/20/2026, 10:14 PM", "2026-11-20"),
        ("20.11.2026", "2026-11-20"),
        ("1795212843", "2026-11-20"),
        ("1795212843123", "2026-11-20"),
        ("2026-13-40", ""),
        ("٢٠٢٦١١٢٠٢٢", ""),
        ("Friday", ""),
        ("", ""),
    ],
)
def test_a_day_is_read_however_a_log_writes_it(time: str, day: str) -> None:
    assert day_of(time) == day
