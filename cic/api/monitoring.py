"""Routes of a supervisor who listens in on an agent's talk, with the supervisor's own phone. Decides nothing.

The supervisor acts as an agent of the configuration, whose phone rings: somebody without one cannot listen. Each act is
noted before it is done; a reason is asked where it concerns anybody anew: at the beginning, and for taking over.
"""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from cic.access.identity import Identity
from cic.access.permissions import Permission
from cic.api.asking import WithServices, must_cover, permitted
from cic.api.desk import Done
from cic.api.errors import ApiError, command_error, refusals
from cic.api.ports import Services
from cic.audit.port import Act
from cic.calls.commands import MonitorMode
from cic.center.monitoring_inputs import (
    EndMonitoring,
    MonitoringInput,
    StartMonitoring,
    SwitchMonitoring,
    TakeOver,
)
from routing.vocabulary import AgentId, InteractionId

routes = APIRouter(tags=["supervision"])
Monitoring = Annotated[Identity, Depends(permitted(Permission.MONITOR_CALL))]
TakingOver = Annotated[Identity, Depends(permitted(Permission.TAKE_OVER))]
Id = Annotated[str, Path(min_length=1, max_length=128)]
Reason = Annotated[str, Field(min_length=1, max_length=500)]
REFUSALS = refusals(401, 403, 404, 409, 422, 503)
NO_PHONE = (
    "Listening in rings your own phone, and you have none: your user is no agent of agents.yaml. Have an agent with a "
    "phone given to your user, and sign in anew."
)


class _Sent(BaseModel):
    """Nothing but what is named here."""

    model_config = ConfigDict(extra="forbid")


class MonitorBody(_Sent):
    """Who is to hear the supervisor, and why; without an interaction it is the talk that the agent is in."""

    mode: MonitorMode
    reason: Reason
    interaction_id: Annotated[str, Field(min_length=1, max_length=128)] | None = None


class SwitchBody(_Sent):
    """Who is to hear the supervisor from now on."""

    mode: MonitorMode


class TakeOverBody(_Sent):
    """Why the customer is taken over."""

    reason: Reason


@routes.post("/api/agents/{agent_id}/monitor", summary="Listen in on an agent's talk", responses=REFUSALS)
async def monitor(identity: Monitoring, services: WithServices, agent_id: Id, body: MonitorBody) -> Done:
    """The own phone rings; once it is answered the talk is heard. The same talk again is a switch."""
    supervisor, watched = _both(services, identity, Permission.MONITOR_CALL, agent_id)
    interaction_id = None if body.interaction_id is None else InteractionId(body.interaction_id)
    details = {"mode": body.mode.value, "interaction_id": body.interaction_id}
    act = Act("call.monitor", "agent", watched, details)
    given = StartMonitoring(supervisor, watched, interaction_id, body.mode)
    return await _act(services, identity, act, body.reason, given)


@routes.put("/api/agents/{agent_id}/monitor", summary="Listen, whisper or barge in", responses=REFUSALS)
async def switch(identity: Monitoring, services: WithServices, agent_id: Id, body: SwitchBody) -> Done:
    """On the same call: nothing rings again, and nobody else notices but by what is heard."""
    supervisor, watched = _both(services, identity, Permission.MONITOR_CALL, agent_id)
    act = Act("call.switch_monitoring", "agent", watched, {"mode": body.mode.value})
    return await _act(services, identity, act, "", SwitchMonitoring(supervisor, watched, body.mode))


@routes.delete("/api/agents/{agent_id}/monitor", summary="Listen in no more", responses=REFUSALS)
async def end(identity: Monitoring, services: WithServices, agent_id: Id) -> Done:
    """The talk goes on without the supervisor."""
    supervisor, watched = _both(services, identity, Permission.MONITOR_CALL, agent_id)
    act = Act("call.end_monitoring", "agent", watched)
    return await _act(services, identity, act, "", EndMonitoring(supervisor, watched))


@routes.post("/api/agents/{agent_id}/monitor/take-over", summary="Take the customer over", responses=REFUSALS)
async def take_over(identity: TakingOver, services: WithServices, agent_id: Id, body: TakeOverBody) -> Done:
    """Of an agent to whose talk one listens: the customer is the supervisor's from then on, and the agent wraps up."""
    supervisor, watched = _both(services, identity, Permission.TAKE_OVER, agent_id)
    return await _act(
        services, identity, Act("call.take_over", "agent", watched), body.reason, TakeOver(supervisor, watched)
    )


def _both(services: Services, identity: Identity, permission: Permission, agent_id: str) -> tuple[AgentId, AgentId]:
    """The supervisor's own agent, and the agent who is watched, whom the supervisor may."""
    must_cover(services, identity, permission, AgentId(agent_id))
    if identity.agent_id is None:
        raise ApiError(403, "not_an_agent", NO_PHONE)
    return identity.agent_id, AgentId(agent_id)


async def _act(services: Services, identity: Identity, act: Act, reason: str, given: MonitoringInput) -> Done:
    refused = await services.audit.act(identity, act, reason, partial(services.supervision.perform, given))
    if refused is not None:
        raise command_error(refused)
    return Done()
