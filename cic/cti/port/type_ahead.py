"""Keys that a caller pressed before they were asked for. Owns what is kept, how much, and who takes it first.

Must not do I/O, read a clock or know a provider. When kept keys are dropped, the commands' module says.
"""

from collections import deque

from cic.cti.port import CollectEnd, MenuAnswered, PlayPrompts, PromptFinished
from cic.cti.port.collection import KEYS, DigitCollector, Gathered
from routing.vocabulary import EffectId

KEYS_KEPT_MAX = 20


class TypeAhead:
    """The kept keys of one leg, oldest first. They are personal, so they are not in the repr."""

    __slots__ = ("_keys", "_last")

    def __init__(self) -> None:
        self._keys: deque[str] = deque()
        self._last: DigitCollector | None = None

    def __repr__(self) -> str:
        return f"TypeAhead({len(self._keys)} keys)"

    def __len__(self) -> int:
        return len(self._keys)

    def keep(self, key: str, now_ms: int) -> bool:
        """Take a key that no gathering takes now; whether it means something, so that what plays is to stop.

        Beyond the maximum it is lost. The terminator of a collection that was full without it means nothing any more.
        """
        assert key in KEYS, "not a key of a phone"
        if self._ends_last(key, now_ms):
            return False
        if len(self._keys) < KEYS_KEPT_MAX:
            self._keys.append(key)
        return True

    def drop(self) -> None:
        """Forget all keys: what they answered will not be asked any more."""
        self._keys.clear()
        self._last = None

    def makes_needless(self, command: PlayPrompts) -> bool:
        """Whether recordings are finished before they begin: a kept key has answered what comes after them."""
        return bool(self._keys) and not command.must_be_heard

    def press_in_prompts(
        self, command: PlayPrompts, effect_id: EffectId, key: str, now_ms: int
    ) -> PromptFinished | MenuAnswered | None:
        """Take a key while recordings play that gather nothing: their outcome, or None when they play on."""
        if command.must_be_heard:
            self.keep(key, now_ms)
            return None
        if self._ends_last(key, now_ms):
            return None
        if key in command.keys:
            return MenuAnswered(effect_id, command.leg_id, key)
        self.keep(key, now_ms)
        return PromptFinished(effect_id, command.leg_id)

    def press(self, collector: DigitCollector, key: str, now_ms: int) -> Gathered | None:
        """Give a gathering a key; one that comes too late for it is kept for the next."""
        if collector.is_finished:
            self.keep(key, now_ms)
            return None
        if self._ends_last(key, now_ms):
            return collector.expire(now_ms)
        gathered = self._feed(collector, key, now_ms)
        if gathered is not None and gathered.ended_by is CollectEnd.TIMEOUT:
            self.keep(key, now_ms)
        return gathered

    def feed(self, collector: DigitCollector, now_ms: int) -> Gathered | None:
        """Give a gathering that begins as many kept keys as it takes; the result when they ended it."""
        gathered: Gathered | None = None
        while gathered is None and self._keys:
            gathered = self._feed(collector, self._keys[0], now_ms)
            if gathered is None or gathered.ended_by is not CollectEnd.TIMEOUT:  # else no time was allowed to take it
                self._keys.popleft()
        if self._keys and self._ends_last(self._keys[0], now_ms):
            self._keys.popleft()
        return gathered

    def _feed(self, collector: DigitCollector, key: str, now_ms: int) -> Gathered | None:
        gathered = collector.feed(key, now_ms)
        self._last = collector if gathered is not None else None
        return gathered

    def _ends_last(self, key: str, now_ms: int) -> bool:
        """Whether the key belongs to the gathering before; from the next key on nothing does any more."""
        last, self._last = self._last, None
        return last is not None and last.ends_late(key, now_ms)
