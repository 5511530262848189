"""What a picture of a flow shows: a box for each node, an arrow for the ways from one to another. Owns their words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from ivr_flows.model import (
    SOUNDS,
    AuthenticateNode,
    BranchNode,
    CollectNode,
    Flow,
    GotoNode,
    HangUpNode,
    HoursNode,
    LanguageNode,
    LookupNode,
    MenuNode,
    MessageNode,
    Node,
    QueueNode,
    RatingNode,
    Recording,
    ReturnNode,
    SayNode,
    SetNode,
    SourceNode,
    SubflowNode,
    TransferNode,
    WorkNode,
)
from ivr_flows.ways import entrances, reached_from, ways_out

TEXT_LENGTH_MAX = 38
LABELS_LENGTH_MAX = 34
ERROR_WAYS = ("on_failure", "on_refused", "on_nothing", "failed", "on_reason", "locked", "not_verified")


class BoxKind(Enum):
    """What a node does, told by colour beside its type's word."""

    TALKS = "talks"
    DECIDES = "decides"
    ASKS = "asks"
    HANDS_ON = "hands_on"
    ENDS = "ends"


@dataclass(frozen=True, slots=True)
class Box:
    """A node: its name, its type with what it is about, what it says first, and the entrances that lead to it."""

    name: str
    kind: BoxKind
    about: str
    text: str
    entrances: tuple[str, ...]
    is_reached: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    """All ways from one node to another. ``is_error``: only what goes wrong leads along it."""

    source: str
    target: str
    label: str
    is_error: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A whole flow."""

    title: str
    start: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def chart_of(flow: Flow, texts: Mapping[str, str]) -> Chart:
    """The flow as boxes and arrows; ``texts`` are what recordings say, by language and name."""
    reached = reached_from(flow, (target for _, target in entrances(flow)), ways_out)
    words = {"start": "start", "on_error": "errors", "person": "key 0"}
    boxes = tuple(
        Box(
            name=node.node_id,
            kind=_kind(node),
            about=_about(node),
            text=_text(flow, node, texts),
            entrances=tuple(words[field] for field, target in entrances(flow) if target == node.node_id),
            is_reached=node.node_id in reached,
        )
        for node in flow.nodes
    )
    names = {box.name for box in boxes}
    arrows = tuple(arrow for node in flow.nodes for arrow in _arrows(node) if arrow.target in names)
    return Chart(str(flow.flow_id), flow.start, boxes, arrows)


def _arrows(node: Node) -> list[Arrow]:
    labels: dict[str, list[str]] = {}
    fields: dict[str, list[str]] = {}
    for field, target in ways_out(node):
        labels.setdefault(target, []).append(_label(node, field))
        fields.setdefault(target, []).append(field)
    return [
        Arrow(
            node.node_id,
            target,
            shortened(", ".join(label for label in found if label), LABELS_LENGTH_MAX),
            all(field.startswith(ERROR_WAYS) for field in fields[target]),
        )
        for target, found in labels.items()
    ]


def _label(node: Node, field: str) -> str:
    """A way in the author's words; nothing for the only way there is."""
    word, _, rest = field.partition(" ")
    match node:
        case MenuNode() | QueueNode() if word == "key":
            key = next(key for key in node.keys if key.key == rest)
            return f"{rest} {_plain(key.label)}" if key.label != key.go else rest
        case BranchNode() if word == "case":
            case = node.cases[int(rest) - 1]
            return _plain(case.label) if case.label != "matched" else case.when
        case SayNode() | SetNode() | LanguageNode() | GotoNode():
            return ""
        case _:
            return _plain((rest if rest and word != "key" else field).removeprefix("on_"))


def _plain(word: str) -> str:
    return word.replace("_", " ")


def _kind(node: Node) -> BoxKind:
    match node:
        case SayNode() | MenuNode() | CollectNode() | RatingNode():
            return BoxKind.TALKS
        case LookupNode() | SourceNode() | AuthenticateNode():
            return BoxKind.ASKS
        case QueueNode() | TransferNode() | MessageNode() | WorkNode():
            return BoxKind.HANDS_ON
        case HangUpNode() | ReturnNode():
            return BoxKind.ENDS
        case _:
            return BoxKind.DECIDES


def _about(node: Node) -> str:
    match node:
        case SayNode():
            is_sound = all(recording.language == SOUNDS for recording in node.say)
            return f"play {node.say[0].name}" if is_sound and node.say else "say"
        case MenuNode():
            return "menu, listens" if node.listen else "menu"
        case CollectNode():
            return f"collect {'secret ' if node.is_secret else ''}{node.name}"
        case BranchNode():
            return "branch"
        case SetNode():
            return "set " + ", ".join(each.variable for each in node.assignments)
        case LanguageNode():
            return f"language {node.language}"
        case HoursNode():
            return f"hours {node.calendar}"
        case GotoNode():
            return "goto"
        case HangUpNode():
            return "hang up"
        case ReturnNode():
            return f"return {node.result}"
        case _:
            return _about_service(node)


def _about_service(node: Node) -> str:
    match node:
        case LookupNode():
            return "lookup customer"
        case SourceNode():
            return f"lookup {node.source}"
        case AuthenticateNode():
            return f"authenticate {node.source}"
        case QueueNode():
            return f"queue {node.queue_id}"
        case TransferNode():
            return f"transfer {node.number}"
        case MessageNode():
            return f"leave message, {node.queue_id}"
        case WorkNode():
            return f"{node.medium.value} {node.subject}".strip() + f", {node.queue_id}"
        case RatingNode():
            return f"rating {node.lowest} to {node.highest}"
        case SubflowNode():
            return f"flow {node.flow_id}"
        case _:
            raise AssertionError("a node of no known type")


def _text(flow: Flow, node: Node, texts: Mapping[str, str]) -> str:
    """The first words that the node says."""
    say: tuple[Recording, ...] = getattr(node, "say", ())
    if not say:
        return ""
    language = say[0].language or flow.language
    name = f"{language}/{say[0].name}"
    return shortened(texts.get(name) or texts.get(f"{name}-1", ""), TEXT_LENGTH_MAX)


def shortened(text: str, length: int) -> str:
    """A text of at most so many characters."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
