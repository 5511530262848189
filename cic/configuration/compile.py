"""Turns checked text into what the center takes over, and into words for people. Reads no files and no clock."""

from dataclasses import dataclass

from cic.center.inputs import ConfigurationApplied, EntryPoint
from cic.configuration.labels import AgentLabel, Label, Labels, QueueLabel
from cic.configuration.loader import LoadedCenter
from cic.configuration.schema import AgentText, CalendarText, ConfigurationText, LabelText, PhoneText, QueueText
from routing.configuration import AgentConfiguration, QueueConfiguration, RoutingConfiguration
from routing.vocabulary import AgentId, FlowId, PhoneAddress, ProviderId, QueueId, SiteId, TenantId


@dataclass(frozen=True, slots=True)
class CompiledCenter:
    """A center that may be applied. ``calendars`` are compiled again each day by ``hours.compile_hours``."""

    tenant_id: TenantId
    site_id: SiteId
    applied: ConfigurationApplied
    labels: Labels
    calendars: tuple[CalendarText, ...]
    time_zone: str


def compile_center(loaded: LoadedCenter) -> CompiledCenter:
    """The center of a text without problems."""
    text = loaded.text
    entry_points = tuple(EntryPoint(entry.number, FlowId(entry.flow.name)) for entry in text.numbers)
    return CompiledCenter(
        tenant_id=TenantId(text.center.tenant),
        site_id=SiteId(text.center.site),
        applied=ConfigurationApplied(loaded.version, _routing(text), loaded.flows, entry_points),
        labels=_labels(text),
        calendars=text.calendars,
        time_zone=text.center.time_zone,
    )


def _routing(text: ConfigurationText) -> RoutingConfiguration:
    return RoutingConfiguration(
        queues=tuple(_queue(queue) for queue in text.queues),
        agents=tuple(_agent(agent) for agent in text.agents),
        break_reasons=tuple(reason.code for reason in text.center.break_reasons),
    )


def _queue(queue: QueueText) -> QueueConfiguration:
    return QueueConfiguration(
        queue_id=QueueId(queue.queue_id),
        service_level_target_ms=queue.service_level_target_s * 1000,
        offer_timeout_ms=queue.offer_timeout_s * 1000,
        wrap_up_ms_max=queue.wrap_up_s * 1000,
        dispositions=tuple(disposition.name for disposition in queue.dispositions),
    )


def _agent(agent: AgentText) -> AgentConfiguration:
    return AgentConfiguration(
        agent_id=AgentId(agent.agent_id),
        queues=tuple(QueueId(queue.name) for queue in agent.queues),
        phones=tuple(_phone(phone) for phone in agent.phones),
        accepts_automatically=agent.accepts_automatically,
    )


def _phone(phone: PhoneText) -> PhoneAddress:
    return PhoneAddress(ProviderId(phone.provider.name), phone.address)


def _labels(text: ConfigurationText) -> Labels:
    return Labels(
        agents={
            AgentId(agent.agent_id): AgentLabel(
                name=agent.name,
                number=agent.number,
                queues=tuple(QueueId(queue.name) for queue in agent.queues),
                phones=tuple(_phone(phone) for phone in agent.phones),
            )
            for agent in text.agents
        },
        queues={
            QueueId(queue.queue_id): QueueLabel(
                _label(queue.label), _label(queue.greeting), queue.service_level_target_s * 1000
            )
            for queue in text.queues
        },
        dispositions={choice.code: _label(choice.label) for choice in text.center.dispositions},
        break_reasons={choice.code: _label(choice.label) for choice in text.center.break_reasons},
    )


def _label(text: LabelText) -> Label:
    return Label(en=text.en, zh=text.zh)
