"""What a provider tells, handed to the core it concerns. Owns the way, not the meaning; what came late is nothing."""

from typing import assert_never

from cic.calls.commands import BridgeLegs
from cic.calls.decide import decide_leg, decide_legs_read
from cic.calls.events import LegClosed
from cic.calls.machines.bridge import BridgeStage
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
    LegsRead,
    MenuAnswered,
    PhoneChanged,
    PromptFinished,
)
from cic.center.outcomes import bridge_formed, command_done, command_failed, prompt_outcome
from cic.center.reactions import BRIDGE_LIMIT_MS, close_leg
from cic.center.round import Round
from routing import decide as routing
from routing.commands import SetPhoneState


def take_report(work: Round, report: CallReport) -> None:
    """Let a provider's report have its effect."""
    match report:
        case LegRinging() | LegAnswered():
            work.apply(decide_leg(work.state.calls, report))
        case LegEnded():
            close_leg(work, report.leg_id, report.cause)
        case LegReturned():
            pass  # the caller's way on is decided when the other leg ends; this only says that it can hear again
        case PromptFinished() | MenuAnswered() | DigitsCollected():
            prompt_outcome(work, report)
        case BridgeFormed():
            bridge_formed(work, report)
        case CommandDone():
            command_done(work, report)
        case CommandFailed():
            command_failed(work, report)
        case PhoneChanged():
            phone = SetPhoneState(report.provider, report.address, report.is_reachable, report.is_in_use)
            work.take(routing.decide(work.state.routing, phone, work.now_ms, work.seq))
        case LegsRead():
            _legs_read(work, report)
        case _:
            assert_never(report)


def _legs_read(work: Round, report: LegsRead) -> None:
    for event in decide_legs_read(work.state.calls, report):
        if isinstance(event, LegClosed):
            close_leg(work, event.leg_id, event.cause)
        else:
            work.apply([event])
    seen = {leg.leg_id: leg for leg in report.legs}
    for bridge in list(work.state.calls.bridges.values()):
        caller, *others = bridge.leg_ids
        if bridge.stage is not BridgeStage.TALKING or caller not in seen:
            continue
        if not set(others) <= set(seen[caller].bridged_with):
            work.request(report.provider, BridgeLegs(bridge.bridge_id, bridge.leg_ids), BRIDGE_LIMIT_MS)
