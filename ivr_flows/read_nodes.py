"""From the tree of a node's text to the node: those that talk with the caller and decide, and the table of all types.

Owns their fields; ``read_services`` those of the others. Meaning across nodes is lint's.
"""

import re
from collections.abc import Callable

from ivr_flows.digit_rules import CHECK_DIGITS
from ivr_flows.model import (
    SOUNDS,
    BranchCase,
    BranchNode,
    CollectNode,
    Confirmation,
    GotoNode,
    HangUpNode,
    HoursNode,
    LanguageNode,
    MenuNode,
    Node,
    Recording,
    ReturnNode,
    SayNode,
    SetNode,
    WordExit,
)
from ivr_flows.read_services import (
    read_authenticate,
    read_callback,
    read_flow_node,
    read_leave_message,
    read_lookup,
    read_queue,
    read_rating,
    read_task,
    read_transfer,
)
from ivr_flows.read_words import NodeReader
from ivr_flows.text_tree import NAME_FORM, ListNode, TextLeaf
from routing.vocabulary import DigitRule

FIRST_FIELDS = ("type", "about")
PATTERN_FORM = re.compile(r"[0-9N]{1,32}")


def _read_say(reader: NodeReader) -> Node:
    return SayNode(reader.node_id, reader.some_recordings("say"), reader.target("next"), reader.truth("must_be_heard"))


def _read_play(reader: NodeReader) -> Node:
    sound = reader.name("sound", "a sound of the music folder")
    return SayNode(reader.node_id, (Recording(sound, SOUNDS),), reader.target("next"), reader.truth("must_be_heard"))


def _read_menu(reader: NodeReader) -> Node:
    keys = reader.keys("0123456789", "* (back) and # (repeat) work in every menu", may_speak=True)
    if not keys:
        reader.missing("keys", "at least one key")
    return MenuNode(
        node_id=reader.node_id,
        say=reader.some_recordings("say"),
        say_again=reader.attempts("say_again"),
        say_on_timeout=reader.recordings("say_on_timeout"),
        say_on_wrong_key=reader.recordings("say_on_wrong_key"),
        keys=keys,
        timeout_ms=reader.seconds_ms("timeout_s", 60),
        on_failure=reader.optional_target("on_failure"),
        listen=reader.listening(may_confirm=True),
        say_on_not_understood=reader.recordings("say_on_not_understood"),
    )


def _read_collect(reader: NodeReader) -> Node:
    digits_min, digits_max = reader.digits()
    is_secret = reader.truth("secret")
    return CollectNode(
        node_id=reader.node_id,
        name=reader.name("name", "the name to keep the digits under"),
        say=reader.some_recordings("say"),
        say_again=reader.attempts("say_again"),
        say_on_timeout=reader.recordings("say_on_timeout"),
        say_on_wrong_length=reader.recordings("say_on_wrong_length"),
        digits_min=digits_min,
        digits_max=digits_max,
        terminator=reader.terminator(),
        first_digit_timeout_ms=reader.seconds_ms("first_digit_timeout_s", 60),
        next_digit_timeout_ms=reader.seconds_ms("next_digit_timeout_s", 30),
        next=reader.target("next"),
        on_skip=reader.optional_target("on_skip"),
        on_failure=reader.optional_target("on_failure"),
        say_on_wrong_form=reader.recordings("say_on_wrong_form"),
        rule=_read_rule(reader, digits_min, digits_max),
        is_secret=is_secret,
        confirm=_read_confirm(reader, is_secret=is_secret),
        on_star=reader.optional_target("on_star"),
        words=_read_word_exits(reader),
        listen=reader.listening(may_confirm=False),
        say_on_not_understood=reader.recordings("say_on_not_understood"),
    )


def _read_rule(reader: NodeReader, digits_min: int, digits_max: int) -> DigitRule | None:
    patterns: list[str] = []
    tree = reader.tree("patterns")
    expected = f"digits and N for any digit, {digits_min} to {digits_max} of them"
    for item in tree.items if isinstance(tree, ListNode) else (tree,) if tree is not None else ():
        is_pattern = isinstance(item, TextLeaf) and PATTERN_FORM.fullmatch(item.text) is not None
        if isinstance(item, TextLeaf) and is_pattern and digits_min <= len(item.text) <= digits_max:
            patterns.append(item.text)
        else:
            reader.refuse("patterns", item, expected, "write a pattern such as 1NNNNN, as long as the digits may be")
    check = reader.text("check", "the name of a check digit", "")
    written = reader.tree("check")
    if written is not None and check not in CHECK_DIGITS:
        reader.refuse("check", written, f"one of {', '.join(CHECK_DIGITS)}", "name the way the check digit is made")
    return DigitRule(tuple(patterns), check) if patterns or check else None


def _read_confirm(reader: NodeReader, *, is_secret: bool) -> Confirmation | None:
    tree = reader.tree("confirm")
    if tree is None:
        return None
    if is_secret:
        reader.refuse("confirm", tree, "nothing, as secret digits are never read back", "remove one of the two")
    inner = reader.inner(tree, "confirm")
    confirmation = Confirmation(inner.some_recordings("say"), inner.some_recordings("keys"))
    inner.finish()
    return confirmation


def _read_word_exits(reader: NodeReader) -> tuple[WordExit, ...]:
    exits: list[WordExit] = []
    for label, tree in reader.entries("words", "a table of words for the path, each with `go` and `words`"):
        if not NAME_FORM.fullmatch(label.text):
            reader.refuse("words", label, "a word for the path", "use small letters, digits and `_`")
            continue
        inner = reader.inner(tree, f"words {label.text}")
        words = inner.wordings("words")
        if not words:
            inner.missing("words", "what a caller may say, by language")
        exits.append(WordExit(label.text, inner.target("go"), words))
        inner.finish()
    return tuple(exits)


def _read_branch(reader: NodeReader) -> Node:
    cases: list[BranchCase] = []
    for number, tree in enumerate(reader.items("cases", "a list of cases"), start=1):
        inner = reader.inner(tree, f"case {number}")
        when = inner.expression("when")
        cases.append(BranchCase(when, inner.name("label", "a word for the path", "matched"), inner.target("go")))
        inner.finish()
    if not cases:
        reader.missing("cases", "at least one case with `when` and `go`")
    return BranchNode(reader.node_id, tuple(cases), reader.target("otherwise"))


def _read_set(reader: NodeReader) -> Node:
    assignments = reader.assignments("values")
    if not assignments:
        reader.missing("values", "at least one variable")
    return SetNode(reader.node_id, assignments, reader.target("next"))


def _read_language(reader: NodeReader) -> Node:
    return LanguageNode(reader.node_id, reader.name("language", "one of the flow's languages"), reader.target("next"))


def _read_hours(reader: NodeReader) -> Node:
    calendar = reader.name("calendar", "a calendar's name")
    return HoursNode(reader.node_id, calendar, reader.target("open"), reader.target("closed"))


def _read_return(reader: NodeReader) -> Node:
    return ReturnNode(reader.node_id, reader.name("result", "a word for what came of it"))


def _read_goto(reader: NodeReader) -> Node:
    return GotoNode(reader.node_id, reader.target("go"))


def _read_hang_up(reader: NodeReader) -> Node:
    return HangUpNode(reader.node_id)


READERS: dict[str, Callable[[NodeReader], Node]] = {
    "say": _read_say,
    "play": _read_play,
    "menu": _read_menu,
    "collect": _read_collect,
    "branch": _read_branch,
    "set": _read_set,
    "language": _read_language,
    "hours": _read_hours,
    "lookup": read_lookup,
    "authenticate": read_authenticate,
    "queue": read_queue,
    "transfer": read_transfer,
    "leave_message": read_leave_message,
    "callback": read_callback,
    "task": read_task,
    "rating": read_rating,
    "flow": read_flow_node,
    "return": _read_return,
    "goto": _read_goto,
    "hang_up": _read_hang_up,
}

# Known words of the language whose medium this version does not have, and what can be done instead.
UNAVAILABLE = {
    "send_text": "make a `task` for an agent who sends it",
    "fax": "make a `task` for an agent who sends it",
}
