"""Drives flow sessions: an input in, actions out as effects and routing commands. Owns the order of a step's parts."""

from cic.calls.commands import DialNumber as DialOutside
from cic.calls.commands import (
    PlayMusic,
    PlayPrompts,
    PromptCollect,
    PromptMenu,
    RecordMessage,
)
from cic.calls.events import LegOpened, LegRole
from cic.center.around import around
from cic.center.asking import asked_for
from cic.center.effects import SHELL, CompareSecret, FindCustomer, LookUpSource, ShellEffect
from cic.center.events import ContactRated, FlowReturned, SessionAdvanced
from cic.center.hearing import HANG_UP_LIMIT_MS, media_command
from cic.center.round import Round
from cic.center.state import Contact, flow_of
from cic.center.work import hand_in
from ivr_flows.actions import (
    AskSource,
    DialNumber,
    EndCall,
    Enqueue,
    FlowAction,
    HandInWork,
    LookUpCustomer,
    Rate,
    ReturnResult,
    StopWaiting,
    VerifySecret,
)
from ivr_flows.inputs import FlowInput, NumberLeft, QueueRefused, WorkTaken
from ivr_flows.interpreter import end_session, give_to_agent, step
from ivr_flows.session import Session, SessionStatus
from routing import decide as routing
from routing.commands import EnqueueInteraction, LeaveQueue
from routing.rejections import Rejection
from routing.vocabulary import EffectId, LegId

__all__ = ["HANG_UP_LIMIT_MS", "MEDIA", "advance", "drop_media", "finish", "hand_to_agent", "leave_flow"]

LOOKUP_LIMIT_MS = 10_000
SOURCE_LIMIT_MS = 25_000
"""Before the session loses its patience, so that it never leaves an open effect behind."""

DIAL_SPARE_MS = 10_000
NOT_BEGUN = "failed"
"""The result of an agent's flow that has come to no node."""

MEDIA = (PlayPrompts, PromptMenu, PromptCollect, PlayMusic, RecordMessage)
"""What a caller hears, one at a time."""


def advance(work: Round, contact: Contact, given: FlowInput) -> bool:
    """Step the contact's session with an input and carry its actions on; False for an input that did not fit."""
    flow, session = flow_of(work.state, contact.session), contact.session
    awaits = contact.awaits if contact.awaits in work.state.effects else None
    following: FlowInput | None = given
    while following is not None:
        before = session
        session, actions = step(flow, session, following, work.now_ms, around(work, contact))
        if not actions and session == before:
            return False
        # A step that asks for nothing and waits as before (an announcement passed over) still wants the same outcome.
        still_awaited = awaits if not actions and session.waiting_for is before.waiting_for else None
        following, awaits = _carry_out(work, contact, session, actions, still_awaited)
    if contact.outer is not None and session.status is SessionStatus.ENDED:
        _return(work, contact, session)
    else:
        work.apply([SessionAdvanced(contact.contact_id, session, awaits)])
    return True


def _carry_out(
    work: Round, contact: Contact, session: Session, actions: tuple[FlowAction, ...], awaits: EffectId | None
) -> tuple[FlowInput | None, EffectId | None]:
    """Do what one step asks for: what the session is to hear of it at once, and the effect that it waits for."""
    for action in actions:
        match action:
            case Enqueue():
                refusal = _enqueue(work, contact, session, action)
                if refusal is not None:
                    return QueueRefused(refusal.code.value), awaits
            case StopWaiting(reason):
                work.take(routing.decide(work.state.routing, LeaveQueue(contact.interaction_id, reason), *work.moment))
            case HandInWork():
                refusal = hand_in(work, contact, session, action)
                return (WorkTaken() if refusal is None else QueueRefused(refusal.code.value)), None
            case Rate():
                _rate(work, contact, action)
            case DialNumber() if contact.outer is not None:
                return NumberLeft(was_reached=False), None  # the caller has a talk to come back to, and has one only
            case ReturnResult() | EndCall():
                # A flow that an agent sent the caller into never hangs up; elsewhere its end is the call's.
                if contact.outer is None:
                    _request(work, contact, session, EndCall())
            case _:
                awaits = _request(work, contact, session, action)
    return None, awaits


def hand_to_agent(work: Round, contact: Contact) -> None:
    """Stop the flow while an agent serves the caller: nothing it was doing is wanted any more."""
    drop_media(work, contact.leg_id)
    _drop_shell_effect(work, contact)
    work.apply([SessionAdvanced(contact.contact_id, give_to_agent(contact.session), None)])


def finish(work: Round, contact: Contact, result: str) -> None:
    """The call is over, whatever the flow was doing."""
    leave_flow(work, contact, result)
    _drop_shell_effect(work, contact)
    ended = end_session(contact.session, result)
    if ended != contact.session or contact.awaits is not None:
        work.apply([SessionAdvanced(contact.contact_id, ended, None)])


def leave_flow(work: Round, contact: Contact, result: str) -> None:
    """A flow that an agent sent the caller into is given up, if there is one: the session before holds again."""
    if contact.outer is not None:
        drop_media(work, contact.leg_id)
        _drop_shell_effect(work, contact)
        flow_id = contact.session.flow_id
        work.apply([FlowReturned(contact.contact_id, contact.interaction_id, flow_id, result)])


def _return(work: Round, contact: Contact, session: Session) -> None:
    """The agent's flow has come to its end, a good one or not: the caller never hangs for it."""
    drop_media(work, contact.leg_id)
    _drop_shell_effect(work, contact)
    work.apply([SessionAdvanced(contact.contact_id, session, None)])
    result = (session.path[-1].result if session.path else "") or NOT_BEGUN
    work.apply([FlowReturned(contact.contact_id, contact.interaction_id, session.flow_id, result)])


def drop_media(work: Round, leg_id: LegId) -> None:
    """What the leg was hearing is replaced: its outcome is not wanted any more."""
    for effect_id in list(work.state.effects_of.get(leg_id, ())):
        if isinstance(work.state.effects[effect_id].command, MEDIA):
            work.settle(effect_id, "replaced")


def _drop_shell_effect(work: Round, contact: Contact) -> None:
    """Nobody waits any more for what the session was looking up."""
    request = None if contact.awaits is None else work.state.effects.get(contact.awaits)
    if request is not None and isinstance(request.command, ShellEffect):
        work.settle(request.effect_id, "replaced")


def _enqueue(work: Round, contact: Contact, session: Session, action: Enqueue) -> Rejection | None:
    asked = asked_for(work.state, action, session)
    command = EnqueueInteraction(contact.interaction_id, action.queue_id, asked)
    return work.take(routing.decide(work.state.routing, command, *work.moment))


def _rate(work: Round, contact: Contact, action: Rate) -> None:
    queue_id, agent_id = contact.served_by or (None, None)
    rated = ContactRated(
        contact.contact_id,
        contact.interaction_id,
        action.subject,
        action.value,
        action.lowest,
        action.highest,
        queue_id,
        agent_id,
    )
    work.apply([rated])


def _dial_outside(work: Round, contact: Contact, action: DialNumber) -> None:
    if contact.leg_id not in work.state.calls.legs:
        return
    leg_id = work.new_leg_id(contact.provider)
    work.apply([LegOpened(leg_id, contact.provider, contact.interaction_id, LegRole.OUTSIDE, None)])
    command = DialOutside(leg_id, action.number, contact.interaction_id, action.ring_ms)
    work.request(contact.provider, command, action.ring_ms + DIAL_SPARE_MS)


def _request(work: Round, contact: Contact, session: Session, action: FlowAction) -> EffectId | None:
    """Request the action's effect; the id is returned when the session waits for the outcome."""
    contact_id = contact.contact_id
    match action:
        case LookUpCustomer(digits):
            return work.request(SHELL, FindCustomer(contact_id, digits, session.caller.number), LOOKUP_LIMIT_MS)
        case AskSource(source, given, wanted):
            look_up = LookUpSource(contact_id, session.caller.party_id, source, given, wanted)
            return work.request(SHELL, look_up, SOURCE_LIMIT_MS)
        case VerifySecret(source, given, secret, tries_max, lock_ms):
            compare = CompareSecret(contact_id, source, given, secret, tries_max, lock_ms)
            return work.request(SHELL, compare, SOURCE_LIMIT_MS)
    if isinstance(action, DialNumber):
        _dial_outside(work, contact, action)
        return None
    command, limit_ms, is_awaited = media_command(contact.leg_id, action, work.new_recording_id)
    if contact.leg_id not in work.state.calls.legs:
        return None  # the caller is gone already: there is nobody to hear it
    if isinstance(command, MEDIA):
        drop_media(work, contact.leg_id)
    effect_id = work.request(contact.provider, command, limit_ms)
    return effect_id if is_awaited else None
