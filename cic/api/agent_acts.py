"""Routes by which a supervisor acts on agents: an activity, the end of a wrap-up, signing out, an override. Decides
nothing; each act has a reason."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from cic.access.identity import Identity
from cic.access.permissions import Permission
from cic.api.act_bodies import ActBody, ActivityBody, EndWrapUpBody, OrderedBody, OverrideBody
from cic.api.acting import Acting, within_a_year
from cic.api.asking import WithServices, must_cover, permitted
from cic.api.desk import Done
from cic.api.errors import ApiError, refusals
from cic.api.ports import Services
from cic.audit.port import Act, Detail
from routing.overrides import NO_OVERRIDE, AgentOverride
from routing.supervisor_commands import EndWrapUps, ForceActivity, SetOverride
from routing.vocabulary import Activity, AgentId, InteractionId, QueueId

routes = APIRouter(tags=["supervision"])
ActingOnAgent = Annotated[Identity, Depends(permitted(Permission.ACT_ON_AGENT))]
SettingOverride = Annotated[Identity, Depends(permitted(Permission.SET_OVERRIDE))]
Id = Annotated[str, Path(min_length=1, max_length=128)]
REFUSALS = refusals(401, 403, 404, 409, 422, 503)


@routes.post("/api/agents/{agent_id}/activity", summary="Force an agent's activity", responses=REFUSALS)
async def force_activity(
    identity: ActingOnAgent, services: WithServices, request: Request, agent_id: Id, body: ActivityBody
) -> OrderedBody:
    """Now, or after the contact in hand. What stands offered to the agent is offered to another."""
    command = ForceActivity(AgentId(agent_id), Activity(body.activity), body.break_reason)
    details: dict[str, Detail] = {"activity": body.activity, "break_reason": body.break_reason}
    return await _forced(Acting(request, services, identity, body), command, details)


@routes.post("/api/agents/{agent_id}/sign-out", summary="Sign an agent out", responses=REFUSALS)
async def sign_out(
    identity: ActingOnAgent, services: WithServices, request: Request, agent_id: Id, body: ActBody
) -> OrderedBody:
    """Once nothing is in the agent's hand; then the agent's desktop and sessions end too."""
    command = ForceActivity(AgentId(agent_id), Activity.SIGNED_OUT, "")
    return await _forced(Acting(request, services, identity, body), command, {"activity": "signed_out"})


async def _forced(acting: Acting, command: ForceActivity, details: dict[str, Detail]) -> OrderedBody:
    must_cover(acting.services, acting.identity, Permission.ACT_ON_AGENT, command.agent_id)
    await acting.order(Act("agent.force_activity", "agent", command.agent_id, details), command)
    is_so = await acting.services.floor.activity(command.agent_id) is command.activity
    return OrderedBody(when="now" if is_so else "after_contact")


@routes.post("/api/agents/{agent_id}/end-wrap-up", summary="End an agent's wrap-up", responses=REFUSALS)
async def end_wrap_up(
    identity: ActingOnAgent, services: WithServices, request: Request, agent_id: Id, body: EndWrapUpBody
) -> Done:
    """A disposition that was given before holds; without one it says that a supervisor ended it."""
    interaction_id = None if body.interaction_id is None else InteractionId(body.interaction_id)
    must_cover(services, identity, Permission.ACT_ON_AGENT, AgentId(agent_id))
    act = Act("agent.end_wrap_up", "agent", agent_id, {"interaction_id": body.interaction_id})
    await Acting(request, services, identity, body).order(act, EndWrapUps(AgentId(agent_id), interaction_id))
    return Done()


@routes.post("/api/agents/{agent_id}/override", summary="Other skills and queues for a while", responses=REFUSALS)
async def set_override(
    identity: SettingOverride, services: WithServices, request: Request, agent_id: Id, body: OverrideBody
) -> Done:
    """Takes the place of an override that holds. A level of 0 takes a skill away; the contact in hand stays."""
    must_cover(services, identity, Permission.SET_OVERRIDE, AgentId(agent_id))
    command = SetOverride(AgentId(agent_id), _override(services, body))
    details: dict[str, Detail] = {
        "until_ms": body.until_ms,
        "skills": ", ".join(f"{skill}={level}" for skill, level in command.override.skills),
        "more_queues": ", ".join(command.override.more_queues),
        "without_queues": ", ".join(command.override.without_queues),
    }
    act = Act("agent.set_override", "agent", agent_id, details)
    await Acting(request, services, identity, body).order(act, command)
    return Done()


@routes.post("/api/agents/{agent_id}/override/end", summary="End an override", responses=REFUSALS)
async def end_override(
    identity: SettingOverride, services: WithServices, request: Request, agent_id: Id, body: ActBody
) -> Done:
    """The configuration holds again; without an override nothing changes."""
    must_cover(services, identity, Permission.SET_OVERRIDE, AgentId(agent_id))
    act = Act("agent.end_override", "agent", agent_id)
    await Acting(request, services, identity, body).order(act, SetOverride(AgentId(agent_id), NO_OVERRIDE))
    return Done()


def _override(services: Services, body: OverrideBody) -> AgentOverride:
    if not (body.skills or body.more_queues or body.without_queues):
        raise ApiError(422, "bad_request", "Nothing would differ; an override is ended by its own route.")
    if set(body.more_queues) & set(body.without_queues):
        raise ApiError(422, "bad_request", "A queue is both added and taken away.")
    known = services.labels().skills
    if body.skills.keys() - known.keys():
        raise ApiError(404, "unknown_skill", f"A skill is not known; expected one of: {', '.join(known) or 'none'}.")
    return AgentOverride(
        until_ms=within_a_year(services, body.until_ms),
        skills=tuple(sorted(body.skills.items())),
        more_queues=tuple(QueueId(queue_id) for queue_id in dict.fromkeys(body.more_queues)),
        without_queues=tuple(QueueId(queue_id) for queue_id in dict.fromkeys(body.without_queues)),
    )
