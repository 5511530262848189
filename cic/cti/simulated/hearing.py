"""What a leg hears outside a bridge: recordings, with keys gathered meanwhile or kept for later, and music.

Owns how a playing begins, is interrupted by a key or by speech, ends and is replaced. Messages that callers leave
have a module of their own. Must not touch bridges' membership.
"""

from cic.cti.port import (
    RINGING,
    CommandDone,
    DigitsCollectedOpen,
    MenuAnswered,
    PhraseHeard,
    PlayMusic,
    PlayPrompts,
    PromptCollect,
    PromptFinished,
    PromptMenu,
    RecordMessage,
    SpeechNotUnderstood,
)
from cic.cti.port.collection import DigitCollector, Gathered
from cic.cti.simulated import frames, messages
from cic.cti.simulated.exchange import Exchange, Leg, LegPhase, Looping, Playing, Recording
from cic.cti.simulated.frames import GatherKind
from cic.cti.simulated.speech import understood
from cic.cti.simulated.timers import TimerKey, TimerKind
from routing.vocabulary import EffectId, Prompt

Gathering = PlayPrompts | PromptMenu | PromptCollect


def play(exchange: Exchange, leg: Leg, effect_id: EffectId, command: Gathering) -> None:
    """Begin recordings, with or without gathering keys; kept keys count first and make recordings needless."""
    recordings = _recording_urls(command.prompts)
    if isinstance(command, PlayPrompts):
        leg.hearing = playing = Playing(effect_id, command, recordings, None)
        is_needless = leg.kept.makes_needless(command)
        if not is_needless:
            say_playing(exchange, leg, playing)
        if is_needless or not recordings:
            _finish_play(exchange, leg, playing)
        else:
            _time_playback(exchange, leg)
    else:
        collector = DigitCollector(command, exchange.now_ms)
        leg.hearing = Playing(effect_id, command, recordings, collector)
        _gather(exchange, leg, leg.hearing, collector)


def _gather(exchange: Exchange, leg: Leg, playing: Playing, collector: DigitCollector) -> None:
    gathered = leg.kept.feed(collector, exchange.now_ms)
    if gathered is not None:
        _finish_gathering(exchange, leg, playing, collector, gathered)
        return
    say_playing(exchange, leg, playing)
    if collector.is_prompting:
        _time_playback(exchange, leg)
    _arm(exchange, leg, collector)


def play_music(exchange: Exchange, leg: Leg, effect_id: EffectId, command: PlayMusic) -> None:
    """Begin music: who waits has nothing more to answer, so kept keys are dropped."""
    leg.kept.drop()
    leg.hearing = Looping(music_url(command.music), effect_id, command.keys)
    exchange.say(leg, frames.Music(leg.leg_id, leg.hearing.url))
    exchange.settle(effect_id, CommandDone(effect_id))


def record(exchange: Exchange, leg: Leg | None, effect_id: EffectId, command: RecordMessage) -> None:
    """Begin a message; without a leg it is only seen whether it was left before."""
    messages.look_for(exchange, leg, effect_id, command, _recording_urls(command.prompts))


def played(exchange: Exchange, leg: Leg, effect_id: EffectId) -> None:
    """The phone has played all recordings; what is no longer wanted is ignored."""
    playing = leg.hearing
    if isinstance(playing, Recording):
        messages.announced(exchange, leg, playing, effect_id)
        return
    if not isinstance(playing, Playing) or playing.effect_id != effect_id:
        return
    exchange.timers.clear(_playback(leg))
    if playing.collector is None:
        _finish_play(exchange, leg, playing)
    else:
        playing.collector.prompts_ended(exchange.now_ms)
        _arm(exchange, leg, playing.collector)


def key_pressed(exchange: Exchange, leg: Leg, digit: str) -> None:
    """A key came while the leg hears no bridge: it counts for the gathering under way or is kept for the next."""
    match leg.hearing:
        case Playing(command=PlayPrompts() as command) as playing:
            outcome = leg.kept.press_in_prompts(command, playing.effect_id, digit, exchange.now_ms)
            if outcome is not None:
                _interrupt(exchange, leg)
                leg.hearing = None
                exchange.settle(playing.effect_id, outcome)
        case Playing(collector=DigitCollector() as collector) as playing:
            was_prompting = collector.is_prompting
            gathered = leg.kept.press(collector, digit, exchange.now_ms)
            if was_prompting and not collector.is_prompting:
                _interrupt(exchange, leg)
            if gathered is None:
                _arm(exchange, leg, collector)
            else:
                _finish_gathering(exchange, leg, playing, collector, gathered)
        case Looping(effect_id=effect_id) as music if effect_id is not None and digit in music.keys:
            leg.hearing = Looping(music.url)
            exchange.settle(effect_id, MenuAnswered(effect_id, leg.leg_id, digit))
        case Recording() as message:
            messages.key_pressed(exchange, leg, message, digit)
        case None if _may_type_ahead(leg):
            leg.kept.keep(digit, exchange.now_ms)
        case _:
            pass  # it waits with music, is on hold, or we do not know what it hears: nothing was asked


def _may_type_ahead(leg: Leg) -> bool:
    return leg.is_known and leg.phase is LegPhase.ANSWERED and leg.bridge_id is None


def spoken(exchange: Exchange, leg: Leg, words: str) -> None:
    """A caller has spoken: it answers a gathering that listens, understood or not; otherwise nobody hears it."""
    playing = leg.hearing
    if not isinstance(playing, Playing) or playing.collector is None or isinstance(playing.command, PlayPrompts):
        return
    grammar, collector = playing.command.listen, playing.collector
    gathering_due(exchange, leg)  # its time may have passed before the timer has said so
    was_prompting = collector.is_prompting
    if grammar is None or not collector.speech_ended():
        return
    if was_prompting:
        _interrupt(exchange, leg)
    leg.hearing = None
    exchange.timers.clear(_next_key(leg))
    effect_id, heard = playing.effect_id, understood(grammar, words)
    if heard is None:
        exchange.settle(effect_id, SpeechNotUnderstood(effect_id, leg.leg_id))
    else:
        exchange.settle(effect_id, PhraseHeard(effect_id, leg.leg_id, *heard))


def gathering_due(exchange: Exchange, leg: Leg) -> None:
    """The time for the next key has passed."""
    playing = leg.hearing
    if isinstance(playing, Playing) and playing.collector is not None:
        gathered = playing.collector.expire(exchange.now_ms)
        if gathered is not None:
            _finish_gathering(exchange, leg, playing, playing.collector, gathered)


def playback_due(exchange: Exchange, leg: Leg) -> None:
    """A phone has not said in all this time that it played its recordings: the flow must not wait for ever."""
    match leg.hearing:
        case Playing(collector=None):
            replace(exchange, leg, "playback_stalled")
        case Playing(effect_id=effect_id) | Recording(effect_id=effect_id):
            played(exchange, leg, effect_id)
        case _:
            pass


def replace(exchange: Exchange, leg: Leg, reason: str) -> None:
    """Whatever the leg hears is over; the command behind it failed for this reason."""
    heard = leg.hearing
    leg.hearing = None
    exchange.timers.clear(_next_key(leg))
    messages.clear(exchange, leg)
    if isinstance(heard, Playing | Recording):
        exchange.fail(heard.effect_id, reason)


def say_playing(exchange: Exchange, leg: Leg, playing: Playing) -> None:
    """Tell the phone what to play, from the beginning; nothing when a key has already interrupted it."""
    collector = playing.collector
    is_over = collector is not None and not collector.is_prompting
    recordings = () if is_over else playing.recordings
    listens = collector is not None and collector.is_listening
    exchange.say(leg, frames.Play(leg.leg_id, playing.effect_id, recordings, _kind(playing.command), listens))


def recording_url(prompt: Prompt) -> str:
    """Where a phone finds a recording."""
    return f"/prompts/{prompt.language}/{prompt.recording}.wav"


def music_url(music: str) -> str:
    """Where a phone finds music; it makes the tone of a phone that rings far away itself."""
    return RINGING if music == RINGING else f"/prompts/music/{music}.wav"


def _interrupt(exchange: Exchange, leg: Leg) -> None:
    exchange.timers.clear(_playback(leg))
    exchange.say(leg, frames.Stop(leg.leg_id))


def _time_playback(exchange: Exchange, leg: Leg) -> None:
    exchange.timers.set(_playback(leg), exchange.now_ms + exchange.limits.playback_ms_max)


def _finish_play(exchange: Exchange, leg: Leg, playing: Playing) -> None:
    leg.hearing = None
    exchange.settle(playing.effect_id, PromptFinished(playing.effect_id, leg.leg_id))


def _finish_gathering(
    exchange: Exchange, leg: Leg, playing: Playing, collector: DigitCollector, gathered: Gathered
) -> None:
    leg.hearing = None
    exchange.timers.clear(_next_key(leg))
    outcome = collector.outcome(playing.effect_id, gathered)
    if isinstance(outcome, DigitsCollectedOpen):
        leg.collected.append(playing.effect_id)
    exchange.settle(playing.effect_id, outcome)


def _arm(exchange: Exchange, leg: Leg, collector: DigitCollector) -> None:
    if collector.next_deadline_ms is not None:
        exchange.timers.set(_next_key(leg), collector.next_deadline_ms)


def _recording_urls(prompts: tuple[Prompt, ...]) -> tuple[str, ...]:
    return tuple(recording_url(prompt) for prompt in prompts)


def _kind(command: Gathering) -> GatherKind:
    match command:
        case PlayPrompts():
            return GatherKind.NONE
        case PromptMenu():
            return GatherKind.MENU
        case PromptCollect():
            return GatherKind.COLLECT


def _playback(leg: Leg) -> TimerKey:
    return TimerKey(TimerKind.PLAYBACK, leg.leg_id)


def _next_key(leg: Leg) -> TimerKey:
    return TimerKey(TimerKind.GATHER, leg.leg_id)
