"""An agent calls somebody: the agent's own phone first, then the number, then both hear each other. Owns that order."""

from cic.calls.commands import RINGING
from cic.calls.events import CustomerDialled, LegRole
from cic.calls.state import Leg, leg_of
from cic.center.control_inputs import DialOut
from cic.center.legs import bridge_legs, dial_sealed, hang_up, hear_music, settle_dialling, tell_routing
from cic.center.round import Round
from cic.center.state import Contact
from cic.center.transfer_events import ContactDialled
from routing.agents import find_agent
from routing.commands import EndInteraction, GiveInteraction, OpenInteraction
from routing.machines.interaction import InteractionStage
from routing.rejections import Rejection, RejectionCode
from routing.taking import refuse_giving
from routing.vocabulary import ContactId, EndCause, InteractionId, Medium


def dial_out(work: Round, given: DialOut) -> Rejection | None:
    """Open a contact for the one who is called, in the agent's hand from the beginning."""
    agent = find_agent(work.state.routing, given.agent_id)
    if isinstance(agent, Rejection):
        return agent
    if given.queue_id not in work.state.routing.queues:
        return Rejection(RejectionCode.UNKNOWN_QUEUE, "no queue of this id is configured")
    refusal = refuse_giving(work.state.routing, agent, Medium.VOICE, given.provider)
    if refusal is not None:
        return refusal
    contact_id, interaction_id = ContactId(work.new_id("c")), InteractionId(work.new_id("i"))
    dialled = ContactDialled(
        contact_id,
        interaction_id,
        work.new_leg_id(given.provider),
        given.provider,
        given.queue_id,
        given.agent_id,
        given.number,
        given.caller,
    )
    work.apply([dialled])
    tell_routing(work, OpenInteraction(interaction_id, contact_id, Medium.VOICE, given.provider))
    tell_routing(work, GiveInteraction(given.agent_id, interaction_id, given.queue_id))
    return None


def is_calling(contact: Contact) -> bool:
    """Whether somebody is being called and has not been spoken to yet."""
    return contact.dialled is not None and contact.served_by is None


def call_customer(work: Round, contact: Contact, agent_leg: Leg) -> None:
    """The agent's phone was answered: now the number is dialled, and the agent hears it ring."""
    assert contact.dialled is not None, "who is called has a number"
    work.apply([CustomerDialled(contact.leg_id, contact.provider, contact.interaction_id)])
    dial_sealed(work, contact.leg_id, contact.dialled.number, contact.interaction_id, contact.provider)
    hear_music(work, agent_leg.leg_id, RINGING, contact.provider)


def customer_answers(work: Round, contact: Contact) -> None:
    """Whoever was called is there."""
    settle_dialling(work, contact.leg_id)
    agent_leg = leg_of(work.state.calls, contact.interaction_id, LegRole.AGENT)
    interaction = work.state.routing.interactions.get(contact.interaction_id)
    if agent_leg is None or interaction is None or interaction.stage is not InteractionStage.CONNECTING:
        return  # the agent has just gone, and the leg is being hung up
    legs = (contact.leg_id, agent_leg.leg_id)
    bridge_legs(work, contact.interaction_id, legs, contact.provider)


def agent_gives_up(work: Round, contact: Contact, cause: EndCause) -> None:
    """The agent's phone was not answered, or the agent does not wait for the number any longer."""
    customer_leg = leg_of(work.state.calls, contact.interaction_id, LegRole.CALLER)
    tell_routing(work, EndInteraction(contact.interaction_id, cause))
    if customer_leg is not None:
        hang_up(work, customer_leg, cause)
