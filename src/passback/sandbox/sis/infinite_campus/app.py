"""A simulated Infinite Campus: OneRoster 1.1 and 1.2, both behind a vendor's key.

Honors:

* facts/oneroster.md §3.2: 1.1 stands under the name of an app and is signed
* facts/oneroster.md §3.2: 1.2 has two bases and a token of its own
* facts/oneroster.md §3.2: without the vendor's header every gradebook call is 401
* facts/oneroster.md §3.2: users of 1.1 bear a letter and those of 1.2 a legacy id
* facts/oneroster.md §3.2: in 1.1 a line item without a category reads back as uncategorized
* facts/oneroster.md §3.2: in 1.2 a category is required
* facts/oneroster.md §3.2: the grading period comes from the due date
* facts/oneroster.md §3.2: dates outside the class's terms are refused
* facts/sis-vendors.md §4: a due date in no grading period is refused
* facts/sis-vendors.md §4: a result with neither score nor letter is refused with 422
* facts/oneroster.md §3.2: a letter stands in metadata
* facts/oneroster.md §3.2: numbers as text, no status and no sourcedId are taken
* facts/sis-vendors.md §0.1: a refusal is a bare array in capitals

Not known of Infinite Campus: what a PUT answers, whether a result of 1.1 can be deleted (no DELETE here; 1.2
has it for assessmentResults alone), the status of its refusals for dates (422 assumed, as the others). Hidden
state: the district's `vendor` key and `score_required`.
"""

from __future__ import annotations

from dataclasses import replace

from passback.core.problem import Problem
from passback.core.sis import Sis
from passback.sandbox.oneroster.app import simulator
from passback.sandbox.oneroster.manners import GRADEBOOK_1_2, PURL, ROSTERING_1_2, Manners
from passback.sandbox.planting.oneroster import GROUPS, District, Planting, planter
from passback.sandbox.planting.plan import Work
from passback.sandbox.sis.infinite_campus import rules

BASE_1_1 = "/campus/oneroster/passback/ims/oneroster/v1p1"

MANNERS = Manners(
    name="infinite-campus",
    version="1.1",
    fault=rules.bare_array,
    refuse=rules.bare_array,
    gradebook=BASE_1_1,
    rostering=BASE_1_1,
    sign_in=("oauth1-sha1", "oauth2-basic"),
    token_path="/campus/oauth2/token",  # noqa: S106 - a path
    vendor_header=True,
    deletes=frozenset(),
    line_rules=(rules.dates_are_in_the_class, rules.due_date_is_in_a_period),
    mark_rules=(rules.score_or_letter,),
    keeps_line=rules.with_period,
    shows_line=rules.with_category,
)

MANNERS_1_2 = replace(
    MANNERS,
    name="infinite-campus-1.2",
    version="1.2",
    gradebook=f"/campus/api{GRADEBOOK_1_2}",
    rostering=f"/campus/api{ROSTERING_1_2}",
    sign_in=("oauth2-basic", "oauth2-form"),
    scopes=tuple(
        f"{PURL}/v1p2/scope/{name}"
        for name in ("roster-core.readonly", "gradebook.readonly", "gradebook.createput")
    ),
    put_old=201,
    categories_of_class=True,
    needs_category=True,
    keeps_line=rules.with_period,
    shows_line=rules.as_it_is,
    shows_person=rules.with_legacy_id,
)

_BETWEEN = "Debate notes"
_UNFILED = "Bridge model"
DISTRICT = District(
    "infinite-campus",
    Sis.INFINITE_CAMPUS,
    "ICA",
    "Ivy Creek School",
    "US History",
    "448812",
    works=(Work(_BETWEEN, "Homework", 10, 8, 2),),
    student_id="s{}",
    teacher_id="t{}",
    client_id="InfiniteCampus_passback_11",
)
DISTRICT_1_2 = District(
    "infinite-campus-1.2",
    Sis.INFINITE_CAMPUS,
    "ICB",
    "Iron Bridge School",
    "Engineering",
    "448977",
    works=(Work(_UNFILED, "Projects", 20, 5),),
    groups=(*GROUPS, "Projects"),
    student_id="{}",
    teacher_id="{}",
    version="1.2",
    client_id="InfiniteCampus_passback_12",
)


def _more(made: Planting) -> None:
    """Both need the vendor's key; the first has a week between its quarters, the second lacks a category."""
    made.roster.hidden |= {"vendor": f"practice:{made.district.key.lower()}-vendor", "score_required": True}
    if made.district.version == MANNERS.version:
        first = next(iter(made.roster.periods.values()))
        first.last = made.ground.calendar.day(7)
        made.cause("refused", Problem.DUE_DATE_OUTSIDE_GRADING_PERIOD, _BETWEEN)
    else:
        made.cause("predicted", Problem.CATEGORY_NOT_FOUND, _UNFILED)


SIMULATORS = (
    simulator(MANNERS, planter(DISTRICT, _more), options={"base_path": BASE_1_1}),
    simulator(MANNERS_1_2, planter(DISTRICT_1_2, _more), sis=Sis.INFINITE_CAMPUS.value),
)
