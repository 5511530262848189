"""Whatever happens, what a desktop was told is what is so: views by their events, and the boards by their entries.

Every kind of event of the center that changes a desktop comes about here by real inputs.
"""

from functools import cache

import pytest

from cic.center.inputs import CenterInput
from tests.harness.watched_desktops import WatchedDesktops, every_kind
from tests.harness.watched_scenes import (
    a_follow_up,
    a_recorded_talk,
    a_supervised_talk,
    a_word_and_a_call,
    another_configuration,
)
from tests.simulation.full_world import full_day
from tests.simulation.test_any_input import FLOWS, QUEUES, Babel
from tests.simulation.test_center_world import CALM

pytestmark = pytest.mark.simulation

BABELS, DAYS = 12, 24
TOLD_TO_NOBODY = {
    "ConfigurationPartStaged": "nothing is different yet",
    "ContactEntered": "it is over when it is entered",
    "ContactOpened": "the caller is in nobody's hand yet",
    "CustomerDialled": "the desktop shows the call from the agent's phone on",
    "HoursApplied": "opening hours stand on no desktop",
    "MovedToFront": "the caller is in nobody's hand",
    "NoticeHeard": "the desktop shows the recording, once there is one",
    "OverrideSet": "what queues and skills an agent has stands on no desktop",
    "PlaceKeptForCallback": "the caller is in nobody's hand",
    "StagedDiscarded": "nothing has become different",
    "TrackKept": "where a file lies stands on no desktop",
}
"""Kinds of events that leave every desktop as it is, whatever comes with them."""


class WatchedBabel(Babel):
    """Inputs that make no sense, beside desktops that must."""

    watched: WatchedDesktops | None = None

    def settle(self, given: CenterInput) -> None:
        super().settle(given)
        if self.watched is None:
            self.watched = WatchedDesktops()
        self.watched.settled(self.state, self.records[-1].seq, self.records[-1].events)


@cache
def babel(seed: int) -> WatchedDesktops:
    """The desktops after a while of nonsense."""
    world = WatchedBabel(seed, FLOWS, QUEUES, faults=CALM)
    for _ in range(600):
        world.settle(world.say())
    assert world.watched is not None
    return world.watched


@cache
def day(seed: int) -> WatchedDesktops:
    """The desktops after a day with everything that routing knows of."""
    watched, world = WatchedDesktops(), full_day(seed)
    while not world.is_over:
        known = len(world.records)
        world.step()
        # A step settles several inputs when the engine is killed: there is a state to compare with after the last.
        new = world.records[known:]
        if new:
            watched.settled(world.state, new[-1].seq, tuple(event for record in new for event in record.events))
    return watched


@pytest.mark.parametrize("seed", range(BABELS))
def test_desktops_show_what_is_so_whatever_anybody_says(seed: int) -> None:
    assert len(babel(seed).seen) > 20


@pytest.mark.parametrize("seed", range(DAYS))
def test_desktops_show_what_is_so_on_days_with_everything(seed: int) -> None:
    assert len(day(seed).seen) > 10


def test_every_kind_of_event_that_changes_a_desktop_was_told() -> None:
    worlds = [*map(babel, range(BABELS)), *map(day, range(DAYS))]
    worlds += [a_recorded_talk(), a_follow_up(), another_configuration(), a_supervised_talk(), a_word_and_a_call()]
    seen = {kind for watched in worlds for kind in watched.seen}
    untold = every_kind() - seen
    assert untold == TOLD_TO_NOBODY.keys(), (
        sorted(untold - TOLD_TO_NOBODY.keys()),
        sorted(TOLD_TO_NOBODY.keys() & seen),
    )
