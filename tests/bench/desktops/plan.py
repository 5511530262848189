"""What is measured, and with how much. Owns the figures of the load and the center's text."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.bench.calls.plan import agent_name
from tests.harness.running_center import PROJECT

HOTLINE = "4000"
TALK_S = 15.0
RING_S = 0.3
FULL_DESKTOPS, FULL_RATE_PER_S, FULL_SECONDS, WARM_UP_S = 1_000, 30, 60, 20
FULL_DAY_CALLERS = 3_000
CENTER = """\
tenant: bench
site: one
time_zone: UTC
dispositions:
  - {code: done, label: {en: Done, zh: 完成}}
  - {code: other, label: {en: Other, zh: 其他}}
break_reasons:
  - {code: rest, label: {en: Rest, zh: 休息}}
"""
QUEUE = """\
  {name}:
    label: {{en: Bench {name}, zh: 测试}}
    greeting: {{en: Good day, zh: 您好}}
    service_level_target_s: 20
    offer_timeout_s: 18
    wrap_up_s: 30
    dispositions: [done, other]
"""
QUEUES = tuple(f"bench{number}" for number in range(1, 11))
AGENT = """\
  {name}:
    name: {name}
    number: "{number}"
    queues: [{queues}]
    phones:
      - {{provider: simulated, address: {name}}}
    accepts_automatically: false
"""
HOURS = "calendars:\n  always:\n" + "".join(
    f'    {day}: ["00:00-24:00"]\n'
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
)
FLOW = """\
flow: {name}
languages: [en]
start: wait
person: wait
on_error: hang_up

nodes:
  wait:
    type: queue
    queue: {name}
    on_refused: hang_up

  hang_up:
    type: hang_up
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """How many desktops are open, how many contacts a second come, and for how long that is measured."""

    desktops: int = FULL_DESKTOPS
    rate_per_s: int = FULL_RATE_PER_S
    seconds: int = FULL_SECONDS
    warm_up_s: int = WARM_UP_S
    day_callers: int = FULL_DAY_CALLERS

    @property
    def is_full(self) -> bool:
        """Whether the whole is measured."""
        return self == Plan()


def number_of(queue: int) -> str:
    """The number that leads to a queue."""
    return str(int(HOTLINE) + queue)


def write_texts(folder: Path, plan: Plan) -> tuple[Path, Path]:
    """The center's text and its flows; returns their folders."""
    config, flows = folder / "config", folder / "flows"
    config.mkdir()
    shutil.copytree(PROJECT / "ivr_flows/flows/prompts/music", flows / "prompts/music")
    agents = "".join(
        AGENT.format(name=agent_name(number), number=20_000 + number, queues=", ".join(_queues_of(number)))
        for number in range(1, plan.desktops + 1)
    )
    numbers = "".join(f'  "{number_of(place)}": {name}\n' for place, name in enumerate(QUEUES))
    texts = {
        "center": CENTER,
        "queues": "queues:\n" + "".join(QUEUE.format(name=name) for name in QUEUES),
        "hours": HOURS,
        "channels": f"numbers:\n{numbers}",
        "agents": f"agents:\n{agents}",
    }
    for name, text in texts.items():
        (config / f"{name}.yaml").write_text(text, encoding="utf-8")
    for name in QUEUES:
        (flows / f"{name}.yaml").write_text(FLOW.format(name=name), encoding="utf-8")
    return config, flows


def _queues_of(number: int) -> tuple[str, ...]:
    """Each agent serves three of the queues."""
    return tuple(QUEUES[(number + step) % len(QUEUES)] for step in (0, 3, 7))
