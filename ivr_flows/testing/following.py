"""Follows the steps of a flow test through a call, and says where the two part. Owns what each step means."""

import re
from typing import assert_never

from ivr_flows.actions import PlayWaitingMusic
from ivr_flows.session import WaitingFor
from ivr_flows.testing.checking import Call, check, state_of
from ivr_flows.testing.heard import READ_BACK, Heard
from ivr_flows.testing.outside_moves import agent_does, number_does
from ivr_flows.testing.parting import NotAsExpectedError
from ivr_flows.testing.script import (
    AgentDoes,
    Fails,
    HangsUp,
    Hears,
    HearsMusic,
    IsSilent,
    LeavesMessage,
    NumberDoes,
    Presses,
    QueueLetsGo,
    QueueMoves,
    Says,
    Step,
    Waits,
    Wanted,
)
from ivr_flows.testing.transcript import shown

KEY_MS = 300
EVENTS_MAX = 2_000


def follow(call: Call, step: Step) -> None:
    """Do or check what one step says; NotAsExpectedError where the flow does something else."""
    match step:
        case Hears():
            for wanted in step.wanted:
                _hear(call, wanted, to_the_end=step.to_the_end)
        case HearsMusic(music=music):
            _hear_music(call, music)
        case Waits(wait_ms=wait_ms):
            call.talk.tell(f"caller  waits {wait_ms / 1000:g} s")
            _pass_until(call, call.talk.now_ms + wait_ms)
        case Presses() | Says() | IsSilent() | LeavesMessage() | HangsUp():
            _caller_does(call, step)
        case AgentDoes():
            agent_does(call.talk, call.world, step)
        case NumberDoes():
            number_does(call.talk, step)
        case QueueLetsGo() | QueueMoves() | Fails():
            _center_does(call, step)
        case _:
            check(call, step)
    _nothing_unsaid(call)


def _hear(call: Call, wanted: Wanted, *, to_the_end: bool) -> None:
    talk = call.talk
    expected = f"to hear {_in_words(call, wanted)}"
    unit = _next_unit(call, expected)
    if not _fits(call, wanted, unit):
        raise NotAsExpectedError(expected, f"heard {shown(unit)}")
    talk.note(unit)
    while to_the_end and talk.line.unit is unit:
        talk.pass_next()


def _next_unit(call: Call, expected: str) -> Heard:
    """The prompt that plays and was not heard of yet, or the one that ends the music or what was heard."""
    talk = call.talk
    for _ in range(EVENTS_MAX):
        unit = talk.line.unit
        if unit is not None and not talk.is_noted:
            return unit
        waits = talk.session.waiting_for is WaitingFor.QUEUE_MUSIC
        if (unit is None and not waits) or not talk.pass_next():
            break
        _nothing_unheard(call, expected)
    raise NotAsExpectedError(expected, state_of(talk))


def _fits(call: Call, wanted: Wanted, unit: Heard) -> bool:
    if wanted.words:
        return _plain(wanted.words) == _plain(unit.text)
    language = wanted.language or (unit.language if unit.language == "music" else call.talk.session.language)
    is_read_back = unit.name == READ_BACK and wanted.name.endswith(f"/{READ_BACK}")
    return (wanted.name == unit.name or is_read_back) and language == unit.language


def _in_words(call: Call, wanted: Wanted) -> str:
    language = wanted.language or call.talk.session.language
    return f'"{wanted.words}"' if wanted.words else f"{language}/{wanted.name}"


def _plain(text: str) -> str:
    """A text without case, punctuation and spaces, as it is heard."""
    return "".join(re.findall(r"\w+", text.casefold()))


def _hear_music(call: Call, music: str) -> None:
    action = call.talk.line.action
    is_music = isinstance(action, PlayWaitingMusic)
    expected = f"music {music}" if music else "music"
    if not is_music or (isinstance(action, PlayWaitingMusic) and music not in ("", action.music)):
        found = f"music {action.music}" if isinstance(action, PlayWaitingMusic) else state_of(call.talk)
        raise NotAsExpectedError(expected, found)


def _caller_does(call: Call, step: Presses | Says | IsSilent | LeavesMessage | HangsUp) -> None:
    talk = call.talk
    if talk.is_over:
        raise NotAsExpectedError("the call to go on", state_of(talk))
    match step:
        case Presses(keys=keys):
            talk.tell(f"caller  presses {keys}")
            for number, key in enumerate(keys):
                if number:
                    _pass_until(call, talk.now_ms + KEY_MS)
                talk.press(key)
        case Says(words=words, is_unsure=is_unsure):
            talk.tell(f'caller  says "{words}"{" (badly understood)" if is_unsure else ""}')
            if not talk.speak(words, is_unsure=is_unsure):
                raise NotAsExpectedError("a question that may be answered by speaking", state_of(talk))
        case IsSilent():
            _be_silent(call)
        case LeavesMessage(duration_ms=duration_ms, hangs_up=hangs_up):
            talk.tell(f"caller  speaks for {duration_ms / 1000:g} s{' and hangs up' if hangs_up else ''}")
            if not talk.leave_message(duration_ms, hung_up=hangs_up):
                raise NotAsExpectedError("a message to be recorded", state_of(talk))
            if hangs_up:
                talk.hang_up()
        case HangsUp():
            talk.tell("caller  hangs up")
            talk.hang_up()
        case _:
            assert_never(step)


def _be_silent(call: Call) -> None:
    talk = call.talk
    action = talk.line.action
    talk.tell("caller  does nothing")
    if not talk.line.is_asking:
        raise NotAsExpectedError("a question that silence answers", state_of(talk))
    while talk.line.action is action and talk.pass_next():
        _nothing_unheard(call, "nothing to be heard before the answer")


def _pass_until(call: Call, until_ms: int) -> None:
    """Let time pass; a prompt that nobody has taken note of must not pass unnoticed."""
    talk = call.talk
    for _ in range(EVENTS_MAX):
        if not talk.pass_next(until_ms):
            return
        _nothing_unheard(call, "nothing to be heard in this time")


def _nothing_unheard(call: Call, expected: str) -> None:
    if call.talk.unheard:
        raise NotAsExpectedError(expected, f"heard {shown(call.talk.unheard[0])}")


def _nothing_unsaid(call: Call) -> None:
    if call.world.unsaid:
        raise NotAsExpectedError("the test to say what is outside the flow", call.world.unsaid[0])


def _center_does(call: Call, step: QueueLetsGo | QueueMoves | Fails) -> None:
    talk = call.talk
    if isinstance(step, Fails):
        if talk.is_over or talk.is_with_agent:
            raise NotAsExpectedError("something that can fail", state_of(talk))
        talk.tell(f"center  cannot do it ({step.reason})")
        talk.fail(step.reason)
        return
    if talk.queue_id is None:
        raise NotAsExpectedError("the caller to wait in a queue", state_of(talk))
    if isinstance(step, QueueMoves):
        call.world.move(talk.queue_id, step.place, step.wait_ms)
    else:
        talk.tell(f"center  lets the caller go ({step.reason})")
        talk.let_go(step.reason)
