"""Trials inside Asterisk: short calls from Local channels to our probe context, which ring nobody. Owns what they tell.

Between them they raise each kind of event once, reach for the engine's FastAGI port, and look for files and music.
"""

import contextlib
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass

from cic.cti.asterisk.actions import PROBE_CONTEXT
from cic.cti.asterisk.agi_server import AgiServer
from cic.cti.asterisk.ami import AmiAction, AmiMessage
from cic.cti.asterisk.doctor.client import DoctorClient
from cic.cti.asterisk.faults import AmiGone
from cic.cti.asterisk.session import AgiSession, Sounds
from cic.cti.asterisk.settings import AsteriskSettings

_PROBE_LIMIT_S = 12.0
_VALUE_LETTERS_MAX = 600  # Asterisk's manager takes lines of about 1000 bytes
DOCTOR = "doctor"


@dataclass(frozen=True, slots=True)
class EngineTrial:
    """How Asterisk reached the engine, and which events came of it."""

    status: str
    """AGISTATUS; empty when Asterisk never told."""
    answer: str
    """Who answered: the center, this doctor, or nobody."""
    clock_ahead_s: float
    events: Counter[str]


@contextlib.asynccontextmanager
async def listening(settings: AsteriskSettings) -> AsyncIterator[bool]:
    """Stand in for a center that does not run; False when somebody has the port already."""
    server = AgiServer(
        (settings.agi_listen_host, settings.agi_port),
        settings.agi_token,
        Sounds(settings.prompts_folder, settings.music_classes),
        on_arrived=AgiSession.close,  # a real caller: goes on waiting in the dialplan
        on_news=lambda _session, _news: None,
        on_left=lambda _session: None,
        peers=frozenset(settings.agi_peers),
        listener_name=DOCTOR,
    )
    try:
        server.start()
    except OSError:
        yield False
        return
    try:
        yield True
    finally:
        await server.stop()


async def try_engine(client: DoctorClient) -> EngineTrial:
    """Let Asterisk ask the engine who it is, press a key, and bridge two channels."""
    client.events.clear()
    told: AmiMessage | None = None
    told_at_s = 0.0

    def is_over() -> bool:
        nonlocal told, told_at_s
        for event in client.events:
            if told is None and event["Probe"] == probe:
                told, told_at_s = event, time.time()
        ends = [event for event in client.events if event.event == "Hangup" and _is_of("engine", event)]
        return told is not None and len(ends) >= 2

    probe = await _originate(client, "engine")
    with contextlib.suppress(AmiGone):  # what did not come is judged by whoever asked
        await client.until(is_over, _PROBE_LIMIT_S)
    ours = Counter(event.event for event in client.events if _is_caused_by_us(event))
    if told is None:
        return EngineTrial("", "", 0.0, ours)
    epoch = told["Epoch"]
    ahead_s = int(epoch) + 0.5 - told_at_s if epoch.isdecimal() else 0.0
    return EngineTrial(told["Status"], told["Answer"], ahead_s, ours)


async def missing_files(client: DoctorClient, folder: str, names: Sequence[str]) -> list[str]:
    """Which recordings below its folder Asterisk cannot read as WAV; AmiGone when it does not tell."""
    missing: list[str] = []
    for batch in _batches(names):
        told = await _tell(client, "files", (("CIC_FOLDER", folder), ("CIC_FILES", "&".join(batch))))
        missing += [name for name in told["Missing"].split("&") if name]
    return missing


async def write_message(client: DoctorClient, folder: str, name: str) -> None:
    """Let Asterisk write a file into this folder; AmiGone when it does not tell that it has tried."""
    await _tell(client, "message", (("CIC_FOLDER", folder), ("CIC_FILE", name)))


async def music_played(client: DoctorClient, music_class: str) -> str:
    """Which music Asterisk plays when asked for this one; empty for none. Needs the filter of ``hear_music``."""
    await _tell(client, "music", (("CIC_MUSIC", music_class),))
    played = [event["Class"] for event in client.events if event.event == "MusicOnHoldStart"]
    return played[-1] if played else ""


async def hear_music(client: DoctorClient) -> None:
    """From now on, for this connection only, Asterisk tells too which music it plays."""
    # Where manager.conf has no filter, this is the first one, and shuts out what it does not name.
    for name in ("MusicOnHoldStart", "UserEvent"):
        await client.ask((("Action", "Filter"), ("Operation", "Add"), ("Filter", f"Event: {name}")))


async def _tell(client: DoctorClient, extension: str, variables: Sequence[tuple[str, str]]) -> AmiMessage:
    client.events.clear()
    probe = await _originate(client, extension, variables)
    await client.until(lambda: any(event["Probe"] == probe for event in client.events), _PROBE_LIMIT_S)
    return next(event for event in client.events if event["Probe"] == probe)


async def _originate(client: DoctorClient, extension: str, variables: Sequence[tuple[str, str]] = ()) -> str:
    probe = secrets.token_hex(8)
    action: AmiAction = (
        ("Action", "Originate"),
        ("Channel", f"Local/{extension}@{PROBE_CONTEXT}/n"),
        ("Application", "Wait"),
        ("Data", "10"),
        ("Timeout", "5000"),
        ("Async", "true"),
        ("Variable", f"CIC_PROBE={probe}"),
        *(("Variable", f"{name}={value}") for name, value in variables),
    )
    await client.ask(action)
    return probe


def _is_of(extension: str, event: AmiMessage) -> bool:
    return event["Channel"].startswith(f"Local/{extension}@{PROBE_CONTEXT}-")


def _is_caused_by_us(event: AmiMessage) -> bool:
    return any(f"@{PROBE_CONTEXT}" in value for value in event.headers.values())


def _batches(names: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for name in names:
        if batch and len("&".join([*batch, name])) > _VALUE_LETTERS_MAX:
            yield batch
            batch = []
        batch.append(name)
    if batch:
        yield batch
