"""What an agent does with a call, over a real Asterisk: hold, mute, keys, transfer, three parties."""

import asyncio
from dataclasses import dataclass

import pytest

from cic.cti.port import (
    BridgeLegs,
    CallArrivedOpen,
    CommandFailed,
    HangUpLeg,
    HoldLeg,
    LegEnded,
    LegReturned,
    MuteLeg,
    ResumeLeg,
    SendDigitsOpen,
)
from routing.vocabulary import BridgeId, EndCause, LegId
from tests.e2e.asterisk.center import Center, until
from tests.e2e.asterisk.conftest import MakePhone
from tests.e2e.asterisk.sip_phone import Call
from tests.harness.desk import hears_nothing

pytestmark = pytest.mark.e2e

MUSIC_HZ = 311.0
CALLER_HZ, AGENT_HZ, THIRD_HZ = 453.0, 678.0, 1017.0


@dataclass(frozen=True, slots=True)
class Talk:
    """A caller and an agent who hear each other."""

    caller: Call
    caller_leg: LegId
    agent: Call
    agent_leg: LegId
    bridge: BridgeId

    def hear_each_other(self) -> bool:
        return self.caller.audio.share(AGENT_HZ) > 0.9 and self.agent.audio.share(CALLER_HZ) > 0.9


@pytest.fixture
async def talk(center: Center, phone: MakePhone) -> Talk:
    caller, agent = await phone("+15550100", CALLER_HZ), await phone("alice", AGENT_HZ)
    call, caller_leg = await center.call_in(caller)
    agent_call, agent_leg = await center.dial_answered(agent)
    talk = Talk(call, caller_leg, agent_call, agent_leg, await center.bridge(caller_leg, agent_leg))
    await until(talk.hear_each_other)
    return talk


@pytest.mark.parametrize("times", [1, 3])
async def test_a_held_caller_hears_music_and_the_agent_silence_until_resumed(
    center: Center, talk: Talk, times: int
) -> None:
    for _ in range(times):
        await center.done(HoldLeg(talk.bridge, talk.caller_leg, (talk.agent_leg,), "default"))
        await until(lambda: talk.caller.audio.share(MUSIC_HZ) > 0.9)
        talk.agent.audio.forget()
        await hears_nothing(talk.agent)
        await center.done(ResumeLeg(talk.bridge, talk.caller_leg, (talk.agent_leg,)))
        await until(talk.hear_each_other)
    assert center.count(LegReturned) == 0
    await talk.agent.hang_up()
    assert (await center.get(LegReturned)).leg_id == talk.caller_leg


async def test_an_agent_can_be_held_too(center: Center, talk: Talk) -> None:
    await center.done(HoldLeg(talk.bridge, talk.agent_leg, (talk.caller_leg,), "default"))
    await until(lambda: talk.agent.audio.share(MUSIC_HZ) > 0.9)
    await center.done(ResumeLeg(talk.bridge, talk.agent_leg, (talk.caller_leg,)))
    await until(talk.hear_each_other)
    assert center.count(LegReturned) == 0


async def test_a_held_caller_hangs_up(center: Center, talk: Talk) -> None:
    await center.done(HoldLeg(talk.bridge, talk.caller_leg, (talk.agent_leg,), "default"))
    await talk.caller.hang_up()
    assert (await center.get(LegEnded)).leg_id == talk.caller_leg
    resumed = center.send(ResumeLeg(talk.bridge, talk.caller_leg, (talk.agent_leg,)))
    assert (await center.get(CommandFailed)).effect_id == resumed


async def test_the_agent_hangs_up_while_the_caller_is_held(center: Center, talk: Talk) -> None:
    await center.done(HoldLeg(talk.bridge, talk.caller_leg, (talk.agent_leg,), "default"))
    await talk.agent.hang_up()
    assert (await center.get(LegEnded)).leg_id == talk.agent_leg
    talk.caller.audio.forget()
    await until(lambda: talk.caller.audio.share(MUSIC_HZ) > 0.9)


async def test_mute_stops_one_voice_only(center: Center, talk: Talk) -> None:
    await center.done(MuteLeg(talk.agent_leg, muted=True))
    await hears_nothing(talk.caller)
    await until(lambda: talk.agent.audio.share(CALLER_HZ) > 0.9)
    await center.done(MuteLeg(talk.agent_leg, muted=False))
    await until(talk.hear_each_other)


async def test_keys_reach_the_far_end(center: Center, talk: Talk) -> None:
    await center.done(SendDigitsOpen(talk.caller_leg, "42#"))
    await until(lambda: talk.caller.audio.keys_heard == "42#")
    assert talk.agent.audio.keys_heard == ""
    refused = center.send(SendDigitsOpen(talk.caller_leg, "4\r\nAction: Logoff"))
    assert (await center.get(CommandFailed)).effect_id == refused


async def test_three_legs_hear_each_other_and_any_may_leave(center: Center, phone: MakePhone, talk: Talk) -> None:
    third, third_leg = await center.dial_answered(await phone("bob", THIRD_HZ))
    await center.done_bridge(talk.bridge, talk.caller_leg, talk.agent_leg, third_leg)
    for audio, others in (
        (talk.caller.audio, (AGENT_HZ, THIRD_HZ)),
        (talk.agent.audio, (CALLER_HZ, THIRD_HZ)),
        (third.audio, (CALLER_HZ, AGENT_HZ)),
    ):
        await until(lambda audio=audio, others=others: all(audio.share(other) > 0.3 for other in others))
    await talk.agent.hang_up()
    await until(lambda: talk.caller.audio.share(THIRD_HZ) > 0.9 and third.audio.share(CALLER_HZ) > 0.9)
    assert center.count(LegReturned) == 0


async def test_a_consult_ends_in_a_transfer(center: Center, phone: MakePhone, talk: Talk) -> None:
    await center.done(HoldLeg(talk.bridge, talk.caller_leg, (talk.agent_leg,), "default"))
    second, second_leg = await center.dial_answered(await phone("bob", THIRD_HZ))
    await center.bridge(talk.agent_leg, second_leg)
    await until(lambda: talk.agent.audio.share(THIRD_HZ) > 0.9 and second.audio.share(AGENT_HZ) > 0.9)
    await until(lambda: talk.caller.audio.share(MUSIC_HZ) > 0.9)  # one packet lost on a busy machine is no silence
    center.send(HangUpLeg(talk.agent_leg, EndCause.TRANSFERRED))
    await center.bridge(talk.caller_leg, second_leg)
    await until(lambda: talk.caller.audio.share(THIRD_HZ) > 0.9 and second.audio.share(CALLER_HZ) > 0.9)
    assert center.count(CallArrivedOpen) == 1


async def test_a_bridge_that_stands_is_left_as_it_is(center: Center, talk: Talk) -> None:
    await center.bridge(talk.agent_leg, talk.caller_leg)
    await until(talk.hear_each_other)
    failed = center.send(BridgeLegs(talk.bridge, (talk.caller_leg, LegId("nobody"))))
    assert (await center.get(CommandFailed)).effect_id == failed
    await until(talk.hear_each_other)


async def test_a_phone_is_in_use_by_any_call(center: Center, phone: MakePhone) -> None:
    await center.phone_is("alice", reachable=False, in_use=False)
    alice, bob = await phone("alice"), await phone("bob")
    await center.phone_is("alice", reachable=True, in_use=False)
    call = await bob.call_direct("101", alice)
    await center.phone_is("alice", reachable=True, in_use=True)
    assert center.count(CallArrivedOpen) == 0
    await call.hang_up()
    await center.phone_is("alice", reachable=True, in_use=False)
    await alice.register(0)
    await center.phone_is("alice", reachable=False, in_use=False)
    await asyncio.sleep(0)
