"""The flow of one sync: each line item of each plan is a named step of whatever engine runs it."""

from passback.core.value import Json
from passback.run.apply import Apply, items
from passback.run.choose import Choose
from passback.run.marking import Marking
from passback.run.ports import KeptPlan, Steps
from passback.run.progress import Listener, Progress
from passback.sync.gate import edits


async def send_plan(
    kept: KeptPlan, steps: Steps, choose: Choose, apply: Apply, marking: Marking, listener: Listener
) -> None:
    """Run every step of one plan, in order; what an earlier run settled is passed over quickly.

    First what changes our own store, then what changes Canvas: where that does not stand any more, nothing
    that rests on it goes.
    """
    if any(change.is_ours for change in kept.plan.changes):
        stood = await steps.step("choose", choose.step, {"plan": kept.plan.id})
        if stood != {"stood": True}:
            apply.drifted |= {change.key for change in kept.plan.changes}
            marking.drifted = apply.drifted
    if edits(kept.plan):
        ended = await steps.step("mark", marking.step, {"plan": kept.plan.id})
        lost = ended.get("lost") if isinstance(ended, dict) else None
        gone = set(lost) if isinstance(lost, list) else set()
        apply.drifted |= {c.key for c in kept.plan.changes if c.subject.assignment in gone}
    work = items(kept.plan)
    for done, (section, assignment) in enumerate(work):
        title = kept.plan.names.get(f"assignment/{assignment}", "")
        listener(Progress("send", done, len(work), "assignment", kept.plan.course_name, title))
        given: Json = {"plan": kept.plan.id, "section": section, "assignment": assignment}
        await steps.step(f"send {section}/{assignment}", apply.step, given)
    if any(row.adopts is not None for row in kept.plan.standing):
        await steps.step("adopt", apply.adopt, {"plan": kept.plan.id})
    listener(Progress("send", len(work), len(work), "assignment", kept.plan.course_name, ""))
