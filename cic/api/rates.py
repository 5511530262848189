"""How often somebody may ask for what costs much. Owns the table, and allowances that fill up again; asks nobody.

It slows down whoever would read the whole file of customers one by one or keep the disk busy, and nobody who serves
callers. Wrong passwords have limits of their own (``cic.access.limits``, ``cic.access.lock_out``).
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

BURST = 60
EACH_S = 1.0
KEPT_MAX = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, then one every so often: of all routes that begin so, together.

    By user, or by address where nobody need be signed in.
    """

    name: str
    method: str
    path: str
    burst: int
    each_s: float
    by_address: bool = False


RATES = (
    # A whole shift signs in at once, from one address.
    Rate("sign in", "POST", "/api/sign-in", 600, 0.2, by_address=True),
    Rate("sign in elsewhere", "GET", "/api/sign-in/openid", 300, 0.5, by_address=True),
    Rate("change the own password", "POST", "/api/me/password", 10, 6.0),
    Rate("search contacts", "POST", "/api/contacts/search", 60, 1.0),
    Rate("export contacts", "POST", "/api/exports", 10, 30.0),
    Rate("reports", "GET", "/api/reports", 60, 1.0),
    Rate("explain a contact", "GET", "/api/contacts/{contact_id}/explanation", 60, 1.0),
    Rate("read the audit trail", "GET", "/api/audit", 60, 1.0),
    Rate("change users", "POST", "/api/users", 60, 2.0),
)
"""The table of docs/operations.md. Of several rows the longest path that fits holds."""


def rate_of(method: str, path: str) -> Rate | None:
    """The row of a route, by its path as it is written."""
    fitting = [
        rate for rate in RATES if rate.method == method and (path == rate.path or path.startswith(f"{rate.path}/"))
    ]
    return max(fitting, key=lambda rate: len(rate.path), default=None)


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
        self._allowances = {rate: Allowance(rate.burst, rate.each_s, now_s) for rate in RATES}

    def wait_s(self, rate: Rate, who: str) -> int:
        """Take one, and return 0; or how many whole seconds to wait for one."""
        return self._allowances[rate].wait_s(who)
