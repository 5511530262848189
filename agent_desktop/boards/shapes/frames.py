"""The frames of `cic.board.v1` in both directions. Owns their shapes."""

from typing import Literal, NotRequired

from typing_extensions import TypeAliasType, TypedDict

from agent_desktop.boards.shapes.items import AgentItem, AlarmItem, QueuesItem, WaitingItem
from agent_desktop.gateway.shapes.frames import EventsFrame, SnapshotFrame

PROTOCOL = "cic.board.v1"
PROTOCOL_NUMBER = 1

BoardChannelName = TypeAliasType("BoardChannelName", Literal["queues", "agents", "waiting", "alarms", "mirror"])


class WallFacts(TypedDict):
    """The wall that this is."""

    name: str
    queues: list[str]


class BoardHelloFrame(TypedDict):
    """The first frame. A board that has heard nothing for ``stale_after_ms`` is to turn grey. ``wall`` is null for
    whoever is signed in. Another ``build`` than before: the page is to be loaded anew."""

    t: Literal["hello"]
    protocol: int
    now_ms: int
    heartbeat_ms: int
    stale_after_ms: int
    build: str
    epoch: str
    channels: list[BoardChannelName]
    wall: WallFacts | None


class QueuesFrame(TypedDict):
    """Items of the queues; null: no more. ``full``: there are no others."""

    t: Literal["state"]
    channel: Literal["queues"]
    as_of_ms: int
    full: bool
    items: dict[str, QueuesItem | None]


class AgentsFrame(TypedDict):
    """Items of the agents whom this board may see; null: no more. ``full``: there are no others."""

    t: Literal["state"]
    channel: Literal["agents"]
    as_of_ms: int
    full: bool
    items: dict[str, AgentItem | None]


class WaitingLineFrame(TypedDict):
    """Who waits in the queue ``of``; null: no more. ``order`` has the keys of all items as they stand in line, 500 at
    most: further behind nobody is shown."""

    t: Literal["state"]
    channel: Literal["waiting"]
    of: str
    as_of_ms: int
    full: bool
    order: list[str]
    items: dict[str, WaitingItem | None]


class AlarmsFrame(TypedDict):
    """Alarms that stand; null: over. ``full``: there are no others."""

    t: Literal["state"]
    channel: Literal["alarms"]
    as_of_ms: int
    full: bool
    items: dict[str, AlarmItem | None]


class MirrorFrame(TypedDict):
    """What the desktop of the agent ``of`` is told: first its snapshot, then events; see `cic.desktop.v2`."""

    t: Literal["mirror"]
    of: str
    as_of_ms: int
    frame: SnapshotFrame | EventsFrame


class BeatFrame(TypedDict):
    """All that was told on every channel holds as of this time: nothing else has changed by then."""

    t: Literal["beat"]
    as_of_ms: int


class EndedFrame(TypedDict):
    """A subscription was not begun, or has ended: `unknown_queue`, `unknown_agent`, `not_permitted`, `no_view`,
    `too_many`, `no_reason`, `not_noted`."""

    t: Literal["ended"]
    channel: BoardChannelName
    of: str | None
    code: str


class BoardPingFrame(TypedDict):
    """Is anybody there?"""

    t: Literal["ping"]
    n: int


class BoardSubscribeFrame(TypedDict):
    """The board wants a channel. ``of`` is the queue of `waiting` and the agent of `mirror`, and ``reason`` (1 to 500
    characters) why the latter is looked at."""

    t: Literal["subscribe"]
    channel: BoardChannelName
    of: NotRequired[str]
    reason: NotRequired[str]


class BoardUnsubscribeFrame(TypedDict):
    """The board does not want a channel any more."""

    t: Literal["unsubscribe"]
    channel: BoardChannelName
    of: NotRequired[str]


class BoardPongFrame(TypedDict):
    """Somebody is."""

    t: Literal["pong"]
    n: int


BoardServerFrame = TypeAliasType(
    "BoardServerFrame",
    BoardHelloFrame
    | QueuesFrame
    | AgentsFrame
    | WaitingLineFrame
    | AlarmsFrame
    | MirrorFrame
    | BeatFrame
    | EndedFrame
    | BoardPingFrame,
)
BoardClientFrame = TypeAliasType("BoardClientFrame", BoardSubscribeFrame | BoardUnsubscribeFrame | BoardPongFrame)
