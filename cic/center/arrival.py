"""A caller reaches an entry point: a contact, its interaction and its session begin. Owns nothing after that."""

from cic.calls.commands import HangUpLeg
from cic.calls.events import LegOpened, LegRole
from cic.center.events import ContactOpened
from cic.center.inputs import CallArrived
from cic.center.round import Round
from cic.center.sessions import HANG_UP_LIMIT_MS, advance
from ivr_flows.inputs import SessionStarted
from routing import decide as routing
from routing.commands import OpenInteraction
from routing.vocabulary import ContactId, EndCause, InteractionId, Medium


def call_arrived(work: Round, given: CallArrived) -> None:
    """Open a contact and start its flow; a call to a number that nobody answers is hung up."""
    if given.leg_id in work.state.calls.legs:
        return  # told twice: the contact is open already
    flow_id = work.state.entry_points.get(given.dialled_number)
    if flow_id is None:
        work.request(given.provider, HangUpLeg(given.leg_id, EndCause.UNREACHABLE), HANG_UP_LIMIT_MS)
        return
    contact_id, interaction_id = ContactId(f"c{work.seq}"), InteractionId(f"i{work.seq}")
    opened = ContactOpened(
        contact_id, interaction_id, given.leg_id, given.provider, given.dialled_number, given.caller, flow_id
    )
    work.apply([opened, LegOpened(given.leg_id, given.provider, interaction_id, LegRole.CALLER, None)])
    command = OpenInteraction(interaction_id, contact_id, Medium.VOICE, given.provider)
    refusal = work.take(routing.decide(work.state.routing, command, work.now_ms, work.seq))
    assert refusal is None, "ids of an input are new"
    advance(work, work.state.contacts[contact_id], SessionStarted())
