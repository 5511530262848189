"""Applies another text to the center that runs: loaded beside the writer, staged, activated. Owns that order.

Either all of it holds in the end, or none: until the activation nothing is different, and the activation is one input.
"""

import asyncio
import logging
from dataclasses import dataclass, field, replace

from cic.api.ports import ConfigurationOutcome, ConfigurationRefusal
from cic.center.inputs import ConfigurationActivated, HoursCompiled
from cic.configuration.compile import CompiledCenter
from cic.configuration.flow_versions import versions_of
from cic.configuration.problems import ConfigurationRefused
from cic.configuration.staging import stages
from cic.configuration.store import ConfigurationStore, Held, How
from cic.main.loading import beside_the_writer
from cic.main.opening_hours import hours_of
from cic.main.parts import Center
from cic.runtime.runtime import Runtime
from routing.commands import StageConfiguration
from routing.rejections import Rejection

log = logging.getLogger(__name__)

PROBLEMS_TOLD = 5
"""`cic check` tells all of them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Why a text is to hold, for the history: how it comes to, who asked for it, and what they said about it."""

    how: How
    by: str = ""
    note: str = ""


@dataclass(slots=True)
class Applying:
    """Applies one text after the other."""

    center: Center
    store: ConfigurationStore
    runtime: Runtime
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Whoever lets a text hold has the turn: what it was compared with holds until then."""
    _sign_ins: "asyncio.Task[None] | None" = None
    """Each new agent's password takes a moment to be hashed: nobody waits for all of them."""

    async def apply(self, version: str, by: str = "") -> ConfigurationOutcome | ConfigurationRefusal:
        """Let a text that lies in the store hold."""
        async with self.turn:
            return await self.hold(version, Asked(How.APPLIED, by))

    async def apply_previous(self, by: str = "") -> ConfigurationOutcome | ConfigurationRefusal:
        """Let the text hold that held before the one that holds."""
        async with self.turn:
            try:
                version = await asyncio.to_thread(self.store.previous)
            except ConfigurationRefused as refused:
                return refusal_of(refused)
            if version is None:
                return ConfigurationRefusal("nothing_before", "no text was applied before the one that holds")
            return await self.hold(version, Asked(How.ROLLED_BACK, by))

    async def hold(self, version: str, asked: Asked) -> ConfigurationOutcome | ConfigurationRefusal:
        """Let a text that lies in the store hold; for whoever has the turn."""
        before = self.center.compiled
        if version == before.applied.version:
            return ConfigurationOutcome(version, version, 0)
        try:
            after = await beside_the_writer(self.store, version)
        except ConfigurationRefused as refused:
            return refusal_of(refused)
        if (after.tenant_id, after.site_id) != (before.tenant_id, before.site_id):
            return ConfigurationRefusal("another_site", "the text is of another tenant or site: start another center")
        parts, activation = await asyncio.to_thread(stages, before.applied.routing, after)
        hours = await asyncio.to_thread(hours_of, after, self.center.clock.now_ms())
        refusal = await self._submit(parts, replace(activation, base=before.applied.version))
        if refusal is not None:
            return ConfigurationRefusal(refusal.code.value, refusal.detail)
        flows, now_ms = versions_of(after.applied.flows), self.center.clock.now_ms()
        await self._follow(after, hours, Held(version, now_ms, asked.how, asked.by, asked.note, flows))
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

    async def _follow(self, after: CompiledCenter, hours: HoursCompiled, held: Held) -> None:
        """The center is another one: its words, hours and sign-ins follow."""
        if self.center.speech is not None and self.center.compiled.speech != after.speech:
            log.warning("`speech` of center.yaml is another: callers are listened to as before until the next start")
        self.center.compiled = after
        self.center.lookups.apply(after.lookups)
        await self.runtime.submit(hours)
        await self._note(held)
        self._sign_ins = asyncio.create_task(self.center.access.make_sign_ins(after.labels.first_roles))
        self._sign_ins.add_done_callback(_told_if_failed)
        log.info("configuration %s holds (%s)", held.version, held.how.value)

    async def _note(self, held: Held) -> None:
        """It holds by now, whether that can be written down or not."""
        try:
            await asyncio.to_thread(self.store.note, held)
        except (OSError, ConfigurationRefused) as error:
            reason = (error.strerror or "unknown") if isinstance(error, OSError) else str(error)
            advice = "make room or mend the file; until then no way back leads to what held before it"
            log.error("configuration %s holds, but not in its history: %s; %s", held.version, reason, advice)


def refusal_of(refused: ConfigurationRefused) -> ConfigurationRefusal:
    """What is wrong with a text, in one sentence: the first of its problems and how many more there are."""
    errors = [str(problem) for problem in refused.problems if problem.is_error]
    more = f" (and {len(errors) - PROBLEMS_TOLD} more)" if len(errors) > PROBLEMS_TOLD else ""
    return ConfigurationRefusal("bad_configuration", "; ".join(errors[:PROBLEMS_TOLD]) + more)


def _told_if_failed(making: "asyncio.Task[None]") -> None:
    if not making.cancelled() and (error := making.exception()) is not None:
        log.error("sign-ins of new agents could not be made: %s; they are made at the next start", type(error).__name__)
