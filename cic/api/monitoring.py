"""Routes of a supervisor who listens in on an agent's talk, with the supervisor's own phone. Decides nothing.

The supervisor acts as an agent of the configuration, whose phone rings: somebody without one cannot listen. Each act is
noted before it is done; a reason is asked where it concerns anybody anew: at the beginning, and for taking over.
"""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, ConfigDict

from cic.access.identity import Identity
from cic.access.permissions import Permission
from cic.api.act_bodies import ActBody, Name
from cic.api.acting import Acting
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
REFUSALS = refusals(401, 403, 404, 409, 422, 503)
NO_PHONE = (
    "Listening in rings your own phone, and you have none: your user is no agent of agents.yaml. Have an agent with a "
    "phone given to your user, and sign in anew."
)


class MonitorBody(ActBody):
    """Who is to hear the supervisor; without an interaction it is the talk that the agent is in."""

    mode: MonitorMode
    interaction_id: Name | None = None


class SwitchBody(BaseModel):
    """Who is to hear the supervisor from now on."""

    model_config = ConfigDict(extra="forbid")
    mode: MonitorMode


@routes.post("/api/agents/{agent_id}/monitor", summary="Listen in on an agent's talk", responses=REFUSALS)
async def monitor(
    identity: Monitoring, services: WithServices, request: Request, agent_id: Id, body: MonitorBody
) -> Done:
    """The own phone rings; once it is answered the talk is heard. The same talk again is a switch."""
    supervisor, watched = _both(services, identity, Permission.MONITOR_CALL, agent_id)
    interaction_id = None if body.interaction_id is None else InteractionId(body.interaction_id)
    act = Act("call.monitor", "agent", watched, {"mode": body.mode.value, "interaction_id": body.interaction_id})
    given = StartMonitoring(supervisor, watched, interaction_id, body.mode)
    await Acting(request, services, identity, body).order(act, given)
    return Done()


@routes.put("/api/agents/{agent_id}/monitor", summary="Listen, whisper or barge in", responses=REFUSALS)
async def switch(identity: Monitoring, services: WithServices, agent_id: Id, body: SwitchBody) -> Done:
    """On the same call: nothing rings again, and nobody else notices but by what is heard."""
    supervisor, watched = _both(services, identity, Permission.MONITOR_CALL, agent_id)
    act = Act("call.switch_monitoring", "agent", watched, {"mode": body.mode.value})
    return await _act(services, identity, act, SwitchMonitoring(supervisor, watched, body.mode))


@routes.delete("/api/agents/{agent_id}/monitor", summary="Listen in no more", responses=REFUSALS)
async def end(identity: Monitoring, services: WithServices, agent_id: Id) -> Done:
    """The talk goes on without the supervisor."""
    supervisor, watched = _both(services, identity, Permission.MONITOR_CALL, agent_id)
    act = Act("call.end_monitoring", "agent", watched)
    return await _act(services, identity, act, EndMonitoring(supervisor, watched))


@routes.post("/api/agents/{agent_id}/monitor/take-over", summary="Take the customer over", responses=REFUSALS)
async def take_over(
    identity: TakingOver, services: WithServices, request: Request, agent_id: Id, body: ActBody
) -> Done:
    """Of an agent to whose talk one listens: the customer is the supervisor's from then on, and the agent wraps up."""
    supervisor, watched = _both(services, identity, Permission.TAKE_OVER, agent_id)
    acting = Acting(request, services, identity, body)
    await acting.order(Act("call.take_over", "agent", watched), TakeOver(supervisor, watched))
    return Done()


def _both(services: Services, identity: Identity, permission: Permission, agent_id: str) -> tuple[AgentId, AgentId]:
    """The supervisor's own agent, and the agent who is watched, whom the supervisor may."""
    must_cover(services, identity, permission, AgentId(agent_id))
    if identity.agent_id is None:
        raise ApiError(403, "not_an_agent", NO_PHONE)
    return identity.agent_id, AgentId(agent_id)


async def _act(services: Services, identity: Identity, act: Act, given: MonitoringInput) -> Done:
    """What follows from a beginning that had its reason."""
    refused = await services.audit.act(identity, act, "", partial(services.supervision.perform, given))
    if refused is not None:
        raise command_error(refused)
    return Done()
