"""What is true in Asterisk right now, read after each connect. Owns the reading and what it means for what we knew.

A call that came or went while the list was being read is neither lost nor raised from the dead: names born meanwhile
are kept, and the list and the events come in order over the same connection.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from cic.cti.asterisk import actions
from cic.cti.asterisk.ami import AmiMessage
from cic.cti.asterisk.connection import AmiConnection
from cic.cti.asterisk.faults import AmiRefused
from cic.cti.asterisk.legs import Channel, Leg, Legs
from cic.cti.asterisk.translate import Translator
from cic.cti.port import ExpectedLeg, LegEnded, LegsRead, ProviderReport
from routing.vocabulary import LegId


@dataclass(slots=True)
class Reading:
    """What the reading found to be done: callers to be asked back, channels that nobody wants any more."""

    callers_astray: list[str] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)


class Reconciler:
    """Reads channels and phones and brings ``Legs`` in line with them."""

    def __init__(
        self,
        connection: AmiConnection,
        legs: Legs,
        translator: Translator,
        report: Callable[[ProviderReport], None],
    ) -> None:
        self._connection = connection
        self._legs = legs
        self._translator = translator
        self._report = report

    def expect(self, expected: ExpectedLeg) -> None:
        """A leg that the journal believes alive: it is looked for in the first reading."""
        is_dialled = expected.is_dialled or not expected.is_caller
        channel = self._legs.channel_of(expected.leg_id, is_dialled=is_dialled)
        leg = Leg(expected.leg_id, channel, is_caller=expected.is_caller, is_returning=True)
        leg.maybe_bridged_with = expected.bridged_with
        self._legs.add(leg)

    async def read(self) -> Reading:
        """Read everything, report LegsRead and the phones."""
        self._legs.born.clear()
        listed = await self._connection.read_list(actions.list_channels())
        reading = self._take_channels(listed)
        self._end_those_we_ended(reading)
        past_talks = await self._past_talks()
        self._report(LegsRead(self._legs.provider, self._legs.seen(past_talks)))
        for leg in list(self._legs.by_id.values()):
            for report in self._translator.news_of(leg):
                self._report(report)
        self._translator.phones.forget()
        for item in await self._connection.read_list(actions.list_endpoints()):
            for report in self._translator.phones.listed(item["ObjectName"], item["DeviceState"]):
                self._report(report)
        return reading

    def _take_channels(self, listed: list[AmiMessage]) -> Reading:
        reading = Reading()
        alive = self._legs.born | {leg.channel for leg in self._legs.by_id.values() if leg.is_to_be_dialled}
        for item in listed:
            if item["Uniqueid"] in self._legs.ended:
                if actions.is_dialled(item["AccountCode"]):
                    reading.unwanted.append(item["Uniqueid"])  # dialling was given up while we were cut off
                continue
            channel = self._translator.channel_listed(item)
            channel.spies_on = None  # no list tells; the engine asks again, and it is begun anew
            alive.add(channel.name)
            leg = self._legs.by_channel.get(channel.name)
            if leg is not None and leg.is_dialled:
                self._place_dialled(leg, channel, item["Context"])
            if channel.bridge is not None:
                self._adopt_dialled(channel.name, channel.account)
                if leg is not None and not leg.is_returning:
                    self._translator.taken_into_bridge(leg)
            elif _is_astray(leg, channel):
                reading.callers_astray.append(channel.name)
            elif actions.is_dialled(channel.account) and leg is None:
                reading.unwanted.append(channel.name)
        for name in [name for name in {**self._legs.channels, **self._legs.by_channel} if name not in alive]:
            self._gone(name)
        return reading

    async def _past_talks(self) -> dict[LegId, LegId | None]:
        """Talks that began and ended while nobody looked: the agent's leg is gone, the caller's knows of it."""
        talks: dict[LegId, LegId | None] = {}
        for leg in list(self._legs.by_id.values()):
            gone = [other for other in leg.maybe_bridged_with if other not in self._legs.by_id]
            if leg.is_conversed_with and gone and self._legs.bridge_of(leg) is None:
                by_account = {actions.dialled_account(other): other for other in gone}
                talks[leg.leg_id] = by_account.get(await self._peer_account(leg))
        return talks

    async def _peer_account(self, leg: Leg) -> str:
        try:
            return (await self._connection.send(actions.get_variable(leg.channel, actions.PEER_ACCOUNT)))["Value"]
        except AmiRefused:  # the caller has gone just now
            return ""

    def _gone(self, channel: str) -> None:
        leg = self._legs.by_channel.get(channel)
        cause = None if leg is None else leg.end_cause
        self._legs.end(channel, cause)
        if leg is not None and cause is not None:  # we know more than that it is gone
            self._report(LegEnded(leg.leg_id, cause))

    def _end_those_we_ended(self, reading: Reading) -> None:
        # The command to end it may have been lost in the cut, and whoever gave it may have stopped waiting.
        for leg in self._legs.by_id.values():
            if leg.end_cause is not None and not leg.is_to_be_dialled:
                reading.unwanted.append(leg.channel)

    def _place_dialled(self, leg: Leg, channel: Channel, context: str) -> None:
        """An engine before us has dialled it: whose phone it is, and what we made of it, Asterisk knows."""
        leg.was_brought_in = leg.was_brought_in or context == actions.CALLER_CONTEXT
        if not leg.address and channel.title:
            leg.address = self._translator.phones.address_of(channel.device) or ""
            leg.is_outside = not leg.address

    def _adopt_dialled(self, channel: str, account: str) -> None:
        # Somebody talks there: not ours to end, even if no journal knows it.
        if actions.is_dialled(account) and channel not in self._legs.by_channel:
            self._legs.add(Leg(LegId(channel), channel, is_caller=False, is_returning=True))


def _is_astray(leg: Leg | None, channel: Channel) -> bool:
    """Whether a caller's channel waits for an engine that is not there, or hears what nobody has it hear any more."""
    if leg is None:
        return channel.account == actions.CALLER_ACCOUNT
    is_caller = channel.account == actions.CALLER_ACCOUNT or (leg.was_brought_in and channel.is_up)
    return is_caller and leg.session is None
