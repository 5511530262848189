"""What must hold of a simulated day, input by input and at its end. Owns the checks; makes nothing happen."""

from collections.abc import Callable

from cic.center.invariants import broken
from tests.simulation.full_world import FullWorld

INPUTS_MAX = 20_000


def run_day(day: FullWorld, tell: Callable[[], None] = lambda: None) -> None:
    """To the end of the day, with all checks; ``tell`` is called after each step."""
    done = 0
    while not day.is_over:
        day.step()
        tell()
        where = f"seed {day.seed}, input {len(day.records)}"
        faults = broken(day.state) if len(day.records) > done else []
        assert not faults, f"{where}, {day.records[-1].given}: {faults}"
        done = len(day.records)
        assert done < INPUTS_MAX, f"{where}: never comes to rest"
    nothing_is_left(day)
    day.folded()


def nothing_is_left(day: FullWorld) -> None:
    """Every contact has ended once, and nothing stands open."""
    state, seed = day.state, f"seed {day.seed}"
    assert sorted(day.closed) == sorted(day.opened), f"{seed}: contacts were lost, or ended twice"
    assert not state.contacts and not state.calls.legs and not state.effects, seed
    assert not state.routing.interactions and not state.routing.offers, f"{seed}: {list(state.routing.interactions)}"
    left = [name for name, agent in state.routing.agents.items() if agent.assignments]
    assert not left, f"{seed}: {left} have something in hand"
