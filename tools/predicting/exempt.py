"""The closed list of refusals that nothing can foresee the first time, and what of each cannot be read.

A refusal stands here only if every read of the system is the same, byte for byte, whether its cause is there
or not; a test flips it. At most ten. The second and later refusals of one cause are no exemption.
"""

from __future__ import annotations

from collections.abc import Mapping

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
