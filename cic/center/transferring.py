"""An agent hands a customer on without asking first, leaves one parked, or picks one up. Owns where the customer is
between agents, and the way back when nobody answers."""

from cic.calls.control import HOLD_MUSIC
from cic.calls.events import LegRole
from cic.calls.machines.bridge import BridgeStage
from cic.calls.state import Leg, bridge_of
from cic.center.control_inputs import (
    ParkInteraction,
    PickUpInteraction,
    ToAgent,
    ToNumber,
    ToQueue,
    TransferInteraction,
)
from cic.center.legs import bridge_legs, dial_outside, hear_music, settle_dialling, tell_routing
from cic.center.round import Round
from cic.center.sessions import advance
from cic.center.state import Away, AwayKind, Contact
from cic.center.transfer_events import AwayEnded, InteractionParked, SentToAgent, SentToNumber
from ivr_flows.inputs import AgentLeft
from routing import decide as routing
from routing.agents import queue_in_hand
from routing.commands import (
    GiveInteraction,
    ReleaseAgent,
    ReturnToAgent,
    TransferToAgent,
    TransferToQueue,
)
from routing.machines.interaction import InteractionStage
from routing.rejections import Rejection, RejectionCode
from routing.vocabulary import EndCause, InteractionId

PARKED_MS_MAX = 120_000
RETURN_WAIT_MS = 30_000
"""How long somebody whom nobody has taken waits for the agent who handed them on, before anybody is asked."""
LAST_WAIT_MS = PARKED_MS_MAX
"""How long somebody whom we have called, and whom a queue lets go, waits for the agent who served them last."""


def transfer(work: Round, contact: Contact, given: TransferInteraction) -> Rejection | None:
    """Hand the customer on; unanswered, the customer comes back."""
    refusal = _refuse_leaving(work, contact)
    if refusal is not None:
        return refusal
    queue_id = queue_in_hand(work.state.routing, given.agent_id, given.interaction_id)
    match given.target:
        case ToQueue(to_queue_id):
            command = TransferToQueue(given.agent_id, given.interaction_id, to_queue_id)
            return work.take(routing.decide(work.state.routing, command, *work.moment))
        case ToAgent(to_agent_id):
            to_agent = TransferToAgent(given.agent_id, given.interaction_id, to_agent_id)
            refusal = work.take(routing.decide(work.state.routing, to_agent, *work.moment))
            if refusal is None:
                sent = SentToAgent(contact.contact_id, given.interaction_id, given.agent_id, to_agent_id, queue_id)
                work.apply([sent])
            return refusal
        case ToNumber(number):
            leg_id = dial_outside(work, given.interaction_id, number, contact.provider)
            work.apply([SentToNumber(contact.contact_id, given.interaction_id, given.agent_id, queue_id, leg_id)])
            tell_routing(work, ReleaseAgent(given.interaction_id, EndCause.TRANSFERRED))
            return None


def park(work: Round, contact: Contact, given: ParkInteraction) -> Rejection | None:
    """Leave the customer with music, for anybody to pick up."""
    refusal = _refuse_leaving(work, contact)
    if refusal is not None:
        return refusal
    queue_id = queue_in_hand(work.state.routing, given.agent_id, given.interaction_id)
    until_ms = work.now_ms + PARKED_MS_MAX
    parked = InteractionParked(contact.contact_id, given.interaction_id, given.agent_id, queue_id, until_ms)
    work.apply([parked])
    tell_routing(work, ReleaseAgent(given.interaction_id, EndCause.PARKED))
    return None


def pick_up(work: Round, given: PickUpInteraction) -> Rejection | None:
    """Take a parked customer; the agent's phone rings."""
    contact_id = work.state.contact_of.get(given.interaction_id)
    contact = None if contact_id is None else work.state.contacts[contact_id]
    if contact is None or contact.away is None or contact.away.kind is not AwayKind.PARKED:
        return Rejection(RejectionCode.UNKNOWN_INTERACTION, "nobody of this id is parked: picked up already, perhaps")
    command = GiveInteraction(given.agent_id, given.interaction_id, contact.away.queue_id)
    return work.take(routing.decide(work.state.routing, command, *work.moment))


def _refuse_leaving(work: Round, contact: Contact) -> Rejection | None:
    bridge = bridge_of(work.state.calls, contact.interaction_id)
    if contact.interaction_id in work.state.calls.consults:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the agent consults somebody: complete the transfer, or end it")
    if bridge is None or bridge.stage is BridgeStage.FORMING or contact.outer is not None:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the call is not in a state for this")
    return None


def wait_with_music(work: Round, contact: Contact) -> None:
    """The agent has left the customer somewhere: music until somebody answers, unless they talk to a number already."""
    if bridge_of(work.state.calls, contact.interaction_id) is None:
        hear_music(work, contact.leg_id, HOLD_MUSIC, contact.provider)


def number_answers(work: Round, contact: Contact, leg: Leg) -> None:
    """The number to which the customer was handed is there."""
    settle_dialling(work, leg.leg_id)
    bridge_legs(work, contact.interaction_id, (contact.leg_id, leg.leg_id), contact.provider)


def number_gone(work: Round, contact: Contact, away: Away, *, was_up: bool) -> None:
    """It has hung up, and the customer goes on; or it never answered, and the customer comes back."""
    if was_up:
        ended = AwayEnded(contact.contact_id, contact.interaction_id, EndCause.COMPLETED)
        work.apply([ended])
        advance(work, contact, AgentLeft())
    else:
        come_back(work, contact, away)


def come_back(work: Round, contact: Contact, away: Away) -> None:
    """Nobody has picked the customer up, or the number did not answer."""
    work.apply([AwayEnded(contact.contact_id, contact.interaction_id, EndCause.NOT_ANSWERED)])
    command = ReturnToAgent(contact.interaction_id, away.agent_id, away.queue_id, RETURN_WAIT_MS)
    tell_routing(work, command)


def not_taken(work: Round, interaction_id: InteractionId) -> None:
    """The agent to whom the customer was handed, if so, is not to be had."""
    contact_id = work.state.contact_of.get(interaction_id)
    handed = None if contact_id is None else work.state.contacts[contact_id].handed
    interaction = work.state.routing.interactions.get(interaction_id)
    if handed is None or interaction is None or interaction.stage is not InteractionStage.WAITING:
        return
    tell_routing(work, ReturnToAgent(interaction_id, handed.agent_id, handed.queue_id, RETURN_WAIT_MS))


def wait_for_last_agent(work: Round, contact: Contact) -> bool:
    """A queue lets somebody go whom we have called: whoever served them last is to have them. False the second time.

    An agent who is not to be had then is not waited for, and the queue lets them go again in the same input.
    """
    if contact.dialled is None or contact.served_by is None:
        return False
    queue_id, agent_id = contact.served_by
    asked = work.state.routing.interactions[contact.interaction_id].asked
    before = None if asked is None else asked.preferred
    if before is not None and (before.agent_id, before.wait_ms) == (agent_id, LAST_WAIT_MS):
        return False
    tell_routing(work, ReturnToAgent(contact.interaction_id, agent_id, queue_id, LAST_WAIT_MS))
    return True


def leave_away(work: Round, contact: Contact, cause: EndCause) -> None:
    """The customer has gone, or somebody has picked the call up."""
    if contact.away is not None:
        work.apply([AwayEnded(contact.contact_id, contact.interaction_id, cause)])


def away_with(contact: Contact, leg: Leg) -> Away | None:
    """Where the customer is, if it is with the number whose leg this is."""
    is_it = leg.role is LegRole.OUTSIDE and contact.away is not None and contact.away.leg_id == leg.leg_id
    return contact.away if is_it else None
