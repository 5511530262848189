"""What follows when Asterisk cannot be reached: its phones are out of routing, a person is told, its calls are over.

Owns after how long. Must not send anything to Asterisk or decide about calls.
"""

import asyncio
from collections.abc import Callable

from cic.cti.asterisk.connection import AmiConnection
from cic.cti.asterisk.legs import Legs
from cic.cti.asterisk.translate import Translator
from cic.cti.port import ProviderReport

_TOLD_AFTER_S = 3.0
"""A connection that is back at once is no reason to take agents out of routing."""
_LOOK_EVERY_S = 0.5
_REFUSALS_MIN = 6
"""With the connection's pauses between tries: nobody has listened for two to five seconds."""


class Outage:
    """Runs from when we lose sight of Asterisk until all is read anew."""

    def __init__(
        self,
        connection: AmiConnection,
        legs: Legs,
        translator: Translator,
        report: Callable[[ProviderReport], None],
        tell_reachable: Callable[[bool], None],
    ) -> None:
        self._connection = connection
        self._legs = legs
        self._translator = translator
        self._report = report
        self._tell_reachable = tell_reachable
        self._running: asyncio.Task[None] | None = None

    def begins(self) -> None:
        """We do not see Asterisk any more, or not yet; it may go on without us."""
        if self._running is None:
            self._running = asyncio.create_task(self._run(), name="asterisk-outage")

    def ends(self) -> None:
        """All that is true in Asterisk is known again."""
        self.stop()
        self._tell_reachable(True)

    def stop(self) -> None:
        """Let it be, without a word."""
        if self._running is not None:
            self._running.cancel()
            self._running = None

    async def _run(self) -> None:
        await asyncio.sleep(_TOLD_AFTER_S)
        self._tell_reachable(False)
        for phone_lost in self._translator.phones.lost():
            self._report(phone_lost)
        while not self._is_gone():  # noqa: ASYNC110  rarely, and only while there is nothing else to do
            await asyncio.sleep(_LOOK_EVERY_S)
        for report in self._translator.all_lost():
            self._report(report)

    def _is_gone(self) -> bool:
        """Whether Asterisk itself has ended, and with it every call: nobody listens and no conversation is open."""
        is_talking = any(leg.session is not None for leg in self._legs.by_id.values())
        return self._connection.refusals >= _REFUSALS_MIN and not is_talking
