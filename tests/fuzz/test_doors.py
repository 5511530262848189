"""Where a center listens, whom its AGI port takes, and that every caller is taken, whatever the name."""

import asyncio
import contextlib
import socket
from pathlib import Path

import pytest

from tests.fuzz.conftest import Hotline
from tests.harness.phones import Ended, caller_phone, sees

pytestmark = pytest.mark.scenario

LISTENS = "0A"
LOOPBACK_ENDS = ("7F", "00000000000000000000000001000000")
"""How /proc writes 127.x.x.x, whose bytes are turned round, and ::1."""
NAMES = (
    "", "王小明", 'Ann "A" \\ O\'X', "Ann\r\nAction: Logoff", "'; DROP TABLE contact; --", "\x1b[2J\u202eevil",
    "<script>alert(1)</script>", "%s%n{0}", "x" * 10_000,
)  # fmt: skip
NUMBERS = ("+15550100", "", "\r\n+15550100", '"5"', "王", "5" * 10_000, "anonymous", "'; --")


def listening_addresses(pid: int) -> set[str]:
    """The addresses, as /proc writes them, that a process listens on."""
    inodes = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            inodes.add(str(descriptor.readlink()).removeprefix("socket:[").removesuffix("]"))
    found = set()
    for table in ("tcp", "tcp6"):
        path = Path(f"/proc/{pid}/net/{table}")
        for line in path.read_text().splitlines()[1:] if path.exists() else ():
            fields = line.split()
            if fields[3] == LISTENS and fields[9] in inodes:
                found.add(fields[1])
    return found


async def test_every_listener_is_on_loopback(hotline: Hotline) -> None:
    assert hotline.center.process is not None
    found = listening_addresses(hotline.center.process.pid)
    ports = {int(address.partition(":")[2], 16) for address in found}
    assert ports == {hotline.center.port, hotline.asterisk.agi_port}
    assert all(address.partition(":")[0].endswith(LOOPBACK_ENDS) for address in found), found


async def knock(port: int, said: bytes, source: str = "127.0.0.1") -> bytes:
    """What a peer of this address is answered."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=5.0, source_address=(source, 0))
    with connection, contextlib.suppress(ConnectionError):
        connection.sendall(said)
        return await asyncio.to_thread(connection.recv, 4096)
    return b""


async def test_agi_takes_known_peers_with_the_token_only(hotline: Hotline) -> None:
    def head(token: str) -> bytes:
        return f"agi_request: agi://h/entry?token={token}\nagi_uniqueid: 1.1\nagi_arg_1: 4000\n\n".encode()

    port = hotline.asterisk.agi_port
    assert await knock(port, head(hotline.asterisk.token), source="127.0.0.2") == b""
    assert await knock(port, head("wrong")) == b""
    assert await knock(port, head("")) == b""
    health = hotline.center.get("/api/health")
    assert isinstance(health, dict)
    assert health["peer_faults"]["agi"] == {"unknown_peer": 1, "wrong_token": 2}
    assert hotline.center.contacts() == []


async def test_every_caller_is_taken_whatever_the_name(hotline: Hotline) -> None:
    calls = [(name, "+15550100") for name in NAMES] + [("Ann", number) for number in NUMBERS]
    for name, number in calls:
        async with hotline.asterisk.caller(number.encode(), name.encode(), b"4001"):
            pass
    async with hotline.asterisk.caller(b"\xff\xfe", "王小明".encode("gbk"), b"4001"):
        pass
    for name, number in calls:
        async with caller_phone(hotline.center) as phone:
            await phone.dial("4001", number, name)
            await phone.hang_up()
            await sees(phone, Ended)
    contacts = await hotline.center.contacts_when(2 * len(calls) + 1, limit_s=30.0)
    callers = [contact["caller"] for contact in contacts]
    assert len(callers) == 2 * len(calls) + 1
    names = {caller["name"] for caller in callers if isinstance(caller, dict)}
    assert {None, "王小明", 'Ann "A" \\ O\'X', "'; DROP TABLE contact; --", "[2J evil", "x" * 80} <= names
    assert all(name is None or (name.isprintable() and len(name) <= 80) for name in names)
    numbers = {caller["number"] for caller in callers if isinstance(caller, dict)}
    assert numbers <= {"+15550100", "anonymous", None, ""}, numbers
    shown = hotline.center.cic("contacts", "--url", hotline.center.url)
    assert shown.returncode == 0 and "\x1b" not in shown.stdout and "\u202e" not in shown.stdout
    health = hotline.center.get("/api/health")
    assert isinstance(health, dict)
    kinds = {"caller_name_cut", "caller_name_cleaned", "caller_number_dropped"}
    assert kinds <= set(health["peer_faults"]["phone"])
    assert kinds <= set(health["peer_faults"]["agi"])
