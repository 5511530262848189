"""Events to the facts of reports. Owns which event concerns what; pure, stores nothing."""

from dataclasses import dataclass, field

from cic.calls.events import ConsultAsked, ConsultClosed, ConsultMoved, InteractionHeld, InteractionResumed
from cic.calls.machines.consult import ConsultStage
from cic.calls.monitoring_events import MonitoringAsked
from cic.center.events import CenterEvent, ContactRated
from cic.center.transfer_events import AwayEnded, ContactDialled
from cic.journal.port import Committed
from cic.reporting import interaction_facts as follow
from cic.reporting.agent_time import AgentNow, InHand, changed_activity, holding, offered
from cic.reporting.facts import EnteredBy, Fact, Rated, RefusedOffer, Spent
from cic.reporting.interaction_facts import CONSULT, HOLD, TALK, WORK, Changed, InteractionNow
from cic.reporting.queue_rules import NO_LIMITS, ConfigurationEvent, QueueRules, ruled
from routing.configuration_events import RoutingConfigured
from routing.copying import replace
from routing.events import (
    ActivityChanged,
    AgentReleased,
    AssignmentParked,
    AssignmentTakenUp,
    ConnectionFailed,
    InteractionConnected,
    InteractionEnded,
    InteractionLeftQueue,
    InteractionOpened,
    InteractionQueued,
    InteractionTaken,
    OfferAccepted,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    OfferWithdrawn,
    PlaceKeptForCallback,
    WrapUpEnded,
    WrapUpStarted,
)
from routing.taking import UNANSWERED
from routing.vocabulary import Activity, AgentId, EndCause, InteractionId, Medium

_IN_CUSTOMERS_STEAD = (Medium.VOICE, Medium.CHAT, Medium.MESSAGING)
"""In these a customer waits; in the others lies what a customer has left."""


@dataclass(slots=True)
class Touched:
    """What a fold has changed: facts as they were and as they are now, time of agents, and who is to be kept anew."""

    facts: list[tuple[Fact | None, Fact]] = field(default_factory=list)
    spent: list[Spent] = field(default_factory=list)
    interactions: set[InteractionId] = field(default_factory=set)
    agents: set[AgentId] = field(default_factory=set)
    has_other_rules: bool = False


@dataclass(slots=True)
class Ledger:
    """What goes on: interactions, agents who are signed in or have something in hand, and the limits in force."""

    rules: QueueRules = field(default_factory=QueueRules)
    interactions: dict[InteractionId, InteractionNow] = field(default_factory=dict)
    agents: dict[AgentId, AgentNow] = field(default_factory=dict)
    _consults: dict[InteractionId, InteractionId] = field(default_factory=dict)
    _dialled: set[InteractionId] = field(default_factory=set)
    _monitorings: set[InteractionId] = field(default_factory=set)
    _handed_on: set[InteractionId] = field(default_factory=set)
    _returning: set[InteractionId] = field(default_factory=set)

    def resume(self, now: InteractionNow) -> None:
        """Take up an interaction where the store has it."""
        self.interactions[now.interaction_id] = now
        if now.consult_id is not None:
            self._consults[now.consult_id] = now.interaction_id

    def take(self, record: Committed, touched: Touched) -> None:
        """Fold one record in."""
        for event in record.events:
            self._take(event, record.at_ms, touched)
        for of_this_record in (self._handed_on, self._returning, self._dialled, self._monitorings):
            of_this_record.clear()  # who lets go and who gets it stand in one record; so does what is opened, and why

    def _take(self, event: CenterEvent, at_ms: int, touched: Touched) -> None:
        if isinstance(event, ConfigurationEvent):
            self._configured(event, at_ms, touched)
            return
        if isinstance(event, ActivityChanged):
            self._activity(event.agent_id, event.activity, event.reason, at_ms, touched)
            return
        if isinstance(event, MonitoringAsked):
            self._monitorings.add(event.monitoring_id)
            return
        if isinstance(event, InteractionOpened | ContactDialled | ConsultAsked | ConsultMoved | ConsultClosed):
            self._begun(event, at_ms, touched)
            return
        interaction_id = getattr(event, "interaction_id", None)
        now = None if interaction_id is None else self.interactions.get(interaction_id)
        if now is None:
            return
        self._in_hand(event, now, at_ms, touched)
        after, facts = self._followed(now, event, at_ms)
        if after is not now or facts:
            self._keep(now, after, facts, touched)

    def _followed(self, now: InteractionNow, event: CenterEvent, at_ms: int) -> Changed:
        """What an event says of a customer's interaction, or of the one by which somebody is asked."""
        match event:
            case InteractionQueued(queue_id=queue_id):
                return follow.queued(now, queue_id, self._entered_by(now), at_ms)
            case InteractionLeftQueue(reason=reason):
                if reason == UNANSWERED:
                    self._returning.add(now.interaction_id)
                return follow.left(now, reason, at_ms)
            case AwayEnded(cause=EndCause.NOT_ANSWERED):
                self._returning.add(now.interaction_id)
                return now, ()
            case PlaceKeptForCallback():
                return follow.kept_for_callback(now, at_ms)
            case OfferDeclined() | OfferExpired() if now.visit is not None:
                return _refused(now, event, at_ms)
            case InteractionTaken(queue_id=queue_id):
                return follow.taken(now, queue_id, is_handed_on=now.interaction_id in self._handed_on), ()
            case InteractionConnected(agent_id=agent_id):
                limits = NO_LIMITS if now.queue_id is None else self.rules.of(now.queue_id)
                return follow.connected(now, agent_id, limits, at_ms)
            case InteractionHeld() if now.doing == TALK and not now.is_consult:
                return follow.doing_from_now(now, HOLD, at_ms), ()
            case InteractionResumed() if now.doing in (HOLD, CONSULT):
                return follow.doing_from_now(now, TALK, at_ms), ()
            case AssignmentParked() if now.doing == WORK:
                return follow.doing_from_now(now, "", at_ms), ()
            case AssignmentTakenUp() if now.handlings and not now.doing:
                return follow.doing_from_now(now, WORK, at_ms), ()
            case AgentReleased(agent_id=agent_id, cause=cause):
                if cause is EndCause.TRANSFERRED:
                    self._handed_on.add(now.interaction_id)
                if cause is EndCause.MEDIA_LOST:
                    self._returning.add(now.interaction_id)
                return follow.released(now, agent_id, cause, at_ms)
            case WrapUpEnded(agent_id=agent_id):
                return follow.wrapped_up(now, agent_id, at_ms)
            case InteractionEnded(cause=cause):
                limits = NO_LIMITS if now.visit is None else self.rules.of(now.visit.queue_id)
                return follow.ended(now, cause, limits, at_ms)
            case ContactRated():
                return _rated(now, event, at_ms)
            case _:
                return now, ()

    def _entered_by(self, now: InteractionNow) -> EnteredBy:
        if now.interaction_id in self._returning:
            return EnteredBy.RETURN
        if now.interaction_id in self._handed_on:
            return EnteredBy.AGENT
        return EnteredBy.WORK if now.is_work and not now.visits else EnteredBy.FLOW

    def _begun(
        self,
        event: InteractionOpened | ContactDialled | ConsultAsked | ConsultMoved | ConsultClosed,
        at_ms: int,
        touched: Touched,
    ) -> None:
        """An interaction begins, or somebody is asked by one of its own."""
        if isinstance(event, ContactDialled):
            self._dialled.add(event.interaction_id)
            return
        if isinstance(event, InteractionOpened):
            name = event.interaction_id
            opened = InteractionNow(
                name,
                event.contact_id,
                event.medium,
                is_work=event.medium not in _IN_CUSTOMERS_STEAD,
                is_consult=name in self._consults,
                is_dialled=name in self._dialled,
                is_monitoring=name in self._monitorings,
            )
            self.interactions[name] = opened
            touched.interactions.add(name)
            return
        before = self.interactions.get(event.interaction_id)
        if isinstance(event, ConsultAsked):
            self._consults[event.consult_id] = event.interaction_id
        if isinstance(event, ConsultClosed):
            self._consults.pop(event.consult_id, None)
        if before is not None:
            self._keep(before, _consulting(before, event, at_ms), (), touched)

    def _keep(self, before: InteractionNow, after: InteractionNow, facts: tuple[Fact, ...], touched: Touched) -> None:
        known: dict[tuple[type, int], Fact] = {(type(one), one.number): one for one in before.handlings}
        if before.visit is not None:
            known[type(before.visit), before.visit.number] = before.visit
        touched.facts += [(known.get((type(fact), fact.number)), fact) for fact in facts]
        touched.interactions.add(after.interaction_id)
        if after.is_over:
            del self.interactions[after.interaction_id]
        else:
            self.interactions[after.interaction_id] = after

    def _in_hand(self, event: CenterEvent, now: InteractionNow, at_ms: int, touched: Touched) -> None:
        """What an event puts into an agent's hand, or takes out of it."""
        held: InHand | None = None
        if isinstance(event, OfferMade | OfferAccepted | OfferDeclined | OfferExpired | OfferWithdrawn):
            agent = self._until_now(event.agent_id, at_ms, touched)
            stands = isinstance(event, OfferMade)
            self._keep_agent(offered(agent, now.interaction_id, at_ms, stands=stands), touched)
        match event:
            case OfferAccepted(agent_id=agent_id) | InteractionTaken(agent_id=agent_id):
                held = InHand.CONTACT
            case AssignmentTakenUp(agent_id=agent_id):
                held = InHand.WRAP_UP if _is_wrapping_up(now, agent_id) else InHand.CONTACT
            case AssignmentParked(agent_id=agent_id):
                held = InHand.ASIDE
            case WrapUpStarted(agent_id=agent_id):
                held = InHand.ASIDE if self._is_aside(agent_id, now.interaction_id) else InHand.WRAP_UP
            case ConnectionFailed(agent_id=agent_id) | WrapUpEnded(agent_id=agent_id):
                held = None
            case InteractionEnded(agent_id=str() as agent_id):
                held = None
            case _:
                return
        agent = self._until_now(agent_id, at_ms, touched)
        self._keep_agent(holding(agent, now.interaction_id, held, at_ms), touched)

    def _is_aside(self, agent_id: AgentId, interaction_id: InteractionId) -> bool:
        agent = self.agents.get(agent_id)
        return agent is not None and agent.in_hand.get(interaction_id) is InHand.ASIDE

    def _activity(self, agent_id: AgentId, activity: Activity, reason: str, at_ms: int, touched: Touched) -> None:
        agent = self._until_now(agent_id, at_ms, touched)
        if agent.activity is not None:
            touched.facts.append((agent.activity, replace(agent.activity, ended_at_ms=at_ms)))
        after = changed_activity(agent, activity, reason, at_ms)
        if after.activity is not None:
            touched.facts.append((None, after.activity))
        self._keep_agent(after, touched)

    def _until_now(self, agent_id: AgentId, at_ms: int, touched: Touched) -> AgentNow:
        """The agent, with all time counted until now."""
        agent = self.agents.get(agent_id) or AgentNow(agent_id, at_ms)
        spent = agent.spent(at_ms)
        if spent is not None:
            touched.spent.append(spent)
        return agent

    def _keep_agent(self, agent: AgentNow, touched: Touched) -> None:
        self.agents[agent.agent_id] = agent
        touched.agents.add(agent.agent_id)

    def _configured(self, event: ConfigurationEvent, at_ms: int, touched: Touched) -> None:
        self.rules, gone = ruled(self.rules, event)
        touched.has_other_rules = True
        if isinstance(event, RoutingConfigured):
            kept = {agent.agent_id for agent in event.configuration.agents}
            gone = tuple([agent_id for agent_id in self.agents if agent_id not in kept])
        for agent_id in gone:
            agent = self.agents.get(agent_id)
            if agent is not None and agent.activity is not None and not agent.in_hand and not agent.offered:
                self._activity(agent_id, Activity.SIGNED_OUT, "", at_ms, touched)


def _consulting(now: InteractionNow, event: ConsultAsked | ConsultMoved | ConsultClosed, at_ms: int) -> InteractionNow:
    """A customer whose agent asks somebody: the customer waits meanwhile, and in a conference all hear each other."""
    if isinstance(event, ConsultAsked):
        return replace(now, consult_id=event.consult_id)
    if isinstance(event, ConsultClosed):
        return replace(now, consult_id=None)
    if event.stage is ConsultStage.TALKING and now.doing == HOLD:
        return follow.doing_from_now(now, CONSULT, at_ms)
    if event.stage is ConsultStage.CONFERENCE and now.doing in (HOLD, CONSULT):
        return follow.doing_from_now(now, TALK, at_ms)
    return now


def _is_wrapping_up(now: InteractionNow, agent_id: AgentId) -> bool:
    return any(one.agent_id == agent_id and one.released_at_ms is not None for one in now.handlings)


def _refused(now: InteractionNow, event: OfferDeclined | OfferExpired, at_ms: int) -> Changed:
    assert now.queue_id is not None, "what is offered waits in a queue"
    number = now.number + 1
    refused = RefusedOffer(
        now.interaction_id,
        number,
        now.contact_id,
        event.agent_id,
        now.queue_id,
        at_ms,
        is_declined=isinstance(event, OfferDeclined),
    )
    return replace(now, number=number), (refused,)


def _rated(now: InteractionNow, event: ContactRated, at_ms: int) -> Changed:
    number = now.number + 1
    rated = Rated(
        now.interaction_id,
        number,
        now.contact_id,
        event.queue_id,
        event.agent_id,
        now.medium,
        at_ms,
        event.subject,
        event.value,
        event.lowest,
        event.highest,
    )
    return replace(now, number=number), (rated,)
