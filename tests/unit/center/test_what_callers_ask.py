"""What a flow asks of a queue for its caller, and where the caller goes on whom the queue does not want any more."""

from dataclasses import replace

import pytest

from cic.center.inputs import ConfigurationActivated, ConfigurationApplied
from ivr_flows.model import LAST_AGENT, Flow, HangUpNode, Preference, QueueNode, Recording, SayNode
from routing.asking import PreferredAgent, Unavailable
from routing.commands import SetActivity, StageConfiguration
from routing.configuration import Admission, ConfigurationFrame, ConfigurationPart, QueueConfiguration
from routing.events import InteractionLeftQueue, InteractionQueued, OfferMade
from routing.overrides import QueueMode
from routing.rejections import RejectionCode
from routing.relaxation import HandTo, RelaxationStep
from routing.requirement_text import parse_requirement
from routing.requirements import AtLeast, FactIs, Requirement
from routing.supervisor_commands import SetQueueMode
from routing.vocabulary import Activity, FlowId
from tests.unit.center.hotline import ALICE, BOB, NUMBER, SALES, Hotline, configuration

pytestmark = pytest.mark.unit


def flow_asking(**asked: object) -> Flow:
    """Callers wait in sales; who is let go because the queue is closed or hands over hears more."""
    queue = QueueNode("queue", SALES, (), "default", (), 0, None, "bye", **asked)  # type: ignore[arg-type]
    nodes = (
        SayNode("welcome", (Recording("welcome"),), "queue"),
        queue,
        SayNode("closed", (Recording("closed"),), "bye"),
        SayNode("voicemail", (Recording("voicemail"),), "bye"),
        HangUpNode("bye"),
    )
    return Flow(FlowId("plain"), "1", "en", "welcome", nodes, ("en",), "bye")


def applied(version: str, flow: Flow, **queue_rules: object) -> ConfigurationApplied:
    """The hotline with another flow and other rules of its queue."""
    given = configuration(version)
    (queue,) = given.routing.queues
    changed: QueueConfiguration = replace(queue, **queue_rules)  # type: ignore[arg-type]
    routing = replace(given.routing, queues=(changed,))
    return replace(given, routing=routing, flows=(flow, given.flows[1]))


def hotline_asking(flow: Flow, **queue_rules: object) -> Hotline:
    hotline = Hotline()
    hotline.give(applied("v2", flow, **queue_rules))
    return hotline


def required(text: str) -> Requirement:
    parsed = parse_requirement(text)
    assert isinstance(parsed, AtLeast | FactIs), text
    return parsed


def queued(hotline: Hotline) -> InteractionQueued:
    (event,) = hotline.of_type(InteractionQueued)
    assert isinstance(event, InteractionQueued)
    return event


def test_a_queue_without_rules_is_asked_for_nothing_more() -> None:
    hotline = Hotline()
    hotline.caller_in_queue()
    assert queued(hotline).asked is None


def test_the_flows_requirement_and_priority_go_along() -> None:
    hotline = hotline_asking(flow_asking(requires="spanish >= 60", priority=5))
    hotline.sign_in(ALICE)
    hotline.caller_in_queue()
    asked = queued(hotline).asked
    assert asked is not None and (asked.requires, asked.priority) == (required("spanish >= 60"), 5)
    assert not hotline.of_type(OfferMade), "alice knows no Spanish"


def test_only_facts_that_somebody_looks_at_are_told() -> None:
    hotline = hotline_asking(flow_asking(), requires=FactIs("language", "en"))
    hotline.sign_in(ALICE)
    hotline.caller_in_queue()
    asked = queued(hotline).asked
    assert asked is not None and asked.facts == (("language", "en"),)
    assert hotline.of_type(OfferMade)


def test_a_step_that_hands_over_takes_the_caller_along_the_flows_way() -> None:
    flow = flow_asking(on_reason=(("voicemail", "voicemail"),))
    hotline = hotline_asking(flow, steps=(RelaxationStep(30_000, HandTo("voicemail")),))
    interaction_id = hotline.caller_in_queue()
    hotline.wait(30_000)
    assert hotline.contact(interaction_id).session.node == "voicemail"
    assert hotline.interaction(interaction_id).line is None


def test_a_wait_that_is_too_long_leads_to_the_way_for_all_other_reasons() -> None:
    hotline = hotline_asking(flow_asking(), admission=Admission(wait_ms_max=20_000))
    interaction_id = hotline.caller_in_queue()
    hotline.wait(20_000)
    (left,) = hotline.of_type(InteractionLeftQueue)
    assert isinstance(left, InteractionLeftQueue) and left.reason == "waited_too_long"
    assert hotline.contact(interaction_id).session.node == "bye"


def test_a_closed_queue_takes_nobody_in_until_its_mode_ends() -> None:
    hotline = hotline_asking(flow_asking(on_reason=(("queue_holiday", "closed"),)))
    assert hotline.give(SetQueueMode(SALES, QueueMode.HOLIDAY, hotline.now_ms + 60_000)) is None
    first = hotline.caller_in_queue("first")
    assert hotline.contact(first).session.node == "closed"
    hotline.wait(60_000)
    second = hotline.caller_in_queue("second")
    assert hotline.contact(second).session.node == "queue"


def test_when_the_last_agent_leaves_so_does_who_waits_for_nobody() -> None:
    hotline = hotline_asking(flow_asking(), admission=Admission(leave_when_empty=True))
    assert hotline.give(SetActivity(ALICE, Activity.ON_BREAK, "lunch")) is None
    waiting = hotline.caller_in_queue("first")
    assert hotline.contact(waiting).session.node == "queue"
    hotline.give(SetActivity(ALICE, Activity.SIGNED_OUT, ""))
    assert hotline.contact(waiting).session.node == "bye"
    refused = hotline.caller_in_queue("second")
    assert hotline.contact(refused).session.node == "bye"


def preferring(agent: str) -> Flow:
    return flow_asking(preferred=Preference(agent, 20_000, waits_if_busy=True, waits_if_absent=False))


def test_a_caller_waits_for_the_agent_of_the_last_talk_first() -> None:
    hotline = hotline_asking(preferring(LAST_AGENT))
    hotline.sign_in(BOB, ALICE)
    first = hotline.caller_in_queue("first")
    assert queued(hotline).asked is None, "nobody has served the caller yet"
    hotline.talk(BOB)
    hotline.hang_up("first")
    hotline.finish(first, BOB)
    hotline.carry_out_hang_ups()
    hotline.caller_in_queue("again")
    asked = queued(hotline).asked
    assert asked is not None
    assert asked.preferred == PreferredAgent(BOB, 20_000, Unavailable.WAIT, Unavailable.GO_ON)
    (offer,) = hotline.of_type(OfferMade)
    assert isinstance(offer, OfferMade) and offer.agent_id == BOB, "alice has been free for longer"


def test_a_named_agent_who_is_not_there_is_not_waited_for() -> None:
    hotline = hotline_asking(preferring("bob"))
    hotline.sign_in(ALICE)
    hotline.caller_in_queue()
    (offer,) = hotline.of_type(OfferMade)
    assert isinstance(offer, OfferMade) and offer.agent_id == ALICE


def activation(hotline: Hotline, base: str, parts: int) -> ConfigurationActivated:
    given = applied("v3", flow_asking())
    routing = given.routing
    frame = ConfigurationFrame(routing.break_reasons, routing.media, routing.strategy)
    return ConfigurationActivated("v3", base, parts, frame, given.flows, given.entry_points)


def test_a_staged_configuration_holds_for_those_who_wait_and_keeps_their_order() -> None:
    hotline = hotline_asking(flow_asking())
    callers = [hotline.caller_in_queue(f"caller{number}") for number in range(3)]
    (queue,) = applied("v3", flow_asking(), requires=AtLeast("spanish", 60)).routing.queues
    (alice, *_) = configuration("v3").routing.agents
    skilled = replace(alice, skills=(("spanish", 80),))
    hotline.give(StageConfiguration("v3", 1, ConfigurationPart(queues=(queue,), agents=(skilled,))))
    assert hotline.give(activation(hotline, "v2", 1)) is None
    hotline.wait(10)
    assert not hotline.state.routing.taking_in and hotline.state.configuration_version == "v3"
    hotline.sign_in(BOB, ALICE)
    assert hotline.interaction(callers[0]).offer_id is not None, "the first in line is offered to whom the rules want"
    assert [interaction_id for _, interaction_id in hotline.state.routing.queues[SALES].order] == callers[1:]
    assert NUMBER in hotline.state.entry_points


def test_a_configuration_on_another_base_is_refused_as_a_whole() -> None:
    hotline = hotline_asking(flow_asking())
    assert hotline.give(activation(hotline, "v1", 0)) is RejectionCode.NOT_STAGED
    assert hotline.give(activation(hotline, "v2", 1)) is RejectionCode.NOT_STAGED
    assert hotline.state.configuration_version == "v2"


def test_an_excluded_agent_is_never_offered_the_caller() -> None:
    hotline = hotline_asking(flow_asking(excluded=("alice",)))
    hotline.sign_in(ALICE)
    interaction_id = hotline.caller_in_queue()
    assert not hotline.of_type(OfferMade)
    hotline.sign_in(BOB)
    assert hotline.interaction(interaction_id).offer_id is not None
