"""An agent sends the caller into a flow: the caller enters a PIN, the agent hears its result and nothing else."""

import pytest

from cic.calls.commands import AnswerLeg, HoldLeg, PlayPrompts, PromptCollect, ResumeLeg
from cic.calls.reports import CollectEnd, DigitsCollected
from cic.center.control_inputs import (
    ResumeInteraction,
    SendIntoFlow,
)
from cic.center.effects import CompareSecret, LookUpSource
from cic.center.events import FlowEntered, FlowReturned
from cic.center.inputs import (
    ConfigurationApplied,
    SecretCompared,
    SourceLookupEnded,
)
from ivr_flows.inputs import LookupResult, Verification
from ivr_flows.session import SessionStatus
from routing.rejections import RejectionCode
from routing.vocabulary import EndCause, FlowId, InteractionId, LegId, PersonalRef
from tests.unit.center.hotline import ALICE, BOB, Hotline
from tests.unit.center.self_service import PIN_FLOW, self_service

pytestmark = pytest.mark.unit

CALLER_LEG = LegId("caller")


@pytest.fixture
def hotline() -> Hotline:
    made = self_service()
    made.sign_in(ALICE)
    return made


def talking(hotline: Hotline) -> InteractionId:
    interaction_id = hotline.caller_in_queue()
    hotline.talk()
    return interaction_id


def enter(hotline: Hotline, handle: str, length: int) -> None:
    """The caller enters digits."""
    asked = hotline.latest(PromptCollect)
    hotline.give(DigitsCollected(asked.effect_id, CALLER_LEG, PersonalRef(handle), length, CollectEnd.MAXIMUM))


def sent(hotline: Hotline, interaction_id: InteractionId) -> None:
    """The caller is in the flow and asked for the account."""
    assert hotline.give(SendIntoFlow(ALICE, interaction_id, PIN_FLOW)) is None
    hotline.done(HoldLeg)
    hotline.done(AnswerLeg)


def test_the_agent_gets_the_result_and_the_talk_goes_on(hotline: Hotline) -> None:
    interaction_id = talking(hotline)
    contact = hotline.contact(interaction_id)
    assert hotline.give(SendIntoFlow(ALICE, interaction_id, PIN_FLOW)) is None
    assert hotline.of_type(FlowEntered) == [FlowEntered(contact.contact_id, interaction_id, ALICE, PIN_FLOW)]
    assert [type(command) for command in hotline.asked_now()] == [HoldLeg, AnswerLeg]
    hotline.done(HoldLeg)
    hotline.done(AnswerLeg)
    enter(hotline, "ref-account", 5)
    enter(hotline, "secret-1", 4)
    hotline.give(SecretCompared(hotline.latest(CompareSecret).effect_id, Verification.VERIFIED))
    found = SourceLookupEnded(
        hotline.latest(LookUpSource).effect_id, LookupResult.FOUND, {"balance": 1}, {"holder": PersonalRef("ref-name")}
    )
    hotline.give(found)
    hotline.played()
    assert hotline.of_type(FlowReturned) == [FlowReturned(contact.contact_id, interaction_id, PIN_FLOW, "verified")]
    assert [type(command) for command in hotline.asked_now()] == [ResumeLeg]
    assert contact.flow_results == ((PIN_FLOW, "verified"),)
    assert contact.session.status is SessionStatus.WITH_AGENT
    assert contact.session.collected == {"account": "ref-account", "holder": "ref-name"}
    assert contact.session.secrets == {}
    hotline.done(ResumeLeg)
    hotline.hang_up()
    hotline.carry_out_hang_ups()
    hotline.finish(interaction_id)
    assert hotline.is_empty()


def test_the_agent_takes_the_caller_back_before_the_end(hotline: Hotline) -> None:
    interaction_id = talking(hotline)
    sent(hotline, interaction_id)
    assert hotline.give(ResumeInteraction(ALICE, interaction_id)) is None
    assert hotline.contact(interaction_id).flow_results == ((PIN_FLOW, "taken_back"),)
    assert not hotline.asked(PromptCollect) and len(hotline.asked(ResumeLeg)) == 1


def test_an_agent_who_hangs_up_meanwhile_ends_the_flow_too(hotline: Hotline) -> None:
    interaction_id = talking(hotline)
    sent(hotline, interaction_id)
    hotline.hang_up(hotline.agent_leg(), EndCause.AGENT_HUNG_UP)
    assert hotline.contact(interaction_id).flow_results == ((PIN_FLOW, "agent_left"),)
    hotline.carry_out_hang_ups()
    hotline.finish(interaction_id)
    assert hotline.is_empty()


def test_a_caller_who_hangs_up_in_the_flow_is_gone(hotline: Hotline) -> None:
    interaction_id = talking(hotline)
    sent(hotline, interaction_id)
    enter(hotline, "ref-account", 5)
    enter(hotline, "secret-1", 4)
    hotline.hang_up()
    hotline.carry_out_hang_ups()
    hotline.finish(interaction_id)
    assert hotline.is_empty()


def test_a_flow_that_cannot_go_on_gives_the_caller_back(hotline: Hotline) -> None:
    interaction_id = talking(hotline)
    sent(hotline, interaction_id)
    for _ in range(3):
        hotline.wait(400_000)
    assert hotline.contact(interaction_id).outer is None
    assert hotline.contact(interaction_id).session.status is SessionStatus.WITH_AGENT
    assert len(hotline.asked(ResumeLeg)) <= 1 and not hotline.asked(PlayPrompts)


def test_a_flow_keeps_its_version_while_the_caller_is_in_it(hotline: Hotline) -> None:
    interaction_id = talking(hotline)
    sent(hotline, interaction_id)
    versions = hotline.state.flows[PIN_FLOW]
    routing = hotline.state.routing
    flows = tuple(flow for flow in _current(hotline) if flow.flow_id != PIN_FLOW)
    assert routing.agents
    hotline.give(ConfigurationApplied("v3", _routing(hotline), flows, ()))
    assert hotline.state.flows[PIN_FLOW] == versions and PIN_FLOW not in hotline.state.current_flows
    assert hotline.give(SendIntoFlow(ALICE, interaction_id, PIN_FLOW)) is RejectionCode.NOT_SUPPORTED


@pytest.mark.parametrize(
    ("agent_id", "flow_id", "code"),
    [
        (ALICE, "plain", RejectionCode.NOT_SUPPORTED),
        (ALICE, "nowhere", RejectionCode.NOT_SUPPORTED),
        (BOB, "pin", None),
    ],
)
def test_what_an_agent_may_not_do(hotline: Hotline, agent_id: str, flow_id: str, code: RejectionCode | None) -> None:
    interaction_id = talking(hotline)
    refusal = hotline.give(SendIntoFlow(agent_id, interaction_id, FlowId(flow_id)))  # type: ignore[arg-type]
    assert refusal is not None and (code is None or refusal is code)
    assert not hotline.of_type(FlowEntered)


def test_one_flow_at_a_time(hotline: Hotline) -> None:
    interaction_id = talking(hotline)
    sent(hotline, interaction_id)
    assert hotline.give(SendIntoFlow(ALICE, interaction_id, PIN_FLOW)) is RejectionCode.NOT_ALLOWED_NOW


def _current(hotline: Hotline) -> tuple:  # type: ignore[type-arg]
    state = hotline.state
    return tuple(state.flows[flow_id][version] for flow_id, version in state.current_flows.items())


def _routing(hotline: Hotline):  # type: ignore[no-untyped-def]
    from tests.unit.center.hotline import configuration

    return configuration().routing
