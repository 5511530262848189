"""An agent sends the caller into a flow and gets its result back. Owns when that is possible; sees no secret."""

from cic.calls.control import hold
from cic.center.control_inputs import (
    SendIntoFlow,
)
from cic.center.events import FlowEntered
from cic.center.legs import CONTROL_LIMIT_MS
from cic.center.round import Round
from cic.center.sessions import advance
from cic.center.state import Contact
from ivr_flows.inputs import SessionStarted
from routing.rejections import Rejection, RejectionCode


def send_into_flow(work: Round, contact: Contact, given: SendIntoFlow) -> Rejection | None:
    """Take the caller out of the talk and let the flow begin; the agent waits in silence."""
    version = work.state.current_flows.get(given.flow_id)
    if version is None or not work.state.flows[given.flow_id][version].for_agents:
        return Rejection(RejectionCode.NOT_SUPPORTED, "there is no flow of this name that agents may send callers into")
    plan = hold(work.state.calls, contact.interaction_id)
    if plan is None or contact.outer is not None:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the call is not in a state for this")
    work.apply(plan.events)
    work.request(contact.provider, plan.command, CONTROL_LIMIT_MS)
    work.apply([FlowEntered(contact.contact_id, contact.interaction_id, given.agent_id, given.flow_id)])
    advance(work, contact, SessionStarted())
    return None
