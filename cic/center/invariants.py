"""What must hold of the whole center whenever an input is settled: the rules that span the cores. Changes nothing."""

from collections.abc import Iterator

from cic.calls.commands import BridgeLegs, DialLeg, DialNumber, DialSealed, HangUpLeg
from cic.calls.events import LegRole
from cic.calls.machines.bridge import BridgeStage
from cic.calls.machines.leg import LegStage
from cic.calls.state import bridge_of, leg_of
from cic.center.agent_messages import UNREAD_MAX
from cic.center.between_agents import broken_between_agents
from cic.center.desk import is_in_contact
from cic.center.dialling_out import is_calling
from cic.center.effects import Effect, ShellEffect
from cic.center.evolve_desk import holder
from cic.center.follow_ups import can_be_made
from cic.center.monitoring_invariants import broken_monitorings
from cic.center.recording_invariants import broken_recordings
from cic.center.sessions import MEDIA
from cic.center.state import CenterState
from ivr_flows.session import SessionStatus, WaitingFor
from routing.invariants import broken as broken_in_routing
from routing.machines.assignment import AssignmentState
from routing.machines.interaction import InteractionStage
from routing.vocabulary import NO_PROVIDER, InteractionId, LegId

_BEING_ASKED = (BridgeLegs, DialLeg, DialNumber, DialSealed, HangUpLeg)
_FOR_AGENT = (WaitingFor.QUEUE_PROMPTS, WaitingFor.QUEUE_MUSIC, WaitingFor.AGENT_PROMPTS)
_IN_LINE = (InteractionStage.WAITING, InteractionStage.OFFERED, InteractionStage.CONNECTING)
_WITH_AGENT = (InteractionStage.CONNECTING, InteractionStage.CONNECTED)
_NEEDS_OUTCOME = (
    WaitingFor.PROMPTS,
    WaitingFor.KEY,
    WaitingFor.DIGITS,
    WaitingFor.CONFIRMATION,
    WaitingFor.LOOKUP,
    WaitingFor.VERIFICATION,
    WaitingFor.MESSAGE,
    WaitingFor.QUEUE_PROMPTS,
    WaitingFor.AGENT_PROMPTS,
)


def broken(state: CenterState) -> list[str]:
    """Every rule that does not hold, in words; empty when all do. O(everything): not for the hot path."""
    return [
        *broken_in_routing(state.routing),
        *_contacts(state),
        *_work(state),
        *_desk(state),
        *_messages(state),
        *_owners(state),
        *_bridges(state),
        *_waits(state),
        *_sessions_and_routing(state),
        *_hears_one_thing(state),
        *broken_between_agents(state),
        *broken_monitorings(state),
        *broken_recordings(state),
    ]


def _contacts(state: CenterState) -> Iterator[str]:
    for interaction_id in state.routing.interactions:
        is_beside = interaction_id in state.calls.consulting or interaction_id in state.calls.monitorings
        if interaction_id not in state.contact_of and not is_beside and not _is_work(state, interaction_id):
            yield f"{interaction_id} belongs to no contact"
    for contact_id, contact in state.contacts.items():
        leg = state.calls.legs.get(contact.leg_id)
        # A leg that comes back after it was taken for lost is a new contact, while the old one may still be wrapped up.
        has_caller = leg is not None and leg.interaction_id == contact.interaction_id
        is_to_be_dialled = is_calling(contact) and contact.end_cause is None  # the agent's phone rings first
        if has_caller is (contact.end_cause is not None) and not is_to_be_dialled:
            yield f"{contact_id} has {'a' if has_caller else 'no'} caller and end cause {contact.end_cause}"
        if contact.end_cause is not None and not contact.wrap_ups:
            yield f"{contact_id} is over and not closed"


def _work(state: CenterState) -> Iterator[str]:
    """What callers have left is in routing until it is finished, and then closed as soon as nobody wraps it up."""
    for contact_id, item in state.work.items():
        is_open = item.opened.interaction_id in state.routing.interactions
        if is_open is (item.end_cause is not None):
            yield f"{contact_id} is work {'in' if is_open else 'not in'} routing with end cause {item.end_cause}"
        if item.end_cause is not None and not item.wrap_ups:
            yield f"{contact_id} is work that is over and not closed"


def _desk(state: CenterState) -> Iterator[str]:
    """A follow-up is woken in time and is no task yet; help is wanted for a contact going on."""
    deadlines = state.follow_up_deadlines
    for contact_id, item in state.follow_ups.items():
        wake = None if item.wake_at_ms is None else (item.wake_at_ms, 0)
        if (deadlines.key(contact_id) if contact_id in deadlines else None) != wake:
            yield f"{contact_id} is a follow-up that nothing wakes in time"
        if wake is None and item.made.queue_id in state.routing.queues and can_be_made(state):
            yield f"{contact_id} is a follow-up that nothing wakes, though there is a queue for it"
        if contact_id in state.work:
            yield f"{contact_id} is a follow-up and a task at once"
        if contact_id not in state.follow_ups_of.get(holder(item.made), ()):
            yield f"{contact_id} is a follow-up that counts for nobody"
    for contact_id in deadlines:
        if contact_id not in state.follow_ups:
            yield f"{contact_id} is a follow-up that is no more and is to be woken"
    for interaction_id, (agent_id, _) in state.help.items():
        if not is_in_contact(state, agent_id, interaction_id):
            yield f"{agent_id} wants help with {interaction_id} and is not in contact"


def _messages(state: CenterState) -> Iterator[str]:
    """Who has yet to read a message is known by message and by agent, and nobody has more than fit."""
    by_message = {(agent_id, name) for name, message in state.messages.items() for agent_id in message.unread}
    by_agent = {(agent_id, name) for agent_id, held in state.messages_of.items() for name in held}
    if by_message != by_agent:
        yield f"{len(by_message)} messages are to be read, {len(by_agent)} are shown"
    for agent_id, held in state.messages_of.items():
        if not 0 < len(held) <= UNREAD_MAX:
            yield f"{agent_id} has {len(held)} messages to read"


def _owners(state: CenterState) -> Iterator[str]:
    for agent_id, agent in state.routing.agents.items():
        for interaction_id, assignment in agent.assignments.items():
            if assignment.state is AssignmentState.WRAP_UP or _is_work(state, interaction_id):
                continue
            leg = leg_of(state.calls, interaction_id, LegRole.AGENT)
            if leg is None or leg.agent_id != agent_id:
                yield f"{agent_id} has {interaction_id} in hand and no leg in it"


def _bridges(state: CenterState) -> Iterator[str]:
    for bridge_id, bridge in state.calls.bridges.items():
        if any(leg_id not in state.calls.legs for leg_id in bridge.leg_ids):
            yield f"{bridge_id} holds a leg that is gone"
        if state.calls.bridge_of.get(bridge.interaction_id) != bridge_id:
            yield f"{bridge_id} is not the bridge of its interaction"
        commands = _open_commands(state, bridge.leg_ids)
        if bridge.stage is BridgeStage.FORMING and not any(isinstance(one, _BEING_ASKED) for one in commands):
            yield f"{bridge_id} forms for ever"
    for leg_id, leg in state.calls.legs.items():
        is_waited_for = any(isinstance(command, _BEING_ASKED) for command in _open_commands(state, (leg_id,)))
        if leg.role is not LegRole.CALLER and leg.stage is not LegStage.UP and not is_waited_for:
            yield f"{leg_id} is dialled for ever"


def _waits(state: CenterState) -> Iterator[str]:
    """Every session waits for something that comes within a bounded time."""
    for contact_id, contact in state.contacts.items():
        if contact.awaits is not None and contact.awaits not in state.effects:
            yield f"{contact_id} waits for an effect that is settled"
        if contact.session.waiting_for in _NEEDS_OUTCOME and contact.awaits is None:
            yield f"{contact_id} waits for {contact.session.waiting_for.value} of nothing that was asked for"
        is_driven = contact.session.status is SessionStatus.RUNNING and contact.leg_id in state.calls.legs
        interaction = state.routing.interactions.get(contact.interaction_id)
        in_self_service = interaction is not None and interaction.stage is InteractionStage.SELF_SERVICE
        is_talking = leg_of(state.calls, contact.interaction_id, LegRole.OUTSIDE) is not None
        is_waiting = contact.awaits is not None or contact.session.wake_at_ms is not None or is_talking
        if is_driven and in_self_service and not is_waiting:
            yield f"{contact_id} waits for nothing"
    for effect_id, request in state.effects.items():
        if isinstance(request.command, ShellEffect) and request.command.contact_id not in state.contacts:
            yield f"{effect_id} looks up a caller whose contact is closed"


def _sessions_and_routing(state: CenterState) -> Iterator[str]:
    """The flow and the queue tell the same story of who is still on the line."""
    for contact_id, contact in state.contacts.items():
        interaction = state.routing.interactions.get(contact.interaction_id)
        if interaction is None:
            continue
        session, stage = contact.session, interaction.stage
        if contact.outer is not None:
            if stage is not InteractionStage.CONNECTED:
                yield f"{contact_id} is in an agent's flow and {stage.value}"
        elif session.status is SessionStatus.RUNNING:
            waits_there, waits_here = stage in _IN_LINE, session.waiting_for in _FOR_AGENT
            if waits_there is not waits_here:
                yield f"{contact_id} waits for {session.waiting_for.value} and is {stage.value}"
        elif session.status is SessionStatus.WITH_AGENT and stage not in _WITH_AGENT and contact.away is None:
            yield f"{contact_id} is with an agent and {stage.value}"


def _hears_one_thing(state: CenterState) -> Iterator[str]:
    """Whatever a caller hears next replaces what was before; in a talk nothing is played."""
    for leg_id in state.effects_of:
        playing = [one for one in _open_commands(state, (leg_id,)) if isinstance(one, MEDIA)]
        if len(playing) > 1:
            yield f"{leg_id} is to hear {len(playing)} things at once"
        leg = state.calls.legs.get(leg_id)
        bridge = None if leg is None else bridge_of(state.calls, leg.interaction_id)
        if playing and bridge is not None and leg_id in bridge.leg_ids and bridge.stage is not BridgeStage.HELD:
            yield f"{leg_id} talks and is to hear something"


def _open_commands(state: CenterState, leg_ids: tuple[LegId, ...]) -> list[Effect]:
    return [state.effects[effect_id].command for leg_id in leg_ids for effect_id in state.effects_of.get(leg_id, ())]


def _is_work(state: CenterState, interaction_id: InteractionId) -> bool:
    """Whether an interaction came without a call."""
    interaction = state.routing.interactions.get(interaction_id)
    return interaction is not None and interaction.provider == NO_PROVIDER
