"""A center in a process of its own, as an operator runs it. Owns its start, its end and its data folder.

Asserts nothing but that a started center answers and that its journal replays."""

import asyncio
import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from cic.cli.main import main
from tests.harness.quick_sign_ins import prepare_sign_ins

PROJECT = Path(__file__).parents[2]
CIC = Path(sys.executable).with_name("cic")
START_LIMIT_S = 120.0
"""A start takes a second or two; where tests give way to calls on a crowded machine, it has taken half a minute."""
STOP_LIMIT_S = 60.0
ANSWER_LIMIT_S = 15.0
_http = httpx.Client(limits=httpx.Limits(max_keepalive_connections=0))
"""Made once: each makes a context for certificates, which takes longer than most answers. A center may be another one
the next time that it is asked: no connection is kept."""


@dataclass
class RunningCenter:
    """One center on a port of its own. ``start`` may be called again after ``stop`` or ``kill``."""

    data: Path
    port: int
    config: Path = PROJECT / "config"
    flows: Path = PROJECT / "ivr_flows" / "flows"
    prefix: tuple[str, ...] = ()
    """What runs the center's commands, in a namespace of their own for example."""
    data_here: Path | None = None
    """Where the data folder is for this process, if that is elsewhere."""
    process: subprocess.Popen[str] | None = None
    greeting: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def files(self) -> Path:
        """The data folder as this process sees it."""
        return self.data_here or self.data

    @property
    def phone_key(self) -> str:
        return (self.files / "test-phone.key").read_text().strip()

    @property
    def phone_url(self) -> str:
        return f"{self.url}/phone#key={self.phone_key}"

    @property
    def operator(self) -> dict[str, str]:
        """Headers of a request by the operator."""
        return {"Authorization": f"Bearer {(self.files / 'operator.token').read_text().strip()}"}

    def start(self) -> None:
        """Start, and return when the center takes callers."""
        if self.data_here is None:
            prepare_sign_ins(self.data, self.config)
        log = (self.data.parent / f"{self.data.name}.log").open("a")
        command = [
            *self.prefix, str(CIC), "up", "--data", str(self.data), "--config", str(self.config),
            "--flows", str(self.flows), "--port", str(self.port),
        ]  # fmt: skip
        self.process = subprocess.Popen(
            command, cwd=PROJECT, stdout=log, stderr=subprocess.STDOUT, text=True, env=os.environ | {"CIC_TEST": "1"}
        )
        log.close()
        deadline = time.monotonic() + START_LIMIT_S
        while not self._takes_callers():
            assert self.process.poll() is None, f"the center ended at its start:\n{self.output()}"
            assert time.monotonic() < deadline, f"the center does not answer:\n{self.output()}"
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(0.05)

    def _takes_callers(self) -> bool:
        try:
            return bool(_http.get(f"{self.url}/api/health", timeout=1.0).json()["status"] == "ok")
        except httpx.TransportError:
            return False

    def output(self) -> str:
        """All that the center's processes have printed so far."""
        return (self.data.parent / f"{self.data.name}.log").read_text()

    def stop(self) -> int:
        """Stop as an operator does; returns the exit code."""
        assert self.process is not None, "not started"
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(STOP_LIMIT_S)
        self.process = None
        return code

    def kill(self) -> None:
        """kill -9, in the middle of whatever it does."""
        assert self.process is not None, "not started"
        self.process.kill()
        self.process.wait(STOP_LIMIT_S)
        self.process = None

    @contextlib.contextmanager
    def held_up(self) -> Iterator[None]:
        """The center does nothing meanwhile, and afterwards finds all that has come: its slowest moment, at will."""
        assert self.process is not None, "not started"
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def get(self, path: str) -> object:
        """What the API answers the operator."""
        answer = _http.get(f"{self.url}{path}", headers=self.operator, timeout=ANSWER_LIMIT_S)
        answer.raise_for_status()
        return answer.json()

    def contacts(self) -> list[dict[str, object]]:
        """The contact log, newest first."""
        found = self.get("/api/contacts?limit=100")
        assert isinstance(found, dict), "contacts come in an object"
        return list(found["contacts"])

    async def contacts_when(self, count: int, limit_s: float = 20.0) -> list[dict[str, object]]:
        """The contact log once it holds this many ended contacts."""
        deadline = time.monotonic() + limit_s
        while True:
            ended = [row for row in await asyncio.to_thread(self.contacts) if row["ended_at_ms"]]
            if len(ended) >= count:
                return ended
            assert time.monotonic() < deadline, f"{len(ended)} of {count} contacts have ended:\n{self.output()}"
            await asyncio.to_thread(self._pause)

    def _pause(self) -> None:
        if self.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(0.05)

    def password(self, user: str) -> str:
        """The password of a demo sign-in."""
        for entry in json.loads((self.files / "sign-ins.json").read_text()):
            if entry["user"] == user:
                return str(entry["password"])
        raise AssertionError(f"no sign-in for {user}")

    def cic(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the command line against this center's data folder."""
        command = [*self.prefix, str(CIC), *words, "--data", str(self.data)]
        return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False)

    def verify(self) -> None:
        """The journal replays: the same decisions, the same state."""
        if self.prefix:
            done = self.cic("replay", "--verify")
            assert done.returncode == 0, f"replay differs:\n{done.stdout}{done.stderr}"
            return
        said = io.StringIO()  # in this process: a new one would first read all modules, some hundred times in a run
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = main(["replay", "--verify", "--data", str(self.data)])
        assert code == 0, f"replay differs:\n{said.getvalue()}"
