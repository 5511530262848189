"""Short histories of the hotline with every desktop watched: what no world of chance brings about. Owns no rule."""

from dataclasses import replace

from cic.calls.commands import HoldLeg, MonitorLeg, MonitorMode
from cic.calls.reports import LegAnswered
from cic.center.agent_message_inputs import ReadAgentMessage, TellAgents
from cic.center.control_inputs import (
    CompleteTransfer,
    ContinueRecording,
    DialOut,
    PauseRecording,
    StartConsult,
    ToAgent,
)
from cic.center.desk_inputs import AskForHelp, MakeFollowUp, MoveFollowUp
from cic.center.inputs import CenterInput, ConfigurationActivated
from cic.center.monitoring_inputs import SwitchMonitoring, TakeOver
from cic.center.settle import Settled
from cic.configuration.labels import AgentLabel, Label, Labels, QueueLabel
from routing.commands import SetActivity, StageConfiguration
from routing.configuration import CAPACITY, ConfigurationFrame, ConfigurationPart, MediumConfiguration
from routing.overrides import QueueMode
from routing.supervisor_commands import SetQueueMode
from routing.vocabulary import Activity, Medium, PersonalRef
from tests.harness.watched_desktops import WatchedDesktops
from tests.unit.center.hotline import ALICE, BOB, CALLER, PROVIDER, SALES, Hotline, configuration
from tests.unit.center.monitorings import Supervision
from tests.unit.center.recorded import SUPPORT, RecordedHotline
from tests.unit.center.self_service import self_service

HOUR_MS = 3_600_000


LABELS = Labels(
    agents={ALICE: AgentLabel("Alice Chen", "101", (SALES,), ()), BOB: AgentLabel("Bob Miller", "102", (SALES,), ())},
    queues={SALES: QueueLabel(Label("Sales", "销售"), Label("Good day", "您好"), 20_000)},
    dispositions={"solved": Label("Solved", "已解决"), "sent_on": Label("Sent on", "已转交")},
    break_reasons={"lunch": Label("Lunch", "午餐")},
)


def watch(hotline: Hotline) -> WatchedDesktops:
    """The desktops of a hotline, told of everything from now on."""
    watched, settle = WatchedDesktops(LABELS), hotline._settle

    def settle_and_tell(given: CenterInput) -> Settled:
        settled = settle(given)
        watched.settled(hotline.state, hotline.seq, settled.events)
        return settled

    hotline._settle = settle_and_tell  # type: ignore[method-assign]
    return watched


def a_recorded_talk() -> WatchedDesktops:
    """A talk is recorded, with a pause, and goes over to somebody who was asked."""
    hotline = RecordedHotline()
    watched = watch(hotline)
    interaction_id = hotline.talks()
    hotline.carry_out_tracks()
    for given in (PauseRecording(ALICE, interaction_id), ContinueRecording(ALICE, interaction_id)):
        assert hotline.give(given) is None
        hotline.carry_out_tracks()
    assert hotline.give(StartConsult(ALICE, interaction_id, ToAgent(BOB))) is None
    hotline.done(HoldLeg)
    hotline.accept(BOB)
    hotline.give(LegAnswered(hotline.leg(BOB)))
    hotline.bridged()
    assert hotline.give(CompleteTransfer(ALICE, interaction_id)) is None
    hotline.bridged()
    hotline.carry_out_tracks()
    hotline.carry_out_hang_ups()
    hotline.finish(interaction_id)
    hotline.hang_up()
    hotline.carry_out_tracks()
    hotline.carry_out_hang_ups()
    assert hotline.finish(interaction_id, BOB) is None
    return watched


def a_supervised_talk() -> WatchedDesktops:
    """An agent asks for help, a supervisor listens in, whispers, barges in, and takes the customer over."""
    supervision = Supervision()
    hotline, talk = supervision.hotline, supervision.interaction_id
    watched = watch(hotline)
    assert hotline.give(AskForHelp(ALICE, talk, True)) is None
    supervision.listens()
    for mode in (MonitorMode.WHISPER, MonitorMode.BARGE):
        assert hotline.give(SwitchMonitoring(BOB, ALICE, mode)) is None
        hotline.done(MonitorLeg)
    assert hotline.give(TakeOver(BOB, ALICE)) is None
    hotline.bridged()
    hotline.hang_up()
    supervision.clear()
    return watched


def a_word_and_a_call() -> WatchedDesktops:
    """A supervisor says something to an agent, who reads it, and calls somebody."""
    hotline = Hotline()
    watched = watch(hotline)
    hotline.sign_in(ALICE)
    assert hotline.give(TellAgents("m1", (ALICE,), "dana", PersonalRef("text"))) is None
    assert hotline.give(ReadAgentMessage(ALICE, "m1")) is None
    assert hotline.give(DialOut(ALICE, SALES, PROVIDER, CALLER, PersonalRef("number"))) is None
    return watched


def a_follow_up() -> WatchedDesktops:
    """Work is put off, put off further, and not taken in when it is due."""
    hotline = self_service()
    hotline.sign_in(ALICE)
    watched = watch(hotline)
    interaction_id = hotline.caller_in_queue()
    hotline.talk()
    due_at_ms, text = hotline.now_ms + HOUR_MS, PersonalRef("text")
    assert hotline.give(MakeFollowUp(ALICE, interaction_id, ALICE, SALES, due_at_ms, due_at_ms - 1_000, text)) is None
    hotline.hang_up()
    hotline.carry_out_hang_ups()
    assert hotline.finish(interaction_id) is None
    (contact_id,) = hotline.state.follow_ups
    assert hotline.give(MoveFollowUp(ALICE, contact_id, due_at_ms + HOUR_MS, None)) is None
    hotline.give(SetQueueMode(SALES, QueueMode.CLOSED, 0))
    hotline.wait(2 * HOUR_MS)
    hotline.give(SetQueueMode(SALES, QueueMode.OPEN, 0))
    hotline.wait(HOUR_MS)
    return watched


def another_configuration() -> WatchedDesktops:
    """While an agent talks and somebody waits, another text comes to hold: with tasks, in which the queue has more
    dispositions, there is a second queue, and the other agent is gone; and later the first text again."""
    hotline = Hotline()
    hotline.sign_in(ALICE, BOB)
    hotline.caller_in_queue()
    hotline.talk()
    hotline.give(SetActivity(BOB, Activity.ON_BREAK, "lunch"))
    hotline.caller_in_queue("waiting")
    watched = watch(hotline)
    wanted = configuration("v2")
    (queue,), (alice, bob) = wanted.routing.queues, wanted.routing.agents
    more = (replace(queue, dispositions=("solved", "sent_on")), replace(queue, queue_id=SUPPORT))
    served = (replace(alice, queues=(SALES, SUPPORT)),)
    _take_in(hotline, "v2", "v1", ConfigurationPart(queues=more, agents=served, gone_agents=(BOB,)))
    _take_in(hotline, "v3", "v2", ConfigurationPart((queue,), (alice, bob), gone_queues=(SUPPORT,)))
    return watched


def _take_in(hotline: Hotline, version: str, base: str, part: ConfigurationPart) -> None:
    """Let another text hold, and see it taken in."""
    wanted = configuration(version)
    assert hotline.give(StageConfiguration(version, 1, part)) is None
    media = (*wanted.routing.media, MediumConfiguration(Medium.TASK, CAPACITY, 1))
    frame = ConfigurationFrame(("lunch", "training"), media, wanted.routing.strategy)
    activated = ConfigurationActivated(version, base, 1, frame, wanted.flows, wanted.entry_points)
    assert hotline.give(activated) is None
    hotline.wait(100)
    assert not hotline.state.routing.taking_in
