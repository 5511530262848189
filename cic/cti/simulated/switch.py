"""The simulated switch: frames, commands and time go in; frames, closings and reports come out.

Owns the order of a step and what each frame of a phone means. Must not touch a socket, a clock or an event loop.
"""

from collections.abc import Callable, Sequence
from typing import assert_never

from cic.cti.port import ExpectedLeg, ProviderCommand
from cic.cti.simulated import frames, hearing, legs, messages, orders, phones, rejoining, tracks
from cic.cti.simulated.effects import Effects
from cic.cti.simulated.exchange import (
    OUTSIDE,
    Closing,
    Exchange,
    Leg,
    LegPhase,
    Limits,
    MessageToFind,
    MessageToKeep,
    Output,
    Phone,
    PhoneId,
    PhoneIdentity,
    TrackSound,
    TrackToBegin,
    TrackToEnd,
)
from cic.cti.simulated.frames import PhoneFrame, PhoneRole
from cic.cti.simulated.links import links
from cic.cti.simulated.timers import TimerKey, TimerKind
from cic.cti.simulated.tokens import RejoinTokens
from cic.cti.simulated.wire import ProtocolFault, parse_phone_frame
from routing.vocabulary import EffectId, EndCause, LegId, ProviderId


class Switch:
    """An in-memory telephone switch. Every step returns what it has to say, in order; times are milliseconds."""

    def __init__(
        self, provider_id: ProviderId, secret: bytes, new_leg_suffix: Callable[[], str], limits: Limits | None = None
    ) -> None:
        """``new_leg_suffix`` makes leg ids unique over restarts; ``secret`` signs rejoin tokens and outlives them."""
        bounds = limits or Limits()
        effects = Effects(bounds.outcomes_kept_max)
        self.exchange = Exchange(provider_id, bounds, RejoinTokens(secret), new_leg_suffix, effects)

    @property
    def next_deadline_ms(self) -> int | None:
        """When ``expire`` is to be called."""
        return self.exchange.timers.next_ms

    def start(self, expected: Sequence[ExpectedLeg], now_ms: int) -> list[Output]:
        """Take up what was there before a restart."""
        self._begin(now_ms)
        rejoining.expect(self.exchange, expected)
        return self._end()

    def connect(self, phone_id: PhoneId, identity: PhoneIdentity, now_ms: int) -> list[Output]:
        """A phone has connected."""
        self._begin(now_ms)
        phones.connect(self.exchange, phone_id, identity)
        return self._end()

    def disconnect(self, phone_id: PhoneId, now_ms: int) -> list[Output]:
        """A phone's connection is gone."""
        self._begin(now_ms)
        if (phone := self.exchange.phones.get(phone_id)) is not None:
            phones.disconnect(self.exchange, phone)
        return self._end()

    def close(self, phone_id: PhoneId, closing: Closing, now_ms: int) -> list[Output]:
        """Close a phone's connection for a reason that the shell has found."""
        self._begin(now_ms)
        if (phone := self.exchange.phones.get(phone_id)) is not None:
            phones.close(self.exchange, phone, closing)
        return self._end()

    def receive(self, phone_id: PhoneId, text: str, now_ms: int) -> list[Output]:
        """A phone has sent a frame; one that is closed already is not heard."""
        self._begin(now_ms)
        phone = self.exchange.phones.get(phone_id)
        if phone is not None:
            self._heard(phone, text)
        return self._end()

    def execute(self, effect_id: EffectId, command: ProviderCommand, now_ms: int) -> list[Output]:
        """Carry out a command of the engine."""
        self._begin(now_ms)
        orders.carry_out(self.exchange, effect_id, command)
        return self._end()

    def message_found(self, to_find: MessageToFind, duration_ms: int | None, now_ms: int) -> list[Output]:
        """How long the message on disk is; None when there is none."""
        self._begin(now_ms)
        messages.found(self.exchange, to_find.effect_id, to_find.leg_id, duration_ms)
        return self._end()

    def message_kept(self, to_keep: MessageToKeep, duration_ms: int, now_ms: int) -> list[Output]:
        """A message is on disk, and so long."""
        self._begin(now_ms)
        messages.kept(self.exchange, to_keep, duration_ms)
        return self._end()

    def message_failed(self, message: MessageToFind | MessageToKeep, now_ms: int) -> list[Output]:
        """A message can neither be found nor kept."""
        self._begin(now_ms)
        messages.not_kept(self.exchange, message.effect_id, message.leg_id)
        return self._end()

    def track_begun(self, to_begin: TrackToBegin, is_begun: bool, now_ms: int) -> list[Output]:
        """Whether a track can be written."""
        self._begin(now_ms)
        tracks.begun(self.exchange, to_begin, is_begun)
        return self._end()

    def track_failed(self, sound: TrackSound, now_ms: int) -> list[Output]:
        """There is no room for more of a track."""
        self._begin(now_ms)
        tracks.failed(self.exchange, sound)
        return self._end()

    def track_ended(self, to_end: TrackToEnd, is_kept: bool, now_ms: int) -> list[Output]:
        """Whether a track is whole on disk."""
        self._begin(now_ms)
        tracks.ended(self.exchange, to_end, is_kept)
        return self._end()

    def expire(self, now_ms: int) -> list[Output]:
        """Let time pass."""
        self._begin(now_ms)
        for key in self.exchange.timers.due(self.exchange.now_ms):
            self._due(key)
        return self._end()

    def _begin(self, now_ms: int) -> None:
        self.exchange.now_ms = max(self.exchange.now_ms, now_ms)

    def _end(self) -> list[Output]:
        rejoining.read_if_complete(self.exchange)
        outputs, self.exchange.outputs = self.exchange.outputs, []
        return outputs

    def _heard(self, phone: Phone, text: str) -> None:
        if not phones.may_speak(self.exchange, phone):
            phones.close(self.exchange, phone, Closing.TOO_FAST_OR_SLOW)
            return
        try:
            frame = parse_phone_frame(text)
        except ProtocolFault as fault:
            phones.senseless(self.exchange, phone, fault.detail)
            return
        self._understood(phone, frame)

    def _understood(self, phone: Phone, frame: PhoneFrame) -> None:
        match frame:
            case frames.Pong():
                pass  # that it was heard is all
            case frames.Rejoin():
                rejoining.rejoin(self.exchange, phone, frame)
            case frames.Dial():
                if phone.identity.role is not PhoneRole.CALLER or phone.leg_id is not None:
                    phones.senseless(self.exchange, phone, "dial: this phone cannot dial now")
                else:
                    legs.arrive(self.exchange, phone, frame)
            case frames.Outside(number=number):
                if phone.identity.role is not PhoneRole.CALLER or phone.leg_id is not None:
                    phones.senseless(self.exchange, phone, "outside: this phone cannot take a number now")
                else:
                    phones.take_number(self.exchange, phone, number)
            case _ if phone.leg_id == frame.leg_id:
                self._of_leg(phone, self.exchange.legs[frame.leg_id], frame)
            case _ if frame.leg_id in self.exchange.ended:
                pass  # it crossed our ``ended`` on the way
            case _:
                phones.senseless(self.exchange, phone, "leg_id: not a call of this phone")

    def _of_leg(
        self,
        phone: Phone,
        leg: Leg,
        frame: frames.Answer
        | frames.Reject
        | frames.Played
        | frames.Digit
        | frames.Speech
        | frames.Audio
        | frames.TrackAudio
        | frames.SignalOut
        | frames.HangUp,
    ) -> None:
        match frame:
            case frames.Answer() | frames.Reject() if leg.role is not PhoneRole.AGENT:
                phones.senseless(self.exchange, phone, "answer, reject: this phone was not called")
            case frames.Answer():
                legs.picked_up(self.exchange, leg)
            case frames.Reject() | frames.HangUp():
                legs.end(self.exchange, leg, _hung_up(leg))
            case frames.Played(effect_id=effect_id):
                hearing.played(self.exchange, leg, effect_id)
            case frames.Digit(digit=digit):
                self._key(leg, digit)
            case frames.Speech(words=words):
                hearing.spoken(self.exchange, leg, words)
            case frames.Audio():
                messages.heard(self.exchange, leg, frame)
            case frames.TrackAudio():
                tracks.heard(self.exchange, leg, frame)
            case frames.SignalOut(to=to, data=data):
                if to in links(self.exchange, leg):
                    self.exchange.say(self.exchange.legs[to], frames.SignalIn(to, leg.leg_id, data))
            case _:
                assert_never(frame)

    def _key(self, leg: Leg, digit: str) -> None:
        peers = [peer for peer, link in links(self.exchange, leg).items() if link.speaks]
        for peer in peers:
            self.exchange.say(self.exchange.legs[peer], frames.FarDigits(peer, digit))
        if not peers:
            hearing.key_pressed(self.exchange, leg, digit)

    def _due(self, key: TimerKey) -> None:
        exchange = self.exchange
        match key:
            case TimerKey(TimerKind.EXPECTED):
                rejoining.expected_due(exchange)
            case TimerKey(TimerKind.PHONE, int(number)):
                phones.liveness_due(exchange, exchange.phones[PhoneId(number)])
            case TimerKey(kind, str(owner)):
                leg = exchange.legs[LegId(owner)]
                match kind:
                    case TimerKind.ANSWER:
                        legs.end(exchange, leg, EndCause.NOT_ANSWERED)
                    case TimerKind.REJOIN:
                        legs.end(exchange, leg, EndCause.LOST)
                    case TimerKind.GATHER:
                        hearing.gathering_due(exchange, leg)
                    case TimerKind.PLAYBACK:
                        hearing.playback_due(exchange, leg)
                    case TimerKind.MESSAGE:
                        messages.due(exchange, leg)
                    case TimerKind.PHONE | TimerKind.EXPECTED:
                        raise AssertionError("not a deadline of a leg")
            case _:
                raise AssertionError("a deadline without an owner")


def _hung_up(leg: Leg) -> EndCause:
    if leg.role is PhoneRole.AGENT and leg.phase is not LegPhase.ANSWERED:
        return EndCause.DECLINED
    is_outside = leg.address is not None and leg.address.startswith(OUTSIDE)
    return EndCause.CALLER_HUNG_UP if leg.role is PhoneRole.CALLER or is_outside else EndCause.AGENT_HUNG_UP
