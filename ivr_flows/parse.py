"""YAML text to a Flow, or to all of its problems at once. Owns the only use of a YAML library in the cores.

Bounded in size, depth and count, without aliases and tags, so that no text can make it slow, large or raise.
"""

import hashlib
from dataclasses import dataclass

import yaml

from ivr_flows.model import Flow
from ivr_flows.problems import FlowProblem
from ivr_flows.read_flow import read_flow
from ivr_flows.text_tree import ListNode, Problems, TableNode, TextLeaf, Tree

TEXT_LENGTH_MAX = 200_000
DEPTH_MAX = 12
EVENTS_MAX = 50_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The reader in C where it is built in: it takes a tenth of the time."""


@dataclass(frozen=True, slots=True)
class ParsedFlow:
    """A flow with the places that it was read from, so that lint can point at them.

    ``lines`` are by node (``ask``), by field of a node (``ask.keys.1``) and by field of the flow (``.start``).
    """

    flow: Flow
    file: str
    lines: dict[str, int]

    def line_of(self, node_id: str, field: str = "") -> int:
        """The line of a node's field, or of as much of its path as is written; 1 for the flow itself."""
        path = f"{node_id}.{field}" if field else node_id
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path.rpartition(".")[0]
        return 1


def parse_flow(text: str, file: str) -> ParsedFlow | tuple[FlowProblem, ...]:
    """Read a flow, or say everything that is wrong with its form; ``lint_flow`` checks what it means as a whole."""
    problems = Problems(file)
    tree = read_tree(text, problems)
    if tree is None:
        return tuple(problems.found)
    version = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    flow, lines = read_flow(tree, version, problems)
    if problems.found:
        return tuple(sorted(problems.found, key=lambda problem: problem.line))
    return ParsedFlow(flow, file, lines)


def read_tree(
    text: str,
    problems: Problems,
    expected: str = "a flow",
    mend: str = "begin with `flow:`, `start:` and `nodes:`",
) -> Tree | None:
    """The text as a tree with lines, or None when it is no such text; what is wrong is noted."""
    if len(text) > TEXT_LENGTH_MAX:
        most = f"at most {TEXT_LENGTH_MAX} characters"
        problems.add(1, "the file", f"{len(text)} characters", most, "split the file")
        return None
    try:
        if not _is_bounded(text, problems):
            return None
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = 1 if mark is None else min(mark.line, text.count("\n")) + 1  # its end is a line of its own to the reader
        found = f"what YAML cannot read ({fault.problem or fault.context or 'no reason given'})"
        problems.add(line, "the file", found, "YAML", "look at indents, quotes and colons near this line")
        return None
    except (yaml.YAMLError, ValueError, OverflowError):
        # The reader refuses control characters, and escapes such as "\UFFFFFFFF" end in chr() itself.
        problems.add(1, "the file", "a character that no YAML text may have", "YAML", "remove it; save as UTF-8")
        return None
    if root is None:
        problems.add(1, "the file", "nothing", expected, mend)
        return None
    return _tree(root, problems)


def _is_bounded(text: str, problems: Problems) -> bool:
    """Look at the text as a stream, before anything recursive does."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=_LOADER)):
        line = 1 if event.start_mark is None else event.start_mark.line + 1
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEPTH_MAX:
            problems.add(line, "the file", f"more than {DEPTH_MAX} levels", "fewer levels", "write it flatter")
            return False
        if count > EVENTS_MAX:
            problems.add(line, "the file", f"more than {EVENTS_MAX} parts", "fewer parts", "split the flow")
            return False
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            problems.add(line, "the file", "an anchor or alias (`&`, `*`)", "plain text", "write the value out")
            return False
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            problems.add(line, "the file", "a tag (`!`)", "plain values", "remove it or put the text in quotes")
            return False
    return True


def _tree(node: yaml.Node, problems: Problems) -> Tree:
    line = node.start_mark.line + 1
    match node:
        case yaml.MappingNode():
            return TableNode(line, _entries(node, problems))
        case yaml.SequenceNode():
            return ListNode(line, tuple(_tree(item, problems) for item in node.value))
        case yaml.ScalarNode():
            return TextLeaf(line, str(node.value), is_quoted=bool(node.style))
        case _:
            raise AssertionError("a YAML node is a mapping, a sequence or a scalar")


def _entries(node: yaml.MappingNode, problems: Problems) -> tuple[tuple[TextLeaf, Tree], ...]:
    entries: dict[str, tuple[TextLeaf, Tree]] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = _tree(key_node, problems)
        if not isinstance(key, TextLeaf):
            problems.add(line, "the file", "a list or table as a name", "a plain name", "write `name: value`")
        elif key.text in entries:
            first = entries[key.text][0].line
            problems.add(
                line, "the file", f"`{key.text[:60]}` a second time", f"it once (line {first})", "remove one of them"
            )
        else:
            entries[key.text] = (key, _tree(value_node, problems))
    return tuple(entries.values())
