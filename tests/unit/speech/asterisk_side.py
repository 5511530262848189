"""The far side of the wire: a call as Asterisk's AudioSocket() brings it, at the pace of speech. Owns what it heard."""

import asyncio
import wave
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from cic.speech.audio import FRAME_BYTES, FRAME_MS, SILENCE
from cic.speech.audiosocket import Audio, AudioSocketReader, HangUp, Identity, Key, encode
from cic.speech.workers import Listening

FIXTURES = Path(__file__).parents[2] / "fixtures" / "speech"
LIMIT_S = 20.0


def recorded(name: str) -> bytes:
    """A recording of the fixtures as audio without head."""
    with wave.open(str(FIXTURES / f"{name}.wav")) as file:
        return file.readframes(file.getnframes())


def write_prompt(path: Path, seconds: float, rate_hz: int = 8000) -> Path:
    """A prompt that can be told from silence: every sample is 1000."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes((1000).to_bytes(2, "little") * round(seconds * rate_hz))
    return path


class AsteriskSide:
    """One connection. Sends silence, or what is to be said, one frame each 20 ms; keeps every frame that comes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard: list[bytes] = []
        self.has_goodbye = False
        self._reader, self._writer = reader, writer
        self._to_say = b""
        self._talking = asyncio.create_task(self._talk())
        self._hearing = asyncio.create_task(self._hear())

    @classmethod
    async def call(cls, listening: Listening, uuid: UUID | None = None) -> "AsteriskSide":
        """Connect and say which call it is."""
        reader, writer = await asyncio.open_connection(listening.host, listening.port)
        writer.write(encode(Identity(uuid or listening.uuid)))
        return cls(reader, writer)

    def say(self, pcm: bytes) -> None:
        """Have the caller say something, from now on."""
        self._to_say += pcm

    def press(self, key: str) -> None:
        """Have the caller press a key."""
        self._writer.write(encode(Key(key)))

    def send(self, data: bytes) -> None:
        """Send what no Asterisk sends."""
        self._writer.write(data)

    def hang_up(self) -> None:
        """The caller goes."""
        self._writer.write(encode(HangUp()))

    @property
    def heard_prompt_ms(self) -> int:
        """How much came that was not silence."""
        return FRAME_MS * sum(frame != SILENCE for frame in self.heard)

    async def until(self, is_true: Callable[[], bool]) -> None:
        """Wait for a condition, with a bound."""
        async with asyncio.timeout(LIMIT_S):
            while not is_true():  # noqa: ASYNC110  the condition is the caller's
                await asyncio.sleep(0.01)

    async def ended(self) -> None:
        """Wait for the other side to end the connection."""
        async with asyncio.timeout(LIMIT_S):
            await self._hearing

    async def close(self) -> None:
        """Leave."""
        for task in (self._talking, self._hearing):
            task.cancel()
        await asyncio.gather(self._talking, self._hearing, return_exceptions=True)
        self._writer.transport.abort()

    async def _talk(self) -> None:
        loop = asyncio.get_running_loop()
        due_s = loop.time()
        while not self._writer.is_closing():
            frame, self._to_say = self._to_say[:FRAME_BYTES], self._to_say[FRAME_BYTES:]
            self._writer.write(encode(Audio(frame.ljust(FRAME_BYTES, b"\0"))))
            due_s += FRAME_MS / 1000
            await asyncio.sleep(max(0.0, due_s - loop.time()))

    async def _hear(self) -> None:
        frames = AudioSocketReader()
        try:
            while data := await self._reader.read(4096):
                for message in frames.feed(data):
                    if isinstance(message, Audio):
                        self.heard.append(message.pcm)
                    self.has_goodbye |= isinstance(message, HangUp)
        except ConnectionResetError:
            pass  # how an unknown caller is turned away
