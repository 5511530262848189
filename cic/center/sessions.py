"""Drives flow sessions: an input in, actions out as effects and routing commands. Owns the translation."""

from typing import assert_never

from cic.calls.commands import (
    AnswerLeg,
    CallCommand,
    HangUpLeg,
    PlayMusic,
    PlayPrompts,
    PromptCollect,
    PromptMenu,
)
from cic.center.asking import asked_for
from cic.center.effects import SHELL, FindCustomer
from cic.center.events import SessionAdvanced
from cic.center.round import Round
from cic.center.state import Contact, flow_of
from ivr_flows.actions import (
    AnswerCall,
    AskDigits,
    AskMenu,
    EndCall,
    Enqueue,
    FlowAction,
    LookUpCustomer,
    PlayWaitingMusic,
    SayPrompts,
)
from ivr_flows.inputs import FlowInput, QueueRefused
from ivr_flows.interpreter import end_session, give_to_agent, step
from routing import decide as routing
from routing.commands import EnqueueInteraction
from routing.rejections import Rejection
from routing.vocabulary import EffectId, EndCause, LegId

ANSWER_LIMIT_MS = 30_000
PROMPT_LIMIT_MS = 600_000
LOOKUP_LIMIT_MS = 10_000
HANG_UP_LIMIT_MS = 15_000

_MEDIA = (PlayPrompts, PromptMenu, PromptCollect, PlayMusic)


def advance(work: Round, contact: Contact, given: FlowInput) -> None:
    """Step the contact's session with an input and carry its actions on."""
    flow, session = flow_of(work.state, contact.session), contact.session
    awaits: EffectId | None = None
    following: FlowInput | None = given
    while following is not None:
        before = session
        session, actions = step(flow, session, following, work.now_ms, work.is_open)
        if not actions and session == before:
            return  # the input came late: it no longer fits
        following = None
        for action in actions:
            if isinstance(action, Enqueue):
                refusal = _enqueue(work, contact, action)
                if refusal is not None:
                    following = QueueRefused(refusal.code.value)
                    break
            else:
                awaits = _request(work, contact, action)
    work.apply([SessionAdvanced(contact.contact_id, session, awaits)])


def hand_to_agent(work: Round, contact: Contact) -> None:
    """Stop the flow while an agent serves the caller: nothing it was doing is wanted any more."""
    drop_media(work, contact.leg_id)
    _drop_lookup(work, contact)
    work.apply([SessionAdvanced(contact.contact_id, give_to_agent(contact.session), None)])


def finish(work: Round, contact: Contact, result: str) -> None:
    """The call is over, whatever the flow was doing."""
    _drop_lookup(work, contact)
    ended = end_session(contact.session, result)
    if ended != contact.session or contact.awaits is not None:
        work.apply([SessionAdvanced(contact.contact_id, ended, None)])


def drop_media(work: Round, leg_id: LegId) -> None:
    """What the leg was hearing is replaced: its outcome is not wanted any more."""
    for effect_id in list(work.state.effects_of.get(leg_id, ())):
        if isinstance(work.state.effects[effect_id].command, _MEDIA):
            work.settle(effect_id, "replaced")


def _drop_lookup(work: Round, contact: Contact) -> None:
    """Nobody waits any more for what the session was looking up."""
    request = None if contact.awaits is None else work.state.effects.get(contact.awaits)
    if request is not None and isinstance(request.command, FindCustomer):
        work.settle(request.effect_id, "replaced")


def _enqueue(work: Round, contact: Contact, action: Enqueue) -> Rejection | None:
    asked = asked_for(work.state, action, contact.session)
    command = EnqueueInteraction(contact.interaction_id, action.queue_id, asked)
    return work.take(routing.decide(work.state.routing, command, work.now_ms, work.seq))


def _request(work: Round, contact: Contact, action: FlowAction) -> EffectId | None:
    """Request the action's effect; the id is returned when the session waits for the outcome."""
    if isinstance(action, LookUpCustomer):
        return work.request(
            SHELL, FindCustomer(contact.contact_id, action.digits, contact.session.caller.number), LOOKUP_LIMIT_MS
        )
    command, limit_ms, is_awaited = _command(contact.leg_id, action)
    if contact.leg_id not in work.state.calls.legs:
        return None  # the caller is gone already: there is nobody to hear it
    if isinstance(command, _MEDIA):
        drop_media(work, contact.leg_id)
    effect_id = work.request(contact.provider, command, limit_ms)
    return effect_id if is_awaited else None


def _command(leg_id: LegId, action: FlowAction) -> tuple[CallCommand, int, bool]:
    match action:
        case AnswerCall():
            return AnswerLeg(leg_id), ANSWER_LIMIT_MS, True
        case SayPrompts():
            return PlayPrompts(leg_id, action.prompts), PROMPT_LIMIT_MS, True
        case AskMenu():
            return PromptMenu(leg_id, action.prompts, action.keys, action.timeout_ms), PROMPT_LIMIT_MS, True
        case AskDigits():
            command = PromptCollect(
                leg_id,
                action.prompts,
                action.digits_min,
                action.digits_max,
                action.terminator,
                action.first_digit_timeout_ms,
                action.next_digit_timeout_ms,
            )
            return command, PROMPT_LIMIT_MS, True
        case PlayWaitingMusic():
            return PlayMusic(leg_id, action.music), 0, False
        case EndCall():
            return HangUpLeg(leg_id, EndCause.FLOW_ENDED), HANG_UP_LIMIT_MS, False
        case Enqueue() | LookUpCustomer():
            raise AssertionError("no call command")
        case _:
            assert_never(action)
