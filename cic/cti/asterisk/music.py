"""Music for one caller, until the conversation has something else to do. Owns how Asterisk plays it and hears keys.

Must not know why the caller waits.
"""

from collections.abc import Callable

from cic.cti.asterisk.actions import RINGING_TONE
from cic.cti.asterisk.agi import SHORT_COMMAND_S, Command, Pause
from cic.cti.asterisk.caller_keys import CallerKeys
from cic.cti.port import RINGING

MUSIC_PIECE_S = 10
DEFAULT_MUSIC = "default"


class Music:
    """What one caller hears while it waits."""

    def __init__(self, classes: tuple[str, ...], keys: CallerKeys, is_over: Callable[[], bool]) -> None:
        """``is_over``: whether there is something else to do."""
        self._classes = classes
        self._keys = keys
        self._is_over = is_over
        self._end = ("SET MUSIC", "OFF")

    async def play(self, music: str) -> None:
        """Music in pieces: Asterisk sees that we have died only between two of them."""
        if music == RINGING:
            await self.begin(music)
            await self.until_over()
            return
        while not self._is_over():
            piece = f"{self._class_of(music)},{MUSIC_PIECE_S}"
            await Command("EXEC", "MusicOnHold", piece, time_s=MUSIC_PIECE_S + SHORT_COMMAND_S)
        self._keys.forget()  # those that came during the music

    async def play_for_key(self, music: str, wanted: str, on_begun: Callable[[], None]) -> str:
        """Music until one of the wanted keys, which it goes on after; none when there is something else to do first."""
        await self._keys.drop_all()
        await self.begin(music)
        on_begun()
        while not self._is_over():
            for key in await self._keys.listen(MUSIC_PIECE_S * 1000):
                if key in wanted:
                    return key
        return ""

    async def begin(self, music: str = DEFAULT_MUSIC) -> None:
        """Begin music that plays while other commands run, or none: Asterisk sees at once when we die."""
        if music == RINGING:
            self._end = ("EXEC", "StopPlayTones")
            await Command("EXEC", "PlayTones", RINGING_TONE)
            return
        self._end = ("SET MUSIC", "OFF")
        await Command("SET MUSIC", "ON", self._class_of(music))

    async def until_over(self) -> None:
        """Let it play on until there is something else to do, then end it."""
        while not self._is_over():
            await Pause(None)
        await Command(*self._end)
        self._keys.forget()

    def _class_of(self, music: str) -> str:
        return music if music in self._classes else DEFAULT_MUSIC
