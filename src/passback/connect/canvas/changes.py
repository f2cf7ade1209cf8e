"""What is sent to change an assignment or a group, and what became of what Canvas may leave as it was."""

from collections.abc import Mapping
from datetime import UTC, datetime

from passback.connect.exact_json import decode, encode
from passback.core.finding import Rejection, Silence
from passback.core.gradebook import Assignment, Group

# Our field to Canvas's: all that `save` can change. Source: facts/canvas.md §1.4, §1.5.
_ASSIGNMENT_FIELDS = {
    "name": "name",
    "group": "assignment_group_id",
    "points": "points_possible",
    "grading_type": "grading_type",
    "due": "due_at",
    "unlock": "unlock_at",
    "published": "published",
    "post_to_sis": "post_to_sis",
    "omit_from_final_grade": "omit_from_final_grade",
    "integration_data": "integration_data",
}
_GROUP_FIELDS = {"name": "name", "weight": "group_weight", "integration_data": "integration_data"}
_LINKS = "integration_data"
_ONLY_OVERRIDES = "only_visible_to_overrides"
# Canvas answers 200 and leaves these as they were: links of an assignment without `manage_sis`; and it is
# not known whether a due date beside the flag keeps the flag. Source: facts/canvas.md §1.5.
_MAY_BE_LOST = (_LINKS, _ONLY_OVERRIDES)


def difference(before: Assignment | Group, after: Assignment | Group) -> tuple[str, dict[str, object]]:
    """The place under the course, and what to send there, by Canvas's names.

    Canvas merges the links of a group into those it has, so only new ones are sent (§1.4); an assignment's
    are replaced whole (§1.5).

    Raises:
        ValueError: the two are not the same thing, or differ in what cannot be saved.
    """
    if isinstance(before, Group) and isinstance(after, Group) and before.id == after.id:
        return "assignment_groups", _of_group(before, after)
    if isinstance(before, Assignment) and isinstance(after, Assignment) and before.id == after.id:
        return "assignments", _of_assignment(before, after)
    raise ValueError("only the same assignment or group can be saved over itself")


def _of_assignment(before: Assignment, after: Assignment) -> dict[str, object]:
    body = _differing(before, after, _ASSIGNMENT_FIELDS, "an assignment")
    if body.get("due_at") is not None and after.only_overrides:
        body[_ONLY_OVERRIDES] = True
    return body


def _of_group(before: Group, after: Group) -> dict[str, object]:
    body = _differing(before, after, _GROUP_FIELDS, "a group")
    if _LINKS in body:
        old, new = before.integration_data or {}, after.integration_data or {}
        if not old.keys() <= new.keys() or "" in new.values():
            raise ValueError(
                "a link of a group can be changed or added, and not taken away, when it is saved"
            )
        body[_LINKS] = {name: held for name, held in new.items() if old.get(name) != held}
    return body


def _differing(
    before: Assignment | Group, after: Assignment | Group, names: Mapping[str, str], what: str
) -> dict[str, object]:
    old, new = before.to_dict(), after.to_dict()
    fields = [name for name in new if old[name] != new[name]]
    if stuck := [name for name in fields if name not in names]:
        raise ValueError(f"{what}'s {', '.join(stuck)} cannot be saved")
    return {names[name]: _written(getattr(after, name)) for name in fields}


def dropped(after: Assignment | Group, sent: Mapping[str, object], body: bytes) -> Rejection | Silence | None:
    """What became of fields that Canvas may leave as they were; None: all were taken."""
    risky = {name: sent[name] for name in _MAY_BE_LOST if name in sent}
    if not risky:
        return None
    try:
        shown = decode(body)
    except ValueError:
        shown = None
    if not isinstance(shown, Mapping) or any(name not in shown for name in risky):
        return Silence(f"Canvas does not show {', '.join(risky)} to this token", sent=True)
    merges = isinstance(after, Group)
    lost = {n: shown[n] for n, wanted in risky.items() if not _taken(shown[n], wanted, merges=merges)}
    return Rejection(encode(lost).decode(), 200, tuple(lost)) if lost else None


def _taken(shown: object, wanted: object, *, merges: bool) -> bool:
    if merges and isinstance(shown, Mapping) and isinstance(wanted, Mapping):
        return all(shown.get(name) == held for name, held in wanted.items())
    return shown == wanted


def _written(held: object) -> object:
    if isinstance(held, Mapping):
        return dict(held)
    if isinstance(held, datetime):
        return held.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return held
