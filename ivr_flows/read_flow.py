"""From the tree of a flow's text to the Flow. Owns the flow's own fields; ``read_nodes`` those of each node."""

import re

from ivr_flows.expressions import RESERVED
from ivr_flows.model import Flow, Node
from ivr_flows.problems import nearest_name, one_of, shortened
from ivr_flows.read_nodes import FIRST_FIELDS, READERS, UNAVAILABLE
from ivr_flows.read_words import LANGUAGE_FORM, NodeReader
from ivr_flows.session import Scalar
from ivr_flows.text_tree import (
    NAME_FORM,
    Problems,
    TableNode,
    TableReader,
    TextLeaf,
    Tree,
    lines_within,
    shape_of,
)
from routing.vocabulary import FlowId

NODES_MAX = 500
RESERVED_VARIABLES = frozenset({"caller", "collected", "language", "dialled_number", *RESERVED})


def read_flow(tree: Tree, version: str, problems: Problems) -> tuple[Flow, dict[str, int]]:
    """The flow and the lines of its parts; worth nothing when problems were noted on the way."""
    reader = TableReader(tree, "the flow", problems)
    flow_id = reader.name("flow", "the flow's name")
    languages = _read_languages(reader)
    start = reader.name("start", "the name of the first node")
    on_error = reader.name("on_error", "the node for a caller whom the flow cannot help otherwise")
    person = reader.optional_name("person", "the node where key 0 leads")
    variables = _read_variables(reader)
    for_agents = reader.truth("for_agents")
    nodes, lines = _read_nodes(reader, flow_id)
    reader.finish()
    if isinstance(tree, TableNode):
        lines |= {f".{key.text}": key.line for key, _ in tree.entries}
    flow = Flow(
        flow_id=FlowId(flow_id),
        version=version,
        language=languages[0],
        start=start,
        nodes=nodes,
        languages=languages,
        on_error=on_error,
        person=person,
        variables=variables,
        for_agents=for_agents,
    )
    return flow, lines


def _read_languages(reader: TableReader) -> tuple[str, ...]:
    expected = "a list of languages, the first one heard first"
    languages: list[str] = []
    for item in reader.items("languages", expected):
        if isinstance(item, TextLeaf) and LANGUAGE_FORM.fullmatch(item.text) and item.text not in languages:
            languages.append(item.text)
        else:
            reader.refuse("languages", item, "a language once, such as en", "write its two letters")
    if not reader.has("languages"):
        reader.missing("languages", expected)
    elif not languages:
        reader.problems.add(reader.line, reader.where, "no language", expected, "add `- en`")
    return tuple(languages) or ("",)


def _read_variables(reader: TableReader) -> dict[str, Scalar]:
    variables: dict[str, Scalar] = {}
    for key, tree in reader.entries("variables", "a table of variables and their first values"):
        if not NAME_FORM.fullmatch(key.text) or key.text in RESERVED_VARIABLES:
            reader.refuse("variables", key, "a name of its own", "use small letters, digits and `_`")
        elif isinstance(tree, TextLeaf) and (tree.is_quoted or tree.text):
            variables[key.text] = _first_value(tree)
        else:
            reader.refuse(f"variables.{key.text}", tree, "a text, a whole number, true or false", "give a first value")
    return variables


def _first_value(leaf: TextLeaf) -> Scalar:
    if leaf.is_quoted:
        return leaf.text
    if leaf.text in ("true", "false"):
        return leaf.text == "true"
    return int(leaf.text) if re.fullmatch(r"-?[0-9]{1,15}", leaf.text) else leaf.text


def _read_nodes(reader: TableReader, flow_id: str) -> tuple[tuple[Node, ...], dict[str, int]]:
    nodes: list[Node] = []
    lines: dict[str, int] = {}
    entries = reader.entries("nodes", "a table of nodes by name")
    if not reader.has("nodes"):
        reader.missing("nodes", "a table of nodes by name")
    if len(entries) > NODES_MAX:
        found, expected = f"{len(entries)} nodes", f"at most {NODES_MAX}"
        reader.problems.add(reader.line, reader.where, found, expected, "split the flow")
        return (), {}
    for key, tree in entries:
        where = f"node {key.text[:60]}"
        if not NAME_FORM.fullmatch(key.text):
            mend = "use small letters, digits and `_`, a letter first, 60 at most"
            reader.problems.add(key.line, "nodes", shortened(key.text), "a node's name", mend)
        lines[key.text] = key.line
        lines |= lines_within(tree, key.text)
        node = _read_node(key, NodeReader(tree, where, reader.problems, key.text, flow_id), tree)
        if node is not None:
            nodes.append(node)
    return tuple(nodes), lines


def _read_node(key: TextLeaf, reader: NodeReader, tree: Tree) -> Node | None:
    if not reader.has("type"):
        reader.problems.add(key.line, reader.where, shape_of(tree), "a `type`", f"add `type:`, {one_of(READERS)}")
        return None
    node_type = reader.text("type", one_of(READERS))
    read = READERS.get(node_type)
    if read is None:
        near = nearest_name(node_type, READERS)
        mend = f"did you mean `{near}`?" if near else "use a type that this version has"
        found = f"type {shortened(node_type)}"
        if node_type in UNAVAILABLE:
            found, mend = f"{found}, for which this version has no medium", UNAVAILABLE[node_type]
        type_tree = reader.tree("type")
        line = key.line if type_tree is None else type_tree.line
        reader.problems.add(line, reader.where, found, one_of(READERS), mend)
        return None
    node = read(reader)
    reader.finish(FIRST_FIELDS)
    return node
