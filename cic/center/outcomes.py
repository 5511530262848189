"""What the outcome of an effect means. Owns the way from a report to the session, leg or bridge that waited for it."""

from cic.calls.commands import (
    AnswerLeg,
    BridgeLegs,
    DialLeg,
    DialNumber,
    DialSealed,
    EndTrack,
    HangUpLeg,
    HoldLeg,
    MonitorLeg,
    MuteLeg,
    PauseTrack,
    PlayMusic,
    PlayPrompts,
    PromptCollect,
    PromptMenu,
    RecordMessage,
    ResumeLeg,
    SendDigits,
    StartTrack,
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
    MessageEnd,
    MessageRecorded,
    PhraseHeard,
    PromptFinished,
    SpeechNotUnderstood,
)
from cic.calls.state import bridge_of
from cic.center.consulting import end_consult
from cic.center.dialling_out import agent_gives_up, is_calling
from cic.center.effects import CompareSecret, Effect, FindCustomer, LookUpSource, ShellEffect
from cic.center.events import EffectRequested, SessionAdvanced
from cic.center.inputs import CustomerLookupEnded, SecretCompared, SourceLookupEnded
from cic.center.leg_ends import close_leg
from cic.center.legs import BRIDGE_LIMIT_MS, hang_up, tell_routing
from cic.center.monitoring import monitoring_done, monitoring_failed
from cic.center.reactions import IN_QUEUE
from cic.center.recording import note_notice_heard, track_done, track_failed
from cic.center.round import Round
from cic.center.sessions import HANG_UP_LIMIT_MS, advance, leave_flow
from cic.center.state import Contact
from ivr_flows.inputs import (
    ActionFailed,
    CallAnswered,
    DigitsGiven,
    FlowInput,
    KeyPressed,
    LookupEnded,
    LookupResult,
    MessageTaken,
    NotUnderstood,
    PhraseGiven,
    PromptsPlayed,
    SecretVerified,
    SourceAnswered,
    Verification,
)
from routing.commands import FailConnection, ReleaseAgent
from routing.machines.interaction import InteractionStage
from routing.vocabulary import BridgeId, EffectId, EndCause, LegId

TIMED_OUT = "timed_out"
UNFIT = "unfit_answer"

_TAKE_KEYS = (PromptMenu, PlayPrompts, PlayMusic)
_LISTEN = (PromptMenu, PromptCollect)
NOT_HELD = "not_held"
"""The result of a flow for which the caller could not be taken out of the talk."""
MESSAGE_MS_MIN = 1_000
"""Shorter ones hold a click and no word: nothing was said."""
# What ``CommandDone`` ends; the others have an outcome of their own, and music goes on, over a restart as well.
_OF_TRACKS = (StartTrack, PauseTrack, EndTrack)
_ENDED_BY_DONE = (AnswerLeg, HangUpLeg, HoldLeg, ResumeLeg, MonitorLeg, MuteLeg, SendDigits, *_OF_TRACKS)


PromptOutcome = PromptFinished | MenuAnswered | PhraseHeard | SpeechNotUnderstood | DigitsCollected | MessageRecorded


def prompt_outcome(work: Round, report: PromptOutcome) -> None:
    """The caller heard a prompt to its end, pressed a key, spoke, entered digits, or left a message."""
    match report:
        case PromptFinished():
            _note_notice(work, report.effect_id)
            _continue(work, report.effect_id, (PlayPrompts,), PromptsPlayed())
        case MenuAnswered():
            _key_pressed(work, report)
        case PhraseHeard():
            _continue(work, report.effect_id, _LISTEN, PhraseGiven(report.label, report.is_sure))
        case SpeechNotUnderstood():
            _continue(work, report.effect_id, _LISTEN, NotUnderstood())
        case DigitsCollected():
            ended_by = report.ended_by
            timed_out, escaped = ended_by is CollectEnd.TIMEOUT, ended_by is CollectEnd.ESCAPED
            given = DigitsGiven(report.digits, report.length, timed_out, report.fits, escaped)
            _continue(work, report.effect_id, (PromptCollect,), given)
        case MessageRecorded():
            _message_recorded(work, report)


def _note_notice(work: Round, effect_id: EffectId) -> None:
    contact = _waiting_contact(work, effect_id)
    if contact is not None:
        note_notice_heard(work, contact, work.state.effects[effect_id].command)


def _key_pressed(work: Round, report: MenuAnswered) -> None:
    """A key; one that was not asked for ends recordings, and means nothing to music.

    Nor does a way out of the queue once an agent has accepted: they are about to talk. The caller waits on with music.
    """
    request = work.state.effects.get(report.effect_id)
    command = None if request is None else request.command
    if isinstance(command, PlayPrompts | PlayMusic) and (report.key is None or report.key not in command.keys):
        _continue(work, report.effect_id, (PlayPrompts,), PromptsPlayed())
    else:
        contact = _waiting_contact(work, report.effect_id)
        is_taken = contact is not None and _is_being_connected(work, contact)
        _continue(work, report.effect_id, _TAKE_KEYS, KeyPressed(None if is_taken else report.key))


def _is_being_connected(work: Round, contact: Contact) -> bool:
    """Whether the caller waits for an agent whose phone is being dialled."""
    interaction = work.state.routing.interactions.get(contact.interaction_id)
    is_connecting = interaction is not None and interaction.stage is InteractionStage.CONNECTING
    return is_connecting and contact.session.waiting_for in IN_QUEUE


def _message_recorded(work: Round, report: MessageRecorded) -> None:
    request = work.state.effects.get(report.effect_id)
    if request is None or not isinstance(request.command, RecordMessage):
        return
    recording = request.command.recording if report.duration_ms >= MESSAGE_MS_MIN else None
    taken = MessageTaken(recording, report.duration_ms, report.ended_by is MessageEnd.HANG_UP)
    _continue(work, report.effect_id, (RecordMessage,), taken)


def lookup_ended(work: Round, given: CustomerLookupEnded) -> None:
    """The shell has looked for the customer."""
    _continue(work, given.effect_id, (FindCustomer,), LookupEnded(given.result, given.caller))


def source_answered(work: Round, given: SourceLookupEnded) -> None:
    """The shell has asked a source."""
    _continue(work, given.effect_id, (LookUpSource,), SourceAnswered(given.result, given.values, given.sealed))


def secret_compared(work: Round, given: SecretCompared) -> None:
    """The shell has had a secret compared."""
    _continue(work, given.effect_id, (CompareSecret,), SecretVerified(given.result))


def bridge_formed(work: Round, report: BridgeFormed) -> None:
    """The legs hear each other."""
    request = work.state.effects.get(report.effect_id)
    if request is not None:
        if not isinstance(request.command, BridgeLegs) or request.command.bridge_id != report.bridge_id:
            return  # the outcome of something else
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
    if isinstance(command, _OF_TRACKS):
        track_done(work, command)
    if isinstance(command, MonitorLeg):
        monitoring_done(work, command)
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
        if not advance(work, contact, _failure(request.command, report.reason)):
            # Music that fails in the moment it is asked for changes nothing: nobody waits for it any more.
            work.apply([SessionAdvanced(contact.contact_id, contact.session, None)])
        return
    _take_back(work, request, report.reason)


def _failure(command: Effect, reason: str) -> FlowInput:
    match command:
        case FindCustomer():
            return LookupEnded(LookupResult.FAILED, None)
        case LookUpSource():
            return SourceAnswered(LookupResult.FAILED)
        case CompareSecret():
            return SecretVerified(Verification.FAILED)
        case _:
            return ActionFailed(reason)


def _take_back(work: Round, request: EffectRequested, reason: str) -> None:
    """Undo in the state what the provider could not do."""
    match request.command:
        case DialLeg(leg_id=leg_id) | DialNumber(leg_id=leg_id) | DialSealed(leg_id=leg_id):
            close_leg(work, leg_id, EndCause.FAILED)
            if reason == TIMED_OUT:  # the phone may still ring, or somebody may be talking to nobody
                work.request(request.provider, HangUpLeg(leg_id, EndCause.FAILED), HANG_UP_LIMIT_MS)
        case HangUpLeg(leg_id=leg_id, cause=cause):
            close_leg(work, leg_id, cause if cause is EndCause.SUPERVISOR else EndCause.LOST)
        case BridgeLegs(bridge_id=bridge_id):
            _bridge_failed(work, bridge_id, reason)
        case HoldLeg():
            _hold_failed(work, request.command, BridgeStage.HELD)
        case ResumeLeg():
            _hold_failed(work, request.command, BridgeStage.TALKING)
        case MonitorLeg():
            monitoring_failed(work, request.command)
        case MuteLeg(leg_id=leg_id, muted=muted):
            leg = work.state.calls.legs.get(leg_id)
            if leg is not None and leg.is_muted is muted:
                work.apply([LegMuted(leg_id, not muted)])
        case StartTrack() | PauseTrack() | EndTrack():
            track_failed(work, request.command, reason)
        case _:
            pass  # nothing in the state stands on the others


def _bridge_failed(work: Round, bridge_id: BridgeId, reason: str) -> None:
    """Back to the line when it was the first try; a talk that fell apart and cannot be mended is over."""
    bridge = work.state.calls.bridges.get(bridge_id)
    if bridge is None:
        return
    interaction = work.state.routing.interactions.get(bridge.interaction_id)
    is_lost = reason != TIMED_OUT or bridge.stage is BridgeStage.FORMING
    customers = work.state.calls.consulting.get(bridge.interaction_id)
    contact_id = work.state.contact_of.get(bridge.interaction_id)
    if contact_id is not None and is_calling(work.state.contacts[contact_id]):
        agent_gives_up(work, work.state.contacts[contact_id], EndCause.FAILED)
    elif interaction is not None and interaction.stage is InteractionStage.CONNECTING:
        tell_routing(work, FailConnection(bridge.interaction_id, EndCause.FAILED))
    elif customers is not None and is_lost:
        end_consult(work, customers, EndCause.FAILED)
    elif bridge.interaction_id in work.state.calls.consults and is_lost:
        end_consult(work, bridge.interaction_id, EndCause.FAILED)  # no conference: the two who talked before do again
    elif interaction is not None and interaction.stage is InteractionStage.SELF_SERVICE and is_lost:
        for leg_id in bridge.leg_ids[1:]:
            hang_up(work, work.state.calls.legs[leg_id], EndCause.FAILED)
    # Without an outcome they may well be talking: the provider was away again, and will say what is true once back.
    elif interaction is not None and interaction.stage is InteractionStage.CONNECTED and reason != TIMED_OUT:
        tell_routing(work, ReleaseAgent(bridge.interaction_id, EndCause.FAILED))
    elif interaction is not None and bridge.stage is BridgeStage.FORMING:
        provider = work.state.calls.legs[bridge.leg_ids[0]].provider
        work.request(provider, BridgeLegs(bridge_id, bridge.leg_ids), BRIDGE_LIMIT_MS)


def _hold_failed(work: Round, command: HoldLeg | ResumeLeg, believed: BridgeStage) -> None:
    """A hold, or its end, did not come about; of a bridge that another has followed since, it does not matter."""
    if command.bridge_id in work.state.calls.bridges:
        _undo_hold(work, command.leg_id, believed)
        _give_up_consult(work, command.leg_id)


def _undo_hold(work: Round, leg_id: LegId, believed: BridgeStage) -> None:
    leg = work.state.calls.legs.get(leg_id)
    bridge = None if leg is None else bridge_of(work.state.calls, leg.interaction_id)
    if bridge is None or bridge.stage is not believed:
        return
    undo = InteractionResumed if believed is BridgeStage.HELD else InteractionHeld
    work.apply([undo(bridge.interaction_id)])
    contact_id = work.state.contact_of.get(bridge.interaction_id)
    if believed is BridgeStage.HELD and contact_id is not None:
        leave_flow(work, work.state.contacts[contact_id], NOT_HELD)  # the agent would hear what is entered


def _give_up_consult(work: Round, leg_id: LegId) -> None:
    """Who hears whom in a consult is not as it should be: agent and customer are brought together again."""
    leg, calls = work.state.calls.legs.get(leg_id), work.state.calls
    interaction_id = None if leg is None else calls.consulting.get(leg.interaction_id, leg.interaction_id)
    if interaction_id is not None and interaction_id in calls.consults:
        end_consult(work, interaction_id, EndCause.FAILED)


def _is_open(work: Round, effect_id: EffectId, kinds: tuple[type[Effect], ...]) -> bool:
    """Whether an effect is still without outcome, and of a kind that this outcome belongs to."""
    request = work.state.effects.get(effect_id)
    return request is not None and isinstance(request.command, kinds)


def _continue(work: Round, effect_id: EffectId, kinds: tuple[type[Effect], ...], given: FlowInput) -> None:
    if not _is_open(work, effect_id, kinds):
        return
    contact = _waiting_contact(work, effect_id)
    work.settle(effect_id)
    if contact is not None and not advance(work, contact, given):
        advance(work, contact, ActionFailed(UNFIT))  # an answer to another question than was asked


def _waiting_contact(work: Round, effect_id: EffectId) -> Contact | None:
    """The contact whose session waits for this effect."""
    request = work.state.effects.get(effect_id)
    if request is None:
        return None
    if isinstance(request.command, ShellEffect):
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
