"""A listener for tests, over real AudioSocket connections: hums while it listens, and ends as the test says."""

import asyncio
import math
import struct
import uuid
from collections.abc import Callable

from cic.cti.port.listening import KeyPressed, Listening, ListeningEnd, ListeningJob

HUM_HZ = 733.0
_FRAME_S = 0.02
_FRAME_SAMPLES = 160
_UUID, _KEY, _AUDIO, _HANG_UP = 0x01, 0x03, 0x10, 0x00


class _Hearing:
    """One listening."""

    def __init__(self, port: int, job: ListeningJob, on_end: Callable[[ListeningEnd], None]) -> None:
        self.ticket = str(uuid.uuid4())
        self.address = ("127.0.0.1", port)
        self.job = job
        self.on_end = on_end
        self.is_over = False
        self.writer: asyncio.StreamWriter | None = None
        self.audio_bytes = 0

    def cancel(self) -> None:
        """Let go of the caller."""
        self.is_over = True
        if self.writer is not None:
            self.writer.close()

    def end(self, outcome: ListeningEnd) -> None:
        """Tell, then hang up the audio."""
        if not self.is_over:
            self.is_over = True
            self.on_end(outcome)
            assert self.writer is not None, "nobody is listened to"
            self.writer.write(bytes((_HANG_UP, 0, 0)))
            self.writer.close()


class HummingListener:
    """Listens to any number of callers and understands what the test wants it to."""

    def __init__(self, *, tells_keys: bool = True) -> None:
        """An Asterisk may not send keys with the audio: then only the manager connection tells of them."""
        self.hearings: list[_Hearing] = []
        self.is_full = False
        self._tells_keys = tells_keys
        self._server: asyncio.Server | None = None
        self._port = 0

    async def open(self) -> "HummingListener":
        """Take a port on loopback."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def close(self) -> None:
        """Refuse everybody from now on, and let go of those who are here."""
        assert self._server is not None
        self._server.close()
        for hearing in self.hearings:
            hearing.cancel()
        await asyncio.sleep(0)

    def start(self, job: ListeningJob, on_end: Callable[[ListeningEnd], None]) -> Listening | None:
        """Be ready for one caller."""
        if self.is_full:
            return None
        self.hearings.append(_Hearing(self._port, job, on_end))
        return self.hearings[-1]

    @property
    def is_listening(self) -> bool:
        """Whether the last caller's audio comes in."""
        return bool(self.hearings) and self.hearings[-1].audio_bytes > 8_000

    def end(self, outcome: ListeningEnd) -> None:
        """What came of the last one."""
        self.hearings[-1].end(outcome)

    def die(self) -> None:
        """Go without a word, as a process that is killed."""
        writer = self.hearings[-1].writer
        assert writer is not None, "nobody is listened to"
        self.hearings[-1].is_over = True
        writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hum: asyncio.Task[None] | None = None
        try:
            kind, payload = await _read(reader)
            assert kind == _UUID
            hearing = next(one for one in self.hearings if one.ticket == str(uuid.UUID(bytes=payload)))
            hearing.writer = writer
            hum = asyncio.create_task(_hum(writer))
            while not hearing.is_over:
                kind, payload = await _read(reader)
                if kind == _AUDIO:
                    hearing.audio_bytes += len(payload)
                elif kind == _KEY and self._tells_keys:
                    hearing.end(KeyPressed(payload.decode()))
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            if hum is not None:
                hum.cancel()
            writer.close()


async def _read(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    kind, length = struct.unpack("!BH", await reader.readexactly(3))
    return kind, await reader.readexactly(length)


async def _hum(writer: asyncio.StreamWriter) -> None:
    sent = 0
    next_s = asyncio.get_running_loop().time()
    while not writer.is_closing():
        samples = (int(8000 * math.sin(2 * math.pi * HUM_HZ * n / 8000)) for n in range(sent, sent + _FRAME_SAMPLES))
        sent += _FRAME_SAMPLES
        frame = b"".join(struct.pack("<h", sample) for sample in samples)
        writer.write(struct.pack("!BH", _AUDIO, len(frame)) + frame)
        next_s += _FRAME_S
        await asyncio.sleep(max(0.0, next_s - asyncio.get_running_loop().time()))
