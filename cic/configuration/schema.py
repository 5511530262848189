"""The center's text in typed form, one type for each thing a person writes. Owns the forms; holds no behaviour.

Durations carry the unit in which they are written. The parts stand in ``schema_parts`` and ``schema_routing``.
"""

from dataclasses import dataclass

from cic.configuration.schema_parts import AmountText, ChoiceText, LabelText, Reference, RequirementText
from cic.configuration.schema_routing import (
    FIRST_COME,
    AdmissionText,
    AgentText,
    ChooseAgentText,
    MediumText,
    NextInteractionText,
    OfferAgainText,
    PhoneText,
    QueueText,
    StepText,
    WrapUpText,
)

__all__ = [
    "AdmissionText",
    "AgentText",
    "AmountText",
    "CalendarText",
    "CenterText",
    "ChoiceText",
    "ChooseAgentText",
    "ConfigurationText",
    "LabelText",
    "MediumText",
    "NextInteractionText",
    "NumberText",
    "OfferAgainText",
    "OpeningText",
    "PhoneText",
    "QueueText",
    "Reference",
    "RequirementText",
    "StepText",
    "WrapUpText",
]


@dataclass(frozen=True, slots=True)
class CenterText:
    """`center.yaml`."""

    tenant: str
    site: str
    time_zone: str
    dispositions: tuple[ChoiceText, ...]
    break_reasons: tuple[ChoiceText, ...]
    media: tuple[MediumText, ...] = ()
    next_interaction: NextInteractionText = FIRST_COME


@dataclass(frozen=True, slots=True)
class OpeningText:
    """A stretch of a day, in minutes of the wall clock since midnight; 1440 is the end of the day."""

    from_minute: int
    until_minute: int


@dataclass(frozen=True, slots=True)
class CalendarText:
    """One calendar of `hours.yaml`; ``days`` are Monday to Sunday."""

    name: str
    time_zone: str | None
    days: tuple[tuple[OpeningText, ...], ...]
    line: int


@dataclass(frozen=True, slots=True)
class NumberText:
    """One dialled number of `channels.yaml`."""

    number: str
    flow: Reference


@dataclass(frozen=True, slots=True)
class ConfigurationText:
    """All files of the center, except its flows."""

    center: CenterText
    queues: tuple[QueueText, ...]
    agents: tuple[AgentText, ...]
    calendars: tuple[CalendarText, ...]
    numbers: tuple[NumberText, ...]
    skills: tuple[ChoiceText, ...] = ()
    groups: tuple[ChoiceText, ...] = ()
