"""A caller in a real browser: says words to a menu, leaves a message by the microphone, and is a number outside.

The provider is real and so is the page; of the engine there is only what answers a report with the next command.
"""

import asyncio
import wave
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
import uvicorn
from fastapi import FastAPI, Request, WebSocket
from fastapi.responses import FileResponse
from playwright.async_api import Page, expect
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from cic.api.sockets import WebSocketTransport
from cic.cti.port import (
    AnswerLeg,
    BridgeFormed,
    BridgeLegs,
    CallArrivedOpen,
    CommandDone,
    DialNumber,
    EndTrack,
    Grammar,
    LegAnswered,
    LegEnded,
    MenuAnswered,
    MessageEnd,
    MessageRecorded,
    PauseTrack,
    PhraseHeard,
    PromptMenu,
    ProviderCommand,
    ProviderReport,
    RecordingId,
    RecordMessage,
    SpokenPhrase,
    StartTrack,
)
from cic.cti.simulated.exchange import PhoneIdentity
from cic.cti.simulated.frames import PhoneRole
from cic.cti.simulated.provider import SimulatedProvider
from routing.vocabulary import BridgeId, EffectId, EndCause, InteractionId, LegId
from tests.e2e.asterisk.center import until
from tests.e2e.asterisk.recorder import longest_silence, share
from tests.harness.browsers import browser_with_voice
from tests.harness.running_center import PROJECT

pytestmark = pytest.mark.e2e

WEB = PROJECT / "agent_desktop" / "web" / "dist"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; worker-src 'self'; connect-src 'self'"
GRAMMAR = Grammar(
    "en", (SpokenPhrase("message", ("leave a message",)), SpokenPhrase("branch", ("42 Example Street",))), 60
)
VOICE_HZ = 453
STEP_S = 15.0
BYTES_PER_S = 16_000
PAUSE_S, LATE_S = 3.0, 2.5
"""A crowded machine may be late, but not by a whole pause: without its silence a track is that much too short."""
R = TypeVar("R")
OUTSIDE = LegId("simulated-outside")


@pytest.fixture(autouse=True)
def needs_a_browser(real_browser_needed: None) -> None:
    """Every test here drives a real browser."""


class Engine:
    """A provider behind a web server, and a tiny core: a menu that listens, then a message or a number outside."""

    def __init__(self, messages: Path) -> None:
        tracks = messages.parent / "tracks"
        self.provider = SimulatedProvider(b"a secret for tests only", messages_folder=messages, tracks_folder=tracks)
        self.reports: list[ProviderReport] = []
        self.caller = LegId("")
        self.effects = 0
        self.url = ""

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.middleware("http")
        async def guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
            response = await call_next(request)
            response.headers["Content-Security-Policy"] = POLICY
            return response

        @app.get("/phone")
        async def page() -> FileResponse:
            return FileResponse(WEB / "phone.html")

        @app.post("/api/phone/ticket")
        async def ticket() -> dict[str, str]:
            return {"ticket": "one"}

        @app.websocket("/ws/phone")
        async def phone(websocket: WebSocket) -> None:
            await websocket.accept("cic.phone.v1")
            transport = WebSocketTransport(websocket, lambda _kind: None)
            await self.provider.serve_phone(transport, PhoneIdentity(PhoneRole.CALLER))

        app.mount("/assets", StaticFiles(directory=WEB / "assets"))
        return app

    def take(self, report: ProviderReport) -> None:
        self.reports.append(report)
        match report:
            case CallArrivedOpen(leg_id=leg_id):
                self.caller = leg_id
                self.order(AnswerLeg(leg_id))
                self.order(PromptMenu(leg_id, (), "12", 60_000, GRAMMAR))
            case PhraseHeard(leg_id=leg_id, label="message"):
                self.order(RecordMessage(leg_id, (), RecordingId("m1"), 2_000, 5_000))
            case PhraseHeard():
                self.order(DialNumber(OUTSIDE, "+15550123", InteractionId("i1"), 30_000))
            case LegAnswered(leg_id=leg_id) if leg_id == OUTSIDE:
                self.order(BridgeLegs(BridgeId("b1"), (self.caller, leg_id)))
            case _:
                pass

    def order(self, command: ProviderCommand) -> None:
        self.effects += 1
        self.provider.execute(EffectId(f"e{self.effects}"), command)

    async def done(self, command: ProviderCommand) -> None:
        self.order(command)
        done = CommandDone(EffectId(f"e{self.effects}"))
        async with asyncio.timeout(STEP_S):
            while done not in self.reports:
                await asyncio.to_thread(lambda: None)

    async def until(self, kind: type[R]) -> R:
        async with asyncio.timeout(STEP_S):
            while True:
                for report in self.reports:
                    if isinstance(report, kind):
                        return report
                await asyncio.to_thread(lambda: None)


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    made = Engine(tmp_path / "messages")
    await made.provider.start(made.take, [])
    server = uvicorn.Server(uvicorn.Config(made.app(), host="127.0.0.1", port=0, log_level="error"))
    serving = asyncio.create_task(server.serve())
    async with asyncio.timeout(STEP_S):
        while not server.started:
            await asyncio.to_thread(lambda: None)
    made.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield made
    await made.provider.stop()
    server.should_exit = True
    await serving


async def dial(page: Page, engine: Engine) -> None:
    await page.goto(f"{engine.url}/phone?tone=1#key=k")
    await page.get_by_test_id("number").fill("4000")
    await page.get_by_test_id("call").click()
    await expect(page.get_by_test_id("say-words")).to_be_visible()


async def test_a_caller_says_so_and_leaves_a_message(engine: Engine, tmp_path: Path) -> None:
    async with browser_with_voice(tmp_path, VOICE_HZ) as browser:
        page = await browser.new_page()
        await dial(page, engine)
        await page.get_by_test_id("say-words").fill("Leave a message, please")
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("recording-message")).to_be_visible()
        await expect(page.get_by_test_id("say-words")).to_be_hidden()
        recorded = await engine.until(MessageRecorded)
        await expect(page.get_by_test_id("recording-message")).to_be_hidden()
    assert (recorded.duration_ms, recorded.ended_by) == (2_000, MessageEnd.MAXIMUM)
    with wave.open(str(tmp_path / "messages" / "m1.wav")) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(float)
    middle = samples[2_000 : 2_000 + 4_000] * np.hanning(4_000)
    assert abs(int(np.argmax(np.abs(np.fft.rfft(middle)))) * 2 - VOICE_HZ) <= 2, "the voice is what was recorded"
    assert np.abs(samples).max() > 5_000


async def test_what_a_caller_says_is_recorded_whatever_it_hears(engine: Engine, tmp_path: Path) -> None:
    track = RecordingId("customer")
    async with browser_with_voice(tmp_path, VOICE_HZ) as browser:
        page = await browser.new_page()
        await dial(page, engine)
        loop = asyncio.get_running_loop()
        await engine.done(StartTrack(engine.caller, track))
        begun_s = loop.time()
        path = tmp_path / "tracks" / "customer.part"
        await until(lambda: path.stat().st_size > 24_000)
        await engine.done(PauseTrack(engine.caller, track, True))
        paused_s = loop.time()
        await until(lambda: loop.time() > paused_s + PAUSE_S)
        await engine.done(PauseTrack(engine.caller, track, False))
        size = path.stat().st_size
        await until(lambda: path.stat().st_size > size + (PAUSE_S + 1.0) * BYTES_PER_S)  # its silence, and a second
        await engine.done(EndTrack(engine.caller, track))
        lasted_s = loop.time() - begun_s
    with wave.open(str(tmp_path / "tracks" / "customer.wav")) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(float)
    assert abs(len(samples) / 8_000 - lasted_s) < LATE_S, "in step, as far as a crowded machine can tell"
    begin, end = longest_silence(samples)
    assert PAUSE_S <= (end - begin) / 8_000 < PAUSE_S + LATE_S
    assert share(samples[:begin], VOICE_HZ) > 0.9 and share(samples[end:], VOICE_HZ) > 0.9


async def test_digits_typed_into_the_words_are_no_keys(engine: Engine, tmp_path: Path) -> None:
    async with browser_with_voice(tmp_path, VOICE_HZ) as browser:
        page, outside = await browser.new_page(), await browser.new_page()
        await outside.goto(f"{engine.url}/phone?outside=+15550123#key=k")
        await expect(outside.get_by_test_id("outside-ready")).to_contain_text("+15550123")
        await dial(page, engine)
        await page.get_by_test_id("say-words").press_sequentially("42 example street")
        await page.get_by_test_id("say").click()
        await outside.get_by_test_id("outside-answer").click()
        await engine.until(BridgeFormed)
        await expect(page.get_by_test_id("status")).to_have_attribute("data-state", "bridged")
        await expect(outside.get_by_test_id("status")).to_have_attribute("data-state", "bridged")
        await outside.reload()
        await expect(outside.get_by_test_id("status")).to_have_attribute("data-state", "bridged")
        await outside.get_by_test_id("hang-up").click()
        ended = await engine.until(LegEnded)
        await expect(outside.get_by_test_id("outside-ready")).to_be_visible()
    assert ended == LegEnded(OUTSIDE, EndCause.CALLER_HUNG_UP)
    assert not [report for report in engine.reports if isinstance(report, MenuAnswered)]
