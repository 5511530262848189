"""One input being settled: its time, number, ids and events so far. Owns how events come to hold; decides nothing."""

from collections import deque
from collections.abc import Iterable

from cic.center.effects import Effect
from cic.center.events import CenterEvent, EffectRequested, EffectSettled
from cic.center.evolve import evolve
from cic.center.state import CenterState, is_open
from routing.rejections import Rejection
from routing.vocabulary import EffectId, InteractionId, LegId, ProviderId, RecordingId


class Round:
    """The state with the input's time and number; ``apply`` is how events come to hold."""

    __slots__ = ("_made", "events", "now_ms", "seq", "state", "talks_touched", "unanswered")

    def __init__(self, state: CenterState, now_ms: int, seq: int) -> None:
        self.state = state
        self.now_ms = now_ms
        self.seq = seq
        self.events: list[CenterEvent] = []
        self.unanswered: deque[CenterEvent] = deque()
        self.talks_touched: dict[InteractionId, None] = {}
        self._made = 0

    def apply(self, events: Iterable[CenterEvent]) -> None:
        """Let events hold at once; what follows from them is asked for once the present decision is complete."""
        for event in events:
            evolve(self.state, event, self.now_ms, self.seq)
            self.events.append(event)
            self.unanswered.append(event)

    def take(self, decided: Iterable[CenterEvent] | Rejection) -> Rejection | None:
        """Let the events of a decision hold, or hand back its rejection."""
        if isinstance(decided, Rejection):
            return decided
        self.apply(decided)
        return None

    def request(self, provider: ProviderId, command: Effect, time_limit_ms: int) -> EffectId:
        """Ask the shell for an effect; without an outcome in time (0: no limit) it counts as failed."""
        effect_id = EffectId(self.new_id("e"))
        deadline_ms = self.now_ms + time_limit_ms if time_limit_ms else 0
        self.apply([EffectRequested(effect_id, provider, command, deadline_ms)])
        return effect_id

    def settle(self, effect_id: EffectId, failure: str = "") -> EffectRequested | None:
        """Close an effect; None when it was closed before: a late or doubled outcome."""
        request = self.state.effects.get(effect_id)
        if request is not None:
            self.apply([EffectSettled(effect_id, failure)])
        return request

    def is_open(self, calendar: str) -> bool:
        """Whether a calendar is open at the time of this input."""
        return is_open(self.state, calendar, self.now_ms)

    @property
    def moment(self) -> tuple[int, int]:
        """The time and number of this input, as routing is asked with."""
        return self.now_ms, self.seq

    def new_id(self, prefix: str) -> str:
        """An id that no other input of this journal gives."""
        self._made += 1
        return f"{prefix}{self.seq}.{self._made}"

    def new_recording_id(self) -> RecordingId:
        """An id that names a file: unique over journals, since files outlive them."""
        return RecordingId(self.new_id(f"m{self.now_ms}-").replace(".", "-"))

    def new_leg_id(self, provider: ProviderId) -> LegId:
        """An id that the provider sees too: unique over journals as well, since providers outlive them."""
        return LegId(self.new_id(f"{provider}-{self.now_ms}-"))
