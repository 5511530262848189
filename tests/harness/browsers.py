"""Real Chromium for tests: one process per voice, each with a steady tone as microphone. Owns launching, killing
and how long a page is waited for."""

import os
import shutil
import signal
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
from playwright.async_api import Browser, BrowserContext, async_playwright, expect

RATE_HZ = 48_000
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]

WAIT_MS = 15_000
"""Playwright's own five seconds are few on a crowded machine; an offer that nobody answers stands for 18."""
expect.set_options(timeout=WAIT_MS)


def write_tone(path: Path, frequency_hz: int) -> Path:
    """A second of a steady tone, whole periods, so that it repeats without a click."""
    times = np.arange(RATE_HZ) / RATE_HZ
    samples = (np.sin(2 * np.pi * frequency_hz * times) * 12_000).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.tobytes())
    return path


@asynccontextmanager
async def browser_with_voice(folder: Path, frequency_hz: int, locale: str = "en-GB") -> AsyncIterator[BrowserContext]:
    """A browser of its own whose microphone hears this tone."""
    tone = write_tone(folder / f"tone-{frequency_hz}.wav", frequency_hz)
    microphone = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={tone}",
    ]
    async with _browser(microphone) as browser:
        yield await browser.new_context(
            permissions=["microphone"], locale=locale, viewport={"width": 1280, "height": 800}
        )


@asynccontextmanager
async def browser_without_microphone() -> AsyncIterator[BrowserContext]:
    """A browser on a machine that has no microphone, whose user has not allowed one either."""
    async with _browser([]) as browser:
        yield await browser.new_context(permissions=[], viewport={"width": 1280, "height": 800})


async def kill(context: BrowserContext) -> None:
    """kill -9 the browser; nothing of it gets to say goodbye."""
    (process_id,) = await _processes(context, "browser")
    os.kill(process_id, signal.SIGKILL)


@asynccontextmanager
async def hung(context: BrowserContext) -> AsyncIterator[None]:
    """Meanwhile the browser's pages hang: nothing runs in them, and their connections stay open."""
    renderers = await _processes(context, "renderer")
    for process_id in renderers:
        os.kill(process_id, signal.SIGSTOP)
    try:
        yield
    finally:
        for process_id in renderers:
            os.kill(process_id, signal.SIGCONT)


async def _processes(context: BrowserContext, kind: str) -> list[int]:
    """The ids of the browser's own processes of a kind."""
    browser = context.browser
    assert browser is not None, "the context is a launched browser's"
    session = await browser.new_browser_cdp_session()
    found = await session.send("SystemInfo.getProcessInfo")
    return [process["id"] for process in found["processInfo"] if process["type"] == kind]


@asynccontextmanager
async def _browser(flags: list[str]) -> AsyncIterator[Browser]:
    executable = shutil.which("chromium")
    assert executable is not None, "Chromium is installed by make test"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=[*FLAGS, *flags])
        yield browser
        await browser.close()
