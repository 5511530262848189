"""The legs and channels of one Asterisk as we know them. Owns the facts; must not send or report anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cic.cti.asterisk.session import AgiSession, Job
from cic.cti.port import LegSeen
from routing.vocabulary import EndCause, LegId, ProviderId

_ENDED_MAX = 10_000


@dataclass(slots=True)
class Channel:
    """A channel as AMI tells of it, a leg of ours or not. The name is Asterisk's unique id."""

    name: str
    title: str = ""
    """What Asterisk calls it: technology, endpoint and number."""
    account: str = ""
    is_ringing: bool = False
    is_up: bool = False
    bridge: str | None = None
    spies_on: str | None = None
    """What Asterisk calls the channel that this one listens in on."""

    @property
    def device(self) -> str:
        """Technology and endpoint: what Asterisk calls the phone that this is a channel of."""
        return self.title.rpartition("-")[0]


@dataclass(slots=True)
class Leg:
    """A channel that is a leg of ours."""

    leg_id: LegId
    channel: str
    is_caller: bool
    address: str = ""
    """The phone that was dialled by us, where it is one of ours."""
    is_outside: bool = False
    """A number of the world outside that was dialled by us: who is there hears what a caller hears."""
    was_brought_in: bool = False
    """Dialled by us, and at the callers' entry of the dialplan since."""
    is_to_be_dialled: bool = False
    """Asterisk has not heard of it yet."""
    is_known_ringing: bool = False
    is_known_answered: bool = False
    watches: LegId | None = None
    """The leg that it listens in on: with that one it may be in a bridge, without being named for it."""
    maybe_bridged_with: tuple[LegId, ...] = ()
    """Legs it is being bridged with; after a cut nobody knows whether that was done."""
    is_returning: bool = False
    """It was in a bridge, or with an engine before us: it is to be reported when it waits again."""
    has_said_goodbye: bool = False
    """Its party has hung up, and its channel is about to end."""
    session: AgiSession | None = None
    jobs: list[Job] = field(default_factory=list)
    """What the caller is to hear and has not heard to its end; done again when the conversation breaks."""
    end_cause: EndCause | None = None
    """Why we are ending it ourselves."""

    @property
    def is_dialled(self) -> bool:
        """Whether we began it: then the channel has the leg's name."""
        return self.leg_id == self.channel

    @property
    def is_at_entry(self) -> bool:
        """Whether its place in the dialplan is the callers' entry; otherwise it is where dialled legs wait."""
        return self.was_brought_in or not self.is_dialled

    @property
    def is_conversed_with(self) -> bool:
        """Whether it hears recordings and gives keys: everybody but our agents."""
        return self.is_caller or self.is_outside


@dataclass(slots=True)
class Legs:
    """Everything alive, and the names of what ended lately, so that a late word about it is understood."""

    provider: ProviderId
    channels: dict[str, Channel] = field(default_factory=dict)
    by_channel: dict[str, Leg] = field(default_factory=dict)
    by_device: dict[str, set[str]] = field(default_factory=dict)
    """The names of the channels of each phone that has any, legs of ours or not."""
    by_id: dict[LegId, Leg] = field(default_factory=dict)
    ended: dict[str, EndCause | None] = field(default_factory=dict)
    """Channels that ended, the oldest first."""
    born: set[str] = field(default_factory=set)
    """Channels and legs that began since the last list was asked for, maybe too late to be in it."""

    def caller_leg_id(self, channel: str) -> LegId:
        """The leg id of an arriving call."""
        return LegId(f"{self.provider}-{channel}")

    def channel_of(self, leg_id: LegId, *, is_dialled: bool) -> str:
        """The channel that a leg id stands for."""
        return leg_id if is_dialled else leg_id.removeprefix(f"{self.provider}-")

    def add(self, leg: Leg) -> Leg:
        """Take up a leg."""
        self.born.add(leg.channel)
        self.by_channel[leg.channel] = leg
        self.by_id[leg.leg_id] = leg
        return leg

    def channel(self, name: str) -> Channel:
        """The channel of that name, made known if it was not."""
        return self.channels.setdefault(name, Channel(name))

    def entitle(self, channel: Channel, title: str) -> None:
        """Take up what Asterisk calls a channel; the empty text says nothing."""
        if title and title != channel.title:
            self._leave_device(channel)
            channel.title = title
            self.by_device.setdefault(channel.device, set()).add(channel.name)

    def _leave_device(self, channel: Channel) -> None:
        others = self.by_device.get(channel.device, set())
        others.discard(channel.name)
        if not others:
            self.by_device.pop(channel.device, None)

    def title_of(self, leg: Leg) -> str:
        """The name to bridge a leg by.

        Where two channels are brought together, Asterisk takes whatever channel's name or unique id *begins* so
        (``ast_channel_get_by_name_prefix``), and of the unique ids 17.1 and 17.10 one begins with the other: somebody
        else's call would be joined. The numbers in names have a fixed width.
        """
        channel = self.channels.get(leg.channel)
        return (channel.title if channel else "") or leg.channel

    def end(self, channel: str, cause: EndCause | None) -> Leg | None:
        """Forget a channel that is gone; the leg that it was, if any."""
        if (known := self.channels.pop(channel, None)) is not None:
            self._leave_device(known)
        self.ended[channel] = cause
        if len(self.ended) > _ENDED_MAX:
            del self.ended[next(iter(self.ended))]
        leg = self.by_channel.pop(channel, None)
        if leg is not None:
            del self.by_id[leg.leg_id]
        return leg

    def forget(self) -> list[Leg]:
        """Asterisk has gone with all its calls. A name that yet comes back is a new arrival, not a late word."""
        legs = list(self.by_id.values())
        for leg in legs:
            if leg.session is not None:
                leg.session.close()
        for known in (self.channels, self.by_channel, self.by_device, self.by_id, self.born):
            known.clear()
        return legs

    def bridge_of(self, leg: Leg) -> str | None:
        """The bridge a leg is in."""
        channel = self.channels.get(leg.channel)
        return channel.bridge if channel else None

    def are_together(self, legs: tuple[Leg, ...]) -> bool:
        """Whether all these legs hear each other."""
        bridges = {self.bridge_of(leg) for leg in legs}
        return len(bridges) == 1 and None not in bridges

    def in_bridge(self, bridge: str) -> tuple[Leg, ...]:
        """The legs of ours in a bridge."""
        return tuple(leg for leg in self.by_id.values() if self.bridge_of(leg) == bridge)

    def seen(self, past_talks: Mapping[LegId, LegId | None]) -> tuple[LegSeen, ...]:
        """Every leg, with those it is bridged with, and the one that is gone with which it is known to have been."""
        return tuple(
            LegSeen(leg.leg_id, self._is_up(leg), self._peers(leg), past_talks.get(leg.leg_id))
            for leg in self.by_id.values()
        )

    def _is_up(self, leg: Leg) -> bool:
        channel = self.channels.get(leg.channel)
        return channel is not None and channel.is_up

    def _peers(self, leg: Leg) -> tuple[LegId, ...]:
        bridge = self.bridge_of(leg)
        if bridge is None:
            return ()
        return tuple(other.leg_id for other in self.in_bridge(bridge) if other is not leg)
