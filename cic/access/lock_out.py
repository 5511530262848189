"""Locks a user out after too many wrong passwords. Owns counts, locks and known addresses; knows no passwords.

A user's attempts run in lanes: one for each address that the user has signed in from rightly before, and one for all
others. Whoever guesses from elsewhere locks the others' lane alone: the user goes on from the desk as ever.
"""

from collections import OrderedDict
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from cic.access.limits import PER_USER, AttemptLimit
from cic.access.lock_store import ADDRESSES_MAX, LockStore, mark_of

WRONG_MAX = 10
LOCK_MS = 15 * 60 * 1000
USED_AGAIN_MS = 24 * 60 * 60 * 1000
"""An address that is used every day is written down once a day."""
ENTRIES_MAX = 10_000


@dataclass(slots=True)
class _Wrong:
    """Wrong passwords in a row, within a time that each begins anew."""

    count: int
    last_ms: int


class LockOut:
    """The locks of one site, in bounded memory; kept by the store over restarts."""

    def __init__(self, store: LockStore) -> None:
        self._store = store
        self._delays = AttemptLimit(PER_USER)
        self._wrong: OrderedDict[str, _Wrong] = OrderedDict()
        self._until_ms = store.locks()
        self._addresses = store.addresses()

    def wait_ms(self, user: str, peer: str, now_ms: int) -> int:
        """How long a sign-in of this user from this address must wait; 0 when it may be tried."""
        lane = self._lane(user, peer)
        return max(self._until_ms.get(lane, 0) - now_ms, self._delays.wait_ms(lane, now_ms), 0)

    def count_attempt(self, user: str, peer: str, now_ms: int) -> None:
        """Count an attempt as wrong from its begin, so that many at the same time gain nothing."""
        lane = self._lane(user, peer)
        self._delays.count_attempt(lane, now_ms)
        wrong = self._wrong.setdefault(lane, _Wrong(0, now_ms))
        if now_ms - wrong.last_ms > LOCK_MS:
            wrong.count = 0
        wrong.count, wrong.last_ms = wrong.count + 1, now_ms
        self._wrong.move_to_end(lane)
        while len(self._wrong) > ENTRIES_MAX:
            self._wrong.popitem(last=False)

    def was_wrong(self, user: str, peer: str, now_ms: int) -> bool:
        """The attempt was wrong. Whether the lane is locked from now on; then ``keep`` what is to outlive a restart."""
        lane = self._lane(user, peer)
        wrong = self._wrong.get(lane)
        if wrong is None or wrong.count < WRONG_MAX:
            return False
        del self._wrong[lane]
        self._delays.forgive(lane)
        self._until_ms = {known: until_ms for known, until_ms in self._until_ms.items() if until_ms > now_ms}
        self._until_ms[lane] = now_ms + LOCK_MS
        return True

    def keep_lock(self, user: str, peer: str, now_ms: int) -> bool:
        """Write the lock of this lane down; whether that went well. Blocking."""
        lane = self._lane(user, peer)
        try:
            self._store.lock(lane, self._until_ms.get(lane, now_ms), now_ms)
        except SQLAlchemyError:  # a full disk: the lock holds in memory
            return False
        return True

    def was_right(self, user: str, peer: str, now_ms: int) -> bool:
        """The attempt was right. Whether the address is to be written down: call ``keep_addresses`` then."""
        lane = self._lane(user, peer)
        self._delays.forgive(lane)
        self._wrong.pop(lane, None)
        own, used = mark_of(user, peer), self._addresses.setdefault(mark_of(user), {})
        if now_ms - used.get(own, -USED_AGAIN_MS) < USED_AGAIN_MS:
            return False
        used.pop(own, None)
        used[own] = now_ms
        while len(used) > ADDRESSES_MAX:
            del used[next(iter(used))]
        return True

    def keep_addresses(self, user: str) -> None:
        """Write the known addresses of a user down; where that fails, they are known until the next start. Blocking."""
        try:
            self._store.know(mark_of(user), dict(self._addresses.get(mark_of(user), {})))
        except SQLAlchemyError:
            return

    def locked_until_ms(self, user: str, now_ms: int) -> int | None:
        """Until when any lane of a user is locked; None when none is."""
        until_ms = max((self._until_ms.get(lane, 0) for lane in self._lanes(user)), default=0)
        return until_ms if until_ms > now_ms else None

    def unlock(self, user: str) -> list[str]:
        """Open all lanes of a user; returns them, for ``keep_unlocked``."""
        lanes = self._lanes(user)
        for lane in lanes:
            self._until_ms.pop(lane, None)
            self._wrong.pop(lane, None)
            self._delays.forgive(lane)
        return lanes

    def keep_unlocked(self, lanes: list[str]) -> None:
        """Write down that lanes are open. Blocking; raises what the database raises."""
        self._store.unlock(lanes)

    def forget(self, user: str) -> None:
        """No address of the user is known any more: the user is gone, or has another password."""
        self._addresses.pop(mark_of(user), None)

    def _lane(self, user: str, peer: str) -> str:
        own = mark_of(user, peer)
        return own if own in self._addresses.get(mark_of(user), {}) else mark_of(user)

    def _lanes(self, user: str) -> list[str]:
        return [mark_of(user), *self._addresses.get(mark_of(user), {})]
