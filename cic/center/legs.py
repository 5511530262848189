"""What the center does with legs, whatever for: dial, bridge, hang up, let hear music. Owns the commands and their time
limits; decides nothing about interactions."""

from cic.calls.commands import BridgeLegs, DialLeg, DialNumber, DialSealed, HangUpLeg, PlayMusic
from cic.calls.control import Plan
from cic.calls.events import BridgeClosed, BridgeRequested, LegOpened, LegRole
from cic.calls.state import Leg, bridge_of
from cic.center.round import Round
from cic.center.sessions import HANG_UP_LIMIT_MS, drop_media
from routing import decide as routing
from routing.agents import phone_address
from routing.commands import CenterCommand
from routing.vocabulary import AgentId, BridgeId, EndCause, InteractionId, LegId, PersonalRef, ProviderId

ANSWER_TIMEOUT_MS = 20_000
OUTSIDE_TIMEOUT_MS = 45_000
"""How long a number outside may ring."""
SPARE_MS = 10_000
BRIDGE_LIMIT_MS = 10_000
CONTROL_LIMIT_MS = 10_000
_DIALS = (DialLeg, DialNumber, DialSealed)


def dial_agent(work: Round, interaction_id: InteractionId, agent_id: AgentId, provider: ProviderId) -> None:
    """Ring the agent's phone for an interaction."""
    address, leg_id = phone_address(work.state.routing, agent_id, provider), work.new_leg_id(provider)
    work.apply([LegOpened(leg_id, provider, interaction_id, LegRole.AGENT, agent_id)])
    command = DialLeg(leg_id, address, interaction_id, ANSWER_TIMEOUT_MS)
    work.request(provider, command, ANSWER_TIMEOUT_MS + SPARE_MS)


def dial_outside(work: Round, interaction_id: InteractionId, number: PersonalRef, provider: ProviderId) -> LegId:
    """Ring a number that an agent has given; return its leg."""
    leg_id = work.new_leg_id(provider)
    work.apply([LegOpened(leg_id, provider, interaction_id, LegRole.OUTSIDE, None)])
    dial_sealed(work, leg_id, number, interaction_id, provider)
    return leg_id


def dial_sealed(
    work: Round, leg_id: LegId, number: PersonalRef, interaction_id: InteractionId, provider: ProviderId
) -> None:
    """Ring a number as this leg."""
    command = DialSealed(leg_id, number, interaction_id, OUTSIDE_TIMEOUT_MS)
    work.request(provider, command, OUTSIDE_TIMEOUT_MS + SPARE_MS)


def settle_dialling(work: Round, leg_id: LegId) -> None:
    """A leg was answered: its dialling has come to its end."""
    for effect_id in list(work.state.effects_of.get(leg_id, ())):
        if isinstance(work.state.effects[effect_id].command, _DIALS):
            work.settle(effect_id)


def bridge_legs(work: Round, interaction_id: InteractionId, leg_ids: tuple[LegId, ...], provider: ProviderId) -> None:
    """Let these legs hear each other, as the bridge of this interaction; what one of them was hearing is over."""
    for leg_id in leg_ids:
        drop_media(work, leg_id)
    bridge_id = BridgeId(work.new_id("b"))
    work.apply([BridgeRequested(bridge_id, interaction_id, leg_ids)])
    work.request(provider, BridgeLegs(bridge_id, leg_ids), BRIDGE_LIMIT_MS)


def close_bridge(work: Round, interaction_id: InteractionId) -> None:
    """The bridge of an interaction, if there is one, is no more."""
    bridge = bridge_of(work.state.calls, interaction_id)
    if bridge is not None:
        work.apply([BridgeClosed(bridge.bridge_id)])


def hear_music(work: Round, leg_id: LegId, music: str, provider: ProviderId) -> None:
    """Let a leg hear music in place of whatever it hears, until something else comes."""
    drop_media(work, leg_id)
    work.request(provider, PlayMusic(leg_id, music), 0)


def carry_out(work: Round, plan: Plan, provider: ProviderId, time_limit_ms: int = CONTROL_LIMIT_MS) -> None:
    """Let a move hold, and ask the provider for it."""
    work.apply(plan.events)
    work.request(provider, plan.command, time_limit_ms)


def hang_up(work: Round, leg: Leg, cause: EndCause) -> None:
    """End a leg, unless that is under way."""
    open_effects = [work.state.effects[effect_id] for effect_id in work.state.effects_of.get(leg.leg_id, ())]
    if not any(isinstance(effect.command, HangUpLeg) for effect in open_effects):
        work.request(leg.provider, HangUpLeg(leg.leg_id, cause), HANG_UP_LIMIT_MS)


def tell_routing(work: Round, command: CenterCommand) -> None:
    """Hand over to routing what the calls say happened; the callers have checked that it fits."""
    refusal = work.take(routing.decide(work.state.routing, command, work.now_ms, work.seq))
    assert refusal is None, f"routing refused what the calls say happened: {refusal}"
