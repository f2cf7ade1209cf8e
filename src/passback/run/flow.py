"""The flow of one sync: each line item of each plan is a named step of whatever engine runs it."""

from passback.core.value import Json
from passback.run.apply import Apply, items
from passback.run.ports import KeptPlan, Steps
from passback.run.progress import Listener, Progress


async def send_plan(kept: KeptPlan, steps: Steps, apply: Apply, listener: Listener) -> None:
    """Run every step of one plan, in order; what an earlier run settled is passed over quickly."""
    work = items(kept.plan)
    names = _titles(kept)
    for done, (section, assignment) in enumerate(work):
        listener(
            Progress("send", done, len(work), "assignment", names.get(assignment, kept.plan.course_name))
        )
        given: Json = {"plan": kept.plan.id, "section": section, "assignment": assignment}
        await steps.step(f"send {section}/{assignment}", apply.step, given)
    listener(Progress("send", len(work), len(work), "assignment", kept.plan.course_name))


def _titles(kept: KeptPlan) -> dict[str, str]:
    titles: dict[str, str] = {}
    for change in kept.plan.changes:
        title = getattr(change.after, "title", None)
        if isinstance(title, str) and change.subject.assignment:
            titles[change.subject.assignment] = f"{kept.plan.course_name}: {title}"
    return titles
