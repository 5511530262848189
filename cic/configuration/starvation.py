"""Checks whether a queue can starve under strict priority. Owns that one rule; names are checked elsewhere.

With the strategy ``priority`` a freed agent takes from the queue of the highest priority; ageing does not count in it.
A queue starves when each agent who can serve it, at whatever step, also serves a queue of higher priority, and nothing
ever raises what waits in it: no step with priority that reaches the lowest of those higher queues, and no end of the
waiting for sure (an admission with a longest wait, or a step without condition that hands over).
"""

from collections.abc import Iterator, Sequence

from cic.configuration.problems import ConfigurationProblem
from cic.configuration.reach import Asking, Floor, Profile, asking, can_be_asked
from cic.configuration.schema import CenterText
from cic.configuration.schema_routing import QueueText
from cic.configuration.worlds import worlds
from routing.configuration import InteractionChoice


def check_starvation(floor: Floor, center: CenterText) -> Iterator[ConfigurationProblem]:
    """The queues that starve whenever those of higher priority are busy enough."""
    if center.next_interaction.strategy is not InteractionChoice.PRIORITY:
        return
    at_once = {queue.queue_id: _asked(floor, queue, hopefully=False) for queue in floor.queues.values()}
    for queue in floor.queues.values():
        if _is_bounded(queue):
            continue
        higher = [other for other in floor.queues.values() if other.priority > queue.priority]
        widest = _asked(floor, queue, hopefully=True)
        reached = queue.priority + sum(step.priority or 0 for step in queue.relax)
        takers = [each.surely for each in floor.candidates if _serves(each.perhaps, widest)]
        if not takers:
            continue
        taken_by = [[other for other in higher if _serves(profile, at_once[other.queue_id])] for profile in takers]
        if all(taken_by) and reached < min(other.priority for others in taken_by for other in others):
            yield _starves(queue, {other.queue_id: other for others in taken_by for other in others})


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


def _starves(queue: QueueText, higher: dict[str, QueueText]) -> ConfigurationProblem:
    names = ", ".join(f"'{name}' ({other.priority})" for name, other in higher.items())
    found = f"the priority {queue.priority}, while every agent who can serve the queue serves {names} first"
    mend = "give it an agent of its own, a step that raises its priority, or use the strategy 'ageing'"
    return ConfigurationProblem(
        "queues.yaml", queue.line, f"queues.{queue.queue_id}.priority", found, "a queue that does not starve", mend
    )
