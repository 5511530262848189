"""How often somebody may ask for what costs much. Owns the table, and allowances that fill up again; knows no routes.

It slows down whoever would read the whole file of customers one by one or keep the disk busy, and nobody who serves
callers. Wrong passwords have limits of their own (``cic.access.limits``, ``cic.access.lock_out``).
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

BURST = 60
EACH_S = 1.0
KEPT_MAX = 10_000


class Costly(Enum):
    """What costs much, or tells much."""

    SIGN_IN = "sign_in"
    OPENID = "openid"
    SEARCH = "search"
    EXPORT = "export"
    REPORT = "report"
    AUDIT = "audit"
    USERS = "users"


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, then one every so often. ``by_address``: for who is not signed in yet."""

    burst: int
    each_s: float
    by_address: bool = False


RATES: dict[Costly, Rate] = {
    # A whole shift signs in at once, from one address.
    Costly.SIGN_IN: Rate(600, 0.2, by_address=True),
    Costly.OPENID: Rate(300, 0.5, by_address=True),
    Costly.SEARCH: Rate(60, 1.0),
    Costly.EXPORT: Rate(6, 30.0),
    Costly.REPORT: Rate(60, 1.0),
    Costly.AUDIT: Rate(60, 1.0),
    Costly.USERS: Rate(60, 1.0),
}
"""The table of docs/operations.md."""


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


class Rates:
    """An allowance for each row of the table."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._allowances = {costly: Allowance(rate.burst, rate.each_s, now_s) for costly, rate in RATES.items()}

    def wait_s(self, costly: Costly, who: str) -> int:
        """Take one, and return 0; or how many whole seconds to wait for one."""
        return self._allowances[costly].wait_s(who)
