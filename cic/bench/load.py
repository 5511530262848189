"""A stationary load: contacts on their way through routing, each kind of input as often as the others. Owns contacts.

It plays callers and agents for whatever routes, and learns from the offers alone who was found for whom. An input is a
contact that arrives and waits (opened and queued are one input), an offer accepted by the agent's click, caller and
agent connected, the caller gone, or a wrap-up finished. Whom it happens to is drawn: the contacts of the same stage
are alike.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from random import Random

from cic.bench.floor import DISPOSITION, PROVIDER
from routing.commands import (
    AcceptOffer,
    ConfirmConnected,
    EndInteraction,
    EnqueueInteraction,
    FinishWrapUp,
    OpenInteraction,
    RoutingCommand,
)
from routing.events import OfferMade, RoutingEvent
from routing.vocabulary import AgentId, ContactId, EndCause, InteractionId, Medium, QueueId


class Kind(Enum):
    """The kinds of input, in the order in which a contact goes through them."""

    __hash__ = object.__hash__  # a member is itself alone: Enum's own way goes by the name, in Python

    ENQUEUE = "enqueue"
    ACCEPT = "accept"
    CONNECTED = "connected"
    ENDED = "ended"
    WRAPPED_UP = "wrapped_up"


Given = tuple[RoutingCommand, ...]
"""The commands of one input."""
_AFTER = {Kind.ACCEPT: Kind.CONNECTED, Kind.CONNECTED: Kind.ENDED, Kind.ENDED: Kind.WRAPPED_UP}


class Load:
    """Contacts by the input that comes next for each; ``waiting`` is how many have no agent yet."""

    def __init__(self, served: Mapping[AgentId, Sequence[QueueId]], chance: Random) -> None:
        """``served`` are the queues that each agent is able to serve."""
        self._chance = chance
        self._served = served
        self._agents = tuple(served)
        self._next: dict[Kind, list[OfferMade]] = {kind: [] for kind in Kind if kind is not Kind.ENQUEUE}
        self._due: list[Kind] = []
        self._opened = 0
        self.waiting = 0

    def twin(self) -> "Load":
        """The same load, which goes on by itself and in the same way as long as the same is found."""
        other = Load(self._served, Random())
        other._chance.setstate(self._chance.getstate())
        other._next = {kind: [*contacts] for kind, contacts in self._next.items()}
        other._due, other._opened, other.waiting = [*self._due], self._opened, self.waiting
        return other

    @property
    def in_hand(self) -> int:
        """How many agents have something in hand, or offered."""
        return sum(map(len, self._next.values()))

    def beyond(self, kind: Kind) -> int:
        """How many of those in hand have had this input behind them."""
        stages = list(self._next)
        return sum(len(self._next[stage]) for stage in stages[stages.index(kind) + 1 :])

    def arrival(self, queue_id: QueueId | None = None) -> Given:
        """A contact for this queue, or for any, as likely as there are agents who can serve it."""
        if queue_id is None:
            queue_id = self._chance.choice(self._served[self._chance.choice(self._agents)])
        self._opened += 1
        self.waiting += 1
        interaction_id, contact_id = InteractionId(f"{self._opened:08}"), ContactId(f"c{self._opened:08}")
        opened = OpenInteraction(interaction_id, contact_id, Medium.VOICE, PROVIDER)
        return (opened, EnqueueInteraction(interaction_id, queue_id))

    def arrival_for(self, agent_id: AgentId) -> Given:
        """A contact that this agent could take, and perhaps gets."""
        return self.arrival(self._chance.choice(self._served[agent_id]))

    def next(self) -> Given:
        """The next input: each kind in turn, and one whose turn it is later while there is no contact for it."""
        for place, kind in enumerate(self._due):
            if kind is Kind.ENQUEUE or self._next[kind]:
                del self._due[place]
                return self.arrival() if kind is Kind.ENQUEUE else (self.advance(kind),)
        self._due += Kind
        return self.next()

    def advance(self, kind: Kind) -> RoutingCommand:
        """What happens next to one of the contacts that this comes next for."""
        contacts = self._next[kind]
        place = int(self._chance.random() * len(contacts))
        contacts[place], contacts[-1] = contacts[-1], contacts[place]
        offer = contacts.pop()
        if kind in _AFTER:
            self._next[_AFTER[kind]].append(offer)
        return _command(kind, offer)

    def note(self, events: Sequence[RoutingEvent]) -> None:
        """Learn what an input led to: only offers matter."""
        for event in events:
            if event.__class__ is OfferMade:
                assert isinstance(event, OfferMade), "mypy does not narrow by the class itself"
                self._next[Kind.ACCEPT].append(event)
                self.waiting -= 1


def _command(kind: Kind, offer: OfferMade) -> RoutingCommand:
    match kind:
        case Kind.ACCEPT:
            return AcceptOffer(offer.agent_id, offer.offer_id)
        case Kind.CONNECTED:
            return ConfirmConnected(offer.interaction_id)
        case Kind.ENDED:
            return EndInteraction(offer.interaction_id, EndCause.CALLER_HUNG_UP)
        case Kind.WRAPPED_UP:
            return FinishWrapUp(offer.agent_id, offer.interaction_id, DISPOSITION, None)
        case Kind.ENQUEUE:
            raise AssertionError("who arrives has no offer yet")
