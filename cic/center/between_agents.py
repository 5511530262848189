"""What must hold of consults and of customers between agents whenever an input is settled. Part of the invariants;
changes nothing."""

from collections.abc import Iterator

from cic.calls.events import LegRole
from cic.calls.machines.bridge import BridgeStage
from cic.calls.machines.consult import ConsultStage
from cic.calls.state import Consult, bridge_of, consulted_leg, leg_of
from cic.center.state import AwayKind, CenterState, Contact
from routing.machines.interaction import InteractionStage

_ON_THE_WAY = (InteractionStage.WAITING, InteractionStage.OFFERED, InteractionStage.CONNECTING)


def broken_between_agents(state: CenterState) -> Iterator[str]:
    """Every rule about consults, parked and handed-on customers that does not hold."""
    for consult in state.calls.consults.values():
        yield from _consult(state, consult)
    if len(state.calls.consults) != len(state.calls.consulting):
        yield "a consult is known to one side only"
    yield from _away(state)


def _consult(state: CenterState, consult: Consult) -> Iterator[str]:
    interaction_id, consult_id = consult.asked.interaction_id, consult.asked.consult_id
    interaction = state.routing.interactions.get(interaction_id)
    contact_id = state.contact_of.get(interaction_id)
    if interaction is None:
        yield from _after_customer(state, consult, None if contact_id is None else state.contacts[contact_id])
        return
    if interaction.stage is not InteractionStage.CONNECTED:
        yield f"{consult_id} consults about {interaction_id}, which no agent has"
    if leg_of(state.calls, interaction_id, LegRole.AGENT) is None:
        yield f"{consult_id} is asked by somebody without a leg"
    party = consulted_leg(state.calls, consult)
    if consult_id not in state.routing.interactions and party is None:
        yield f"{consult_id} asks nobody"
    if consult.stage is not ConsultStage.ASKED and party is None:
        yield f"{consult_id} is {consult.stage.value} with nobody"
    customers, own = bridge_of(state.calls, interaction_id), bridge_of(state.calls, consult_id)
    if customers is None:
        yield f"{consult_id} has no customer"
    elif consult.stage is ConsultStage.CONFERENCE:
        if own is not None or len(customers.leg_ids) != 3:
            yield f"{consult_id} is a conference of {len(customers.leg_ids)}"
    elif (customers.stage is BridgeStage.HELD) is (consult.stage is ConsultStage.SWAPPED):
        yield f"{consult_id} is {consult.stage.value} while the customer is {customers.stage.value}"


def _after_customer(state: CenterState, consult: Consult, contact: Contact | None) -> Iterator[str]:
    """The customer has hung up: the agent, who wraps up, and whoever was asked talk on, and nobody else."""
    interaction_id, consult_id = consult.asked.interaction_id, consult.asked.consult_id
    agent_leg = leg_of(state.calls, interaction_id, LegRole.AGENT)
    if agent_leg is None or contact is None or agent_leg.agent_id not in contact.wrap_ups:
        yield f"{consult_id} goes on for an agent who does not wrap up"
    if consulted_leg(state.calls, consult) is None or bridge_of(state.calls, consult_id) is None:
        yield f"{consult_id} goes on with nobody"
    if consult.stage is not ConsultStage.TALKING or bridge_of(state.calls, interaction_id) is not None:
        yield f"{consult_id} is {consult.stage.value} without the customer"


def _away(state: CenterState) -> Iterator[str]:
    for contact_id, contact in state.contacts.items():
        interaction, away = state.routing.interactions.get(contact.interaction_id), contact.away
        if away is not None:
            if interaction is None or interaction.stage is not InteractionStage.SELF_SERVICE:
                yield f"{contact_id} is {away.kind.value} and with an agent, or gone"
            if away.kind is AwayKind.NUMBER and away.leg_id not in state.calls.legs:
                yield f"{contact_id} is with a number that has gone"
        is_woken = contact_id in state.away_deadlines
        if is_woken is not (away is not None and away.kind is AwayKind.PARKED):
            yield f"{contact_id} is {'woken though not parked' if is_woken else 'parked for ever'}"
        if contact.handed is not None and (interaction is None or interaction.stage not in _ON_THE_WAY):
            yield f"{contact_id} is handed to an agent who is not asked"
