"""A floor of agents and queues around the pure routing core, so that tests read like what happened. Owns no rule."""

from typing import Any

from routing.asking import Asked
from routing.commands import (
    AcceptOffer,
    ConfigureRouting,
    ConfirmConnected,
    ConfirmOfferShown,
    DeclineOffer,
    EnqueueInteraction,
    ExpireDue,
    FinishWrapUp,
    OpenInteraction,
    RoutingCommand,
    SetActivity,
    SetDesktopState,
    SetPhoneState,
    SubmitWork,
)
from routing.configuration import (
    FIRST_COME,
    ONE_CALL_AT_A_TIME,
    AgentConfiguration,
    InteractionStrategy,
    MediumConfiguration,
    OfferAgain,
    QueueConfiguration,
    RoutingConfiguration,
    WrapUpMode,
    WrapUpRule,
)
from routing.copying import replace
from routing.deadlines import next_deadline_ms
from routing.events import RoutingEvent
from routing.invariants import broken
from routing.machines.interaction import InteractionStage
from routing.machines.offer import OfferState
from routing.rejections import Rejection, RejectionCode
from routing.requirement_text import parse_requirement
from routing.requirement_tokens import RequirementProblem
from routing.requirements import Requirement
from routing.settling import settle
from routing.state import Agent, Assignment, Interaction, RoutingState
from routing.vocabulary import (
    Activity,
    AgentId,
    ContactId,
    InteractionId,
    Medium,
    OfferId,
    PhoneAddress,
    ProviderId,
    QueueId,
)

PROVIDER = ProviderId("sip")
OFFER_TIMEOUT_MS = 15_000
WRAP_UP_MS_MAX = 30_000


def queue(
    name: str, wrap_up_ms_max: int = WRAP_UP_MS_MAX, offer_timeout_ms: int = OFFER_TIMEOUT_MS, **rules: Any
) -> QueueConfiguration:
    """A queue with two dispositions; ``rules`` are the other fields of its configuration."""
    rule = WrapUpRule(WrapUpMode.TIMED if wrap_up_ms_max else WrapUpMode.NONE, wrap_up_ms_max)
    plain = QueueConfiguration(
        QueueId(name), 20_000, offer_timeout_ms, rule, ("solved", "other"), offer_again=OfferAgain(30_000, 0, 0)
    )
    return replace(plain, **rules)


def agent(
    name: str, *queues: str, automatic: bool = False, phone: str | None = None, **rules: Any
) -> AgentConfiguration:
    """An agent of these queues with one phone; ``rules`` are the other fields of the agent's configuration."""
    address = PhoneAddress(PROVIDER, phone or f"phone/{name}")
    plain = AgentConfiguration(AgentId(name), tuple(QueueId(served) for served in queues), (address,), automatic)
    return replace(plain, **rules)


def asks(text: str) -> Requirement:
    """What a requirement's text stands for."""
    parsed = parse_requirement(text)
    assert not isinstance(parsed, RequirementProblem), parsed
    return parsed


class Floor:
    """Gives commands one after the other, each at its own time, and lets free agents and waiting contacts meet.

    Desktops say at once that they show what is offered, but for those of the agents in ``dead_desktops``.
    """

    def __init__(
        self,
        queues: list[QueueConfiguration],
        agents: list[AgentConfiguration],
        media: tuple[MediumConfiguration, ...] = ONE_CALL_AT_A_TIME,
        strategy: InteractionStrategy = FIRST_COME,
    ) -> None:
        self.state = RoutingState()
        self.now_ms, self.seq = 1_000_000, 0
        self.events: list[RoutingEvent] = []
        self.dead_desktops: set[str] = set()
        self.configure(queues, agents, media, strategy)

    def configure(
        self,
        queues: list[QueueConfiguration],
        agents: list[AgentConfiguration],
        media: tuple[MediumConfiguration, ...] = ONE_CALL_AT_A_TIME,
        strategy: InteractionStrategy = FIRST_COME,
    ) -> None:
        """These queues and agents hold from now on."""
        text = RoutingConfiguration(tuple(queues), tuple(agents), ("lunch", "training"), media, strategy)
        self.give(ConfigureRouting(text))

    def give(self, command: RoutingCommand, after_ms: int = 1_000) -> RejectionCode | None:
        """Give a command; ``events`` are what it led to. What was due before expires first."""
        self.wait(after_ms)
        return self._settle(command)

    def wait(self, duration_ms: int) -> None:
        """Let time go on and what becomes due expire at its own time."""
        until_ms = self.now_ms + duration_ms
        while (due_ms := next_deadline_ms(self.state)) is not None and due_ms <= until_ms:
            self.now_ms = max(self.now_ms, due_ms)
            self._settle(ExpireDue())
        self.now_ms = until_ms

    def _settle(self, command: RoutingCommand) -> RejectionCode | None:
        self.seq += 1
        settled = settle(self.state, command, self.now_ms, self.seq)
        if isinstance(settled, Rejection):
            self.events = []
            return settled.code
        self.events = settled
        self._show_offers()
        assert broken(self.state) == []
        return None

    def _show_offers(self) -> None:
        """The living desktops show what is new; ``events`` do not tell of it."""
        for offer in [offer for offer in self.state.offers.values() if offer.state is OfferState.PENDING]:
            if offer.agent_id not in self.dead_desktops:
                shown = ConfirmOfferShown(offer.agent_id, offer.offer_id)
                assert not isinstance(settle(self.state, shown, self.now_ms, self.seq), Rejection)

    # What people do.

    def sign_in(self, *names: str) -> None:
        """Agents become available one after the other, their phones reachable and their desktops open."""
        for name in names:
            self.phone(name)
            self.desktop(name)
            assert self.activity(name, Activity.AVAILABLE) is None

    def phone(self, name: str, is_reachable: bool = True, is_in_use: bool = False) -> None:
        """The state of an agent's phone."""
        self.give(SetPhoneState(PROVIDER, f"phone/{name}", is_reachable, is_in_use))

    def desktop(self, name: str, is_open: bool = True) -> None:
        """An agent's desktop comes or goes."""
        self.give(SetDesktopState(AgentId(name), is_open))

    def activity(self, name: str, activity: Activity, reason: str = "") -> RejectionCode | None:
        """An agent changes activity."""
        return self.give(SetActivity(AgentId(name), activity, reason))

    def arrive(self, name: str, queue_name: str, asked: Asked | None = None) -> InteractionId:
        """A customer waits in a queue."""
        interaction_id = InteractionId(name)
        assert self.call(name, queue_name, asked) is None
        return interaction_id

    def call(self, name: str, queue_name: str, asked: Asked | None = None) -> RejectionCode | None:
        """A customer calls and would like to wait in a queue."""
        self.give(OpenInteraction(InteractionId(name), ContactId(f"c-{name}"), Medium.VOICE, PROVIDER))
        return self.give(EnqueueInteraction(InteractionId(name), QueueId(queue_name), asked))

    def submit(
        self, name: str, queue_name: str, medium: Medium = Medium.MAIL, asked: Asked | None = None
    ) -> RejectionCode | None:
        """Work without a call comes for a queue."""
        return self.give(
            SubmitWork(InteractionId(name), ContactId(f"c-{name}"), medium, QueueId(queue_name), asked), after_ms=0
        )

    def accept(self, name: str) -> RejectionCode | None:
        """An agent takes what stands offered."""
        return self.give(AcceptOffer(AgentId(name), self.offer_of(name)))

    def decline(self, name: str) -> RejectionCode | None:
        """An agent does not take what stands offered."""
        return self.give(DeclineOffer(AgentId(name), self.offer_of(name)))

    def talk(self, name: str) -> InteractionId:
        """An agent takes what stands offered and is connected."""
        assert self.accept(name) is None
        assignment = self.in_hand(name)
        self.give(ConfirmConnected(assignment.interaction_id))
        return assignment.interaction_id

    def finish(self, name: str, interaction_id: InteractionId, disposition: str = "solved") -> RejectionCode | None:
        """An agent closes a contact."""
        return self.give(FinishWrapUp(AgentId(name), interaction_id, disposition, None))

    # What can be seen.

    def agent(self, name: str) -> Agent:
        """An agent."""
        return self.state.agents[AgentId(name)]

    def interaction(self, name: str) -> Interaction:
        """An interaction that is open."""
        return self.state.interactions[InteractionId(name)]

    def stage(self, name: str) -> InteractionStage:
        """Where an interaction stands."""
        return self.interaction(name).stage

    def offered_to(self, name: str) -> str | None:
        """The agent to whom an interaction stands offered."""
        offer_id = self.interaction(name).offer_id
        return None if offer_id is None else str(self.state.offers[offer_id].agent_id)

    def offer_of(self, name: str) -> OfferId:
        """The offer that stands for an agent."""
        offer_ids = list(self.agent(name).offers.values())
        assert offer_ids, f"nothing is offered to {name}"
        return offer_ids[-1]

    def in_hand(self, name: str) -> Assignment:
        """What the agent took last."""
        in_hand = list(self.agent(name).assignments.values())
        assert in_hand, f"{name} has nothing in hand"
        return in_hand[-1]

    def of_type(self, kind: type[RoutingEvent]) -> list[RoutingEvent]:
        """The last command's events of a type."""
        return [event for event in self.events if isinstance(event, kind)]
