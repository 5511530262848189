"""What a caller's session may learn of the center: is it open, and how is the waiting. Owns that translation."""

from collections.abc import Mapping

from cic.center.round import Round
from cic.center.state import Contact
from ivr_flows.around import Around
from ivr_flows.session import Scalar
from routing.machines.interaction import InteractionStage
from routing.steps import ahead_of
from routing.waiting import estimate


def around(work: Round, contact: Contact) -> Around:
    """What this contact's session may ask about; it is looked up only when it is asked."""
    return Around(work.is_open, lambda: _waiting(work, contact))


def _waiting(work: Round, contact: Contact) -> Mapping[str, Scalar]:
    """The place in line and the estimated wait of who waits, and the number of the agent who has accepted."""
    routing = work.state.routing
    interaction = routing.interactions.get(contact.interaction_id)
    if interaction is None or interaction.queue_id is None:
        return {}
    if interaction.agent_id is not None:
        return {"agent.number": routing.agents[interaction.agent_id].configuration.number}
    if interaction.stage not in (InteractionStage.WAITING, InteractionStage.OFFERED):
        return {}
    queue = routing.queues[interaction.queue_id]
    ahead = ahead_of(queue, interaction)
    known: dict[str, Scalar] = {"queue.place": ahead + 1}
    estimated = estimate(queue.statistics, work.now_ms, ahead)
    if estimated is not None:
        known["queue.wait_ms"] = estimated.median_ms
    return known
