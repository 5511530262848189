"""Alice talks to a caller and Bob, her supervisor, listens in: the steps up to there, for tests. Owns no rule."""

from cic.calls.commands import DialLeg, MonitorLeg, MonitorMode
from cic.calls.machines.monitoring import MonitoringStage
from cic.calls.reports import LegAnswered, LegRinging
from cic.calls.state import Monitoring, monitoring_by
from cic.center.monitoring_inputs import StartMonitoring
from routing.rejections import RejectionCode
from routing.vocabulary import AgentId, LegId
from tests.unit.center.hotline import ALICE, BOB, RATED_NUMBER, Hotline

CALLER_LEG = LegId("caller")


class Supervision:
    """A hotline with Alice in a talk; Bob is free."""

    def __init__(self, dialled: str = RATED_NUMBER) -> None:
        self.hotline = Hotline()
        self.hotline.sign_in(ALICE)
        self.interaction_id = self.hotline.caller_in_queue(dialled=dialled)
        self.alice_leg = self.hotline.talk()
        self.hotline.sign_in(BOB)
        self.bob_leg = LegId("")

    def start(self, mode: MonitorMode = MonitorMode.LISTEN, by: AgentId = BOB) -> RejectionCode | None:
        """Bob wants to listen in on Alice; his phone is being dialled."""
        refused = self.hotline.give(StartMonitoring(by, ALICE, None, mode))
        if refused is None and self.hotline.asked(DialLeg):
            command = self.hotline.latest(DialLeg).command
            assert isinstance(command, DialLeg)
            self.bob_leg = command.leg_id
        return refused

    def listens(self, mode: MonitorMode = MonitorMode.LISTEN) -> None:
        """Bob hears the talk."""
        assert self.start(mode) is None
        self.hotline.give(LegRinging(self.bob_leg))
        self.hotline.give(LegAnswered(self.bob_leg))
        self.hotline.done(MonitorLeg)
        assert self.stage is MonitoringStage.LISTENING

    @property
    def monitoring(self) -> Monitoring | None:
        """What Bob listens in on."""
        return monitoring_by(self.hotline.state.calls, BOB)

    @property
    def stage(self) -> MonitoringStage | None:
        """Where that stands."""
        return None if self.monitoring is None else self.monitoring.stage

    def clear(self) -> None:
        """Everybody has gone, and nothing of the call is left."""
        self.hotline.carry_out_hang_ups()
        for name in (ALICE, BOB):
            for interaction_id in list(self.hotline.agent(name).assignments):
                assert self.hotline.finish(interaction_id, name) is None
        calls = self.hotline.state.calls
        assert self.hotline.is_empty()
        assert not calls.monitorings and not calls.monitored and not calls.monitored_by
