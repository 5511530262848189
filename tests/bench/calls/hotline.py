"""The center's text for the bench: one number, one prompt with one key, one queue without wrap-up. Owns the text."""

import math
import shutil
import struct
import wave
from pathlib import Path

from tests.bench.calls.plan import ASK_S, HOTLINE, agent_name
from tests.harness.running_center import PROJECT

RECORDING = "bench/ask"
TENANT, SITE = "bench", "one"
CENTER = f"""\
tenant: {TENANT}
site: {SITE}
time_zone: UTC
dispositions:
  - {{code: done, label: {{en: Done, zh: 完成}}}}
break_reasons:
  - {{code: rest, label: {{en: Rest, zh: 休息}}}}
"""
QUEUES = """\
queues:
  bench:
    label: {en: Bench, zh: 测试}
    greeting: {en: Hello, zh: 您好}
    service_level_target_s: 20
    offer_timeout_s: 18
    wrap_up_s: 0
    dispositions: [done]
"""
HOURS = "calendars:\n  always:\n" + "".join(
    f'    {day}: ["00:00-24:00"]\n'
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
)
CHANNELS = f'numbers:\n  "{HOTLINE}": bench\n'
AGENT = """\
  {name}:
    name: {name}
    number: "{number}"
    queues: [bench]
    phones:
      - {{provider: asterisk, address: {name}}}
    accepts_automatically: false
"""
FLOW = """\
flow: bench
languages: [en]
start: ask
person: wait
on_error: hang_up

nodes:
  ask:
    type: menu
    say: ask
    keys:
      "1": {label: agent, go: wait}
    timeout_s: 5
    on_failure: hang_up

  wait:
    type: queue
    queue: bench
    on_refused: hang_up

  hang_up:
    type: hang_up
"""


def write_flows(folder: Path) -> Path:
    """The flow and its recordings; returns their folder."""
    flows = folder / "flows"
    recording = flows / "prompts/en" / f"{RECORDING}.wav"
    recording.parent.mkdir(parents=True)
    _write_tone(recording)
    shutil.copytree(PROJECT / "ivr_flows/flows/prompts/music", flows / "prompts/music")
    (flows / "bench.yaml").write_text(FLOW, encoding="utf-8")
    return flows


def write_config(folder: Path, agents: int) -> Path:
    """The center's text with so many agents; returns its folder."""
    config = folder / "config"
    config.mkdir()
    listed = "".join(AGENT.format(name=agent_name(number), number=9000 + number) for number in range(1, agents + 1))
    texts = {"center": CENTER, "queues": QUEUES, "hours": HOURS, "channels": CHANNELS, "agents": f"agents:\n{listed}"}
    for name, text in texts.items():
        (config / f"{name}.yaml").write_text(text, encoding="utf-8")
    return config


def _write_tone(path: Path) -> None:
    samples = (int(6000 * math.sin(2 * math.pi * 453 * n / 8000)) for n in range(int(8000 * ASK_S)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
