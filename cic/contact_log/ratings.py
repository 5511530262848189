"""What callers think of those who served them, by queue and agent. Owns the question to the database; writes nothing.

Counted are contacts whose callers have gone. What was asked, and on what scale, keeps ratings apart: a three of five is
not a three of ten.
"""

import asyncio
from collections.abc import Callable, Sequence

from sqlalchemy import func, select

from cic.contact_log.rows import Row
from cic.contact_log.store import ContactLogStore
from cic.contact_log.tables import contact_rating
from routing.vocabulary import AgentId, QueueId

VALUES_MAX = 20_000
"""So many different values of different subjects, queues and agents are counted at most."""
Group = tuple[str | None, str | None, str, int, int]


class RatingQueries:
    """Counts ratings of one site. Reads on threads, never on the event loop."""

    def __init__(self, store: ContactLogStore, catch_up: Callable[[], object] = lambda: None) -> None:
        """``catch_up`` lets the log take what has happened by now; it returns when that is so, or after a bound."""
        self._store = store
        self._catch_up = catch_up

    async def ratings(
        self, from_ms: int, until_ms: int, queue_id: QueueId | None, agent_id: AgentId | None
    ) -> Sequence[Row]:
        """Return how often each value was given by queue, agent, subject and scale, within a time."""
        return await asyncio.to_thread(self.ratings_now, from_ms, until_ms, queue_id, agent_id)

    def ratings_now(
        self, from_ms: int, until_ms: int, queue_id: QueueId | None = None, agent_id: AgentId | None = None
    ) -> list[Row]:
        """As ``ratings``, on the caller's thread."""
        self._catch_up()
        columns = contact_rating.c
        group = (columns.queue_id, columns.agent_id, columns.subject, columns.lowest, columns.highest)
        wanted = (
            select(*group, columns.value, func.count().label("count"))
            .where(self._store.of_site(contact_rating), columns.at_ms >= from_ms, columns.at_ms < until_ms)
            .group_by(*group, columns.value)
            .order_by(*group, columns.value)
            .limit(VALUES_MAX)
        )
        if queue_id is not None:
            wanted = wanted.where(columns.queue_id == queue_id)
        if agent_id is not None:
            wanted = wanted.where(columns.agent_id == agent_id)
        found: dict[Group, dict[int, int]] = {}
        with self._store.database.reading() as connection:
            for *names, value, count in connection.execute(wanted):
                queue, agent, subject, lowest, highest = names
                found.setdefault((queue, agent, subject, lowest, highest), {})[value] = count
        return [_row(group_of, values) for group_of, values in found.items()]


def _row(group: Group, values: dict[int, int]) -> Row:
    queue_id, agent_id, subject, lowest, highest = group
    return {
        "queue_id": queue_id,
        "agent_id": agent_id,
        "subject": subject,
        "lowest": lowest,
        "highest": highest,
        "values": values,
    }
