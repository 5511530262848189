"""The center's text in typed form, one type for each thing a person writes. Owns the forms; holds no behaviour.

Durations carry the unit in which they are written. The parts stand in ``schema_parts`` and ``schema_routing``.
"""

from dataclasses import dataclass, field

from cic.access.settings import NO_SIGN_IN, SignInSettings
from cic.configuration.labels import AgentSees
from cic.configuration.schema_alarms import NO_BOARDS, BoardsText
from cic.configuration.schema_desktop import NO_DESKTOP, DesktopText
from cic.configuration.schema_lookups import LookupText
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
from cic.configuration.schema_speech import SpeechText
from cic.customers.numbers import NOBODY, NumberList

__all__ = [
    "NO_CALLERS",
    "AdmissionText",
    "AgentText",
    "AmountText",
    "CalendarText",
    "CallersText",
    "CenterText",
    "ChoiceText",
    "ChooseAgentText",
    "ConfigurationText",
    "LabelText",
    "LookupText",
    "MediumText",
    "NextInteractionText",
    "NumberText",
    "OfferAgainText",
    "OpeningText",
    "OwnDayText",
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
    country: str | None = None
    """Where national numbers belong; without it they belong nowhere."""
    speech: SpeechText = field(default_factory=SpeechText)
    desktop: DesktopText = NO_DESKTOP
    sign_in: SignInSettings = NO_SIGN_IN
    boards: BoardsText = NO_BOARDS
    agent_sees: AgentSees = AgentSees.HEARD
    """Of a supervisor who listens in."""


@dataclass(frozen=True, slots=True)
class OpeningText:
    """A stretch of a day, in minutes of the wall clock since midnight; 1440 is the end of the day."""

    from_minute: int
    until_minute: int


@dataclass(frozen=True, slots=True)
class OwnDayText:
    """A day with hours of its own, or closed: ``2027-02-05``, or ``12-24`` for that of every year."""

    day: str
    openings: tuple[OpeningText, ...]
    line: int


@dataclass(frozen=True, slots=True)
class CalendarText:
    """One calendar of `hours.yaml`; ``days`` are Monday to Sunday.

    ``holidays`` is the country or part of one whose public holidays are closed; a weekend that is worked instead of one
    has the hours of the weekday ``make_up_workdays_like``.
    """

    name: str
    time_zone: str | None
    days: tuple[tuple[OpeningText, ...], ...]
    line: int
    holidays: str | None = None
    make_up_workdays_like: int = 0
    own_days: tuple[OwnDayText, ...] = ()


@dataclass(frozen=True, slots=True)
class NumberText:
    """One dialled number of `channels.yaml`."""

    number: str
    flow: Reference


@dataclass(frozen=True, slots=True)
class CallersText:
    """`callers.yaml`."""

    blocked: NumberList = NOBODY
    vip: NumberList = NOBODY


NO_CALLERS = CallersText()


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
    callers: CallersText = NO_CALLERS
    lookups: tuple[LookupText, ...] = ()
    words: tuple[ChoiceText, ...] = ()
