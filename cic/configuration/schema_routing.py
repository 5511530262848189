"""Queues, agents and media as people write them, in typed form. Owns the forms; holds no behaviour.

A field has the name of its key in the text, with the unit in which it is written, and the meaning of the key left out.
"""

from dataclasses import dataclass

from cic.access.identity import Role
from cic.configuration.schema_alarms import AlarmText
from cic.configuration.schema_parts import AmountText, LabelText, Reference, RequirementText
from routing.configuration import (
    SHORT_ABANDON_MS,
    Ageing,
    AgentChoice,
    AgentWeights,
    InteractionChoice,
    OfferAgain,
    WrapUpMode,
)

ROUTINGS_OWN = OfferAgain()


@dataclass(frozen=True, slots=True)
class MediumText:
    """One medium of `center.yaml`; None where the medium's default holds."""

    medium: Reference
    share: int | None
    at_most: int | None
    interrupted_by: tuple[Reference, ...] | None
    line: int


@dataclass(frozen=True, slots=True)
class NextInteractionText:
    """How a freed agent's next interaction is chosen."""

    strategy: InteractionChoice = InteractionChoice.FIRST_COME
    priority: int = 1
    urgency: int = 0
    preference: int = 0
    grades: tuple[AmountText, ...] = ()
    line: int = 1


FIRST_COME = NextInteractionText()
NO_AGEING = Ageing()


@dataclass(frozen=True, slots=True)
class StepText:
    """One step of a queue's relaxation; exactly one of the fields from ``lower`` to ``hand_to`` is given."""

    after_s: int
    line: int
    lower: AmountText | None = None
    drop: Reference | None = None
    requires: RequirementText | None = None
    widen_to: Reference | None = None
    priority: int | None = None
    overflow_to: Reference | None = None
    hand_to: str | None = None
    if_waiting_over: int | None = None
    if_estimated_wait_over_s: int | None = None

    @property
    def is_conditional(self) -> bool:
        """Whether the step may be left out when its time comes."""
        return self.if_waiting_over is not None or self.if_estimated_wait_over_s is not None


@dataclass(frozen=True, slots=True)
class ChooseAgentText:
    """How a queue chooses among free agents."""

    strategy: AgentChoice = AgentChoice.LONGEST_IDLE
    fill: bool = False
    seed: int | None = None
    weights: AgentWeights | None = None
    line: int = 1


@dataclass(frozen=True, slots=True)
class AdmissionText:
    """Whom a queue takes in, and for how long; 0 means no limit."""

    waiting_max: int = 0
    wait_s_max: int = 0
    leave_when_empty: bool = False
    resume_within_s: int = 0


@dataclass(frozen=True, slots=True)
class OfferAgainText:
    """How long an agent is not offered the same interaction again, by what went wrong; 0 means at once."""

    declined: int = ROUTINGS_OWN.declined_ms // 1000
    busy: int = ROUTINGS_OWN.busy_ms // 1000
    no_answer: int = ROUTINGS_OWN.no_answer_ms // 1000


@dataclass(frozen=True, slots=True)
class WrapUpText:
    """A queue's wrap-up by its mode."""

    mode: WrapUpMode
    limit_s: int = 0


@dataclass(frozen=True, slots=True)
class RecordText:
    """Which share of a queue's talks is recorded, and what callers hear of it before; an empty ``notice`` is none."""

    share_percent: int
    notice: str
    line: int


@dataclass(frozen=True, slots=True)
class QueueText:
    """One queue of `queues.yaml`. Where ``wrap_up`` is given, ``wrap_up_s`` is not."""

    queue_id: str
    label: LabelText
    greeting: LabelText
    service_level_target_s: int
    offer_timeout_s: int
    wrap_up_s: int
    dispositions: tuple[Reference, ...]
    line: int
    wrap_up: WrapUpText | None = None
    requires: RequirementText | None = None
    prefers: tuple[Reference, ...] = ()
    relax: tuple[StepText, ...] = ()
    priority: int = 0
    ageing: Ageing = NO_AGEING
    choose_agent: ChooseAgentText = ChooseAgentText()
    admission: AdmissionText = AdmissionText()
    offer_again_s: OfferAgainText = OfferAgainText()
    record: RecordText | None = None
    service_level_percent: int = 80
    alarms: tuple[AlarmText, ...] = ()
    short_abandon_s: int = SHORT_ABANDON_MS // 1000


@dataclass(frozen=True, slots=True)
class PhoneText:
    """One phone of an agent."""

    provider: Reference
    address: str


@dataclass(frozen=True, slots=True)
class AgentText:
    """One agent of `agents.yaml`; the order of ``queues`` is the agent's own."""

    agent_id: str
    name: str
    number: str
    queues: tuple[Reference, ...]
    phones: tuple[PhoneText, ...]
    accepts_automatically: bool
    line: int
    skills: tuple[AmountText, ...] = ()
    groups: tuple[Reference, ...] = ()
    cost: int = 0
    attributes: tuple[AmountText, ...] = ()
    capacity: int = 100
    at_most: tuple[AmountText, ...] = ()
    team: str = ""
    signs_in_as: Role = Role.AGENT
