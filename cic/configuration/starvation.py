"""Checks whether a queue can starve under strict priority. Owns that one rule; names are checked elsewhere.

With the strategy ``priority`` a freed agent takes from the queue of the highest priority; ageing does not count in it.
For a queue whose points do not grow with waiting, ``ageing`` and ``weighted`` are the same strict order; points of
grades are left out, for they are the caller's. A queue starves when each agent who can serve it, at whatever step, also
serves a queue of more points, and nothing ever raises what waits in it: no step with priority that reaches the lowest
of those higher queues, and no end of the waiting for sure (an admission with a longest wait, or a step without
condition that hands over).
"""

from collections.abc import Iterator, Sequence

from cic.configuration.problems import ConfigurationProblem
from cic.configuration.reach import Asking, Floor, Profile, asking, can_be_asked
from cic.configuration.schema import CenterText
from cic.configuration.schema_routing import NextInteractionText, QueueText
from cic.configuration.worlds import worlds
from routing.configuration import InteractionChoice

GROWTH = "'ageing: {per_s: 0.1}'"


def check_starvation(floor: Floor, center: CenterText) -> Iterator[ConfigurationProblem]:
    """The queues that starve whenever those of more points are busy enough."""
    chosen = center.next_interaction
    if not _is_by_points(chosen):
        return
    at_once = {queue.queue_id: _asked(floor, queue, hopefully=False) for queue in floor.queues.values()}
    points = {queue.queue_id: _points(chosen, queue) for queue in floor.queues.values()}
    for queue in floor.queues.values():
        if _is_bounded(queue) or _grows(chosen, queue):
            continue
        own = points[queue.queue_id]
        higher = [name for name, others in points.items() if others > own]
        widest = _asked(floor, queue, hopefully=True)
        reached = own + max(0, _weight(chosen)) * sum(step.priority or 0 for step in queue.relax)
        takers = [each.surely for each in floor.candidates if _serves(each.perhaps, widest)]
        if not takers:
            continue
        taken_by = [[name for name in higher if _serves(profile, at_once[name])] for profile in takers]
        if all(taken_by) and reached < min(points[name] for names in taken_by for name in names):
            first = {name: points[name] for names in taken_by for name in names}
            yield _starves(chosen, queue, own, first)


def _is_by_points(chosen: NextInteractionText) -> bool:
    """Whether points decide, and nothing that grows with every queue's waiting or is an agent's own."""
    if chosen.strategy is InteractionChoice.WEIGHTED:
        return chosen.urgency == 0 and chosen.preference == 0
    return chosen.strategy in (InteractionChoice.PRIORITY, InteractionChoice.AGEING)


def _grows(chosen: NextInteractionText, queue: QueueText) -> bool:
    return chosen.strategy is not InteractionChoice.PRIORITY and queue.ageing.per_s_milli > 0


def _weight(chosen: NextInteractionText) -> int:
    return chosen.priority if chosen.strategy is InteractionChoice.WEIGHTED else 1


def _points(chosen: NextInteractionText, queue: QueueText) -> int:
    """What a contact of the queue is worth when it comes."""
    initial = 0 if chosen.strategy is InteractionChoice.PRIORITY else queue.ageing.initial
    return _weight(chosen) * queue.priority + initial


def _is_bounded(queue: QueueText) -> bool:
    leaves = any(step.hand_to is not None and not step.is_conditional for step in queue.relax)
    return queue.admission.wait_s_max > 0 or leaves


def _asked(floor: Floor, queue: QueueText, *, hopefully: bool) -> Sequence[Asking] | None:
    """Whom the queue may ask: at the most after all steps, or surely at once; None if that is too much to look at."""
    known = worlds(floor, [queue])
    steps = queue.relax if hopefully else ()
    return None if known is None else [asking(floor, queue, steps, world, hopefully=hopefully) for world in known]


def _serves(profile: Profile, asked: Sequence[Asking] | None) -> bool:
    return asked is not None and any(can_be_asked(profile, each) for each in asked)


def _starves(
    chosen: NextInteractionText, queue: QueueText, points: int, higher: dict[str, int]
) -> ConfigurationProblem:
    names = ", ".join(f"'{name}' ({points})" for name, points in higher.items())
    is_strict = chosen.strategy is InteractionChoice.PRIORITY
    what = f"the priority {points}" if is_strict else f"{points} points that do not grow with the wait"
    found = f"{what}, while every agent who can serve the queue serves {names} first"
    step = ", a step that raises its priority" if _weight(chosen) > 0 else ""
    growth = f"use the strategy 'ageing' and give the queue {GROWTH}" if is_strict else f"give the queue {GROWTH}"
    mend = f"give it an agent of its own{step}, or {growth}"
    return ConfigurationProblem(
        "queues.yaml", queue.line, f"queues.{queue.queue_id}.priority", found, "a queue that does not starve", mend
    )
