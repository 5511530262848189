"""What agents have in hand and are to do later, read from a center that lives."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from cic.api.hands import StateHands
from cic.runtime.port import Reading
from routing.vocabulary import InteractionId, PersonalRef
from tests.unit.center.hotline import ALICE, BOB, CALLER, SALES, Hotline
from tests.unit.center.self_service import self_service
from tests.unit.center.test_follow_ups import HOUR_MS, made
from tests.unit.center.test_self_service import press, waiting

pytestmark = pytest.mark.unit


@pytest.fixture
def hotline() -> Hotline:
    return self_service()


def hands(hotline: Hotline) -> StateHands:
    """The state of a hotline, with every personal value opened as its reference."""

    def read(view: Callable[[Any], Any], deliver: Callable[[Reading[Any]], None]) -> None:
        deliver(Reading(0, hotline.now_ms, view(hotline.state)))

    return StateHands(read, str)


def test_an_interaction_is_the_agents_from_the_offer_to_the_end_of_wrap_up(hotline: Hotline) -> None:
    hotline.sign_in(ALICE)
    interaction_id = hotline.caller_in_queue()

    def of(agent: Any) -> Any:
        return asyncio.run(hands(hotline).interaction(agent, interaction_id))

    offered = of(ALICE)
    assert (offered.party_id, offered.number) == (CALLER.party_id, CALLER.number)
    assert asyncio.run(hands(hotline).parties(ALICE)) == {CALLER.party_id}
    assert of(BOB) is None and asyncio.run(hands(hotline).parties(BOB)) == frozenset()
    hotline.talk()
    assert of(ALICE) == offered
    hotline.hang_up()
    hotline.carry_out_hang_ups()
    assert of(ALICE) == offered
    hotline.finish(interaction_id)
    assert of(ALICE) is None and asyncio.run(hands(hotline).parties(ALICE)) == frozenset()
    assert asyncio.run(hands(hotline).interaction(ALICE, InteractionId("none"))) is None


def test_follow_ups_are_their_owners_and_those_without_one_their_queues(hotline: Hotline) -> None:
    hotline.sign_in(ALICE)
    late = made(hotline, due_at_ms=hotline.now_ms + 2 * HOUR_MS)
    soon = made(hotline, owner=None)
    asked = hands(hotline)
    mine = asyncio.run(asked.follow_ups_for(ALICE))
    assert [item["contact_id"] for item in mine] == [soon.made.contact_id, late.made.contact_id]
    assert (mine[1]["owner"], mine[1]["text"], mine[1]["party_id"]) == (ALICE, late.made.text, CALLER.party_id)
    bobs = asyncio.run(asked.follow_ups_for(BOB))
    assert [item["owner"] for item in bobs] == [None], "whoever is in the queue may do it"
    assert len(asyncio.run(asked.follow_ups_of([CALLER.party_id]))) == 2
    assert asyncio.run(asked.follow_ups_of([])) == []
    assert asyncio.run(asked.parties(ALICE)) == {CALLER.party_id}, "the agent may correct the card"


def test_who_waits_to_be_called_back_is_listed_for_the_queue(hotline: Hotline) -> None:
    waiting(hotline)
    press(hotline, "2")
    hotline.carry_out_hang_ups()
    (shown,) = asyncio.run(hands(hotline).callbacks_for(ALICE))
    assert (shown["queue_id"], shown["caller_name"]) == (SALES, CALLER.name and PersonalRef(CALLER.name))
    hotline.sign_in(ALICE)
    assert asyncio.run(hands(hotline).callbacks_for(ALICE)) == [], "it is offered, and waits no more"
