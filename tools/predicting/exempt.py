"""The closed list of refusals that nothing can foresee the first time, and what of each cannot be read.

A refusal stands here only if every read of the system is the same, byte for byte, whether its cause is there
or not; a test flips it. At most ten with `UNSURE`. The second and later refusals of one cause are no
exemption, but for those that end by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping

from predicting.rules import LOOSE
from predicting.situations import Cause

EXEMPT: Mapping[Cause, str] = {
    Cause.AERIES_BROKEN: "whether the server is in trouble (facts/oneroster.md §3.1)",
    Cause.AERIES_MISMATCH: "the gradebook in which a line item was made (facts/sis-vendors.md §3)",
    Cause.ASPEN_SCALE: "whether a category has a default grade scale (facts/sis-vendors.md §6)",
    Cause.FOCUS_PERIOD: "whether a marking period is closed (facts/oneroster.md §3.4)",
    Cause.POWERSCHOOL_PERIOD: "the days that are locked for new work (facts/sis-vendors.md §1.7)",
    Cause.SKYWARD_PERIOD: "whether a grading period is closed (facts/sis-vendors.md §2.2)",
    Cause.SYNERGY_BROKEN: "whether the server is in trouble (facts/oneroster.md §3.8)",
    Cause.SYNERGY_LOCKED: "whether a line item is locked, or no longer third party (facts/sis-vendors.md §5)",
}
# Trouble of a server ends by itself: what was refused is tried again, and says nothing of the next sync.
TRANSIENT = frozenset({Cause.AERIES_BROKEN, Cause.SYNERGY_BROKEN})
# Rules whose refusals are all foreseen, and that keep back what some SISs would take: no read shows which.
UNSURE: Mapping[str, str] = {
    "category-not-found": "whether work needs a category, where a document alone asks for one; such work "
    "waits until a person says which, for a line item keeps the category that it was made with "
    "(facts/oneroster.md §1.4)",
}
_UNSURE_SYSTEMS: Mapping[str, tuple[str, ...]] = {"category-not-found": LOOSE}


def may_keep_back(rule: str, system: str) -> bool:
    """True if a block of this rule need not be a refusal, there."""
    return system in _UNSURE_SYSTEMS.get(rule, ())


def passes_by_itself(rule: str) -> bool:
    """True if the refusals of this cause are no sign of later ones."""
    return rule in {cause.value for cause in TRANSIENT}
