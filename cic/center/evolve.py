"""The only code that changes the center's state; events of the cores go to their own evolve."""

from dataclasses import replace

from cic.calls import evolve as calls
from cic.calls.events import CallsEvent
from cic.center.effects import FindCustomer
from cic.center.events import (
    CenterEvent,
    ContactClosed,
    ContactOpened,
    EffectRequested,
    EffectSettled,
    EngineRestarted,
    FlowsApplied,
    HoursApplied,
    SessionAdvanced,
)
from cic.center.state import LAST_AGENTS_MAX, CenterState, Contact, flow_of
from ivr_flows.interpreter import start_session
from routing import evolve as routing
from routing.events import (
    InteractionConnected,
    InteractionEnded,
    InteractionQueued,
    RoutingEvent,
    WrapUpEnded,
    WrapUpStarted,
)
from routing.vocabulary import AgentId, EffectId, LegId, PartyId

RESTART_GRACE_MS = 30_000
_NOTED = (InteractionQueued, InteractionConnected, WrapUpStarted, WrapUpEnded, InteractionEnded)


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
        case FlowsApplied():
            _apply_flows(state, event)
        case HoursApplied():
            state.hours.update({hours.calendar: hours for hours in event.hours})
        case EngineRestarted():
            state.routing.are_desktops_told = event.tells_desktops
            _extend_effects(state, at_ms + RESTART_GRACE_MS)
            _extend_sessions(state, at_ms + RESTART_GRACE_MS)
        case _:
            _evolve_core(state, event, at_ms, seq)


def _evolve_core(state: CenterState, event: CallsEvent | RoutingEvent, at_ms: int, seq: int) -> None:
    if isinstance(event, CallsEvent):
        calls.evolve(state.calls, event, at_ms)
    else:
        routing.evolve(state.routing, event, at_ms, seq)
        _note_on_contact(state, event, at_ms)


def _note_on_contact(state: CenterState, event: RoutingEvent, at_ms: int) -> None:
    """What the contact of a call has to know of it; work without a call has no more to it than routing knows."""
    if not isinstance(event, _NOTED):
        return
    contact_id = state.contact_of.get(event.interaction_id)
    if contact_id is None:
        return
    contact = state.contacts[contact_id]
    match event:
        case InteractionQueued():
            contact.queued_at_ms = event.waiting_since_ms
        case WrapUpStarted():
            contact.wrap_ups = (*contact.wrap_ups, event.agent_id)
        case WrapUpEnded():
            contact.wrap_ups = tuple(agent_id for agent_id in contact.wrap_ups if agent_id != event.agent_id)
        case InteractionConnected():
            _note_last_agent(state, contact.session.caller.party_id, event.agent_id)
        case InteractionEnded():
            contact.end_cause = event.cause


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
    """A session that waits for an effect waits as long as the effect may take."""
    for contact_id, contact in state.contacts.items():
        wake_at_ms = contact.session.wake_at_ms
        if contact.awaits is not None and wake_at_ms is not None and wake_at_ms < until_ms:
            contact.session = replace(contact.session, wake_at_ms=until_ms)
            state.session_deadlines.add(contact_id, (until_ms, 0))


def _apply_flows(state: CenterState, event: FlowsApplied) -> None:
    used = {(contact.session.flow_id, contact.session.flow_version) for contact in state.contacts.values()}
    kept = {
        flow_id: {version: flow for version, flow in versions.items() if (flow_id, version) in used}
        for flow_id, versions in state.flows.items()
    }
    for flow in event.flows:
        kept.setdefault(flow.flow_id, {})[flow.version] = flow
    state.flows = kept
    state.current_flows = {flow.flow_id: flow.version for flow in event.flows}
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


def _advance(state: CenterState, event: SessionAdvanced) -> None:
    contact = state.contacts[event.contact_id]
    contact.session, contact.awaits = event.session, event.awaits
    assert flow_of(state, event.session), "a session follows a flow that is kept"
    if event.session.wake_at_ms is None:
        state.session_deadlines.discard(event.contact_id)
    else:
        state.session_deadlines.add(event.contact_id, (event.session.wake_at_ms, 0))


def _close(state: CenterState, event: ContactClosed) -> None:
    contact = state.contacts.pop(event.contact_id)
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
    if isinstance(command, FindCustomer):
        return ()
    return command.leg_ids if hasattr(command, "leg_ids") else (command.leg_id,)
