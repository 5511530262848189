"""Races while an agent is being connected: a caller who hangs up at every point, many who accept at once, a phone that
dies in between. One Asterisk and one center serve all tests of this module."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.e2e.asterisk.center import until
from tests.e2e.asterisk.sip_phone import Call
from tests.harness.asterisk_lab import Hotline, agent_text, running_hotline
from tests.harness.asterisk_truth import becomes_empty
from tests.harness.desk import Desk, Phones, desk, hear_each_other, hears
from tests.harness.desktop_client import interaction

pytestmark = pytest.mark.e2e

GONE_LIMIT_S = 10.0
"""So long at most may an agent's leg outlive its caller: less than the 18 s that an unanswered phone rings, and enough
for a goodbye that a crowded machine loses, and that is said again after 0.5, 1 and 1.5 s."""
SILENCE_LIMIT_S = 40.0
"""Asterisk asks each phone every ten seconds and gives it three; then it is listened to for five. Nobody else would
notice before Asterisk gives up the call after five minutes."""
STARTED_ANEW_LIMIT_S = 15.0
"""Asterisk tells at once that the old registration is gone; then it is listened to for five."""
AGENTS = tuple(f"may{number}" for number in range(20))


@pytest.fixture(scope="module")
def hotline(real_asterisk_needed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotline]:
    """A hotline with twenty agents who accept by hand."""
    text = "".join(agent_text(name, 400 + n, accepts_automatically=False) for n, name in enumerate(AGENTS))
    with running_hotline(tmp_path_factory.mktemp("races"), more_agents=text) as opened:
        yield opened


@pytest.fixture
async def phones(hotline: Hotline) -> AsyncIterator[Phones]:
    """Phones for callers and agents; at the end no channel is left in Asterisk."""
    made = Phones(hotline)
    yield made
    await made.close()
    await becomes_empty(hotline.asterisk, GONE_LIMIT_S)


@contextlib.asynccontextmanager
async def desks(hotline: Hotline, phones: Phones, count: int) -> AsyncIterator[list[Desk]]:
    """So many agents with desktops and phones, not available yet."""
    async with AsyncExitStack() as stack:
        opened = [
            await stack.enter_async_context(desk(hotline, phones, user, 700.0 + 90 * number))
            for number, user in enumerate(AGENTS[:count])
        ]
        yield opened


async def go_available(agents: list[Desk]) -> None:
    """One after the other."""
    for agent in agents:
        await agent.go_available()


async def before_accepting(agent: Desk, call: Call, offered: dict[str, Any]) -> Call | None:
    """The caller's goodbye and the agent's click cross on their way."""
    await call.hang_up()
    await agent.desktop.command("accept_offer", offer_id=offered["offer"]["offer_id"])
    return None


async def with_the_click(agent: Desk, call: Call, offered: dict[str, Any]) -> Call | None:
    """The caller goes after the click and before the phone can ring."""
    clicked = asyncio.create_task(agent.desktop.command("accept_offer", offer_id=offered["offer"]["offer_id"]))
    await asyncio.sleep(0)
    await call.hang_up()
    await clicked
    return None


async def after_the_click(agent: Desk, call: Call, offered: dict[str, Any]) -> Call | None:
    """The caller goes when the click is journalled and the dialling has begun."""
    await agent.accept(offered)
    await call.hang_up()
    return None


async def while_ringing(agent: Desk, call: Call, offered: dict[str, Any]) -> Call | None:
    """The caller goes while the phone rings."""
    await agent.accept(offered)
    ringing = await agent.phone.ring()
    await call.hang_up()
    return ringing


async def at_the_answer(agent: Desk, call: Call, offered: dict[str, Any]) -> Call | None:
    """Both act at the same instant: the answer comes first at Asterisk."""
    await agent.accept(offered)
    ringing = await agent.phone.ring()
    async with before_the_engine_acts(agent, call):
        await ringing.answer()
        await call.hang_up()
    return ringing


async def just_before_the_answer(agent: Desk, call: Call, offered: dict[str, Any]) -> Call | None:
    """Both act at the same instant: the goodbye comes first at Asterisk."""
    await agent.accept(offered)
    ringing = await agent.phone.ring()
    async with before_the_engine_acts(agent, call):
        await call.hang_up()
        await ringing.answer()
    return ringing


async def before_the_bridge(agent: Desk, call: Call, offered: dict[str, Any]) -> Call | None:
    """The caller goes when Asterisk has the answer, and the engine is about to ask for the bridge."""
    await agent.accept(offered)
    ringing = await agent.phone.ring()
    async with before_the_engine_acts(agent, call):
        await ringing.answer()
        await asyncio.wait_for(ringing.acknowledged.wait(), GONE_LIMIT_S)
        await call.hang_up()
    return ringing


@contextlib.asynccontextmanager
async def before_the_engine_acts(agent: Desk, call: Call) -> AsyncIterator[None]:
    """What happens here has happened at Asterisk when the engine hears of any of it."""
    with agent.center.held_up():
        yield
        await until(lambda: call.is_goodbye_heard)


Goodbye = Callable[[Desk, Call, dict[str, Any]], Awaitable[Call | None]]
GOODBYES: tuple[Goodbye, ...] = (
    before_accepting,
    with_the_click,
    after_the_click,
    while_ringing,
    just_before_the_answer,
    at_the_answer,
    before_the_bridge,
)


@pytest.mark.parametrize("goodbye", GOODBYES, ids=lambda goodbye: goodbye.__name__)
async def test_no_agents_leg_outlives_a_caller_who_hangs_up(hotline: Hotline, phones: Phones, goodbye: Goodbye) -> None:
    async with desks(hotline, phones, 1) as (agent,):
        await agent.go_available()
        caller = await phones.caller()
        call = await caller.dial("4001")
        ringing = await goodbye(agent, call, await agent.offered(caller.user))
        await becomes_empty(hotline.asterisk, GONE_LIMIT_S)
        if ringing is not None:
            assert ringing.is_ended_by_far_end
        await agent.is_free()
        assert all(later.ended.is_set() for later in agent.phone.calls.values())
        row = await ended(hotline, caller.user)
        assert row["end_cause"] == "caller_hung_up"
        assert row["is_abandoned"], "nobody answered who was heard"
        assert interaction(agent.view, "wrap_up") is None, "nobody wraps up whom nobody served"


async def ended(hotline: Hotline, number: str) -> dict[str, Any]:
    """The contact of this caller, once it has ended."""

    def found() -> list[dict[str, Any]]:
        rows = hotline.center.contacts()
        return [row for row in rows if row["caller"]["number"] == number and row["ended_at_ms"]]  # type: ignore[index]

    await until(lambda: bool(found()))
    (row,) = found()
    return row


async def test_of_twenty_who_accept_one_offer_at_the_same_instant_one_has_it(hotline: Hotline, phones: Phones) -> None:
    async with desks(hotline, phones, len(AGENTS)) as agents:
        await go_available(agents)
        call = await (await phones.caller()).dial("4001")
        offered = await agents[0].offered()
        offer_id = offered["offer"]["offer_id"]
        results = await asyncio.gather(
            *(agent.desktop.command("accept_offer", offer_id=offer_id) for agent in reversed(agents))
        )
        assert [result["ok"] for result in results] == [False] * (len(agents) - 1) + [True]
        assert {result["error"]["code"] for result in results[:-1]} <= {"not_yours", "offer_closed"}
        ringing = await agents[0].phone.ring()
        await ringing.answer()
        await agents[0].connected()
        await hear_each_other(call, ringing)
        assert sum(len(agent.phone.calls) for agent in agents) == 1
        await ringing.hang_up()
        await agents[0].finish()
        await asyncio.wait_for(call.ended.wait(), 10.0)


async def test_twenty_callers_and_twenty_who_accept_at_once_are_twenty_pairs(hotline: Hotline, phones: Phones) -> None:
    async with desks(hotline, phones, len(AGENTS)) as agents:
        calls = {}
        for _ in agents:
            caller = await phones.caller(tone_hz=0.0)
            calls[caller.user] = await caller.dial("4001")
        await go_available(agents)  # with everybody there, so that no offer grows old before the last one stands
        offers = [await agent.offered() for agent in agents]
        wanted = [offered["interaction_id"] for offered in offers]
        assert len(set(wanted)) == len(agents)
        await asyncio.gather(*(agent.accept(offered) for agent, offered in zip(agents, offers, strict=True)))
        ringing = await asyncio.gather(*(agent.phone.ring() for agent in agents))
        assert [ring.header["x-interaction-id"] for ring in ringing] == wanted
        await asyncio.gather(*(ring.answer() for ring in ringing))
        for agent, offered, ring in zip(agents, offers, ringing, strict=True):
            assert (await agent.connected())["interaction_id"] == offered["interaction_id"]
            mine = calls[offered["caller"]["number"]]
            await until(lambda mine=mine, ring=ring: mine.audio.share(ring.audio.tone_hz) > 0.9)
        assert [len(agent.phone.calls) for agent in agents] == [1] * len(agents)
        for agent, ring in zip(agents, ringing, strict=True):
            await ring.hang_up()
            await agent.finish()


async def goodbye_at_once(ringing: Call) -> None:
    """The phone answers and hangs up in one breath. Asterisk refuses a goodbye that outruns the answer (481); the phone
    says it again."""
    await ringing.answer()
    await ringing.hang_up()


async def goodbye_before_the_bridge(ringing: Call) -> None:
    """The phone hangs up when Asterisk has its answer and the engine is about to ask for the bridge."""
    await ringing.answer()
    await asyncio.wait_for(ringing.acknowledged.wait(), GONE_LIMIT_S)
    await ringing.hang_up()


async def serve_in_place(agent: Desk, call: Call, offered: dict[str, Any]) -> None:
    """The caller who lost another agent comes to this one at the old place, and is served to the end."""
    number = offered["caller"]["number"]
    again = await agent.offered(number)
    assert again["queued_at_ms"] == offered["queued_at_ms"]
    assert again["interaction_id"] == offered["interaction_id"]
    agent_call, interaction_id = await agent.talk(number)
    await hear_each_other(call, agent_call)
    await agent.command("hang_up", interaction_id=interaction_id)
    await asyncio.wait_for(call.ended.wait(), 10.0)
    await agent.finish()


@pytest.mark.parametrize("dies", [goodbye_at_once, goodbye_before_the_bridge], ids=lambda dies: dies.__name__)
async def test_an_agent_who_answers_and_dies_leaves_the_caller_to_the_next(
    hotline: Hotline, phones: Phones, dies: Callable[[Call], Awaitable[None]]
) -> None:
    """At the old place, with music instead of silence; who called later is served later."""
    async with desks(hotline, phones, 1) as (first_agent,):
        first, second = await phones.caller(), await phones.caller()
        call = await first.dial("4001")
        await hears(call, "music/default")
        later = await second.dial("4001")
        await hears(later, "music/default")
        await first_agent.go_available()
        offered = await first_agent.offered(first.user)
        await first_agent.accept(offered)
        ringing = await first_agent.phone.ring()
        with hotline.center.held_up():  # or it may bridge first: then there was a talk, which the agent has ended
            await dies(ringing)
            await until(lambda: ringing.is_goodbye_heard)
        await first_agent.desktop.when(lambda view: not view["interactions"])
        assert first_agent.view["agent"]["activity"] == "not_responding"
        call.audio.forget()
        await hears(call, "music/default")
        async with desk(hotline, phones, AGENTS[1], 790.0) as second_agent:
            await second_agent.go_available()
            await serve_in_place(second_agent, call, offered)
            await second_agent.offered(second.user)
            await later.hang_up()
            await second_agent.is_free()


async def phone_dies_in_a_talk(agent: Desk, phones: Phones) -> tuple[Call, dict[str, Any]]:
    """The agent's phone goes without a goodbye, and its voice with it; the caller's call and what was offered of it."""
    await agent.go_available()
    caller = await phones.caller()
    call = await caller.dial("4001")
    offered = await agent.offered(caller.user)
    await agent.accept(offered)
    ringing = await agent.phone.ring()
    await ringing.answer()
    await agent.connected()
    await ringing.audio.close()
    agent.phone.switch_off()
    return call, offered


async def next_agent_serves(hotline: Hotline, phones: Phones, call: Call, offered: dict[str, Any]) -> None:
    """The caller hears music, and another agent serves them at the old place."""
    call.audio.forget()
    await hears(call, "music/default")
    async with desk(hotline, phones, AGENTS[1], 790.0) as agent:
        await agent.go_available()
        await serve_in_place(agent, call, offered)


async def test_a_phone_that_is_started_anew_in_a_talk_leaves_the_caller_to_the_next(
    hotline: Hotline, phones: Phones
) -> None:
    """It registers from another port and knows nothing of the talk, in which its agent's caller hears silence."""
    async with desk(hotline, phones, AGENTS[0], 700.0) as agent:
        call, offered = await phone_dies_in_a_talk(agent, phones)
        await phones.agent(AGENTS[0], 750.0)
        await agent.desktop.when(lambda view: interaction(view, "wrap_up"), STARTED_ANEW_LIMIT_S)
        await next_agent_serves(hotline, phones, call, offered)
        await agent.finish()


async def test_a_phone_that_falls_silent_in_a_talk_leaves_the_caller_to_the_next(
    hotline: Hotline, phones: Phones
) -> None:
    """No goodbye, no voice and no answer to Asterisk: noticed the next time that Asterisk asks the phone."""
    # An agent of whom no test behind this one has need: the dead phone stays registered for a while.
    async with desk(hotline, phones, AGENTS[-1], 700.0) as agent:
        call, offered = await phone_dies_in_a_talk(agent, phones)
        await agent.desktop.when(lambda view: interaction(view, "wrap_up"), SILENCE_LIMIT_S)
        await next_agent_serves(hotline, phones, call, offered)
        await agent.finish()
