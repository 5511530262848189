"""What events change of messages to agents. Part of evolve: the only code that changes them."""

from cic.center.agent_message_events import AgentMessageEvent, AgentMessageRead, AgentsTold
from cic.center.state import AgentMessage, CenterState
from routing.vocabulary import AgentId

KEPT_MS = 7 * 86_400_000
"""Whoever has not read a message by then is not shown it any more once another one comes."""


def evolve_messages(state: CenterState, event: AgentMessageEvent, at_ms: int) -> None:
    """Let the event have happened at this time."""
    match event:
        case AgentsTold():
            for message_id in [name for name, kept in state.messages.items() if kept.at_ms < at_ms - KEPT_MS]:
                _forget(state, message_id)
            told = AgentMessage(event.message_id, event.sender, event.text, at_ms, event.agent_ids)
            told.unread = dict.fromkeys(event.agent_ids)
            state.messages[event.message_id] = told
            for agent_id in event.agent_ids:
                state.messages_of.setdefault(agent_id, {})[event.message_id] = None
        case AgentMessageRead():
            _drop(state, event.agent_id, event.message_id)


def _forget(state: CenterState, message_id: str) -> None:
    for agent_id in list(state.messages[message_id].unread):
        _drop(state, agent_id, message_id)


def _drop(state: CenterState, agent_id: AgentId, message_id: str) -> None:
    held, message = state.messages_of[agent_id], state.messages[message_id]
    del held[message_id], message.unread[agent_id]
    if not held:
        del state.messages_of[agent_id]
    if not message.unread:
        del state.messages[message_id]
