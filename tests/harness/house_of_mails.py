"""A center in the test's own process, on files of its own: journal, log, store, runtime, and no listener. Asserts that
what it is given is taken.

Five mails wait in its one queue, so that order and places can be seen without a phone.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cic.api.ports import ConfigurationOutcome
from cic.center.state import CenterState
from cic.configuration.compile import compile_center
from cic.configuration.flow_versions import versions_of
from cic.configuration.loader import load_center
from cic.configuration.store import Held, How
from cic.main.applying import Applying
from cic.main.parts import Center, UpOptions, open_center
from cic.main.publishing import FlowPublishing
from cic.main.wiring import wire
from cic.runtime.recovery import start_up
from cic.runtime.runtime import Runtime
from routing.commands import (
    AcceptOffer,
    CompleteInteraction,
    ConfirmOfferShown,
    FinishWrapUp,
    SetActivity,
    SetDesktopState,
    SubmitWork,
)
from routing.vocabulary import Activity, AgentId, ContactId, InteractionId, Medium, QueueId
from tests.unit.configuration.small_center import agent, queue, write_center

BOUND_S = 10.0
MAILS = tuple(InteractionId(f"m{number}") for number in range(5))


@dataclass
class House:
    """A center in this process, on files of its own, without listeners."""

    center: Center
    runtime: Runtime
    applying: Applying
    publishing: FlowPublishing
    text: Path

    def look(self, view: Callable[[CenterState], Any]) -> Any:
        """What the state shows at this moment."""
        found: list[Any] = []
        self.runtime.read(lambda state: found.append(view(state)), lambda _reading: None)
        return found[0]

    async def until(self, is_so: Callable[[CenterState], bool]) -> None:
        """Wait until the state is so."""
        async with asyncio.timeout(BOUND_S):
            while not self.look(is_so):  # noqa: ASYNC110  polled with a bound
                await asyncio.sleep(0.005)

    def keep(self) -> str:
        """Lay the text as it is now into the data folder, as `cic apply` does; its version."""
        loaded = load_center(self.text, self.text / "flows")
        self.applying.store.keep(loaded.version, self.text, self.text / "flows")
        return loaded.version

    async def apply(self) -> ConfigurationOutcome:
        """Apply the text as it is now, and let everybody take it in."""
        outcome = await self.applying.apply(self.keep())
        assert isinstance(outcome, ConfigurationOutcome), outcome
        await self.until(lambda state: not state.routing.taking_in)
        return outcome

    async def mails_wait(self) -> None:
        """Five mails wait in the queue sales, one after the other."""
        for name in MAILS:
            work = SubmitWork(name, ContactId(f"c-{name}"), Medium.MAIL, QueueId("sales"))
            assert await self.runtime.submit(work) is None

    def places(self) -> dict[str, tuple[int, int]]:
        """Who waits, and where in line."""
        return dict(self.look(lambda state: {name: found.place for name, found in state.routing.interactions.items()}))

    async def served(self, name: str, disposition: str = "sold") -> list[InteractionId]:
        """The mails in the order in which an agent gets them."""
        agent_id, order = AgentId(name), []
        await self.runtime.submit(SetDesktopState(agent_id, True))
        assert await self.runtime.submit(SetActivity(agent_id, Activity.AVAILABLE, "")) is None
        while offers := self.look(lambda state: dict(state.routing.agents[agent_id].offers)):
            ((interaction_id, offer_id),) = offers.items()
            order.append(interaction_id)
            for given in (
                ConfirmOfferShown(agent_id, offer_id),
                AcceptOffer(agent_id, offer_id),
                CompleteInteraction(agent_id, interaction_id),
                FinishWrapUp(agent_id, interaction_id, disposition, None),
            ):
                assert await self.runtime.submit(given) is None
        return order


@asynccontextmanager
async def running(tmp_path: Path) -> AsyncIterator[House]:
    """A center of one queue with alice and bob, five mails in line."""
    text = write_center(tmp_path / "text", [queue("sales")], [agent("alice", "sales"), agent("bob", "sales")])
    options = UpOptions(text, text / "flows", tmp_path / "data")
    options.data_folder.mkdir()
    compiled = compile_center(load_center(text, text / "flows"))
    center = open_center(compiled, options)
    center.configurations.keep(compiled.applied.version, text, text / "flows")
    started = Held(
        compiled.applied.version, center.clock.now_ms(), How.STARTED, flows=versions_of(compiled.applied.flows)
    )
    center.configurations.note(started)
    runtime, _, fold_the_rest, services = wire(center, options)
    assert isinstance(services.configuration, Applying) and isinstance(services.flows, FlowPublishing)

    async def reconcile() -> None:
        await runtime.submit(compiled.applied)

    try:
        await start_up(runtime, reconcile)
        house = House(center, runtime, services.configuration, services.flows, text)
        await house.mails_wait()
        yield house
        await runtime.stop()
        assert center.ending.failures == []
    finally:
        fold_the_rest()
        center.journal.close()
