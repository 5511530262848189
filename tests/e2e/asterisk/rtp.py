"""A phone's ear and mouth: sends a tone and keys, keeps what it hears. Test side only; knows no SIP."""

import asyncio
import socket
import struct
from collections import deque
from typing import cast

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 8000
PACKET_SAMPLES = 160
PACKET_S = PACKET_SAMPLES / RATE_HZ
EVENT_TYPE = 101
_KEYS = "0123456789*#ABCD"
_KEEP_PACKETS = 100  # two seconds
_BIAS = 132


def _ulaw_table() -> NDArray[np.int16]:
    codes = ~np.arange(256, dtype=np.uint8)
    magnitude = ((((codes & 0x0F).astype(np.int32) << 3) + _BIAS) << ((codes & 0x70) >> 4)) - _BIAS
    return np.where(codes & 0x80, -magnitude, magnitude).astype(np.int16)


_DECODE = _ulaw_table()
_ORDER = np.argsort(_DECODE, kind="stable")
_SORTED = _DECODE[_ORDER].astype(np.float64)


def _encode(samples: NDArray[np.float64]) -> bytes:
    place = np.clip(np.searchsorted(_SORTED, samples), 0, 255)
    return bytes(_ORDER[place].astype(np.uint8))


class Audio(asyncio.DatagramProtocol):
    """One RTP stream both ways, G.711 u-law."""

    def __init__(self, tone_hz: float) -> None:
        self.tone_hz = tone_hz
        self.port = 0
        self.keys_heard = ""
        self._heard: deque[bytes] = deque(maxlen=_KEEP_PACKETS)
        self.packets_heard = 0
        self.is_quiet = False
        """Send silence in place of the tone."""
        self._speech: NDArray[np.float64] = np.zeros(0)
        self._keys: deque[str] = deque()
        self._packets_since_key = 0
        self._far_end: tuple[str, int] | None = None
        self._task: asyncio.Task[None] | None = None
        self._transport: asyncio.DatagramTransport | None = None
        self._sequence = 0
        self._samples_sent = 0
        self._last_event: int | None = None

    async def open(self) -> None:
        """Take a port on loopback."""
        loop = asyncio.get_running_loop()
        taken = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        taken.bind(("127.0.0.1", 0))
        await loop.create_datagram_endpoint(lambda: self, sock=taken)
        self.port = taken.getsockname()[1]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        payload_type, timestamp = data[1] & 0x7F, struct.unpack("!I", data[4:8])[0]
        if payload_type == 0:
            self._heard.append(data[12:])
            self.packets_heard += 1
        elif payload_type == EVENT_TYPE and timestamp != self._last_event:
            self._last_event = timestamp
            self.keys_heard += _KEYS[data[12]]

    def talk_to(self, host: str, port: int) -> None:
        """Begin to send to the far end; a phone without a tone only listens."""
        self._far_end = (host, port)
        if self._task is None and self.tone_hz:
            self._task = asyncio.create_task(self._talk())

    async def pause(self) -> None:
        """Send nothing at all, as a phone does that has put the call on hold."""
        assert self._task is not None, "it does not send"
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._task = None

    def go_on(self) -> None:
        """Send again."""
        assert self._far_end is not None, "there is no call"
        self.talk_to(*self._far_end)

    def press(self, keys: str) -> None:
        """Send keys, each 100 ms long (RFC 4733)."""
        self._packets_since_key = 0
        self._keys.extend(keys)

    def say(self, samples: NDArray[np.float64]) -> None:
        """Send these samples of 8 kHz once, in place of the tone or the silence."""
        self._speech = np.concatenate((self._speech, samples))

    @property
    def is_speaking(self) -> bool:
        """Whether something of what is to be said has not been sent."""
        return len(self._speech) > 0

    @property
    def packets_since_key(self) -> int:
        """How many packets of the tone went out after the last key; none while there are keys to send."""
        return 0 if self._keys else self._packets_since_key

    def forget(self) -> None:
        """Judge only what is heard from now on."""
        self._heard.clear()

    def share(self, tone_hz: float, packets: int = 15) -> float:
        """How much of what was heard last, 0 to 1, is that tone."""
        return self._share(tone_hz, list(self._heard)[-packets:], packets)

    def has_heard(self, tone_hz: float, packets: int = 15) -> bool:
        """Whether that tone was heard for so long at some time: what is short may be over before anybody looks."""
        heard = list(self._heard)
        starts = range(max(1, len(heard) - packets + 1))
        return any(self._share(tone_hz, heard[start : start + packets], packets) > 0.9 for start in starts)

    def _share(self, tone_hz: float, heard: list[bytes], packets: int) -> float:
        if len(heard) < packets:
            return 0.0
        codes = np.frombuffer(b"".join(heard), dtype=np.uint8)
        samples = _DECODE[codes].astype(np.float64)
        energy = float(np.sum(samples**2))
        if energy < len(samples) * 50.0**2:
            return 0.0
        phase = np.exp(-2j * np.pi * tone_hz * np.arange(len(samples)) / RATE_HZ)
        return min(1.0, 2 * abs(np.sum(samples * phase)) ** 2 / len(samples) / energy)

    @property
    def samples_sent(self) -> int:
        """How much was sent so far: while the phone talks, a clock."""
        return self._samples_sent

    def samples(self, packets: int) -> NDArray[np.float64]:
        """What was heard last; empty until so much was heard."""
        heard = list(self._heard)[-packets:] if len(self._heard) >= packets else []
        return _DECODE[np.frombuffer(b"".join(heard), dtype=np.uint8)].astype(np.float64)

    def is_silent(self, packets: int = 15) -> bool:
        """Whether nothing, or silence, was heard last."""
        codes = np.frombuffer(b"".join(list(self._heard)[-packets:]), dtype=np.uint8)
        return bool(np.all(np.abs(_DECODE[codes].astype(np.int32)) < 200))

    async def close(self) -> None:
        """Fall silent."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._transport is not None:
            self._transport.close()

    async def _talk(self) -> None:
        loop = asyncio.get_running_loop()
        next_s = loop.time()
        while True:
            if self._keys:
                self._packets_since_key = 0
                await self._send_key(self._keys.popleft())
                next_s = loop.time()
            self._send(0, _encode(self._next_samples()))
            self._packets_since_key += 1
            next_s += PACKET_S
            await asyncio.sleep(max(0.0, next_s - loop.time()))

    def _next_samples(self) -> NDArray[np.float64]:
        if len(self._speech):
            said, self._speech = self._speech[:PACKET_SAMPLES], self._speech[PACKET_SAMPLES:]
            return np.pad(said, (0, PACKET_SAMPLES - len(said)))
        if self.is_quiet:
            return np.zeros(PACKET_SAMPLES)
        moments = (self._samples_sent + np.arange(PACKET_SAMPLES)) / RATE_HZ
        return 8000 * np.sin(2 * np.pi * self.tone_hz * moments)

    async def _send_key(self, key: str) -> None:
        started = self._samples_sent
        for step in range(1, 11):  # five packets of key, its end three times over, a pause
            if step < 8:
                event = struct.pack(
                    "!BBH", _KEYS.index(key), (0x80 if step > 5 else 0) | 10, min(step, 5) * PACKET_SAMPLES
                )
                self._send(EVENT_TYPE, event, timestamp=started, marker=step == 1)
            if step < 5 or step > 7:
                await asyncio.sleep(PACKET_S)
        self._samples_sent += 5 * PACKET_SAMPLES

    def _send(self, payload_type: int, payload: bytes, timestamp: int | None = None, marker: bool = False) -> None:
        if timestamp is None:
            timestamp = self._samples_sent
            self._samples_sent += PACKET_SAMPLES
        self._sequence = (self._sequence + 1) & 0xFFFF
        head = struct.pack("!BBHII", 0x80, payload_type | (0x80 if marker else 0), self._sequence, timestamp, 4711)
        self._out(head + payload)

    def _out(self, packet: bytes) -> None:
        if self._transport is not None and self._far_end is not None:
            self._transport.sendto(packet, self._far_end)
