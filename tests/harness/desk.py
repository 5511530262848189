"""An agent's desk at a real Asterisk: the desktop's protocol and a SIP phone. Owns how an agent acts."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.e2e.asterisk.center import until
from tests.e2e.asterisk.sip_phone import Call, SipPhone
from tests.harness.asterisk_lab import Hotline
from tests.harness.desktop_client import DesktopClient, View, interaction
from tests.harness.hearing import is_piece_of
from tests.harness.running_center import RunningCenter

PIECE_PACKETS = 30
"""0.6 s: enough to tell every recording from every other."""
HALF_A_SECOND_SAMPLES = 4_000
RECORDING_LIMIT_S = 15.0
_numbers = itertools.count(15550200)


class Phones:
    """SIP phones of one test. Whatever is left of them at its end is hung up and unregistered."""

    def __init__(self, hotline: Hotline) -> None:
        self._hotline = hotline
        self._passwords = {entry.address: entry.password for entry in hotline.asterisk.endpoints}
        self._made: list[SipPhone] = []

    async def caller(self, tone_hz: float = 453.0, number: str = "") -> SipPhone:
        """A phone of the public network, by default with a number that nobody else has."""
        return await self._open(SipPhone(number or f"+{next(_numbers)}", self._hotline.asterisk.sip_port, tone_hz))

    async def agent(self, address: str, tone_hz: float = 678.0) -> SipPhone:
        """An agent's registered phone."""
        password = self._passwords[address]
        phone = await self._open(SipPhone(address, self._hotline.asterisk.sip_port, tone_hz, password))
        await phone.register()
        return phone

    async def switch_off(self) -> None:
        """Hang up and unregister."""
        for phone in self._made:
            if phone.user in self._passwords and not phone.is_closed:
                await phone.register(0)
            await phone.close()

    async def close(self) -> None:
        """Switch off, and wait until the center has seen every caller go."""
        await self.switch_off()
        await until(lambda: all(row["ended_at_ms"] for row in self._hotline.center.contacts()))

    async def _open(self, phone: SipPhone) -> SipPhone:
        self._made.append(phone)
        return await phone.open()


@pytest.fixture
async def phones(hotline: Hotline) -> AsyncIterator[Phones]:
    """Phones for callers and agents."""
    made = Phones(hotline)
    yield made
    await made.close()


class Desk:
    """One agent with a desktop and a phone."""

    def __init__(self, center: RunningCenter, user: str, phone: SipPhone) -> None:
        self.center = center
        self.desktop = DesktopClient(center, user)
        self.phone = phone

    @property
    def view(self) -> View:
        """What the desktop shows."""
        return self.desktop.view

    async def go_available(self) -> None:
        """Ask for contacts, and wait until one could come."""
        await self.command("set_activity", activity="available", reason="")

    async def command(self, op: str, **args: object) -> None:
        """Give a command that is carried out."""
        result = await self.desktop.command(op, **args)
        assert result["ok"], result

    async def offered(self, number: str = "", limit_s: float = 10.0) -> dict[str, Any]:
        """The interaction that is offered, of this caller if one is named."""

        def fitting(view: View) -> dict[str, Any] | None:
            found = interaction(view, "offered")
            return found if found is not None and number in ("", found["caller"]["number"]) else None

        found = fitting(await self.desktop.when(fitting, limit_s))
        assert found is not None, "waited for"
        return found

    async def accept(self, offered: dict[str, Any]) -> str:
        """Take an offer; returns the interaction's id."""
        await self.command("accept_offer", offer_id=offered["offer"]["offer_id"])
        return str(offered["interaction_id"])

    async def talk(self, number: str = "") -> tuple[Call, str]:
        """Take what is offered and pick up the phone; returns when both are connected."""
        interaction_id = await self.accept(await self.offered(number))
        call = await self.phone.ring()
        assert call.header["x-interaction-id"] == interaction_id
        await call.answer()
        await self.connected()
        return call, interaction_id

    async def connected(self, limit_s: float = 10.0) -> dict[str, Any]:
        """The interaction in contact."""
        found = interaction(await self.desktop.when(lambda view: interaction(view, "connected"), limit_s), "connected")
        assert found is not None, "waited for"
        return found

    async def taken(self) -> dict[str, Any]:
        """The interaction whose call is on its way to the agent's phone."""
        found = interaction(await self.desktop.when(lambda view: interaction(view, "connecting")), "connecting")
        assert found is not None, "waited for"
        return found

    async def finish(self, disposition: str = "follow_up", note: str = "") -> None:
        """Finish the wrap-up."""
        found = interaction(await self.desktop.when(lambda view: interaction(view, "wrap_up")), "wrap_up")
        assert found is not None, "waited for"
        await self.command("finish_wrap_up", interaction_id=found["interaction_id"], disposition=disposition, note=note)
        await self.desktop.when(
            lambda view: all(item["interaction_id"] != found["interaction_id"] for item in view["interactions"])
        )

    async def reopen(self) -> None:
        """Open the desktop anew, as after an engine that went away."""
        await self.desktop.__aexit__(None, None, None)
        self.desktop = await DesktopClient(self.center, self.desktop.user).__aenter__()

    async def is_free(self) -> None:
        """Wait until the agent could take the next contact."""
        await self.desktop.when(lambda view: view["agent"]["is_free"])

    async def leave(self) -> None:
        """End whatever is in hand and sign out."""
        for found in self.view["interactions"]:
            if "hang_up" in found["allowed_actions"]:
                await self.desktop.command("hang_up", interaction_id=found["interaction_id"])
                await self.desktop.when(lambda view: not view["interactions"] or interaction(view, "wrap_up"))
        if interaction(self.view, "wrap_up") is not None:
            await self.finish()
        if self.view["agent"]["activity"] != "signed_out":
            await self.command("set_activity", activity="signed_out", reason="")


@contextlib.asynccontextmanager
async def desk(hotline: Hotline, phones: Phones, user: str, tone_hz: float = 678.0) -> AsyncIterator[Desk]:
    """A signed-in agent whose SIP phone can be reached. A test that fails leaves nothing to the agent's next one."""
    made = Desk(hotline.center, user, await phones.agent(user, tone_hz))
    await made.desktop.__aenter__()
    try:
        await made.desktop.when(lambda view: is_reachable(view, "asterisk"))
        yield made
    finally:
        try:
            await made.leave()
        finally:
            await made.desktop.__aexit__(None, None, None)


def is_reachable(view: View, provider: str) -> bool:
    """Whether the agent's phone at this provider can be reached."""
    return any(phone["is_reachable"] for phone in view["agent"]["phones"] if phone["provider"] == provider)


async def hears(call: Call, recording: str, limit_s: float = RECORDING_LIMIT_S) -> None:
    """Wait until a phone hears this recording."""
    judged = 0

    def is_heard() -> bool:
        nonlocal judged
        if call.audio.packets_heard < judged + 4:  # comparing is dear, and nothing new was heard
            return False
        judged = call.audio.packets_heard
        return is_piece_of(call.audio.samples(PIECE_PACKETS), recording)

    try:
        await until(is_heard, limit_s)
    except TimeoutError:
        raise AssertionError(f"{recording} is not heard") from None


async def hear_each_other(caller: Call, agent: Call) -> None:
    """Wait until each hears the other's tone from now on, and hardly anything else."""
    caller.audio.forget()
    agent.audio.forget()
    await until(lambda: caller.audio.share(agent.audio.tone_hz) > 0.9 and agent.audio.share(caller.audio.tone_hz) > 0.9)


async def hears_nothing(call: Call) -> None:
    """Wait until a phone hears nothing for half a second; its own voice, sent without a pause, is the clock."""

    async def half_a_second() -> bool:
        call.audio.forget()
        before = call.audio.samples_sent
        await until(lambda: call.audio.samples_sent >= before + HALF_A_SECOND_SAMPLES)
        return call.audio.is_silent()

    async with asyncio.timeout(RECORDING_LIMIT_S):
        while not await half_a_second():
            pass
