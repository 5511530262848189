"""Which recordings a node names, and in which field. Owns that list; plays nothing."""

from collections.abc import Iterator

from ivr_flows.model import (
    AuthenticateNode,
    CollectNode,
    Listening,
    MenuNode,
    MessageNode,
    Node,
    QueueNode,
    RatingNode,
    Recording,
    SayNode,
    TransferNode,
)

Spoken = tuple[str, tuple[Recording, ...]]


def recordings_of(node: Node) -> tuple[Spoken, ...]:
    """The recordings of a node by the path of their field, such as ``say_again.2``."""
    return tuple((field, recordings) for field, recordings in _fields(node) if recordings)


def _fields(node: Node) -> Iterator[Spoken]:
    match node:
        case SayNode() | TransferNode() | MessageNode():
            yield "say", node.say
        case MenuNode():
            yield from _questions(node)
            yield "say_on_wrong_key", node.say_on_wrong_key
            yield "say_on_not_understood", node.say_on_not_understood
            yield from _listening(node.listen)
            for key in node.keys:
                yield f"keys.{key.key}.said", () if key.said is None else (key.said,)
        case CollectNode():
            yield from _questions(node)
            yield "say_on_wrong_length", node.say_on_wrong_length
            yield "say_on_wrong_form", node.say_on_wrong_form
            yield "say_on_not_understood", node.say_on_not_understood
            if node.confirm is not None:
                yield "confirm.say", node.confirm.say
                yield "confirm.keys", node.confirm.keys
        case AuthenticateNode():
            yield from _questions(node)
            yield "say_on_wrong", node.say_on_wrong
        case RatingNode():
            yield from _questions(node)
            yield "say_on_wrong_key", node.say_on_wrong_key
        case QueueNode():
            yield "say", node.say
            yield "comfort", node.comfort
            yield "say_agent", node.say_agent
        case _:
            pass


def _questions(node: MenuNode | CollectNode | AuthenticateNode | RatingNode) -> Iterator[Spoken]:
    yield "say", node.say
    for number, recordings in enumerate(node.say_again, start=1):
        yield f"say_again.{number}", recordings
    yield "say_on_timeout", node.say_on_timeout


def _listening(listen: Listening | None) -> Iterator[Spoken]:
    if listen is not None:
        yield "listen.confirm", listen.confirm
        yield "listen.confirm_keys", listen.confirm_keys
