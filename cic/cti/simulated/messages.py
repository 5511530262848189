"""Callers' messages in the simulated switch: recordings, a tone, then what the phone sends. Owns when a message ends.

Must not touch a file: what is to be found or kept on disk is an output, and the provider tells what came of it. Sound
is kept in memory until then, so its length is bounded. The time of silence is the clock's: a phone that sends nothing
is silent too.
"""

import struct

from cic.cti.port import NOT_RECORDED, MessageEnd, MessageRecorded, RecordMessage
from cic.cti.port.messages import BYTES_PER_MS
from cic.cti.simulated import frames
from cic.cti.simulated.exchange import Exchange, Leg, MessageToFind, MessageToKeep, Recording, RecordingStage
from cic.cti.simulated.frames import GatherKind
from cic.cti.simulated.timers import TimerKey, TimerKind
from routing.vocabulary import EffectId, LegId

TONE_MS = 400
LATE_MS_MAX = 2_000
"""What a phone may lag behind: the longest duration is measured by what it sent, and by the clock only after this."""
SOUND_LEVEL = 250
"""The mean of a window's samples above which somebody speaks; a quiet room stays below."""
_WINDOW_MS = 100


def look_for(
    exchange: Exchange, leg: Leg | None, effect_id: EffectId, command: RecordMessage, recordings: tuple[str, ...]
) -> None:
    """Begin a message by asking whether it was left already, before a restart of the engine."""
    if leg is not None:
        leg.hearing = Recording(effect_id, command, recordings)
    exchange.outputs.append(MessageToFind(effect_id, command.leg_id, command.recording))


def found(exchange: Exchange, effect_id: EffectId, leg_id: LegId, duration_ms: int | None) -> None:
    """What was found on disk: the message, then that is the outcome, or none, then it is announced."""
    if exchange.effects.outcome(effect_id) is not None:
        return  # replaced or hung up meanwhile
    leg = exchange.legs.get(leg_id)
    message = None if leg is None else _message(leg, effect_id)
    if duration_ms is not None:
        if leg is not None and message is not None:
            leg.hearing = None
        exchange.settle(effect_id, MessageRecorded(effect_id, leg_id, duration_ms, MessageEnd.SILENCE))
    elif leg is None or message is None:
        exchange.fail(effect_id, "no_leg")
    else:
        _announce(exchange, leg, message)


def kept(exchange: Exchange, to_keep: MessageToKeep, duration_ms: int) -> None:
    """A message is on disk."""
    outcome = MessageRecorded(to_keep.effect_id, to_keep.leg_id, duration_ms, to_keep.ended_by)
    exchange.settle(to_keep.effect_id, outcome)


def not_kept(exchange: Exchange, effect_id: EffectId, leg_id: LegId) -> None:
    """A message can be found or kept nowhere; the call goes on."""
    if exchange.effects.outcome(effect_id) is not None:
        return
    leg = exchange.legs.get(leg_id)
    if leg is not None and _message(leg, effect_id) is not None:
        leg.hearing = None
    exchange.fail(effect_id, NOT_RECORDED)


def _message(leg: Leg, effect_id: EffectId) -> Recording | None:
    message = leg.hearing
    return message if isinstance(message, Recording) and message.effect_id == effect_id else None


def _announce(exchange: Exchange, leg: Leg, message: Recording) -> None:
    message.stage = RecordingStage.ANNOUNCED
    if leg.kept or not message.recordings:
        _begin(exchange, leg, message)
    else:
        say(exchange, leg, message)
        exchange.timers.set(_playback(leg), exchange.now_ms + exchange.limits.playback_ms_max)


def announced(exchange: Exchange, leg: Leg, message: Recording, effect_id: EffectId) -> None:
    """The phone has played what comes before the tone."""
    if message.stage is RecordingStage.ANNOUNCED and message.effect_id == effect_id:
        _begin(exchange, leg, message)


def hung_up(exchange: Exchange, leg: Leg) -> None:
    """The leg ends: what was said until now is the message."""
    if isinstance(leg.hearing, Recording):
        finish(exchange, leg, leg.hearing, MessageEnd.HANG_UP)


def _begin(exchange: Exchange, leg: Leg, message: Recording) -> None:
    """The tone, and from now on what the caller says; keys that led here mean no more."""
    exchange.timers.clear(_playback(leg))
    leg.kept.drop()
    message.stage = RecordingStage.SPOKEN
    begins_ms = exchange.now_ms + TONE_MS
    message.silent_due_ms = begins_ms + message.command.silence_ms
    message.ends_ms = begins_ms + _longest_ms(exchange, message) + LATE_MS_MAX
    exchange.say(leg, frames.Record(leg.leg_id, message.effect_id, _longest_ms(exchange, message), True))
    _arm(exchange, leg, message)


def say(exchange: Exchange, leg: Leg, message: Recording) -> None:
    """Tell a phone how its message stands, for the first time or when it is back."""
    longest_ms = _longest_ms(exchange, message)
    match message.stage:
        case RecordingStage.LOOKED_FOR:
            pass
        case RecordingStage.ANNOUNCED:
            play = frames.Play(leg.leg_id, message.effect_id, message.recordings, GatherKind.NONE)
            exchange.say(leg, play)
        case RecordingStage.SPOKEN:
            left_ms = longest_ms - len(message.pcm) // BYTES_PER_MS
            exchange.say(leg, frames.Record(leg.leg_id, message.effect_id, left_ms, False))


def key_pressed(exchange: Exchange, leg: Leg, message: Recording, key: str) -> None:
    """A key: before the tone it leads there at once, after it the message is over."""
    match message.stage:
        case RecordingStage.LOOKED_FOR:
            leg.kept.keep(key, exchange.now_ms)
        case RecordingStage.ANNOUNCED:
            if leg.kept.keep(key, exchange.now_ms):
                exchange.say(leg, frames.Stop(leg.leg_id))
                _begin(exchange, leg, message)
        case RecordingStage.SPOKEN:
            finish(exchange, leg, message, MessageEnd.KEY)


def heard(exchange: Exchange, leg: Leg, frame: frames.Audio) -> None:
    """Some more of a message; what nobody records any more is dropped."""
    message = _message(leg, frame.effect_id)
    if message is None or message.stage is not RecordingStage.SPOKEN:
        return
    room = _longest_ms(exchange, message) * BYTES_PER_MS - len(message.pcm)
    pcm = frame.pcm[:room]
    if (sound_bytes := _up_to_last_sound(pcm)) > 0:
        message.sound_bytes = len(message.pcm) + sound_bytes
        message.silent_due_ms = exchange.now_ms + message.command.silence_ms
    message.pcm += pcm
    if len(frame.pcm) >= room:
        finish(exchange, leg, message, MessageEnd.MAXIMUM)
    else:
        _arm(exchange, leg, message)


def due(exchange: Exchange, leg: Leg) -> None:
    """The time of silence, or the longest duration, has passed."""
    message = leg.hearing
    if isinstance(message, Recording) and message.stage is RecordingStage.SPOKEN:
        is_silent = exchange.now_ms >= message.silent_due_ms
        finish(exchange, leg, message, MessageEnd.SILENCE if is_silent else MessageEnd.MAXIMUM)


def finish(exchange: Exchange, leg: Leg, message: Recording, ended_by: MessageEnd) -> None:
    """A message is over: what was said goes to disk; of one without a sound nothing is kept."""
    leg.hearing = None
    clear(exchange, leg)
    exchange.say(leg, frames.Stop(leg.leg_id))
    effect_id, leg_id = message.effect_id, leg.leg_id
    if message.sound_bytes == 0:
        exchange.settle(effect_id, MessageRecorded(effect_id, leg_id, 0, ended_by))
    else:
        pcm = bytes(message.pcm[: message.sound_bytes])
        exchange.outputs.append(MessageToKeep(effect_id, leg_id, message.command.recording, ended_by, pcm))


def clear(exchange: Exchange, leg: Leg) -> None:
    """No time runs for a message any more."""
    exchange.timers.clear(_playback(leg))
    exchange.timers.clear(_next(leg))


def _longest_ms(exchange: Exchange, message: Recording) -> int:
    return min(message.command.duration_ms_max, exchange.limits.message_ms_max)


def _up_to_last_sound(pcm: bytes) -> int:
    """How many bytes there are up to the end of the last window that is not silent."""
    window = _WINDOW_MS * BYTES_PER_MS
    for start in range((len(pcm) - 1) // window * window, -1, -window):
        piece = pcm[start : start + window]
        count = len(piece) // 2
        if count and sum(map(abs, struct.unpack(f"<{count}h", piece))) > SOUND_LEVEL * count:
            return start + len(piece)
    return 0


def _arm(exchange: Exchange, leg: Leg, message: Recording) -> None:
    exchange.timers.set(_next(leg), min(message.silent_due_ms, message.ends_ms))


def _playback(leg: Leg) -> TimerKey:
    return TimerKey(TimerKind.PLAYBACK, leg.leg_id)


def _next(leg: Leg) -> TimerKey:
    return TimerKey(TimerKind.MESSAGE, leg.leg_id)
