"""Plays recordings to one caller, up to a key or whatever is pressed. Owns a recording's place and its being missing.

Must not know what the recordings are for.
"""

import logging
import re
from collections import deque

from asterisk.agi import AGIAppError, AGIHangup

from cic.cti.asterisk.agi import Command, stream
from cic.cti.asterisk.caller_keys import ALL_KEYS, CallerKeys
from cic.cti.asterisk.faults import UnsafeValue
from routing.vocabulary import Prompt

_log = logging.getLogger(__name__)

_RECORDING_S_MAX = 600.0
_RECORDING_NAME = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*")
_LANGUAGE = re.compile(r"[A-Za-z][A-Za-z_-]{1,15}")

Left = deque[tuple[Prompt, int]]
"""Recordings to be played, each from a sample on."""


def from_the_start(prompts: tuple[Prompt, ...]) -> Left:
    """All of them, whole."""
    return deque((prompt, 0) for prompt in prompts)


class Playback:
    """What one caller hears of recordings."""

    def __init__(self, prompts_folder: str, keys: CallerKeys) -> None:
        """``prompts_folder`` is as Asterisk sees it."""
        self._prompts_folder = prompts_folder
        self._keys = keys

    async def until_key(self, left: Left) -> str:
        """Play up to the first keys, or none at the end; ``left`` keeps what is still to be played."""
        while left:
            prompt, position = left.popleft()
            key, position = await self._stream(prompt, position, ALL_KEYS)
            if key:  # it goes on from there if that is wanted
                left.appendleft((prompt, position))
            if keys := self._keys.pressed(key):
                return keys
        return ""

    async def to_the_end(self, prompts: tuple[Prompt, ...]) -> None:
        """Play all, whatever is pressed; the manager connection tells of the keys."""
        for prompt in prompts:
            await self._stream(prompt, 0, "")

    async def _stream(self, prompt: Prompt, position: int, keys: str) -> tuple[str, int]:
        """Play one recording from a sample on; the key that stopped it, if any, and where."""
        if not (_RECORDING_NAME.fullmatch(prompt.recording) and _LANGUAGE.fullmatch(prompt.language)):
            raise UnsafeValue("recording name")
        path = f"{self._prompts_folder}/{prompt.language}/{prompt.recording}"
        try:
            return await stream(path, keys, position, time_s=_RECORDING_S_MAX)
        except AGIHangup:
            raise
        except AGIAppError:
            # Asterisk says the same for a recording that it has not and for a caller that it has no more. If the caller
            # is still there, it goes on without this recording.
            await Command("CHANNEL STATUS")
            _log.error("recording %s/%s cannot be played", prompt.language, prompt.recording)
            return "", position
