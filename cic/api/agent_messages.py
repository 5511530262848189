"""The route by which somebody who watches over the center says something to agents. Owns to whom it goes: one agent, a
team, a queue's agents, or everybody there; what is said is sealed."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field, model_validator

from cic.access.identity import Identity
from cic.access.permissions import Permission, Rows
from cic.api.act_bodies import ActBody, Text
from cic.api.acting import Acting
from cic.api.asking import WithServices, permitted, rows_of
from cic.api.errors import ApiError, refusals
from cic.api.ports import JOURNAL_STALLED, CommandRefused, Services
from cic.api.supervision_ports import NothingKept
from cic.audit.port import Act
from cic.center.agent_message_inputs import TellAgents
from routing.vocabulary import AgentId, QueueId

routes = APIRouter(tags=["supervision"])
Telling = Annotated[Identity, Depends(permitted(Permission.MESSAGE_AGENTS))]
NO_REASON = "a message to agents"


class RecipientsBody(BaseModel):
    """One agent; or whoever is signed in of a team, of a queue's agents, or of all."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["agent", "team", "queue", "all"]
    id: Annotated[str, Field(max_length=128, description="Empty for `all`")] = ""

    @model_validator(mode="after")
    def _is_named(self) -> "RecipientsBody":
        if (self.kind == "all") is bool(self.id):
            raise ValueError("an id for agent, team and queue, and none for all")
        return self


class MessageBody(ActBody):
    """What is said, and to whom."""

    reason: Text = NO_REASON
    to: RecipientsBody
    text: Text


class ToldBody(BaseModel):
    """It is shown to these until they have read it; who has too much to read already is not reached."""

    ok: Literal[True] = True
    reached: list[str]
    not_reached: list[str]


@routes.post("/api/agent-messages", summary="Say something to agents", responses=refusals(401, 403, 404, 409, 422, 503))
async def tell_agents(identity: Telling, services: WithServices, request: Request, body: MessageBody) -> ToldBody:
    """It stands on their desktops until each has read it, over connections and restarts, for a week at most."""
    acting = Acting(request, services, identity, body)
    return await acting.once(lambda: _tell(acting, body))


async def _tell(acting: Acting, body: MessageBody) -> ToldBody:
    services, identity = acting.services, acting.identity
    agent_ids = await _recipients(services, rows_of(services, identity, Permission.MESSAGE_AGENTS), body.to)
    message_id = services.supervision.new_message_id()

    async def tell() -> CommandRefused | None:
        try:
            text = services.supervision.seal(body.text)
        except NothingKept:
            return CommandRefused(JOURNAL_STALLED, "nothing can be kept of it at the moment; try again later")
        return await services.supervision.perform(TellAgents(message_id, agent_ids, identity.user, text))

    act = Act("agent.tell", body.to.kind, body.to.id, {"agents": len(agent_ids), "message_id": message_id})
    await acting.noted(act, tell)
    told = await services.floor.told(message_id)
    reached = agent_ids if told is None else told  # all have read it already
    return ToldBody(reached=list(reached), not_reached=[name for name in agent_ids if name not in reached])


async def _recipients(services: Services, covered: Rows, to: RecipientsBody) -> tuple[AgentId, ...]:
    if to.kind == "agent":
        agent_id = AgentId(to.id)
        if not covered.covers_agent(agent_id):
            raise ApiError(403, "not_your_team", "This agent is not of your team.")
        return (agent_id,)
    labels = services.labels()
    if to.kind == "queue" and QueueId(to.id) not in labels.queues:
        raise ApiError(404, "unknown_queue", "No queue of this id is configured.")
    if to.kind == "team" and to.id not in labels.teams.values():
        raise ApiError(404, "unknown_team", "No agent is in a team of this name.")
    there = await services.floor.signed_in(QueueId(to.id) if to.kind == "queue" else None)
    meant = [name for name in there if to.kind != "team" or labels.teams.get(name) == to.id]
    reached = tuple(name for name in meant if covered.covers_agent(name))
    if meant and not reached:
        raise ApiError(403, "not_your_team", "None of these agents is of your team.")
    if not reached:
        raise ApiError(409, "nobody_there", "None of these agents is signed in.")
    return reached
