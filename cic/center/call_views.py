"""A call as an agent's desktop shows it, and what the agent may do with it now. Opens no personal value.

While an agent has sent the caller into a flow, what is shown of the caller's way is still the flow before.
"""

from cic.calls.events import LegRole
from cic.calls.machines.bridge import BridgeStage
from cic.calls.machines.leg import LegStage
from cic.calls.state import bridge_of, leg_of
from cic.center.consult_views import allowed_in_consult, consult_view
from cic.center.desk_views import help_since_ms
from cic.center.monitoring_views import help_answered_by, supervised_view
from cic.center.recording_views import recorded_view
from cic.center.state import CenterState, Contact, flow_of
from cic.center.view_types import InteractionView, OfferView
from ivr_flows.inputs import LookupResult
from ivr_flows.model import (
    AuthenticateNode,
    CollectNode,
    Flow,
    LookupNode,
    MenuNode,
    MessageNode,
    QueueNode,
    RatingNode,
    SourceNode,
    TransferNode,
    WorkNode,
)
from ivr_flows.session import PathStep, Scalar, Session
from routing.machines.assignment import AssignmentState
from routing.state import Assignment
from routing.vocabulary import Medium, PersonalRef, QueueId

IN_FLOW = "in_flow"
_HANDING_ON = ("transfer_to_queue", "transfer", "consult", "park")
_TELLING = (
    MenuNode, CollectNode, LookupNode, SourceNode, AuthenticateNode, QueueNode, TransferNode, MessageNode, WorkNode,
    RatingNode,
)  # fmt: skip


def call_view(
    state: CenterState,
    contact: Contact,
    queue_id: QueueId,
    *,
    name: str,
    allowed_actions: tuple[str, ...],
    offer: OfferView | None = None,
    assignment: Assignment | None = None,
) -> InteractionView:
    """Return what the desktop shows of a call; ``name`` is its state."""
    queue = state.routing.queues[queue_id].configuration
    is_current = assignment is not None and assignment.state is not AssignmentState.WRAP_UP
    leg = leg_of(state.calls, contact.interaction_id, LegRole.AGENT) if is_current else None
    bridge = bridge_of(state.calls, contact.interaction_id) if is_current else None
    held_since_ms = None if bridge is None else bridge.held_since_ms
    is_in_flow = is_current and contact.outer is not None
    session = contact.session if contact.outer is None else contact.outer
    flow = flow_of(state, session)
    help_wanted_ms = help_since_ms(state, contact.interaction_id, assignment)
    return InteractionView(
        interaction_id=contact.interaction_id,
        contact_id=contact.contact_id,
        medium=Medium.VOICE,
        state=IN_FLOW if is_in_flow else name,
        offer=offer,
        provider=contact.provider,
        queue_id=queue_id,
        service_level_target_ms=queue.service_level_target_ms,
        caller=session.caller,
        dialled_number=contact.dialled_number,
        arrived_at_ms=contact.opened_at_ms,
        queued_at_ms=contact.queued_at_ms,
        accepted_at_ms=None if assignment is None else assignment.accepted_at_ms,
        connected_at_ms=None if assignment is None else assignment.connected_at_ms,
        is_held=held_since_ms is not None,
        is_muted=leg is not None and leg.is_muted,
        held_since_ms=held_since_ms,
        wrap_up_since_ms=None if assignment is None else assignment.wrap_up_since_ms,
        wrap_up_until_ms=None if assignment is None else assignment.wrap_up_until_ms or None,
        wants_wrap_up=assignment is not None and assignment.wants_wrap_up,
        given_disposition=None if assignment is None else assignment.disposition or None,
        path=_told_path(flow, session),
        collected=tuple([(key, PersonalRef(ref)) for key, ref in session.collected.items()]),
        dispositions=queue.dispositions,
        allowed_actions=allowed_actions,
        looked_up=_looked_up(flow, session),
        flow=contact.session.flow_id if is_in_flow else None,
        flow_results=contact.flow_results,
        is_parked=assignment is not None and assignment.is_parked,
        recorded=recorded_view(state, assignment),
        help_since_ms=help_wanted_ms,
        help_answered_by=None if help_wanted_ms is None else help_answered_by(state, contact.interaction_id),
        supervised=supervised_view(state, assignment),
        direction="in" if contact.dialled is None else "out",
        consult=consult_view(state, assignment),
    )


def allowed_of_call(state: CenterState, contact: Contact, assignment: Assignment) -> tuple[str, ...]:
    """Return what the agent may do with a call in hand, before it is wrapped up."""
    leg = leg_of(state.calls, assignment.interaction_id, LegRole.AGENT)
    bridge = bridge_of(state.calls, assignment.interaction_id)
    if leg is None:
        return ()
    if assignment.state is AssignmentState.CONNECTING or bridge is None or leg.stage is not LegStage.UP:
        return ("hang_up",)
    if contact.outer is not None:
        return ("resume", "hang_up")
    mute = "unmute" if leg.is_muted else "mute"
    consult = state.calls.consults.get(assignment.interaction_id)
    if consult is not None:
        return allowed_in_consult(consult, mute)
    if bridge.stage is BridgeStage.FORMING:  # taken over from another agent a moment ago
        return ("hang_up",)
    if bridge.stage is BridgeStage.HELD:
        return ("resume", mute, *_HANDING_ON, "hang_up")
    into_flow = ("send_into_flow",) if bridge.stage is BridgeStage.TALKING and state.flows_for_agents else ()
    return ("hold", mute, "send_digits", *into_flow, *_HANDING_ON, "hang_up")


def _told_path(flow: Flow, session: Session) -> tuple[PathStep, ...]:
    """The steps in which the caller chose, entered or was found; announcements and branches tell an agent nothing."""
    telling = {node.node_id for node in flow.nodes if isinstance(node, _TELLING)}
    return tuple([step for step in session.path if step.node in telling])


def _looked_up(flow: Flow, session: Session) -> tuple[tuple[str, Scalar], ...]:
    """What sources have said of the caller that is not personal; what is stands among the collected values."""
    if not session.variables:
        return ()
    found = {step.node for step in session.path if step.result == LookupResult.FOUND.value}
    names = [
        result.name
        for node in flow.nodes
        if isinstance(node, SourceNode) and node.node_id in found
        for result in node.results
        if result.name in session.variables and result.name not in session.collected
    ]
    return tuple([(name, session.variables[name]) for name in dict.fromkeys(names)])
