"""Which commands were taken and how they ended, so that one sent twice is carried out once. Owns that memory only."""

from collections.abc import Callable

from cic.cti.port import ProviderReport
from routing.vocabulary import EffectId

_REMEMBERED_MAX = 20_000


class EffectLedger:
    """Remembers effects and their outcomes, the latest ``_REMEMBERED_MAX`` of them."""

    def __init__(self, report: Callable[[ProviderReport], None]) -> None:
        self._report = report
        self._outcomes: dict[EffectId, ProviderReport | None] = {}

    def begin(self, effect_id: EffectId) -> bool:
        """Whether this effect is new; the outcome of one that is over is reported again."""
        if effect_id in self._outcomes:
            if (outcome := self._outcomes[effect_id]) is not None:
                self._report(outcome)
            return False
        self._outcomes[effect_id] = None
        if len(self._outcomes) > _REMEMBERED_MAX:
            del self._outcomes[next(iter(self._outcomes))]
        return True

    def end(self, effect_id: EffectId, outcome: ProviderReport) -> None:
        """Report an outcome and remember it."""
        self._outcomes[effect_id] = outcome
        self._report(outcome)
