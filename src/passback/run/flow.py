"""The flow of one sync: each line item of each plan is a named step of whatever engine runs it."""

from passback.core.problem import Problem
from passback.core.value import Json
from passback.run.apply import Apply
from passback.run.choose import Choose
from passback.run.marking import Marking
from passback.run.ports import KeptPlan, Steps
from passback.run.progress import Listener, Progress
from passback.run.watch import Watch
from passback.sync.model import Plan


def items(plan: Plan) -> tuple[tuple[str, str], ...]:
    """The (section, assignment) pairs of a plan's changes in the SIS: one step each.

    In the plan's order, but those first with a change that others wait for.
    """
    tried = {recheck.changes[0] for recheck in plan.rechecks}
    theirs = [c for c in plan.changes if not c.is_ours and not c.in_canvas]
    theirs.sort(key=lambda change: change.key not in tried)
    return tuple(dict.fromkeys((c.subject.section or "", c.subject.assignment or "") for c in theirs))


async def send_plan(
    kept: KeptPlan,
    steps: Steps,
    choose: Choose,
    apply: Apply,
    marking: Marking,
    watch: Watch,
    listener: Listener,
) -> None:
    """Run every step of one plan, in order; what an earlier run settled is passed over quickly.

    First what changes our own store, then what changes Canvas: where that does not stand any more, nothing
    that rests on it goes.

    Raises:
        Retryable, NeedsLogin, NeedsConfig: a plan that was kept could not be compared with Canvas of now.
    """
    if any(change.is_ours for change in kept.plan.changes):
        stood = await steps.step("choose", choose.step, {"plan": kept.plan.id})
        if stood != {"stood": True}:
            apply.drifted |= {change.key for change in kept.plan.changes}
            marking.drifted = apply.drifted
    if any(change.in_canvas for change in kept.plan.changes):
        await watch.look(kept)
        ended = await steps.step("mark", marking.step, {"plan": kept.plan.id})
        lost = ended.get("lost") if isinstance(ended, dict) else None
        gone = lost if isinstance(lost, dict) else {}
        apply.lost |= {
            work: (Problem(str(why["problem"])), str(why["said"]))
            for work, why in gone.items()
            if isinstance(why, dict)
        }
        apply.drifted |= {c.key for c in kept.plan.changes if c.subject.assignment in gone}
    work = items(kept.plan)
    for done, (section, assignment) in enumerate(work):
        title = kept.plan.names.get(f"assignment/{assignment}", "")
        listener(Progress("send", done, len(work), "assignment", kept.plan.course_name, title))
        await watch.look(kept)
        given: Json = {"plan": kept.plan.id, "section": section, "assignment": assignment}
        await steps.step(f"send {section}/{assignment}", apply.step, given)
    if any(row.adopts is not None for row in kept.plan.standing):
        await steps.step("adopt", apply.adopt, {"plan": kept.plan.id})
    listener(Progress("send", len(work), len(work), "assignment", kept.plan.course_name, ""))
