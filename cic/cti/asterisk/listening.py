"""Lets one caller be listened to: brings its audio to the listener, and waits for what came of it. Owns AudioSocket.

Audio never comes here. Keys come by the manager connection and with the audio; whichever comes first ends the
listening, and the keypad counts it once. Must not know what is asked.
"""

import logging
from collections.abc import Callable

from asterisk.agi import AGIAppError, AGIHangup

from cic.cti.asterisk.agi import Command, Pause
from cic.cti.port.listening import Listener, Listening, ListeningEnd, ListeningJob, NobodyListened

_log = logging.getLogger(__name__)

_END_COMES_S = 0.7
"""The audio is let go just before the end is told, by another way."""
_LISTENING_S_MAX = 900.0
_NO_SUCH_APPLICATION = "-2"


class Listened:
    """One listening, from the side of the conversation."""

    def __init__(self, wake: Callable[[], None]) -> None:
        """``wake`` ends a pause of the conversation."""
        self._wake = wake
        self._listening: Listening | None = None
        self._is_cancelled = False
        self._end: ListeningEnd | None = None

    def key_overheard(self) -> None:
        """A key was pressed: nobody needs to be listened to any more."""
        if self._end is None:
            self._cancel()

    async def until_end(self, listener: Listener, job: ListeningJob) -> ListeningEnd | None:
        """Be listened to; None when a key ended it that the manager connection told of."""
        self._listening = listener.start(job, self._take)
        if self._listening is None:
            return NobodyListened()
        try:
            is_possible = await self._bring_audio(self._listening)
            if is_possible and not self._is_cancelled and self._end is None:
                await Pause(_END_COMES_S)
        finally:  # also when the caller is taken away
            listening, self._listening = self._listening, None
            listening.cancel()
        if self._is_cancelled:
            return None
        return self._end or NobodyListened()

    async def _bring_audio(self, listening: Listening) -> bool:
        """Until either side lets go; whether Asterisk could begin at all."""
        host, port = listening.address
        place = f"{listening.ticket},{host}:{port}"
        try:
            answer = await Command("EXEC", "AudioSocket", place, time_s=_LISTENING_S_MAX)
        except AGIHangup:
            raise
        except AGIAppError:
            # Asterisk says the same for a listener that has let go and for a caller that it has no more.
            await Command("CHANNEL STATUS")
            return True
        if answer["result"][0] == _NO_SUCH_APPLICATION:
            _log.error("asterisk cannot let callers be listened to: module app_audiosocket is not loaded")
            return False
        return True

    def _take(self, end: ListeningEnd) -> None:
        self._end = end
        self._wake()

    def _cancel(self) -> None:
        self._is_cancelled = True
        if self._listening is not None:
            self._listening.cancel()
