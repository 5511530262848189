"""People's pace in a load: how long somebody talks, waits or stays away. Waits for nothing of the center."""

import asyncio
import contextlib


async def takes(seconds: float) -> None:
    """Let somebody be busy for a while. It is part of the load: no test may wait for the center this way."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(asyncio.Event().wait(), seconds)
