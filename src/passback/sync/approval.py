"""What people said: yes to one thing, no to it, or that a schedule may; each by whom and when.

The types; what an answer does to a plan is decided in `holds.py` and `adopt.py`.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from passback.core.subject import Subject
from passback.core.value import Value, value


class ApprovalKind(StrEnum):
    """What a person answered."""

    HOLD = "hold"
    CHOICE = "choice"
    CONTACT = "contact"
    CUT_OVER = "cut-over"
    OVERWRITE = "overwrite"
    SCHEDULE = "schedule"


# What an approval's `ref` says where it is no yes.
DISCARDED, REVOKED = "discarded", "revoked"


@value
class Approval(Value):
    """A person's answer to one thing, and to nothing else; there is one at a time.

    `hold`: `digest` is the hold's `key`, so that other changes are held again; `ref` is None for yes, or
    `DISCARDED`: these very changes are dropped. `choice`: `ref` is the line item that was chosen for
    `subject`. `contact`: a schedule may write to a course where nothing is ours yet. `cut-over`: the other
    exchange is off. `overwrite`: Canvas's score goes over the edit in the SIS that `digest` is of
    (`edit_of`), and over no later one. `schedule`: a schedule may create and update below the limits; `ref`
    is None, or `REVOKED`. Cut-over and schedule are of the whole connection: `subject` has no course (empty
    text). `digest` is empty text but for a hold and an overwrite. `by` and `at`: who said so, and when.
    """

    kind: ApprovalKind
    subject: Subject
    digest: str
    ref: str | None
    by: str
    at: datetime

    @property
    def place(self) -> tuple[ApprovalKind, Subject, str]:
        """What it is about; a second approval of one place takes the place of the first."""
        return self.kind, self.subject, self.digest


def standing_approval(approvals: Iterable[Approval]) -> Approval | None:
    """What a schedule may run under; None: nobody approved one, or it was taken back."""
    given = [a for a in approvals if a.kind is ApprovalKind.SCHEDULE and a.ref != REVOKED]
    return given[-1] if given else None
