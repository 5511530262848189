"""Which legs stand at a provider, for whoever has to find them again. Reads the state, changes nothing."""

from dataclasses import dataclass

from cic.calls.events import LegRole
from cic.calls.machines.bridge import BridgeStage
from cic.calls.state import CallsState
from routing.vocabulary import LegId, ProviderId


@dataclass(frozen=True, slots=True)
class StandingLeg:
    """A leg that has not ended, and the legs it hears; none while one is held. A caller may be one whom we dialled."""

    leg_id: LegId
    provider: ProviderId
    is_caller: bool
    is_dialled: bool
    bridged_with: tuple[LegId, ...]


def standing_legs(state: CallsState) -> tuple[StandingLeg, ...]:
    """Every leg that has not ended."""
    partners = {
        leg_id: tuple(other for other in bridge.leg_ids if other != leg_id)
        for bridge in state.bridges.values()
        if bridge.stage is not BridgeStage.HELD
        for leg_id in bridge.leg_ids
    }
    return tuple(
        StandingLeg(leg.leg_id, leg.provider, leg.role is LegRole.CALLER, leg.is_dialled, partners.get(leg.leg_id, ()))
        for leg in state.legs.values()
    )
