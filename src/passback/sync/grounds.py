"""What each section's part of a plan rests on beside the things that it changes: settings, and our links.

Pure. With other grounds the section's part is void: nobody approved it so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from passback.core.value import Json, digest
from passback.sync.model import Change, Snapshot


def grounds(snapshot: Snapshot, changes: Iterable[Change]) -> Mapping[str, str]:
    """A digest for each Canvas section whose gradebook has an id to be read by.

    `changes`: the plan's own, whose links come and go while it is sent; what hangs on those is judged by the
    look before each write.
    """
    own = {
        (change.subject.section, change.subject.assignment)
        for change in changes
        if change.subject.student is None and (change.before is None or change.after is None)
    }
    return {section: _digest(snapshot, section, own) for section in sorted(snapshot.gradebooks)}


def _digest(snapshot: Snapshot, section: str, own: set[tuple[str | None, str | None]]) -> str:
    links: list[Json] = [
        link.to_dict()
        for link in sorted(snapshot.links, key=lambda link: link.assignment)
        if link.section == section and (section, link.assignment) not in own
    ]
    # What is not told is sent all the same.
    policy = replace(snapshot.policy_of(section), silenced={})
    works: dict[str, Json] = {
        key: held.to_dict()
        for key, held in sorted(snapshot.work_policies.items())
        if key.partition("/")[0] == section
    }
    more: dict[str, Json] = {"works": works} if works else {}
    return digest({"policy": policy.to_dict(), "links": links, **more})[:16]
