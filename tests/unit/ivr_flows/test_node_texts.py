"""What each type of node may be written with, read into the node it means."""

import pytest

from ivr_flows.model import (
    SOUNDS,
    Argument,
    Assignment,
    AuthenticateNode,
    CollectNode,
    Confirmation,
    Listening,
    LookupNode,
    MenuKey,
    MenuNode,
    MessageNode,
    Node,
    Preference,
    QueueNode,
    RatingNode,
    Recording,
    ResultName,
    ReturnNode,
    SayNode,
    SourceNode,
    SubflowExit,
    SubflowNode,
    TransferNode,
    WordExit,
    Wordings,
    WorkNode,
)
from ivr_flows.parse import ParsedFlow, parse_flow
from routing.vocabulary import DigitRule, FlowId, Medium, QueueId

pytestmark = pytest.mark.unit

A, B, C, D = (Recording(f"shop/{name}") for name in "abcd")


def node(text: str) -> Node:
    head = "flow: shop\nlanguages: [en, zh]\nstart: x\non_error: x\nfor_agents: true\nnodes:\n"
    parsed = parse_flow(f"{head}  x: {{{text}}}\n", "shop.yaml")
    assert isinstance(parsed, ParsedFlow), "\n".join(map(str, parsed))
    assert parsed.flow.for_agents
    return parsed.flow.nodes[0]


def test_say_and_play() -> None:
    assert node("type: say, say: a, must_be_heard: true, next: y") == SayNode("x", (A,), "y", must_be_heard=True)
    assert node("type: play, sound: chime, next: y") == SayNode("x", (Recording("chime", SOUNDS),), "y")


def test_a_menu_that_listens() -> None:
    menu = node(
        "type: menu, say: a, timeout_s: 5, say_on_not_understood: b, "
        "listen: {confidence: 60, confirm: [a, b], confirm_keys: c}, "
        "keys: {1: {go: y, label: sales, said: d, words: {en: [sales, buy something], zh: 销售}}, 2: z}"
    )
    assert isinstance(menu, MenuNode)
    words = (Wordings("en", ("sales", "buy something")), Wordings("zh", ("销售",)))
    assert menu.keys == (MenuKey("1", "sales", "y", words, D), MenuKey("2", "z", "z"))
    assert menu.listen == Listening(60, (A, B), (C,))
    assert menu.say_on_not_understood == (B,)


def test_all_that_a_collect_node_can_do() -> None:
    collect = node(
        "type: collect, name: account, say: a, digits_min: 4, digits_max: 6, first_digit_timeout_s: 5, "
        "next_digit_timeout_s: 2, next: y, patterns: [1NNN, NNNNNN], check: luhn, say_on_wrong_form: b, on_star: z, "
        "confirm: {say: c, keys: d}, listen: {confidence: 70}, words: {none: {go: y, words: {en: no number}}}, "
        "say_on_not_understood: a"
    )
    assert isinstance(collect, CollectNode)
    assert collect.rule == DigitRule(("1NNN", "NNNNNN"), "luhn")
    assert collect.confirm == Confirmation((C,), (D,))
    assert collect.words == (WordExit("none", "y", (Wordings("en", ("no number",)),)),)
    assert (collect.on_star, collect.is_secret, collect.listen) == ("z", False, Listening(70))
    assert (collect.say_on_wrong_form, collect.say_on_not_understood) == ((B,), (A,))


def test_a_secret() -> None:
    secret = node(
        "type: collect, name: pin, secret: true, say: a, digits_min: 4, digits_max: 4, first_digit_timeout_s: 5, "
        "next_digit_timeout_s: 2, next: y, check: mod11"
    )
    assert isinstance(secret, CollectNode)
    assert secret.is_secret
    assert secret.rule == DigitRule((), "mod11")


def test_look_ups() -> None:
    ends = "found: y, not_found: z, failed: w"
    assert node(f"type: lookup, by: account, {ends}") == LookupNode("x", "account", "y", "z", "w")
    found = node(
        f"type: lookup, source: accounts, with: {{a: collected.account, b: caller.number, c: count + 1}}, "
        f"results: {{mine: balance, holder: holder}}, {ends}"
    )
    assert found == SourceNode(
        "x",
        "accounts",
        (Argument("a", "collected.account"), Argument("b", "caller.number"), Argument("c", "count + 1")),
        (ResultName("balance", "mine"), ResultName("holder", "holder")),
        "y",
        "z",
        "w",
    )
    short = node(f"type: lookup, source: accounts, results: [balance], {ends}")
    assert isinstance(short, SourceNode)
    assert short.results == (ResultName("balance", "balance"),)


def test_authenticate() -> None:
    text = (
        "type: authenticate, source: accounts, with: {account: collected.account}, say: a, say_again: [b], "
        "say_on_timeout: c, say_on_wrong: d, digits_min: 4, digits_max: 6, first_digit_timeout_s: 5, "
        "next_digit_timeout_s: 2, verified: v, not_verified: n, locked: l, failed: f"
    )
    found = node(text)
    assert isinstance(found, AuthenticateNode)
    assert (found.tries_max, found.lock_ms) == (5, 1_800_000)
    assert (found.verified, found.not_verified, found.locked, found.failed) == ("v", "n", "l", "f")
    other = node(f"{text}, tries_max: 3, lock_s: 86400")
    assert isinstance(other, AuthenticateNode)
    assert (other.tries_max, other.lock_ms) == (3, 86_400_000)


def test_a_queue_with_ways_out() -> None:
    queue = node("type: queue, queue: sales, keys: {1: {go: y, label: back}, '*': z}, say_agent: a")
    assert isinstance(queue, QueueNode)
    assert queue.keys == (MenuKey("1", "back", "y"), MenuKey("*", "z", "z"))
    assert queue.say_agent == (A,)


def test_transfers() -> None:
    number = node("type: transfer, number: '+4930123456', say: a, failed: y, after: z, ring_s: 20")
    assert number == TransferNode("x", "+4930123456", (A,), "default", 20_000, "z", "y")
    queue = node("type: transfer, queue: sales, on_refused: y")
    assert isinstance(queue, QueueNode)
    assert (queue.queue_id, queue.preferred, queue.on_refused) == (QueueId("sales"), None, "y")
    agent = node("type: transfer, agent: bob, queue: sales, wait_s: 60")
    assert isinstance(agent, QueueNode)
    assert agent.preferred == Preference("bob", 60_000, waits_if_busy=True, waits_if_absent=False)


def test_work_that_a_caller_leaves_behind() -> None:
    message = node("type: leave_message, queue: sales, say: a, next: y, on_nothing: z, duration_s_max: 60")
    assert message == MessageNode("x", QueueId("sales"), (A,), 60_000, 4_000, 14_400_000, 0, "y", "z", None)
    back = node("type: callback, queue: sales, number: account, next: y, due_after_s: 3600, on_refused: z")
    assert back == WorkNode("x", Medium.CALLBACK, QueueId("sales"), "", "account", 3_600_000, 0, "y", "z")
    task = node("type: task, subject: complaint, queue: sales, next: y, priority: 5")
    assert task == WorkNode("x", Medium.TASK, QueueId("sales"), "complaint", None, 14_400_000, 5, "y", None)


def test_a_rating() -> None:
    rating = node("type: rating, subject: agent, say: a, timeout_s: 5, next: y")
    assert isinstance(rating, RatingNode)
    assert (rating.lowest, rating.highest, rating.on_failure) == (1, 5, None)


def test_a_subflow_and_its_return() -> None:
    found = node("type: flow, flow: check, with: {tries: 1}, results: {grade: kind}, on: {known: y}, otherwise: z")
    assert found == SubflowNode(
        "x",
        FlowId("check"),
        (Assignment("tries", "1"),),
        (Assignment("grade", "kind"),),
        (SubflowExit("known", "y"),),
        "z",
    )
    assert node("type: return, result: known") == ReturnNode("x", "known")


def test_a_line_of_a_field_is_known() -> None:
    text = "flow: shop\nlanguages: [en]\nstart: x\non_error: x\nnodes:\n  x:\n    type: menu\n    say: [a,\n      b]\n"
    text += "    keys:\n      1: {go: x,\n        label: one}\n    timeout_s: 5\n"
    parsed = parse_flow(text, "shop.yaml")
    assert isinstance(parsed, ParsedFlow)
    assert [parsed.line_of("x", field) for field in ("", "say", "say.2", "keys.1", "keys.1.label", "listen")] == [
        6, 8, 9, 11, 12, 6,
    ]  # fmt: skip
    assert (parsed.line_of("", "on_error"), parsed.line_of("", "person")) == (4, 1)
