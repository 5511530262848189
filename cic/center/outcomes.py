"""What the outcome of an effect means. Owns the way from a report to the session, leg or bridge that waited for it."""

from cic.calls.commands import (
    AnswerLeg,
    BridgeLegs,
    DialLeg,
    HangUpLeg,
    HoldLeg,
    MuteLeg,
    PlayPrompts,
    PromptCollect,
    PromptMenu,
    ResumeLeg,
    SendDigits,
)
from cic.calls.decide import decide_bridge
from cic.calls.events import InteractionHeld, InteractionResumed, LegBecameUp, LegMuted
from cic.calls.machines.bridge import BridgeStage
from cic.calls.machines.leg import LegStage
from cic.calls.reports import (
    BridgeFormed,
    CollectEnd,
    CommandDone,
    CommandFailed,
    DigitsCollected,
    MenuAnswered,
    PromptFinished,
)
from cic.calls.state import bridge_of
from cic.center.effects import Effect, FindCustomer
from cic.center.events import EffectRequested
from cic.center.inputs import CustomerLookupEnded
from cic.center.reactions import close_leg, tell_routing
from cic.center.round import Round
from cic.center.sessions import HANG_UP_LIMIT_MS, advance
from cic.center.state import Contact
from ivr_flows.inputs import (
    ActionFailed,
    CallAnswered,
    DigitsGiven,
    FlowInput,
    KeyPressed,
    LookupEnded,
    LookupResult,
    PromptsPlayed,
)
from routing.commands import FailConnection, ReleaseAgent
from routing.machines.interaction import InteractionStage
from routing.vocabulary import BridgeId, EffectId, EndCause, LegId

TIMED_OUT = "timed_out"

# What ``CommandDone`` ends; the others have an outcome of their own, and music goes on, over a restart as well.
_ENDED_BY_DONE = (AnswerLeg, HangUpLeg, HoldLeg, ResumeLeg, MuteLeg, SendDigits)


def prompt_outcome(work: Round, report: PromptFinished | MenuAnswered | DigitsCollected) -> None:
    """The caller heard a prompt to its end, pressed a key, or entered digits."""
    match report:
        case PromptFinished():
            _continue(work, report.effect_id, PlayPrompts, PromptsPlayed())
        case MenuAnswered():
            _continue(work, report.effect_id, PromptMenu, KeyPressed(report.key))
        case DigitsCollected():
            given = DigitsGiven(report.digits, report.length, report.ended_by is CollectEnd.TIMEOUT)
            _continue(work, report.effect_id, PromptCollect, given)


def lookup_ended(work: Round, given: CustomerLookupEnded) -> None:
    """The shell has looked for the customer."""
    _continue(work, given.effect_id, FindCustomer, LookupEnded(given.result, given.caller))


def bridge_formed(work: Round, report: BridgeFormed) -> None:
    """The legs hear each other."""
    if _is_open(work, report.effect_id, (BridgeLegs,)):
        work.settle(report.effect_id)
    work.apply(decide_bridge(work.state.calls, report))


def command_done(work: Round, report: CommandDone) -> None:
    """A command was carried out."""
    if not _is_open(work, report.effect_id, _ENDED_BY_DONE):
        return
    command = work.state.effects[report.effect_id].command
    if isinstance(command, HangUpLeg):
        close_leg(work, command.leg_id, command.cause)
        return
    contact = _waiting_contact(work, report.effect_id)
    work.settle(report.effect_id)
    if contact is not None:
        if work.state.calls.legs[contact.leg_id].stage is LegStage.ARRIVED:
            work.apply([LegBecameUp(contact.leg_id)])
        advance(work, contact, CallAnswered())


def command_failed(work: Round, report: CommandFailed) -> None:
    """A command could not be carried out, or had no outcome in time."""
    contact = _waiting_contact(work, report.effect_id)
    request = work.settle(report.effect_id, report.reason)
    if request is None:
        return
    if contact is not None:
        is_lookup = isinstance(request.command, FindCustomer)
        advance(work, contact, LookupEnded(LookupResult.FAILED, None) if is_lookup else ActionFailed(report.reason))
        return
    _take_back(work, request, report.reason)


def _take_back(work: Round, request: EffectRequested, reason: str) -> None:
    """Undo in the state what the provider could not do."""
    match request.command:
        case DialLeg(leg_id=leg_id):
            close_leg(work, leg_id, EndCause.FAILED)
            if reason == TIMED_OUT:  # the phone may still ring, or somebody may be talking to nobody
                work.request(request.provider, HangUpLeg(leg_id, EndCause.FAILED), HANG_UP_LIMIT_MS)
        case HangUpLeg(leg_id=leg_id):
            close_leg(work, leg_id, EndCause.LOST)
        case BridgeLegs(bridge_id=bridge_id):
            _bridge_failed(work, bridge_id, reason)
        case HoldLeg(leg_id=leg_id):
            _undo_hold(work, leg_id, BridgeStage.HELD)
        case ResumeLeg(leg_id=leg_id):
            _undo_hold(work, leg_id, BridgeStage.TALKING)
        case MuteLeg(leg_id=leg_id, muted=muted):
            leg = work.state.calls.legs.get(leg_id)
            if leg is not None and leg.is_muted is muted:
                work.apply([LegMuted(leg_id, not muted)])
        case _:
            pass  # nothing in the state stands on the others


def _bridge_failed(work: Round, bridge_id: BridgeId, reason: str) -> None:
    """Back to the line when it was the first try; a talk that fell apart and cannot be mended is over."""
    bridge = work.state.calls.bridges.get(bridge_id)
    if bridge is None:
        return
    interaction = work.state.routing.interactions.get(bridge.interaction_id)
    if interaction is not None and interaction.stage is InteractionStage.CONNECTING:
        tell_routing(work, FailConnection(bridge.interaction_id, EndCause.FAILED))
    # Without an outcome they may well be talking: the provider was away again, and will say what is true once back.
    elif interaction is not None and interaction.stage is InteractionStage.CONNECTED and reason != TIMED_OUT:
        tell_routing(work, ReleaseAgent(bridge.interaction_id, EndCause.FAILED))


def _undo_hold(work: Round, leg_id: LegId, believed: BridgeStage) -> None:
    leg = work.state.calls.legs.get(leg_id)
    bridge = None if leg is None else bridge_of(work.state.calls, leg.interaction_id)
    if bridge is None or bridge.stage is not believed:
        return
    undo = InteractionResumed if believed is BridgeStage.HELD else InteractionHeld
    work.apply([undo(bridge.interaction_id)])


def _is_open(work: Round, effect_id: EffectId, kinds: tuple[type[Effect], ...]) -> bool:
    """Whether an effect is still without outcome, and of a kind that this outcome belongs to."""
    request = work.state.effects.get(effect_id)
    return request is not None and isinstance(request.command, kinds)


def _continue(work: Round, effect_id: EffectId, kind: type[Effect], given: FlowInput) -> None:
    if not _is_open(work, effect_id, (kind,)):
        return
    contact = _waiting_contact(work, effect_id)
    work.settle(effect_id)
    if contact is not None:
        advance(work, contact, given)


def _waiting_contact(work: Round, effect_id: EffectId) -> Contact | None:
    """The contact whose session waits for this effect."""
    request = work.state.effects.get(effect_id)
    if request is None:
        return None
    if isinstance(request.command, FindCustomer):
        contact = work.state.contacts.get(request.command.contact_id)
    else:
        contact = _contact_of_leg(
            work, request.command.leg_ids[0] if isinstance(request.command, BridgeLegs) else request.command.leg_id
        )
    return contact if contact is not None and contact.awaits == effect_id else None


def _contact_of_leg(work: Round, leg_id: LegId) -> Contact | None:
    leg = work.state.calls.legs.get(leg_id)
    contact_id = None if leg is None else work.state.contact_of.get(leg.interaction_id)
    return None if contact_id is None else work.state.contacts[contact_id]
