"""Asterisk's words to ours. Owns which event means which report; keeps the facts in ``Legs``; sends nothing.

Any event may be late, doubled or without its forerunner, so each report is made once, by comparing with what is known.
"""

from typing import Final

from cic.cti.asterisk.ami import AmiMessage
from cic.cti.asterisk.legs import Channel, Leg, Legs
from cic.cti.asterisk.phone_states import PhoneStates
from cic.cti.port import LegAnswered, LegEnded, LegReturned, LegRinging, LegsRead, ProviderReport
from routing.vocabulary import EndCause

_STATE_RINGING = "5"
_STATE_UP = "6"

# Q.850 causes, as Asterisk sets them for SIP answers (res_pjsip: 486 -> 17, 480 -> 19, 603 -> 21, 404 -> 1, 503 -> 34).
_CAUSE_MEDIA_LOST: Final = "44"  # rtp_timeout has passed
_ASTERISK_STOPS: Final = "4"  # AST_SOFTHANGUP_SHUTDOWN; the Hangup that follows reads as if the party had hung up
_UNANSWERED_CAUSES: Final = {
    "1": EndCause.UNREACHABLE,
    "3": EndCause.UNREACHABLE,
    "16": EndCause.NOT_ANSWERED,
    "17": EndCause.BUSY,
    "18": EndCause.NOT_ANSWERED,
    "19": EndCause.NOT_ANSWERED,
    "20": EndCause.UNREACHABLE,
    "21": EndCause.DECLINED,
    "22": EndCause.UNREACHABLE,
    "26": EndCause.NOT_ANSWERED,
    "27": EndCause.UNREACHABLE,
    "28": EndCause.UNREACHABLE,
}

# OriginateResponse's reason is the control frame that ended the dialling (frame.h: 1 hangup, 5 busy, 8 congestion).
_ORIGINATE_REASONS: Final = {
    "0": EndCause.UNREACHABLE,
    "1": EndCause.NOT_ANSWERED,
    "3": EndCause.NOT_ANSWERED,
    "5": EndCause.BUSY,
    "8": EndCause.UNREACHABLE,
}


class Translator:
    """Folds manager events into ``Legs`` and says what is new for the center."""

    def __init__(self, legs: Legs, addresses: frozenset[str]) -> None:
        self._legs = legs
        self.phones = PhoneStates(legs.provider, legs, addresses)

    def translate(self, event: AmiMessage) -> list[ProviderReport]:
        """What this event tells the center; nothing for most."""
        match event.event:
            case "Newchannel" | "Newstate":
                return self._channel_changed(event)
            case "BridgeEnter":
                return self._entered(event)
            case "BridgeLeave":
                self._left(event)
                return []
            case "SoftHangupRequest" if event["Cause"] == _ASTERISK_STOPS:
                return self.all_lost()
            case "Hangup":
                return self._hung_up(event)
            case "OriginateResponse":
                return self._originated(event)
            case "UserEvent" if event["UserEvent"] == "CicWaiting":
                return self._waits(event["Uniqueid"])
            case "UserEvent" if event["UserEvent"] == "CicMonitoring":
                self._spies(event["Uniqueid"], event["Watched"])
                return []
            case "DTMFEnd":
                self._key_pressed(event)
                return []
            case "DeviceStateChange":
                return [*self.phones.changed(event["Device"], event["State"])]
            case _:
                return []

    def channel_listed(self, item: AmiMessage) -> Channel:
        """Take up a channel from a list of all channels."""
        channel = self._legs.channel(item["Uniqueid"])
        self._take_state(channel, item)
        channel.bridge = item["BridgeId"] or None
        return channel

    def all_lost(self) -> list[ProviderReport]:
        """Asterisk ends, and every call with it."""
        forgotten = self._legs.forget()
        # In one report: leg by leg, an agent would seem to have left a caller who is still there. Then each by itself,
        # for a caller who arrived so lately that nobody knows it yet.
        return [LegsRead(self._legs.provider, ()), *(LegEnded(leg.leg_id, EndCause.LOST) for leg in forgotten)]

    def news_of(self, leg: Leg) -> list[ProviderReport]:
        """That a leg rings or is answered, unless that was reported."""
        channel = self._legs.channels.get(leg.channel)
        if channel is None:
            return []
        reports: list[ProviderReport] = []
        if channel.is_ringing and leg.is_dialled and not leg.is_known_ringing and not leg.is_known_answered:
            leg.is_known_ringing = True
            reports.append(LegRinging(leg.leg_id))
        if channel.is_up and not leg.is_known_answered:
            leg.is_known_answered = True
            reports.append(LegAnswered(leg.leg_id))
        return reports

    def _channel_changed(self, event: AmiMessage) -> list[ProviderReport]:
        name = event["Uniqueid"]
        if not name or name in self._legs.ended:
            return []
        self._take_state(self._legs.channel(name), event)
        leg = self._legs.by_channel.get(name)
        return self.news_of(leg) if leg else []

    def _take_state(self, channel: Channel, event: AmiMessage) -> None:
        self._legs.entitle(channel, event["Channel"])
        channel.account = event["AccountCode"] or channel.account
        channel.is_ringing = channel.is_ringing or event["ChannelState"] == _STATE_RINGING
        channel.is_up = channel.is_up or event["ChannelState"] == _STATE_UP

    def _entered(self, event: AmiMessage) -> list[ProviderReport]:
        if event["Uniqueid"] in self._legs.ended:
            return []
        channel = self._legs.channel(event["Uniqueid"])
        channel.bridge, channel.spies_on = event["BridgeUniqueid"], None
        if (leg := self._legs.by_channel.get(event["Uniqueid"])) is not None:
            self.taken_into_bridge(leg)
        return []

    def taken_into_bridge(self, leg: Leg) -> None:
        """What a leg did before is over, and it comes back once the bridge lets it go."""
        leg.is_returning = True
        leg.jobs.clear()
        if leg.session is not None:  # Asterisk has ended the conversation: do not wait to hear it
            leg.session.close()
            leg.session = None

    def _left(self, event: AmiMessage) -> None:
        channel = self._legs.channels.get(event["Uniqueid"])
        # A channel moved from one bridge to another may be reported in the new one first.
        if channel is not None and channel.bridge == event["BridgeUniqueid"]:
            channel.bridge = None

    def _spies(self, spyer: str, on: str) -> None:
        """A channel listens in on another; it waits again once that is over."""
        channel, leg = self._legs.channels.get(spyer), self._legs.by_channel.get(spyer)
        if channel is not None and leg is not None:
            channel.spies_on = on
            leg.is_returning = True

    def _key_pressed(self, event: AmiMessage) -> None:
        leg = self._legs.by_channel.get(event["Uniqueid"])
        if leg is not None and leg.session is not None and event["Direction"] == "Received":
            tone_ms = event["DurationMs"]
            leg.session.overhear(event["Digit"], int(tone_ms) if tone_ms.isdecimal() else 0)

    def _hung_up(self, event: AmiMessage) -> list[ProviderReport]:
        leg, channel = self._legs.by_channel.get(event["Uniqueid"]), self._legs.channels.get(event["Uniqueid"])
        cause = _end_cause(leg, event["Cause"]) if leg else None
        self._legs.end(event["Uniqueid"], cause)
        freed = self.phones.channel_gone(channel.device) if channel is not None else []
        if leg is None or cause is None:
            return [*freed]
        if leg.session is not None:
            leg.session.close()
        return [LegEnded(leg.leg_id, cause), *freed]

    def _originated(self, event: AmiMessage) -> list[ProviderReport]:
        """Dialling failed before there was a channel; with one, its own events tell more.

        A dial command sent twice is refused for its ChannelId, which reads as a failure of the living leg.
        """
        if event["Response"] != "Failure":
            return []
        leg = self._legs.by_channel.get(event["Uniqueid"])
        if leg is None or leg.channel in self._legs.channels:
            return []
        cause = leg.end_cause or _ORIGINATE_REASONS.get(event["Reason"], EndCause.FAILED)
        self._legs.end(leg.channel, cause)
        return [LegEnded(leg.leg_id, cause)]

    def _waits(self, channel: str) -> list[ProviderReport]:
        leg = self._legs.by_channel.get(channel)
        if (known := self._legs.channels.get(channel)) is not None:
            known.spies_on = None
        if leg is None or leg.is_at_entry or not leg.is_returning or leg.watches in self._legs.by_id:
            return []
        leg.is_returning = False
        return [LegReturned(leg.leg_id)]


def _end_cause(leg: Leg, cause: str) -> EndCause:
    if leg.end_cause is not None:
        return leg.end_cause
    if leg.is_dialled and not leg.is_known_answered:
        return _UNANSWERED_CAUSES.get(cause, EndCause.FAILED)
    if cause == _CAUSE_MEDIA_LOST and leg.is_known_answered:
        return EndCause.LOST if leg.is_conversed_with else EndCause.MEDIA_LOST
    return EndCause.CALLER_HUNG_UP if leg.is_conversed_with else EndCause.AGENT_HUNG_UP
