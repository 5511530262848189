"""Tracks in the simulated switch: what a leg's phone sends of its party, in step with the clock. Owns what is written.

Must not touch a file: what is to be written or ended is an output, and the provider tells what came of it. A phone that
sends nothing is silent, one that sends late is caught up with by silence, and one that sends too much is cut.
"""

from cic.cti.port import NOT_RECORDED, CommandDone, EndTrack, PauseTrack, StartTrack, TrackFailed
from cic.cti.port.messages import BYTES_PER_MS
from cic.cti.simulated import frames
from cic.cti.simulated.exchange import Exchange, Leg, LegPhase, Track, TrackSound, TrackToBegin, TrackToEnd
from routing.vocabulary import EffectId

LATE_MS_MAX = 300
"""What a phone may lag behind; more than that is silence."""
EARLY_MS_MAX = 1_000
NO_ROOM = "no_room"
NOT_KEPT = "not_kept"
INTERRUPTED = "stalled"


def start(exchange: Exchange, effect_id: EffectId, command: StartTrack) -> None:
    """Begin a track, unless it runs; another one of the leg ends."""
    leg = exchange.legs.get(command.leg_id)
    if leg is None:
        exchange.fail(effect_id, "no_leg")
    elif leg.is_known and leg.phase is not LegPhase.ANSWERED:
        exchange.fail(effect_id, "leg_not_answered")
    elif leg.track is not None and leg.track.name == command.track:
        if leg.track.is_begun:
            exchange.settle(effect_id, CommandDone(effect_id))
        else:
            leg.track.waiting.append(effect_id)
    else:
        _end(exchange, leg, None)
        leg.track = Track(command.track, [effect_id])
        exchange.outputs.append(TrackToBegin(leg.leg_id, command.track))


def begun(exchange: Exchange, to_begin: TrackToBegin, is_begun: bool) -> None:
    """The file of a track is there, or cannot be."""
    leg = exchange.legs.get(to_begin.leg_id)
    if leg is None or leg.track is None or leg.track.name != to_begin.track:
        return  # ended meanwhile, which has told whoever waited
    track = leg.track
    if not is_begun:
        leg.track = None
    else:
        track.is_begun, track.began_ms = True, exchange.now_ms
        tell_phone(exchange, leg)
    for effect_id in track.waiting:
        if is_begun:
            exchange.settle(effect_id, CommandDone(effect_id))
        else:
            exchange.fail(effect_id, NOT_RECORDED)
    track.waiting.clear()


def pause(exchange: Exchange, effect_id: EffectId, command: PauseTrack) -> None:
    """Write silence from now on, or what is said from now on."""
    leg = exchange.legs.get(command.leg_id)
    if leg is None:
        exchange.fail(effect_id, "no_leg")
    elif leg.track is None or leg.track.name != command.track:
        exchange.fail(effect_id, NOT_RECORDED)
    else:
        if leg.track.is_paused and not command.paused:
            leg.track.continued_ms = exchange.now_ms
        leg.track.is_paused = command.paused
        tell_phone(exchange, leg)
        exchange.settle(effect_id, CommandDone(effect_id))


def end(exchange: Exchange, effect_id: EffectId, command: EndTrack) -> None:
    """End a track; one that does not run may be on disk already, of a leg that is gone or of before a restart."""
    leg = exchange.legs.get(command.leg_id)
    if leg is not None and leg.track is not None and leg.track.name == command.track:
        _end(exchange, leg, effect_id)
    else:
        exchange.outputs.append(TrackToEnd(command.leg_id, command.track, effect_id))


def leg_ended(exchange: Exchange, leg: Leg) -> None:
    """The leg ends, and its track with it."""
    _end(exchange, leg, None, "no_leg")


def ended(exchange: Exchange, to_end: TrackToEnd, is_kept: bool) -> None:
    """A track is whole on disk, or cannot be."""
    effect_id = to_end.effect_id
    if effect_id is None:
        if not is_kept:
            exchange.report(TrackFailed(to_end.leg_id, to_end.track, NOT_KEPT))
    elif is_kept:
        exchange.settle(effect_id, CommandDone(effect_id))
    else:
        exchange.fail(effect_id, NOT_RECORDED)


def failed(exchange: Exchange, sound: TrackSound) -> None:
    """There is no room for more of a track."""
    leg = exchange.legs.get(sound.leg_id)
    if leg is None or leg.track is None or leg.track.name != sound.track or leg.track.is_failed:
        return
    leg.track.is_failed = True
    tell_phone(exchange, leg)
    exchange.report(TrackFailed(sound.leg_id, sound.track, NO_ROOM))


def tell_phone(exchange: Exchange, leg: Leg) -> None:
    """Let the phone of a leg send what is said, or no more; also when it is back."""
    if (track := leg.track) is not None and track.is_begun:
        is_wanted = not track.is_paused and not track.is_failed
        exchange.say(leg, frames.Track(leg.leg_id, track.name, is_wanted))


def heard(exchange: Exchange, leg: Leg, frame: frames.TrackAudio) -> None:
    """Some more of a track; what nobody records any more is dropped."""
    track = leg.track
    if track is None or track.name != frame.track:
        _of_before(exchange, leg, frame)
        return
    if not track.is_begun or track.is_failed:
        return
    elapsed_ms, sound_ms = exchange.now_ms - track.began_ms, len(frame.pcm) // BYTES_PER_MS
    if track.written_ms + sound_ms > elapsed_ms + EARLY_MS_MAX:
        exchange.count("track_too_fast")
        return
    behind_ms = elapsed_ms - sound_ms - track.written_ms
    silence_ms = behind_ms if behind_ms > LATE_MS_MAX else 0
    # What comes just after a pause may have been said in it.
    is_unwanted = exchange.now_ms - sound_ms - LATE_MS_MAX < track.continued_ms
    is_quiet = track.is_paused or leg.is_muted or is_unwanted
    pcm = bytes(len(frame.pcm)) if is_quiet else frame.pcm
    track.written_ms += silence_ms + sound_ms
    exchange.outputs.append(TrackSound(leg.leg_id, track.name, silence_ms, pcm))


def _of_before(exchange: Exchange, leg: Leg, frame: frames.TrackAudio) -> None:
    """A phone that sends on for a track of before a restart of ours: what it had sent until then is the track."""
    if leg.is_of_before and frame.track not in leg.tracks_lost:
        leg.tracks_lost = frozenset({frame.track})
        exchange.say(leg, frames.Track(leg.leg_id, frame.track, False))
        exchange.report(TrackFailed(leg.leg_id, frame.track, INTERRUPTED))


def _end(exchange: Exchange, leg: Leg, effect_id: EffectId | None, not_begun: str = NOT_RECORDED) -> None:
    """``not_begun`` is why a track came to nothing that was still to begin."""
    if (track := leg.track) is None:
        return
    leg.track = None
    for waiting in track.waiting:
        exchange.fail(waiting, not_begun)
    if track.is_begun:
        exchange.say(leg, frames.Track(leg.leg_id, track.name, False))
        silence_ms = max(0, exchange.now_ms - track.began_ms - track.written_ms)
        exchange.outputs.append(TrackSound(leg.leg_id, track.name, silence_ms, b""))
    exchange.outputs.append(TrackToEnd(leg.leg_id, track.name, effect_id))
