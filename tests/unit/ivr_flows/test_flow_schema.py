"""The published JSON Schema of flows says what their reader says: fields, which of them must be there, and their forms.

What lies between fields, and whether an expression can be read, is known to the reader alone.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ivr_flows.parse import ParsedFlow, parse_flow, read_tree
from ivr_flows.read_nodes import FIRST_FIELDS, READERS
from ivr_flows.read_words import NodeReader
from ivr_flows.text_tree import ListNode, Problems, TableNode, TextLeaf, Tree

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parents[3]
SCHEMA: dict[str, Any] = json.loads((ROOT / "config" / "schema" / "flow.schema.json").read_text("utf-8"))
FLOWS = sorted((ROOT / "ivr_flows" / "flows").glob("*.yaml"))
BAD = sorted((ROOT / "tests" / "flows" / "bad").glob("*.yaml"))
# Read from text that has them: the reader asks for other fields then.
FORMS = {"lookup": ("{by: a}", "{source: a}"), "transfer": ('{number: "100"}', "{queue: a}", "{agent: a, queue: a}")}
# Told by the reader of what no schema can see: two fields together, the text of an expression, a key that stands twice.
READER_ALONE = {
    "half_an_expression", "half_written", "key_twice", "pattern_that_never_fits", "rating_of_one_step",
    "subflow_of_a_taken_name",
}  # fmt: skip


def as_json(tree: Tree) -> Any:
    """What an editor takes the text for, by the core schema of YAML 1.2."""
    match tree:
        case TableNode(_, entries):
            return {key.text: as_json(value) for key, value in entries}
        case ListNode(_, items):
            return [as_json(item) for item in items]
        case TextLeaf(_, text, is_quoted):
            if not is_quoted and text in ("true", "false"):
                return text == "true"
            if not is_quoted and re.fullmatch(r"[-+]?[0-9]+(\.[0-9]+)?", text):
                return float(text) if "." in text else int(text)
            return text


def is_good_for_schema(text: str) -> bool:
    tree = read_tree(text, Problems("flow.yaml"))
    assert tree is not None
    return Draft202012Validator(SCHEMA).is_valid(as_json(tree))


def is_good_for_reader(text: str) -> bool:
    return isinstance(parse_flow(text, "flow.yaml"), ParsedFlow)


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_type_of_node_is_known_to_both() -> None:
    assert SCHEMA["$defs"]["node"]["properties"]["type"]["enum"] == list(READERS)


def read(node_type: str, text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The fields that a reader asks for, and those of them that it misses."""
    tree = read_tree(text, Problems("flow.yaml"))
    assert tree is not None
    problems = Problems("flow.yaml")
    reader = NodeReader(tree, "node a", problems, "a", "shop")
    READERS[node_type](reader)
    missed = (re.fullmatch(r"no `(\w+)`", problem.found) for problem in problems.found if problem.where == "node a")
    return reader.asked | frozenset(FIRST_FIELDS), frozenset(found[1] for found in missed if found is not None)


@pytest.mark.parametrize("node_type", READERS)
def test_a_type_has_the_same_fields_in_both(node_type: str) -> None:
    asked = frozenset[str]().union(*(read(node_type, text)[0] for text in FORMS.get(node_type, ("{}",))))
    known = SCHEMA["$defs"][f"{node_type}_node"]
    assert asked == frozenset(known["properties"])
    assert all("description" in field or "$ref" in field or "const" in field for field in known["properties"].values())


@pytest.mark.parametrize("node_type", sorted(set(READERS) - FORMS.keys()))
def test_a_type_needs_the_same_fields_in_both(node_type: str) -> None:
    _, missed = read(node_type, "{}")
    assert {"type", *missed} == set(SCHEMA["$defs"][f"{node_type}_node"]["required"])


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_shipped_flows_are_good_for_both_and_name_their_schema(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=../../config/schema/flow.schema.json\n")
    assert is_good_for_reader(text)
    assert is_good_for_schema(text)


@pytest.mark.parametrize("path", [path for path in BAD if path.stem not in READER_ALONE], ids=lambda path: path.stem)
def test_both_find_what_is_wrong_with_a_form_and_leave_the_meaning_to_lint(path: Path) -> None:
    text = path.read_text("utf-8")
    assert is_good_for_schema(text) is is_good_for_reader(text)


SHOP = """\
flow: shop
languages: [en, zh]
start: ask
on_error: bye
person: wait
for_agents: true
variables: {count: 0, word: "", known: false}
nodes:
  ask: {NODE}
  wait: {type: queue, queue: sales}
  bye: {type: hang_up}
"""
GOOD = [
    "type: play, sound: chime, next: bye, about: [anything, at, all]",
    "type: say, say: [a, {recording: b, language: zh}], next: bye, must_be_heard: true",
    "type: menu, say: a, keys: {1: bye, 2: {go: wait, said: b, words: {en: [yes, 1], zh: 是}}}, timeout_s: 2.5",
    "type: queue, queue: sales, keys: {1: bye, '*': {go: bye, label: back}, '#': wait}, say_agent: a, excluded: [bob]",
    "type: transfer, number: 4930, failed: bye",
    "type: transfer, number: '+4930123456', failed: bye, say: a, music: default, ring_s: 20, after: bye",
    "type: transfer, queue: sales, priority: 3, on_refused: bye",
    "type: transfer, queue: sales, agent: bob, wait_s: 60, on_refused: bye",
    "type: lookup, source: accounts, with: {a: caller.number, b: 1, c: count + 1}, results: [holder],"
    " found: bye, not_found: bye, failed: bye",
    "type: lookup, by: check.account, found: bye, not_found: bye, failed: bye",
    "type: set, values: {count: count + 1, known: true}, next: bye",
    "type: flow, flow: check, with: {tries: 1}, results: {word: kind}, on: {known: bye}, otherwise: wait",
    "type: task, subject: complaint, queue: sales, due_after_s: 86400, next: bye",
    "type: rating, subject: agent, say: a, timeout_s: 5, next: bye",
    "type: return, result: verified",
]
SLIPS = [
    "type: play, sound: Chime, next: bye",
    "type: play, next: bye",
    "type: say, say: [], next: bye",
    "type: say, say: {recording: b, language: music}, next: bye",
    "type: say, say: {recording: b}, next: bye",
    "type: menu, say: a, keys: {}, timeout_s: 5",
    "type: menu, say: a, keys: {10: bye}, timeout_s: 5",
    "type: menu, say: a, keys: {1: {go: bye, lable: a}}, timeout_s: 5",
    "type: menu, say: a, keys: {1: {go: bye, words: {english: a}}}, timeout_s: 5",
    "type: menu, say: a, keys: {1: {go: bye, words: {en: []}}}, timeout_s: 5",
    "type: menu, say: a, keys: {1: bye}, timeout_s: 0",
    "type: menu, say: a, keys: {1: bye}, timeout_s: 5, listen: {confidence: 0}",
    "type: menu, say: a, keys: {1: bye}, timeout_s: 5, listen: {confidence: 50, confirm: b}",
    "type: menu, say: a, say_again: [a, a, a, a, a], keys: {1: bye}, timeout_s: 5",
    "type: queue, queue: sales, keys: {A: bye}",
    "type: queue, queue: sales, preferred: {agent: bob}",
    "type: transfer, failed: bye",
    "type: transfer, number: 12, failed: bye",
    "type: transfer, number: '4930', failed: bye, comfort: a",
    "type: transfer, queue: sales, ring_s: 5",
    "type: transfer, agent: bob, wait_s: 3",
    "type: lookup, found: bye, not_found: bye, failed: bye",
    "type: lookup, by: account, with: {a: 1}, found: bye, not_found: bye, failed: bye",
    "type: set, values: {}, next: bye",
    "type: set, values: {Count: 1}, next: bye",
    "type: branch, cases: [], otherwise: bye",
    "type: task, subject: complaint, queue: sales, due_after_s: 0, next: bye",
    "type: rating, subject: agent, say: a, timeout_s: 5, next: bye, highest: 10",
    "type: collect, name: a, say: a, digits_min: 0, digits_max: 3, first_digit_timeout_s: 1, next_digit_timeout_s: 1,"
    " next: bye",
    "type: collect, name: a, say: a, digits_min: 1, digits_max: 3, first_digit_timeout_s: 1, next_digit_timeout_s: 1,"
    " next: bye, words: {none: {go: bye, words: {}}}",
    "type: collect, name: a, say: a, digits_min: 1, digits_max: 3, first_digit_timeout_s: 1, next_digit_timeout_s: 1,"
    " next: bye, terminator: 1",
    "type: flow, flow: check, on: {Known: bye}",
    "type: return",
    "go: bye",
]


@pytest.mark.parametrize("node", GOOD)
def test_what_is_allowed_is_taken_by_both(node: str) -> None:
    text = SHOP.replace("NODE", node)
    assert is_good_for_reader(text), parse_flow(text, "flow.yaml")
    assert is_good_for_schema(text)


@pytest.mark.parametrize("node", SLIPS)
def test_a_slip_is_seen_by_both(node: str) -> None:
    text = SHOP.replace("NODE", node)
    assert not is_good_for_reader(text)
    assert not is_good_for_schema(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("flow: shop", "flow: Shop"),
        ("[en, zh]", "[]"),
        ("[en, zh]", "[en, en]"),
        ("[en, zh]", "[english]"),
        ("start: ask\n", ""),
        ("person: wait", "preson: wait"),
        ("for_agents: true", "for_agents: yes"),
        ("count: 0", "caller: 0"),
        ("count: 0", "in: 0"),
        ("count: 0", "count: []"),
        ("  bye:", "  Bye:"),
    ],
)
def test_a_slip_in_the_flow_itself_is_seen_by_both(old: str, new: str) -> None:
    text = SHOP.replace("NODE", "type: goto, go: bye")
    assert is_good_for_reader(text)
    assert is_good_for_schema(text)
    assert not is_good_for_reader(text.replace(old, new, 1))
    assert not is_good_for_schema(text.replace(old, new, 1))
