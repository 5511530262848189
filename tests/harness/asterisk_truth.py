"""What Asterisk itself holds at this moment, asked over a manager connection of the test's own; and what is done there
behind the center's back."""

import asyncio

from cic.cti.asterisk import actions
from cic.cti.asterisk.ami import AmiAction
from cic.cti.asterisk.connection import AmiConnection
from cic.cti.asterisk.settings import AsteriskSettings

CONNECT_LIMIT_S = 10.0


async def channels(settings: AsteriskSettings) -> list[str]:
    """The accounts of all channels: whose leg each of them is."""
    is_up = asyncio.Event()
    connection = AmiConnection(settings, lambda _: None, is_up.set, lambda: None)
    connection.start()
    try:
        await asyncio.wait_for(is_up.wait(), CONNECT_LIMIT_S)
        return [item["AccountCode"] for item in await connection.read_list(actions.list_channels())]
    finally:
        await connection.stop()


async def manager_action(settings: AsteriskSettings, action: AmiAction) -> None:
    """Do something at Asterisk that the center does not know of."""
    is_up = asyncio.Event()
    connection = AmiConnection(settings, lambda _: None, is_up.set, lambda: None)
    connection.start()
    try:
        await asyncio.wait_for(is_up.wait(), CONNECT_LIMIT_S)
        await connection.send(action)
    finally:
        await connection.stop()


async def becomes_empty(settings: AsteriskSettings, limit_s: float) -> None:
    """Wait until Asterisk holds no channel."""
    left: list[str] = []
    try:
        async with asyncio.timeout(limit_s):
            while left := await channels(settings):  # noqa: ASYNC110 - another process has no event of ours
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(f"channels are left: {left}") from None
