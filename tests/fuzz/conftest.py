"""A center with every listener open."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.harness.centers import end, free_port
from tests.harness.pretend_asterisk import PretendAsterisk
from tests.harness.running_center import RunningCenter


@dataclass(frozen=True, slots=True)
class Hotline:
    """A running center and the far side of its AGI and AMI."""

    center: RunningCenter
    asterisk: PretendAsterisk


@pytest.fixture
async def hotline(tmp_path: Path) -> AsyncIterator[Hotline]:
    """Ends with the proof that the journal replays and that nothing broke."""
    asterisk = await PretendAsterisk().open()
    center = RunningCenter(tmp_path / "data", free_port())
    center.data.mkdir(mode=0o700)
    asterisk.settle_in(center.data)
    center.start()
    try:
        yield Hotline(center, asterisk)
        await asyncio.to_thread(end, center)
    finally:
        if center.process is not None:
            center.kill()
        await asterisk.close()
