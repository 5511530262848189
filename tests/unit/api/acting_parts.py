"""What lies behind the routes of supervision: notes what reaches it, and answers as a test says."""

from cic.api.ports import CommandRefused
from cic.api.supervision_ports import NothingKept, SupervisorInput
from routing.vocabulary import Activity, AgentId, InteractionId, PersonalRef, QueueId


class Supervision:
    """Notes the commands of whoever watches over the center."""

    def __init__(self) -> None:
        self.at_ms = 1_700_000_000_000
        self.performed: list[SupervisorInput] = []
        self.sealed: list[str] = []
        self.keeps_nothing = False
        self.refusal: CommandRefused | None = None

    def new_message_id(self) -> str:
        return "am-1"

    def seal(self, text: str) -> PersonalRef:
        if self.keeps_nothing:
            raise NothingKept
        self.sealed.append(text)
        return PersonalRef("pv-1")

    def now_ms(self) -> int:
        return self.at_ms

    async def perform(self, command: SupervisorInput) -> CommandRefused | None:
        self.performed.append(command)
        return self.refusal


class Floor:
    """Who is on the floor, as a test says."""

    def __init__(self) -> None:
        self.activities: dict[AgentId, Activity] = {}
        self.holders: dict[InteractionId, frozenset[AgentId]] = {}
        self.reached: tuple[AgentId, ...] | None = None

    async def activity(self, agent_id: AgentId) -> Activity | None:
        return self.activities.get(agent_id)

    async def concerned(self, interaction_id: InteractionId) -> frozenset[AgentId]:
        return self.holders.get(interaction_id, frozenset())

    async def signed_in(self, queue_id: QueueId | None) -> tuple[AgentId, ...]:
        return tuple(self.activities)

    async def told(self, message_id: str) -> tuple[AgentId, ...] | None:
        return self.reached
