"""The center's one door: an input in, events out. Owns the order of rounds within one input.

Decide what the input means, answer each event in the other cores until nothing follows, then match what was touched.
"""

from dataclasses import dataclass
from typing import assert_never

from cic.calls.reports import CallReport, LegsRead
from cic.center.agent_control import decide_control
from cic.center.agent_message_inputs import AgentMessageInput
from cic.center.agent_messages import decide_message
from cic.center.arrival import call_arrived
from cic.center.contact_acts import decide_contact_act
from cic.center.control_inputs import CallControl
from cic.center.desk import decide_desk, end_help
from cic.center.desk_inputs import DeskInput
from cic.center.events import CenterEvent, EffectRequested, EngineRestarted, FlowsApplied, HoursApplied
from cic.center.expiry import expire_next, next_deadline_ms
from cic.center.inputs import (
    CallArrived,
    CenterInput,
    ConfigurationActivated,
    ConfigurationApplied,
    CustomerLookupEnded,
    DeadlinePassed,
    EngineStarted,
    HoursCompiled,
    ReconcileEnded,
    SecretCompared,
    SourceLookupEnded,
)
from cic.center.monitoring import decide_monitoring
from cic.center.monitoring_inputs import MonitoringInput
from cic.center.outcomes import lookup_ended, secret_compared, source_answered
from cic.center.provider_reports import take_report, take_unseen_talks
from cic.center.reactions import react
from cic.center.recording import record_what_follows
from cic.center.round import Round
from cic.center.state import CenterState
from routing import decide as routing
from routing.commands import (
    ActivateStaged,
    AgentCommand,
    ConfigureRouting,
    SetDesktopState,
    SetPhoneState,
    StageConfiguration,
    TakeRound,
    TransferToQueue,
    WorkCommand,
)
from routing.matching import match_touched
from routing.rejections import Rejection, RejectionCode
from routing.supervisor_commands import ContactAct, SupervisorCommand
from routing.vocabulary import InteractionId

__all__ = ["Settled", "next_deadline_ms", "settle", "wanted_effects"]

EVENTS_MAX = 100_000

_RoutingInput = AgentCommand | SupervisorCommand | WorkCommand | SetDesktopState | StageConfiguration


@dataclass(frozen=True, slots=True)
class Settled:
    """What an input led to, in order, and why it was refused if it was."""

    events: tuple[CenterEvent, ...]
    rejection: Rejection | None


def settle(state: CenterState, given: CenterInput, now_ms: int, seq: int) -> Settled:
    """Take one input to its end: afterwards no event is unanswered and nobody free waits beside a match."""
    work = Round(state, now_ms, seq)
    rejection = _decide(work, given)
    _answer(work)
    for offer in match_touched(state.routing, now_ms):
        work.apply([offer])
        _answer(work)
    end_help(work)
    return Settled(tuple(work.events), rejection)


def wanted_effects(state: CenterState) -> tuple[EffectRequested, ...]:
    """The effects without an outcome, in the order they were asked for: what a restarted engine sends again."""
    return tuple(state.effects.values())


def _decide(work: Round, given: CenterInput) -> Rejection | None:
    if isinstance(given, CallReport):
        if isinstance(given, LegsRead):  # a talk has begun before it can have ended
            take_unseen_talks(work, given)
            _answer(work)
        take_report(work, given)
        return None
    if isinstance(given, TransferToQueue) and _is_beside_a_talk(work.state, given.interaction_id):
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the customer is another agent's")
    if isinstance(given, ContactAct):
        return decide_contact_act(work, given)
    if isinstance(given, _RoutingInput):
        return work.take(routing.decide(work.state.routing, given, work.now_ms, work.seq))
    if isinstance(given, CallControl):
        return decide_control(work, given)
    if isinstance(given, AgentMessageInput):
        return decide_message(work, given)
    if isinstance(given, DeskInput):
        return decide_desk(work, given)
    if isinstance(given, MonitoringInput):
        return decide_monitoring(work, given)
    match given:
        case CallArrived():
            call_arrived(work, given)
        case CustomerLookupEnded():
            lookup_ended(work, given)
        case SourceLookupEnded():
            source_answered(work, given)
        case SecretCompared():
            secret_compared(work, given)
        case DeadlinePassed() | ReconcileEnded():
            while expire_next(work):
                _answer(work)
            work.take(routing.decide(work.state.routing, TakeRound(), work.now_ms, work.seq))
        case ConfigurationApplied():
            _configure(work, given)
        case ConfigurationActivated():
            return _activate(work, given)
        case HoursCompiled():
            work.apply([HoursApplied(given.hours)])
        case EngineStarted():
            _restart(work, given)
        case _:
            assert_never(given)
    return None


def _is_beside_a_talk(state: CenterState, interaction_id: InteractionId) -> bool:
    """Whether it is only to ask somebody, or to listen in: the customer is in another agent's hand."""
    return interaction_id in state.calls.consulting or interaction_id in state.calls.monitorings


def _configure(work: Round, given: ConfigurationApplied) -> None:
    if given.version == work.state.configuration_version:
        return
    work.take(routing.decide(work.state.routing, ConfigureRouting(given.routing), work.now_ms, work.seq))
    work.apply([FlowsApplied(given.version, given.flows, given.entry_points)])


def _activate(work: Round, given: ConfigurationActivated) -> Rejection | None:
    """Let what was staged hold, as a whole or not at all."""
    if given.version == work.state.configuration_version:
        return None
    if given.base != work.state.configuration_version:
        return Rejection(RejectionCode.NOT_STAGED, "another configuration was applied meanwhile; stage again")
    command = ActivateStaged(given.version, given.parts, given.frame)
    refusal = work.take(routing.decide(work.state.routing, command, work.now_ms, work.seq))
    if refusal is None:
        work.apply([FlowsApplied(given.version, given.flows, given.entry_points)])
    return refusal


def _restart(work: Round, given: EngineStarted) -> None:
    """What the journal believes of phones and desktops is old: none can be reached until it is heard of again."""
    work.apply([EngineRestarted(given.tells_desktops)])
    for agent_id, agent in work.state.routing.agents.items():
        for provider, phone in agent.phones.items():
            unknown = SetPhoneState(provider, phone.address, False, False)
            work.take(routing.decide(work.state.routing, unknown, work.now_ms, work.seq))
        if given.tells_desktops:
            closed = SetDesktopState(agent_id, False)
            work.take(routing.decide(work.state.routing, closed, work.now_ms, work.seq))


def _answer(work: Round) -> None:
    while work.unanswered:
        assert len(work.events) < EVENTS_MAX, "an input that never comes to rest"
        event = work.unanswered.popleft()
        react(work, event)
        record_what_follows(work, event)
