"""A hotline whose talks are recorded, and what its recordings look like. Owns no rule."""

from dataclasses import replace

from cic.calls.commands import EndTrack, PauseTrack, PlayPrompts, StartTrack
from cic.calls.reports import CommandDone, LegAnswered
from cic.center.inputs import CenterInput, ConfigurationApplied
from cic.center.recording_state import ConversationRecording
from routing.configuration import RecordingRule
from routing.rejections import RejectionCode
from routing.vocabulary import AgentId, InteractionId, LegId, QueueId
from tests.unit.center.hotline import ALICE, BOB, SALES, Hotline, configuration

NOTICE = "recording/notice"
ALL = RecordingRule(100, NOTICE)
SUPPORT = QueueId("support")
CALLER_LEG = LegId("caller")


def recorded(
    sales: RecordingRule | None = ALL, support: RecordingRule | None = None, version: str = "v2"
) -> ConfigurationApplied:
    """The hotline's text with a rule for its queue, and a second queue that calls are handed over to."""
    plain = configuration(version)
    (queue,) = plain.routing.queues
    queues = (replace(queue, record=sales), replace(queue, queue_id=SUPPORT, record=support))
    agents = tuple(replace(agent, queues=(SALES, SUPPORT)) for agent in plain.routing.agents)
    return replace(plain, routing=replace(plain.routing, queues=queues, agents=agents))


class RecordedHotline(Hotline):
    """A hotline with recordings."""

    def __init__(self, sales: RecordingRule | None = ALL, support: RecordingRule | None = None) -> None:
        self.names: dict[LegId, str] = {}
        super().__init__()
        self.give(recorded(sales, support))
        self.sign_in(ALICE, BOB)

    def give(self, given: CenterInput, after_ms: int = 1_000) -> RejectionCode | None:
        """As ever; whose leg is whose is remembered beyond its end."""
        rejected = super().give(given, after_ms)
        self.names.update({leg.leg_id: str(leg.agent_id or leg.role.value) for leg in self.state.calls.legs.values()})
        return rejected

    def talks(self, name: AgentId = ALICE) -> InteractionId:
        """A caller waits, hears the notice, and talks to an agent."""
        interaction_id = self.caller_in_queue()
        self.accept(name)
        if self.asked(PlayPrompts):
            self.played()
        self.answer(name)
        return interaction_id

    def answer(self, name: AgentId = ALICE) -> None:
        """The agent picks up, and is bridged with the caller."""
        self.give(LegAnswered(self.leg(name)))
        self.bridged()

    def leg(self, name: AgentId) -> LegId:
        """The agent's leg."""
        return next(leg.leg_id for leg in self.state.calls.legs.values() if leg.agent_id == name)

    def recording(self) -> ConversationRecording:
        """The one recording that goes on."""
        (found,) = self.state.recordings.values()
        return found

    def on_tracks(self) -> list[tuple[str, str]]:
        """What the last input asked of tracks: what, and of whom."""
        found = []
        for command in self.asked_now():
            match command:
                case StartTrack():
                    found.append(("start", self._whose(command.leg_id)))
                case PauseTrack():
                    found.append(("pause" if command.paused else "continue", self._whose(command.leg_id)))
                case EndTrack():
                    found.append(("end", self._whose(command.leg_id)))
        return found

    def _whose(self, leg_id: LegId) -> str:
        return self.names[leg_id]

    def carry_out_tracks(self) -> None:
        """Whatever is asked of tracks is done."""
        for kind in (StartTrack, PauseTrack, EndTrack):
            for request in self.asked(kind):
                self.give(CommandDone(request.effect_id))
