"""The benches work in small: their centers' text is good, and a few callers walk through a flow, nothing odd."""

from pathlib import Path

import pytest

from cic.cli.main import main
from tests.bench.calls import hotline as of_calls
from tests.bench.ivr import hotline as of_ivr
from tests.bench.ivr.measure import measure
from tests.bench.ivr.plan import Load, Plan, Side

pytestmark = pytest.mark.scenario


def is_good(config: Path, flows: Path) -> bool:
    return main(["check", "--config", str(config), "--flows", str(flows)]) == 0


def test_the_center_of_calls_beside_app_queue_is_good(tmp_path: Path) -> None:
    assert is_good(of_calls.write_config(tmp_path, agents=2), of_calls.write_flows(tmp_path))


def test_the_center_of_callers_in_a_flow_is_good(tmp_path: Path) -> None:
    assert is_good(of_ivr.write_config(tmp_path), of_ivr.write_flows(tmp_path))


def test_a_few_callers_walk_through_the_flow_of_the_bench(tmp_path: Path) -> None:
    plan = Plan({Side.SIMULATED: 3, Side.ASTERISK: 0}, 2, 20.0, is_profiled=False, warm_up_s=0.1, rest_s=0.3)
    found = measure(Load(plan, Side.SIMULATED, 3), tmp_path / "bench")
    assert found["odd"] == {}
    assert found["steps"] > 0
    assert found["nodes_per_s"] > found["steps_per_s"]
    assert found["input_delay_ms"]["count"] > 0
