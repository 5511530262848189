"""When a source that is not well is left in peace. Owns that rule; asks nobody, and time is an argument."""

from dataclasses import dataclass

FAILURES_MAX = 5
REST_S = 10.0


@dataclass(slots=True)
class Circuit:
    """After so many failures in a row a source rests; then one look-up tries it, and all wait for what it finds."""

    failures: int = 0
    rests_until_s: float = 0.0
    is_tried: bool = False

    def is_resting(self, now_s: float) -> bool:
        """Whether nobody may ask now; asking this changes nothing."""
        return self.failures >= FAILURES_MAX and (now_s < self.rests_until_s or self.is_tried)

    def may_ask(self, now_s: float) -> bool:
        """Whether a look-up may go to the source now; if so, it must tell how it ended."""
        if self.is_resting(now_s):
            return False
        self.is_tried = self.failures >= FAILURES_MAX
        return True

    def ended(self, now_s: float, *, is_well: bool) -> bool:
        """A look-up has ended; True if the source begins to rest with it."""
        self.is_tried = False
        if is_well:
            self.failures = 0
            return False
        self.failures += 1
        if self.failures < FAILURES_MAX:
            return False
        self.rests_until_s = now_s + REST_S
        return self.failures == FAILURES_MAX

    def given_up(self) -> None:
        """A look-up has ended without a word about the source: nobody waited for it any more."""
        self.is_tried = False
