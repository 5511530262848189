"""Whether what we know of Asterisk is true now. Owns that one fact and the waiting for it."""

import asyncio

from cic.cti.asterisk.faults import AmiGone

_WAIT_S_MAX = 5.0


class Sight:
    """Clear from when everything was read until the manager connection is lost."""

    def __init__(self) -> None:
        self._is_clear = asyncio.Event()

    @property
    def is_clear(self) -> bool:
        """Whether commands go out at once."""
        return self._is_clear.is_set()

    def clears(self) -> None:
        """Everything was read."""
        self._is_clear.set()

    def fails(self) -> None:
        """The connection is lost."""
        self._is_clear.clear()

    async def until_clear(self) -> None:
        """Wait a little for it; AmiGone when that is not enough."""
        if self._is_clear.is_set():
            return
        try:
            async with asyncio.timeout(_WAIT_S_MAX):
                await self._is_clear.wait()
        except TimeoutError as error:
            raise AmiGone from error
