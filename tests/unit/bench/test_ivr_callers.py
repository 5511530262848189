"""The callers of the bench in a flow do what they should and notice what is odd; its figures are told as they are."""

import random
from pathlib import Path
from typing import Any

import pytest

from tests.bench.ivr.caller import DIGITS, LAPS, ORDER, Caller, Deed
from tests.bench.ivr.keys import KEYS_FILE, presses, write_keys
from tests.bench.ivr.plan import FULL_ASTERISK, FULL_SECONDS, FULL_SIMULATED, Load, Plan, Side
from tests.bench.ivr.report import lines

pytestmark = pytest.mark.unit

LENGTHS_S = {f"/prompts/en/bench/{name}.wav": 2.0 for name in (*ORDER, "sorry")}
PCAP_HEAD_BYTES, RECORD_HEAD_BYTES, BEFORE_RTP_BYTES = 24, 16, 42


def caller() -> Caller:
    made = Caller(1, LENGTHS_S, 2.0, random.Random(1))
    made.dial()
    made.hears({"t": "leg", "leg_id": "leg1", "rejoin": ""}, 0.0)
    return made


def play(name: str) -> dict[str, Any]:
    return {"t": "play", "leg_id": "leg1", "effect_id": "e1", "recordings": [f"/prompts/en/bench/{name}.wav"]}


def said(deeds: list[Deed]) -> list[str]:
    return [str(deed.frame.get("digit", deed.frame["t"])) for deed in deeds]


def test_a_prompt_lasts_as_long_as_its_recordings_by_the_callers_pace() -> None:
    (deed,) = caller().hears(play("greet"), 0.0)
    assert (deed.after_s, deed.frame["t"], deed.leads_on) == (1.0, "played", True)


def test_a_caller_presses_a_key_then_all_digits_and_only_the_last_leads_on() -> None:
    one = caller()
    one.hears(play("greet"), 0.0)
    assert said(one.hears(play("choice"), 1.0)) == ["1"]
    deeds = one.hears(play("account"), 2.0)
    assert len("".join(said(deeds))) == DIGITS
    assert [deed.leads_on for deed in deeds] == [False] * (DIGITS - 1) + [True]


def test_the_time_from_what_was_said_to_the_next_prompt_is_noted() -> None:
    one = caller()
    one.hears(play("greet"), 0.0)
    one.said(1.0)
    one.hears(play("choice"), 1.25)
    assert one.delays_ms == [(1.0, 250.0)]


def test_another_prompt_than_the_flows_next_is_odd() -> None:
    one = caller()
    assert one.hears(play("sorry"), 0.0) == []
    assert one.odd == {"heard sorry for greet": 1}


def test_a_call_that_ends_before_its_laps_are_walked_is_odd_and_the_caller_calls_again() -> None:
    one = caller()
    one.hears(play("greet"), 0.0)
    assert said(one.hears({"t": "ended", "leg_id": "leg1", "cause": "normal"}, 1.0)) == ["dial"]
    assert (one.calls, one.finished, one.odd) == (2, 0, {"ended early": 1})


def test_a_call_of_all_laps_is_finished() -> None:
    one = caller()
    for name in ORDER * LAPS:
        one.hears(play(name), 0.0)
    one.hears({"t": "ended", "leg_id": "leg1", "cause": "normal"}, 1.0)
    assert (one.finished, one.odd) == (1, {})


def test_who_hears_nothing_for_long_says_so_once() -> None:
    one = caller()
    one.hears(play("greet"), 0.0)
    one.said(1.0)
    for at_s in (20.0, 40.0, 50.0):
        assert said(one.hears({"t": "ping", "n": 1}, at_s)) == ["pong"]
    assert one.odd == {"silence": 1}


def test_the_keys_of_a_sip_caller_rise_in_time_stamp_and_number(tmp_path: Path) -> None:
    write_keys(tmp_path)
    data, stamps, numbers = (tmp_path / KEYS_FILE).read_bytes(), [], []
    place = PCAP_HEAD_BYTES
    while place < len(data):
        size = int.from_bytes(data[place + 8 : place + 12], "little")
        rtp = data[place + RECORD_HEAD_BYTES + BEFORE_RTP_BYTES : place + RECORD_HEAD_BYTES + size]
        numbers.append(int.from_bytes(rtp[2:4], "big"))
        stamps.append(int.from_bytes(rtp[4:8], "big"))
        place += RECORD_HEAD_BYTES + size
    assert numbers == sorted(set(numbers))
    assert sorted(set(stamps)) == sorted({at_ms * 8 for at_ms, _ in presses()})
    assert stamps == sorted(stamps)


def test_only_the_whole_measurement_may_be_written_down() -> None:
    callers = {Side.SIMULATED: FULL_SIMULATED, Side.ASTERISK: FULL_ASTERISK}
    assert Plan(callers, FULL_SECONDS, 1.0, is_profiled=False).is_full
    assert not Plan(callers | {Side.ASTERISK: 20}, FULL_SECONDS, 1.0, is_profiled=False).is_full
    assert not Plan(callers, FULL_SECONDS - 1, 1.0, is_profiled=False).is_full
    assert not Plan(callers, FULL_SECONDS, 2.0, is_profiled=False).is_full


def test_a_way_without_callers_is_left_out() -> None:
    plan = Plan({Side.SIMULATED: 3, Side.ASTERISK: 0}, 1, 1.0, is_profiled=False)
    assert plan.loads() == (Load(plan, Side.SIMULATED, 3),)


def test_the_table_has_a_row_a_load() -> None:
    delay = {"p50": 1.0, "p99": 2.0, "max": 3.0, "count": 9}
    load: dict[str, Any] = {
        "side": "simulated",
        "callers": 500,
        "seconds": 60.0,
        "steps_per_s": 400.0,
        "nodes_per_s": 600.0,
        "failed": 0,
        "engine_cpu_ms_per_step": 1.5,
        "asterisk_cpu_ms_per_step": 0.0,
        "input_delay_at_rest_ms": delay,
        "input_delay_ms": delay,
        "heard_after_ms": None,
        "engine_mib": 240.0,
        "machine_busy": 0.75,
    }
    machine = dict.fromkeys(("cores", "cpu", "memory_gib", "os", "python", "asterisk"), "x")
    row = lines({"machine": machine, "commit": "abc", "loads": [load]}).splitlines()[-1]
    assert row == (
        "| 500 simulated | 60.0 | 400.0 | 600.0 | 0 | 1.5 | - | 1.0 / 2.0 / 3.0 | 1.0 / 2.0 / 3.0 | - | 240.0 | 75% |"
    )
