"""Applies another text to the center that runs: loaded beside the writer, staged, activated. Owns that order.

Either all of it holds in the end, or none: until the activation nothing is different, and the activation is one input.
"""

import asyncio
import logging
from dataclasses import dataclass, field, replace

from cic.api.ports import ConfigurationOutcome, ConfigurationRefusal
from cic.center.inputs import ConfigurationActivated
from cic.configuration.compile import CompiledCenter
from cic.configuration.hours import compile_hours
from cic.configuration.problems import ConfigurationRefused
from cic.configuration.staging import stages
from cic.configuration.store import ConfigurationStore, Held, How
from cic.main.loading import beside_the_writer
from cic.main.parts import Center
from cic.runtime.runtime import Runtime
from routing.commands import StageConfiguration
from routing.rejections import Rejection

log = logging.getLogger(__name__)

PROBLEMS_TOLD = 5
"""`cic check` tells all of them."""


@dataclass(slots=True)
class Applying:
    """Applies one text after the other."""

    center: Center
    store: ConfigurationStore
    runtime: Runtime
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _sign_ins: "asyncio.Task[None] | None" = None
    """Each new agent's password takes a moment to be hashed: nobody waits for all of them."""

    async def apply(self, version: str) -> ConfigurationOutcome | ConfigurationRefusal:
        """Let a text that lies in the store hold."""
        async with self._turn:
            return await self._apply(version, How.APPLIED)

    async def apply_previous(self) -> ConfigurationOutcome | ConfigurationRefusal:
        """Let the text hold that held before the one that holds."""
        async with self._turn:
            try:
                version = await asyncio.to_thread(self.store.previous)
            except ConfigurationRefused as refused:
                return _refusal(refused)
            if version is None:
                return ConfigurationRefusal("nothing_before", "no text was applied before the one that holds")
            return await self._apply(version, How.ROLLED_BACK)

    async def _apply(self, version: str, how: How) -> ConfigurationOutcome | ConfigurationRefusal:
        before = self.center.compiled
        if version == before.applied.version:
            return ConfigurationOutcome(version, version, 0)
        try:
            after = await beside_the_writer(self.store, version)
        except ConfigurationRefused as refused:
            return _refusal(refused)
        if (after.tenant_id, after.site_id) != (before.tenant_id, before.site_id):
            return ConfigurationRefusal("another_site", "the text is of another tenant or site: start another center")
        parts, activation = await asyncio.to_thread(stages, before.applied.routing, after)
        refusal = await self._submit(parts, replace(activation, base=before.applied.version))
        if refusal is not None:
            return ConfigurationRefusal(refusal.code.value, refusal.detail)
        await self._hold(after, Held(version, self.center.clock.now_ms(), how))
        return ConfigurationOutcome(version, before.applied.version, len(parts))

    async def _submit(
        self, parts: tuple[StageConfiguration, ...], activation: ConfigurationActivated
    ) -> Rejection | None:
        """Each part is a short input, and others come in between."""
        for part in parts:
            refusal = await self.runtime.submit(part)
            if refusal is not None:
                return refusal
        return await self.runtime.submit(activation)

    async def _hold(self, after: CompiledCenter, held: Held) -> None:
        """The center is another one: its words, hours and sign-ins follow."""
        self.center.compiled = after
        await self.runtime.submit(compile_hours(after.calendars, after.time_zone, held.at_ms))
        await asyncio.to_thread(self.store.note, held)
        self._sign_ins = asyncio.create_task(self.center.access.make_sign_ins(tuple(after.labels.agents)))
        self._sign_ins.add_done_callback(_told_if_failed)
        log.info("configuration %s holds (%s)", held.version, held.how.value)


def _refusal(refused: ConfigurationRefused) -> ConfigurationRefusal:
    errors = [str(problem) for problem in refused.problems if problem.is_error]
    more = f" (and {len(errors) - PROBLEMS_TOLD} more)" if len(errors) > PROBLEMS_TOLD else ""
    return ConfigurationRefusal("bad_configuration", "; ".join(errors[:PROBLEMS_TOLD]) + more)


def _told_if_failed(making: "asyncio.Task[None]") -> None:
    if not making.cancelled() and (error := making.exception()) is not None:
        log.error("sign-ins of new agents could not be made: %s; they are made at the next start", type(error).__name__)
