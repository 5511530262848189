"""What must hold of the whole center whenever an input is settled: the rules that span the cores. Changes nothing."""

from collections.abc import Iterator

from cic.calls.events import LegRole
from cic.calls.state import leg_of
from cic.center.effects import ShellEffect
from cic.center.state import CenterState
from ivr_flows.session import SessionStatus
from routing.invariants import broken as broken_in_routing
from routing.machines.assignment import AssignmentState
from routing.machines.interaction import InteractionStage
from routing.vocabulary import NO_PROVIDER, InteractionId


def broken(state: CenterState) -> list[str]:
    """Every rule that does not hold, in words; empty when all do. O(everything): not for the hot path."""
    return [*broken_in_routing(state.routing), *_contacts(state), *_owners(state), *_waits(state)]


def _contacts(state: CenterState) -> Iterator[str]:
    for interaction_id in state.routing.interactions:
        if interaction_id not in state.contact_of and not _is_work(state, interaction_id):
            yield f"{interaction_id} belongs to no contact"
    for contact_id, contact in state.contacts.items():
        leg = state.calls.legs.get(contact.leg_id)
        # A leg that comes back after it was taken for lost is a new contact, while the old one may still be wrapped up.
        has_caller = leg is not None and leg.interaction_id == contact.interaction_id
        if has_caller is (contact.end_cause is not None):
            yield f"{contact_id} has {'a' if has_caller else 'no'} caller and end cause {contact.end_cause}"
        if contact.end_cause is not None and not contact.wrap_ups:
            yield f"{contact_id} is over and not closed"


def _owners(state: CenterState) -> Iterator[str]:
    for agent_id, agent in state.routing.agents.items():
        for interaction_id, assignment in agent.assignments.items():
            if assignment.state is AssignmentState.WRAP_UP or _is_work(state, interaction_id):
                continue
            leg = leg_of(state.calls, interaction_id, LegRole.AGENT)
            if leg is None or leg.agent_id != agent_id:
                yield f"{agent_id} has {interaction_id} in hand and no leg in it"
    for bridge_id, bridge in state.calls.bridges.items():
        if any(leg_id not in state.calls.legs for leg_id in bridge.leg_ids):
            yield f"{bridge_id} holds a leg that is gone"


def _waits(state: CenterState) -> Iterator[str]:
    """Every session waits for something that comes within a bounded time."""
    for contact_id, contact in state.contacts.items():
        if contact.awaits is not None and contact.awaits not in state.effects:
            yield f"{contact_id} waits for an effect that is settled"
        is_driven = contact.session.status is SessionStatus.RUNNING and contact.leg_id in state.calls.legs
        interaction = state.routing.interactions.get(contact.interaction_id)
        in_self_service = interaction is not None and interaction.stage is InteractionStage.SELF_SERVICE
        is_talking = leg_of(state.calls, contact.interaction_id, LegRole.OUTSIDE) is not None
        is_waiting = contact.awaits is not None or contact.session.wake_at_ms is not None or is_talking
        if is_driven and in_self_service and not is_waiting:
            yield f"{contact_id} waits for nothing"
    for effect_id, request in state.effects.items():
        if isinstance(request.command, ShellEffect) and request.command.contact_id not in state.contacts:
            yield f"{effect_id} looks up a caller whose contact is closed"


def _is_work(state: CenterState, interaction_id: InteractionId) -> bool:
    """Whether an interaction came without a call."""
    interaction = state.routing.interactions.get(interaction_id)
    return interaction is not None and interaction.provider == NO_PROVIDER
