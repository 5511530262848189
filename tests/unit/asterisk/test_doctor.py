"""The doctor's verdicts, and the questions that the engine answers for it."""

import asyncio
import contextlib
import socket
import ssl
import time
from collections import Counter
from pathlib import Path

import pytest

from cic.cli.doctor import check_center, judge_health
from cic.cti.asterisk.agi_server import AgiServer
from cic.cti.asterisk.connection import AmiConnection
from cic.cti.asterisk.doctor.client import connected
from cic.cti.asterisk.doctor.dialplan_checks import steps_of
from cic.cti.asterisk.doctor.examination import Expectations, check_text, examine_link
from cic.cti.asterisk.doctor.findings import Verdict
from cic.cti.asterisk.doctor.folder_checks import messages_folder, take_over
from cic.cti.asterisk.doctor.manager_checks import is_new_enough, judge_listening, judge_monitoring
from cic.cti.asterisk.doctor.phone_checks import judge_phone
from cic.cti.asterisk.doctor.probe_checks import judge_clock, judge_events, judge_fastagi, judge_music, judge_recordings
from cic.cti.asterisk.doctor.probes import EngineTrial, listening
from cic.cti.asterisk.doctor.websocket_check import check_websocket, judge_expiry
from cic.cti.asterisk.faults import AmiGone
from cic.cti.asterisk.provider import AsteriskProvider
from cic.cti.asterisk.session import Sounds
from cic.cti.asterisk.settings import EndpointKind, EndpointSettings, write_settings
from cic.cti.asterisk.setup.dialplan import OUR_CONTEXTS, dialplan
from cic.cti.asterisk.setup.manager import EVENTS
from routing.vocabulary import ProviderId
from tests.unit.asterisk.examples import settings
from tests.unit.asterisk.far_end import description, until

pytestmark = pytest.mark.unit

ALL_EVENTS = Counter(EVENTS)
WELL = {"seq": 7, "uncommitted": 0, "alarms": [], "asterisk": {"is_up": True, "unread_bytes": 0, "actions_waiting": 1}}


def trial(**changed: object) -> EngineTrial:
    given: dict[str, object] = {"status": "SUCCESS", "answer": "center", "clock_ahead_s": 0.0, "events": ALL_EVENTS}
    return EngineTrial(**(given | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("version", "is_new"),
    [
        ("22.10.1+dfsg", True), ("23.0.0", True), ("20.10.0", True), ("20.9.3", False), ("21.4.0", False),
        ("21.5.0", True), ("18.25.0", True), ("18.9-cert12", False), ("19.99.0", False), ("GIT-master", False),
        ("certified/22.8-cert1", True),
    ],
)  # fmt: skip
def test_versions_are_told_apart(version: str, is_new: bool) -> None:
    assert is_new_enough(version) is is_new


@pytest.mark.parametrize(
    ("changed", "is_ours", "verdict", "words"),
    [
        ({}, False, Verdict.OK, "the center answered"),
        ({"answer": "doctor"}, True, Verdict.OK, "no center runs"),
        ({"answer": "", "status": "FAILURE"}, True, Verdict.FAIL, "cannot connect"),
        ({"answer": "", "status": "FAILURE"}, False, Verdict.FAIL, "the port is taken here"),
        ({"answer": ""}, False, Verdict.FAIL, "turned Asterisk away"),
        ({"answer": "", "status": ""}, False, Verdict.SKIPPED, "did not come"),
    ],
)
def test_the_way_to_the_engine_is_judged(
    changed: dict[str, object], is_ours: bool, verdict: Verdict, words: str
) -> None:
    found = judge_fastagi(trial(**changed), settings(), is_ours=is_ours)
    assert found.verdict is verdict and words in found.found


def test_events_are_to_be_all_that_are_needed_and_no_more() -> None:
    assert judge_events(trial()).verdict is Verdict.OK
    missing = judge_events(trial(events=ALL_EVENTS - Counter(["Hangup"])))
    assert missing.verdict is Verdict.FAIL and missing.found == "not told: Hangup"
    extra = judge_events(trial(events=ALL_EVENTS + Counter({"VarSet": 30, "DialBegin": 2})))
    assert extra.verdict is Verdict.WARN and extra.found.startswith("32 of 44 events are of no use: DialBegin, VarSet")


@pytest.mark.parametrize(("ahead_s", "verdict"), [(0.5, Verdict.OK), (90.0, Verdict.WARN), (-4.0, Verdict.WARN)])
def test_clocks_are_compared(ahead_s: float, verdict: Verdict) -> None:
    found = judge_clock(trial(clock_ahead_s=ahead_s))
    assert found.verdict is verdict
    assert verdict is Verdict.OK or ("ahead" if ahead_s > 0 else "behind") in found.found
    assert judge_clock(trial(status="", answer="", clock_ahead_s=ahead_s)).verdict is Verdict.SKIPPED


def test_recordings_and_music_are_judged() -> None:
    assert judge_recordings([], settings(), 42).verdict is Verdict.OK
    many = judge_recordings([f"en/r{number}" for number in range(9)], settings(), 42)
    assert many.found.endswith("9 of 42: en/r0, en/r1, en/r2, en/r3, en/r4, ...")
    assert judge_music("calm", "calm").verdict is Verdict.OK
    assert judge_music("calm", "default").found == "'default' plays in its place"


@pytest.mark.parametrize(
    ("kind", "state", "headers", "verdict", "words"),
    [
        ("desk", "Not in use", {"Allow": "(ulaw|alaw)", "RtpTimeout": "300"}, Verdict.OK, "ulaw, alaw"),
        ("desk", "Not in use", {"Allow": "(ulaw)", "RtpTimeout": "0"}, Verdict.WARN, "rtp_timeout"),
        ("desk", "Unavailable", {"Allow": "(ulaw)", "RtpTimeout": "300"}, Verdict.WARN, "not registered"),
        ("desk", "Not in use", {"Allow": "(gsm|g729)"}, Verdict.FAIL, "gsm, g729"),
        ("browser", "Not in use", {"Allow": "(opus)", "Webrtc": "no"}, Verdict.FAIL, "no WebRTC"),
        ("browser", "Not in use", {"Allow": "(ulaw)", "Webrtc": "yes", "RtpTimeout": "9"}, Verdict.WARN, "ulaw"),
    ],
)
def test_phones_are_judged(kind: str, state: str, headers: dict[str, str], verdict: Verdict, words: str) -> None:
    found = judge_phone(EndpointSettings("ann", EndpointKind(kind), "secret-word"), state, headers)
    assert found.verdict is verdict and words in found.found
    assert "secret-word" not in str(found)


def test_a_certificate_is_renewed_in_time() -> None:
    now_s = time.time()
    ends = time.strftime("%b %d %H:%M:%S %Y GMT", time.gmtime(now_s + 10 * 86_400 + 60))
    assert ssl.cert_time_to_seconds(ends) > now_s
    assert judge_expiry(ends, now_s).found == "ends in 10 days"
    assert judge_expiry(ends, now_s - 30 * 86_400).verdict is Verdict.OK


def test_the_printed_dialplan_reads_as_steps() -> None:
    steps = steps_of(dialplan(settings()))
    assert set(steps) == set(OUR_CONTEXTS)
    assert steps["cic-entry"]["caller", "8"] == ("Goto", "caller,1")
    assert steps["cic-agent"]["join", "1"] == ("BridgeAdd", "${CIC_JOIN}")
    lines = [line for line in dialplan(settings()).splitlines() if line and not line.startswith("[")]
    assert sum(map(len, steps.values())) == len(lines), "no line is left out"


def test_the_centers_text_is_compared_with_the_connection() -> None:
    known = Expectations(("alice", "alice-browser"), ("4000",), ())
    assert check_text(settings(), known).verdict is Verdict.OK
    found = check_text(settings(), Expectations(("alice", "dora"), ("4000", "4009"), ()))
    assert found.found == "unknown to Asterisk: phones dora and 1 hotline number(s)"


@pytest.mark.parametrize(
    ("changed", "verdict", "words"),
    [
        ({}, Verdict.OK, "signed in"),
        ({"asterisk": None}, Verdict.FAIL, "without Asterisk"),
        ({"asterisk": WELL["asterisk"] | {"is_up": False}}, Verdict.FAIL, "not signed in"),  # type: ignore[operator]
        ({"asterisk": WELL["asterisk"] | {"unread_bytes": 100_000}}, Verdict.WARN, "100000 bytes"),  # type: ignore[operator]
        ({"asterisk": WELL["asterisk"] | {"actions_waiting": 51}}, Verdict.WARN, "51 actions"),  # type: ignore[operator]
    ],
)
def test_the_running_center_is_judged_by_its_own_account(
    changed: dict[str, object], verdict: Verdict, words: str
) -> None:
    last = judge_health(WELL | changed)[-1]
    assert last.verdict is verdict and words in last.found


def test_the_centers_alarms_and_its_slow_disk_are_told() -> None:
    found = judge_health(WELL | {"alarms": [{"code": "disk_full", "since_ms": 1}], "uncommitted": 5000})
    told = {finding.check: (finding.verdict, finding.found) for finding in found}
    assert told["center's alarms"] == (Verdict.FAIL, "disk_full")
    assert told["center's journal"] == (Verdict.WARN, "5000 inputs wait for the disk")


async def test_a_center_that_is_not_there_is_a_warning() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    found = await check_center(f"http://127.0.0.1:{port}")
    assert [finding.verdict for finding in found] == [Verdict.WARN]


async def test_without_a_connection_file_everything_else_can_wait(tmp_path: Path) -> None:
    path = tmp_path / "connection.json"
    found = [finding async for finding in examine_link(path, Expectations((), (), ()))]
    assert [(finding.check, finding.verdict) for finding in found] == [("connection file", Verdict.FAIL)]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    write_settings(path, settings(ami_port=port, websocket_url=f"ws://127.0.0.1:{port}/ws"))
    found = [finding async for finding in examine_link(path, Expectations((), (), ()))]
    assert [finding.check for finding in found if finding.verdict is Verdict.FAIL] == ["manager", "websocket"]


async def test_who_listens_tells_asterisk_and_no_call_comes_of_it() -> None:
    arrived: list[object] = []
    server = AgiServer(
        ("127.0.0.1", 0), "token", Sounds("", ()), on_arrived=arrived.append, on_news=lambda *_: None,
        on_left=arrived.append, listener_name="center",
    )  # fmt: skip
    server.start()
    try:
        for token, answer in (("token", 'SET VARIABLE "CIC_PROBE_ANSWER" "center"'), ("other", "")):
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(f"agi_request: agi://127.0.0.1/probe?token={token}\n\n".encode())
            told = (await asyncio.wait_for(reader.readline(), 5.0)).decode().strip()
            assert told.replace('"', "") == answer.replace('"', "")
            if answer:
                writer.write(b"200 result=1\n")
            assert await asyncio.wait_for(reader.read(), 5.0) == b""
            writer.close()
    finally:
        await server.stop()
    assert arrived == []


async def test_a_real_caller_who_meets_the_doctor_goes_on_waiting_in_the_dialplan() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    chosen = settings(agi_port=port)
    async with listening(chosen) as is_ours:
        assert is_ours
        async with listening(chosen) as is_ours_too:
            assert not is_ours_too
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(description(agi_request=f"agi://127.0.0.1/entry?token={chosen.agi_token}"))
        assert await asyncio.wait_for(reader.read(), 5.0) == b"", "it is let go at once"
        writer.close()


async def test_the_provider_listens_where_it_is_told_and_to_whom() -> None:
    with socket.create_server(("127.0.0.2", 0)) as taken:
        port = taken.getsockname()[1]
    chosen = settings(agi_listen_host="127.0.0.2", agi_peers=("127.0.0.3",), agi_port=port)
    provider = AsteriskProvider(chosen, ProviderId("asterisk"))
    await provider.start(lambda _: None, ())
    try:
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)
        for address, answer in (("127.0.0.3", b"SET VARIABLE"), ("127.0.0.1", b"")):
            reader, writer = await asyncio.open_connection("127.0.0.2", port, local_addr=(address, 0))
            writer.write(description(agi_request=f"agi://x/probe?token={chosen.agi_token}"))
            with contextlib.suppress(ConnectionResetError):
                assert (await asyncio.wait_for(reader.read(12), 5.0)) == answer
            writer.close()
        assert provider.link() == {"is_up": False, "unread_bytes": 0, "actions_waiting": 0}
    finally:
        await provider.stop()


async def test_what_waits_on_either_side_of_the_manager_connection_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as manager:
        connection = AmiConnection(settings(ami_port=manager.getsockname()[1]), lambda _: None, no_news, no_news)
        connection.start()
        try:
            peer, _ = await asyncio.to_thread(manager.accept)
            with peer:
                await until(lambda: connection.actions_waiting == 1)  # the sign-in, which nobody answers
                peer.sendall(b"x" * 5000)  # and the event loop has no time to read it
                assert connection.unread_bytes == 5000
        finally:
            await connection.stop()
    assert connection.unread_bytes == connection.actions_waiting == 0


def no_news() -> None:
    """Nobody asks."""


async def test_a_manager_that_falls_silent_is_not_waited_for_for_ever() -> None:
    async def shut(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"Asterisk Call Manager/11\r\n")
        writer.close()

    async with await asyncio.start_server(shut, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with connected("127.0.0.1", port) as client:
            with pytest.raises(AmiGone):
                await client.ask((("Action", "Ping"),))


async def test_a_web_server_that_is_no_asterisk_is_no_websocket() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        found = await check_websocket(settings(websocket_url=f"ws://127.0.0.1:{port}/ws"), None)
    assert [(finding.check, finding.verdict) for finding in found] == [("websocket", Verdict.FAIL)]


def test_messages_are_taken_over_from_where_asterisk_writes(tmp_path: Path) -> None:
    shared = messages_folder(settings(messages_folder="/spool/messages", messages_here=str(tmp_path)))
    assert take_over(shared, "trial.txt").verdict is Verdict.FAIL
    (tmp_path / "trial.txt").write_text("x")
    assert take_over(shared, "trial.txt").verdict is Verdict.OK
    assert not (tmp_path / "trial.txt").exists()
    (tmp_path / "trial.txt").mkdir()  # what cannot be read
    assert take_over(shared, "trial.txt").verdict is Verdict.FAIL


@pytest.mark.parametrize(("is_loaded", "verdict"), [(True, Verdict.OK), (False, Verdict.WARN)])
def test_without_audiosocket_callers_are_asked_for_keys(is_loaded: bool, verdict: Verdict) -> None:
    assert judge_listening(is_loaded=is_loaded).verdict is verdict


@pytest.mark.parametrize(("is_loaded", "verdict"), [(True, Verdict.OK), (False, Verdict.WARN)])
def test_without_chanspy_nobody_listens_in(is_loaded: bool, verdict: Verdict) -> None:
    assert judge_monitoring(is_loaded=is_loaded).verdict is verdict
