"""Loops of a directed graph. Owns finding them; knows nothing of flows."""

from collections.abc import Iterable, Mapping

Graph = Mapping[str, tuple[str, ...]]


def loops(graph: Graph) -> tuple[frozenset[str], ...]:
    """The sets of nodes that can all be come to from each other, in the order of the graph; no single ones, unless a
    node leads to itself."""
    order = _finished(graph)
    backwards: dict[str, list[str]] = {name: [] for name in graph}
    for name, targets in graph.items():
        for target in targets:
            backwards[target].append(name)
    found: list[frozenset[str]] = []
    taken: set[str] = set()
    for name in reversed(order):
        if name in taken:
            continue
        members, open_names = {name}, [name]
        while open_names:
            for before in backwards[open_names.pop()]:
                if before not in members and before not in taken:
                    members.add(before)
                    open_names.append(before)
        taken |= members
        if len(members) > 1 or name in graph[name]:
            found.append(frozenset(members))
    return tuple(found)


def has_loop(graph: Graph, names: Iterable[str]) -> bool:
    """Whether these nodes alone still form a loop."""
    kept = frozenset(names)
    return bool(loops({name: tuple(target for target in graph[name] if target in kept) for name in kept}))


def _finished(graph: Graph) -> list[str]:
    """Every node after all that can be come to from it (as far as there are no loops)."""
    order: list[str] = []
    seen: set[str] = set()
    for start in graph:
        if start in seen:
            continue
        seen.add(start)
        stack = [(start, iter(graph[start]))]
        while stack:
            name, targets = stack[-1]
            target = next((each for each in targets if each not in seen), None)
            if target is None:
                order.append(name)
                stack.pop()
            else:
                seen.add(target)
                stack.append((target, iter(graph[target])))
    return order
