"""Scripted phones for tests: a caller's and an agent's, and what they wait for. Owns no assertion beyond "it came"."""

import contextlib
from collections.abc import AsyncIterator

import httpx

from cic.cti.simulated.frames import Bridge, Ended, Music, Part, Play, SwitchFrame
from cic.cti.simulated.scripted_caller import socket_url_of
from cic.cti.simulated.scripted_phone import Behaviour, ScriptedPhone
from cic.cti.simulated.tickets import caller_tickets
from tests.harness.desktop_client import DesktopClient
from tests.harness.running_center import RunningCenter

LIMIT_MS = 15_000


@contextlib.asynccontextmanager
async def caller_phone(center: RunningCenter, recording_ms: int = 0) -> AsyncIterator[ScriptedPhone]:
    """A caller's phone with a connection; ``recording_ms`` is how long each recording lasts."""
    async with httpx.AsyncClient(base_url=center.url, timeout=LIMIT_MS / 1000) as http:
        tickets = caller_tickets(http, center.phone_key)
        async with ScriptedPhone(socket_url_of(center.url), tickets, Behaviour(recording_ms)) as phone:
            await phone.connected()
            yield phone


@contextlib.asynccontextmanager
async def agent_phone(
    center: RunningCenter, desktop: DesktopClient, behaviour: Behaviour | None = None
) -> AsyncIterator[ScriptedPhone]:
    """The phone of a signed-in agent; it answers at once unless told otherwise."""
    async with ScriptedPhone(socket_url_of(center.url), desktop.phone_ticket, behaviour) as phone:
        await phone.connected()
        await desktop.when(lambda view: any(item["is_reachable"] for item in view["agent"]["phones"]))
        yield phone


async def hears(phone: ScriptedPhone, recording: str) -> Play:
    """The frame that plays this recording."""
    wanted = f"/{recording}.wav"
    frame = await phone.expect(
        lambda seen: isinstance(seen, Play) and any(path.endswith(wanted) for path in seen.recordings),
        LIMIT_MS,
        recording,
    )
    assert isinstance(frame, Play), "asked for"
    return frame


async def sees(phone: ScriptedPhone, kind: type[SwitchFrame], limit_ms: int = LIMIT_MS) -> SwitchFrame:
    """The next frame of this kind."""
    return await phone.expect(lambda frame: isinstance(frame, kind), limit_ms, kind.__name__)


__all__ = ["Bridge", "Ended", "Music", "Part", "agent_phone", "caller_phone", "hears", "sees"]
