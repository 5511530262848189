"""Who hears whom in the simulated switch: bridges, and those who listen in on their members. Owns that one question.

Says nothing to anybody.

Of a leg that hears recordings or music nothing is heard by who listens in: its phone makes those by itself.
"""

from cic.cti.port import MonitorMode
from cic.cti.simulated.exchange import Exchange, Leg, LegPhase, Link, Monitor
from routing.vocabulary import LegId

BOTH_WAYS = Link(speaks=True, hears=True)


def peers_in_bridge(exchange: Exchange, leg: Leg) -> list[LegId]:
    """The other legs of its bridge that it hears, and that hear it, in the order of their ids."""
    if leg.bridge_id is None:
        return []
    active = exchange.bridges[leg.bridge_id].active
    return sorted(peer for peer in active if peer != leg.leg_id) if leg.leg_id in active else []


def links(exchange: Exchange, leg: Leg) -> dict[LegId, Link]:
    """Every leg that this one hears or speaks to, in the order of their ids."""
    found = dict.fromkeys(peers_in_bridge(exchange, leg), BOTH_WAYS)
    for monitor_id, monitor in exchange.monitors.items():
        if monitor_id == leg.leg_id:
            found |= _of_monitor(exchange, monitor_id, monitor)
        elif leg.leg_id in (circle := _circle(exchange, monitor)):
            found[monitor_id] = Link(speaks=True, hears=_is_heard(monitor, circle, leg.leg_id))
    return dict(sorted(found.items()))


def _of_monitor(exchange: Exchange, monitor_id: LegId, monitor: Monitor) -> dict[LegId, Link]:
    circle = _circle(exchange, monitor)
    found = {leg_id: Link(speaks=_is_heard(monitor, circle, leg_id), hears=True) for leg_id in circle}
    barges_in = monitor.mode is MonitorMode.BARGE
    for other_id, other in exchange.monitors.items():
        both = other_id != monitor_id and other.watched_leg_id == monitor.watched_leg_id and bool(circle)
        link = Link(speaks=barges_in, hears=other.mode is MonitorMode.BARGE)
        if both and (link.speaks or link.hears):
            found[other_id] = link
    return found


def _circle(exchange: Exchange, monitor: Monitor) -> list[LegId]:
    """The watched leg, and whom it hears: all whom the monitor hears."""
    watched = exchange.legs.get(monitor.watched_leg_id)
    if watched is None or watched.phase is not LegPhase.ANSWERED or watched.plays or watched.hearing is not None:
        return []
    return [watched.leg_id, *peers_in_bridge(exchange, watched)]


def _is_heard(monitor: Monitor, circle: list[LegId], by: LegId) -> bool:
    if by == circle[0]:
        return monitor.mode is not MonitorMode.LISTEN
    return monitor.mode is MonitorMode.BARGE
