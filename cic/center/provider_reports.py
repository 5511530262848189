"""What a provider tells, handed to the core it concerns. Owns the way, not the meaning; what came late is nothing."""

from typing import assert_never

from cic.calls.commands import BridgeLegs, HoldLeg
from cic.calls.control import HOLD_MUSIC
from cic.calls.decide import decide_leg, decide_legs_read
from cic.calls.events import LegClosed, LegRole
from cic.calls.machines.bridge import BridgeStage
from cic.calls.machines.consult import ConsultStage
from cic.calls.reports import (
    BridgeFormed,
    CallReport,
    CommandDone,
    CommandFailed,
    DigitsCollected,
    LegAnswered,
    LegEnded,
    LegReturned,
    LegRinging,
    LegSeen,
    LegsRead,
    MenuAnswered,
    MessageRecorded,
    PhoneChanged,
    PhraseHeard,
    PromptFinished,
    SpeechNotUnderstood,
    TrackFailed,
)
from cic.calls.state import Bridge, Consult, bridge_of, leg_of
from cic.center.consulting import hear_ringing_again
from cic.center.leg_ends import close_leg
from cic.center.legs import BRIDGE_LIMIT_MS, CONTROL_LIMIT_MS
from cic.center.monitoring import take_up_again
from cic.center.outcomes import bridge_formed, command_done, command_failed, prompt_outcome
from cic.center.recording import track_lost
from cic.center.round import Round
from routing import decide as routing
from routing.commands import SetPhoneState
from routing.vocabulary import ProviderId


def take_report(work: Round, report: CallReport) -> None:
    """Let a provider's report have its effect."""
    match report:
        case LegRinging() | LegAnswered():
            work.apply(decide_leg(work.state.calls, report))
        case LegEnded():
            close_leg(work, report.leg_id, report.cause)
        case LegReturned():
            pass  # the caller's way on is decided when the other leg ends; this only says that it can hear again
        case (
            PromptFinished()
            | MenuAnswered()
            | PhraseHeard()
            | SpeechNotUnderstood()
            | DigitsCollected()
            | MessageRecorded()
        ):
            prompt_outcome(work, report)
        case BridgeFormed():
            bridge_formed(work, report)
        case CommandDone():
            command_done(work, report)
        case CommandFailed():
            command_failed(work, report)
        case TrackFailed():
            track_lost(work, report)
        case PhoneChanged():
            phone = SetPhoneState(report.provider, report.address, report.is_reachable, report.is_in_use)
            work.take(routing.decide(work.state.routing, phone, work.now_ms, work.seq))
        case LegsRead():
            _legs_read(work, report)
        case _:
            assert_never(report)


def take_unseen_talks(work: Round, report: LegsRead) -> None:
    """A talk that began and ended while nobody looked was one: its caller was served and does not wait again."""
    talked_with = {leg.leg_id: leg.last_bridged_with for leg in report.legs}
    for bridge in list(work.state.calls.bridges.values()):
        if bridge.stage is BridgeStage.FORMING and talked_with.get(bridge.leg_ids[0]) in bridge.leg_ids[1:]:
            _confirm(work, bridge)


def _legs_read(work: Round, report: LegsRead) -> None:
    for event in decide_legs_read(work.state.calls, report):
        if isinstance(event, LegClosed):
            close_leg(work, event.leg_id, event.cause)
        else:
            work.apply([event])
    seen = {leg.leg_id: leg for leg in report.legs}
    for bridge in list(work.state.calls.bridges.values()):
        if bridge.leg_ids[0] in seen:
            _restore(work, bridge, seen[bridge.leg_ids[0]])
    for consult in list(work.state.calls.consults.values()):
        _restore_consult(work, consult, report.provider)
    take_up_again(work, report.provider)


def _confirm(work: Round, bridge: Bridge) -> None:
    """The bridge was formed, though its outcome never came."""
    for effect_id in list(work.state.effects_of.get(bridge.leg_ids[0], ())):
        command = work.state.effects[effect_id].command
        if isinstance(command, BridgeLegs) and command.bridge_id == bridge.bridge_id:
            bridge_formed(work, BridgeFormed(effect_id, bridge.bridge_id))


def _restore(work: Round, bridge: Bridge, caller: LegSeen) -> None:
    """Ask again for what the provider no longer does: a talk that fell apart, a hold that may have lost its music."""
    provider, others = work.state.calls.legs[caller.leg_id].provider, bridge.leg_ids[1:]
    if bridge.stage is BridgeStage.TALKING and not set(others) <= set(caller.bridged_with):
        work.request(provider, BridgeLegs(bridge.bridge_id, bridge.leg_ids), BRIDGE_LIMIT_MS)
    elif bridge.stage is BridgeStage.HELD and not _is_in_flow(work, bridge):
        hold = HoldLeg(bridge.bridge_id, caller.leg_id, others, HOLD_MUSIC)
        work.request(provider, hold, CONTROL_LIMIT_MS)


def _restore_consult(work: Round, consult: Consult, provider: ProviderId) -> None:
    """Who asks waits for the one on hold and hears the other: a hold that was asked for again has ended that."""
    calls = work.state.calls
    agent_leg = leg_of(calls, consult.asked.interaction_id, LegRole.AGENT)
    if agent_leg is None or agent_leg.provider != provider or consult.stage is ConsultStage.CONFERENCE:
        return
    is_swapped = consult.stage is ConsultStage.SWAPPED
    heard = bridge_of(calls, consult.asked.interaction_id if is_swapped else consult.asked.consult_id)
    if heard is not None:
        work.request(provider, BridgeLegs(heard.bridge_id, heard.leg_ids), BRIDGE_LIMIT_MS)
    else:
        hear_ringing_again(work, consult)


def _is_in_flow(work: Round, bridge: Bridge) -> bool:
    """Whether the customer hears a flow instead of the music of being held."""
    contact_id = work.state.contact_of.get(bridge.interaction_id)
    return contact_id is not None and work.state.contacts[contact_id].outer is not None
