"""Lets other flows hold in the center that runs, and says which held. The rest of its text stays as it is.

Owns what is asked of the store and in which order; the text comes to hold in the one way that every text does.
"""

import asyncio
from dataclasses import asdict, dataclass

from cic.api.ports import ConfigurationOutcome, ConfigurationRefusal, FlowChange, FlowsOutcome, FlowsStep
from cic.configuration import flow_versions
from cic.configuration.flow_versions import NoWayBack, WayBack, changes, changes_in, versions_of, way_back
from cic.configuration.problems import ConfigurationRefused, choose_from
from cic.configuration.store import Held, How
from cic.main.applying import Applying, Asked, refusal_of
from cic.main.loading import composed_beside_the_writer


@dataclass(frozen=True, slots=True)
class FlowPublishing:
    """Publishes flows, one after the other."""

    applying: Applying

    def version(self) -> str:
        """The version of the text that holds."""
        return self.applying.center.compiled.applied.version

    async def publish(self, version: str, base: str, by: str, note: str) -> FlowsOutcome | ConfigurationRefusal:
        """Let a text that lies in the store hold, if the one that it was made from still does."""
        async with self.applying.turn:
            if base != self.version():
                return ConfigurationRefusal("changed_meanwhile", "another text holds by now: run the command again")
            return await self._hold(version, Asked(How.FLOWS_PUBLISHED, by, note))

    async def roll_back(
        self, flow: str | None, to: str | None, by: str, note: str
    ) -> FlowsOutcome | ConfigurationRefusal:
        """Let the flows of before hold again, all of them or one."""
        async with self.applying.turn:
            store = self.applying.store
            try:
                history = await asyncio.to_thread(store.history)
                found = way_back(history, flow, to)
                if isinstance(found, NoWayBack):
                    return ConfigurationRefusal(found.code, found.detail)
                names = () if found.flow is None else (found.flow,)
                version = await composed_beside_the_writer(store, self.version(), found.version, names)
            except ConfigurationRefused as refused:
                return refusal_of(refused)
            if version == self.version() and self._differs(history, found):
                detail = "its own text was the same then: a flow that it goes through has changed, so go back with that"
                return ConfigurationRefusal("changed_in_another_flow", detail)
            return await self._hold(version, Asked(How.FLOWS_ROLLED_BACK, by, note))

    async def history(self, flow: str | None) -> tuple[FlowsStep, ...] | ConfigurationRefusal:
        """What held and changed a flow, the latest first."""
        try:
            steps = changes_in(await asyncio.to_thread(self.applying.store.history), flow)
        except ConfigurationRefused as refused:
            return refusal_of(refused)
        if flow is not None and not steps:
            names = versions_of(self.applying.center.compiled.applied.flows)
            return ConfigurationRefusal("unknown_flow", f"no flow of this name ever held; {choose_from(flow, names)}")
        return tuple(
            FlowsStep(held.version, held.at_ms, held.how.value, held.by, held.note, _told(found), held is steps[-1][0])
            for held, found in reversed(steps)
        )

    def _differs(self, history: tuple[Held, ...], found: WayBack) -> bool:
        """Whether a flow is to have another version than it has."""
        wanted = next(held.flows for held in reversed(history) if held.version == found.version and held.flows)
        holds = versions_of(self.applying.center.compiled.applied.flows)
        return found.flow is not None and wanted[found.flow] != holds.get(found.flow)

    async def _hold(self, version: str, asked: Asked) -> FlowsOutcome | ConfigurationRefusal:
        before = versions_of(self.applying.center.compiled.applied.flows)
        outcome = await self.applying.hold(version, asked)
        if not isinstance(outcome, ConfigurationOutcome):
            return outcome
        after = versions_of(self.applying.center.compiled.applied.flows)
        return FlowsOutcome(outcome.version, outcome.previous, _told(changes(before, after)))


def _told(found: tuple[flow_versions.FlowChange, ...]) -> tuple[FlowChange, ...]:
    return tuple(FlowChange(**asdict(each)) for each in found)
