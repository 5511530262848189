"""A phone that a program holds: the client side of ``cic.phone.v1``. Owns one connection at a time and its call.

It plays recordings by letting time pass, answers a ring at once and rejoins after a drop; what it says is words, and a
tone where a message is recorded. Media are the browser's: it takes part in no WebRTC, so signals are seen and not
answered.
"""

import asyncio
import math
import struct
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Subprotocol

from cic.cti.port.messages import BYTES_PER_MS
from cic.cti.simulated import frames
from cic.cti.simulated.exchange import Closing
from cic.cti.simulated.frames import PhoneFrame, SwitchFrame
from cic.cti.simulated.tickets import TicketSource
from cic.cti.simulated.wire import AUDIO_BYTES_MAX, FRAME_BYTES_MAX, parse_switch_frame, serialise
from routing.vocabulary import EffectId, LegId, RecordingId

PROTOCOL = Subprotocol("cic.phone.v1")
RECONNECT_S_FIRST = 0.1
RECONNECT_S_MAX = 2.0
CONNECT_MS_MAX = 10_000
SEEN_MAX = 1000
_SPEECH_BYTES = 200 * BYTES_PER_MS
VOICE_HZ, VOICE_LEVEL, SAMPLES_PER_S = 400, 8_000, 8_000
FINAL = {Closing.SENSELESS.value, Closing.TAKEN_OVER.value}


class NotSeen(Exception):
    """What a script waited for did not come."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How a phone behaves by itself: how long a recording lasts, and whether and when it answers a ring."""

    recording_ms: int = 0
    answers: bool = True
    answer_after_ms: int = 0


def _see_nothing(kind: str, frame: PhoneFrame | SwitchFrame | None) -> None:
    """Nobody watches."""


class ScriptedPhone:
    """One phone; use it as a context. ``on_seen`` is told ``sent`` and ``saw`` with frames, ``away`` and ``back``."""

    def __init__(
        self,
        socket_url: str,
        ticket: TicketSource,
        behaviour: Behaviour | None = None,
        on_seen: Callable[[str, PhoneFrame | SwitchFrame | None], None] = _see_nothing,
    ) -> None:
        """``socket_url`` is that of ``/ws/phone``."""
        self._socket_url = socket_url
        self._ticket = ticket
        self._behaviour = behaviour or Behaviour()
        self._on_seen = on_seen
        self._seen: list[SwitchFrame] = []
        self._cursor = 0
        self._changed = asyncio.Condition()
        self._socket: ClientConnection | None = None
        self._away_ms = 0
        self._is_finished = False
        self._token = ""
        self._outside = ""
        self._is_answered = False
        self._acts: set[asyncio.Task[None]] = set()
        self._playing: asyncio.Task[None] | None = None
        self._track: RecordingId | None = None
        self._running: asyncio.Task[None] | None = None
        self.leg_id: LegId | None = None

    async def __aenter__(self) -> Self:
        self._running = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        tasks = [task for task in (self._running, *self._acts) if task is not None]
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        faults = [result for result in results if isinstance(result, Exception)]
        if faults and error is None:
            raise faults[0]

    async def connected(self, within_ms: int = CONNECT_MS_MAX) -> None:
        """Wait until the phone has a connection."""
        await self._until(lambda: self._socket is not None, within_ms, "a connection")

    async def dial(self, number: str, caller_number: str = "", caller_name: str = "") -> LegId:
        """Call a number; the leg's id once the switch has given it."""
        await self.send(frames.Dial(number, caller_number, caller_name))
        await self.expect(lambda frame: isinstance(frame, frames.LegGiven), CONNECT_MS_MAX, "a leg")
        assert self.leg_id is not None
        return self.leg_id

    async def press(self, keys: str, gap_ms: int = 0) -> None:
        """Press keys one after the other."""
        for number, key in enumerate(keys):
            if number and gap_ms:
                await asyncio.sleep(gap_ms / 1000)
            await self.send(frames.Digit(self._leg(), key))

    async def say(self, words: str) -> None:
        """Speak to a prompt that listens."""
        await self.send(frames.Speech(self._leg(), words))

    async def leave_message(self, for_ms: int, within_ms: int = CONNECT_MS_MAX) -> None:
        """Wait for the tone of a message, then send so much of a voice, which is another tone."""
        record = await self.expect(lambda frame: isinstance(frame, frames.Record), within_ms, "a tone")
        assert isinstance(record, frames.Record)
        pcm = _voice(for_ms)
        for start in range(0, len(pcm), AUDIO_BYTES_MAX):
            await self.send(frames.Audio(self._leg(), record.effect_id, pcm[start : start + AUDIO_BYTES_MAX]))

    async def speak(self, for_ms: int) -> None:
        """Speak for so long; what is recorded of it, while anything is, is a tone."""
        pcm = _voice(for_ms)
        for start in range(0, len(pcm), _SPEECH_BYTES):
            piece = pcm[start : start + _SPEECH_BYTES]
            await asyncio.sleep(len(piece) / BYTES_PER_MS / 1000)
            if self._track is not None and self.leg_id is not None:
                await self._say_if_there(frames.TrackAudio(self.leg_id, self._track, piece))

    async def be_outside(self, number: str) -> None:
        """Be whom a number of the world outside reaches, also after a drop."""
        self._outside = number
        await self.send(frames.Outside(number))

        def is_so(frame: SwitchFrame) -> bool:
            return isinstance(frame, frames.Hello) and frame.address is not None

        await self.expect(is_so, CONNECT_MS_MAX, "the number")

    async def hang_up(self) -> None:
        """End the call."""
        await self.send(frames.HangUp(self._leg()))

    async def drop(self, away_ms: int) -> None:
        """Lose the connection without a word; the phone comes back by itself after this time."""
        self._away_ms = away_ms
        if self._socket is not None:
            self._socket.transport.abort()
        await self._until(lambda: self._socket is None, CONNECT_MS_MAX, "the drop")

    async def expect(self, matches: Callable[[SwitchFrame], bool], within_ms: int, what: str) -> SwitchFrame:
        """Wait for a frame that has not been waited for before; NotSeen when it does not come in time."""

        def is_there() -> bool:
            while self._cursor < len(self._seen):
                self._cursor += 1
                if matches(self._seen[self._cursor - 1]):
                    return True
            return False

        await self._until(is_there, within_ms, what)
        return self._seen[self._cursor - 1]

    async def send(self, frame: PhoneFrame) -> None:
        """Say something, as soon as there is a connection."""
        await self.connected()
        assert self._socket is not None
        await self._say(self._socket, frame)

    async def _say(self, socket: ClientConnection, frame: PhoneFrame) -> None:
        self._on_seen("sent", frame)
        await socket.send(serialise(frame))

    def _leg(self) -> LegId:
        if self.leg_id is None:
            raise NotSeen("there is no call")
        return self.leg_id

    async def _until(self, holds: Callable[[], bool], within_ms: int, what: str) -> None:
        try:
            async with asyncio.timeout(within_ms / 1000), self._changed:
                await self._changed.wait_for(lambda: holds() or self._is_finished)
        except TimeoutError:
            raise NotSeen(f"{what} was not seen within {within_ms} ms") from None
        if self._is_finished and not holds():
            raise NotSeen(f"{what} was not seen: the connection was refused for good")

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _run(self) -> None:
        try:
            await self._stay_connected()
        finally:
            self._is_finished = True

    async def _stay_connected(self) -> None:
        delay_s = RECONNECT_S_FIRST
        while not self._is_finished:
            try:
                await self._one_connection()
                delay_s = RECONNECT_S_FIRST
            except ConnectionClosed as closed:
                self._is_finished = closed.rcvd is not None and closed.rcvd.code in FINAL
            except (OSError, WebSocketException, httpx.HTTPError, TimeoutError):
                delay_s = min(RECONNECT_S_MAX, delay_s * 2)
            self._socket = None
            self._on_seen("away", None)
            await self._notify()
            await asyncio.sleep(max(delay_s, self._away_ms / 1000))
            self._away_ms = 0

    async def _one_connection(self) -> None:
        subprotocols = [PROTOCOL, Subprotocol(f"ticket.{await self._ticket()}")]
        opening = connect(self._socket_url, subprotocols=subprotocols, max_size=FRAME_BYTES_MAX, proxy=None)
        async with opening as socket:
            self._on_seen("back", None)
            if self._outside:
                await self._say(socket, frames.Outside(self._outside))
            if self.leg_id is not None:
                await self._say(socket, frames.Rejoin(self.leg_id, self._token, self._is_answered))
            while True:
                text = await socket.recv(decode=True)
                await self._heard(socket, parse_switch_frame(text))

    async def _heard(self, socket: ClientConnection, frame: SwitchFrame) -> None:
        self._on_seen("saw", frame)
        match frame:
            case frames.Ping(n=n):
                await self._say(socket, frames.Pong(n))
                return
            case frames.Hello():
                # Not before: a switch that is still starting takes the connection and sends it away again.
                self._socket = socket
            case frames.LegGiven(leg_id=leg_id, rejoin=token):
                self.leg_id, self._token = leg_id, token
            case frames.Ring(leg_id=leg_id, rejoin=token):
                self.leg_id, self._token, self._is_answered = leg_id, token, False
                self._act(self._answer(leg_id))
            case frames.Answered():
                self._is_answered = True
            case frames.Play(leg_id=leg_id, effect_id=effect_id, recordings=recordings):
                self._stop_playing()
                self._playing = self._act(self._play(leg_id, effect_id, len(recordings)))
            case frames.Ended(leg_id=leg_id):
                self._stop_playing()
                if leg_id == self.leg_id:
                    self.leg_id, self._is_answered, self._track = None, False, None
            case frames.Track(track=track, is_on=is_on):
                self._track = track if is_on else None
            case frames.Stop() | frames.Record() | frames.Music() | frames.Bridge() | frames.Part():
                self._stop_playing()
            case _:
                pass  # seen, and nothing to be done
        self._keep(frame)
        await self._notify()

    def _keep(self, frame: SwitchFrame) -> None:
        self._seen.append(frame)
        if len(self._seen) > SEEN_MAX:
            del self._seen[0]
            self._cursor = max(0, self._cursor - 1)

    async def _play(self, leg_id: LegId, effect_id: EffectId, recordings: int) -> None:
        await asyncio.sleep(self._behaviour.recording_ms * recordings / 1000)
        await self._say_if_there(frames.Played(leg_id, effect_id))

    async def _answer(self, leg_id: LegId) -> None:
        await asyncio.sleep(self._behaviour.answer_after_ms / 1000)
        if self._behaviour.answers:
            self._is_answered = True
            await self._say_if_there(frames.Answer(leg_id))
        else:
            await self._say_if_there(frames.Reject(leg_id))

    async def _say_if_there(self, frame: PhoneFrame) -> None:
        """Say it, unless the connection is away: what matters then comes again after the rejoining."""
        if self._socket is None:
            return
        try:
            await self._say(self._socket, frame)
        except ConnectionClosed:
            return

    def _act(self, act: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(act)
        self._acts.add(task)
        task.add_done_callback(self._acts.discard)
        return task

    def _stop_playing(self) -> None:
        if self._playing is not None:
            self._playing.cancel()
            self._playing = None


def _voice(for_ms: int) -> bytes:
    """A tone that stands for somebody who speaks."""
    step = 2 * math.pi * VOICE_HZ / SAMPLES_PER_S
    samples = (round(VOICE_LEVEL * math.sin(step * number)) for number in range(for_ms * SAMPLES_PER_S // 1000))
    return b"".join(struct.pack("<h", sample) for sample in samples)
