"""Bridges of the simulated switch: who hears whom. Owns membership, hold and which side of a pair makes the offer.

Membership changes first; only then is each phone told whom it hears now, and only if that differs from what it was
told before: a pair that goes on through a change keeps its connection. Must not end legs or answer commands.
"""

from collections.abc import Iterable

from cic.cti.simulated import frames
from cic.cti.simulated.exchange import Bridge, Exchange, Leg, Looping
from cic.cti.simulated.links import links
from routing.vocabulary import BridgeId, LegId


def form(exchange: Exchange, bridge_id: BridgeId, legs: list[Leg]) -> None:
    """Let exactly these legs hear each other in this bridge; they leave any other, and hold is over for them."""
    bridge, touched = _assemble(exchange, bridge_id, legs)
    for leg in legs:
        leg.hearing = None
    bridge.held.clear()
    tell_changes(exchange, touched)


def rejoin_bridge(exchange: Exchange, bridge_id: BridgeId, legs: list[Leg]) -> Bridge:
    """The bridge in which exactly these legs are, made or completed as need be; who is on hold stays so."""
    bridge, touched = _assemble(exchange, bridge_id, legs)
    tell_changes(exchange, touched)
    return bridge


def hold(exchange: Exchange, bridge: Bridge, leg: Leg, music_url: str) -> None:
    """Part one leg from its bridge and let it hear music; those who remain hear each other, or nobody."""
    bridge.held.add(leg.leg_id)
    leg.hearing = Looping(music_url)
    tell_changes(exchange, bridge.members)
    exchange.say(leg, frames.Music(leg.leg_id, music_url))


def resume(exchange: Exchange, bridge: Bridge, leg: Leg) -> None:
    """Bring a held leg back to those who wait for it; when all of them are on hold, it waits in silence."""
    bridge.held.discard(leg.leg_id)
    if leg.hearing is not None and not links(exchange, leg):
        exchange.say(leg, frames.Part(leg.leg_id))
    leg.hearing = None
    tell_changes(exchange, bridge.members)


def leave(exchange: Exchange, leg: Leg) -> Leg | None:
    """Take a leg out of its bridge; the one that this leaves alone, if any, waits for a command again."""
    touched = _take_out(exchange, leg)
    tell_changes(exchange, {*touched, leg.leg_id})
    left = [exchange.legs[leg_id] for leg_id in touched]
    return left[0] if len(left) == 1 else None


def tell_changes(exchange: Exchange, leg_ids: Iterable[LegId]) -> None:
    """Tell each of these legs whom it hears now, where that has changed; and whoever listens in on one of them."""
    for leg_id in sorted(exchange.legs if exchange.monitors else leg_ids):
        leg = exchange.legs[leg_id]
        if links(exchange, leg) != leg.peers_told:
            tell_leg(exchange, leg)


def tell_leg(exchange: Exchange, leg: Leg) -> None:
    """Tell one leg whom it hears: of each pair the leg whose id sorts first makes the offer."""
    peers = links(exchange, leg)
    leg.peers_told = peers
    if leg.phone_id is None:
        leg.has_missed_change = True
    elif peers:
        offers = tuple(frames.Peer(peer, leg.leg_id < peer, link.speaks, link.hears) for peer, link in peers.items())
        exchange.say(leg, frames.Bridge(leg.leg_id, leg.bridge_id or BridgeId(f"{leg.leg_id}-alone"), offers))
    else:
        exchange.say(leg, frames.Part(leg.leg_id))


def make_anew(exchange: Exchange, leg: Leg) -> None:
    """Have this phone, and all that it is connected with, close their connections and make them again."""
    members = [] if leg.bridge_id is None else exchange.bridges[leg.bridge_id].active
    group = dict.fromkeys([*members, leg.leg_id, *links(exchange, leg)])
    for leg_id in group:
        exchange.say(exchange.legs[leg_id], frames.Part(leg_id))
    for leg_id in sorted(group):
        tell_leg(exchange, exchange.legs[leg_id])


def _assemble(exchange: Exchange, bridge_id: BridgeId, legs: list[Leg]) -> tuple[Bridge, set[LegId]]:
    """Put exactly these legs into the bridge; also all legs whose peers that may change. Tells nobody yet."""
    bridge = _named(exchange, bridge_id, legs)
    touched = set(bridge.members)
    wanted = [leg.leg_id for leg in legs]
    for leg in legs:
        if leg.bridge_id != bridge_id:
            touched |= {leg.leg_id, *_take_out(exchange, leg)}
            leg.hearing = None
            leg.bridge_id = bridge_id
    for leg_id in bridge.members:
        if leg_id not in wanted:
            exchange.legs[leg_id].bridge_id = None
    bridge.members = wanted
    bridge.held.intersection_update(wanted)
    return bridge, touched


def _take_out(exchange: Exchange, leg: Leg) -> list[LegId]:
    """Remove a leg from its bridge, and the bridge when that leaves one leg only; those who were in it with it."""
    if leg.bridge_id is None:
        return []
    bridge = exchange.bridges[leg.bridge_id]
    bridge.members.remove(leg.leg_id)
    bridge.held.discard(leg.leg_id)
    leg.bridge_id = None
    remaining = list(bridge.members)
    if len(remaining) < 2:
        del exchange.bridges[bridge.bridge_id]
        for leg_id in remaining:
            exchange.legs[leg_id].bridge_id = None
    return remaining


def _named(exchange: Exchange, bridge_id: BridgeId, legs: list[Leg]) -> Bridge:
    """The bridge of this name; one of another name that holds two of the legs already is meant and renamed.

    That happens after a restart: which legs are bridged is known then, the bridge's name is not.
    """
    if (bridge := exchange.bridges.get(bridge_id)) is not None:
        return bridge
    homes = [leg.bridge_id for leg in legs if leg.bridge_id is not None]
    shared = next((home for home in homes if homes.count(home) > 1), None)
    bridge = exchange.bridges.pop(shared) if shared is not None else Bridge(bridge_id, [])
    bridge.bridge_id = bridge_id
    exchange.bridges[bridge_id] = bridge
    for leg_id in bridge.members:
        exchange.legs[leg_id].bridge_id = bridge_id
    return bridge
