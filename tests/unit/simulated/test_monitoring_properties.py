"""Somebody listens in, among all else that can happen to the switch: who hears whom is told, and is as it says."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from cic.cti.port import MonitorLeg, MonitorMode
from cic.cti.simulated.links import links
from tests.unit.simulated.test_switch_properties import SwitchMachine, picks

pytestmark = pytest.mark.property


class MonitoredSwitchMachine(SwitchMachine):
    """The switch with legs that listen in on others."""

    @rule(pick=picks, watched=picks, mode=st.sampled_from(MonitorMode))
    def command_monitoring(self, pick: int, watched: int, mode: MonitorMode) -> None:
        leg_id, watched_id = (self.known[-1 - one % len(self.known)] for one in (pick, watched))
        self.order(MonitorLeg(leg_id, watched_id, mode))

    @invariant()
    def each_phone_is_told_whom_it_hears(self) -> None:
        legs = self.switch.exchange.legs
        for leg in legs.values():
            assert leg.peers_told == links(self.switch.exchange, leg)
            for peer, link in leg.peers_told.items():
                other = legs[peer].peers_told[leg.leg_id]
                assert (link.speaks, link.hears) == (other.hears, other.speaks)

    @invariant()
    def nobody_hears_who_only_listens(self) -> None:
        exchange = self.switch.exchange
        for leg_id, monitor in exchange.monitors.items():
            heard_by = {peer for peer, link in links(exchange, exchange.legs[leg_id]).items() if link.speaks}
            if monitor.mode is MonitorMode.LISTEN:
                assert not heard_by
            elif monitor.mode is MonitorMode.WHISPER:
                assert heard_by <= {monitor.watched_leg_id}


TestMonitoredSwitch = MonitoredSwitchMachine.TestCase
TestMonitoredSwitch.settings = settings(max_examples=50, stateful_step_count=30, deadline=None)
