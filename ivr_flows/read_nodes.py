"""From the tree of a node's text to the node. Owns the fields of every node type; meaning across nodes is lint's."""

import re
from collections.abc import Callable

from ivr_flows.expressions import ExpressionError, parse_expression
from ivr_flows.model import (
    LAST_AGENT,
    Assignment,
    BranchCase,
    BranchNode,
    CollectNode,
    GotoNode,
    HangUpNode,
    HoursNode,
    LanguageNode,
    LookupNode,
    MenuKey,
    MenuNode,
    Node,
    Preference,
    QueueNode,
    Recording,
    SayNode,
    SetNode,
)
from ivr_flows.problems import shortened
from ivr_flows.text_tree import ListNode, Problems, TableReader, TextLeaf, Tree
from routing.vocabulary import QueueId

FIRST_FIELDS = ("type", "about")
RECORDING_FORM = re.compile(r"[a-z0-9][a-z0-9_]{0,59}(/[a-z0-9][a-z0-9_]{0,59})?")
TARGET = "the name of a node"
REASON_FORM = re.compile(r"[a-z][a-z0-9_]{0,39}")
DIGITS_MAX = 32
PRIORITY_MAX = 1_000
PREFERENCE_S_MAX = 3_600
ATTEMPTS_MAX = 5


class NodeReader(TableReader):
    """Reads one node's fields; adds recordings and expressions to what every table has."""

    def __init__(self, tree: Tree, where: str, problems: Problems, node_id: str, flow_id: str) -> None:
        super().__init__(tree, where, problems)
        self.node_id = node_id
        self._flow_id = flow_id

    def target(self, key: str) -> str:
        """A node's name; required."""
        return self.name(key, TARGET)

    def optional_target(self, key: str) -> str | None:
        """A node's name, or None."""
        return self.optional_name(key, TARGET)

    def recordings(self, key: str) -> tuple[Recording, ...]:
        """Recordings, one or a list; none when the field is not there."""
        tree = self.tree(key)
        return () if tree is None else self._recordings(key, tree)

    def some_recordings(self, key: str) -> tuple[Recording, ...]:
        """Recordings of which there must be one."""
        if not self.has(key):
            self.missing(key, "recordings to play")
        return self.recordings(key)

    def attempts(self, key: str) -> tuple[tuple[Recording, ...], ...]:
        """The words of each further attempt: a list whose entries are recordings or lists of them."""
        items = self.items(key, "a list with one entry for each further attempt")
        if len(items) >= ATTEMPTS_MAX:
            found = f"{len(items)} further attempts"
            self.problems.add(items[0].line, f"{self.where}, {key}", found, f"fewer than {ATTEMPTS_MAX}", "remove some")
        return tuple(self._recordings(key, item) for item in items)

    def _recordings(self, key: str, tree: Tree) -> tuple[Recording, ...]:
        items = tree.items if isinstance(tree, ListNode) else (tree,)
        return tuple(recording for item in items if (recording := self._recording(key, item)) is not None)

    def _recording(self, key: str, tree: Tree) -> Recording | None:
        if isinstance(tree, TextLeaf):
            if RECORDING_FORM.fullmatch(tree.text):
                return Recording(self._full_name(tree.text))
            self.refuse(key, tree, "a recording's name", "use small letters, digits and `_`; one `/` at most")
            return None
        inner = NodeReader(tree, f"{self.where}, {key}", self.problems, self.node_id, self._flow_id)
        name = inner.text("recording", "a recording's name")
        language = inner.name("language", "the language to hear it in")
        inner.finish()
        return Recording(self._full_name(name), language)

    def _full_name(self, name: str) -> str:
        return name if "/" in name else f"{self._flow_id}/{name}"

    def expression(self, key: str) -> str:
        """An expression whose form is right."""
        text = self.text(key, 'an expression such as `caller.grade == "gold"`')
        tree = self.tree(key)
        if text and tree is not None:
            self.check_expression(key, tree, text)
        return text

    def check_expression(self, key: str, tree: Tree, text: str) -> None:
        """Note where the form of an expression is wrong."""
        try:
            parse_expression(text)
        except ExpressionError as fault:
            found = f"{fault.found} at character {fault.position} of {shortened(text)}"
            self.problems.add(tree.line, f"{self.where}, {key}", found, fault.expected, "mend the expression")


def _read_say(reader: NodeReader) -> Node:
    return SayNode(reader.node_id, reader.some_recordings("say"), reader.target("next"))


def _read_menu(reader: NodeReader) -> Node:
    keys: list[MenuKey] = []
    for key, tree in reader.entries("keys", "a table of keys"):
        if not re.fullmatch(r"[0-9]", key.text):
            reader.refuse("keys", key, "a key from 0 to 9", "* (back) and # (repeat) work in every menu")
        elif isinstance(tree, TextLeaf):
            keys.append(MenuKey(key.text, tree.text, tree.text))
            _check_target(reader, f"key {key.text}", tree)
        else:
            inner = TableReader(tree, f"{reader.where}, key {key.text}", reader.problems)
            go = inner.name("go", TARGET)
            keys.append(MenuKey(key.text, inner.name("label", "a word for the path", go), go))
            inner.finish()
    if not keys:
        reader.missing("keys", "at least one key")
    return MenuNode(
        node_id=reader.node_id,
        say=reader.some_recordings("say"),
        say_again=reader.attempts("say_again"),
        say_on_timeout=reader.recordings("say_on_timeout"),
        say_on_wrong_key=reader.recordings("say_on_wrong_key"),
        keys=tuple(keys),
        timeout_ms=reader.seconds_ms("timeout_s", 60),
        on_failure=reader.optional_target("on_failure"),
    )


def _check_target(reader: NodeReader, key: str, leaf: TextLeaf) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", leaf.text):
        reader.refuse(key, leaf, TARGET, "use small letters, digits and `_`")


def _read_collect(reader: NodeReader) -> Node:
    digits_min = reader.number("digits_min", 1, DIGITS_MAX)
    digits_max = reader.number("digits_max", 1, DIGITS_MAX)
    if digits_max < digits_min:
        found = f"digits_max {digits_max} below digits_min {digits_min}"
        reader.problems.add(reader.line, reader.where, found, "digits_min to be at most digits_max", "swap them")
    terminator = reader.text("terminator", "`#`, `*` or `none`", "#")
    tree = reader.tree("terminator")
    if tree is not None and terminator not in ("#", "*", "none"):
        reader.refuse("terminator", tree, "`#`, `*` or `none`", 'write it in quotes: "#"')
    return CollectNode(
        node_id=reader.node_id,
        name=reader.name("name", "the name to keep the digits under"),
        say=reader.some_recordings("say"),
        say_again=reader.attempts("say_again"),
        say_on_timeout=reader.recordings("say_on_timeout"),
        say_on_wrong_length=reader.recordings("say_on_wrong_length"),
        digits_min=digits_min,
        digits_max=digits_max,
        terminator="" if terminator == "none" else terminator,
        first_digit_timeout_ms=reader.seconds_ms("first_digit_timeout_s", 60),
        next_digit_timeout_ms=reader.seconds_ms("next_digit_timeout_s", 30),
        next=reader.target("next"),
        on_skip=reader.optional_target("on_skip"),
        on_failure=reader.optional_target("on_failure"),
    )


def _read_branch(reader: NodeReader) -> Node:
    cases: list[BranchCase] = []
    for number, tree in enumerate(reader.items("cases", "a list of cases"), start=1):
        inner = NodeReader(tree, f"{reader.where}, case {number}", reader.problems, reader.node_id, "")
        when = inner.expression("when")
        cases.append(BranchCase(when, inner.name("label", "a word for the path", "matched"), inner.target("go")))
        inner.finish()
    if not cases:
        reader.missing("cases", "at least one case with `when` and `go`")
    return BranchNode(reader.node_id, tuple(cases), reader.target("otherwise"))


def _read_set(reader: NodeReader) -> Node:
    assignments: list[Assignment] = []
    for key, tree in reader.entries("values", "a table of variables and expressions"):
        if isinstance(tree, TextLeaf):
            # A quoted text is still an expression: a text value wants quotes inside quotes.
            reader.check_expression(f"values.{key.text[:60]}", tree, tree.text)
            assignments.append(Assignment(key.text, tree.text))
        else:
            reader.refuse("values", tree, "an expression", "write `name: expression`")
    if not assignments:
        reader.missing("values", "at least one variable")
    return SetNode(reader.node_id, tuple(assignments), reader.target("next"))


def _read_language(reader: NodeReader) -> Node:
    return LanguageNode(reader.node_id, reader.name("language", "one of the flow's languages"), reader.target("next"))


def _read_hours(reader: NodeReader) -> Node:
    calendar = reader.name("calendar", "a calendar's name")
    return HoursNode(reader.node_id, calendar, reader.target("open"), reader.target("closed"))


def _read_lookup(reader: NodeReader) -> Node:
    return LookupNode(
        node_id=reader.node_id,
        by=reader.name("by", "the name of collected digits"),
        found=reader.target("found"),
        not_found=reader.target("not_found"),
        failed=reader.target("failed"),
    )


def _read_queue(reader: NodeReader) -> Node:
    return QueueNode(
        node_id=reader.node_id,
        queue_id=QueueId(reader.name("queue", "a queue's name")),
        say=reader.recordings("say"),
        music=reader.name("music", "music to wait with", "default"),
        comfort=reader.recordings("comfort"),
        comfort_every_ms=reader.seconds_ms("comfort_every_s", 600, 30),
        after_agent=reader.optional_target("after_agent"),
        on_refused=reader.optional_target("on_refused"),
        requires=reader.text("requires", "what the caller's agent must be able to do, such as `spanish >= 60`", ""),
        priority=reader.number("priority", 0, PRIORITY_MAX) if reader.has("priority") else 0,
        on_reason=_reasons(reader),
        preferred=_preferred(reader),
        excluded=_agents(reader),
    )


def _agents(reader: NodeReader) -> tuple[str, ...]:
    """Agents by name who are never offered the caller."""
    names: list[str] = []
    for item in reader.items("excluded", "a list of agents' names"):
        if isinstance(item, TextLeaf):
            names.append(item.text)
        else:
            reader.refuse("excluded", item, "an agent's name", "write the name alone")
    return tuple(names)


def _preferred(reader: NodeReader) -> Preference | None:
    """The agent to wait for first: by name, or `last` for whoever served the caller last."""
    tree = reader.tree("preferred")
    if tree is None:
        return None
    inner = TableReader(tree, f"{reader.where}, preferred", reader.problems)
    preferred = Preference(
        agent=inner.name("agent", f"an agent's name, or `{LAST_AGENT}`"),
        wait_ms=inner.seconds_ms("wait_s", PREFERENCE_S_MAX),
        waits_if_busy=_waits(inner, "if_busy", "wait"),
        waits_if_absent=_waits(inner, "if_absent", "go_on"),
    )
    inner.finish()
    return preferred


def _waits(reader: TableReader, key: str, default: str) -> bool:
    word = reader.name(key, "wait or go_on", default)
    tree = reader.tree(key)
    if tree is not None and word not in ("wait", "go_on"):
        reader.refuse(key, tree, "wait or go_on", "write one of the two")
    return word == "wait"


def _reasons(reader: NodeReader) -> tuple[tuple[str, str], ...]:
    """Where the caller goes on, by the queue's reason: one of routing's own, or what a step of relaxation hands to."""
    reasons: list[tuple[str, str]] = []
    for reason, tree in reader.entries("on_reason", "a table of reasons"):
        if not REASON_FORM.fullmatch(reason.text):
            reader.refuse("on_reason", reason, "a reason such as queue_full", "use small letters and `_`")
        elif isinstance(tree, TextLeaf):
            reasons.append((reason.text, tree.text))
            _check_target(reader, f"reason {reason.text}", tree)
        else:
            reader.refuse(f"reason {reason.text}", tree, TARGET, "write the name on the same line")
    return tuple(reasons)


def _read_goto(reader: NodeReader) -> Node:
    return GotoNode(reader.node_id, reader.target("go"))


def _read_hang_up(reader: NodeReader) -> Node:
    return HangUpNode(reader.node_id)


READERS: dict[str, Callable[[NodeReader], Node]] = {
    "say": _read_say,
    "menu": _read_menu,
    "collect": _read_collect,
    "branch": _read_branch,
    "set": _read_set,
    "language": _read_language,
    "hours": _read_hours,
    "lookup": _read_lookup,
    "queue": _read_queue,
    "goto": _read_goto,
    "hang_up": _read_hang_up,
}
