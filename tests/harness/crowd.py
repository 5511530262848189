"""Many callers and agents at once on SIP phones of their own. Owns how they behave and what they saw; judges nothing.

An agent here has no desktop: what is offered is accepted by itself. Phones of callers only listen, which is cheap.
"""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass, field
from enum import Enum

import httpx

from tests.e2e.asterisk.sip_phone import Call, SipPhone
from tests.harness.asterisk_lab import Hotline
from tests.harness.running_center import ANSWER_LIMIT_S

FOREVER_S = 3600.0
LINE_MAX = 18
_REGISTRATION_S = 3600


@dataclass(slots=True)
class Ring:
    """One call that came to an agent's phone; the times are the test's own clock."""

    agent: str
    interaction_id: str
    call: Call
    began_s: float
    answered_s: float | None = None
    ended_s: float | None = None


@dataclass(slots=True)
class Caller:
    """One caller, and who ended the call."""

    number: str
    phone: SipPhone
    call: Call | None = None
    has_left: bool = False
    """The caller hung up."""

    @property
    def was_let_go(self) -> bool:
        """The hotline ended the call."""
        return self.call is not None and self.call.is_ended_by_far_end


class Moment(Enum):
    """What happens again and again, as the phones see it."""

    ARRIVAL = "arrival"
    RING = "ring"
    ANSWER = "answer"
    AGENT_LEAVES = "agent_leaves"
    CALLER_LEAVES = "caller_leaves"


@dataclass(slots=True)
class Manner:
    """How long people ring, talk and wait, in seconds: each is drawn evenly between two bounds."""

    rings_s: tuple[float, float] = (0.05, 0.5)
    talks_s: tuple[float, float] = (0.5, 2.5)
    impatient_share: float = 0.1
    patience_s: tuple[float, float] = (0.3, 5.0)


@dataclass(slots=True)
class Crowd:
    """Everybody on the phone in one test."""

    hotline: Hotline
    chance: random.Random
    first_number: int
    manner: Manner = field(default_factory=Manner)
    agents: dict[str, SipPhone] = field(default_factory=dict)
    callers: list[Caller] = field(default_factory=list)
    rings: list[Ring] = field(default_factory=list)
    _is_open: bool = False
    _happened: Counter[Moment] = field(default_factory=Counter)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _faults: list[BaseException] = field(default_factory=list)

    async def add_agent(self, address: str, tone_hz: float) -> None:
        """An agent's phone registers, and the agent asks for contacts."""
        password = next(entry.password for entry in self.hotline.asterisk.endpoints if entry.address == address)
        phone = await SipPhone(address, self.hotline.asterisk.sip_port, tone_hz, password).open()
        self.agents[address] = phone
        await phone.register(_REGISTRATION_S)
        await give_command(self.hotline, address, "set_activity", activity="available")
        self._spawn(self._serve(phone))

    async def add_caller(self) -> Caller:
        """One more caller dials."""
        number = f"+{self.first_number + len(self.callers)}"
        phone = await SipPhone(number, self.hotline.asterisk.sip_port, 0.0).open()
        caller = Caller(number, phone)
        self.callers.append(caller)
        is_impatient = self.chance.random() < self.manner.impatient_share
        self._spawn(self._call(caller, self.chance.uniform(*self.manner.patience_s) if is_impatient else FOREVER_S))
        return caller

    def open_the_line(self, every_s: float) -> None:
        """From now on callers come at random, one every so many seconds on the average.

        While the line is long nobody comes: it is to show an engine that dies, not an Asterisk without ports.
        """
        self._is_open = True
        self._spawn(self._arrive(every_s))

    def close_the_line(self) -> None:
        """Nobody calls any more; those who have called go on."""
        self._is_open = False

    def on_the_line(self) -> list[Caller]:
        """The callers who have not hung up and were not hung up on."""
        return [caller for caller in self.callers if caller.call is None or not caller.call.ended.is_set()]

    async def next_of(self, moment: Moment, limit_s: float) -> None:
        """Wait until the next thing of a kind happens."""
        count = self._happened[moment]
        async with asyncio.timeout(limit_s):
            while self._happened[moment] == count:
                self._news.clear()
                await self._news.wait()

    async def all_gone(self, limit_s: float) -> None:
        """Wait until no caller is on the line any more."""
        try:
            async with asyncio.timeout(limit_s):
                while self.on_the_line():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            left = [caller.number for caller in self.on_the_line()]
            raise AssertionError(f"still on the line: {left}") from None

    async def close(self) -> None:
        """Everybody goes; a fault in what they did is raised."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for phone in [*self.agents.values(), *(caller.phone for caller in self.callers)]:
            await phone.close()
        if self._faults:
            raise self._faults[0]

    def talking(self) -> list[tuple[Ring, Caller]]:
        """Those who hear each other at this moment, judged by what the caller hears."""
        return [
            (ring, caller)
            for ring in self.rings
            if ring.answered_s is not None and ring.ended_s is None
            for caller in self.callers
            if hears(caller, ring)
        ]

    async def _arrive(self, every_s: float) -> None:
        never = asyncio.Event()
        while self._is_open:
            await within(never, self.chance.expovariate(1 / every_s))
            if self._is_open and len(self.on_the_line()) < LINE_MAX:
                await self.add_caller()

    async def _serve(self, phone: SipPhone) -> None:
        while True:
            call = await phone.ring(FOREVER_S)
            ring = Ring(phone.user, call.header["x-interaction-id"], call, _now_s())
            self.rings.append(ring)
            self._happens(Moment.RING)
            self._spawn(self._take(ring, call))

    async def _take(self, ring: Ring, call: Call) -> None:
        rings_s, talks_s = self.chance.uniform(*self.manner.rings_s), self.chance.uniform(*self.manner.talks_s)
        if not await within(call.ended, rings_s):
            ring.answered_s = _now_s()
            await call.answer()
            self._happens(Moment.ANSWER)
            await within(call.ended, talks_s)
            await self._stay_until_heard(ring)
        ring.ended_s = _now_s()
        await call.hang_up()
        self._happens(Moment.AGENT_LEAVES)
        await call.audio.close()

    async def _stay_until_heard(self, ring: Ring) -> None:
        """An agent who has picked up waits for the caller, who may be brought only by the next engine."""
        while not any(hears(caller, ring) for caller in self.callers):
            if await within(ring.call.ended, 0.1):
                return

    async def _call(self, caller: Caller, patience_s: float) -> None:
        call = caller.call = await caller.phone.dial("4001")
        self._happens(Moment.ARRIVAL)
        if not await within(call.ended, patience_s):
            caller.has_left = True
            await call.hang_up()
            self._happens(Moment.CALLER_LEAVES)
        self._news.set()
        await call.audio.close()

    def _happens(self, moment: Moment) -> None:
        self._happened[moment] += 1
        self._news.set()

    def _spawn(self, doing: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            self._faults.append(fault)


def hears(caller: Caller, ring: Ring) -> bool:
    """Whether the caller hears this agent's tone."""
    call = caller.call
    return call is not None and not call.ended.is_set() and call.audio.share(ring.call.audio.tone_hz) > 0.9


async def give_command(hotline: Hotline, user: str, op: str, **args: object) -> None:
    """Let an agent without a desktop give a command over HTTP."""
    async with httpx.AsyncClient(base_url=hotline.center.url, timeout=ANSWER_LIMIT_S) as http:
        body = {"user": user, "password": hotline.center.password(user)}
        token = (await http.post("/api/sign-in", json=body)).json()["token"]
        http.cookies.clear()
        headers = {"Authorization": f"Bearer {token}"}
        answer = await http.post("/api/commands", json={"op": op, "args": args}, headers=headers)
        assert answer.status_code == 200, answer.text


async def within(happens: asyncio.Event, limit_s: float) -> bool:
    """Whether something happens within so many seconds."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(happens.wait(), limit_s)
    return happens.is_set()


def _now_s() -> float:
    return asyncio.get_running_loop().time()
