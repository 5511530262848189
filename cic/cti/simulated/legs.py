"""The life of a leg in the simulated switch: it arrives or rings, is answered, ends. Owns what is told at each turn.

Must not decide to end a leg that its phone has not ended: the core does.
"""

from cic.cti.port import (
    CallArrivedOpen,
    CommandDone,
    CommandFailed,
    DialLeg,
    DialNumber,
    LegAnswered,
    LegEnded,
    LegReturned,
    LegRinging,
)
from cic.cti.port.calling import calling_of
from cic.cti.simulated import bridging, frames, hearing, messages, monitoring, tracks
from cic.cti.simulated.exchange import Exchange, Leg, LegPhase, Phone
from cic.cti.simulated.frames import PhoneRole
from cic.cti.simulated.timers import TimerKey, TimerKind
from routing.vocabulary import EffectId, EndCause, LegId


def arrive(exchange: Exchange, phone: Phone, dial: frames.Dial) -> None:
    """A caller's phone dials: a leg arrives."""
    exchange.legs_counted += 1
    leg_id = LegId(f"{exchange.provider_id}-{exchange.legs_counted}-{exchange.new_leg_suffix()}")
    leg = exchange.legs[leg_id] = Leg(leg_id, PhoneRole.CALLER, LegPhase.ARRIVED, phone.phone_id)
    phone.leg_id = leg_id
    exchange.say(leg, frames.LegGiven(leg_id, exchange.tokens.issue(leg_id, PhoneRole.CALLER, None)))
    calling = calling_of(dial.caller_number, dial.caller_name)
    for fault in calling.faults:
        exchange.count(fault.value)
    exchange.report(CallArrivedOpen(leg_id, dial.number, calling.number, calling.name))


def ring(exchange: Exchange, effect_id: EffectId, command: DialLeg | DialNumber, address: str) -> None:
    """Call the phone of an address; one that is away or in use ends the leg at once."""
    leg_id = command.leg_id
    known = exchange.legs.get(leg_id)
    if known is not None and known.role is PhoneRole.AGENT:
        # After a restart: the leg came back before the command that made it was sent again.
        _adopt(exchange, effect_id, known, command)
    elif known is not None:
        exchange.fail(effect_id, "leg_exists")
    elif leg_id in exchange.ended:
        exchange.settle(effect_id, LegEnded(leg_id, exchange.ended[leg_id]))
    elif address in exchange.agent_legs:
        _refuse(exchange, effect_id, leg_id, EndCause.BUSY)
    elif (phone_id := exchange.agent_phones.get(address)) is None:
        _refuse(exchange, effect_id, leg_id, EndCause.UNREACHABLE)
    else:
        leg = Leg(leg_id, PhoneRole.AGENT, LegPhase.RINGING, phone_id, address, command.interaction_id, effect_id)
        exchange.legs[leg_id] = leg
        exchange.agent_legs[address] = leg_id
        exchange.phones[phone_id].leg_id = leg_id
        exchange.timers.set(_answer(leg_id), exchange.now_ms + command.answer_timeout_ms)
        say_ringing(exchange, leg)
        exchange.settle(effect_id, LegRinging(leg_id))
        exchange.report_phone(address)


def _adopt(exchange: Exchange, effect_id: EffectId, leg: Leg, command: DialLeg | DialNumber) -> None:
    leg.dial_effect_id = effect_id
    leg.interaction_id = command.interaction_id
    if leg.phase is LegPhase.ANSWERED:
        exchange.settle(effect_id, LegAnswered(leg.leg_id))
        return
    exchange.timers.set(_answer(leg.leg_id), exchange.now_ms + command.answer_timeout_ms)
    say_ringing(exchange, leg)
    exchange.settle(effect_id, LegRinging(leg.leg_id))


def say_ringing(exchange: Exchange, leg: Leg) -> None:
    """Let an agent's phone ring."""
    if leg.interaction_id is not None:
        token = exchange.tokens.issue(leg.leg_id, leg.role, leg.address)
        exchange.say(leg, frames.Ring(leg.leg_id, token, leg.interaction_id))


def picked_up(exchange: Exchange, leg: Leg) -> None:
    """An agent answered; said again, it is told again."""
    leg.phase = LegPhase.ANSWERED
    exchange.timers.clear(_answer(leg.leg_id))
    if leg.dial_effect_id is not None:
        exchange.settle(leg.dial_effect_id, LegAnswered(leg.leg_id))
    else:
        exchange.report(LegAnswered(leg.leg_id))


def answer(exchange: Exchange, leg: Leg, effect_id: EffectId) -> None:
    """Answer a caller; answered already, it is done."""
    if leg.phase is LegPhase.RINGING:
        exchange.fail(effect_id, "leg_not_arrived")
        return
    if leg.phase is LegPhase.ARRIVED:
        leg.phase = LegPhase.ANSWERED
        exchange.say(leg, frames.Answered(leg.leg_id))
        exchange.report(LegAnswered(leg.leg_id))
    exchange.settle(effect_id, CommandDone(effect_id))


def went_away(exchange: Exchange, leg: Leg) -> None:
    """The phone of a leg has dropped its connection: it may come back."""
    leg.phone_id = None
    due_ms = exchange.now_ms + exchange.limits.rejoin_window_ms
    exchange.timers.set(TimerKey(TimerKind.REJOIN, leg.leg_id), due_ms)


def end(exchange: Exchange, leg: Leg, cause: EndCause) -> LegEnded:
    """A leg is over: its phone, the engine and whoever it leaves alone are told."""
    outcome = LegEnded(leg.leg_id, cause)
    leg.peers_told = {}  # ``Ended`` says it all to its own phone
    messages.hung_up(exchange, leg)
    tracks.leg_ended(exchange, leg)
    listeners = monitoring.leg_ends(exchange, leg)
    alone = bridging.leave(exchange, leg)
    exchange.say(leg, frames.Ended(leg.leg_id, cause))
    exchange.report(outcome)
    if leg.dial_effect_id is not None:
        exchange.effects.settle(leg.dial_effect_id, outcome)
    hearing.replace(exchange, leg, "leg_ended")
    forget(exchange, leg)
    exchange.remember_ended(leg.leg_id, cause)
    if alone is not None:
        exchange.report(LegReturned(alone.leg_id))
    for returned in listeners:
        exchange.report(returned)
    return outcome


def forget(exchange: Exchange, leg: Leg) -> None:
    """Take a leg, which is in no bridge any more, out of the books, and with it the digits its caller gave."""
    del exchange.legs[leg.leg_id]
    for effect_id in leg.collected:
        exchange.effects.settle(effect_id, CommandFailed(effect_id, "leg_ended"))
    for kind in (TimerKind.ANSWER, TimerKind.REJOIN):
        exchange.timers.clear(TimerKey(kind, leg.leg_id))
    if leg.phone_id is not None:
        exchange.phones[leg.phone_id].leg_id = None
    if leg.address is not None:
        exchange.agent_legs.pop(leg.address, None)
        exchange.report_phone(leg.address)


def _refuse(exchange: Exchange, effect_id: EffectId, leg_id: LegId, cause: EndCause) -> None:
    exchange.remember_ended(leg_id, cause)
    exchange.settle(effect_id, LegEnded(leg_id, cause))


def _answer(leg_id: LegId) -> TimerKey:
    return TimerKey(TimerKind.ANSWER, leg_id)
