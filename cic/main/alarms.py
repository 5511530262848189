"""Turns what goes wrong in stores and clock into alarms, with what to do. Owns codes and advice; mends nothing."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from cic.diagnostics.alarms import Alarms
from cic.journal.port import Stall
from cic.runtime.clock import SystemClock
from cic.runtime.runtime import Runtime

CLOCK_STEPPED = "clock_stepped"
CALLERS_HELD = "callers_held"
CONTACT_LOG_BEHIND = "contact_log_behind"
REPORTS_BEHIND = "reports_behind"
SESSIONS_NOT_SAVED = "sessions_not_saved"
RECORDING_FAILING = "recording_failing"
CLOCK_LOOK_S = 60.0
CLOCK_APART_MS = 5_000
"""A leap second and the machine's own corrections stay far below."""

JOURNAL_ADVICE = {
    Stall.DISK_FULL: "the disk of the data folder is full; make room there. Nothing is lost meanwhile: callers hear "
    "music, and everything goes on by itself",
    Stall.LOCKED: "another process holds journal.db; end it (lsof journal.db). Everything then goes on by itself",
    Stall.SLOW: "the disk of the data folder takes seconds for one write; look for what keeps it busy, or for a fault",
}
CALLERS_HELD_ADVICE = (
    "the disk is full for customers.db or keys.db; make room. New callers hear music and are served in their order"
)
CONTACT_LOG_ADVICE = "contacts.db cannot be written; calls go on, and the log catches up once it can be written again"
REPORTS_ADVICE = "reports.db cannot be written; calls go on, and reports catch up once it can be written again"
RECORDING_ADVICE = (
    "talks may not be recorded, though they go on: make room on the disk of the data folder and of Asterisk's "
    "recordings, and see Asterisk's log; the contact log names each track that failed and why. The alarm ends with the "
    "next track that is kept"
)
SESSIONS_ADVICE = "access.db cannot be written; sign-ins and sign-outs of this time do not outlive a restart"


@dataclass(slots=True)
class CenterAlarms:
    """Sounds and clears alarms for the parts of one center. On the event loop's thread, but where it says otherwise."""

    alarms: Alarms
    clock: SystemClock
    call_on_loop: Callable[[Callable[[], None]], object]
    runtime: Runtime | None = None
    _stall: Stall | None = field(default=None, init=False)

    def journal_stalled(self, stall: Stall | None) -> None:
        """Commits wait for this, or go through again."""
        if self._stall is not None and stall is not self._stall:
            self.alarms.clear(f"journal_{self._stall.value}")
        self._stall = stall
        if stall is not None:
            self.alarms.sound(f"journal_{stall.value}", JOURNAL_ADVICE[stall])
        if self.runtime is not None:
            self.runtime.stalled(is_so=stall is not None)

    def callers_held(self, is_so: bool) -> None:
        """New callers cannot be looked up, or can again."""
        self._stand(CALLERS_HELD, CALLERS_HELD_ADVICE, is_so)

    def contact_log_behind(self, is_so: bool) -> None:
        """The contact log cannot be written, or can again. From any thread."""
        self.call_on_loop(lambda: self._stand(CONTACT_LOG_BEHIND, CONTACT_LOG_ADVICE, is_so))

    def reports_behind(self, is_so: bool) -> None:
        """The tables of reports cannot be written, or can again. From any thread."""
        self.call_on_loop(lambda: self._stand(REPORTS_BEHIND, REPORTS_ADVICE, is_so))

    def sessions_not_saved(self, is_so: bool) -> None:
        """Sessions cannot be written down, or can again."""
        self._stand(SESSIONS_NOT_SAVED, SESSIONS_ADVICE, is_so)

    def recording_failing(self, is_so: bool) -> None:
        """Talks that ought to be recorded may not be, or are again."""
        self._stand(RECORDING_FAILING, RECORDING_ADVICE, is_so)

    def look_at_clock(self) -> None:
        """See whether the machine's clock was set while the center keeps its own time."""
        ahead_ms = self.clock.wall_ahead_ms()
        advice = (
            f"the machine's clock is {abs(ahead_ms) // 1_000} s {'ahead of' if ahead_ms > 0 else 'behind'} the "
            "center's, which waits and limits go by and which stays as it is. Set the machine's clock right, then "
            "restart the center in a calm minute; it never goes back behind what is journalled"
        )
        self._stand(CLOCK_STEPPED, advice, abs(ahead_ms) > CLOCK_APART_MS)

    async def watch_clock(self) -> None:
        """Look at the clock every minute, for ever."""
        while True:
            self.look_at_clock()
            await asyncio.sleep(CLOCK_LOOK_S)

    def _stand(self, code: str, advice: str, is_so: bool) -> None:
        if is_so:
            self.alarms.sound(code, advice)
        else:
            self.alarms.clear(code)
