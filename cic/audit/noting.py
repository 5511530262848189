"""Notes acts around carrying them out. Owns the order: first it is written down, then it is done."""

import asyncio
from collections.abc import Callable, Sequence

from cic.access.identity import Identity
from cic.api.ports import CommandRefused, JsonObject
from cic.audit.port import NOT_NOTED, Act, Actor, NotAudited, Perform, Wanted, actor_of
from cic.audit.trail import AuditTrail

FAILED = "failed"


class Noting:
    """The audit trail for the event loop; see ``AuditPort``."""

    def __init__(self, trail: AuditTrail, now_ms: Callable[[], int]) -> None:
        self._trail = trail
        self._now_ms = now_ms

    async def act(self, identity: Identity, act: Act, reason: str, perform: Perform) -> CommandRefused | None:
        """Note an act, carry it out, and note it again when it was refused or failed."""
        actor = actor_of(identity)
        try:
            ordinal = await self._add(actor, act, reason)
        except NotAudited:
            return CommandRefused(NOT_NOTED, "this cannot be written down at the moment, so it was not done; try again")
        outcome = FAILED
        try:
            refused = await perform()
            outcome = "" if refused is None else refused.code
        finally:
            if outcome:
                await self._add_outcome(actor, act, outcome, ordinal)
        return refused

    async def note(self, actor: Actor, act: Act, reason: str = "") -> None:
        """Note what has happened or is about to."""
        await self._add(actor, act, reason)

    async def entries(self, wanted: Wanted) -> Sequence[JsonObject]:
        """What was noted, newest first."""
        return await asyncio.to_thread(self._trail.newest, wanted)

    async def _add(self, actor: Actor, act: Act, reason: str) -> int:
        return await asyncio.to_thread(self._trail.add, actor, act, self._now_ms(), reason=reason)

    async def _add_outcome(self, actor: Actor, act: Act, outcome: str, ordinal: int) -> None:
        try:
            await asyncio.to_thread(self._trail.add, actor, act, self._now_ms(), outcome=outcome, of=ordinal)
        except NotAudited:
            return  # that it was asked for is written down; that it came to nothing is in the journal
