"""From the tree of a node's text to the node: those that ask something of the rest of the center. Owns their fields.

Meaning across nodes, and whether the center has what they name, is lint's.
"""

import re

from ivr_flows.model import (
    LAST_AGENT,
    AuthenticateNode,
    LookupNode,
    MessageNode,
    Node,
    Preference,
    QueueNode,
    RatingNode,
    ResultName,
    SourceNode,
    SubflowExit,
    SubflowNode,
    TransferNode,
    WorkNode,
)
from ivr_flows.read_words import NodeReader
from ivr_flows.text_tree import NAME_FORM, ListNode, TableNode, TableReader, TextLeaf
from routing.vocabulary import FlowId, Medium, QueueId

NUMBER_FORM = re.compile(r"\+?[0-9]{3,20}")
REASON_FORM = re.compile(r"[a-z][a-z0-9_]{0,39}")
PRIORITY_MAX = 1_000
PREFERENCE_S_MAX = 3_600
DUE_AFTER_S, DUE_AFTER_S_MAX = 14_400, 2_592_000
MESSAGE_S, MESSAGE_S_MAX = 120, 600
SILENCE_S, SILENCE_S_MAX = 4, 30
RING_S, RING_S_MAX = 30, 120
PIN_TRIES, PIN_TRIES_MAX = 5, 20
LOCK_S, LOCK_S_MAX = 1_800, 604_800
RATING_HIGHEST = 5
# A node of a sub-flow gives its name to the variables within; these words stand for something else there.
NOT_FOR_SUBFLOWS = frozenset({"caller", "collected", "queue", "agent", "language", "dialled_number"})


def read_lookup(reader: NodeReader) -> Node:
    """A look-up: of the customer ``by`` collected digits, or in a ``source`` of the center."""
    if reader.exactly_one(("by", "source")) == "by":
        return LookupNode(
            node_id=reader.node_id,
            by=reader.kept_name("by"),
            found=reader.target("found"),
            not_found=reader.target("not_found"),
            failed=reader.target("failed"),
        )
    return SourceNode(
        node_id=reader.node_id,
        source=reader.name("source", "a source of lookups.yaml") if reader.has("source") else "",
        arguments=reader.arguments(),
        results=_read_results(reader),
        found=reader.target("found"),
        not_found=reader.target("not_found"),
        failed=reader.target("failed"),
    )


def _read_results(reader: NodeReader) -> tuple[ResultName, ...]:
    """What is kept under which name: a list where the names are the source's own, else a table ``name: result``."""
    tree = reader.tree("results")
    if isinstance(tree, ListNode):
        pairs = tuple((item, item) for item in tree.items)
    elif isinstance(tree, TableNode):
        pairs = tree.entries
    else:
        if tree is not None:
            reader.refuse("results", tree, "a table `name: result`, or a list of results", "write `[balance, holder]`")
        return ()
    results: list[ResultName] = []
    for name, result in pairs:
        wrong = next(
            (part for part in (name, result) if not isinstance(part, TextLeaf) or not NAME_FORM.fullmatch(part.text)),
            None,
        )
        if wrong is not None:
            reader.refuse("results", wrong, "the name of a result", "use small letters, digits and `_`")
        elif isinstance(name, TextLeaf) and isinstance(result, TextLeaf):
            results.append(ResultName(result.text, name.text))
    return tuple(results)


def read_authenticate(reader: NodeReader) -> Node:
    """A PIN, asked for and compared by a source."""
    digits_min, digits_max = reader.digits()
    return AuthenticateNode(
        node_id=reader.node_id,
        source=reader.name("source", "a source of lookups.yaml"),
        arguments=reader.arguments(),
        say=reader.some_recordings("say"),
        say_again=reader.attempts("say_again"),
        say_on_timeout=reader.recordings("say_on_timeout"),
        say_on_wrong=reader.recordings("say_on_wrong"),
        digits_min=digits_min,
        digits_max=digits_max,
        terminator=reader.terminator(),
        first_digit_timeout_ms=reader.seconds_ms("first_digit_timeout_s", 60),
        next_digit_timeout_ms=reader.seconds_ms("next_digit_timeout_s", 30),
        tries_max=reader.number("tries_max", 1, PIN_TRIES_MAX, PIN_TRIES),
        lock_ms=reader.seconds_ms("lock_s", LOCK_S_MAX, LOCK_S),
        verified=reader.target("verified"),
        not_verified=reader.target("not_verified"),
        locked=reader.target("locked"),
        failed=reader.target("failed"),
    )


def read_queue(reader: NodeReader) -> Node:
    """Waiting for an agent."""
    return _queue_node(reader, _read_preferred(reader))


def _queue_node(reader: NodeReader, preferred: Preference | None) -> QueueNode:
    return QueueNode(
        node_id=reader.node_id,
        queue_id=QueueId(reader.name("queue", "a queue's name")),
        say=reader.recordings("say"),
        music=_read_music(reader),
        comfort=reader.recordings("comfort"),
        comfort_every_ms=reader.seconds_ms("comfort_every_s", 600, 30),
        after_agent=reader.optional_target("after_agent"),
        on_refused=reader.optional_target("on_refused"),
        requires=reader.text("requires", "what the caller's agent must be able to do, such as `spanish >= 60`", ""),
        priority=_read_priority(reader),
        on_reason=_read_reasons(reader),
        preferred=preferred,
        excluded=_read_agents(reader),
        keys=reader.keys("0123456789*#", "use a key of the telephone", may_speak=False),
        say_agent=reader.recordings("say_agent"),
    )


def _read_music(reader: NodeReader) -> str:
    return reader.name("music", "music to wait with", "default")


def _read_priority(reader: NodeReader) -> int:
    return reader.number("priority", 0, PRIORITY_MAX, 0)


def _read_agents(reader: NodeReader) -> tuple[str, ...]:
    """Agents by name who are never offered the caller."""
    names: list[str] = []
    for item in reader.items("excluded", "a list of agents' names"):
        if isinstance(item, TextLeaf):
            names.append(item.text)
        else:
            reader.refuse("excluded", item, "an agent's name", "write the name alone")
    return tuple(names)


def _read_preferred(reader: NodeReader) -> Preference | None:
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


def _read_reasons(reader: NodeReader) -> tuple[tuple[str, str], ...]:
    """Where the caller goes on, by the queue's reason: one of routing's own, or what a step of relaxation hands to."""
    reasons: list[tuple[str, str]] = []
    for reason, tree in reader.entries("on_reason", "a table of reasons"):
        if not REASON_FORM.fullmatch(reason.text):
            reader.refuse("on_reason", reason, "a reason such as queue_full", "use small letters and `_`")
        else:
            reasons.append((reason.text, reader.target_of(f"reason {reason.text}", tree)))
    return tuple(reasons)


def read_transfer(reader: NodeReader) -> Node:
    """To a number of the world outside; or to a queue, perhaps to one agent first."""
    if reader.has("agent"):
        preferred = Preference(
            agent=reader.name("agent", "an agent's name"),
            wait_ms=reader.seconds_ms("wait_s", PREFERENCE_S_MAX),
            waits_if_busy=True,
            waits_if_absent=False,
        )
        return _queue_node(reader, preferred)
    reader.exactly_one(("number", "queue"))
    if not reader.has("number"):
        return _queue_node(reader, None)
    number = reader.text("number", "a number to dial")
    tree = reader.tree("number")
    if tree is not None and number and not NUMBER_FORM.fullmatch(number):
        reader.refuse("number", tree, "3 to 20 digits, perhaps with + before them", 'write it as "+4930123456"')
    return TransferNode(
        node_id=reader.node_id,
        number=number,
        say=reader.recordings("say"),
        music=_read_music(reader),
        ring_ms=reader.seconds_ms("ring_s", RING_S_MAX, RING_S),
        after=reader.optional_target("after"),
        failed=reader.target("failed"),
    )


def read_leave_message(reader: NodeReader) -> Node:
    """A message that becomes a voicemail of a queue."""
    return MessageNode(
        node_id=reader.node_id,
        queue_id=QueueId(reader.name("queue", "a queue's name")),
        say=reader.some_recordings("say"),
        duration_ms_max=reader.seconds_ms("duration_s_max", MESSAGE_S_MAX, MESSAGE_S),
        silence_ms=reader.seconds_ms("silence_s", SILENCE_S_MAX, SILENCE_S),
        due_after_ms=_read_due(reader),
        priority=_read_priority(reader),
        next=reader.target("next"),
        on_nothing=reader.optional_target("on_nothing"),
        on_refused=reader.optional_target("on_refused"),
    )


def read_callback(reader: NodeReader) -> Node:
    """A call back, to the caller's own number or to one that was collected."""
    number = reader.kept_name("number") if reader.has("number") else None
    return _work_node(reader, Medium.CALLBACK, "", number)


def read_task(reader: NodeReader) -> Node:
    """A task for a queue."""
    return _work_node(reader, Medium.TASK, reader.name("subject", "what it is about, such as `complaint`"), None)


def _work_node(reader: NodeReader, medium: Medium, subject: str, number: str | None) -> WorkNode:
    return WorkNode(
        node_id=reader.node_id,
        medium=medium,
        queue_id=QueueId(reader.name("queue", "a queue's name")),
        subject=subject,
        number=number,
        due_after_ms=_read_due(reader),
        priority=_read_priority(reader),
        next=reader.target("next"),
        on_refused=reader.optional_target("on_refused"),
    )


def _read_due(reader: NodeReader) -> int:
    return reader.seconds_ms("due_after_s", DUE_AFTER_S_MAX, DUE_AFTER_S)


def read_rating(reader: NodeReader) -> Node:
    """One key for how it was."""
    lowest, highest = reader.number("lowest", 0, 9, 1), reader.number("highest", 0, 9, RATING_HIGHEST)
    if highest <= lowest:
        found = f"highest {highest}, not above lowest {lowest}"
        reader.problems.add(reader.line, reader.where, found, "at least two ratings", "raise `highest`")
    return RatingNode(
        node_id=reader.node_id,
        subject=reader.name("subject", "what is rated, such as `agent`"),
        say=reader.some_recordings("say"),
        say_again=reader.attempts("say_again"),
        say_on_timeout=reader.recordings("say_on_timeout"),
        say_on_wrong_key=reader.recordings("say_on_wrong_key"),
        lowest=lowest,
        highest=highest,
        timeout_ms=reader.seconds_ms("timeout_s", 60),
        next=reader.target("next"),
        on_failure=reader.optional_target("on_failure"),
    )


def read_flow_node(reader: NodeReader) -> Node:
    """Another flow in this place."""
    if reader.node_id in NOT_FOR_SUBFLOWS:
        found = f"a sub-flow named `{reader.node_id}`"
        mend = "rename the node: expressions read `caller.…` and `collected.…` as something else"
        reader.problems.add(reader.line, reader.where, found, "a name of its own", mend)
    return SubflowNode(
        node_id=reader.node_id,
        flow_id=FlowId(reader.name("flow", "another flow's name")),
        arguments=reader.assignments("with"),
        results=reader.assignments("results"),
        exits=_read_exits(reader),
        otherwise=reader.optional_target("otherwise"),
    )


def _read_exits(reader: NodeReader) -> tuple[SubflowExit, ...]:
    exits: list[SubflowExit] = []
    for result, tree in reader.entries("on", "a table of the other flow's results and where they lead"):
        if not NAME_FORM.fullmatch(result.text):
            reader.refuse("on", result, "a result of the other flow", "use small letters, digits and `_`")
        else:
            exits.append(SubflowExit(result.text, reader.target_of(f"on {result.text}", tree)))
    return tuple(exits)
