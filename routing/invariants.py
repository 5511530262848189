"""What must hold of the routing state whenever an input is settled. Owns the list; changes nothing.

Checked after every step in property tests and simulations, and by hand in ``cic replay --verify``.
"""

from collections.abc import Iterator

from routing.eligibility import has_desktop, is_excluded, served_signatures, signature_of
from routing.indexing import must_be_shown
from routing.machines.assignment import AssignmentState
from routing.machines.interaction import InteractionStage
from routing.state import RoutingState

OWNED = (InteractionStage.CONNECTING, InteractionStage.CONNECTED)


def broken(state: RoutingState) -> list[str]:
    """Every invariant that does not hold, in words; empty when all do. O(everything): not for the hot path."""
    return [*_ownership(state), *_offers(state), *_indexes(state), *_idle_beside_waiting(state)]


def _ownership(state: RoutingState) -> Iterator[str]:
    for interaction_id, interaction in state.interactions.items():
        owners = [
            agent_id
            for agent_id, agent in state.agents.items()
            if agent.assignment is not None
            and agent.assignment.interaction_id == interaction_id
            and agent.assignment.state is not AssignmentState.WRAP_UP
        ]
        expected = 1 if interaction.stage in OWNED else 0
        if len(owners) != expected:
            yield f"{interaction_id} is {interaction.stage.value} and has {len(owners)} owners"


def _offers(state: RoutingState) -> Iterator[str]:
    for offer_id, offer in state.offers.items():
        agent, interaction = state.agents[offer.agent_id], state.interactions[offer.interaction_id]
        if agent.offer_id != offer_id or interaction.offer_id != offer_id:
            yield f"offer {offer_id} is not known to both sides"
        if agent.assignment is not None:
            yield f"offer {offer_id} stands for an agent who has a contact in hand"
        if not has_desktop(agent):
            yield f"offer {offer_id} stands for an agent who has no desktop open"
        if f"offer/{offer_id}" not in state.deadlines:
            yield f"offer {offer_id} has no deadline"
        if (f"show/{offer_id}" in state.deadlines) is not must_be_shown(state, offer):
            yield f"offer {offer_id} is {offer.state.value}, and its showing has a wrong deadline"


def _indexes(state: RoutingState) -> Iterator[str]:
    for agent_id, agent in state.agents.items():
        indexed = {signature for signature, idle in state.idle.items() if agent_id in idle}
        if indexed != set(served_signatures(agent)):
            yield f"agent {agent_id} is indexed under {len(indexed)} signatures, serves others"
    for interaction_id, interaction in state.interactions.items():
        lines = {signature for signature, line in state.waiting.items() if interaction_id in line}
        is_waiting = interaction.stage is InteractionStage.WAITING
        if lines != ({signature_of(interaction)} if is_waiting else set()):
            yield f"{interaction_id} is {interaction.stage.value} and stands in {len(lines)} lines"


def _idle_beside_waiting(state: RoutingState) -> Iterator[str]:
    for interaction_id, interaction in state.interactions.items():
        if interaction.stage is not InteractionStage.WAITING:
            continue
        signature = signature_of(interaction)
        for agent_id, agent in state.agents.items():
            if signature in served_signatures(agent) and not is_excluded(interaction, agent_id):
                yield f"{interaction_id} waits beside {agent_id}, who is free and eligible"
