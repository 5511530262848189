"""The items of the state channels. Owns their shapes and keys; ``agent_desktop/boards`` folds them from events."""

from typing import Literal

from typing_extensions import TypeAliasType, TypedDict

from agent_desktop.gateway.shapes.view import Caller, Label

ChannelName = TypeAliasType("ChannelName", Literal["directory", "waiting"])
AgentPresence = TypeAliasType(
    "AgentPresence", Literal["free", "busy", "wrap_up", "on_break", "not_responding", "unreachable", "signed_out"]
)


class HelpWanted(TypedDict):
    """The interaction with which an agent wants help; ``answered_by`` is the supervisor who is on the way."""

    interaction_id: str
    since_ms: int
    answered_by: str | None


class DirectoryAgent(TypedDict):
    """Under the key `agent:<agent_id>`. ``unreachable``: available, but no phone or no open desktop."""

    kind: Literal["agent"]
    agent_id: str
    name: str
    number: str
    state: AgentPresence
    since_ms: int
    help: HelpWanted | None


class DirectoryQueue(TypedDict):
    """Under the key `queue:<queue_id>`. ``longest_since_ms`` is when the one who waits longest began to."""

    kind: Literal["queue"]
    queue_id: str
    label: Label
    waiting: int
    longest_since_ms: int | None
    free_agents: int


class DirectoryParked(TypedDict):
    """Under the key `parked:<interaction_id>`: a customer with music, for any agent to pick up before ``until_ms``."""

    kind: Literal["parked"]
    interaction_id: str
    queue_id: str
    agent_id: str
    caller: Caller
    since_ms: int
    until_ms: int


class WaitingWork(TypedDict):
    """Under the key `<interaction_id>`: work that the agent may pull."""

    kind: Literal["waiting"]
    interaction_id: str
    contact_id: str
    medium: str
    queue_id: str
    subject: str
    waiting_since_ms: int
    due_at_ms: int | None
    language: str
    caller: Caller


DirectoryItem = TypeAliasType("DirectoryItem", DirectoryAgent | DirectoryQueue | DirectoryParked)


class Channels(TypedDict):
    """What the items of each channel are."""

    directory: DirectoryItem
    waiting: WaitingWork
