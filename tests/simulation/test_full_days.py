"""Days with everything that routing knows of, under every fault: the rules hold, nobody is lost, replay is what was."""

import os

import pytest

from cic.center.settle import settle
from cic.center.state import CenterState, logical_state
from tests.simulation.day_checks import run_day
from tests.simulation.full_world import full_day

pytestmark = pytest.mark.simulation

SEEDS = 1_000 if os.environ.get("CIC_PROVE") else 100


@pytest.mark.parametrize("seed", range(SEEDS))
def test_whatever_happens_nobody_is_lost_and_replay_is_what_was(seed: int) -> None:
    run_day(full_day(seed))


@pytest.mark.parametrize("seed", range(SEEDS // 20))
def test_deciding_again_gives_the_same_events(seed: int) -> None:
    day = full_day(seed)
    day.run()
    again = CenterState()
    for record in day.records:
        settled = settle(again, record.given, record.at_ms, record.seq)
        assert settled.events == record.events, f"seed {seed}, input {record.seq}: {record.given}"
    assert logical_state(again) == logical_state(day.state)


def test_the_days_have_everything_in_them() -> None:
    """A fault or a feature that never comes proves nothing."""
    days = [full_day(seed) for seed in range(40)]
    for day in days:
        day.run()
    happened = {type(event).__name__ for day in days for record in day.records for event in record.events}
    wanted = {
        "AssignmentParked", "AssignmentTakenUp", "ContactMissed", "ConnectionFailed", "DispositionGiven",
        "EngineRestarted", "ExclusionEnded", "InteractionLeftQueue", "OfferExpired", "OfferWithdrawn", "OverrideEnded",
        "PreferenceEnded", "PrioritySet", "MovedToFront", "QueueModeSet", "StepReached", "WrapUpAskedFor",
    }  # fmt: skip
    assert wanted <= happened, wanted - happened
    assert sum(day.kills for day in days) > 10
