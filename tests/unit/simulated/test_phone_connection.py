"""Connections of phones to the provider: slow, sudden, too many, too early."""

import asyncio

import pytest

from cic.cti.port import AnswerLeg, CallArrivedOpen, MuteLeg, ProviderReport
from cic.cti.simulated import frames
from cic.cti.simulated.exchange import Limits, PhoneIdentity
from cic.cti.simulated.frames import PhoneRole
from cic.cti.simulated.provider import FRAMES_UNREAD_MAX, SimulatedProvider
from cic.cti.simulated.wire import serialise
from routing.vocabulary import EffectId

pytestmark = pytest.mark.unit

CALLER = PhoneIdentity(PhoneRole.CALLER)
BOUND_S = 5.0


class StubbornTransport:
    """The far side of a socket that can refuse to read, and says how it was closed."""

    def __init__(self, reads: bool = True) -> None:
        self.inbox: asyncio.Queue[str] = asyncio.Queue()
        self.sent: list[str] = []
        self.reads = asyncio.Event()
        if reads:
            self.reads.set()
        self.closed = asyncio.get_running_loop().create_future()
        self.greeted = asyncio.Event()

    async def receive_text(self) -> str:
        return await self.inbox.get()

    async def send_text(self, text: str) -> None:
        await self.reads.wait()
        self.sent.append(text)
        self.greeted.set()

    async def close(self, code: int) -> None:
        if not self.closed.done():
            self.closed.set_result(code)


def provider(limits: Limits | None = None) -> SimulatedProvider:
    return SimulatedProvider(b"a secret for tests only", limits=limits)


async def closing_code(transport: StubbornTransport) -> int:
    return int(await asyncio.wait_for(transport.closed, BOUND_S))


async def test_a_phone_that_does_not_read_is_closed_and_nobody_waits_for_it() -> None:
    reports: list[ProviderReport] = []
    made = provider()
    await made.start(reports.append, [])
    slow, quick = StubbornTransport(reads=False), StubbornTransport()
    serving = [asyncio.create_task(made.serve_phone(phone, CALLER)) for phone in (slow, quick)]
    slow.inbox.put_nowait(serialise(frames.Dial("4000")))
    await asyncio.wait_for(quick.greeted.wait(), BOUND_S)
    (arrived,) = [report for report in reports if isinstance(report, CallArrivedOpen)]
    made.execute(EffectId("answer"), AnswerLeg(arrived.leg_id))
    for number in range(FRAMES_UNREAD_MAX + 1):
        made.execute(EffectId(f"e{number}"), MuteLeg(arrived.leg_id, True))
    slow.reads.set()
    assert await closing_code(slow) == 4429
    assert not quick.closed.done()
    assert len(slow.sent) <= FRAMES_UNREAD_MAX + 5
    await made.stop()
    assert await closing_code(quick) == 1012
    await asyncio.gather(*serving)


async def test_a_phone_that_sends_too_much_is_closed() -> None:
    made = provider()
    await made.start(lambda report: None, [])
    phone = StubbornTransport()
    for _ in range(200):
        phone.inbox.put_nowait(serialise(frames.Pong(1)))
    await asyncio.wait_for(made.serve_phone(phone, CALLER), BOUND_S)
    assert await closing_code(phone) == 4429


async def test_a_phone_that_talks_nonsense_is_closed_and_counted() -> None:
    made = provider()
    await made.start(lambda report: None, [])
    phone = StubbornTransport()
    for _ in range(30):
        phone.inbox.put_nowait("nonsense")
    await asyncio.wait_for(made.serve_phone(phone, CALLER), BOUND_S)
    assert await closing_code(phone) == 4400
    assert made.frame_faults == 21


async def test_phones_beyond_the_bound_are_sent_away() -> None:
    made = provider(Limits(phones_max=1))
    await made.start(lambda report: None, [])
    first, second = StubbornTransport(), StubbornTransport()
    serving = asyncio.create_task(made.serve_phone(first, CALLER))
    await asyncio.wait_for(first.greeted.wait(), BOUND_S)
    await asyncio.wait_for(made.serve_phone(second, CALLER), BOUND_S)
    assert await closing_code(second) == 1013
    assert second.sent == []
    await made.stop()
    await serving


async def test_a_phone_before_the_start_is_sent_away() -> None:
    phone = StubbornTransport()
    await asyncio.wait_for(provider().serve_phone(phone, CALLER), BOUND_S)
    assert await closing_code(phone) == 1013


async def test_an_engine_that_answers_a_report_at_once_does_not_mix_up_the_order() -> None:
    made = provider()

    def answer(report: ProviderReport) -> None:
        if isinstance(report, CallArrivedOpen):
            made.execute(EffectId("answer"), AnswerLeg(report.leg_id))

    await made.start(answer, [])
    phone = StubbornTransport()
    serving = asyncio.create_task(made.serve_phone(phone, CALLER))
    phone.inbox.put_nowait(serialise(frames.Dial("4000")))
    await asyncio.wait_for(phone.greeted.wait(), BOUND_S)
    await made.stop()
    await asyncio.wait_for(serving, BOUND_S)
    kinds = [text.split('"')[3] for text in phone.sent]
    assert kinds == ["hello", "leg", "answered"]
