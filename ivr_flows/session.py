"""A caller's way through a flow, as plain data that is journalled whole. Owns the session; holds no behaviour."""

from dataclasses import dataclass, field
from enum import Enum

from routing.vocabulary import CallerFacts, FlowId

Scalar = str | int | bool | None


class SessionStatus(Enum):
    """Whether the flow drives the call, an agent does, or it is over."""

    RUNNING = "running"
    WITH_AGENT = "with_agent"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class PathStep:
    """One node entered, for the screen pop and the contact log. ``result`` is a derived word: a menu key's label,
    ``matched``, ``timeout``, ``found``; never what was entered."""

    node: str
    at_ms: int
    result: str


@dataclass(frozen=True, slots=True)
class Session:
    """``variables`` hold derived values only; collected digits are held as references in ``collected``."""

    flow_id: FlowId
    flow_version: str
    status: SessionStatus
    node: str
    attempt: int
    dialled_number: str
    caller: CallerFacts
    language: str
    variables: dict[str, Scalar] = field(default_factory=dict)
    collected: dict[str, str] = field(default_factory=dict)
    path: tuple[PathStep, ...] = ()
    wake_at_ms: int | None = None
    queue_turn: int = 0
