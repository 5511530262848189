"""Scripted phones against the provider over real websockets: what load and scenario tests stand on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from cic.cti.port import (
    AnswerLeg,
    BridgeLegs,
    CallArrivedOpen,
    DialLeg,
    DialNumber,
    Grammar,
    HangUpLeg,
    LegAnswered,
    LegEnded,
    MenuAnswered,
    MessageEnd,
    MessageRecorded,
    PhraseHeard,
    PlayMusic,
    PromptMenu,
    ProviderCommand,
    ProviderReport,
    RecordingId,
    RecordMessage,
    SpokenPhrase,
)
from cic.cti.simulated.exchange import Limits, PhoneIdentity
from cic.cti.simulated.frames import Bridge, Ended, Hello, Music, PhoneFrame, PhoneRole, Ring, SwitchFrame
from cic.cti.simulated.provider import SimulatedProvider
from cic.cti.simulated.script import parse_script
from cic.cti.simulated.scripted_caller import run_script, socket_url_of
from cic.cti.simulated.scripted_phone import Behaviour, NotSeen, ScriptedPhone
from routing.vocabulary import BridgeId, EffectId, EndCause, InteractionId, LegId, Prompt

pytestmark = pytest.mark.scenario

SECRET = b"a secret for tests only"
DIALLED = LegId("simulated-dialled")
GRAMMAR = Grammar("en", (SpokenPhrase("message", ("leave a message",)), SpokenPhrase("sales", ("sales",))), 60)


class Socket:
    """A server's websocket as the provider's transport."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    async def receive_text(self) -> str:
        try:
            return await self._connection.recv(decode=True)
        except ConnectionClosed as closed:
            raise ConnectionResetError from closed

    async def send_text(self, text: str) -> None:
        try:
            await self._connection.send(text)
        except ConnectionClosed as closed:
            raise ConnectionResetError from closed

    async def close(self, code: int) -> None:
        await self._connection.close(code)


class Engine:
    """A provider behind a real websocket, and a tiny core: answer, one menu, then music and an agent, or a message, or
    a number outside."""

    def __init__(self, messages: Path) -> None:
        limits = Limits(rejoin_window_ms=5_000)
        self.provider = SimulatedProvider(SECRET, limits=limits, messages_folder=messages)
        self.reports: list[ProviderReport] = []
        self.caller = LegId("none")
        self.effects = 0
        self.server: Server | None = None

    async def start(self, port: int = 0) -> None:
        await self.begin()
        await self.listen(port)

    async def begin(self) -> None:
        await self.provider.start(self._reported, [])

    async def listen(self, port: int = 0) -> None:
        self.server = await serve(self._phone, "127.0.0.1", port, subprotocols=["cic.phone.v1"], compression=None)

    async def stop(self) -> None:
        await self.provider.stop()
        assert self.server is not None
        self.server.close()
        await self.server.wait_closed()

    @property
    def port(self) -> int:
        assert self.server is not None
        return int(next(iter(self.server.sockets)).getsockname()[1])

    @property
    def socket_url(self) -> str:
        return socket_url_of(f"http://127.0.0.1:{self.port}/")

    async def _phone(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        (ticket,) = [
            word.strip().removeprefix("ticket.")
            for word in connection.request.headers["Sec-WebSocket-Protocol"].split(",")
            if "ticket." in word
        ]
        caller = PhoneIdentity(PhoneRole.CALLER)
        identity = caller if ticket == "caller" else PhoneIdentity(PhoneRole.AGENT, ticket)
        await self.provider.serve_phone(Socket(connection), identity)

    def order(self, command: ProviderCommand) -> None:
        self.effects += 1
        self.provider.execute(EffectId(f"e{self.effects}"), command)

    def _reported(self, report: ProviderReport) -> None:
        self.reports.append(report)
        match report:
            case CallArrivedOpen(leg_id=leg_id):
                self.caller = leg_id
                self.order(AnswerLeg(leg_id))
                self.order(PromptMenu(leg_id, (Prompt("main/menu", "en"),), "12", 5_000, GRAMMAR))
            case MenuAnswered(leg_id=leg_id, key="1"):
                self.order(PlayMusic(leg_id, "default"))
                self.order(DialLeg(DIALLED, "101", InteractionId("i1"), 5_000))
            case PhraseHeard(leg_id=leg_id, label="message"):
                self.order(RecordMessage(leg_id, (), RecordingId("m1"), 10_000, 5_000))
            case PhraseHeard():
                self.order(DialNumber(DIALLED, "+15550123", InteractionId("i1"), 5_000))
            case MenuAnswered(leg_id=leg_id):
                self.order(HangUpLeg(leg_id, EndCause.FLOW_ENDED))
            case LegAnswered(leg_id=leg_id) if leg_id == DIALLED:
                self.order(BridgeLegs(BridgeId("b1"), (self.caller, leg_id)))
            case LegEnded(leg_id=leg_id, cause=EndCause.CALLER_HUNG_UP):
                self.order(HangUpLeg(DIALLED, EndCause.CALLER_HUNG_UP))
            case _:
                pass


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    made = Engine(tmp_path)
    await made.start()
    yield made
    await made.stop()


def ticket(word: str) -> Callable[[], Awaitable[str]]:
    async def give() -> str:
        return word

    return give


def ended(engine: Engine) -> list[LegEnded]:
    return [report for report in engine.reports if isinstance(report, LegEnded)]


async def test_a_script_calls_and_an_agents_phone_answers(engine: Engine) -> None:
    script = parse_script(
        """
        - dial: "4000"
          number: "+15550100"
        - hear: main/menu
        - press: "1"
        - music
        - bridge
        - hang_up
        - {end: , cause: caller_hung_up}
        """
    )
    async with (
        ScriptedPhone(engine.socket_url, ticket("101")) as agent,
        ScriptedPhone(engine.socket_url, ticket("caller"), Behaviour(recording_ms=5_000)) as caller,
    ):
        await agent.connected()
        await run_script(caller, script)
        await agent.expect(lambda frame: isinstance(frame, Ended), 5_000, "the end")
    assert [report.cause for report in ended(engine)] == [EndCause.CALLER_HUNG_UP, EndCause.CALLER_HUNG_UP]


async def test_a_dropped_caller_comes_back_to_its_call(engine: Engine) -> None:
    async with ScriptedPhone(engine.socket_url, ticket("caller"), Behaviour(recording_ms=60_000)) as caller:
        await run_script(caller, parse_script('[{dial: "4000"}, {hear: main/menu}, {drop_ms: 50}, {hear: main/menu}]'))
        await run_script(caller, parse_script('[{press: "2"}, {end: , cause: flow_ended}]'))
    assert len([report for report in engine.reports if isinstance(report, CallArrivedOpen)]) == 1


async def test_an_agents_phone_that_rejects_declines(engine: Engine) -> None:
    async with (
        ScriptedPhone(engine.socket_url, ticket("101"), Behaviour(answers=False)) as agent,
        ScriptedPhone(engine.socket_url, ticket("caller")) as caller,
    ):
        await agent.connected()
        await run_script(caller, parse_script('[{dial: "4000"}, {hear: main/menu}, {press: "1"}]'))
        await agent.expect(lambda frame: isinstance(frame, Ring), 5_000, "a ring")
        await agent.expect(lambda frame: isinstance(frame, Ended), 5_000, "the end")
    assert LegEnded(DIALLED, EndCause.DECLINED) in engine.reports


async def test_what_does_not_come_is_missed_in_time(engine: Engine) -> None:
    async with ScriptedPhone(engine.socket_url, ticket("caller"), Behaviour(recording_ms=60_000)) as caller:
        await caller.dial("4000")
        with pytest.raises(NotSeen, match="music was not seen within 10 ms"):
            await caller.expect(lambda frame: isinstance(frame, Music), 10, "music")


async def test_a_second_phone_of_an_agent_takes_over_for_good(engine: Engine) -> None:
    async with ScriptedPhone(engine.socket_url, ticket("101")) as first:
        await first.connected()
        async with ScriptedPhone(engine.socket_url, ticket("101")) as second:
            await second.connected()
            with pytest.raises(NotSeen, match="refused for good"):
                await first.expect(lambda frame: isinstance(frame, Ring), 5_000, "a ring")


async def test_a_scripted_caller_leaves_a_message_by_saying_so(engine: Engine, tmp_path: Path) -> None:
    script = parse_script(
        """
        - dial: "4000"
        - hear: main/menu
        - say: Leave a message, please.
        - leave_message: 2500
        - hang_up
        - {end: , cause: caller_hung_up}
        """
    )
    async with ScriptedPhone(engine.socket_url, ticket("caller"), Behaviour(recording_ms=5_000)) as caller:
        await run_script(caller, script)
    async with asyncio.timeout(5):
        while not ended(engine):
            await asyncio.to_thread(lambda: None)
    (recorded,) = [report for report in engine.reports if isinstance(report, MessageRecorded)]
    assert (recorded.duration_ms, recorded.ended_by) == (2_500, MessageEnd.HANG_UP)
    assert engine.reports.index(recorded) < engine.reports.index(ended(engine)[0])
    assert (tmp_path / "m1.wav").stat().st_size == 44 + 2_500 * 16


async def test_a_scripted_phone_outside_is_reached_also_after_a_drop(engine: Engine) -> None:
    async with (
        ScriptedPhone(engine.socket_url, ticket("caller")) as outside,
        ScriptedPhone(engine.socket_url, ticket("caller")) as caller,
    ):
        await run_script(outside, parse_script('[{outside: "+1 555 0123"}, {drop_ms: 20}]'))
        await outside.expect(lambda frame: isinstance(frame, Hello) and frame.address is not None, 5_000, "the number")
        await run_script(caller, parse_script('[{dial: "4000"}, {hear: main/menu}, {say: sales}, bridge, hang_up]'))
        await run_script(outside, parse_script("[ring, bridge, end]"))


async def test_phones_find_a_provider_that_was_away(engine: Engine, tmp_path: Path) -> None:
    port = engine.port
    async with ScriptedPhone(engine.socket_url, ticket("101")) as agent:
        await agent.expect(lambda frame: isinstance(frame, Hello), 5_000, "a greeting")
        await engine.stop()
        again = Engine(tmp_path)
        await again.start(port)
        engine.provider, engine.server, engine.reports = again.provider, again.server, again.reports
        await agent.expect(lambda frame: isinstance(frame, Hello), 5_000, "another greeting")
        async with ScriptedPhone(engine.socket_url, ticket("caller")) as caller:
            await run_script(caller, parse_script('[{dial: "4000"}, {hear: main/menu}, {press: "1"}, bridge]'))
            await agent.expect(lambda frame: isinstance(frame, Bridge), 5_000, "a bridge")


async def test_a_phone_is_connected_once_the_provider_has_begun(tmp_path: Path) -> None:
    engine = Engine(tmp_path)
    await engine.listen()
    was_sent_away = asyncio.Event()

    def seen(kind: str, _frame: PhoneFrame | SwitchFrame | None) -> None:
        if kind == "away":
            was_sent_away.set()

    async with ScriptedPhone(engine.socket_url, ticket("caller"), on_seen=seen) as caller:
        connecting = asyncio.create_task(caller.connected())
        async with asyncio.timeout(5):
            await was_sent_away.wait()
        assert not connecting.done()
        await engine.begin()
        await connecting
        await caller.dial("4000")
    await engine.stop()
