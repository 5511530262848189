"""What a session asks for a caller's ear, as commands for the provider. Owns this translation and its time limits."""

from collections.abc import Callable
from typing import assert_never

from cic.calls.commands import (
    AnswerLeg,
    CallCommand,
    HangUpLeg,
    PlayMusic,
    PlayPrompts,
    PromptCollect,
    PromptMenu,
    RecordMessage,
)
from ivr_flows.actions import (
    AnswerCall,
    AskDigits,
    AskMenu,
    AskSource,
    DialNumber,
    EndCall,
    Enqueue,
    FlowAction,
    HandInWork,
    LookUpCustomer,
    PlayWaitingMusic,
    Rate,
    ReturnResult,
    SayPrompts,
    StopWaiting,
    TakeMessage,
    VerifySecret,
)
from routing.vocabulary import EndCause, LegId, RecordingId

ANSWER_LIMIT_MS = 30_000
PROMPT_LIMIT_MS = 600_000
HANG_UP_LIMIT_MS = 15_000

Requested = tuple[CallCommand, int, bool]
"""A command, how long its outcome may take (0: as long as it likes), and whether the session waits for that."""


def media_command(leg_id: LegId, action: FlowAction, new_recording_id: Callable[[], RecordingId]) -> Requested:
    """The command that an action stands for."""
    match action:
        case AnswerCall():
            return AnswerLeg(leg_id), ANSWER_LIMIT_MS, True
        case SayPrompts():
            return PlayPrompts(leg_id, action.prompts, action.keys, action.must_be_heard), PROMPT_LIMIT_MS, True
        case AskMenu():
            menu = PromptMenu(leg_id, action.prompts, action.keys, action.timeout_ms, action.listen)
            return menu, PROMPT_LIMIT_MS, True
        case AskDigits():
            return _collect(leg_id, action), PROMPT_LIMIT_MS, True
        case PlayWaitingMusic():
            return PlayMusic(leg_id, action.music, action.keys), 0, bool(action.keys)
        case TakeMessage():
            take = RecordMessage(leg_id, action.prompts, new_recording_id(), action.duration_ms_max, action.silence_ms)
            return take, PROMPT_LIMIT_MS, True
        case EndCall():
            return HangUpLeg(leg_id, EndCause.FLOW_ENDED), HANG_UP_LIMIT_MS, False
        case _:
            return _no_command(action)


def _collect(leg_id: LegId, action: AskDigits) -> PromptCollect:
    return PromptCollect(
        leg_id,
        action.prompts,
        action.digits_min,
        action.digits_max,
        action.terminator,
        action.first_digit_timeout_ms,
        action.next_digit_timeout_ms,
        action.escape_keys,
        action.is_secret,
        action.rule,
        action.listen,
    )


def _no_command(
    action: Enqueue | StopWaiting | HandInWork | Rate | ReturnResult | LookUpCustomer | AskSource | VerifySecret
    | DialNumber,
) -> Requested:  # fmt: skip
    match action:
        case (
            Enqueue()
            | StopWaiting()
            | HandInWork()
            | Rate()
            | ReturnResult()
            | LookUpCustomer()
            | AskSource()
            | VerifySecret()
            | DialNumber()
        ):
            raise AssertionError("no call command")
        case _:
            assert_never(action)
