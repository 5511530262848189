"""Tracks on a real Asterisk: what each party said is in its own file, and nothing else, in step with time."""

import asyncio

import numpy as np
import pytest

from cic.cti.port import HoldLeg, LegEnded, MuteLeg, PauseTrack, PlayPrompts, ResumeLeg
from routing.vocabulary import RecordingId
from tests.e2e.asterisk.center import until
from tests.e2e.asterisk.conftest import MakePhone
from tests.e2e.asterisk.recorder import (
    ALICE_HZ,
    BOB_HZ,
    CALLER_HZ,
    PAIR_HZ,
    SKEW_S_MAX,
    Recorder,
    keypad,
    longest_silence,
    loudest,
    middle,
    moments_of,
    recorder,
    share,
    talk,
    talking,
    tone,
)
from tests.e2e.asterisk.rtp import RATE_HZ
from tests.e2e.asterisk.test_calls import LONG

__all__ = ["recorder"]
pytestmark = pytest.mark.e2e


async def test_each_party_is_in_its_own_track_alone_through_bridge_hold_and_flow(
    recorder: Recorder, phone: MakePhone
) -> None:
    center = recorder.center
    caller, caller_leg, _, alice_leg = await talking(recorder, phone)
    loop = asyncio.get_running_loop()
    begun_s = loop.time()
    await recorder.start(caller_leg, "customer")
    await recorder.start(alice_leg, "agent")
    bridge = await center.bridge(caller_leg, alice_leg)
    await until(lambda: caller.audio.share(ALICE_HZ) > 0.9)
    await talk(1.5, caller)
    await center.done(HoldLeg(bridge, caller_leg, (alice_leg,), "default"))
    await until(lambda: caller.audio.share(311.0) > 0.9)
    await talk(1.0, caller)
    await center.done(ResumeLeg(bridge, caller_leg, (alice_leg,)))
    await until(lambda: caller.audio.share(ALICE_HZ) > 0.9)
    center.send(PlayPrompts(caller_leg, (LONG,)))
    await until(lambda: caller.audio.share(523.0) > 0.9)
    await talk(1.0, caller)
    sounds = {}
    for name, leg in (("agent", alice_leg), ("customer", caller_leg)):
        sounds[name] = await recorder.end(leg, name)
        assert abs(len(sounds[name]) / RATE_HZ - (loop.time() - begun_s)) < SKEW_S_MAX
    assert share(middle(sounds["customer"]), CALLER_HZ) > 0.9
    assert share(middle(sounds["agent"]), ALICE_HZ) > 0.9
    for name, hertz in (("customer", ALICE_HZ), ("customer", 311.0), ("customer", 523.0), ("agent", CALLER_HZ)):
        assert loudest(middle(sounds[name]), hertz) < 1000, (name, hertz)


async def test_nothing_said_or_pressed_in_a_pause_is_anywhere_on_disk(recorder: Recorder, phone: MakePhone) -> None:
    center = recorder.center
    caller, caller_leg, alice, alice_leg = await talking(recorder, phone)
    await center.bridge(caller_leg, alice_leg)
    await recorder.start(caller_leg, "card")
    await talk(1.0, caller)
    await center.done(PauseTrack(caller_leg, RecordingId("card"), True))
    caller.audio.say(tone(987.0, 1.0))
    caller.audio.press("4929")
    await until(lambda: alice.audio.keys_heard == "4929")
    caller.audio.say(keypad("135"))  # a phone that sends keys as sound
    await until(lambda: not caller.audio.is_speaking)
    await until(lambda: caller.audio.packets_since_key > 25)
    await center.done(PauseTrack(caller_leg, RecordingId("card"), False))
    await talk(1.0, caller)
    sound = await recorder.end(caller_leg, "card")
    begin, end = longest_silence(sound)
    assert 1.9 < (end - begin) / RATE_HZ < 5.0
    assert share(sound[:begin], CALLER_HZ) > 0.95
    assert share(sound[end:], CALLER_HZ) > 0.95
    heard = {hertz: loudest(sound, hertz) for hertz in (987.0, *PAIR_HZ)}
    assert max(heard.values()) < 500, heard


async def test_the_search_for_keys_finds_them_where_they_are(recorder: Recorder, phone: MakePhone) -> None:
    caller, caller_leg = await recorder.center.call_in(await phone("+15550100", CALLER_HZ))
    await recorder.start(caller_leg, "keys")
    await talk(0.5, caller)
    caller.audio.say(keypad("135"))
    await until(lambda: not caller.audio.is_speaking)
    await talk(0.5, caller)
    sound = await recorder.end(caller_leg, "keys")
    assert min(loudest(sound, hertz) for hertz in (697.0, 770.0, 1209.0, 1336.0, 1477.0)) > 1000


async def test_a_third_party_has_a_track_of_its_own_and_its_end_ends_it(recorder: Recorder, phone: MakePhone) -> None:
    center = recorder.center
    caller, caller_leg, _, alice_leg = await talking(recorder, phone)
    bridge = await center.bridge(caller_leg, alice_leg)
    await recorder.start(caller_leg, "customer")
    bob, bob_leg = await center.dial_answered(await phone("bob", BOB_HZ))
    await center.done_bridge(bridge, caller_leg, alice_leg, bob_leg)
    await recorder.start(bob_leg, "third")
    await talk(1.5, bob)
    await bob.hang_up()
    ended = await center.get(LegEnded, lambda report: report.leg_id == bob_leg)
    assert ended.leg_id == bob_leg
    third = recorder.sound("third")
    assert 1.3 < len(third) / RATE_HZ < 3.0
    assert share(middle(third), BOB_HZ) > 0.9
    await until(lambda: caller.audio.share(ALICE_HZ) > 0.9)
    customer = await recorder.end(caller_leg, "customer")
    assert share(middle(customer), CALLER_HZ) > 0.9
    assert loudest(middle(customer), BOB_HZ) < 1000


async def test_what_a_muted_party_says_is_not_recorded(recorder: Recorder, phone: MakePhone) -> None:
    center = recorder.center
    caller, caller_leg, _, alice_leg = await talking(recorder, phone)
    await center.bridge(caller_leg, alice_leg)
    await recorder.start(alice_leg, "muted")
    await center.done(MuteLeg(alice_leg, True))
    await talk(1.0, caller)
    sound = await recorder.end(alice_leg, "muted")
    assert len(sound) / RATE_HZ > 0.9
    assert not np.any(sound[800:])


async def test_tracks_stay_in_step_when_nobody_sends_anything(recorder: Recorder, phone: MakePhone) -> None:
    """Alice's phone sends nothing for a while, and hears nothing: nobody drives the recording."""
    center = recorder.center
    alice, alice_leg = await center.dial_answered(await phone("alice", ALICE_HZ))
    await recorder.start(alice_leg, "gap")
    loop = asyncio.get_running_loop()
    begun_s = loop.time()
    await talk(3.0, alice)
    await alice.audio.pause()
    gone_s = loop.time() - begun_s
    await until(lambda: loop.time() - begun_s > gone_s + 4.0)
    back_s = loop.time() - begun_s
    alice.audio.go_on()
    await talk(4.0, alice)
    sound = await recorder.end(alice_leg, "gap")
    assert abs(len(sound) / RATE_HZ - (loop.time() - begun_s)) < SKEW_S_MAX
    begin, end = longest_silence(sound)
    assert abs((end - begin) / RATE_HZ - (back_s - gone_s)) < SKEW_S_MAX
    assert abs(begin / RATE_HZ - gone_s) < 2.3, "Asterisk writes in pieces of two seconds"
    assert min(share(sound[:begin], ALICE_HZ), share(sound[end:], ALICE_HZ)) > 0.95


async def test_two_tracks_are_in_step_after_keys_and_silences(recorder: Recorder, phone: MakePhone) -> None:
    """Where phones send keys or nothing, Asterisk loses its step: both say something at once now and then."""
    center = recorder.center
    caller, caller_leg, alice, alice_leg = await talking(recorder, phone)
    await center.bridge(caller_leg, alice_leg)
    await recorder.start(caller_leg, "customer")
    await recorder.start(alice_leg, "agent")
    for keys in ("1234", "", "5678"):
        await talk(0.5, caller)
        caller.audio.press(keys)
        await until(lambda: caller.audio.packets_since_key > 10)
        if not keys:
            await alice.audio.pause()
            await talk(2.5, caller)
            alice.audio.go_on()
            await talk(0.5, alice)
        for call in (caller, alice):
            call.audio.say(tone(987.0, 0.3))
        await until(lambda: not caller.audio.is_speaking and not alice.audio.is_speaking)
    await talk(0.5, caller)
    customer, agent = await recorder.end(caller_leg, "customer"), await recorder.end(alice_leg, "agent")
    said = [moments_of(sound, 987.0) for sound in (customer, agent)]
    assert len(said[0]) == len(said[1]) == 3, said
    assert max(abs(mine - other) for mine, other in zip(*said, strict=True)) < SKEW_S_MAX, said
