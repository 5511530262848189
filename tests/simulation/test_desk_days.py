"""Days on which agents put off work, want help and enter contacts, under all the other trouble: every follow-up becomes
a task once or is closed, help is wanted by whoever is there, and the contact log adds up."""

import os
from collections import Counter
from dataclasses import dataclass, field
from random import Random

import pytest

from cic.center.desk_events import (
    ContactEntered,
    FollowUpClosed,
    FollowUpMade,
    FollowUpPutOff,
    FollowUpReminded,
    HelpAsked,
)
from cic.center.desk_inputs import DeskInput
from cic.center.events import CenterEvent, WorkOpened
from cic.center.inputs import CenterInput
from cic.center.invariants import broken
from cic.contact_log.fold import Ledger
from cic.contact_log.record import ContactRecord, SegmentKind
from cic.journal.port import Committed
from routing.events import InteractionConnected, WrapUpStarted
from routing.overrides import QueueMode
from routing.supervisor_commands import SetQueueMode
from routing.vocabulary import AgentId, ContactId, InteractionId, QueueId
from tests.simulation.desk_wishes import of_contact, of_day
from tests.simulation.self_service_world import FLOWS, QUEUES, SelfServiceWorld
from tests.simulation.test_center_world import CALM, ROUGH
from tests.simulation.world import CALLER, Faults

pytestmark = pytest.mark.simulation

BESIDE = (SegmentKind.WRAP_UP, SegmentKind.CONSULTED)
"""Agents' time, beside that of the customer."""
DAY_ENDS_MS = 1_000_000 + 2_000_000


@dataclass
class DeskWorld(SelfServiceWorld):
    """Agents use the desk whenever they have something in hand, and now and then besides."""

    told: Counter[type] = field(default_factory=Counter)
    made: list[ContactId] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.desk_chance = Random(self.seed)
        super().__post_init__()

    def _carry_on(self, event: CenterEvent) -> None:
        super()._carry_on(event)
        self.told[type(event)] += 1
        if isinstance(event, FollowUpMade):
            self.made.append(event.contact_id)
        if isinstance(event, InteractionConnected | WrapUpStarted):
            self._use_desk(event.agent_id, event.interaction_id)

    def _use_desk(self, agent_id: AgentId, interaction_id: InteractionId) -> None:
        for _ in range(self.desk_chance.randrange(3)):
            after_ms = self.desk_chance.choice([500, 3_000, 20_000])
            self.at(after_ms, lambda: self._of_contact(agent_id, interaction_id))
        self.at(self.desk_chance.randrange(1_000, 200_000), lambda: self._of_day(agent_id))

    def _of_contact(self, agent_id: AgentId, interaction_id: InteractionId) -> DeskInput | None:
        """Nothing is put off any more at the end of the day."""
        if self.now_ms > DAY_ENDS_MS:
            return None
        return of_contact(self.desk_chance, self.state, agent_id, interaction_id, self.queues, at_ms=self.now_ms)

    def _of_day(self, agent_id: AgentId) -> DeskInput:
        return of_day(self.desk_chance, self.state, agent_id, self.queues, at_ms=self.now_ms, caller=CALLER)

    def close_queue(self) -> CenterInput:
        """A queue takes nothing in for a while."""
        queue_id = QueueId(self.desk_chance.choice(self.queues))
        return SetQueueMode(queue_id, QueueMode.CLOSED, self.now_ms + self.desk_chance.randrange(60_000, 600_000))


def desk_day(seed: int, faults: Faults) -> DeskWorld:
    """A day of such agents, with queues that close for a while."""
    world = DeskWorld(seed, FLOWS, QUEUES, faults=faults)
    for number in range(14):
        delay_ms = world.chance.randrange(0, 300_000)
        world.arrive(number, delay_ms, patience_ms=world.chance.randrange(60_000, 600_000))
    for _ in range(6 if faults.failed else 0):
        world.at(world.chance.randrange(0, 400_000), world.trouble)
    for _ in range(4):
        world.at(world.desk_chance.randrange(0, 900_000), world.close_queue)
    world.at(400_000, world.look_after)
    return world


def run(world: DeskWorld) -> None:
    """To the end of the day, the rules checked after each input."""
    steps = 0
    while not world.is_over:
        world.step()
        steps += 1
        said = f"seed {world.seed}, input {len(world.records)}: {world.records[-1].given}"
        assert broken(world.state) == [], said
        assert steps < 40_000, f"seed {world.seed} never comes to rest"


def logged(world: DeskWorld) -> dict[ContactId, ContactRecord]:
    """Every contact as the log has it in the end."""
    ledger, found = Ledger(), dict[ContactId, ContactRecord]()
    for record in world.records:
        committed = Committed(record.seq, record.at_ms, record.given, record.events, None)
        found |= {contact.contact_id: contact for contact in ledger.take(committed)}
    return found


@pytest.mark.parametrize("faults", [CALM, ROUGH], ids=["calm", "rough"])
@pytest.mark.parametrize("seed", range(300 if os.environ.get("CIC_PROVE") else 6))
def test_every_follow_up_becomes_a_task_once_or_is_closed(seed: int, faults: Faults) -> None:
    world = desk_day(seed, faults)
    run(world)
    state, events = world.state, [event for record in world.records for event in record.events]
    closed = [event for event in events if isinstance(event, FollowUpClosed)]
    assert sorted(event.contact_id for event in closed) == sorted(world.made), f"seed {seed}"
    due = {event.contact_id for event in closed if event.cause == "due"}
    tasks = [event.contact_id for event in events if isinstance(event, WorkOpened) and event.contact_id in world.made]
    assert sorted(tasks) == sorted(due), f"seed {seed}"
    assert not state.follow_ups and not state.follow_ups_of and not state.help, f"seed {seed}"
    assert not state.contacts and not state.effects, f"seed {seed}"


@pytest.mark.parametrize("seed", range(300 if os.environ.get("CIC_PROVE") else 4))
def test_the_log_of_such_a_day_adds_up(seed: int) -> None:
    world = desk_day(seed, ROUGH)
    run(world)
    contacts = logged(world)
    made = [event for record in world.records for event in record.events if isinstance(event, FollowUpMade)]
    noted = sorted(item.contact_id for one in contacts.values() for item in one.follow_ups)
    assert noted == sorted(event.contact_id for event in made if event.origin in contacts), f"seed {seed}"
    for contact in contacts.values():
        if contact.ended_at_ms is not None:
            kinds = [kind for kind in SegmentKind if kind not in BESIDE]
            assert sum(contact.time_ms(kind) for kind in kinds) == contact.total_ms, f"seed {seed}: {contact}"
        for item in contact.follow_ups:
            segment = (contact.wrap_ups if item.is_wrapping_up else contact.segments)[item.ordinal - 1]
            until_ms = item.at_ms if segment.ended_at_ms is None else segment.ended_at_ms
            assert segment.started_at_ms <= item.at_ms <= until_ms, f"seed {seed}: {contact}"
            # An agent who is only consulted about a call is not the one whom the caller talks to.
            is_agents = item.is_wrapping_up or contact.is_work
            assert not is_agents or segment.agent_id == item.agent_id, f"seed {seed}: {contact}"
        if contact.is_closed:
            assert all(item.ended_at_ms is not None for item in contact.help_asked), f"seed {seed}: {contact}"
    entered = [contact for contact in contacts.values() if contact.entered_kind]
    assert len(entered) == world.told[ContactEntered] and all(contact.is_closed for contact in entered)


def test_such_days_have_all_of_it() -> None:
    told: Counter[type] = Counter()
    for seed in range(3):
        world = desk_day(seed, CALM)
        run(world)
        told += world.told
    wanted = (FollowUpMade, FollowUpReminded, FollowUpPutOff, FollowUpClosed, HelpAsked, ContactEntered)
    assert all(told[kind] for kind in wanted), told
