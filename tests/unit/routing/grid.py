"""A transition table written out as a grid, so that a test covers every pair of state and input. Owns its reading."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

REFUSED = "-"


def read_grid(text: str, states: type[Enum], inputs: type[Enum]) -> dict[tuple[Enum, Enum], Enum]:
    """The moves of a grid: a line per state, a column per input, and ``-`` where there is no move.

    A grid that leaves out a state or an input is no grid of this machine.
    """
    head, *lines = [line.split() for line in text.strip().splitlines()]
    assert head == [given.value for given in inputs], "one column per input, in the order of the enum"
    assert [name for name, *_ in lines] == [state.value for state in states], "one line per state, in order"
    moves: dict[tuple[Enum, Enum], Enum] = {}
    for name, *cells in lines:
        assert len(cells) == len(head), f"{name}: one cell per input"
        for given, cell in zip(inputs, cells, strict=True):
            if cell != REFUSED:
                moves[(states(name), given)] = states(cell)
    return moves


def reachable(table: Mapping[tuple[Any, Any], Enum], begins: tuple[Enum, ...]) -> set[Enum]:
    """The states that some way leads to."""
    found: set[Enum] = set()
    ahead = list(begins)
    while ahead:
        state = ahead.pop()
        if state not in found:
            found.add(state)
            ahead += [after for (before, _), after in table.items() if before is state]
    return found
