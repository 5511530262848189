"""A supervisor who listens in handles nothing by that; one who takes the customer over does."""

import pytest

from cic.center.monitoring_inputs import EndMonitoring, TakeOver
from cic.reporting.facts import Handling
from cic.reporting.fold import Ledger, Touched
from cic.reporting.quarters import Increments, increments
from routing.vocabulary import EndCause
from tests.unit.center.hotline import ALICE, BOB
from tests.unit.center.monitorings import Supervision

pytestmark = pytest.mark.unit


def counted(supervision: Supervision) -> tuple[list[Handling], Increments]:
    """The handlings in the end and all sums; nothing goes on."""
    ledger, touched = Ledger(), Touched()
    for record in supervision.hotline.records:
        ledger.take(record, touched)
    assert not ledger.interactions
    assert not any(agent.in_hand for agent in ledger.agents.values())
    last = {fact.interaction_id + str(fact.number): fact for _, fact in touched.facts if isinstance(fact, Handling)}
    return list(last.values()), increments(touched)


def sum_of(sums: Increments, agent_id: str, name: str) -> int:
    return sum(figures.get(name, 0) for (_, whose), figures in sums.agents.items() if whose == agent_id)


def test_who_listens_in_has_something_in_hand_and_handles_nothing() -> None:
    supervision = Supervision()
    supervision.listens()
    supervision.hotline.wait(60_000)
    supervision.hotline.give(EndMonitoring(BOB, ALICE))
    supervision.hotline.hang_up()
    supervision.clear()
    handlings, sums = counted(supervision)
    assert [(one.agent_id, one.is_transferred_out) for one in handlings] == [(ALICE, False)]
    assert sum(figures.get("handled", 0) for figures in sums.queues.values()) == 1
    handled = [sum_of(sums, BOB, name) for name in ("handled", "consulted", "talk_ms", "wrap_up_ms")]
    assert handled == [0, 0, 0, 0]
    assert 60_000 < sum_of(sums, BOB, "in_contact_ms") < 70_000
    assert sum_of(sums, ALICE, "talk_ms") > 60_000


def test_a_supervisor_whose_phone_cannot_be_reached_has_handled_nothing() -> None:
    supervision = Supervision()
    assert supervision.start() is None
    supervision.hotline.hang_up(supervision.bob_leg, EndCause.NOT_ANSWERED)
    supervision.hotline.hang_up()
    supervision.clear()
    handlings, sums = counted(supervision)
    assert [one.agent_id for one in handlings] == [ALICE]
    assert sum_of(sums, BOB, "handled") == 0


def test_who_takes_over_handles_the_customer_from_then_on() -> None:
    supervision = Supervision()
    supervision.listens()
    supervision.hotline.wait(60_000)
    supervision.hotline.give(TakeOver(BOB, ALICE))
    supervision.hotline.bridged()
    supervision.hotline.wait(20_000)
    supervision.hotline.hang_up()
    supervision.clear()
    handlings, sums = counted(supervision)
    alices, bobs = sorted(handlings, key=lambda one: one.agent_id)
    assert (alices.agent_id, alices.is_transferred_out, bobs.agent_id, bobs.is_transferred_in) == (
        ALICE, True, BOB, True,
    )  # fmt: skip
    assert alices.interaction_id == bobs.interaction_id == supervision.interaction_id
    assert 20_000 < bobs.talk_ms < 30_000 and sum_of(sums, BOB, "talk_ms") == bobs.talk_ms
    assert bobs.began_at_ms == alices.released_at_ms
