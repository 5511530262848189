"""What the boards tell of agents, queues and callers at this moment. Owns the types and their port; counts nothing.

Nothing here is a personal value. A time is UTC milliseconds; None where there is none, or nothing to go by yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from routing.vocabulary import AgentId, ContactId, FlowId, InteractionId, QueueId


@dataclass(frozen=True, slots=True)
class AgentFigures:
    """An agent. ``queues`` and ``skills`` are those of now, an override included, which ends at ``override_until_ms``.

    ``in_hand`` counts interactions by medium; ``load`` is the share of ``capacity`` that they and offers take.
    """

    agent_id: AgentId
    activity: str
    reason: str
    since_ms: int
    is_free: bool
    interactions: int
    reachable_phones: int
    is_desktop_open: bool
    queues: tuple[QueueId, ...]
    skills: Mapping[str, int]
    in_hand: Mapping[str, int]
    load: int
    capacity: int
    override_until_ms: int | None


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """A queue. ``longest_wait_since_ms`` is when its longest waiting caller was queued.

    The estimate is the wait of one who would be queued now; ``missed`` counts who gave up and is to be called.
    """

    queue_id: QueueId
    waiting: int
    offered: int
    in_progress: int
    longest_wait_since_ms: int | None
    agents_available: int
    mode: str
    mode_until_ms: int | None
    estimated_median_ms: int | None
    estimated_p90_ms: int | None
    missed: int


@dataclass(frozen=True, slots=True)
class MissedFigures:
    """A caller who gave up while waiting and whom nobody has seen to."""

    contact_id: ContactId
    queue_id: QueueId
    missed_at_ms: int
    waiting_since_ms: int
    resume_until_ms: int
    may_resume: bool


@dataclass(frozen=True, slots=True)
class WaitFigures:
    """Where somebody stands in line, counted from 1, and how long it may take from now on. Both are 0 when offered."""

    queue_id: QueueId
    place: int
    waiting_since_ms: int
    estimated_median_ms: int | None
    estimated_p90_ms: int | None


@dataclass(frozen=True, slots=True)
class NotWaiting:
    """The interaction waits in no line; ``stage`` is where it stands, None for one that is not open."""

    stage: str | None


@dataclass(frozen=True, slots=True)
class FlowFigures:
    """A flow and how many contacts follow it. ``version`` is what new contacts follow; None where none can come any
    more. ``contacts_on_earlier`` go on with the version that they began with."""

    flow_id: FlowId
    version: str | None
    contacts: int
    contacts_on_earlier: int


class Boards(Protocol):
    """The live figures, read from the settled state."""

    async def agents(self) -> Sequence[AgentFigures]:
        """All configured agents."""
        ...

    async def queues(self) -> Sequence[QueueFigures]:
        """All configured queues."""
        ...

    async def missed(self) -> Sequence[MissedFigures]:
        """Everybody who gave up and is to be called, the longest ago first."""
        ...

    async def wait(self, interaction_id: InteractionId) -> WaitFigures | NotWaiting:
        """Where an interaction stands in line."""
        ...

    async def flows(self) -> Sequence[FlowFigures]:
        """All flows that are there or that somebody still follows, by name."""
        ...
