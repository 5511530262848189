"""The simulated provider behind the port. Owns the event loop's side: connections, one timer, messages on their way to
disk, and the way to the engine.

All decisions are the switch's. Must not own an HTTP server: whoever does calls ``serve_phone``.
"""

import asyncio
import logging
import secrets
import time
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol, assert_never

from cic.cti.port import Capabilities, ExpectedLeg, ProviderCommand, ProviderReport
from cic.cti.port.messages import UnsafeRecording, keep_message, message_ms, message_path
from cic.cti.simulated.connection import Outbox, PhoneTransport
from cic.cti.simulated.exchange import (
    ClosePhone,
    Closing,
    Counted,
    Limits,
    MessageToFind,
    MessageToKeep,
    Output,
    PhoneId,
    PhoneIdentity,
    Reported,
    ToPhone,
    TrackSound,
    TrackToBegin,
    TrackToEnd,
)
from cic.cti.simulated.orders import LEGS_PER_BRIDGE_MAX
from cic.cti.simulated.switch import Switch
from cic.cti.simulated.track_store import TrackStore
from routing.vocabulary import EffectId, LegId, ProviderId

_log = logging.getLogger(__name__)

SIMULATED = ProviderId("simulated")
FRAMES_UNREAD_MAX = 256
CLOSING_S_MAX = 1.0

CAPABILITIES = Capabilities(
    hold=True,
    mute=True,
    digits=True,
    blind_transfer=True,
    consult_transfer=True,
    legs_per_bridge_max=LEGS_PER_BRIDGE_MAX,
    monitoring=True,
    recording=True,
    speech=True,
    messages=True,
    outside_numbers=True,
)


class Alarm(Protocol):
    """A call that is due later."""

    def cancel(self) -> None:
        """Do not make it."""
        ...


class Clock(Protocol):
    """Where the provider has its time from; tests advance one by hand."""

    def now_ms(self) -> int:
        """Milliseconds that never go back."""
        ...

    def call_at(self, due_ms: int, callback: Callable[[], None]) -> Alarm:
        """Call back, in the event loop's thread, when that time has come."""
        ...


class LoopClock:
    """The event loop's time."""

    def now_ms(self) -> int:
        """Milliseconds of the monotonic clock."""
        return time.monotonic_ns() // 1_000_000

    def call_at(self, due_ms: int, callback: Callable[[], None]) -> Alarm:
        """Call back at or just after ``due_ms``."""
        delay_s = max(0, due_ms - self.now_ms()) / 1000
        return asyncio.get_running_loop().call_later(delay_s, callback)


@dataclass(slots=True)
class _Held:
    """What is to be reported of a leg once so many files of it are on disk."""

    files: int = 0
    reports: list[ProviderReport] = field(default_factory=list)


class SimulatedProvider:
    """Phones that are browsers or scripts, as a CallProvider. To be used in one event loop's thread."""

    def __init__(
        self,
        secret: bytes,
        provider_id: ProviderId = SIMULATED,
        limits: Limits | None = None,
        clock: Clock | None = None,
        new_leg_suffix: Callable[[], str] = lambda: secrets.token_hex(6),
        *,
        messages_folder: Path | None = None,
        tracks_folder: Path | None = None,
        count_fault: Callable[[str], None] = lambda _kind: None,
    ) -> None:
        """``secret`` signs rejoin tokens: kept over restarts, callers survive them.

        Without a folder no messages are taken, or no tracks made.
        """
        self._messages_folder = messages_folder
        self._tracks = TrackStore(tracks_folder)
        self._filing: set[asyncio.Task[None]] = set()
        self._held: dict[LegId, _Held] = {}
        self._count_fault = count_fault
        self._provider_id = provider_id
        self._clock: Clock = clock or LoopClock()
        self._switch = Switch(provider_id, secret, new_leg_suffix, limits)
        self._report: Callable[[ProviderReport], None] | None = None
        self._outboxes: dict[PhoneId, Outbox] = {}
        self._connections = 0
        self._pending: deque[Output] = deque()
        self._is_delivering = False
        self._alarm: Alarm | None = None
        self._alarm_ms: int | None = None

    @property
    def provider_id(self) -> ProviderId:
        """The configured name."""
        return self._provider_id

    @property
    def capabilities(self) -> Capabilities:
        """What this provider can do."""
        return replace(CAPABILITIES, messages=self._messages_folder is not None, recording=self._tracks.is_there)

    @property
    def messages_under_way(self) -> int:
        """How much of messages and tracks is looked for or written right now."""
        return len(self._filing)

    @property
    def frame_faults(self) -> int:
        """How many frames made no sense so far."""
        return self._switch.exchange.faults

    async def start(self, report: Callable[[ProviderReport], None], expected: Sequence[ExpectedLeg]) -> None:
        """Begin to take calls; LegsRead follows when all expected legs are back or their time is over."""
        assert self._report is None, "started already"
        self._report = report
        await self._tracks.complete_left_over()
        self._deliver(self._switch.start(expected, self._clock.now_ms()))

    def execute(self, effect_id: EffectId, command: ProviderCommand) -> None:
        """Carry out a command; its outcome is reported, possibly before this returns."""
        self._deliver(self._switch.execute(effect_id, command, self._clock.now_ms()))

    async def stop(self) -> None:
        """Let go of the phones without ending their calls: they come back to the next engine process.

        Messages that are being written are written, and told by the next one.
        """
        self._report = None
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        for outbox in self._outboxes.values():
            outbox.close(Closing.RESTARTING)
        await asyncio.gather(*self._filing, return_exceptions=True)
        await self._tracks.let_go()

    async def serve_phone(self, transport: PhoneTransport, identity: PhoneIdentity) -> None:
        """Serve one phone until its connection ends; the transport is closed on return."""
        if self._report is None:
            await _close(transport, Closing.NOT_READY)
            return
        self._connections += 1
        phone_id = PhoneId(self._connections)
        outbox = self._outboxes[phone_id] = Outbox(FRAMES_UNREAD_MAX)
        self._deliver(self._switch.connect(phone_id, identity, self._clock.now_ms()))
        reader = asyncio.create_task(self._read(phone_id, transport))
        writer = asyncio.create_task(outbox.send_all(transport))
        try:
            done, _ = await asyncio.wait({reader, writer}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()  # an error of ours is not swallowed
        finally:
            reader.cancel()
            writer.cancel()
            del self._outboxes[phone_id]
            self._deliver(self._switch.disconnect(phone_id, self._clock.now_ms()))
            await _close(transport, outbox.closing)
            await asyncio.gather(reader, writer, return_exceptions=True)

    async def _read(self, phone_id: PhoneId, transport: PhoneTransport) -> None:
        while True:
            try:
                text = await transport.receive_text()
            except ConnectionError:
                return
            self._deliver(self._switch.receive(phone_id, text, self._clock.now_ms()))

    def _deliver(self, outputs: list[Output]) -> None:
        """Pass on what the switch said, in its order, also when the engine answers a report with a command at once."""
        self._pending.extend(outputs)
        if self._is_delivering:
            return
        self._is_delivering = True
        try:
            while self._pending:
                self._pass_on(self._pending.popleft())
        finally:
            self._is_delivering = False
        self._arm()

    def _pass_on(self, output: Output) -> None:
        match output:
            case Reported(report=report):
                self._tell(report)
            case ToPhone(phone_id=phone_id, frame=frame):
                outbox = self._outboxes.get(phone_id)
                if outbox is not None and not outbox.put(frame):
                    now_ms = self._clock.now_ms()
                    self._pending.extend(self._switch.close(phone_id, Closing.TOO_FAST_OR_SLOW, now_ms))
            case ClosePhone(phone_id=phone_id, closing=closing):
                if (outbox := self._outboxes.get(phone_id)) is not None:
                    outbox.close(closing)
            case Counted(kind=kind):
                self._count_fault(kind)
            case MessageToFind():
                self._file(self._find_message(output))
            case MessageToKeep(leg_id=leg_id):
                self._hold(leg_id)
                self._file(self._keep_message(output))
            case TrackToBegin():
                self._file(self._begin_track(output))
            case TrackSound():
                self._file(self._write_track(output))
            case TrackToEnd(leg_id=leg_id):
                self._hold(leg_id)
                self._file(self._end_track(output))
            case _:
                assert_never(output)

    def _tell(self, report: ProviderReport) -> None:
        """Report; what comes of a leg while its message or track is written waits for that, so that it comes first."""
        held = self._held.get(getattr(report, "leg_id", LegId("")))
        if held is not None:
            held.reports.append(report)
        elif self._report is not None:
            self._report(report)

    def _hold(self, leg_id: LegId) -> None:
        self._held.setdefault(leg_id, _Held()).files += 1

    def _release(self, leg_id: LegId, outputs: list[Output]) -> None:
        """A file of a leg is on disk, or never will be: tell that, and what has waited for it."""
        held = self._held[leg_id]
        held.files -= 1
        waiting, held.reports = held.reports, []
        if held.files == 0:
            del self._held[leg_id]
            self._deliver([*outputs, *(Reported(report) for report in waiting)])
        else:
            self._deliver(outputs)
            held.reports += waiting

    def _file(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._filing.add(task)
        task.add_done_callback(self._filing.discard)

    async def _find_message(self, to_find: MessageToFind) -> None:
        folder = self._messages_folder
        try:
            path = None if folder is None else message_path(folder, to_find.recording)
        except UnsafeRecording:
            path = None
        if path is None:
            self._deliver(self._switch.message_failed(to_find, self._clock.now_ms()))
            return
        duration_ms = await asyncio.to_thread(message_ms, path)
        self._deliver(self._switch.message_found(to_find, duration_ms, self._clock.now_ms()))

    async def _keep_message(self, to_keep: MessageToKeep) -> None:
        assert self._messages_folder is not None, "without a folder no message is begun"
        duration_ms: int | None = None
        try:
            keep = asyncio.to_thread(keep_message, self._messages_folder, to_keep.recording, to_keep.pcm)
            duration_ms = await keep
        except OSError as fault:
            _log.error("a message could not be kept in %s: %s", self._messages_folder, fault.strerror)
            self._count_fault("message_not_kept")
        now_ms = self._clock.now_ms()
        if duration_ms is None:
            outputs = self._switch.message_failed(to_keep, now_ms)
        else:
            outputs = self._switch.message_kept(to_keep, duration_ms, now_ms)
        self._release(to_keep.leg_id, outputs)

    async def _begin_track(self, to_begin: TrackToBegin) -> None:
        is_begun = await self._tracks.begin(to_begin.track)
        self._deliver(self._switch.track_begun(to_begin, is_begun, self._clock.now_ms()))

    async def _write_track(self, sound: TrackSound) -> None:
        if not await self._tracks.write(sound.track, sound.silence_ms, sound.pcm):
            self._deliver(self._switch.track_failed(sound, self._clock.now_ms()))

    async def _end_track(self, to_end: TrackToEnd) -> None:
        is_kept = await self._tracks.end(to_end.track)
        self._release(to_end.leg_id, self._switch.track_ended(to_end, is_kept, self._clock.now_ms()))

    def _arm(self) -> None:
        due_ms = self._switch.next_deadline_ms if self._report is not None else None
        if due_ms == self._alarm_ms and self._alarm is not None:
            return
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm_ms = due_ms
        self._alarm = None if due_ms is None else self._clock.call_at(due_ms, self._rang)

    def _rang(self) -> None:
        self._alarm = None
        self._deliver(self._switch.expire(self._clock.now_ms()))


async def _close(transport: PhoneTransport, closing: Closing | None) -> None:
    """Close, but do not wait for ever for a phone that does not answer the closing handshake."""
    try:
        async with asyncio.timeout(CLOSING_S_MAX):
            await transport.close(closing.value if closing is not None else 1000)
    except (ConnectionError, TimeoutError):
        return  # gone already, or as good as gone
