"""Turns checked text into what the center takes over, and into words for people. Reads no files and no clock."""

from dataclasses import dataclass, field

from cic.access.settings import NO_SIGN_IN, SignInSettings
from cic.center.inputs import ConfigurationApplied, EntryPoint
from cic.configuration.compile_routing import compile_routing, phone_address
from cic.configuration.labels import AgentLabel, Label, Labels, QueueLabel
from cic.configuration.loader import LoadedCenter
from cic.configuration.schema import NO_CALLERS, CalendarText, CallersText, ConfigurationText, LabelText
from cic.configuration.schema_alarms import NOWHERE, AlarmsOutText
from cic.configuration.schema_desktop import NO_DESKTOP, DesktopText
from cic.configuration.schema_speech import SpeechText
from cic.lookups.sources import Source
from routing.vocabulary import AgentId, FlowId, GroupId, QueueId, SiteId, TenantId


@dataclass(frozen=True, slots=True)
class CompiledCenter:
    """A center that may be applied. ``calendars`` are compiled again each day by ``hours.compile_hours``."""

    tenant_id: TenantId
    site_id: SiteId
    applied: ConfigurationApplied
    labels: Labels
    calendars: tuple[CalendarText, ...]
    time_zone: str
    country: str | None = None
    callers: CallersText = NO_CALLERS
    lookups: tuple[Source, ...] = ()
    speech: SpeechText = field(default_factory=SpeechText)
    desktop: DesktopText = NO_DESKTOP
    sign_in: SignInSettings = NO_SIGN_IN
    alarms_out: AlarmsOutText = NOWHERE
    grades: tuple[str, ...] = ()
    """The grades of customers that the text knows."""


def compile_center(loaded: LoadedCenter) -> CompiledCenter:
    """The center of a text without problems."""
    text = loaded.text
    entry_points = tuple(EntryPoint(entry.number, FlowId(entry.flow.name)) for entry in text.numbers)
    return CompiledCenter(
        tenant_id=TenantId(text.center.tenant),
        site_id=SiteId(text.center.site),
        applied=ConfigurationApplied(loaded.version, compile_routing(text), loaded.flows, entry_points),
        labels=_labels(text),
        calendars=text.calendars,
        time_zone=text.center.time_zone,
        country=text.center.country,
        callers=text.callers,
        lookups=tuple(lookup.source for lookup in text.lookups),
        speech=text.center.speech,
        desktop=text.center.desktop,
        sign_in=text.center.sign_in,
        alarms_out=text.center.boards.alarms_out,
        grades=tuple(grade.name for grade in text.center.next_interaction.grades),
    )


def _labels(text: ConfigurationText) -> Labels:
    return Labels(
        agents={
            AgentId(agent.agent_id): AgentLabel(
                name=agent.name,
                number=agent.number,
                queues=tuple(QueueId(queue.name) for queue in agent.queues),
                phones=tuple(phone_address(phone) for phone in agent.phones),
                team=agent.team,
                signs_in_as=agent.signs_in_as,
            )
            for agent in text.agents
        },
        queues={
            QueueId(queue.queue_id): QueueLabel(
                _label(queue.label),
                _label(queue.greeting),
                queue.service_level_target_s * 1000,
                queue.service_level_percent,
                tuple(alarm.rule for alarm in queue.alarms),
            )
            for queue in text.queues
        },
        dispositions={choice.code: _label(choice.label) for choice in text.center.dispositions},
        break_reasons={choice.code: _label(choice.label) for choice in text.center.break_reasons},
        skills={choice.code: _label(choice.label) for choice in text.skills},
        groups={GroupId(choice.code): _label(choice.label) for choice in text.groups},
        state_limits_ms={limit.name: limit.amount * 1000 for limit in text.center.boards.agent_limits_s},
        words={choice.code: _label(choice.label) for choice in text.words},
        agent_sees=text.center.agent_sees,
    )


def _label(text: LabelText) -> Label:
    return Label(en=text.en, zh=text.zh)
