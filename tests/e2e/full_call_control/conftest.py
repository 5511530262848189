"""One Asterisk and one center for all tests of this folder, one after the other; its journal is proven at the end.

The world outside is one phone, to which Asterisk sends every number that it is told to dial.
"""

import dataclasses
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from cic.cti.asterisk.settings import read_settings, write_settings
from tests.e2e.asterisk.sip_phone import SipPhone
from tests.e2e.full_call_control.together import BOB_HZ, DAVE_HZ, ERIN_HZ, OUTSIDE_HZ
from tests.harness.asterisk_lab import Hotline, running_hotline
from tests.harness.centers import free_port
from tests.harness.desk import Desk, Phones, desk, phones

__all__ = ["phones"]

OFFER_S = 10


@pytest.fixture(scope="package")
def outside_port() -> int:
    return free_port(socket.SOCK_DGRAM)


@pytest.fixture(scope="package")
def hotline(
    real_asterisk_needed: None, tmp_path_factory: pytest.TempPathFactory, outside_port: int
) -> Iterator[Hotline]:
    """A center whose offers stand for a few seconds, and whose numbers outside lead to one phone."""

    def lead_outside(connection: Path) -> None:
        outbound = f"PJSIP/caller/sip:{{number}}@127.0.0.1:{outside_port}"
        write_settings(connection, dataclasses.replace(read_settings(connection), outbound=outbound))

    folder = tmp_path_factory.mktemp("call_control")
    with running_hotline(folder, lead_outside, offer_timeout_s=str(OFFER_S)) as made:
        yield made


@pytest.fixture
async def outside(hotline: Hotline, outside_port: int) -> AsyncIterator[SipPhone]:
    """Whoever is called in the world outside."""
    phone = await SipPhone("outside", hotline.asterisk.sip_port, OUTSIDE_HZ, port=outside_port).open()
    yield phone
    await phone.close()


@pytest.fixture
async def dave(hotline: Hotline, phones: Phones) -> AsyncIterator[Desk]:
    async with desk(hotline, phones, "dave", DAVE_HZ) as made:
        yield made


@pytest.fixture
async def erin(hotline: Hotline, phones: Phones) -> AsyncIterator[Desk]:
    async with desk(hotline, phones, "erin", ERIN_HZ) as made:
        yield made


@pytest.fixture
async def bob(hotline: Hotline, phones: Phones) -> AsyncIterator[Desk]:
    async with desk(hotline, phones, "bob", BOB_HZ) as made:
        yield made
