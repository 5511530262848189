"""What a caller may do at a node, as lines of a text menu: keys, what each does, words. Owns these lines."""

from collections.abc import Iterator
from dataclasses import dataclass

from ivr_flows.actions import AskMenu
from ivr_flows.flow_keys import KEY_BACK, KEY_PERSON, KEY_REPEAT
from ivr_flows.listening import KEY_RIGHT, KEY_WRONG
from ivr_flows.model import CollectNode, MenuKey, MenuNode, Node, QueueNode, Wordings
from ivr_flows.session import WaitingFor
from ivr_flows.testing.conversation import Conversation
from ivr_flows.testing.subject import FlowSet

WORDINGS_SHOWN_MAX = 3
FLOW_WIDE = {KEY_PERSON: "a person", KEY_BACK: "back", KEY_REPEAT: "again"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A key, what it does, and what may be said instead."""

    key: str
    label: str
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        said = f"   or say: {', '.join(self.words)}" if self.words else ""
        return f"  {self.key or ' '}  {self.label}{said}"


def choices(talk: Conversation, flows: FlowSet) -> tuple[Choice, ...]:
    """What can be chosen now."""
    node = _written(talk, flows)
    action = talk.line.action
    keys = action.keys if isinstance(action, AskMenu) else ""
    if talk.session.waiting_for is WaitingFor.CONFIRMATION:
        return (Choice(KEY_RIGHT, "yes, that is right"), Choice(KEY_WRONG, "no"))
    language = talk.session.language
    match node:
        case MenuNode():
            own = tuple(_of_key(key, language) for key in node.keys)
            return (*own, *_flow_wide(keys, {choice.key for choice in own}))
        case CollectNode():
            return tuple(Choice("", _plain(each.label), _words(each.words, language)) for each in node.words)
        case QueueNode():
            return tuple(_of_key(key, language) for key in node.keys)
        case _:
            own = tuple(Choice(key, key) for key in keys if key not in FLOW_WIDE)
            return (*own, *_flow_wide(keys, {choice.key for choice in own}))


def _written(talk: Conversation, flows: FlowSet) -> Node | None:
    """The node as its author wrote it."""
    origin = talk.subject.origins.get(talk.session.node)
    if origin is None:
        return None
    nodes = flows.written[str(origin.flow_id)].flow.nodes
    return next((node for node in nodes if node.node_id == origin.node.node_id), None)


def _of_key(key: MenuKey, language: str) -> Choice:
    return Choice(key.key, _plain(key.label), _words(key.words, language))


def _words(wordings: tuple[Wordings, ...], language: str) -> tuple[str, ...]:
    words = (word for each in wordings if each.language == language for word in each.words)
    return tuple(words)[:WORDINGS_SHOWN_MAX]


def _flow_wide(keys: str, own: set[str]) -> Iterator[Choice]:
    return (Choice(key, FLOW_WIDE[key]) for key in keys if key in FLOW_WIDE and key not in own)


def _plain(label: str) -> str:
    return label.replace("_", " ")
