"""The items of the boards' channels. Owns their shapes and keys; ``PROTOCOL.md`` says what each figure means.

All times are UTC milliseconds by the server's clock. A personal value is null after the person was erased.
"""

from typing import Literal

from typing_extensions import TypeAliasType, TypedDict

from agent_desktop.gateway.shapes.channels import AgentPresence, HelpWanted
from agent_desktop.gateway.shapes.view import (
    AgentName,
    Caller,
    Direction,
    InteractionState,
    Label,
    QueueChoice,
    Supervised,
)

AlarmLevel = TypeAliasType("AlarmLevel", Literal["amber", "red"])
AlarmFigure = TypeAliasType(
    "AlarmFigure", Literal["service_level", "longest_wait", "waiting", "abandon_rate", "agents_available"]
)
QueueMode = TypeAliasType("QueueMode", Literal["open", "closed", "holiday", "emergency"])


class Counted(TypedDict):
    """What became of the visits that began in some time; the names are those of reports. ``decided`` is what the
    percentages are of: answered + abandoned + left. They are null while there are none."""

    offered: int
    answered: int
    answered_in_target: int
    abandoned: int
    short_abandoned: int
    left: int
    decided: int
    service_level_percent: float | None
    abandon_rate_percent: float | None
    average_answer_ms: int | None


class Periods(TypedDict):
    """Counts of the day, and of the last minutes with the one that runs."""

    today: Counted
    last_15: Counted
    last_30: Counted
    last_60: Counted


class Waiting(TypedDict):
    """Who waits now, those included who stand offered. ``longest_since_ms``: since when the one does who waits
    longest."""

    count: int
    by_medium: dict[str, int]
    longest_since_ms: int | None


class StandingLevel(TypedDict):
    """An alarm that stands for a figure: the value that it has, and the threshold that it has passed. ``service_level``
    and ``abandon_rate`` are in percent, ``longest_wait`` is in ms."""

    figure: AlarmFigure
    level: AlarmLevel
    since_ms: int
    value: float
    threshold: float


class QueueItem(TypedDict):
    """Under the key `<queue_id>`. ``agents`` are those who serve the queue, by state. ``target_percent`` is the share
    of ``decided`` that is to be answered within ``target_ms``. ``callbacks_due`` are callbacks that wait now."""

    kind: Literal["queue"]
    queue_id: str
    label: Label
    mode: QueueMode
    mode_until_ms: int | None
    target_ms: int
    target_percent: int
    waiting: Waiting
    estimated_wait_ms: int | None
    estimated_wait_p90_ms: int | None
    agents: dict[AgentPresence, int]
    callbacks_due: int
    missed: int
    periods: Periods
    alarms: list[StandingLevel]


class TotalItem(TypedDict):
    """Under the key `*`: of all queues that this board may see. Every agent counts once."""

    kind: Literal["total"]
    waiting: Waiting
    agents: dict[AgentPresence, int]
    callbacks_due: int
    missed: int
    periods: Periods


class InHand(TypedDict):
    """What stands offered to an agent, or is in hand. ``talk_since_ms`` is when customer and agent came
    into contact, ``supervised`` who listens in, whether the agent sees it or not."""

    interaction_id: str
    contact_id: str
    queue: QueueChoice
    medium: str
    direction: Direction
    state: InteractionState
    offered_until_ms: int | None
    accepted_at_ms: int | None
    talk_since_ms: int | None
    held_since_ms: int | None
    is_muted: bool
    is_parked: bool
    is_recorded: bool
    supervised: Supervised | None
    wrap_up_since_ms: int | None
    wrap_up_until_ms: int | None


class AgentItem(TypedDict):
    """Under the key `<agent_id>`. ``limit_at_ms`` is when the agent will have been, or was, in this state for too long.
    ``load`` of ``capacity`` is taken."""

    kind: Literal["agent"]
    agent_id: str
    name: str
    number: str
    team: str
    state: AgentPresence
    reason: str
    since_ms: int
    limit_at_ms: int | None
    next_activity: str | None
    queues: list[str]
    in_hand: list[InHand]
    load: int
    capacity: int
    help: HelpWanted | None
    override_until_ms: int | None


class WaitingItem(TypedDict):
    """Under the key `<interaction_id>`: one who waits in the queue. Its place is where it stands in ``order`` of the
    frame. ``caller`` is null where nobody is known, or this board may not see who it is. ``relaxed`` are the steps of
    relaxation that hold."""

    kind: Literal["waiting"]
    interaction_id: str
    contact_id: str
    medium: str
    waiting_since_ms: int
    queued_at_ms: int
    priority: int
    grade: str
    is_vip: bool
    language: str
    caller: Caller | None
    offered_to: AgentName | None
    offered_until_ms: int | None
    preferred: AgentName | None
    relaxed: list[str]
    next_step_at_ms: int | None
    subject: str
    due_at_ms: int | None


class QueueAlarmItem(StandingLevel):
    """Under the key `queue:<queue_id>:<figure>`."""

    kind: Literal["queue_alarm"]
    queue_id: str
    label: Label


class CenterAlarmItem(TypedDict):
    """Under the key `center:<code>`: something is wrong with the center itself."""

    kind: Literal["center_alarm"]
    code: str
    since_ms: int


QueuesItem = TypeAliasType("QueuesItem", QueueItem | TotalItem)
AlarmItem = TypeAliasType("AlarmItem", QueueAlarmItem | CenterAlarmItem)
