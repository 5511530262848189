"""Days on which talks are recorded: whatever goes wrong, a recorder that does as it is told hears no word that it must
not hear, and every track that is begun is ended."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from cic.calls.commands import EndTrack, PauseTrack, StartTrack
from cic.calls.machines.bridge import BridgeStage
from cic.calls.reports import LegsRead, TrackFailed
from cic.calls.state import bridge_of
from cic.center.events import EffectRequested
from cic.center.evolve import evolve
from cic.center.inputs import CenterInput, ConfigurationApplied, DeadlinePassed
from cic.center.invariants import broken
from cic.center.recording_events import TrackEnded, TrackKept, TrackStarted
from cic.center.settle import next_deadline_ms
from cic.center.state import CenterState, logical_state
from cic.center.views import touched_agents
from routing.configuration import RecordingRule
from routing.vocabulary import LegId, RecordingId
from tests.harness.shipped_flows import shipped_flow
from tests.simulation.self_service_world import FLOWS, QUEUES
from tests.simulation.test_any_input import Babel
from tests.simulation.test_center_world import CALM, ROUGH, views
from tests.simulation.world import PROVIDER, Faults, Record, World

pytestmark = pytest.mark.simulation

SEEDS = 300 if os.environ.get("CIC_PROVE") else 12
NOTICE = "recording/notice"


def with_rules(given: ConfigurationApplied) -> ConfigurationApplied:
    """Of the first queue all talks are recorded, of the others a part."""
    first, *others = given.routing.queues
    queues = (
        replace(first, record=RecordingRule(100, NOTICE)),
        *[replace(queue, record=RecordingRule(60, "")) for queue in others],
    )
    return replace(given, routing=replace(given.routing, queues=queues))


@dataclass
class Recorder:
    """Does as it is told; knows of which legs it hears words now."""

    begun: dict[RecordingId, LegId] = field(default_factory=dict)
    silent: set[RecordingId] = field(default_factory=set)
    ended: set[RecordingId] = field(default_factory=set)
    told: set[RecordingId] = field(default_factory=set)
    failed: set[RecordingId] = field(default_factory=set)

    def take(self, record: Record) -> None:
        for event in record.events:
            match event:
                case EffectRequested(command=StartTrack(leg_id=leg_id, track=track)):
                    assert track not in self.begun, "a track begins once"
                    assert leg_id not in self.heard().values(), "a leg is recorded once at a time"
                    self.begun[track] = leg_id
                case EffectRequested(command=PauseTrack(track=track, paused=paused)):
                    assert track in self.begun and track not in self.ended
                    (self.silent.add if paused else self.silent.discard)(track)
                case EffectRequested(command=EndTrack(track=track)):
                    self.ended.add(track)
                case TrackStarted(track=track):
                    self.told.add(track)
                case TrackEnded(track=track, failure=failure) if failure:
                    self.failed.add(track)

    def heard(self) -> dict[RecordingId, LegId]:
        over = self.ended | self.failed | self.silent
        return {track: leg_id for track, leg_id in self.begun.items() if track not in over}

    def check(self, state: CenterState) -> None:
        """Words are heard only of recordings that go on, and only while customer and agent hear each other."""
        allowed: set[RecordingId] = set()
        for recording in state.recordings.values():
            bridge = bridge_of(state.calls, recording.interaction_id)
            if not recording.is_paused and bridge is not None and bridge.stage is BridgeStage.TALKING:
                allowed |= set(recording.tracks)
        assert set(self.heard()) == allowed


class RecordedWorld(World):
    """A day of the world, recorded; now and then a recorder dies."""

    def _configuration(self) -> ConfigurationApplied:
        return with_rules(super()._configuration())

    def _run_effect(self, request: EffectRequested) -> None:
        command = request.command
        if isinstance(command, StartTrack) and self.chance.random() < 0.1:
            dies = TrackFailed(command.leg_id, command.track, "stalled")
            self.at(self.chance.randrange(100, 60_000), lambda: dies)
        super()._run_effect(request)


class RecordedBabel(Babel):
    """Nonsense about talks that are recorded."""

    def _configuration(self) -> ConfigurationApplied:
        return with_rules(super()._configuration())

    def say(self) -> CenterInput:
        given = super().say()
        tracks = [
            (known.leg_id, track)
            for recording in self.state.recordings.values()
            for track, known in recording.tracks.items()
        ]
        if tracks and self.chance.random() < 0.02:
            return TrackFailed(*self.chance.choice(tracks), "stalled")
        return given


def world_of(seed: int, faults: Faults) -> RecordedWorld:
    world = RecordedWorld(seed, (shipped_flow("main"), shipped_flow("direct")), ("sales", "support"), faults=faults)
    for number in range(25):
        delay_ms = world.chance.randrange(0, 300_000)
        world.arrive(number, delay_ms, patience_ms=world.chance.randrange(1_000, 400_000))
    return world


def watch(world: World, recorder: Recorder, is_over: Callable[[], bool], step: Callable[[], object]) -> None:
    """Let things happen; after each the rules hold, and folding the events gives the state."""
    folded, done = CenterState(), 0
    while not is_over():
        step()
        for record in world.records[done:]:
            recorder.take(record)
            for event in record.events:
                evolve(folded, event, record.at_ms, record.seq)
        done = len(world.records)
        assert broken(world.state) == [], f"input {done}: {world.records[-1].given}"
        recorder.check(world.state)
    assert logical_state(folded) == logical_state(world.state)


@pytest.mark.parametrize("faults", [CALM, ROUGH], ids=["calm", "rough"])
@pytest.mark.parametrize("seed", range(SEEDS))
def test_only_talks_are_heard_and_every_track_is_ended(seed: int, faults: Faults) -> None:
    world, recorder = world_of(seed, faults), Recorder()
    watch(world, recorder, lambda: world.is_over, world.step)
    assert set(recorder.begun) == recorder.told == recorder.ended | recorder.failed
    kept = {event.track for record in world.records for event in record.events if isinstance(event, TrackKept)}
    assert kept == recorder.told - recorder.failed, "of each that ended it is known whether its file is there"
    assert not world.state.recordings and not world.state.ending_tracks and not world.state.effects


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_nonsense_makes_a_recorder_hear_what_it_must_not(seed: int) -> None:
    world, recorder = RecordedBabel(seed, FLOWS, QUEUES, faults=CALM), Recorder()
    watch(world, recorder, lambda: len(world.records) >= 600, lambda: world.settle(world.say()))
    world.settle(LegsRead(PROVIDER, ()))
    world.finish_work()
    while (due_ms := next_deadline_ms(world.state)) is not None:
        world.now_ms = max(world.now_ms, due_ms)
        world.settle(DeadlinePassed())
        world.finish_work()
        assert broken(world.state) == []
    assert not world.state.recordings and not world.state.ending_tracks and not world.state.effects


@pytest.mark.parametrize("seed", range(SEEDS // 2))
def test_whose_desktop_shows_another_recording_is_among_those_touched(seed: int) -> None:
    world = world_of(seed, ROUGH)
    done, seen = len(world.records), views(world)
    while not world.is_over:
        world.step()
        touched = {name for record in world.records[done:] for name in touched_agents(world.state, record.events)}
        now = views(world)
        changed = {agent_id for agent_id in world.agent_ids if now[agent_id] != seen[agent_id]}
        assert changed <= touched, f"seed {seed}: {world.records[done:]}"
        done, seen = len(world.records), now


def test_these_days_have_pauses_and_conferences() -> None:
    """What the checks are worth: a day has all that they are about."""
    seen = {type(command).__name__ for command in commands(world_of(1, CALM))}
    assert {"StartTrack", "PauseTrack", "EndTrack"} <= seen


def commands(world: World) -> list[object]:
    world.run()
    return [event.command for record in world.records for event in record.events if isinstance(event, EffectRequested)]


def test_a_recorder_that_would_hear_a_hold_is_found_out() -> None:
    world, recorder = world_of(1, CALM), Recorder()
    with pytest.raises(AssertionError):
        while not world.is_over:
            done = len(world.records)
            world.step()
            for record in world.records[done:]:
                deaf = [
                    event
                    for event in record.events
                    if not (isinstance(event, EffectRequested) and isinstance(event.command, PauseTrack))
                ]
                recorder.take(replace(record, events=tuple(deaf)))
            recorder.check(world.state)
