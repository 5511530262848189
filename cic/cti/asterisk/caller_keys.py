"""What one caller presses, as the scripts of a conversation take it. Owns the keypad and the keys kept for later.

Must not know what is played or asked.
"""

from collections.abc import Callable

from cic.cti.asterisk.agi import wait_for_digit
from cic.cti.asterisk.keypad import SETTLE_MS, Keypad
from cic.cti.port import MenuAnswered, PlayPrompts, PromptFinished
from cic.cti.port.collection import KEYS, DigitCollector, Gathered
from cic.cti.port.type_ahead import TypeAhead
from routing.vocabulary import EffectId

ALL_KEYS = "".join(sorted(KEYS))


class CallerKeys:
    """The keys of one conversation."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self.now_ms = now_ms
        self.kept = TypeAhead()
        self._keypad = Keypad()

    @property
    def is_unsettled(self) -> bool:
        """Whether the manager connection told of a key that no command has given."""
        return self._keypad.is_unsettled

    def overhear(self, key: str, tone_ms: int) -> None:
        """The manager connection tells of a key, which a command of ours may have read or not."""
        if key in KEYS:
            self._keypad.overhear(key, tone_ms, self.now_ms())

    def pressed(self, key: str) -> str:
        """What was pressed by the end of a command that gave this key, or none."""
        return self._keypad.taken(key, self.now_ms()) if key in KEYS else self._keypad.untaken(self.now_ms())

    async def listen(self, wait_ms: int) -> str:
        """Wait for a key."""
        return self.pressed(await wait_for_digit(wait_ms))

    def press(self, collector: DigitCollector, keys: str) -> Gathered | None:
        """Give a gathering keys; those that come too late for it are kept."""
        gathered: Gathered | None = None
        for key in keys:
            gathered = self.kept.press(collector, key, self.now_ms()) or gathered
        return gathered

    def press_in_prompts(
        self, command: PlayPrompts, effect_id: EffectId, keys: str
    ) -> PromptFinished | MenuAnswered | None:
        """Take keys while recordings play that gather nothing: their outcome, or None when they play on."""
        outcome: PromptFinished | MenuAnswered | None = None
        for key in keys:
            if outcome is None:
                outcome = self.kept.press_in_prompts(command, effect_id, key, self.now_ms())
            else:
                self._keep(key)
        return outcome

    async def catch_up(self) -> None:
        """Keep what was pressed while no command ran. While that is not sure, one runs, for it may give the key."""
        self._keep(self._keypad.untaken(self.now_ms()))
        while self._keypad.is_unsettled:
            self._keep(await self.listen(SETTLE_MS))

    async def drop_all(self) -> None:
        """What was pressed up to now means nothing."""
        await self.catch_up()
        self.kept.drop()

    def forget(self) -> None:
        """The same where no command may be sent: a key of the last moment may yet be given by the next one."""
        self._keypad.forget()
        self.kept.drop()

    def _keep(self, keys: str) -> None:
        for key in keys:
            self.kept.keep(key, self.now_ms())
