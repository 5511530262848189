"""Small queueing worlds in which the true wait of everybody is known: contacts that give up stay in line as ghosts.

Owns the worlds and the truth, found without the product's core: a ghost takes no agent, and its virtual wait ends when
an agent would have come to it. What an estimator is told, it is told at the time, through ``Listener``.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from random import Random
from typing import Protocol

Place = tuple[int, int]


class Listener(Protocol):
    """What is told of one queue, in the order in which it happens."""

    def queued(self, at_ms: int, place: Place, must_wait: bool) -> None:
        """Somebody came, and waits unless an agent is idle."""

    def started(self, at_ms: int, place: Place) -> None:
        """An agent took the one at this place, perhaps at once."""

    def abandoned(self, at_ms: int, place: Place) -> None:
        """The one at this place gave up."""

    def not_needed(self, at_ms: int) -> None:
        """An agent of the queue became free and found nobody in it."""

    def would_have_started(self, place: Place, wait_ms: int) -> None:
        """The truth, for the record and not for an estimator: so long was the wait at this place, seen through."""


@dataclass(frozen=True)
class Model:
    """Poisson arrivals per class, pools of like agents, exponential service and patience (0: endless); times in s.

    ``arrival_pref`` are the pools of a class in the order in which it takes a free agent, ``pool_order`` the classes
    of a pool in the order in which an agent takes who waits; within a class it is first come, first served.
    """

    lam: Sequence[float]
    servers: Sequence[int]
    mu: Sequence[float]
    theta: Sequence[float]
    arrival_pref: Sequence[Sequence[int]]
    pool_order: Sequence[Sequence[int]]


@dataclass(slots=True)
class Contact:
    """One who waits, or waited and is gone."""

    place: Place
    is_here: bool = True


@dataclass
class World:
    """A run of a model. The heap holds (time, order, what happens, to which class or pool, to whom)."""

    model: Model
    listeners: Sequence[Listener]
    seed: int
    now_ms: int = 0
    order: int = 0
    heap: list[tuple[int, int, str, int, Contact | None]] = field(default_factory=list)
    lines: list[deque[Contact]] = field(default_factory=list)
    idle: list[int] = field(default_factory=list)

    def run(self, arrivals: int) -> None:
        """Let so many contacts arrive, and tell the listeners what comes of it until then."""
        self.chance = Random(self.seed)
        self.idle, self.lines = list(self.model.servers), [deque() for _ in self.model.lam]
        for cls, rate in enumerate(self.model.lam):
            self._after(rate, "arrival", cls)
        while arrivals:
            self.now_ms, _, kind, index, contact = heappop(self.heap)
            if kind == "arrival":
                arrivals -= 1
                self._arrive(index)
            elif kind == "end":
                self._free(index)
            elif contact is not None and contact.is_here:
                contact.is_here = False
                self.listeners[index].abandoned(self.now_ms, contact.place)

    def _after(self, rate: float, kind: str, index: int, contact: Contact | None = None) -> None:
        self.order += 1
        at_ms = self.now_ms + round(self.chance.expovariate(rate) * 1000)
        heappush(self.heap, (at_ms, self.order, kind, index, contact))

    def _arrive(self, cls: int) -> None:
        self._after(self.model.lam[cls], "arrival", cls)
        contact = Contact((self.now_ms, self.order))
        pool = next((pool for pool in self.model.arrival_pref[cls] if self.idle[pool]), None)
        self.listeners[cls].queued(self.now_ms, contact.place, pool is None)
        if pool is not None:
            self.idle[pool] -= 1
            self._start(cls, pool, contact)
            return
        self.lines[cls].append(contact)
        if self.model.theta[cls]:
            self._after(self.model.theta[cls], "patience", cls, contact)

    def _start(self, cls: int, pool: int, contact: Contact) -> None:
        contact.is_here = False
        self.listeners[cls].started(self.now_ms, contact.place)
        self._after(self.model.mu[pool], "end", pool)

    def _free(self, pool: int) -> None:
        """An agent comes to the lines: past every ghost that stands before the first who is still here."""
        for cls in self.model.pool_order[pool]:
            line = self.lines[cls]
            while line:
                contact = line.popleft()
                self.listeners[cls].would_have_started(contact.place, self.now_ms - contact.place[0])
                if contact.is_here:
                    self._start(cls, pool, contact)
                    return
            self.listeners[cls].not_needed(self.now_ms)
        self.idle[pool] += 1
