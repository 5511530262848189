"""One caller's AudioSocket connection: keeps the pace of what is played, hands on what comes. Owns its tasks.

What follows what is the conversation's; nothing of the audio outlives the call.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterator

from cic.speech.audio import FRAME_MS
from cic.speech.audiosocket import Audio, AudioSocketReader, HangUp, Message, ProtocolFault, encode
from cic.speech.conversation import Conversation, SpeechEnded, SpeechWent, ToRecognise
from cic.speech.jobs import ListenJob, Outcome
from cic.speech.prompt_files import read_prompts
from cic.speech.recognising import Answer, RecognitionDesk, Utterance
from cic.speech.voice_activity import telephone_voice

READ_BYTES = 4096
_UNSENT_BYTES_MAX = 64 * 1024
"""Four seconds of audio: Asterisk takes no more."""
_LATE_S_MAX = 0.5
"""A prompt that is later than this goes on from here; a little late is caught up with."""
_CLOSE_S = 2.0


def now_ms() -> int:
    """The loop's clock."""
    return int(asyncio.get_running_loop().time() * 1000)


class Call:
    """From the frame that named it to its outcome."""

    def __init__(
        self,
        job: ListenJob,
        desk: RecognitionDesk,
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        count_fault: Callable[[str], None],
    ) -> None:
        self._job = job
        self._desk = desk
        self._reader, self._writer = streams
        self._count_fault = count_fault
        self._loop = asyncio.get_running_loop()
        self._over: asyncio.Future[Outcome] = self._loop.create_future()
        self._utterance: Utterance | None = None

    async def run(self, frames: AudioSocketReader) -> Outcome:
        """Play, listen and recognise. ``frames`` has what came together with the name. PromptFault for a bad prompt."""
        prompt = await asyncio.to_thread(read_prompts, self._job.prompts)
        self._conversation = Conversation(self._job, prompt, telephone_voice(), now_ms())
        steps = (self._play(), self._listen(frames), self._wait())
        tasks = {asyncio.create_task(step) for step in steps}
        try:
            # What ends has seen the outcome, or has a fault of ours to raise.
            for task in (await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED))[0]:
                task.result()
            return self._over.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if self._utterance is not None:
                self._utterance.drop()

    async def _wait(self) -> None:
        await self._over

    async def _play(self) -> None:
        due_s = self._loop.time()
        while not self._over.done():
            frame, found = self._conversation.tick(now_ms())
            self._writer.write(encode(Audio(frame)))
            if self._writer.transport.get_write_buffer_size() > _UNSENT_BYTES_MAX:
                self._conversation.fail("asterisk_stalled")
            self._follow(found)
            due_s = max(due_s + FRAME_MS / 1000, self._loop.time() - _LATE_S_MAX)
            await asyncio.sleep(max(0.0, due_s - self._loop.time()))

    async def _listen(self, frames: AudioSocketReader) -> None:
        try:
            self._take(frames.feed(b""))
            while not self._over.done() and (data := await self._reader.read(READ_BYTES)):
                self._take(frames.feed(data))
            self._conversation.fail("caller_gone")
        except ProtocolFault as fault:
            self._count_fault(str(fault))
            self._conversation.fail("protocol_fault")
        except OSError:
            self._conversation.fail("caller_gone")
        self._follow(())

    def _take(self, messages: Iterator[Message]) -> None:
        for message in messages:
            self._follow(self._conversation.take(message, now_ms()))

    def _follow(self, found: tuple[ToRecognise, ...]) -> None:
        for step in found:
            match step:
                case SpeechWent(pcm, is_first):
                    if is_first:
                        self._utterance = self._desk.begin(self._job.phrases, self._job.language, self._answer_soon)
                    assert self._utterance is not None
                    self._utterance.feed(pcm)
                case SpeechEnded():
                    assert self._utterance is not None
                    self._utterance.end()
        outcome = self._conversation.outcome
        if outcome is not None and not self._over.done():
            self._over.set_result(outcome)

    def _answer_soon(self, answer: Answer) -> None:
        """From a recogniser's thread."""
        self._loop.call_soon_threadsafe(self._take_answer, answer)

    def _take_answer(self, answer: Answer) -> None:
        if answer is None:
            self._conversation.fail("recogniser_failed")
        else:
            self._conversation.recognised(answer)
        self._follow(())


async def say_goodbye(writer: asyncio.StreamWriter) -> None:
    """End the connection so that Asterisk goes on with the caller, and takes it for no failure."""
    try:
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(_CLOSE_S):
                writer.write(encode(HangUp()))
                await writer.drain()
                writer.close()
                await writer.wait_closed()
    finally:  # in a task that was cancelled, being late is being cancelled, too
        writer.transport.abort()
