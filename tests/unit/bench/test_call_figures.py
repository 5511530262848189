"""The figures of calls are what they say: who counts, from when to when, and what is left out."""

import struct
from pathlib import Path

import pytest

from tests.bench.calls.capture import AgentCall, agent_calls
from tests.bench.calls.figures import Window, callers_served, free_to_invite_ms, queue_to_invite_ms, spread, talks_ended
from tests.bench.calls.plan import Plan, Ports, Run, Side
from tests.bench.calls.report import as_data, lines

pytestmark = pytest.mark.unit

WINDOW = Window(1_000, 2_000)
PORTS = Ports(sip=5060, websocket=1, ami=2, agi=3, center=4, agents_sip=6000, callers_sip=5)


def test_the_wait_for_an_invite_counts_the_first_invite_of_callers_who_joined_in_the_window() -> None:
    calls = [
        AgentCall("early", "agent001", 1_100),
        AgentCall("one", "agent001", 1_250),
        AgentCall("one", "agent002", 1_900),
        AgentCall("late", "agent001", 2_400),
    ]
    queued = {"early": 999.0, "one": 1_200.0, "late": 2_000.0, "never": 1_300.0}
    assert queue_to_invite_ms(calls, queued, WINDOW) == [50.0]


def test_the_gap_of_a_freed_agent_counts_when_somebody_waits() -> None:
    calls = [AgentCall("first", "agent001", 500, 1_500), AgentCall("second", "agent001", 1_507, 4_500)]
    assert free_to_invite_ms(calls, {"first": 490, "second": 1_400}, WINDOW, agents=1) == ([7], 0)


def test_the_gap_of_a_freed_agent_is_left_out_when_nobody_waits() -> None:
    calls = [AgentCall("first", "agent001", 500, 1_500), AgentCall("second", "agent001", 1_807, 4_500)]
    assert free_to_invite_ms(calls, {"first": 490, "second": 1_800}, WINDOW, agents=1) == ([], 1)


def test_one_who_waits_is_there_for_one_freed_agent_only() -> None:
    calls = [
        AgentCall("first", "agent001", 500, 1_500),
        AgentCall("second", "agent002", 501, 1_501),
        AgentCall("third", "agent001", 1_506),
        AgentCall("fourth", "agent002", 1_900),
    ]
    queued = {"first": 490, "second": 491, "third": 1_000, "fourth": 1_890}
    assert free_to_invite_ms(calls, queued, WINDOW, agents=2) == ([6], 1)


def test_calls_are_talks_that_ended_in_the_window_and_callers_are_served_once() -> None:
    calls = [
        AgentCall("one", "agent001", 500, 999),
        AgentCall("two", "agent001", 1_000, 1_999),
        AgentCall("two", "agent002", 1_001, 2_000),
        AgentCall("three", "agent003", 1_002),
    ]
    assert talks_ended(calls, WINDOW) == 1
    assert callers_served(calls) == 2


def test_percentiles_are_values_that_were_seen() -> None:
    assert spread([float(value) for value in range(1, 101)]) == {"p50": 50.0, "p99": 99.0, "max": 100.0, "count": 100}
    assert spread([]) == {"p50": None, "p99": None, "max": None, "count": 0}


@pytest.mark.parametrize(("side", "caller"), [(Side.OURS, "int-7"), (Side.APP_QUEUE, "+15557")])
def test_a_capture_becomes_calls_and_a_repeated_invite_is_one_call(tmp_path: Path, side: Side, caller: str) -> None:
    invite = (
        b"INVITE sip:agent004@127.0.0.1:6000 SIP/2.0\r\nFrom: <sip:+15557@127.0.0.1>;tag=1\r\nCall-ID: abc\r\n"
        b"X-Interaction-Id: int-7\r\n\r\n"
    )
    bye = b"BYE sip:asterisk@127.0.0.1 SIP/2.0\r\nCall-ID: abc\r\n\r\n"
    ok = b"SIP/2.0 200 OK\r\nCall-ID: abc\r\n\r\n"
    seen = [(1.0, 6000, invite), (1.5, 6000, invite), (1.6, 5060, ok), (4.6, 5060, bye), (5.1, 5060, bye)]
    file = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65_535, 1)
    for at_s, port, payload in seen:
        frame = bytes(14) + b"\x45" + bytes(19) + struct.pack(">HHHH", 1, port, 8 + len(payload), 0) + payload
        file += struct.pack("<IIII", int(at_s), round(at_s % 1 * 1e6), len(frame), len(frame)) + frame
    (tmp_path / "agents.pcap").write_bytes(file)
    assert agent_calls(tmp_path, PORTS, side) == [AgentCall(caller, "agent004", 1_000.0, 4_600.0)]


def test_the_merged_rates_take_the_gap_from_the_run_with_callers_waiting() -> None:
    def side(calls: int) -> dict[str, object]:
        found = {"p50": calls, "p99": calls}
        return {
            "calls": calls,
            "failed": 0,
            "engine_cpu_ms_per_call": 1.0,
            "asterisk_cpu_ms_per_call": 2.0,
            "queue_to_invite_ms": found,
            "free_to_invite_ms": found,
            "machine_busy": 0.5,
        }

    plan = Plan(60, 8, (10,), tuple(Run), (Side.OURS,), 300, is_profiled=False)
    results = {Run.AGENTS_FREE: {10: {Side.OURS: side(1)}}, Run.CALLERS_WAITING: {10: {Side.OURS: side(2)}}}
    machine = {"cores": 2, "cpu": "-", "memory_gib": 1, "os": "-", "python": "-", "asterisk": "-"}
    data = as_data(plan, machine, "abc", results)
    merged = data["rates"][0]["ours"]
    assert (merged["calls"], merged["queue_to_invite_ms"]["p99"], merged["free_to_invite_ms"]["p99"]) == (1, 1, 2)
    assert data["rates"][0]["app_queue"] is None
    assert "| callers_waiting | 10 | ours | 2 | 0 |" in lines(data)
