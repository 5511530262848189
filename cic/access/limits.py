"""Slows down guessing: after a few wrong sign-ins each further one waits longer. Owns counts; knows no passwords."""

from collections import OrderedDict
from dataclasses import dataclass

ENTRIES_MAX = 10_000
FORGET_MS = 15 * 60 * 1000


@dataclass(frozen=True, slots=True)
class LimitRule:
    """So many wrong attempts cost nothing; the next waits ``delay_ms``, then twice that, up to ``delay_ms_max``."""

    free_attempts: int
    delay_ms: int
    delay_ms_max: int


PER_USER = LimitRule(free_attempts=5, delay_ms=1_000, delay_ms_max=60_000)
# Many desks may share one address, so a peer is given more room than a user name.
PER_PEER = LimitRule(free_attempts=20, delay_ms=1_000, delay_ms_max=300_000)


@dataclass(slots=True)
class _Count:
    wrong: int
    last_ms: int
    closed_until_ms: int


class AttemptLimit:
    """Counts wrong attempts by one kind of key, in bounded memory."""

    def __init__(self, rule: LimitRule, entries_max: int = ENTRIES_MAX) -> None:
        self._rule = rule
        self._entries_max = entries_max
        self._counts: OrderedDict[str, _Count] = OrderedDict()

    def wait_ms(self, key: str, now_ms: int) -> int:
        """How long this key must still wait; 0 when it may try now."""
        count = self._counts.get(key)
        if count is None:
            return 0
        if now_ms - count.last_ms > FORGET_MS and now_ms >= count.closed_until_ms:
            del self._counts[key]
            return 0
        return max(0, count.closed_until_ms - now_ms)

    def count_attempt(self, key: str, now_ms: int) -> None:
        """Count an attempt as wrong from its begin, so that many at the same time gain nothing."""
        count = self._counts.setdefault(key, _Count(0, now_ms, 0))
        count.wrong += 1
        count.last_ms = now_ms
        over = count.wrong - self._rule.free_attempts
        if over >= 0:
            # The exponent is bounded before the power is taken: counts grow without limit, delays do not.
            count.closed_until_ms = now_ms + min(self._rule.delay_ms * 2 ** min(over, 20), self._rule.delay_ms_max)
        self._counts.move_to_end(key)
        while len(self._counts) > self._entries_max:
            self._counts.popitem(last=False)

    def forgive(self, key: str) -> None:
        """The attempt was right after all: the key starts anew."""
        self._counts.pop(key, None)

    def take_back(self, key: str) -> None:
        """One attempt was right: it does not count, the earlier wrong ones still do."""
        count = self._counts.get(key)
        if count is not None:
            count.wrong -= 1
            if count.wrong < self._rule.free_attempts:
                count.closed_until_ms = 0
