"""One fix per file, named for its action; `FIXES` lists them all.

A fix says what would cure a finding, from what was read: changes before → after, or a list to choose from. It
never raises and never writes; the plan carries what it proposes, and `apply` alone carries it out.
"""

from collections.abc import Iterable
from typing import Protocol

from passback.core.finding import Finding
from passback.core.problem import Action, ActsOn, Problem, Safety
from passback.sync.fixes import (
    adopt,
    cap_score,
    choose_line_item,
    clear_course_integration_data,
    clear_integration_data,
    create_group,
    date_by_policy,
    hold_excused,
    hold_student,
    leave_out,
    make_anew,
    map_category,
    merge_groups,
    move_to_group,
    remaster,
    rename,
    resend,
    resolve_anew,
    send_other_date,
    set_due_date,
    set_points,
    shorten_name,
    turn_sync_off,
    unlink,
)
from passback.sync.model import Snapshot
from passback.sync.proposal import Proposal


class Fix(Protocol):
    """What a module of this folder has. `SAFETY`: the most that its proposals may do by themselves."""

    __name__: str
    ACTION: Action
    PROBLEMS: tuple[Problem, ...]
    ACTS_ON: ActsOn
    SAFETY: Safety

    def propose(self, snapshot: Snapshot, finding: Finding) -> Iterable[Proposal]:
        """The cures of one finding; none where it cannot help, or cannot tell."""
        ...


FIXES: tuple[Fix, ...] = (
    adopt,
    cap_score,
    choose_line_item,
    clear_course_integration_data,
    clear_integration_data,
    create_group,
    date_by_policy,
    hold_excused,
    hold_student,
    leave_out,
    make_anew,
    map_category,
    merge_groups,
    move_to_group,
    remaster,
    rename,
    resend,
    resolve_anew,
    send_other_date,
    set_due_date,
    set_points,
    shorten_name,
    turn_sync_off,
    unlink,
)
_ORDER = tuple(ActsOn)
# They only read anew and send again.
_CHANGE_NOTHING = frozenset({Action.RESEND, Action.RESOLVE_ANEW})
# It does to a whole course what another does to one assignment.
_WIDE = frozenset({Action.CLEAR_COURSE_INTEGRATION_DATA})


def fixes_for(problem: Problem) -> tuple[Fix, ...]:
    """The fixes of a problem in the order of preference: what changes nothing, then the wire, then Canvas."""
    mine = [fix for fix in FIXES if problem in fix.PROBLEMS]
    return tuple(sorted(mine, key=_preference))


def _preference(fix: Fix) -> tuple[bool, int, bool]:
    return fix.ACTION not in _CHANGE_NOTHING, _ORDER.index(fix.ACTS_ON), fix.ACTION in _WIDE


def propose(snapshot: Snapshot, finding: Finding) -> tuple[Proposal, ...]:
    """The cures of a finding, the preferred first."""
    return tuple(made for fix in fixes_for(finding.problem) for made in fix.propose(snapshot, finding))
