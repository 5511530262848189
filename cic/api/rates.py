"""How often somebody may look for customers. Owns an allowance that fills up again; knows no routes.

It slows down whoever would read the whole file of customers one by one, and nobody who serves callers.
"""

import time
from collections import OrderedDict
from collections.abc import Callable

BURST = 60
EACH_S = 1.0
KEPT_MAX = 10_000


class Allowance:
    """So many at once, then one every so often, by user; in bounded memory."""

    def __init__(self, burst: int = BURST, each_s: float = EACH_S, now_s: Callable[[], float] = time.monotonic) -> None:
        self._burst = burst
        self._each_s = each_s
        self._now_s = now_s
        self._full_at_s: OrderedDict[str, float] = OrderedDict()

    def wait_s(self, user: str) -> int:
        """Take one, and return 0; or how many whole seconds to wait for one."""
        now_s = self._now_s()
        full_at_s = max(self._full_at_s.get(user, now_s), now_s) + self._each_s
        missing_s = full_at_s - now_s - self._burst * self._each_s
        if missing_s > 0:
            return int(missing_s) + 1
        self._full_at_s[user] = full_at_s
        self._full_at_s.move_to_end(user)
        while len(self._full_at_s) > KEPT_MAX:
            self._full_at_s.popitem(last=False)
        return 0
