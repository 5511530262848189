"""What the door is told of agents and teams of the text that holds, and what it tells of locks. Decides nothing."""

import asyncio
import logging

from cic.access.user_words import Known
from cic.audit.port import Act, Actor, NotAudited
from cic.main.parts import Center

log = logging.getLogger(__name__)


def follow_users(center: Center) -> None:
    """Let users be held against the text that holds, and locks be noted in the audit trail."""
    noting: set[asyncio.Task[None]] = set()

    def locked(user: str) -> None:
        task = asyncio.create_task(_note_lock(center, user))
        noting.add(task)
        task.add_done_callback(noting.discard)

    center.access.known = lambda: _known(center)
    center.access.on_locked = locked


def _known(center: Center) -> Known:
    labels = center.compiled.labels
    return Known(frozenset(labels.agents), frozenset(team for team in labels.teams.values() if team))


async def _note_lock(center: Center, user: str) -> None:
    try:
        await center.audit.note(Actor(user), Act("user.locked_out", "user", user))
    except NotAudited:
        log.error("that a user was locked out could not be written down in the audit trail")
