"""How a track falls behind time: nothing is written while neither side of a call sends. Owns where silence is missing.

Asterisk writes what it has of a track in pieces of two seconds. When a piece is first seen, it was written since the
look before: so the track is behind by what its length tells, or by that pause between two looks less. Whatever a file
system shows late, a track is never further behind than at any later look. Pure: times and lengths are told.
"""

from dataclasses import dataclass, field
from itertools import accumulate

WRITTEN_AT_ONCE_MS = 2048
"""Asterisk gathers so much of a track before it writes it (32 KiB)."""
_SMALLEST_MS = 100


@dataclass(frozen=True, slots=True)
class Gap:
    """So much silence is missing, before ``file_ms`` of what was written, and not long before it."""

    file_ms: int
    missing_ms: int


@dataclass(slots=True)
class Growth:
    """What was seen of one track's file. It holds as much as there were gaps."""

    _levels: list[tuple[int, int]] = field(default_factory=lambda: [(0, 0)])
    """(file_ms, behind_ms): from there on it is at most so far behind."""
    _last: tuple[int, int] = (0, 0)

    def seen(self, since_start_ms: int, file_ms: int, unseen_ms: int = 0) -> None:
        """So long after the start the file is so long, and was shorter ``unseen_ms`` before."""
        self._last = (since_start_ms, file_ms)
        behind_ms = max(0, since_start_ms - file_ms)
        first_ms, level_ms = self._levels[-1]
        if behind_ms - unseen_ms > level_ms + _SMALLEST_MS:
            self._levels.append((file_ms, behind_ms))
        elif behind_ms < level_ms:
            self._levels[-1] = (first_ms, behind_ms)

    def ended_unseen(self, file_ms: int) -> None:
        """The file is complete, and nobody knows since when."""
        since_start_ms, last_ms = self._last
        self.seen(since_start_ms, min(file_ms, last_ms + WRITTEN_AT_ONCE_MS), since_start_ms)

    def gaps(self) -> tuple[Gap, ...]:
        """What is missing where, in the order of the file."""
        gaps: list[Gap] = []
        filled_ms = 0
        least_from_the_end = accumulate((level for _, level in reversed(self._levels)), min)
        for (file_ms, _), behind_ms in zip(self._levels, reversed(list(least_from_the_end)), strict=True):
            if behind_ms - filled_ms >= _SMALLEST_MS:
                gaps.append(Gap(file_ms, behind_ms - filled_ms))
                filled_ms = behind_ms
        return tuple(gaps)
