"""Where a flow's nodes lead: each way to a node, each node is come to, nobody goes round for ever. Owns these rules."""

from ivr_flows.counters import endless
from ivr_flows.lint_subject import Subject, meant
from ivr_flows.loops import loops
from ivr_flows.model import HangUpNode, QueueNode, ReturnNode, SubflowNode, TransferNode
from ivr_flows.problems import one_of, shortened
from ivr_flows.ways import entrances, leading_to, reached_from, ways_of_silence, ways_out


def check_graph(subject: Subject) -> None:
    """Targets, reach and loops."""
    _check_targets(subject)
    dead = _check_reach(subject)
    _check_loops(subject, dead)


def _check_targets(subject: Subject) -> None:
    known = subject.node_ids
    for field, target in entrances(subject.flow):
        if target not in known:
            subject.note_flow(field, shortened(target), one_of(known), meant(target, known))
    for node in subject.flow.nodes:
        for field, target in ways_out(node):
            if target not in known:
                subject.note(node, field, shortened(target), one_of(known), _mend(subject, target))


def _mend(subject: Subject, target: str) -> str:
    if subject.others is not None and target in subject.others:
        return f"`{target}` is a flow: lead to a node of type `flow` that names it"
    return meant(target, subject.node_ids)


def _check_reach(subject: Subject) -> frozenset[str]:
    """Every node is come to, and every caller can come to a queue or an end; the nodes from where that is not so."""
    reached = reached_from(subject.flow, (target for _, target in entrances(subject.flow)), ways_out)
    ends = [
        node.node_id
        for node in subject.whole.nodes
        if isinstance(node, HangUpNode | QueueNode | ReturnNode | TransferNode | SubflowNode)
    ]
    ending = leading_to(subject.whole, ends, ways_out)
    told: frozenset[str] = frozenset()
    for node in subject.flow.nodes:
        if node.node_id not in reached:
            # Without its first node, a flow has none that is come to.
            if subject.flow.start in subject.node_ids:
                found = "a node that nothing leads to"
                subject.note(node, "", found, "a way to it", "name it as a target or remove it")
        elif node.node_id not in ending and node.node_id not in told:
            told |= reached_from(subject.flow, (node.node_id,), ways_out)
            found = "a dead end: no queue and no hang_up can be come to"
            subject.note(node, "", found, "a way to a queue or an end", "lead it on to a queue or hang_up node")
    return told


def _check_loops(subject: Subject, dead: frozenset[str]) -> None:
    """A caller who does nothing comes to an end: a loop turns only so often, or waits for an answer that changes it."""
    places = {node.node_id: node for node in subject.flow.nodes}
    by_name = {node.node_id: node for node in subject.whole.nodes}
    graph = {
        name: tuple(target for _, target in ways_of_silence(node) if target in by_name)
        for name, node in by_name.items()
    }
    for loop in loops(graph):
        members = {name: by_name[name] for name in by_name if name in loop}
        ours = [name for name in members if name in places]
        # A loop within a sub-flow is told of in that flow's own file, one in a dead end is told of as such.
        if ours and not loop <= dead and endless(members, graph, subject.whole.variables):
            found = f"a loop ({', '.join(list(members)[:8])}) that a silent caller never leaves"
            mend = "lead one of its nodes on to a queue or hang_up node, or count the turns with a `set` node"
            subject.note(places[ours[0]], "", found, "a way out of it", mend)
