"""The center's text in typed form, one type for each thing a person writes. Owns the forms; holds no behaviour.

Durations carry the unit in which they are written. References keep the line they stand on, for problems.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LabelText:
    """Words for people, in both languages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class ChoiceText:
    """A code with its words: a disposition or a break reason."""

    code: str
    label: LabelText
    line: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that must be defined elsewhere."""

    name: str
    line: int


@dataclass(frozen=True, slots=True)
class CenterText:
    """`center.yaml`."""

    tenant: str
    site: str
    time_zone: str
    dispositions: tuple[ChoiceText, ...]
    break_reasons: tuple[ChoiceText, ...]


@dataclass(frozen=True, slots=True)
class QueueText:
    """One queue of `queues.yaml`."""

    queue_id: str
    label: LabelText
    greeting: LabelText
    service_level_target_s: int
    offer_timeout_s: int
    wrap_up_s: int
    dispositions: tuple[Reference, ...]
    line: int


@dataclass(frozen=True, slots=True)
class PhoneText:
    """One phone of an agent."""

    provider: Reference
    address: str


@dataclass(frozen=True, slots=True)
class AgentText:
    """One agent of `agents.yaml`."""

    agent_id: str
    name: str
    number: str
    queues: tuple[Reference, ...]
    phones: tuple[PhoneText, ...]
    accepts_automatically: bool
    line: int


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
