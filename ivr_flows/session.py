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


class WaitingFor(Enum):
    """Which input the session can go on with; any other one has come too late."""

    START = "start"
    ANSWER = "answer"
    PROMPTS = "prompts"
    KEY = "key"
    DIGITS = "digits"
    CONFIRMATION = "confirmation"
    LOOKUP = "lookup"
    VERIFICATION = "verification"
    MESSAGE = "message"
    WORK = "work"
    NUMBER = "number"
    QUEUE_PROMPTS = "queue_prompts"
    QUEUE_MUSIC = "queue_music"
    AGENT_PROMPTS = "agent_prompts"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class PathStep:
    """One node entered, for the screen pop and the contact log. ``result`` is a derived word: a menu key's label,
    ``matched``, ``timeout``, ``found``; never what was entered; empty while the caller is still there."""

    node: str
    at_ms: int
    result: str


@dataclass(frozen=True, slots=True)
class Session:
    """``variables`` hold derived values only; collected digits are held as references in ``collected``.

    ``wake_at_ms`` matters while the status is RUNNING: it bounds every wait, also that for an outcome.
    ``menus`` are the menus that lead to where the caller is: key * goes back along them. ``secrets`` are handles of
    what the shell keeps in memory, by the name it was collected under. ``unconfirmed`` is what the caller has probably
    said, while that is asked. ``listens``: until nobody can listen to this caller any more.
    """

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
    waiting_for: WaitingFor = WaitingFor.START
    collected_lengths: dict[str, int] = field(default_factory=dict)
    menus: tuple[str, ...] = ()
    failures: int = 0
    secrets: dict[str, str] = field(default_factory=dict)
    unconfirmed: str = ""
    listens: bool = True
