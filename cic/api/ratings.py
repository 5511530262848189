"""The route that counts ratings, for whoever watches over the center. Owns averages; counts nothing itself."""

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from cic.access.identity import Identity
from cic.access.permissions import Permission
from cic.api.asking import WithServices, permitted
from cic.api.errors import ApiError, refusals
from routing.vocabulary import AgentId, QueueId

routes = APIRouter(tags=["records"])
TIME_MS_MAX = 2**53
DAY_MS = 86_400_000
Scale = tuple[str, int, int]


class RatingFiguresBody(BaseModel):
    """The ratings of one subject, on one scale, of a queue or of an agent."""

    queue_id: str | None = Field(description="Null among the agents, and where no agent had served the caller")
    agent_id: str | None = Field(description="Null among the queues, and where no agent had served the caller")
    subject: str
    lowest: int
    highest: int
    count: int
    average: float
    values: dict[int, int] = Field(description="How often each value of the scale was given")


class Ratings(BaseModel):
    """Ratings within a time, each counted once among the queues and once among the agents."""

    from_ms: int
    until_ms: int
    queues: list[RatingFiguresBody]
    agents: list[RatingFiguresBody]


@routes.get("/api/ratings", summary="What callers think, by queue and agent", responses=refusals(401, 403, 422))
async def ratings(
    _identity: Annotated[Identity, Depends(permitted(Permission.READ_RATINGS))],
    services: WithServices,
    from_ms: Annotated[int | None, Query(ge=0, le=TIME_MS_MAX, description="Without it, a day before the end")] = None,
    until_ms: Annotated[int | None, Query(ge=0, le=TIME_MS_MAX, description="Without it, now")] = None,
    queue_id: Annotated[str | None, Query(max_length=128)] = None,
    agent_id: Annotated[str | None, Query(max_length=128)] = None,
) -> Ratings:
    """Of contacts whose callers have gone. A queue or an agent limits what is counted."""
    end_ms = services.supervision.now_ms() + 1 if until_ms is None else until_ms
    start_ms = max(0, end_ms - DAY_MS) if from_ms is None else from_ms
    if start_ms > end_ms:
        raise ApiError(422, "bad_request", "from_ms: later than until_ms.")
    rows = await services.ratings.ratings(
        start_ms,
        end_ms,
        None if queue_id is None else QueueId(queue_id),
        None if agent_id is None else AgentId(agent_id),
    )
    return Ratings(
        from_ms=start_ms, until_ms=end_ms, queues=_counted(rows, "queue_id"), agents=_counted(rows, "agent_id")
    )


def _counted(rows: Iterable[dict[str, Any]], by: str) -> list[RatingFiguresBody]:
    groups: dict[tuple[str | None, Scale], dict[int, int]] = {}
    for row in rows:
        scale = (row["subject"], row["lowest"], row["highest"])
        blank = dict.fromkeys(range(row["lowest"], row["highest"] + 1), 0)
        values = groups.setdefault((row[by], scale), blank)
        for value, count in row["values"].items():
            values[value] = values.get(value, 0) + count
    in_order = sorted(groups.items(), key=lambda item: (item[0][0] is None, item[0][0] or "", item[0][1]))
    return [_figures(by, name, scale, values) for (name, scale), values in in_order]


def _figures(by: str, name: str | None, scale: Scale, values: dict[int, int]) -> RatingFiguresBody:
    subject, lowest, highest = scale
    count = sum(values.values())
    total = sum(value * given for value, given in values.items())
    return RatingFiguresBody(
        queue_id=name if by == "queue_id" else None,
        agent_id=name if by == "agent_id" else None,
        subject=subject,
        lowest=lowest,
        highest=highest,
        count=count,
        average=round(total / count, 3),
        values=values,
    )
