"""Who may stay connected when there are many: with a clock in the test's hand and transports that only note."""

from collections import Counter
from dataclasses import dataclass, field
from typing import cast

import pytest

from cic.api.doorkeeper import Doorkeeper, ListenerLimits, Phase, Visit

pytestmark = pytest.mark.unit

LIMITS = ListenerLimits(strangers_max=4, strangers_per_address_max=3)


class Transport:
    """The part of a transport that a doorkeeper asks."""

    def __init__(self) -> None:
        self.unsent_bytes = 0
        self.is_aborted = False
        self.is_left = False

    def get_write_buffer_size(self) -> int:
        return self.unsent_bytes

    def is_closing(self) -> bool:
        return self.is_left

    def abort(self) -> None:
        self.is_aborted = True


@dataclass
class House:
    """A doorkeeper and whom it sent away."""

    now_s: float = 0.0
    faults: Counter[str] = field(default_factory=Counter)
    sent_away: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keeper = Doorkeeper(LIMITS, lambda: self.now_s, lambda kind: self.faults.update([kind]))

    def enter(self, name: str, address: str = "1.1.1.1") -> tuple[Visit, Transport]:
        transport = Transport()
        return self.keeper.enter(
            cast("object", transport),  # type: ignore[arg-type]
            address,
            lambda kind: self.sent_away.append((name, kind)),
        ), transport


def test_the_one_that_has_asked_for_nothing_for_longest_goes() -> None:
    house = House()
    first, _ = house.enter("first")
    for name in ("second", "third"):
        house.enter(name)
    house.keeper.turn(first, Phase.BEING_SERVED)
    house.keeper.turn(first, Phase.ASKING)  # it asked just now, though it came first
    house.enter("fourth")
    assert house.sent_away == [("second", "crowded_out")]


def test_who_is_served_goes_last() -> None:
    house = House()
    visits = [house.enter(name)[0] for name in ("first", "second", "third")]
    for visit in visits[:2]:
        house.keeper.turn(visit, Phase.BEING_SERVED)
    house.enter("fourth")
    house.enter("fifth")
    house.keeper.turn(house.enter("sixth")[0], Phase.ASKING)
    assert [name for name, _ in house.sent_away] == ["third", "fourth", "fifth"]


def test_who_has_signed_in_takes_no_strangers_place_and_keeps_its_own() -> None:
    house = House()
    for number in range(10):
        house.keeper.turn(house.enter(f"desktop-{number}")[0], Phase.SIGNED_IN)
    for number in range(3):
        house.enter(f"stranger-{number}")
    assert house.sent_away == []
    house.enter("one too many")
    assert house.sent_away == [("stranger-0", "crowded_out")]


def test_the_largest_crowd_makes_room_for_another_address() -> None:
    house = House()
    for name in ("a", "b", "c"):
        house.enter(name, "1.1.1.1")
    house.enter("d", "2.2.2.2")
    house.enter("e", "3.3.3.3")
    assert house.sent_away == [("a", "crowded_out")]


def test_who_has_left_is_forgotten() -> None:
    house = House()
    for number in range(20):
        visit, _ = house.enter(f"guest-{number}")
        house.keeper.leave(visit)
        house.keeper.leave(visit)
    assert house.sent_away == []


def test_each_step_has_its_time_and_being_served_has_all() -> None:
    house = House()
    asking, _ = house.enter("asking")
    served, _ = house.enter("served")
    house.keeper.turn(served, Phase.BEING_SERVED)
    house.now_s = LIMITS.head_time_s
    house.keeper.sweep()
    assert house.sent_away == []
    house.now_s += 0.1
    house.keeper.sweep()
    assert house.sent_away == [("asking", "too_slow")]
    assert asking.phase is Phase.ASKING


def test_who_reads_is_not_ended_and_who_does_not_is() -> None:
    house = House()
    reading, reading_transport = house.enter("reading")
    stuck, stuck_transport = house.enter("stuck")
    for visit in (reading, stuck):
        house.keeper.turn(visit, Phase.SIGNED_IN)
    reading_transport.unsent_bytes = stuck_transport.unsent_bytes = 100_000
    for _ in range(40):
        house.now_s += 1.0
        reading_transport.unsent_bytes -= 10
        stuck_transport.unsent_bytes += 10
        house.keeper.sweep()
    assert stuck_transport.is_aborted and not reading_transport.is_aborted
    assert house.faults["unread"] > 0


def test_who_is_leaving_has_a_short_time_for_it() -> None:
    house = House()
    _, transport = house.enter("leaving")
    transport.is_left = True
    house.keeper.sweep()
    assert not transport.is_aborted
    house.now_s = LIMITS.leaving_time_s + 0.1
    house.keeper.sweep()
    assert transport.is_aborted
