"""How long contacts wait and agents work, and what is laid aside meanwhile. Owns these times; decides nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from cic.simulation.streams import Stream
from cic.simulation.tally import QueueTally
from routing.vocabulary import AgentId, InteractionId

Contact = tuple[InteractionId, Stream, QueueTally, bool, float, float, float]
"""Id, stream, sums of its queue, whether it counts, when it came, how long it is handled and wrapped up (ms)."""
Held = tuple[Contact, AgentId, int]
"""A contact in hand: with whom, by id and by place among the staff."""

Then = Callable[[float, Held], None]


@dataclass(frozen=True, slots=True)
class Window:
    """The time that counts."""

    from_ms: float
    until_ms: float

    def within(self, since_ms: float, until_ms: float) -> float:
        """How much of a stretch of time lies within the window."""
        begin_ms = since_ms if since_ms > self.from_ms else self.from_ms
        end_ms = until_ms if until_ms < self.until_ms else self.until_ms
        return end_ms - begin_ms if end_ms > begin_ms else 0.0


def waited(contact: Contact, until_ms: float, window: Window) -> None:
    """Add up for the queue that the contact waited, until this time."""
    _, _, tally, counts, since_ms, _, _ = contact
    tally.in_queue_ms += window.within(since_ms, until_ms)
    if counts:
        tally.wait_ms += until_ms - since_ms


class Occupancy:
    """How long each agent has anything in hand, within the window."""

    __slots__ = ("_busy_since_ms", "_in_hand", "_window", "busy_ms")

    def __init__(self, agents: int, window: Window) -> None:
        self._window = window
        self._in_hand = [0] * agents
        self._busy_since_ms = [0.0] * agents
        self.busy_ms = [0.0] * agents

    def take(self, agent: int, at_ms: float) -> None:
        """The agent has one more."""
        if not self._in_hand[agent]:
            self._busy_since_ms[agent] = at_ms
        self._in_hand[agent] += 1

    def let_go(self, agent: int, at_ms: float) -> None:
        """The agent has one less."""
        self._in_hand[agent] -= 1
        if not self._in_hand[agent]:
            self.busy_ms[agent] += self._window.within(self._busy_since_ms[agent], at_ms)


class Pauses:
    """Work that stands still while the agent has laid it aside for something that may interrupt it."""

    __slots__ = ("_ends", "_left")

    def __init__(self) -> None:
        self._ends: dict[InteractionId, tuple[float, Then, Held]] = {}
        self._left: dict[InteractionId, tuple[float, Then, Held]] = {}

    def begin(self, end_ms: float, then: Then, held: Held) -> None:
        """Work goes on, would end at this time, and then something follows."""
        self._ends[held[0][0]] = (end_ms, then, held)

    def lay_aside(self, interaction_id: InteractionId, at_ms: float) -> None:
        """Work stands still from now on."""
        end_ms, then, held = self._ends.pop(interaction_id)
        self._left[interaction_id] = (end_ms - at_ms, then, held)

    def take_up(self, interaction_id: InteractionId) -> tuple[float, Then, Held]:
        """What is left of the work, what follows, and whose it is."""
        return self._left.pop(interaction_id)

    def end(self, interaction_id: InteractionId, at_ms: float) -> bool:
        """Whether work really ends now; it does not when it was laid aside since that was foreseen."""
        end = self._ends.get(interaction_id)
        if end is None or end[0] != at_ms:
            return False
        del self._ends[interaction_id]
        return True
