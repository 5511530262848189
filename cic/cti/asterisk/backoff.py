"""How long to wait before the next try. Owns the growing and the jitter; waits for nothing itself."""

from collections.abc import Callable


class Backoff:
    """Doubles from try to try up to a bound; chance spreads the tries of several engines."""

    __slots__ = ("_chance", "_first_s", "_max_s", "_next_s")

    def __init__(self, first_s: float, max_s: float, chance: Callable[[], float]) -> None:
        self._first_s = first_s
        self._max_s = max_s
        self._chance = chance
        self._next_s = first_s

    def next_s(self) -> float:
        """How long to wait now: between half of this step and all of it."""
        wait_s = self._next_s
        self._next_s = min(2 * wait_s, self._max_s)
        return wait_s * (0.5 + self._chance() / 2)

    def reset(self) -> None:
        """All was well for long enough: begin with the first step again."""
        self._next_s = self._first_s
