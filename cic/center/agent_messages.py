"""Messages to agents: to whom they go, and that they were read. Owns how many an agent may have unread.

A message outlives connections and restarts until each agent has read it; nobody is waited for longer than a week.
"""

from typing import assert_never

from cic.center.agent_message_events import AgentMessageRead, AgentsTold
from cic.center.agent_message_inputs import AgentMessageInput, ReadAgentMessage, TellAgents
from cic.center.round import Round
from cic.center.state import CenterState
from cic.center.view_types import AgentMessageView
from routing.rejections import Rejection, RejectionCode
from routing.vocabulary import AgentId

UNREAD_MAX = 20
AGENTS_MAX = 5_000


def decide_message(work: Round, given: AgentMessageInput) -> Rejection | None:
    """Let agents be told something, or note that one has read it."""
    match given:
        case TellAgents():
            return _tell(work, given)
        case ReadAgentMessage():
            return _read(work, given)
        case _:
            assert_never(given)


def _tell(work: Round, given: TellAgents) -> Rejection | None:
    if given.message_id in work.state.messages:
        return None
    known = [agent_id for agent_id in dict.fromkeys(given.agent_ids) if agent_id in work.state.routing.agents]
    if not known or len(known) > AGENTS_MAX:
        return Rejection(RejectionCode.UNKNOWN_AGENT, f"expected agents of the configuration, {AGENTS_MAX} at most")
    reached = tuple([agent_id for agent_id in known if has_room(work.state, agent_id)])
    if not reached:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, f"{UNREAD_MAX} messages are unread, and that is the most")
    work.apply([AgentsTold(given.message_id, reached, given.sender, given.text)])
    return None


def _read(work: Round, given: ReadAgentMessage) -> Rejection | None:
    if given.agent_id not in work.state.routing.agents:
        return Rejection(RejectionCode.UNKNOWN_AGENT, "no agent of this id is configured")
    if given.message_id in work.state.messages_of.get(given.agent_id, ()):
        work.apply([AgentMessageRead(given.message_id, given.agent_id)])
    return None  # read already, as on another desktop of the same agent


def has_room(state: CenterState, agent_id: AgentId) -> bool:
    """Whether the agent may be told something more."""
    return len(state.messages_of.get(agent_id, ())) < UNREAD_MAX


def message_views(state: CenterState, agent_id: AgentId) -> tuple[AgentMessageView, ...]:
    """What the agent has yet to read, the oldest first."""
    held = [state.messages[message_id] for message_id in state.messages_of.get(agent_id, ())]
    return tuple([AgentMessageView(one.message_id, one.sender, one.text, one.at_ms) for one in held])
