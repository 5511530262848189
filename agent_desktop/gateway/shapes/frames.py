"""The frames of `cic.desktop.v2` in both directions, and the events in them. Owns their shapes."""

from typing import Annotated, Literal, NotRequired

from pydantic import WithJsonSchema
from typing_extensions import TypeAliasType, TypedDict

from agent_desktop.gateway.shapes.channels import ChannelName, DirectoryItem, WaitingWork
from agent_desktop.gateway.shapes.commands import CommandFrame
from agent_desktop.gateway.shapes.view import Coded, FollowUp, InteractionView, QueueChoice, View

PROTOCOL = "cic.desktop.v2"
PROTOCOL_NUMBER = 2

PARTIAL_OF = "x-partial-of"
"""Marks, in a schema, fields of another shape of which only those that have changed are there."""
AgentChanges = Annotated[dict[str, object], WithJsonSchema({PARTIAL_OF: "AgentView"})]
InteractionChanges = Annotated[dict[str, object], WithJsonSchema({PARTIAL_OF: "InteractionView"})]


class AgentChanged(TypedDict):
    """These fields of the agent have changed."""

    event: Literal["agent_changed"]
    data: AgentChanges


class Choices(TypedDict):
    """What may be chosen; all of it, because it changes with the configuration only."""

    break_reasons: list[Coded]
    queues: list[QueueChoice]
    flows: list[str]
    dispositions: list[Coded]


class ChoicesChanged(TypedDict):
    """There is something else to choose from."""

    event: Literal["choices_changed"]
    data: Choices


class InteractionAdded(TypedDict):
    """An interaction is shown now, as number ``at`` of them, counted from 0."""

    event: Literal["interaction_added"]
    interaction_id: str
    at: int
    data: InteractionView


class InteractionChanged(TypedDict):
    """These fields of an interaction have changed; with ``at`` it stands at another place now."""

    event: Literal["interaction_changed"]
    interaction_id: str
    at: NotRequired[int]
    data: InteractionChanges


class InteractionRemoved(TypedDict):
    """An interaction is shown no more."""

    event: Literal["interaction_removed"]
    interaction_id: str


class FollowUpsChanged(TypedDict):
    """The agent's follow-ups, all that there are now."""

    event: Literal["follow_ups_changed"]
    data: list[FollowUp]


ViewEvent = TypeAliasType(
    "ViewEvent",
    AgentChanged | ChoicesChanged | InteractionAdded | InteractionChanged | InteractionRemoved | FollowUpsChanged,
)


class Cursor(TypedDict):
    """Where a desktop is: up to ``seq`` it has everything that was told in ``epoch``."""

    epoch: str
    seq: int


class HelloFrame(TypedDict):
    """The first frame. Another ``epoch`` than before: no cursor of before is known any more."""

    t: Literal["hello"]
    protocol: int
    now_ms: int
    heartbeat_ms: int
    build: str
    epoch: str


class OpenFrame(TypedDict):
    """The desktop wants to be told from its cursor on; without one, the whole view. Again after a gap."""

    t: Literal["open"]
    cursor: Cursor | None


class SnapshotFrame(TypedDict):
    """The whole view, as it was at ``seq``."""

    t: Literal["snapshot"]
    seq: int
    view: View


class ResumedFrame(TypedDict):
    """The view that the desktop has is the one to go on from: ``count`` frames with what it has missed follow."""

    t: Literal["resumed"]
    seq: int
    count: int


class EventsFrame(TypedDict):
    """What has changed by ``seq``, in order. ``after`` is the number of the frame before this one: who has not heard
    up to there has missed something."""

    t: Literal["events"]
    seq: int
    after: int
    events: list[ViewEvent]


class StandingAlarm(TypedDict):
    """Something is wrong with the center, since this time by the server's clock."""

    code: str
    since_ms: int


class NoticeFrame(TypedDict):
    """All alarms that stand now and concern agents."""

    t: Literal["notice"]
    alarms: list[StandingAlarm]


class ErrorBody(TypedDict):
    """Why a command was not carried out."""

    code: str
    detail: str


class DoneFrame(TypedDict):
    """A command was carried out and is journalled."""

    t: Literal["result"]
    id: str
    ok: Literal[True]


class RefusedFrame(TypedDict):
    """A command was not carried out."""

    t: Literal["result"]
    id: str
    ok: Literal[False]
    error: ErrorBody


class DirectoryFrame(TypedDict):
    """Items of the directory; null: no more. ``full``: there are no others."""

    t: Literal["state"]
    channel: Literal["directory"]
    full: bool
    items: dict[str, DirectoryItem | None]


class WaitingFrame(TypedDict):
    """Work that the agent may pull; null: no more. ``full``: there is no other."""

    t: Literal["state"]
    channel: Literal["waiting"]
    full: bool
    items: dict[str, WaitingWork | None]


class SubscribeFrame(TypedDict):
    """The desktop wants a state channel, or does not any more."""

    t: Literal["subscribe", "unsubscribe"]
    channel: ChannelName


class PingFrame(TypedDict):
    """Is anybody there?"""

    t: Literal["ping"]
    n: int


class PongFrame(TypedDict):
    """Somebody is."""

    t: Literal["pong"]
    n: int


ServerFrame = TypeAliasType(
    "ServerFrame",
    HelloFrame
    | SnapshotFrame
    | ResumedFrame
    | EventsFrame
    | NoticeFrame
    | DoneFrame
    | RefusedFrame
    | DirectoryFrame
    | WaitingFrame
    | PingFrame,
)
ClientFrame = TypeAliasType("ClientFrame", OpenFrame | CommandFrame | SubscribeFrame | PongFrame)
