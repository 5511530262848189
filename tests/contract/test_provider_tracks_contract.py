"""The contract of every provider that records tracks: what a party says is in its file, in step with time."""

import wave
from collections.abc import AsyncIterator

import pytest

from cic.cti.port import (
    NOT_RECORDED,
    BridgeLegs,
    CommandDone,
    CommandFailed,
    EndTrack,
    ExpectedLeg,
    HoldLeg,
    LegEnded,
    MuteLeg,
    PauseTrack,
    PlayPrompts,
    ResumeLeg,
    StartTrack,
)
from cic.cti.port.tracks import track_ms, track_path
from routing.vocabulary import BridgeId, LegId, RecordingId
from tests.contract.provider_bench import Bench
from tests.contract.test_provider_contract import (
    BENCHES,
    PROMPTS,
    answered_agent,
    answered_caller,
    last,
    order,
    talking,
)

pytestmark = pytest.mark.contract

CUSTOMER = RecordingId("customer")
AGENT = RecordingId("agent")
SKEW_MS = 300


@pytest.fixture(params=list(BENCHES.values()), ids=list(BENCHES))
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    async with request.param() as made:
        if not made.provider.capabilities.recording:
            pytest.skip("this provider says that it makes no tracks")
        yield made


def runs(bench: Bench, track: RecordingId) -> list[tuple[bool, int]]:
    """A whole track as stretches: is there sound, and for how many milliseconds."""
    path = track_path(bench.tracks, track)
    assert track_ms(path) is not None, "not whole"
    assert path.stat().st_mode & 0o777 == 0o600
    with wave.open(str(path), "rb") as file:
        samples = memoryview(file.readframes(file.getnframes())).cast("h")
    found: list[tuple[bool, int]] = []
    for start in range(0, len(samples), 80):
        is_sound = any(samples[start : start + 80])
        before_ms = found.pop()[1] if found and found[-1][0] is is_sound else 0
        found.append((is_sound, before_ms + 10))
    return found


def is_like(found: list[tuple[bool, int]], *expected: tuple[bool, int]) -> bool:
    """Whether these are the stretches, each about so long."""
    kinds = [is_sound for is_sound, _ in found] == [is_sound for is_sound, _ in expected]
    return kinds and all(abs(ms - wanted) <= SKEW_MS for (_, ms), (_, wanted) in zip(found, expected, strict=True))


async def started(bench: Bench, leg_id: LegId, track: RecordingId) -> None:
    effect_id = await order(bench, f"start-{track}", StartTrack(leg_id, track))
    assert last(bench) == CommandDone(effect_id)


async def ended(bench: Bench, leg_id: LegId, track: RecordingId) -> None:
    effect_id = await order(bench, f"end-{track}", EndTrack(leg_id, track))
    assert CommandDone(effect_id) in bench.reports


async def test_a_track_is_in_step_with_time(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    await started(bench, leg_id, CUSTOMER)
    await bench.advance(1_000)
    await bench.caller_talks(600)
    await bench.advance(1_400)
    await bench.caller_talks(800)
    await ended(bench, leg_id, CUSTOMER)
    assert is_like(runs(bench, CUSTOMER), (False, 1_000), (True, 600), (False, 1_400), (True, 800))
    assert track_ms(track_path(bench.tracks, CUSTOMER)) == 3_800


async def test_each_party_has_a_track_of_its_own(bench: Bench) -> None:
    caller, agent, _ = await talking(bench)
    await started(bench, caller, CUSTOMER)
    await started(bench, agent, AGENT)
    await bench.caller_talks(1_000)
    await bench.agent_talks("101", 1_000)
    await ended(bench, caller, CUSTOMER)
    await ended(bench, agent, AGENT)
    assert is_like(runs(bench, CUSTOMER), (True, 1_000), (False, 1_000))
    assert is_like(runs(bench, AGENT), (False, 1_000), (True, 1_000))


async def test_a_track_goes_on_through_bridge_hold_and_recordings(bench: Bench) -> None:
    caller = await answered_caller(bench)
    await started(bench, caller, CUSTOMER)
    await bench.caller_talks(400)
    agent, bridge = await answered_agent(bench, "101"), BridgeId("b1")
    for number, command in enumerate(
        (
            BridgeLegs(bridge, (caller, agent)),
            HoldLeg(bridge, caller, (agent,), "default"),
            ResumeLeg(bridge, caller, (agent,)),
            PlayPrompts(caller, PROMPTS),
        )
    ):
        await order(bench, f"o{number}", command)
        await bench.caller_talks(400)
    await ended(bench, caller, CUSTOMER)
    assert is_like(runs(bench, CUSTOMER), (True, 2_000))


async def test_a_pause_is_silence_of_its_length(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    await started(bench, leg_id, CUSTOMER)
    await bench.caller_talks(1_000)
    pause = await order(bench, "pause", PauseTrack(leg_id, CUSTOMER, True))
    assert last(bench) == CommandDone(pause)
    await bench.caller_talks(2_000)
    await order(bench, "again", PauseTrack(leg_id, CUSTOMER, True))
    await bench.caller_talks(1_000)
    go_on = await order(bench, "go-on", PauseTrack(leg_id, CUSTOMER, False))
    assert last(bench) == CommandDone(go_on)
    await bench.caller_talks(2_000)
    await ended(bench, leg_id, CUSTOMER)
    found = runs(bench, CUSTOMER)
    assert is_like(found, (True, 1_000), (False, 3_000), (True, 2_000)) or is_like(
        found, (True, 1_000), (False, 3_500), (True, 1_500)
    )
    assert found[1][1] >= 3_000


async def test_what_a_muted_party_says_is_not_recorded(bench: Bench) -> None:
    caller, _, _ = await talking(bench)
    await started(bench, caller, CUSTOMER)
    await order(bench, "mute", MuteLeg(caller, True))
    await bench.caller_talks(1_000)
    await ended(bench, caller, CUSTOMER)
    assert is_like(runs(bench, CUSTOMER), (False, 1_000))


async def test_the_end_of_a_leg_ends_its_track_before_it_is_told(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    await started(bench, leg_id, CUSTOMER)
    await bench.caller_talks(1_000)
    await bench.caller_hangs_up()
    assert any(isinstance(report, LegEnded) for report in bench.reports)
    assert is_like(runs(bench, CUSTOMER), (True, 1_000))
    effect_id = await order(bench, "end", EndTrack(leg_id, CUSTOMER))
    assert last(bench) == CommandDone(effect_id)


async def test_another_track_of_a_leg_ends_the_one_before(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    await started(bench, leg_id, CUSTOMER)
    await bench.caller_talks(1_000)
    await started(bench, leg_id, AGENT)
    await bench.caller_talks(400)
    await ended(bench, leg_id, AGENT)
    await ended(bench, leg_id, CUSTOMER)
    assert is_like(runs(bench, CUSTOMER), (True, 1_000))
    assert is_like(runs(bench, AGENT), (True, 400))


async def test_a_command_again_does_nothing_twice(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    await started(bench, leg_id, CUSTOMER)
    await bench.caller_talks(1_000)
    await started(bench, leg_id, CUSTOMER)
    other = await order(bench, "of-a-restart", StartTrack(leg_id, CUSTOMER))
    assert last(bench) == CommandDone(other)
    await ended(bench, leg_id, CUSTOMER)
    await ended(bench, leg_id, CUSTOMER)
    assert is_like(runs(bench, CUSTOMER), (True, 1_000))


async def test_a_track_is_never_written_over(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    await started(bench, leg_id, CUSTOMER)
    await bench.caller_talks(1_000)
    await ended(bench, leg_id, CUSTOMER)
    effect_id = await order(bench, "once-more", StartTrack(leg_id, CUSTOMER))
    assert last(bench) == CommandFailed(effect_id, NOT_RECORDED)
    assert is_like(runs(bench, CUSTOMER), (True, 1_000))


async def test_what_is_not_recorded_cannot_be_paused_or_ended(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    for number, command in enumerate((PauseTrack(leg_id, CUSTOMER, True), EndTrack(leg_id, CUSTOMER))):
        effect_id = await order(bench, f"e{number}", command)
        assert last(bench) == CommandFailed(effect_id, NOT_RECORDED)
    unsafe = await order(bench, "unsafe", StartTrack(leg_id, RecordingId("../customer")))
    assert last(bench) == CommandFailed(unsafe, NOT_RECORDED)
    assert not list(bench.tracks.parent.glob("*.wav"))


async def test_a_leg_that_is_gone_has_no_track(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    await bench.caller_hangs_up()
    effect_id = await order(bench, "late", StartTrack(leg_id, CUSTOMER))
    report = last(bench)
    assert isinstance(report, CommandFailed) and report.effect_id == effect_id


async def test_a_track_of_an_engine_before_can_be_ended(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    await started(bench, leg_id, CUSTOMER)
    await bench.caller_talks(1_000)
    await bench.engine_restarts([ExpectedLeg(leg_id, is_caller=True, bridged_with=())])
    effect_id = await order(bench, "end", EndTrack(leg_id, CUSTOMER))
    assert CommandDone(effect_id) in bench.reports
    assert runs(bench, CUSTOMER)[0] == (True, 1_000)
