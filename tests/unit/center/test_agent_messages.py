"""Messages to agents: on the desktop until they are read, over connections and restarts; a few at most."""

import pytest

from cic.center.agent_message_inputs import ReadAgentMessage, TellAgents
from cic.center.agent_messages import UNREAD_MAX
from cic.center.evolve_messages import KEPT_MS
from cic.center.inputs import EngineStarted
from cic.center.views import agent_view, touched_agents
from routing.rejections import RejectionCode
from routing.vocabulary import AgentId, PersonalRef
from tests.unit.center.hotline import ALICE, BOB, Hotline

pytestmark = pytest.mark.unit

TEXT = PersonalRef("pv-1")


def tell(hotline: Hotline, message_id: str, *agent_ids: AgentId) -> RejectionCode | None:
    return hotline.give(TellAgents(message_id, agent_ids, "supervisor", TEXT))


def unread(hotline: Hotline, agent_id: AgentId) -> list[str]:
    view = agent_view(hotline.state, agent_id)
    assert view is not None
    return [message.message_id for message in view.messages]


def test_a_message_stands_on_each_desktop_until_that_agent_has_read_it() -> None:
    hotline = Hotline()
    assert tell(hotline, "m1", ALICE, BOB, AgentId("nobody")) is None
    assert touched_agents(hotline.state, hotline.events) == {ALICE, BOB}
    hotline.give(EngineStarted())
    assert unread(hotline, ALICE) == unread(hotline, BOB) == ["m1"]
    assert hotline.give(ReadAgentMessage(ALICE, "m1")) is None
    assert (unread(hotline, ALICE), unread(hotline, BOB)) == ([], ["m1"])
    assert hotline.give(ReadAgentMessage(ALICE, "m1")) is None
    assert hotline.events == (), "read twice is no fault"
    hotline.give(ReadAgentMessage(BOB, "m1"))
    assert not hotline.state.messages and not hotline.state.messages_of


def test_the_same_message_again_is_the_same() -> None:
    hotline = Hotline()
    tell(hotline, "m1", ALICE)
    assert tell(hotline, "m1", ALICE) is None
    assert hotline.events == ()


def test_who_has_too_much_to_read_is_left_out() -> None:
    hotline = Hotline()
    for number in range(UNREAD_MAX):
        assert tell(hotline, f"m{number}", ALICE) is None
    assert tell(hotline, "more", ALICE) is RejectionCode.NOT_ALLOWED_NOW
    assert tell(hotline, "both", ALICE, BOB) is None
    assert (len(unread(hotline, ALICE)), unread(hotline, BOB)) == (UNREAD_MAX, ["both"])
    assert tell(hotline, "none", AgentId("nobody")) is RejectionCode.UNKNOWN_AGENT
    assert hotline.give(ReadAgentMessage(AgentId("nobody"), "m1")) is RejectionCode.UNKNOWN_AGENT


def test_nobody_is_waited_for_longer_than_a_week() -> None:
    hotline = Hotline()
    tell(hotline, "old", ALICE, BOB)
    hotline.now_ms += KEPT_MS + 1
    tell(hotline, "new", ALICE)
    assert (unread(hotline, ALICE), unread(hotline, BOB)) == (["new"], [])
