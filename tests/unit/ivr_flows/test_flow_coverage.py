"""Coverage of flows: which ways count, which were taken, and where the others are written."""

import pytest

from tests.unit.ivr_flows.walked_flows import covered, flows, passes

pytestmark = pytest.mark.unit

MENU = """
person: two
nodes:
  begin:
    type: menu
    say: menu
    keys: {"1": {label: same, go: one}, "2": {label: same, go: one}, "3": two}
    timeout_s: 5
  one:
    type: branch
    cases:
      - {when: caller.is_vip, go: two}
      - {when: caller.is_known, go: two}
    otherwise: two
  two: {type: say, say: two, next: end}
"""
LINE = flows({"line": MENU})
WAYS = [
    ("", "start"), ("", "on_error"), ("", "person"), ("begin", "key 1"), ("begin", "key 2"), ("begin", "key 3"),
    ("one", "case 1"), ("one", "case 2"), ("one", "otherwise"), ("two", "next"), ("sorry", "next"),
]  # fmt: skip


def test_of_a_flow_that_nobody_called_no_way_was_taken() -> None:
    found = covered(LINE)
    assert [(way.node, way.field) for way in found.never] == WAYS
    assert (found.ways, found.percent) == (11, 0.0)


def test_ways_that_share_label_and_target_are_told_apart() -> None:
    known = passes(LINE, "- press: 2\n- hear: two", "caller: {known: true}")
    assert [each for each in WAYS if ("line", *each) in known.taken] == [
        ("", "start"), ("begin", "key 2"), ("one", "case 2"), ("two", "next"),
    ]  # fmt: skip


def test_key_0_and_errors_are_entrances() -> None:
    found = covered(
        LINE, passes(LINE, "- press: 0\n- hear: two"), passes(LINE, "- hear: menu\n- silence\n- hear: sorry")
    )
    assert [(way.node, way.field) for way in found.never] == [*WAYS[3:6], *WAYS[6:9]]


def test_what_was_never_taken_has_its_line() -> None:
    lines = {(way.node, way.field): way.line for way in covered(LINE).never}
    written = ["", *f"flow: line\nlanguages: [en, zh]\nstart: begin\non_error: sorry\n{MENU}".splitlines()]
    assert written[lines["", "person"]] == "person: two"
    assert written[lines["begin", "key 2"]].strip().startswith("keys:")
    assert written[lines["one", "case 2"]].strip() == "- {when: caller.is_known, go: two}"


def test_errors_are_no_entrance_where_nothing_leads_to_them() -> None:
    calm = flows({"line": "nodes:\n  begin: {type: say, say: a, next: end}\n"})
    assert covered(calm, passes(calm, "- hear: a")).never[0].node == "sorry"


OUTER = """
variables: {again: false}
nodes:
  begin: {type: flow, flow: inner, on: {good: well, bad: end}, otherwise: again}
  again: {type: flow, flow: inner, otherwise: end}
  well: {type: say, say: well, next: end}
"""
INNER = """
nodes:
  begin: {type: menu, say: menu, keys: {"1": good, "2": bad, "3": other}, timeout_s: 5, on_failure: other}
  good: {type: return, result: good}
  bad: {type: return, result: bad}
  other: {type: flow, flow: innermost, on: {done: good}, otherwise: third}
  third: {type: return, result: third}
"""
INNERMOST = "nodes:\n  begin: {type: say, say: hello, next: done}\n  done: {type: return, result: done}\n"
NESTED = flows({"line": OUTER, "inner": INNER, "innermost": INNERMOST})


def test_a_call_through_sub_flows_covers_ways_of_each() -> None:
    result = passes(NESTED, "- press: 3\n- hear: [innermost/hello, well]\n- reaches: begin.other.done\n- ends")
    assert {each[1:] for each in result.taken if each[0] == "line"} == {
        ("", "start"), ("begin", "on good"), ("well", "next"),
    }  # fmt: skip
    assert {each[1:] for each in result.taken if each[0] == "inner"} == {
        ("", "start"), ("begin", "key 3"), ("other", "on done"),
    }  # fmt: skip
    assert {each[1:] for each in result.taken if each[0] == "innermost"} == {("", "start"), ("begin", "next")}


def test_a_sub_flow_is_tested_by_itself_too() -> None:
    result = passes(NESTED, "- hear: menu\n- press: 2\n- returns: bad", flow="inner")
    assert ("inner", "begin", "key 2") in result.taken
