"""A newcomer starts the center twice with `make run`. Owns that look from outside; must not need anything installed.

Runs on the Python of a bare Debian, in the checkout's folder, as an ordinary user.
"""

import argparse
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ADDRESS = re.compile(r"http://[^\s/]+:\d+")
AGAIN_LIMIT_S = 3.0
STOP_LIMIT_S = 20.0
POLL_S = 0.02


class RunFault(Exception):
    """The center did not do what a newcomer was promised."""


class Center:
    """A `make run` in a process group of its own, with what it printed so far."""

    def __init__(self, data: str) -> None:
        self.began_s = time.monotonic()
        self.lines: list[str] = []
        self._process = subprocess.Popen(
            ["make", "run", f"DATA={data}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.append(line.rstrip("\n"))

    def is_running(self) -> bool:
        """Whether `make run` has not ended."""
        return self._process.poll() is None

    def interrupt(self) -> int:
        """Press Ctrl-C, and return how the process ended."""
        os.killpg(self._process.pid, signal.SIGINT)
        try:
            return self._process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired as error:
            raise RunFault(f"the center did not end within {STOP_LIMIT_S:.0f} s of Ctrl-C") from error

    def destroy(self) -> None:
        """Leave no process behind."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._reader.join(1.0)


@contextlib.contextmanager
def running(data: str) -> Iterator[Center]:
    """A center that is gone at the end; when it fails, what it had printed is shown."""
    center = Center(data)
    try:
        yield center
    except RunFault:
        print("it had printed:", *center.lines[-40:], sep="\n  ", flush=True)
        raise
    finally:
        center.destroy()


def fetch(address: str) -> tuple[str, bytes]:
    """The content type and body at ``address``; refusals and other answers than 200 are faults."""
    # The center is on this machine: a proxy of the machine's is for other addresses.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(address, timeout=5.0) as answer:
        return answer.headers.get_content_type(), answer.read()


def wait_until_healthy(center: Center, limit_s: float) -> str:
    """Wait for the printed address and for its health to answer; returns the address."""
    while time.monotonic() - center.began_s < limit_s:
        printed = ADDRESS.search("\n".join(center.lines))
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            if printed and json.loads(fetch(f"{printed[0]}/api/health")[1])["status"] == "ok":
                return printed[0]
        if not center.is_running():
            raise RunFault("make run ended by itself")
        time.sleep(POLL_S)
    raise RunFault(f"no healthy center within {limit_s:.0f} s of make run")


def check_desktop(address: str) -> None:
    """The desktop's page is there, and every script and style it names."""
    kind, body = fetch(f"{address}/")
    page = body.decode("utf-8")
    named = re.findall(r'(?:src|href)="(/[^"]+\.(?:js|css))"', page)
    if kind != "text/html" or not any(name.endswith(".js") for name in named):
        raise RunFault("the address does not show the agent desktop")
    for name in named:
        if not fetch(address + name)[1]:
            raise RunFault(f"{name} of the agent desktop is empty")


def start_and_stop(data: str, limit_s: float) -> float:
    """One `make run` to its health and to its end by Ctrl-C; returns the seconds from start to health."""
    with running(data) as center:
        address = wait_until_healthy(center, limit_s)
        took_s = time.monotonic() - center.began_s
        try:
            check_desktop(address)
        except urllib.error.URLError as error:
            raise RunFault(f"the agent desktop cannot be fetched: {error}") from error
        ended = center.interrupt()
        stray = [line for line in center.lines if line.startswith("Traceback")]
        if stray or ended not in (0, 2, -signal.SIGINT):  # make itself ends with 2 when its recipe is interrupted
            raise RunFault(f"after Ctrl-C the center did not end in order (status {ended})")
    return took_s


def main() -> None:
    """Go the newcomer's way, or say at which point it ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit-s", type=float, default=600.0, help="seconds that the first start may take")
    parser.add_argument("--only-again", action="store_true", help="everything is installed already")
    parser.add_argument("--data", default=str(Path.home() / "cic-data"), help="the center's data folder")
    options = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # what we start shall not inherit an ignored Ctrl-C
    try:
        if not options.only_again:
            took_s = start_and_stop(options.data, options.limit_s)
            print(f"first make run: healthy after {took_s:.1f} s, installation included", flush=True)
        took_s = start_and_stop(options.data, options.limit_s)
        print(f"next make run: healthy after {took_s:.2f} s", flush=True)
        if took_s >= AGAIN_LIMIT_S:
            raise RunFault(f"a start without installation must take less than {AGAIN_LIMIT_S:.0f} s")
    except RunFault as fault:
        sys.exit(f"make run: {fault}")


if __name__ == "__main__":
    main()
