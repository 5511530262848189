"""Turns the checked text of queues, agents and media into routing's own types. Reads no files; checks nothing."""

from cic.configuration.media import media_of
from cic.configuration.schema import ConfigurationText
from cic.configuration.schema_parts import AmountText, Reference, RequirementText
from cic.configuration.schema_routing import (
    AgentText,
    ChooseAgentText,
    NextInteractionText,
    OfferAgainText,
    PhoneText,
    QueueText,
    StepText,
)
from routing.configuration import (
    Admission,
    AgentConfiguration,
    AgentStrategy,
    AgentWeights,
    InteractionStrategy,
    OfferAgain,
    QueueConfiguration,
    RecordingRule,
    RoutingConfiguration,
    WrapUpMode,
    WrapUpRule,
)
from routing.relaxation import (
    AskInstead,
    DropSkill,
    HandTo,
    LowerLevel,
    OverflowTo,
    RaisePriority,
    Relaxation,
    RelaxationStep,
    WidenToGroup,
)
from routing.requirements import ANYONE, Requirement
from routing.vocabulary import AgentId, GroupId, Medium, PhoneAddress, ProviderId, QueueId


def compile_routing(text: ConfigurationText) -> RoutingConfiguration:
    """Queues, agents and media of a text without problems."""
    return RoutingConfiguration(
        queues=tuple(_queue(queue) for queue in text.queues),
        agents=tuple(_agent(agent) for agent in text.agents),
        break_reasons=tuple(reason.code for reason in text.center.break_reasons),
        media=media_of(text.center.media),
        strategy=_next_interaction(text.center.next_interaction),
    )


def phone_address(phone: PhoneText) -> PhoneAddress:
    """Where a phone is found."""
    return PhoneAddress(ProviderId(phone.provider.name), phone.address)


def _next_interaction(text: NextInteractionText) -> InteractionStrategy:
    return InteractionStrategy(text.strategy, text.priority, text.urgency, text.preference, _pairs(text.grades))


def _queue(queue: QueueText) -> QueueConfiguration:
    admission = queue.admission
    return QueueConfiguration(
        queue_id=QueueId(queue.queue_id),
        service_level_target_ms=queue.service_level_target_s * 1000,
        offer_timeout_ms=queue.offer_timeout_s * 1000,
        wrap_up=_wrap_up(queue),
        dispositions=tuple(disposition.name for disposition in queue.dispositions),
        requires=_requirement(queue.requires),
        prefers=_groups(queue.prefers),
        steps=tuple(_step(step) for step in queue.relax),
        priority=queue.priority,
        ageing=queue.ageing,
        strategy=_choose_agent(queue.choose_agent),
        admission=Admission(
            waiting_max=admission.waiting_max,
            wait_ms_max=admission.wait_s_max * 1000,
            leave_when_empty=admission.leave_when_empty,
            resume_within_ms=admission.resume_within_s * 1000,
        ),
        offer_again=_offer_again(queue.offer_again_s),
        short_abandon_ms=queue.short_abandon_s * 1000,
        record=None if queue.record is None else RecordingRule(queue.record.share_percent, queue.record.notice),
    )


def _wrap_up(queue: QueueText) -> WrapUpRule:
    if queue.wrap_up is not None:
        return WrapUpRule(queue.wrap_up.mode, queue.wrap_up.limit_s * 1000)
    return WrapUpRule(WrapUpMode.TIMED if queue.wrap_up_s else WrapUpMode.NONE, queue.wrap_up_s * 1000)


def _requirement(text: RequirementText | None) -> Requirement:
    if text is None:
        return ANYONE
    assert text.parsed is not None, "a text with a requirement that does not parse is not compiled"
    return text.parsed


def _step(step: StepText) -> RelaxationStep:
    estimated_s = step.if_estimated_wait_over_s
    return RelaxationStep(
        after_ms=step.after_s * 1000,
        relax=_relaxation(step),
        if_waiting_over=step.if_waiting_over,
        if_estimated_wait_over_ms=None if estimated_s is None else estimated_s * 1000,
    )


def _relaxation(step: StepText) -> Relaxation:
    if step.lower is not None:
        return LowerLevel(step.lower.name, step.lower.amount)
    if step.drop is not None:
        return DropSkill(step.drop.name)
    if step.requires is not None:
        return AskInstead(_requirement(step.requires))
    if step.widen_to is not None:
        return WidenToGroup(GroupId(step.widen_to.name))
    if step.priority is not None:
        return RaisePriority(step.priority)
    if step.overflow_to is not None:
        return OverflowTo(QueueId(step.overflow_to.name))
    assert step.hand_to is not None, "a step that does nothing is not compiled"
    return HandTo(step.hand_to)


def _choose_agent(text: ChooseAgentText) -> AgentStrategy:
    return AgentStrategy(text.strategy, text.weights or AgentWeights(), text.fill, text.seed or 0)


def _offer_again(text: OfferAgainText) -> OfferAgain:
    return OfferAgain(text.declined * 1000, text.busy * 1000, text.no_answer * 1000)


def _agent(agent: AgentText) -> AgentConfiguration:
    return AgentConfiguration(
        agent_id=AgentId(agent.agent_id),
        queues=tuple(QueueId(queue.name) for queue in agent.queues),
        phones=tuple(phone_address(phone) for phone in agent.phones),
        accepts_automatically=agent.accepts_automatically,
        groups=_groups(agent.groups),
        skills=_pairs(agent.skills),
        cost=agent.cost,
        attributes=_pairs(agent.attributes),
        capacity=agent.capacity,
        at_most=tuple((Medium(medium.name), medium.amount) for medium in agent.at_most),
        number=agent.number,
    )


def _groups(references: tuple[Reference, ...]) -> tuple[GroupId, ...]:
    return tuple(GroupId(reference.name) for reference in references)


def _pairs(amounts: tuple[AmountText, ...]) -> tuple[tuple[str, int], ...]:
    return tuple((amount.name, amount.amount) for amount in amounts)
