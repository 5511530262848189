"""A conversation of AGI and the far end of its socket, for the tests of both its sides."""

import socket
from collections.abc import Iterator

import pytest

from cic.cti.asterisk.agi_conversation import AgiConversation
from tests.unit.asterisk.far_end import FarEnd


@pytest.fixture
def wire() -> Iterator[tuple[socket.socket, FarEnd]]:
    """Our end of a socket and the other one."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    with ours, theirs:
        yield ours, FarEnd(theirs)


@pytest.fixture
async def conversation(wire: tuple[socket.socket, FarEnd]) -> AgiConversation:
    """A conversation on our end."""
    return AgiConversation(wire[0])
