"""What became of commands, by effect id. Owns that a command sent twice does one thing; carries nothing out."""

from cic.cti.port import ProviderReport
from routing.vocabulary import EffectId


class Effects:
    """Outcomes of the most recent commands, and which are still under way."""

    def __init__(self, settled_max: int) -> None:
        self._settled_max = settled_max
        self._under_way: set[EffectId] = set()
        self._settled: dict[EffectId, ProviderReport] = {}

    def begin(self, effect_id: EffectId) -> bool:
        """Whether this command is new and is to be carried out."""
        if effect_id in self._under_way or effect_id in self._settled:
            return False
        self._under_way.add(effect_id)
        return True

    def settle(self, effect_id: EffectId, outcome: ProviderReport) -> None:
        """Remember the outcome; a later one (a dialled leg that was answered, then ended) takes its place."""
        self._under_way.discard(effect_id)
        self._settled.pop(effect_id, None)
        self._settled[effect_id] = outcome
        if len(self._settled) > self._settled_max:
            del self._settled[next(iter(self._settled))]

    def outcome(self, effect_id: EffectId) -> ProviderReport | None:
        """The outcome so far, or None while it is under way."""
        return self._settled.get(effect_id)

    @property
    def under_way(self) -> frozenset[EffectId]:
        """Commands that have no outcome yet: bounded by the legs, since each leg has one at most."""
        return frozenset(self._under_way)
