"""PINs and card numbers while a call lasts: kept in memory alone, known to all others by a handle. Owns their time.

A secret is gone with its leg, after its time, or with the process. It is never written anywhere.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from routing.vocabulary import LegId, PersonalRef

KEPT_S = 900.0
KEPT_MAX = 20_000


@dataclass(frozen=True, slots=True)
class _Kept:
    leg_id: LegId
    until_s: float
    digits: str = field(repr=False)


class Secrets:
    """What callers have entered and nobody is to see. ``now_s`` is a clock that never goes back."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._kept: dict[str, _Kept] = {}
        self._of_leg: dict[LegId, list[str]] = {}

    def __repr__(self) -> str:
        return f"Secrets({len(self._kept)})"

    def keep(self, leg_id: LegId, digits: str) -> PersonalRef:
        """A handle for these digits; beyond the maximum the oldest is forgotten."""
        while self._kept and (len(self._kept) >= KEPT_MAX or next(iter(self._kept.values())).until_s <= self._now_s()):
            self._forget(next(iter(self._kept)))
        handle = f"secret-{secrets.token_hex(12)}"
        self._kept[handle] = _Kept(leg_id, self._now_s() + KEPT_S, digits)
        self._of_leg.setdefault(leg_id, []).append(handle)
        return PersonalRef(handle)

    def open(self, handle: str) -> str | None:
        """The digits, or None when they are gone."""
        kept = self._kept.get(handle)
        return None if kept is None or kept.until_s <= self._now_s() else kept.digits

    def drop(self, leg_id: LegId) -> None:
        """The call is over."""
        for handle in self._of_leg.pop(leg_id, ()):
            self._kept.pop(handle, None)

    def _forget(self, handle: str) -> None:
        kept = self._kept.pop(handle)
        of_leg = self._of_leg[kept.leg_id]
        of_leg.remove(handle)
        if not of_leg:
            del self._of_leg[kept.leg_id]
