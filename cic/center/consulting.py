"""An agent asks somebody else about the customer in hand. Owns a consult from the question to its end, a conference and
a transfer among its ends; who is asked is routing's to find."""

from cic.calls.commands import RINGING
from cic.calls.control import hold, resume
from cic.calls.events import ConsultAsked, ConsultClosed, ConsultMoved, LegMoved, LegRole
from cic.calls.machines.bridge import BridgeStage
from cic.calls.machines.consult import TRANSITIONS, ConsultInput, ConsultStage
from cic.calls.state import Bridge, Consult, Leg, bridge_of, consulted_leg, leg_of
from cic.center.control_inputs import (
    CompleteTransfer,
    ConsultControl,
    EndConsult,
    JoinConference,
    StartConsult,
    SwapConsult,
    ToAgent,
    ToNumber,
    ToQueue,
)
from cic.center.legs import (
    bridge_legs,
    carry_out,
    close_bridge,
    dial_agent,
    dial_outside,
    hang_up,
    hear_music,
    settle_dialling,
    tell_routing,
)
from cic.center.round import Round
from cic.center.sessions import drop_media
from cic.center.state import Contact, contact_of
from cic.center.transfer_events import SentToNumber
from routing.admission import find_queue, refuse, refuse_full
from routing.agents import queue_in_hand
from routing.asking import Asked
from routing.commands import (
    AskAgent,
    ConfirmConnected,
    EndConsultation,
    EnqueueInteraction,
    HandOver,
    OpenInteraction,
    ReleaseAgent,
)
from routing.events import (
    ConnectionFailed,
    InteractionLeftQueue,
    OfferAccepted,
    OfferDeclined,
    OfferExpired,
    OfferWithdrawn,
    PreferenceEnded,
    RoutingEvent,
)
from routing.machines.interaction import InteractionStage
from routing.rejections import Rejection, RejectionCode
from routing.taking import refuse_asking
from routing.vocabulary import AgentId, EndCause, InteractionId, Medium

_ANSWERED = (ConsultStage.TALKING, ConsultStage.SWAPPED, ConsultStage.CONFERENCE)
_NOT_NOW = Rejection(RejectionCode.NOT_ALLOWED_NOW, "the call is not in a state for this")


def decide_consult(work: Round, contact: Contact, given: ConsultControl) -> Rejection | None:
    """Carry out an agent's wish about a consult; the call is the agent's."""
    if isinstance(given, StartConsult):
        return _start(work, contact, given)
    consult = work.state.calls.consults.get(given.interaction_id)
    if consult is None:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the agent consults nobody")
    match given:
        case SwapConsult():
            return _swap(work, contact, consult)
        case JoinConference():
            return _join(work, contact, consult)
        case CompleteTransfer():
            if consult.stage not in _ANSWERED:
                return Rejection(RejectionCode.NOT_ALLOWED_NOW, "nobody has answered yet")
            pass_on(work, contact, consult)
            return None
        case EndConsult():
            end_consult(work, given.interaction_id, EndCause.AGENT_HUNG_UP)
            return None


def _start(work: Round, contact: Contact, given: StartConsult) -> Rejection | None:
    calls, interaction_id, target = work.state.calls, given.interaction_id, given.target
    bridge, agent_leg = bridge_of(calls, interaction_id), leg_of(calls, interaction_id, LegRole.AGENT)
    if bridge is None or bridge.stage is BridgeStage.FORMING or agent_leg is None or interaction_id in calls.consults:
        return _NOT_NOW
    if contact.outer is not None:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the caller is in a flow; take the caller back first")
    refusal = _refuse(work, contact, given)
    if refusal is not None:
        return refusal
    if (plan := hold(calls, interaction_id)) is not None:
        carry_out(work, plan, contact.provider)
    consult_id = InteractionId(work.new_id("i"))
    asked = ConsultAsked(
        interaction_id,
        consult_id,
        asked_agent=target.agent_id if isinstance(target, ToAgent) else None,
        asked_queue=target.queue_id if isinstance(target, ToQueue) else None,
        number=target.number if isinstance(target, ToNumber) else None,
    )
    work.apply([asked])
    hear_music(work, agent_leg.leg_id, RINGING, contact.provider)
    _ask(work, contact, given, consult_id)
    return None


def _refuse(work: Round, contact: Contact, given: StartConsult) -> Rejection | None:
    routing = work.state.routing
    match given.target:
        case ToAgent(agent_id):
            if agent_id == given.agent_id:
                return Rejection(RejectionCode.NOT_ALLOWED_NOW, "expected another agent than the one who asks")
            return refuse_asking(routing, agent_id, contact.provider)
        case ToQueue(queue_id):
            queue = find_queue(routing, queue_id)
            if isinstance(queue, Rejection):
                return queue
            newcomer = (routing, queue, Medium.VOICE, contact.provider, _but_for(given.agent_id))
            return refuse(*newcomer) or refuse_full(*newcomer)
        case ToNumber():
            return None


def _ask(work: Round, contact: Contact, given: StartConsult, consult_id: InteractionId) -> None:
    if isinstance(given.target, ToNumber):
        dial_outside(work, consult_id, given.target.number, contact.provider)
        return
    tell_routing(work, OpenInteraction(consult_id, contact.contact_id, Medium.VOICE, contact.provider))
    if isinstance(given.target, ToAgent):
        queue_id = queue_in_hand(work.state.routing, given.agent_id, given.interaction_id)
        tell_routing(work, AskAgent(consult_id, given.target.agent_id, queue_id))
    else:
        tell_routing(work, EnqueueInteraction(consult_id, given.target.queue_id, _but_for(given.agent_id)))


def _but_for(agent_id: AgentId) -> Asked:
    """Whoever the queue finds, and never the one who asks."""
    return Asked(excluded=(agent_id,))


def _swap(work: Round, contact: Contact, consult: Consult) -> Rejection | None:
    """The one goes on hold before the other comes back: the agent is never heard by both."""
    stage = TRANSITIONS.get((consult.stage, ConsultInput.SWAP))
    if stage is None:
        return _NOT_NOW
    pair = (consult.asked.consult_id, consult.asked.interaction_id)
    to_hold, to_resume = pair if stage is ConsultStage.SWAPPED else pair[::-1]
    parting, coming = hold(work.state.calls, to_hold), resume(work.state.calls, to_resume)
    if parting is None or coming is None:
        return _NOT_NOW
    carry_out(work, parting, contact.provider)
    carry_out(work, coming, contact.provider)
    work.apply([ConsultMoved(consult.asked.interaction_id, stage)])
    return None


def _join(work: Round, contact: Contact, consult: Consult) -> Rejection | None:
    stage, interaction_id = TRANSITIONS.get((consult.stage, ConsultInput.JOIN)), consult.asked.interaction_id
    agent_leg = leg_of(work.state.calls, interaction_id, LegRole.AGENT)
    party = consulted_leg(work.state.calls, consult)
    if stage is None or agent_leg is None or party is None:
        return _NOT_NOW
    close_bridge(work, consult.asked.consult_id)
    close_bridge(work, interaction_id)
    work.apply([ConsultMoved(interaction_id, stage)])
    bridge_legs(work, interaction_id, (contact.leg_id, agent_leg.leg_id, party.leg_id), contact.provider)
    return None


def pass_on(work: Round, contact: Contact, consult: Consult) -> None:
    """Whoever was asked has the customer from now on; the agent who asked is out of it, gone already or not."""
    interaction_id, consult_id = consult.asked.interaction_id, consult.asked.consult_id
    agent_leg = leg_of(work.state.calls, interaction_id, LegRole.AGENT)
    party = consulted_leg(work.state.calls, consult)
    agent_id = work.state.routing.interactions[interaction_id].agent_id
    assert party is not None and agent_id is not None, "who has answered has a leg, and who asks is an agent"
    queue_id = queue_in_hand(work.state.routing, agent_id, interaction_id)
    close_bridge(work, consult_id)
    close_bridge(work, interaction_id)
    moved = LegMoved(party.leg_id, interaction_id, party.role)
    work.apply([moved, ConsultClosed(interaction_id, consult_id, EndCause.TRANSFERRED)])
    if party.role is LegRole.AGENT:
        tell_routing(work, HandOver(interaction_id, consult_id))
    else:
        work.apply([SentToNumber(contact.contact_id, interaction_id, agent_id, queue_id, party.leg_id)])
        tell_routing(work, ReleaseAgent(interaction_id, EndCause.TRANSFERRED))
    bridge_legs(work, interaction_id, (contact.leg_id, party.leg_id), contact.provider)
    if agent_leg is not None:
        drop_media(work, agent_leg.leg_id)
        hang_up(work, agent_leg, EndCause.TRANSFERRED)


def end_consult(work: Round, interaction_id: InteractionId, cause: EndCause, *, goes_back: bool = True) -> None:
    """Let go of whoever was asked; agent and customer hear each other again, if both are to."""
    calls, contact = work.state.calls, contact_of(work.state, interaction_id)
    consult = calls.consults[interaction_id]
    consult_id, stage, party = consult.asked.consult_id, consult.stage, consulted_leg(calls, consult)
    agent_leg = leg_of(calls, interaction_id, LegRole.AGENT)
    close_bridge(work, consult_id)
    work.apply([ConsultClosed(interaction_id, consult_id, cause)])
    if consult_id in work.state.routing.interactions:
        tell_routing(work, EndConsultation(consult_id, cause))
    if agent_leg is not None:
        drop_media(work, agent_leg.leg_id)
        if contact.end_cause is not None:
            hang_up(work, agent_leg, EndCause.COMPLETED)
        elif goes_back:
            _back_to_customer(work, contact, agent_leg, stage)
    if party is not None:
        hang_up(work, party, EndCause.COMPLETED)


def customer_gone(work: Round, consult: Consult, cause: EndCause) -> None:
    """The customer has hung up: the two who talk about them may finish their talk, while the agent wraps up."""
    interaction_id, party = consult.asked.interaction_id, consulted_leg(work.state.calls, consult)
    agent_leg = leg_of(work.state.calls, interaction_id, LegRole.AGENT)
    is_heard = consult.stage in (ConsultStage.TALKING, ConsultStage.CONFERENCE)
    if not is_heard or agent_leg is None or party is None:
        end_consult(work, interaction_id, cause, goes_back=False)
        return
    close_bridge(work, interaction_id)
    if consult.stage is ConsultStage.CONFERENCE:
        work.apply([ConsultMoved(interaction_id, ConsultStage.TALKING)])
        bridge_legs(work, consult.asked.consult_id, (party.leg_id, agent_leg.leg_id), agent_leg.provider)


def end_with_wrap_up(work: Round, interaction_id: InteractionId, agent_id: AgentId) -> None:
    """The agent has wrapped up a customer who hung up in a consult: that talk is over too."""
    agent_leg = leg_of(work.state.calls, interaction_id, LegRole.AGENT)
    is_askers = agent_leg is not None and agent_leg.agent_id == agent_id
    is_over = interaction_id not in work.state.routing.interactions
    if is_over and is_askers and interaction_id in work.state.calls.consults:
        end_consult(work, interaction_id, EndCause.COMPLETED)


def _back_to_customer(work: Round, contact: Contact, agent_leg: Leg, stage: ConsultStage) -> None:
    """As far as they are apart. A customer who could not be put on hold is, too: the agent was heard elsewhere."""
    interaction_id = contact.interaction_id
    plan = resume(work.state.calls, interaction_id)
    if plan is not None and stage is not ConsultStage.CONFERENCE:
        carry_out(work, plan, contact.provider)
    elif stage is not ConsultStage.SWAPPED:
        close_bridge(work, interaction_id)
        bridge_legs(work, interaction_id, (contact.leg_id, agent_leg.leg_id), contact.provider)


def react_to_consult(work: Round, event: RoutingEvent, consult_id: InteractionId) -> None:
    """Carry on what routing says of the interaction that somebody is asked by."""
    interaction_id = work.state.calls.consulting[consult_id]
    consult = work.state.calls.consults[interaction_id]
    match event:
        case OfferAccepted():
            dial_agent(work, consult_id, event.agent_id, contact_of(work.state, interaction_id).provider)
        case ConnectionFailed(cause=cause):
            party = consulted_leg(work.state.calls, consult)
            close_bridge(work, consult_id)
            if party is not None:
                hang_up(work, party, cause)
            _not_answered(work, consult)
            if consult_id in work.state.calls.consulting:
                hear_ringing_again(work, consult)
        case OfferDeclined() | OfferExpired() | OfferWithdrawn() | PreferenceEnded():
            _not_answered(work, consult)
        case InteractionLeftQueue():
            end_consult(work, interaction_id, EndCause.NOT_ANSWERED)
        case _:
            pass


def hear_ringing_again(work: Round, consult: Consult) -> None:
    """The one who asks hears the tone until somebody answers."""
    agent_leg = _askers_leg(work, consult.asked.interaction_id)
    hear_music(work, agent_leg.leg_id, RINGING, agent_leg.provider)


def _askers_leg(work: Round, interaction_id: InteractionId) -> Leg:
    agent_leg = leg_of(work.state.calls, interaction_id, LegRole.AGENT)
    assert agent_leg is not None, "a consult ends with the leg of who asks"
    return agent_leg


def _not_answered(work: Round, consult: Consult) -> None:
    """One agent alone was asked, and is not to be had; a queue asks somebody else."""
    if consult.asked.asked_agent is not None:
        end_consult(work, consult.asked.interaction_id, EndCause.NOT_ANSWERED)


def bridge_consulted(work: Round, leg: Leg) -> None:
    """Whoever is asked has answered the phone: the one who asks hears them."""
    settle_dialling(work, leg.leg_id)
    interaction_id = work.state.calls.consulting.get(leg.interaction_id)
    if interaction_id is None:
        return  # it was given up, and the leg is being hung up
    legs = (leg.leg_id, _askers_leg(work, interaction_id).leg_id)
    bridge_legs(work, leg.interaction_id, legs, leg.provider)


def consult_talks(work: Round, bridge: Bridge) -> None:
    """The one who asks and whoever is asked hear each other."""
    interaction_id = work.state.calls.consulting[bridge.interaction_id]
    if work.state.calls.consults[interaction_id].stage is ConsultStage.ASKED:
        work.apply([ConsultMoved(interaction_id, ConsultStage.TALKING)])
    routed = work.state.routing.interactions.get(bridge.interaction_id)
    if routed is not None and routed.stage is InteractionStage.CONNECTING:
        tell_routing(work, ConfirmConnected(bridge.interaction_id))


def consulting_agent_gone(work: Round, contact: Contact, consult: Consult, cause: EndCause) -> None:
    """The leg of who asks is lost: whoever was asked and has answered takes the customer over."""
    if consult.stage in _ANSWERED:
        pass_on(work, contact, consult)
        return
    end_consult(work, consult.asked.interaction_id, cause, goes_back=False)
    tell_routing(work, ReleaseAgent(consult.asked.interaction_id, cause))
