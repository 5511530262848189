"""What is sent to the routes by which a supervisor acts, and what they answer. Owns forms and bounds only.

All times are UTC milliseconds.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from routing.overrides import QueueMode
from routing.supervision import PRIORITY_MAX

TIME_MS_MAX = 2**53
REASON_LENGTH_MAX = 500
MODES_MAX = 200
# Strict: a number that comes as text, or as true, is a mistake.
Name = Annotated[str, Field(min_length=1, max_length=128)]
Moment = Annotated[int, Field(strict=True, ge=1, le=TIME_MS_MAX)]
Level = Annotated[int, Field(strict=True, ge=0, le=100)]
Names = Annotated[list[Name], Field(max_length=200)]


def _says_something(text: str) -> str:
    if not text.strip():
        raise ValueError("nothing but spaces")
    return text.strip()


Text = Annotated[str, Field(min_length=1, max_length=REASON_LENGTH_MAX), AfterValidator(_says_something)]
CommandId = Annotated[
    str,
    Field(
        pattern=r"^[!-~]{8,64}$",
        description="Made by the client: the same act under the same id within ten minutes is answered as before, "
        "and not done twice",
    ),
]


class ActBody(BaseModel):
    """Nothing but what is named here; why it is done stands in the audit trail."""

    model_config = ConfigDict(extra="forbid")
    reason: Text
    command_id: CommandId | None = None


class ActivityBody(ActBody):
    """What the agent is to do; a break has one of the center's reasons."""

    activity: Literal["available", "on_break", "signed_out"]
    break_reason: Annotated[str, Field(max_length=128)] = ""


class EndWrapUpBody(ActBody):
    """Which wrap-up; `null`: all of the agent's."""

    interaction_id: Name | None = None


class OrderedBody(BaseModel):
    """It was ordered. `after_contact`: it holds by itself once nothing is in the agent's hand any more."""

    ok: Literal[True] = True
    when: Literal["now", "after_contact"]


class ReassignBody(ActBody):
    """To an agent, or to a queue."""

    to_agent: Name | None = None
    to_queue: Name | None = None

    @model_validator(mode="after")
    def _is_one(self) -> "ReassignBody":
        if (self.to_agent is None) is (self.to_queue is None):
            raise ValueError("one of to_agent and to_queue")
        return self


class PriorityBody(ActBody):
    """How many points a waiting interaction is worth."""

    priority: Annotated[int, Field(strict=True, ge=-PRIORITY_MAX, le=PRIORITY_MAX)]


class ModeBody(ActBody):
    """A queue's mode; `until_ms` null: until somebody opens the queue."""

    mode: QueueMode
    until_ms: Moment | None = None


class ModesBody(ModeBody):
    """The same mode for several queues: for all of them, or for none."""

    queues: Annotated[list[Name], Field(min_length=1, max_length=MODES_MAX)]


class OverrideBody(ActBody):
    """What differs for an agent until then. Whatever is not named stays as the configuration has it."""

    until_ms: Moment
    skills: Annotated[dict[Name, Level], Field(max_length=200)] = {}
    more_queues: Names = []
    without_queues: Names = []
