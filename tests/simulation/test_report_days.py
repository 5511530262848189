"""Days with everything in them, counted for reports: the sums are those of the contact log and of somebody who looks at
the state of the center after each input, and nothing else."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache

import pytest

from cic.center.evolve import evolve
from cic.center.state import CenterState
from cic.contact_log.fold import Ledger as ContactLedger
from cic.contact_log.record import ContactRecord, Initiator, SegmentKind
from cic.journal.port import Committed
from cic.reporting.facts import ActivitySpan, Fact, Handling, RefusedOffer, Visit, VisitOutcome
from cic.reporting.figures import SIGNED_IN
from cic.reporting.fold import Ledger, Touched
from cic.reporting.quarters import Increments, increments
from cic.reporting.store import key_of
from routing.machines.assignment import AssignmentState
from routing.state import Agent
from routing.vocabulary import Activity
from tests.simulation.full_world import full_day
from tests.simulation.self_service_world import SelfServiceWorld
from tests.simulation.test_center_world import CALM, ROUGH
from tests.simulation.test_desk_days import desk_day

pytestmark = pytest.mark.simulation

DAYS: dict[str, Callable[[], SelfServiceWorld]] = {
    **{f"full {seed}": lambda seed=seed: full_day(seed) for seed in range(12)},
    **{f"calm desk {seed}": lambda seed=seed: desk_day(seed, CALM) for seed in range(8)},
    **{f"rough desk {seed}": lambda seed=seed: desk_day(seed, ROUGH) for seed in (0, 1, 2, 12)},
}
COUNTED = ("talk_ms", "hold_ms", "consult_ms", "work_ms", "wrap_up_ms")


@cache
def records_of(name: str) -> list[Committed]:
    day = DAYS[name]()
    steps = 0
    while not day.is_over:
        day.step()
        steps += 1
        assert steps < 40_000, name
    return [Committed(one.seq, one.at_ms, one.given, one.events, None) for one in day.records]


def counted(records: Sequence[Committed]) -> tuple[Ledger, list[Fact], Increments]:
    """All facts as they are in the end, and all sums."""
    ledger, touched = Ledger(), Touched()
    for record in records:
        ledger.take(record, touched)
    last = {(type(fact), key_of(fact)): fact for _, fact in touched.facts}
    return ledger, list(last.values()), increments(touched)


def total(sums: Increments, name: str) -> int:
    return sum(figures.get(name, 0) for figures in sums.queues.values())


def contacts_of(records: Sequence[Committed]) -> list[ContactRecord]:
    ledger, found = ContactLedger(), dict[str, ContactRecord]()
    for record in records:
        found |= {contact.contact_id: contact for contact in ledger.take(record)}
    return list(found.values())


def time_in_hand(records: Sequence[Committed]) -> Counter[tuple[str, str]]:
    """The time of each agent by state, as somebody sees it who looks at routing's state after each input."""
    state, spent, before_ms = CenterState(), Counter[tuple[str, str]](), 0
    for record in records:
        for agent_id, agent in state.routing.agents.items():
            name, at_once = _seen(agent)
            if name is not None:
                spent[agent_id, name] += record.at_ms - before_ms
                spent[agent_id, "at_once_ms"] += at_once * (record.at_ms - before_ms)
        for event in record.events:
            evolve(state, event, record.at_ms, record.seq)
        before_ms = record.at_ms
    return +spent


def _seen(agent: Agent) -> tuple[str | None, int]:
    active = [one for one in agent.assignments.values() if not one.is_parked]
    if any(one.state is not AssignmentState.WRAP_UP for one in active):
        return "in_contact_ms", len(active)
    if active:
        return "wrapping_up_ms", len(active)
    if agent.offers:
        return "ringing_ms", 0
    by_activity = {
        Activity.AVAILABLE: "ready_ms", Activity.ON_BREAK: "break_ms", Activity.NOT_RESPONDING: "not_responding_ms",
    }  # fmt: skip
    return by_activity.get(agent.activity), 0


@pytest.mark.parametrize("name", DAYS)
def test_a_report_is_what_the_contact_log_and_a_looker_on_say(name: str) -> None:
    records = records_of(name)
    ledger, facts, sums = counted(records)
    contacts = contacts_of(records)
    _visits_add_up(facts, sums, contacts)
    _times_are_those_of_the_log(facts, sums, contacts)
    _agents_time_is_the_clocks(records, ledger, sums)


def _visits_add_up(facts: Sequence[Fact], sums: Increments, contacts: Sequence[ContactRecord]) -> None:
    visits = [fact for fact in facts if isinstance(fact, Visit)]
    ended = [total(sums, name) for name in ("answered", "abandoned", "short_abandoned", "left", "waiting")]
    assert total(sums, "offered") == sum(ended) == len(visits)
    assert total(sums, "contacts") == len({visit.interaction_id for visit in visits})
    known = {contact.contact_id for contact in contacts}
    gave_up = {
        visit.contact_id for visit in visits if visit.outcome in (VisitOutcome.ABANDONED, VisitOutcome.SHORT_ABANDONED)
    } & known
    # Whoever hangs up while the phone of an agent rings who picks them up waits in no queue.
    logged = {one.contact_id for one in contacts if one.is_abandoned and _waited_in_a_queue(one)}
    assert gave_up == logged


def _waited_in_a_queue(contact: ContactRecord) -> bool:
    last = contact.segments[-1]
    return last.kind is SegmentKind.QUEUE or last.initiator is Initiator.QUEUE


def _times_are_those_of_the_log(facts: Sequence[Fact], sums: Increments, contacts: Sequence[ContactRecord]) -> None:
    logged = Counter[tuple[str, str]]()
    for contact in contacts:
        for segment in (*contact.segments, *contact.wrap_ups):
            kind = f"{segment.kind.value}_ms"
            if kind in COUNTED and segment.agent_id is not None and segment.ended_at_ms is not None:
                logged[segment.agent_id, kind] += segment.duration_ms
    found, summed = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    known = {contact.contact_id for contact in contacts}  # the log knows no chats and mails yet
    handlings = [fact for fact in facts if isinstance(fact, Handling)]
    for fact in handlings:
        for kind in COUNTED:
            found[fact.agent_id, kind] += fact.figures.get(kind, 0) * (fact.contact_id in known)
            summed[fact.agent_id, kind] += fact.figures.get(kind, 0)
    assert +found == +logged
    for (_, agent_id), figures in sums.agents.items():
        summed.subtract({(agent_id, kind): figures.get(kind, 0) for kind in COUNTED})
    assert not any(summed.values())
    handled = sum(not fact.is_consulted for fact in handlings)
    assert handled == total(sums, "handled") == sum(one.get("handled", 0) for one in sums.agents.values())


def _agents_time_is_the_clocks(records: Sequence[Committed], ledger: Ledger, sums: Increments) -> None:
    found = Counter[tuple[str, str]]()
    for (_, agent_id), figures in sums.agents.items():
        for kind in (*SIGNED_IN, "at_once_ms"):
            found[agent_id, kind] += figures.get(kind, 0)
    for agent in ledger.agents.values():  # what goes on is counted up to the last record
        spent = agent.spent(records[-1].at_ms)
        if spent is not None:
            found[agent.agent_id, spent.state.value] += spent.until_ms - spent.from_ms
            found[agent.agent_id, "at_once_ms"] += (spent.until_ms - spent.from_ms) * spent.at_once
    assert +found == time_in_hand(records)


def test_the_days_have_all_of_it() -> None:
    seen = Counter[str]()
    for name in DAYS:
        _, facts, _ = counted(records_of(name))
        for fact in facts:
            seen[type(fact).__name__] += 1
            if isinstance(fact, Visit):
                seen[fact.outcome.value] += 1
                seen[f"entered by {fact.entered_by.value}"] += 1
            if isinstance(fact, Handling):
                seen.update(name for name in ("is_transferred_in", "is_consulted", "is_dialled") if getattr(fact, name))
            if isinstance(fact, RefusedOffer):
                seen["declined" if fact.is_declined else "missed"] += 1
            if isinstance(fact, ActivitySpan):
                seen[fact.activity.value] += 1
    wanted = {
        "answered", "abandoned", "short_abandoned", "left", "entered by flow", "entered by agent", "entered by work",
        "entered by return", "is_transferred_in", "is_consulted", "is_dialled", "declined", "missed", "on_break",
        "Rated",
        "not_responding",
    }  # fmt: skip
    assert wanted <= set(seen), wanted - set(seen)
