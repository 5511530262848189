"""Phones that come back: after a dropped connection, and after a restart of the engine.

Owns the waiting for expected legs, the check of tokens and what a phone is told when it is back. Ends no leg.
"""

from collections.abc import Sequence

from cic.cti.port import ExpectedLeg, LegSeen, LegsRead
from cic.cti.simulated import bridging, frames, hearing, legs, messages, monitoring, phones, tracks
from cic.cti.simulated.exchange import Bridge, Closing, Exchange, Leg, LegPhase, Looping, Phone, Playing, Recording
from cic.cti.simulated.frames import MediaState, PhoneRole
from cic.cti.simulated.links import BOTH_WAYS, links, peers_in_bridge
from cic.cti.simulated.timers import TimerKey, TimerKind
from routing.vocabulary import BridgeId, EndCause

EXPECTED = TimerKey(TimerKind.EXPECTED, 0)


def expect(exchange: Exchange, expected: Sequence[ExpectedLeg]) -> None:
    """Take up the legs that the journal believes alive; their phones have the rejoin window to come back."""
    for leg in expected:
        has_called = leg.is_caller and not leg.is_dialled
        role = PhoneRole.CALLER if has_called else PhoneRole.AGENT
        is_answered = has_called or bool(leg.bridged_with)
        phase = LegPhase.ANSWERED if is_answered else LegPhase.RINGING
        exchange.legs[leg.leg_id] = Leg(
            leg.leg_id, role, phase, None, is_expected=True, is_known=False, is_of_before=True
        )
    for leg in expected:
        group = sorted({leg.leg_id, *leg.bridged_with} & exchange.legs.keys())
        members = [exchange.legs[leg_id] for leg_id in group]
        if len(members) > 1 and all(member.bridge_id is None for member in members):
            bridge = Bridge(BridgeId(f"{group[0]}-restored"), group)
            exchange.bridges[bridge.bridge_id] = bridge
            for member in members:
                member.bridge_id = bridge.bridge_id
                member.peers_told = dict.fromkeys([other for other in group if other != member.leg_id], BOTH_WAYS)
    exchange.is_read = False
    exchange.timers.set(EXPECTED, exchange.now_ms + exchange.limits.rejoin_window_ms)


def read_if_complete(exchange: Exchange) -> None:
    """Tell the engine which legs there are, as soon as no expected one is missing."""
    if exchange.is_read or any(leg.is_expected for leg in exchange.legs.values()):
        return
    exchange.is_read = True
    exchange.timers.clear(EXPECTED)
    seen = []
    for leg_id in sorted(exchange.legs):
        leg = exchange.legs[leg_id]
        heard = tuple(peers_in_bridge(exchange, leg))
        seen.append(LegSeen(leg_id, leg.phase is LegPhase.ANSWERED, heard))
    exchange.report(LegsRead(exchange.provider_id, tuple(seen)))


def expected_due(exchange: Exchange) -> None:
    """The rejoin window after a start is over: who has not come back is gone, and the engine reads so.

    They are forgotten altogether, so that a DialLeg which never reached us before the restart may still ring.
    """
    for leg in [leg for leg in exchange.legs.values() if leg.is_expected]:
        listeners = monitoring.leg_ends(exchange, leg)
        bridging.leave(exchange, leg)
        hearing.replace(exchange, leg, "leg_ended")
        legs.forget(exchange, leg)
        for returned in listeners:
            exchange.report(returned)


def rejoin(exchange: Exchange, phone: Phone, frame: frames.Rejoin) -> None:
    """A phone says that a leg is its own: with the right token it takes it up again."""
    role, address = phone.identity.role, phone.identity.address
    leg = exchange.legs.get(frame.leg_id)
    if not exchange.tokens.is_valid(frame.token, frame.leg_id, role, address):
        exchange.count("wrong_rejoin_token")
        exchange.tell_phone(phone, frames.Fault("rejoin: the token does not fit"))
    elif leg is None:
        cause = exchange.ended.get(frame.leg_id, EndCause.LOST)
        exchange.tell_phone(phone, frames.Ended(frame.leg_id, cause))
    elif leg.role is not role:
        exchange.count("wrong_rejoin_token")
        exchange.tell_phone(phone, frames.Fault("rejoin: the token does not fit"))
    elif phone.leg_id not in (None, leg.leg_id) or _has_other_call(exchange, address, leg):
        exchange.tell_phone(phone, frames.Fault("rejoin: this phone has another call"))
    else:
        _take_up(exchange, phone, leg, frame)


def _has_other_call(exchange: Exchange, address: str | None, leg: Leg) -> bool:
    """Whether an agent has got another call while we did not know yet whose leg this is."""
    return address is not None and exchange.agent_legs.get(address, leg.leg_id) != leg.leg_id


def _take_up(exchange: Exchange, phone: Phone, leg: Leg, frame: frames.Rejoin) -> None:
    if leg.phone_id is not None and leg.phone_id != phone.phone_id:
        older = exchange.phones[leg.phone_id]
        older.leg_id = None
        phones.close(exchange, older, Closing.TAKEN_OVER)
    if leg.is_expected and frame.answered is not None:
        leg.phase = _phase(leg, frame.answered)
    leg.is_expected = False
    leg.phone_id, phone.leg_id = phone.phone_id, leg.leg_id
    exchange.timers.clear(TimerKey(TimerKind.REJOIN, leg.leg_id))
    exchange.say(leg, frames.Rejoined(leg.leg_id))
    _tell_state(exchange, leg, frame.media)
    leg.has_missed_change = False
    if phone.identity.address is not None:
        leg.address = phone.identity.address
        exchange.agent_legs[leg.address] = leg.leg_id
        exchange.report_phone(leg.address)


def _phase(leg: Leg, is_answered: bool) -> LegPhase:
    if is_answered:
        return LegPhase.ANSWERED
    return LegPhase.ARRIVED if leg.role is PhoneRole.CALLER else LegPhase.RINGING


def _tell_state(exchange: Exchange, leg: Leg, media: MediaState) -> None:
    """Say again how this leg stands; where we do not know since a restart, silence leaves the phone as it is."""
    if leg.phase is LegPhase.ANSWERED and leg.role is PhoneRole.CALLER:
        exchange.say(leg, frames.Answered(leg.leg_id))
    if leg.phase is LegPhase.RINGING:
        legs.say_ringing(exchange, leg)
    if leg.is_muted:
        exchange.say(leg, frames.Mute(leg.leg_id, True))
    tracks.tell_phone(exchange, leg)
    peers = links(exchange, leg)
    is_quiet = leg.hearing is None and leg.is_known and leg.phase is LegPhase.ANSWERED
    if peers and (media is MediaState.LOST or leg.has_missed_change):
        bridging.make_anew(exchange, leg)
    elif peers or leg.bridge_id is not None or leg.has_missed_change or is_quiet:
        bridging.tell_leg(exchange, leg)
    match leg.hearing:
        case Playing() as playing:
            hearing.say_playing(exchange, leg, playing)
        case Looping(url=url):
            exchange.say(leg, frames.Music(leg.leg_id, url))
        case Recording() as message:
            messages.say(exchange, leg, message)
        case None:
            pass
