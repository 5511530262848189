"""Routes by which a supervisor opens and closes queues, one or several at once. Decides nothing; each act has a
reason."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from cic.access.identity import Identity
from cic.access.permissions import Permission
from cic.api.act_bodies import ModeBody, ModesBody
from cic.api.acting import Acting, within_a_year
from cic.api.asking import WithServices, permitted
from cic.api.desk import Done
from cic.api.errors import ApiError, refusals
from cic.api.ports import Services
from cic.audit.port import Act
from routing.overrides import QueueMode
from routing.supervisor_commands import SetQueueMode, SetQueueModes
from routing.vocabulary import QueueId

routes = APIRouter(tags=["supervision"])
SettingMode = Annotated[Identity, Depends(permitted(Permission.SET_QUEUE_MODE))]
Id = Annotated[str, Path(min_length=1, max_length=128)]
REFUSALS = refusals(401, 403, 404, 409, 422, 503)


@routes.post("/api/queues/{queue_id}/mode", summary="Open or close a queue", responses=REFUSALS)
async def set_mode(
    identity: SettingMode, services: WithServices, request: Request, queue_id: Id, body: ModeBody
) -> Done:
    """Those who wait already stay. A mode without an end holds until somebody opens the queue."""
    command = SetQueueMode(QueueId(queue_id), body.mode, _until_ms(services, body))
    act = Act("queue.set_mode", "queue", queue_id, {"mode": body.mode.value, "until_ms": body.until_ms})
    await Acting(request, services, identity, body).order(act, command)
    return Done()


@routes.post("/api/queues/modes", summary="Open or close several queues", responses=REFUSALS)
async def set_modes(identity: SettingMode, services: WithServices, request: Request, body: ModesBody) -> Done:
    """All of them at once, or none where one is not known."""
    queue_ids = tuple(QueueId(queue_id) for queue_id in dict.fromkeys(body.queues))
    command = SetQueueModes(queue_ids, body.mode, _until_ms(services, body))
    act = Act("queue.set_mode", "queue", ", ".join(queue_ids), {"mode": body.mode.value, "until_ms": body.until_ms})
    await Acting(request, services, identity, body).order(act, command)
    return Done()


def _until_ms(services: Services, body: ModeBody) -> int:
    if body.mode is QueueMode.OPEN and body.until_ms is not None:
        raise ApiError(422, "bad_request", "until_ms: a queue is opened without an end.")
    return 0 if body.until_ms is None else within_a_year(services, body.until_ms)
