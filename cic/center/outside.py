"""A caller is put through to a number of the world outside. Owns that leg's life beside the session."""

from cic.calls.commands import HangUpLeg
from cic.calls.state import Leg
from cic.center.legs import bridge_legs, settle_dialling
from cic.center.round import Round
from cic.center.sessions import HANG_UP_LIMIT_MS, advance
from ivr_flows.inputs import NumberLeft, NumberReached
from ivr_flows.session import WaitingFor
from routing.vocabulary import EndCause


def bridge_outside(work: Round, leg: Leg) -> None:
    """The number has answered: whatever the caller hears ends, and the talk begins."""
    settle_dialling(work, leg.leg_id)
    contact_id = work.state.contact_of.get(leg.interaction_id)
    contact = None if contact_id is None else work.state.contacts[contact_id]
    if contact is None or contact.leg_id not in work.state.calls.legs:
        return  # the caller has gone, and the number is being hung up
    if contact.session.waiting_for is not WaitingFor.NUMBER:
        work.request(leg.provider, HangUpLeg(leg.leg_id, EndCause.NOT_ANSWERED), HANG_UP_LIMIT_MS)
        return  # it was given up, and the caller is elsewhere in the flow
    bridge_legs(work, leg.interaction_id, (contact.leg_id, leg.leg_id), contact.provider)
    advance(work, contact, NumberReached())


def outside_gone(work: Round, leg: Leg, was_up: bool) -> None:
    """The number has hung up, or never answered: a caller who is still there goes on in the flow."""
    contact_id = work.state.contact_of.get(leg.interaction_id)
    contact = None if contact_id is None else work.state.contacts[contact_id]
    if contact is not None and contact.leg_id in work.state.calls.legs:
        advance(work, contact, NumberLeft(was_up))
