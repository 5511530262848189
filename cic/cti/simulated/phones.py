"""Connections of phones: they come, go, are asked whether they live and are kept to their rate.

Owns the bounds on what a phone may send. Must not know what a frame means.
"""

from cic.cti.port.calling import calling_of
from cic.cti.simulated import frames, legs
from cic.cti.simulated.exchange import OUTSIDE, ClosePhone, Closing, Exchange, Phone, PhoneId, PhoneIdentity
from cic.cti.simulated.timers import TimerKey, TimerKind
from cic.cti.simulated.wire import PROTOCOL_VERSION

_FAULTS = {
    Closing.NOT_READY: "too_many_phones",
    Closing.SENSELESS: "senseless",
    Closing.SILENT: "silent",
    Closing.TOO_FAST_OR_SLOW: "too_fast_or_slow",
}


def connect(exchange: Exchange, phone_id: PhoneId, identity: PhoneIdentity) -> None:
    """A phone has a connection; an older one of the same agent is closed."""
    assert phone_id not in exchange.phones, "a connection has a number of its own"
    address = identity.address
    if address is not None:
        _take_address(exchange, phone_id, address)
    burst = exchange.limits.frames_burst_max * 1000
    phone = exchange.phones[phone_id] = Phone(phone_id, identity, exchange.now_ms, burst, exchange.now_ms)
    if len(exchange.phones) > exchange.limits.phones_max:
        close(exchange, phone, Closing.NOT_READY)
        return
    exchange.tell_phone(phone, frames.Hello(PROTOCOL_VERSION, identity.role, address))
    exchange.timers.set(_liveness(phone), exchange.now_ms + exchange.limits.ping_interval_ms)
    if address is not None:
        exchange.report_phone(address)


def take_number(exchange: Exchange, phone: Phone, number: str) -> None:
    """A caller's phone without a call is to be reached under a number of the world outside."""
    address = outside_address(number)
    phone.identity = PhoneIdentity(frames.PhoneRole.AGENT, address)
    _take_address(exchange, phone.phone_id, address)
    exchange.tell_phone(phone, frames.Hello(PROTOCOL_VERSION, frames.PhoneRole.AGENT, address))


def outside_address(number: str) -> str:
    """The address of whoever has this number in the world outside, without the separators that people write."""
    return OUTSIDE + calling_of(number, "").number


def _take_address(exchange: Exchange, phone_id: PhoneId, address: str) -> None:
    older = exchange.agent_phones.get(address)
    exchange.agent_phones[address] = phone_id  # first, so that the phone is not reported as gone in between
    if older is not None:
        close(exchange, exchange.phones[older], Closing.TAKEN_OVER)


def disconnect(exchange: Exchange, phone: Phone) -> None:
    """A phone's connection is gone; its leg waits for it to come back."""
    del exchange.phones[phone.phone_id]
    exchange.timers.clear(_liveness(phone))
    address = phone.identity.address
    if address is not None and exchange.agent_phones.get(address) == phone.phone_id:
        del exchange.agent_phones[address]
        exchange.report_phone(address)
    if phone.leg_id is not None:
        legs.went_away(exchange, exchange.legs[phone.leg_id])


def close(exchange: Exchange, phone: Phone, closing: Closing) -> None:
    """Close a phone's connection: from now on it counts as gone."""
    disconnect(exchange, phone)
    if (kind := _FAULTS.get(closing)) is not None:
        exchange.count(kind)
    exchange.outputs.append(ClosePhone(phone.phone_id, closing))


def may_speak(exchange: Exchange, phone: Phone) -> bool:
    """Count one frame of this phone; false when it sends more than it may."""
    limits = exchange.limits
    phone.last_heard_ms = exchange.now_ms
    earned = (exchange.now_ms - phone.frames_counted_ms) * limits.frames_per_s_max
    phone.frames_counted_ms = exchange.now_ms
    phone.frames_left = min(limits.frames_burst_max * 1000, phone.frames_left + earned) - 1000
    return phone.frames_left >= 0


def senseless(exchange: Exchange, phone: Phone, detail: str) -> None:
    """Count a frame that made no sense and say so; a phone that goes on like that is closed."""
    exchange.faults += 1
    exchange.count("senseless_frame")
    phone.faults += 1
    if phone.faults > exchange.limits.faults_max:
        close(exchange, phone, Closing.SENSELESS)
    else:
        exchange.tell_phone(phone, frames.Fault(detail))


def liveness_due(exchange: Exchange, phone: Phone) -> None:
    """Ask a phone whether it lives; one that has been silent for too long is closed."""
    limits = exchange.limits
    dead_ms = phone.last_heard_ms + limits.silence_ms_max
    if exchange.now_ms >= dead_ms:
        close(exchange, phone, Closing.SILENT)
        return
    phone.pings += 1
    exchange.tell_phone(phone, frames.Ping(phone.pings))
    exchange.timers.set(_liveness(phone), min(dead_ms, exchange.now_ms + limits.ping_interval_ms))


def _liveness(phone: Phone) -> TimerKey:
    return TimerKey(TimerKind.PHONE, phone.phone_id)
