"""The only code that changes the center's state; events of the cores go to their own evolve."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, get_args

from cic.calls import evolve as calls
from cic.calls.events import CallsEvent
from cic.center.agent_message_events import AgentMessageEvent
from cic.center.desk_events import DeskEvent
from cic.center.effects import ShellEffect
from cic.center.events import (
    CenterEvent,
    ContactClosed,
    ContactOpened,
    ContactRated,
    EffectRequested,
    EffectSettled,
    EngineRestarted,
    FlowEntered,
    FlowReturned,
    FlowsApplied,
    HoursApplied,
    SessionAdvanced,
    WorkOpened,
)
from cic.center.evolve_desk import evolve_desk, try_all_again
from cic.center.evolve_messages import evolve_messages
from cic.center.evolve_recording import evolve_recording
from cic.center.evolve_transfers import evolve_transfers
from cic.center.recording_events import RecordingEvent
from cic.center.state import LAST_AGENTS_MAX, CenterState, Contact, WorkItem, flow_of, followed_flows
from cic.center.transfer_events import TransferEvent
from ivr_flows.interpreter import start_session
from ivr_flows.model import Flow
from ivr_flows.session import WaitingFor
from routing import evolve as routing
from routing.events import (
    InteractionConnected,
    InteractionEnded,
    InteractionLeftQueue,
    InteractionQueued,
    RoutingEvent,
    WrapUpEnded,
    WrapUpStarted,
)
from routing.vocabulary import AgentId, EffectId, FlowId, InteractionId, LegId, PartyId

RESTART_GRACE_MS = 30_000
_NOTED = (InteractionQueued, InteractionLeftQueue, InteractionConnected, WrapUpStarted, WrapUpEnded, InteractionEnded)


def evolve(state: CenterState, event: CenterEvent, at_ms: int, seq: int) -> None:
    """Let the event have happened at this time, under this number of its input."""
    match event:  # what happens most comes first
        case EffectRequested():
            _request(state, event)
        case EffectSettled():
            _settle(state, event.effect_id)
        case SessionAdvanced():
            _advance(state, event)
        case ContactOpened():
            _open(state, event, at_ms)
        case ContactClosed():
            _close(state, event)
        case WorkOpened():
            state.work[event.contact_id] = WorkItem(event, at_ms)
            state.work_of[event.interaction_id] = event.contact_id
        case FlowEntered():
            _enter_flow(state, event, at_ms)
        case FlowReturned():
            _return_from_flow(state, event)
        case ContactRated():
            pass  # the contact log's alone
        case FlowsApplied():
            _apply_flows(state, event)
            try_all_again(state, at_ms)
        case HoursApplied():
            state.hours.update({hours.calendar: hours for hours in event.hours})
        case EngineRestarted():
            state.routing.are_desktops_told = event.tells_desktops
            _extend_effects(state, at_ms + RESTART_GRACE_MS)
            _extend_sessions(state, at_ms + RESTART_GRACE_MS)
        case _:
            _evolve_elsewhere(state, event, at_ms, seq)


# One look-up instead of a row of questions: every event of the cores comes by here.
_BESIDE: dict[type, Callable[[CenterState, Any, int], None]] = {
    **dict.fromkeys(get_args(DeskEvent), evolve_desk),
    **dict.fromkeys(get_args(AgentMessageEvent), evolve_messages),
    **dict.fromkeys(get_args(RecordingEvent), evolve_recording),
    **dict.fromkeys(get_args(TransferEvent), evolve_transfers),
}


def _evolve_elsewhere(state: CenterState, event: Any, at_ms: int, seq: int) -> None:
    beside = _BESIDE.get(event.__class__)
    if beside is not None:
        beside(state, event, at_ms)
    elif isinstance(event, CallsEvent):
        calls.evolve(state.calls, event, at_ms)
    else:
        routing.evolve(state.routing, event, at_ms, seq)
        _note_on_contact(state, event, at_ms)


def _note_on_contact(state: CenterState, event: RoutingEvent, at_ms: int) -> None:
    """What the contact of a call has to know of it; work without a call has no more to it than routing knows."""
    if not isinstance(event, _NOTED):
        return
    noted = _contact_or_work(state, event.interaction_id)
    match event:
        case _ if noted is None:
            pass
        case WrapUpStarted():
            noted.wrap_ups = (*noted.wrap_ups, event.agent_id)
        case WrapUpEnded():
            noted.wrap_ups = tuple(agent_id for agent_id in noted.wrap_ups if agent_id != event.agent_id)
        case InteractionEnded():
            noted.end_cause = event.cause
            if isinstance(noted, Contact):
                noted.handed = None
        case _ if isinstance(noted, Contact):
            _note_on_call(state, noted, event)


def _contact_or_work(state: CenterState, interaction_id: InteractionId) -> Contact | WorkItem | None:
    contact_id = state.contact_of.get(interaction_id)
    if contact_id is not None:
        return state.contacts[contact_id]
    contact_id = state.work_of.get(interaction_id)
    return None if contact_id is None else state.work[contact_id]


def _note_on_call(state: CenterState, contact: Contact, event: RoutingEvent) -> None:
    match event:
        case InteractionQueued():
            contact.queued_at_ms, contact.handed = event.waiting_since_ms, None
        case InteractionLeftQueue():
            contact.handed = None
        case InteractionConnected():
            queue_id = state.routing.interactions[event.interaction_id].queue_id
            contact.handed = None
            contact.served_by = None if queue_id is None else (queue_id, event.agent_id)
            _note_last_agent(state, contact.session.caller.party_id, event.agent_id)


def _note_last_agent(state: CenterState, party_id: PartyId, agent_id: AgentId) -> None:
    """The latest come last, so that those who have not been heard of for longest are forgotten."""
    state.last_agents.pop(party_id, None)
    state.last_agents[party_id] = agent_id
    if len(state.last_agents) > LAST_AGENTS_MAX:
        del state.last_agents[next(iter(state.last_agents))]


def _extend_effects(state: CenterState, until_ms: int) -> None:
    """Effects go out again after a restart: the time that nobody ran them does not count against them."""
    for effect_id, request in state.effects.items():
        if request.deadline_ms and request.deadline_ms < until_ms:
            state.effects[effect_id] = replace(request, deadline_ms=until_ms)
            state.effect_deadlines.add(effect_id, (until_ms, 0))


def _extend_sessions(state: CenterState, until_ms: int) -> None:
    """A session that waits for an effect, or for a number that is being dialled, waits as long as that may take."""
    for contact_id, contact in state.contacts.items():
        wake_at_ms = contact.session.wake_at_ms
        is_waiting = contact.awaits is not None or contact.session.waiting_for is WaitingFor.NUMBER
        if is_waiting and wake_at_ms is not None and wake_at_ms < until_ms:
            contact.session = replace(contact.session, wake_at_ms=until_ms)
            state.session_deadlines.add(contact_id, (until_ms, 0))


def _apply_flows(state: CenterState, event: FlowsApplied) -> None:
    followed = followed_flows(state)
    kept: dict[FlowId, dict[str, Flow]] = {}
    for flow_id, versions in state.flows.items():
        if still := {version: flow for version, flow in versions.items() if (flow_id, version) in followed}:
            kept[flow_id] = still
    for flow in event.flows:
        kept.setdefault(flow.flow_id, {})[flow.version] = flow
    state.flows = kept
    state.current_flows = {flow.flow_id: flow.version for flow in event.flows}
    state.flows_for_agents = tuple([flow.flow_id for flow in event.flows if flow.for_agents])
    state.entry_points = {entry.dialled_number: entry.flow_id for entry in event.entry_points}
    state.configuration_version = event.version


def _open(state: CenterState, event: ContactOpened, at_ms: int) -> None:
    flow = state.flows[event.flow_id][state.current_flows[event.flow_id]]
    state.contacts[event.contact_id] = Contact(
        event.contact_id,
        event.interaction_id,
        event.leg_id,
        event.provider,
        event.dialled_number,
        at_ms,
        start_session(flow, event.caller, event.dialled_number, at_ms),
    )
    state.contact_of[event.interaction_id] = event.contact_id


def _enter_flow(state: CenterState, event: FlowEntered, at_ms: int) -> None:
    contact = state.contacts[event.contact_id]
    outer = contact.session
    flow = state.flows[event.flow_id][state.current_flows[event.flow_id]]
    inner = start_session(flow, outer.caller, outer.dialled_number, at_ms)
    if outer.language in flow.languages:
        inner = replace(inner, language=outer.language)
    contact.outer, contact.session, contact.awaits = outer, inner, None
    assert inner.wake_at_ms is not None, "a session that begins waits for a limited time"
    state.session_deadlines.add(event.contact_id, (inner.wake_at_ms, 0))


def _return_from_flow(state: CenterState, event: FlowReturned) -> None:
    """What was collected openly on the way is known from now on; secrets are not: they are of no use to anybody."""
    contact = state.contacts[event.contact_id]
    assert contact.outer is not None, "a flow returns once"
    collected = {**contact.outer.collected, **contact.session.collected}
    contact.session = replace(contact.outer, collected=collected)
    contact.outer, contact.awaits = None, None
    contact.flow_results = (*contact.flow_results, (event.flow_id, event.result))
    state.session_deadlines.discard(event.contact_id)


def _advance(state: CenterState, event: SessionAdvanced) -> None:
    contact = state.contacts[event.contact_id]
    contact.session, contact.awaits = event.session, event.awaits
    assert flow_of(state, event.session), "a session follows a flow that is kept"
    if event.session.wake_at_ms is None:
        state.session_deadlines.discard(event.contact_id)
    else:
        state.session_deadlines.add(event.contact_id, (event.session.wake_at_ms, 0))


def _close(state: CenterState, event: ContactClosed) -> None:
    item = state.work.pop(event.contact_id, None)
    if item is not None:
        del state.work_of[item.opened.interaction_id]
        return
    contact = state.contacts.pop(event.contact_id)
    state.away_deadlines.discard(event.contact_id)
    del state.contact_of[contact.interaction_id]
    state.session_deadlines.discard(event.contact_id)


def _request(state: CenterState, event: EffectRequested) -> None:
    assert event.effect_id not in state.effects, "an effect requested twice"
    state.effects[event.effect_id] = event
    for leg_id in effect_legs(event):
        state.effects_of.setdefault(leg_id, {})[event.effect_id] = None
    if event.deadline_ms:
        state.effect_deadlines.add(event.effect_id, (event.deadline_ms, 0))


def _settle(state: CenterState, effect_id: EffectId) -> None:
    event = state.effects.pop(effect_id)
    state.effect_deadlines.discard(effect_id)
    for leg_id in effect_legs(event):
        of_leg = state.effects_of[leg_id]
        del of_leg[effect_id]
        if not of_leg:
            del state.effects_of[leg_id]


def effect_legs(event: EffectRequested) -> tuple[LegId, ...]:
    """The legs without which an effect is pointless."""
    command = event.command
    if isinstance(command, ShellEffect):
        return ()
    return command.leg_ids if hasattr(command, "leg_ids") else (command.leg_id,)
