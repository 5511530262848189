"""Legs that listen in on others in the simulated switch. Owns who does; who hears whom is ``links``'."""

from cic.cti.port import CommandDone, LegReturned, MonitorLeg
from cic.cti.simulated import bridging, hearing
from cic.cti.simulated.exchange import Exchange, Leg, LegPhase, Monitor
from routing.vocabulary import EffectId


def listen_in(exchange: Exchange, effect_id: EffectId, command: MonitorLeg) -> None:
    """Let a leg hear another's talk, or switch who hears it."""
    leg, watched = exchange.legs.get(command.leg_id), exchange.legs.get(command.watched_leg_id)
    if leg is None or watched is None:
        exchange.fail(effect_id, "no_leg")
        return
    listened_to = {monitor.watched_leg_id for monitor in exchange.monitors.values()}
    if watched.leg_id in exchange.monitors or leg.leg_id in listened_to:
        exchange.fail(effect_id, "listens_in")
        return
    if not leg.is_known:
        leg.phase, leg.is_known = LegPhase.ANSWERED, True  # from before a restart: the engine knows better
    if not watched.is_known:
        watched.phase = LegPhase.ANSWERED
    if leg is watched or any(one.phase is not LegPhase.ANSWERED for one in (leg, watched)):
        exchange.fail(effect_id, "leg_not_answered")
        return
    bridging.leave(exchange, leg)
    leg.plays = False
    leg.kept.drop()
    hearing.replace(exchange, leg, "replaced")
    exchange.monitors[leg.leg_id] = Monitor(watched.leg_id, command.mode)
    bridging.tell_changes(exchange, exchange.legs)
    exchange.settle(effect_id, CommandDone(effect_id))


def let_go(exchange: Exchange, leg: Leg) -> None:
    """Something else is to become of a leg: it listens in no more."""
    if exchange.monitors.pop(leg.leg_id, None) is not None:
        bridging.tell_changes(exchange, exchange.legs)


def leg_ends(exchange: Exchange, leg: Leg) -> list[LegReturned]:
    """A leg is about to end: who listened in on it waits for a command again, which is to be told behind its end."""
    exchange.monitors.pop(leg.leg_id, None)
    left = [monitor_id for monitor_id, one in exchange.monitors.items() if one.watched_leg_id == leg.leg_id]
    for monitor_id in left:
        del exchange.monitors[monitor_id]
    bridging.tell_changes(exchange, [other for other in exchange.legs if other != leg.leg_id])
    return [LegReturned(monitor_id) for monitor_id in left]
