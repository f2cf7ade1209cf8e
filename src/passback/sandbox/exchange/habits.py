"""The incumbent's habits: its own numbers, and which of its sentences it says of which SIS.

Sources: facts/sis-vendors.md §0.2 and facts/canvas.md §2 (what it does), facts/problems.md (which messages
are its own). Where they give no number, the one here is ours and says so. Of an SIS without a sentence for
a case it says nothing: the thing is left, and no line tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from passback.core.sis import Sis

# §0.2: only what changed in the last 30 days, unless it is a remaster.
WINDOW = timedelta(days=30)
# §1.1: silence for so long, and it gives up.
SILENCE = 20
# Ours: how often it tries again what was out of reach, and how long it waits each time.
TRIES, PAUSE = 3, timedelta(seconds=10)
# Ours: what a call takes when it is answered at once.
CALL = timedelta(milliseconds=200)
# Ours: how long the job of one course may take. A remaster of a district "may take up to an hour" (§2.4).
LONGEST_JOB = timedelta(minutes=15)
# §0.2 of the dictionary's Aspen message: how many rows it asks for.
PAGE = 200
# States of a job, as the dictionary's texts show them: failed, and still running.
FAILED, RUNNING = "5", "3"


@dataclass(frozen=True)
class Habits:
    """What it does and says with one SIS; each sentence by its name in `wording`.

    `category`: no category of that name, so the assignment is left. `unsynced`: not one group of the course
    is a category of the class. `keeps_reference`: without a category an empty reference goes out, else
    none; `imported`: what it adds to a refusal of an assignment whose group it has imported for another
    class. `no_date`: no date for everyone. `left` says that the assignment is left then, else a section's
    own date will do. `dateless`: said once of an assignment without any date; `per_score`: and of each
    score of it. `no_section`: a section without an SIS id; `several`: two line items of that title and
    date; `cleared`: no grade any more where one was sent; `signed_out`: the SIS does not know its key.
    `looks_first`: it lists the line items before all else; `looks_after`: it looks a result up by line item
    and student. `timed_out`: the job took too long.
    """

    category: str | None = None
    unsynced: str | None = None
    keeps_reference: bool = True
    imported: str = ""
    no_date: str | None = None
    left: bool = True
    dateless: str | None = None
    per_score: str | None = None
    no_section: str | None = None
    several: str | None = None
    cleared: str | None = None
    signed_out: str | None = None
    looks_first: bool = False
    looks_after: bool = False
    timed_out: str = "powerschool.job-timed-out"


HABITS: Mapping[Sis, Habits] = {
    Sis.AERIES: Habits(
        category="aeries.category-not-found",
        unsynced="aeries.category-not-imported",
        several="aeries.several-matches",
    ),
    Sis.ASPEN: Habits(category="aspen.category-not-found", looks_first=True),
    Sis.FOCUS: Habits(
        category="focus.category-not-found", no_date="focus.due-date-not-for-everyone", looks_after=True
    ),
    Sis.INFINITE_CAMPUS: Habits(
        keeps_reference=False,
        dateless="infinite-campus.scores-export",
        per_score="infinite-campus.due-date-missing",
        no_section="infinite-campus.section-without-sis-id",
        cleared="infinite-campus.score-cleared",
        timed_out="infinite-campus.job-timed-out",
    ),
    Sis.PINNACLE: Habits(no_date="pinnacle.due-date-not-for-everyone", left=False),
    Sis.POWERSCHOOL: Habits(
        category="powerschool.category-not-imported", no_section="powerschool.section-without-sis-id"
    ),
    Sis.PROGRESSBOOK: Habits(
        keeps_reference=False,
        imported=", but the assignment is in an imported category.",
        no_section="progressbook.section-without-sis-id",
    ),
    Sis.Q_SIS: Habits(category="q-sis.category-not-found"),
    Sis.SAPPHIRE: Habits(),
    Sis.SKYWARD: Habits(
        category="skyward.category-not-found",
        no_section="skyward.section-without-sis-id",
        signed_out="skyward.credentials-expired",
    ),
    Sis.SYNERGY: Habits(
        category="synergy.category-not-found", no_date="synergy.due-date-not-for-everyone", left=False
    ),
}
