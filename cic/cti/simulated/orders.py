"""The port's commands, carried out in the simulated switch. Owns what is checked first and which outcome follows."""

from typing import assert_never

from cic.cti.port import (
    AnswerLeg,
    BridgeFormed,
    BridgeLegs,
    CommandDone,
    DialLeg,
    DialNumber,
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
    ProviderCommand,
    RecordMessage,
    ResumeLeg,
    SendDigitsOpen,
    StartTrack,
)
from cic.cti.simulated import bridging, frames, hearing, legs, monitoring, phones, tracks
from cic.cti.simulated.exchange import Exchange, Leg, LegPhase, Playing, Recording
from routing.vocabulary import EffectId, LegId

LEGS_PER_BRIDGE_MAX = 3


def carry_out(exchange: Exchange, effect_id: EffectId, command: ProviderCommand) -> None:
    """Do what a command asks, once; asked again, tell its outcome again."""
    if not exchange.effects.begin(effect_id):
        if (outcome := exchange.effects.outcome(effect_id)) is not None:
            exchange.report(outcome)
        return
    match command:
        case DialLeg(address=address):
            legs.ring(exchange, effect_id, command, address)
        case DialNumber(number=number):
            legs.ring(exchange, effect_id, command, phones.outside_address(number))
        case HangUpLeg():
            _hang_up(exchange, effect_id, command)
        case BridgeLegs():
            _bridge(exchange, effect_id, command)
        case HoldLeg() | ResumeLeg():
            _hold_or_resume(exchange, effect_id, command)
        case AnswerLeg() | MuteLeg() | SendDigitsOpen() | PlayMusic() | PlayPrompts() | PromptMenu() | PromptCollect():
            leg = exchange.legs.get(command.leg_id)
            if leg is None:
                exchange.fail(effect_id, "no_leg")
            else:
                _to_leg(exchange, effect_id, leg, command)
        case MonitorLeg():
            monitoring.listen_in(exchange, effect_id, command)
        case StartTrack():
            tracks.start(exchange, effect_id, command)
        case PauseTrack():
            tracks.pause(exchange, effect_id, command)
        case EndTrack():
            tracks.end(exchange, effect_id, command)
        case RecordMessage():
            _record(exchange, effect_id, command)
        case _:
            assert_never(command)


def _record(exchange: Exchange, effect_id: EffectId, command: RecordMessage) -> None:
    """Take a message; one that was left before a restart is told of even when the caller is gone."""
    leg = exchange.legs.get(command.leg_id)
    if leg is not None and not _is_answered(leg):
        exchange.fail(effect_id, "leg_not_answered")
        return
    if leg is not None:
        _free(exchange, leg)
    hearing.record(exchange, leg, effect_id, command)


def _to_leg(
    exchange: Exchange,
    effect_id: EffectId,
    leg: Leg,
    command: AnswerLeg | MuteLeg | SendDigitsOpen | PlayMusic | PlayPrompts | PromptMenu | PromptCollect,
) -> None:
    match command:
        case AnswerLeg():
            legs.answer(exchange, leg, effect_id)
        case MuteLeg(muted=muted):
            leg.is_muted = muted
            exchange.say(leg, frames.Mute(leg.leg_id, muted))
            exchange.settle(effect_id, CommandDone(effect_id))
        case SendDigitsOpen(digits=digits):
            if leg.phone_id is None:
                exchange.fail(effect_id, "phone_away")
                return
            exchange.say(leg, frames.FarDigits(leg.leg_id, digits))
            exchange.settle(effect_id, CommandDone(effect_id))
        case _ if not _is_answered(leg):
            exchange.fail(effect_id, "leg_not_answered")
        case PlayMusic():
            _free(exchange, leg)
            hearing.play_music(exchange, leg, effect_id, command)
        case PlayPrompts() | PromptMenu() | PromptCollect():
            _free(exchange, leg)
            hearing.play(exchange, leg, effect_id, command)
        case _:
            assert_never(command)


def _free(exchange: Exchange, leg: Leg) -> None:
    """What is played to a leg replaces whatever it heard, a bridge too."""
    leg.is_known = True
    monitoring.let_go(exchange, leg)
    leg.plays = True  # told now, since a word of it behind the music would end the music
    bridging.leave(exchange, leg)
    hearing.replace(exchange, leg, "replaced")


def _hang_up(exchange: Exchange, effect_id: EffectId, command: HangUpLeg) -> None:
    leg = exchange.legs.get(command.leg_id)
    if leg is None:
        exchange.settle(effect_id, CommandDone(effect_id))
    else:
        exchange.effects.settle(effect_id, legs.end(exchange, leg, command.cause))


def _bridge(exchange: Exchange, effect_id: EffectId, command: BridgeLegs) -> None:
    leg_ids = command.leg_ids
    if not 2 <= len(leg_ids) <= LEGS_PER_BRIDGE_MAX or len(set(leg_ids)) != len(leg_ids):
        exchange.fail(effect_id, "legs_per_bridge")
        return
    members = _answered(exchange, effect_id, leg_ids)
    if members is not None:
        bridging.form(exchange, command.bridge_id, members)
        exchange.settle(effect_id, BridgeFormed(effect_id, command.bridge_id))


def _hold_or_resume(exchange: Exchange, effect_id: EffectId, command: HoldLeg | ResumeLeg) -> None:
    leg_ids = tuple(dict.fromkeys((command.leg_id, *command.other_leg_ids)))
    if not 2 <= len(leg_ids) <= LEGS_PER_BRIDGE_MAX:
        exchange.fail(effect_id, "legs_per_bridge")
        return
    members = _answered(exchange, effect_id, leg_ids)
    if members is None:
        return
    bridge = bridging.rejoin_bridge(exchange, command.bridge_id, members)
    match command:
        case HoldLeg(music=music):
            bridging.hold(exchange, bridge, members[0], hearing.music_url(music))
        case ResumeLeg():
            bridging.resume(exchange, bridge, members[0])
        case _:
            assert_never(command)
    exchange.settle(effect_id, CommandDone(effect_id))


def _answered(exchange: Exchange, effect_id: EffectId, leg_ids: tuple[LegId, ...]) -> list[Leg] | None:
    """These legs, free of recordings and kept keys; None after a failure when one is gone or not answered yet."""
    found = [exchange.legs[leg_id] for leg_id in leg_ids if leg_id in exchange.legs]
    if len(found) < len(leg_ids):
        exchange.fail(effect_id, "no_leg")
        return None
    if not all(_is_answered(leg) for leg in found):
        exchange.fail(effect_id, "leg_not_answered")
        return None
    for leg in found:
        leg.is_known = True
        leg.plays = False
        leg.kept.drop()
        monitoring.let_go(exchange, leg)
        if isinstance(leg.hearing, Playing | Recording):
            hearing.replace(exchange, leg, "replaced")
    return found


def _is_answered(leg: Leg) -> bool:
    """Whether a leg can hear; of a leg from before a restart whose phone did not say, the engine knows better."""
    if not leg.is_known:
        leg.phase = LegPhase.ANSWERED
    return leg.phase is LegPhase.ANSWERED
