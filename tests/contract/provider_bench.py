"""What the provider contract is put to: the bench every provider needs, and the simulated provider's own.

Owns no assertion. Time is advanced by hand and phones are in memory; the event loop turns until something holds.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from cic.cti.port import CallProvider, ExpectedLeg, ProviderReport
from cic.cti.simulated import frames
from cic.cti.simulated.exchange import PhoneIdentity
from cic.cti.simulated.frames import PhoneFrame, PhoneRole, SwitchFrame
from cic.cti.simulated.provider import SimulatedProvider
from cic.cti.simulated.wire import parse_switch_frame, serialise
from routing.vocabulary import LegId

TURNS_MAX = 2_000
FILE_S_MAX = 10.0
TALK_MS = 200
VOICE = b"\x00\x20"


class Bench(Protocol):
    """A provider, already made, and what people at its far side can do."""

    reports: list[ProviderReport]
    messages: Path
    """The folder in which callers' messages are kept."""
    tracks: Path
    """The folder in which tracks of conversations are kept."""

    @property
    def provider(self) -> CallProvider: ...

    async def start(self, expected: list[ExpectedLeg]) -> None: ...
    async def advance(self, duration_ms: int) -> None: ...
    async def caller_dials(self, number: str) -> None: ...
    async def caller_presses(self, keys: str) -> None: ...
    async def caller_says(self, words: str) -> None: ...
    async def caller_hears_prompts_to_their_end(self) -> None: ...
    async def caller_speaks_after_the_tone(self, sound_ms: int, then_silent_ms: int = 0) -> None: ...
    async def caller_talks(self, sound_ms: int) -> None: ...
    async def caller_hangs_up(self) -> None: ...
    async def outside_phone_comes(self, number: str) -> None: ...
    async def outside_picks_up(self, number: str) -> None: ...
    async def outside_hangs_up(self, number: str) -> None: ...
    async def outside_rejects(self, number: str) -> None: ...
    async def outside_presses(self, number: str, keys: str) -> None: ...
    async def outside_hears_prompts_to_their_end(self, number: str) -> None: ...
    def hears(self, leg_id: LegId) -> frozenset[str]: ...
    async def agent_phone_comes(self, address: str) -> None: ...
    async def agent_phone_goes(self, address: str) -> None: ...
    async def agent_picks_up(self, address: str) -> None: ...
    async def agent_rejects(self, address: str) -> None: ...
    async def agent_talks(self, address: str, sound_ms: int) -> None: ...
    async def agent_hangs_up(self, address: str) -> None: ...
    async def engine_restarts(self, expected: list[ExpectedLeg]) -> None: ...


async def turn_until(holds: Callable[[], bool], what: str) -> None:
    """Let the event loop turn until something holds; a bound instead of a time."""
    for _ in range(TURNS_MAX):
        if holds():
            return
        await asyncio.sleep(0)
    raise AssertionError(f"did not happen: {what}")


class ManualClock:
    """Time that a test advances."""

    @dataclass
    class Due:
        due_ms: int
        callback: Callable[[], None]
        is_cancelled: bool = False

        def cancel(self) -> None:
            self.is_cancelled = True

    def __init__(self) -> None:
        self.time_ms = 1_000
        self.alarms: list[ManualClock.Due] = []

    def now_ms(self) -> int:
        return self.time_ms

    def call_at(self, due_ms: int, callback: Callable[[], None]) -> "ManualClock.Due":
        due = ManualClock.Due(due_ms, callback)
        self.alarms.append(due)
        return due

    async def advance(self, duration_ms: int) -> None:
        until_ms = self.time_ms + duration_ms
        while alarms := [due for due in self.alarms if not due.is_cancelled and due.due_ms <= until_ms]:
            first = min(alarms, key=lambda due: due.due_ms)
            self.alarms.remove(first)
            self.time_ms = max(self.time_ms, first.due_ms)
            first.callback()
            await asyncio.sleep(0)
        self.time_ms = until_ms


@dataclass(eq=False)
class MemoryPhone:
    """A phone at the other end of an in-memory transport."""

    identity: PhoneIdentity
    inbox: asyncio.Queue[str | None] = field(default_factory=asyncio.Queue)
    heard: list[SwitchFrame] = field(default_factory=list)
    closed_with: int | None = None
    leg_id: LegId | None = None
    token: str = ""
    serving: asyncio.Task[None] | None = None

    async def receive_text(self) -> str:
        text = await self.inbox.get()
        if text is None:
            raise ConnectionResetError
        return text

    async def send_text(self, text: str) -> None:
        frame = parse_switch_frame(text)
        self.heard.append(frame)
        if isinstance(frame, frames.LegGiven | frames.Ring):
            self.leg_id, self.token = frame.leg_id, frame.rejoin

    async def close(self, code: int) -> None:
        self.closed_with = code
        self.inbox.put_nowait(None)

    def say(self, frame: PhoneFrame) -> None:
        self.inbox.put_nowait(serialise(frame))

    @property
    def leg(self) -> LegId:
        assert self.leg_id is not None
        return self.leg_id


class SimulatedBench:
    """The simulated provider with phones in memory and time by hand."""

    def __init__(self, folder: Path) -> None:
        self.clock = ManualClock()
        self.messages, self.tracks = folder / "messages", folder / "tracks"
        self.reports: list[ProviderReport] = []
        self.caller = MemoryPhone(PhoneIdentity(PhoneRole.CALLER))
        self.agents: dict[str, MemoryPhone] = {}
        self._provider = self._made()

    @property
    def provider(self) -> CallProvider:
        return self._provider

    def _made(self) -> SimulatedProvider:
        return SimulatedProvider(
            b"a secret for tests only", clock=self.clock, messages_folder=self.messages, tracks_folder=self.tracks
        )

    async def start(self, expected: list[ExpectedLeg]) -> None:
        await self._provider.start(self.reports.append, expected)

    async def advance(self, duration_ms: int) -> None:
        await self._rest()
        for _ in range(duration_ms // 5_000):
            await self.clock.advance(5_000)
            for phone in self._phones():
                phone.say(frames.Pong(0))
            await self._rest()
        await self.clock.advance(duration_ms % 5_000)
        await self._rest()

    async def caller_dials(self, number: str) -> None:
        await self._connect(self.caller)
        self.caller.say(frames.Dial(number, "+15550100", "Ann"))
        await turn_until(lambda: self.caller.leg_id is not None, "a leg for the caller")

    async def caller_presses(self, keys: str) -> None:
        for key in keys:
            self.caller.say(frames.Digit(self.caller.leg, key))
        await self._rest()

    async def caller_says(self, words: str) -> None:
        self.caller.say(frames.Speech(self.caller.leg, words))
        await self._rest()

    async def caller_speaks_after_the_tone(self, sound_ms: int, then_silent_ms: int = 0) -> None:
        await self._rest()
        record = [frame for frame in self.caller.heard if isinstance(frame, frames.Record)][-1]
        pcm = b"\x00\x20" * (8 * sound_ms) + b"\x00\x00" * (8 * then_silent_ms)
        for start in range(0, len(pcm), 3_200):
            self.caller.say(frames.Audio(record.leg_id, record.effect_id, pcm[start : start + 3_200]))
            await self._rest()
            await self.advance(200)

    async def caller_talks(self, sound_ms: int) -> None:
        await self._talk(self.caller, sound_ms)

    async def agent_talks(self, address: str, sound_ms: int) -> None:
        await self._talk(self.agents[address], sound_ms)

    async def _talk(self, phone: MemoryPhone, sound_ms: int) -> None:
        """A phone sends each fifth of a second when that is over, while it is to."""
        for _ in range(sound_ms // TALK_MS):
            await self.advance(TALK_MS)
            tracks = [frame for frame in phone.heard if isinstance(frame, frames.Track)]
            if tracks and tracks[-1].is_on:
                phone.say(frames.TrackAudio(phone.leg, tracks[-1].track, VOICE * (8 * TALK_MS)))
            await self._rest()

    async def caller_hears_prompts_to_their_end(self) -> None:
        await self._hears_prompts_to_their_end(self.caller)

    async def _hears_prompts_to_their_end(self, phone: MemoryPhone) -> None:
        await self._rest()
        playing = [frame for frame in phone.heard if isinstance(frame, frames.Play)][-1]
        phone.say(frames.Played(playing.leg_id, playing.effect_id))
        await self._rest()

    async def caller_hangs_up(self) -> None:
        self.caller.say(frames.HangUp(self.caller.leg))
        await self._rest()

    async def agent_phone_comes(self, address: str) -> None:
        self.agents[address] = MemoryPhone(PhoneIdentity(PhoneRole.AGENT, address))
        await self._connect(self.agents[address])

    async def agent_phone_goes(self, address: str) -> None:
        phone = self.agents.pop(address)
        phone.inbox.put_nowait(None)
        await turn_until(lambda: phone.closed_with is not None, "the phone is let go")

    async def agent_picks_up(self, address: str) -> None:
        await self._rest()
        self.agents[address].say(frames.Answer(self.agents[address].leg))
        await self._rest()

    async def agent_rejects(self, address: str) -> None:
        await self._rest()
        self.agents[address].say(frames.Reject(self.agents[address].leg))
        await self._rest()

    async def agent_hangs_up(self, address: str) -> None:
        self.agents[address].say(frames.HangUp(self.agents[address].leg))
        await self._rest()

    async def caller_drops(self) -> None:
        """The caller's connection is gone, without a word."""
        self.caller.inbox.put_nowait(None)
        await turn_until(lambda: self.caller.closed_with is not None, "the phone is let go")

    async def caller_is_back(self) -> None:
        """The caller's phone connects again and asks for its leg."""
        self.caller.inbox, self.caller.closed_with = asyncio.Queue(), None
        await self._connect(self.caller)
        self.caller.say(frames.Rejoin(self.caller.leg, self.caller.token))
        await self._rest()

    async def outside_phone_comes(self, number: str) -> None:
        phone = self.agents[number] = MemoryPhone(PhoneIdentity(PhoneRole.CALLER))
        await self._connect(phone)
        phone.say(frames.Outside(number))
        await self._rest()

    async def outside_picks_up(self, number: str) -> None:
        await self.agent_picks_up(number)

    async def outside_hangs_up(self, number: str) -> None:
        await self.agent_hangs_up(number)

    async def outside_rejects(self, number: str) -> None:
        await self.agent_rejects(number)

    async def outside_presses(self, number: str, keys: str) -> None:
        for key in keys:
            self.agents[number].say(frames.Digit(self.agents[number].leg, key))
        await self._rest()

    async def outside_hears_prompts_to_their_end(self, number: str) -> None:
        await self._hears_prompts_to_their_end(self.agents[number])

    def hears(self, leg_id: LegId) -> frozenset[str]:
        (phone,) = [phone for phone in (self.caller, *self.agents.values()) if phone.leg_id == leg_id]
        return what_is_heard(phone.heard, leg_id)

    async def engine_restarts(self, expected: list[ExpectedLeg]) -> None:
        phones = self._phones()
        await self._provider.stop()
        await turn_until(lambda: all(phone.closed_with == 1012 for phone in phones), "all phones are let go")
        outside = {phone: number for number, phone in self.agents.items() if phone.identity.role is PhoneRole.CALLER}
        self.reports.clear()
        self._provider = self._made()
        await self.start(expected)
        for phone in phones:
            phone.inbox, phone.closed_with = asyncio.Queue(), None
            await self._connect(phone)
            if phone in outside:
                phone.say(frames.Outside(outside[phone]))
            phone.say(frames.Rejoin(phone.leg, phone.token))
        await self._rest()

    async def _connect(self, phone: MemoryPhone) -> None:
        before = len(phone.heard)
        phone.serving = asyncio.create_task(self._provider.serve_phone(phone, phone.identity))
        await turn_until(lambda: len(phone.heard) > before, "the phone is greeted")

    def _phones(self) -> list[MemoryPhone]:
        phones = [self.caller, *self.agents.values()]
        return [phone for phone in phones if phone.serving is not None and not phone.serving.done()]

    async def _rest(self) -> None:
        """Everything said has been heard, what came of it has been said, and messages are on disk."""
        await turn_until(lambda: all(phone.inbox.empty() for phone in self._phones()), "phones are heard")
        for _ in range(20):
            await asyncio.sleep(0)
        async with asyncio.timeout(FILE_S_MAX):
            while self._provider.messages_under_way:
                await asyncio.to_thread(lambda: None)


def what_is_heard(heard: Sequence[SwitchFrame], leg_id: LegId) -> frozenset[str]:
    """Whom a leg hears in the end, by their legs; or its music or recordings; or nothing."""
    now: frozenset[str] = frozenset()
    for frame in heard:
        match frame:
            case frames.Bridge(leg_id=of) if of == leg_id:
                now = frozenset(peer.leg_id for peer in frame.peers if peer.hears)
            case frames.Music(leg_id=of) if of == leg_id:
                now = frozenset({frame.url})
            case frames.Play(leg_id=of) if of == leg_id:
                now = frozenset(frame.recordings)
            case frames.Part(leg_id=of) | frames.Stop(leg_id=of) | frames.Ended(leg_id=of) if of == leg_id:
                now = frozenset()
            case _:
                pass
    return now


@asynccontextmanager
async def simulated() -> AsyncIterator[Bench]:
    with TemporaryDirectory() as folder:
        bench = SimulatedBench(Path(folder))
        yield bench
        await bench.provider.stop()
        serving = [phone.serving for phone in (bench.caller, *bench.agents.values()) if phone.serving is not None]
        await asyncio.gather(*serving)
