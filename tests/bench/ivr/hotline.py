"""The center's text for this bench: a flow that goes round through every kind of step, its recordings, its sources.

Owns the text. A lap is a prompt, opening hours, a menu, five digits, the customer, an account, a prompt with a value
in it, a count and a branch; who has walked ten of them is hung up on.
"""

import math
import shutil
import struct
import wave
from pathlib import Path

from cic.prompts.wanted import read_catalogues, wanted_recordings
from tests.bench.ivr.plan import CUSTOMERS, DIGITS, FIRST_CUSTOMER, HOTLINE, LAPS, PROBE_QUEUE
from tests.harness.running_center import PROJECT

SHIPPED = PROJECT / "ivr_flows/flows/prompts"
RATE_HZ = 8000
LENGTHS_S = {"greet": 1.5, "choice": 2.0, "account": 1.5, "told": 1.0, "told-1": 1.0, "told-2": 0.3, "sorry": 1.0}
SORRY = "en/bench/sorry"
CENTER = """\
tenant: bench
site: one
time_zone: Europe/Berlin
dispositions:
  - {code: done, label: {en: Done, zh: 完成}}
break_reasons:
  - {code: rest, label: {en: Rest, zh: 休息}}
"""
QUEUES = f"""\
queues:
  {PROBE_QUEUE}:
    label: {{en: Probe, zh: 测试}}
    greeting: {{en: Hello, zh: 您好}}
    service_level_target_s: 20
    offer_timeout_s: 18
    wrap_up_s: 0
    dispositions: [done]
"""
HOURS = "calendars:\n  always:\n" + "".join(
    f'    {day}: ["00:00-24:00"]\n'
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
)
AGENTS = f"""\
agents:
  agent001:
    name: Agent One
    number: "9001"
    queues: [{PROBE_QUEUE}]
    phones:
      - {{provider: simulated, address: agent001}}
    accepts_automatically: false
"""
LOOKUPS = """\
lookups:
  accounts:
    type: csv
    file: accounts.csv
    match: {account_number: account_number}
    results:
      holder: {at: name, kind: text}
      balance: {kind: amount}
"""
FLOW = f"""\
flow: bench
languages: [en]
start: greet
person: to_person
on_error: sorry
variables: {{turns: 0, balance: 0}}

nodes:
  greet: {{type: say, say: greet, next: office}}

  office: {{type: hours, calendar: always, open: choice, closed: sorry}}

  choice:
    type: menu
    say: choice
    say_again: [choice]
    keys:
      "1": {{label: account, go: account}}
      "2": {{label: person, go: to_person}}
    timeout_s: 10
    on_failure: sorry

  account:
    type: collect
    name: account
    say: account
    digits_min: {DIGITS}
    digits_max: {DIGITS}
    first_digit_timeout_s: 10
    next_digit_timeout_s: 10
    next: customer
    on_failure: sorry

  customer: {{type: lookup, by: account, found: balance, not_found: sorry, failed: sorry}}

  balance:
    type: lookup
    source: accounts
    with: {{account_number: collected.account}}
    results: [balance]
    found: told
    not_found: sorry
    failed: sorry

  told: {{type: say, say: told, next: count}}

  count: {{type: set, values: {{turns: turns + 1}}, next: more}}

  more:
    type: branch
    cases:
      - {{when: caller.is_known and collected.account.given and turns < {LAPS}, label: again, go: greet}}
    otherwise: hang_up

  to_person: {{type: queue, queue: {PROBE_QUEUE}, on_refused: sorry}}

  sorry: {{type: say, say: sorry, next: hang_up}}

  hang_up: {{type: hang_up}}
"""
CATALOGUE = """\
bench:
  greet: This is the bench.
  choice: For your account, press 1. For a person, press 2.
  account: Please enter your account number.
  told: Your balance is {balance:amount_eur}.
  sorry: We are sorry. Goodbye.
"""


def write_flows(folder: Path) -> Path:
    """The flow and its recordings; returns their folder. What values are made of is what is shipped."""
    flows = folder / "flows"
    prompts = flows / "prompts"
    shutil.copytree(SHIPPED / "music", prompts / "music")
    shutil.copytree(SHIPPED / "en/values", prompts / "en/values")
    (flows / "bench.yaml").write_text(FLOW, encoding="utf-8")
    (prompts / "en.yaml").write_text(CATALOGUE, encoding="utf-8")
    for name in wanted_recordings(read_catalogues(prompts)):
        path = prompts / f"{name}.wav"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_tone(path, LENGTHS_S[path.stem])
    return flows


def write_config(folder: Path) -> Path:
    """The center's text; returns its folder. The customers' file lies in it, too, for whoever imports it."""
    config = folder / "config"
    config.mkdir()
    channels = f'numbers:\n  "{HOTLINE}": bench\n'
    texts = {"center": CENTER, "queues": QUEUES, "hours": HOURS, "channels": channels, "agents": AGENTS}
    for name, text in (texts | {"lookups": LOOKUPS}).items():
        (config / f"{name}.yaml").write_text(text, encoding="utf-8")
    numbers = range(FIRST_CUSTOMER, FIRST_CUSTOMER + CUSTOMERS)
    customers = [f"{number},Customer {number},+1555{number},standard,en\n" for number in numbers]
    accounts = [f"{number},Customer {number},{number % 90 + 10}.00\n" for number in numbers]
    _write_table(config / "customers.csv", "customer_number,name,numbers,grade,language\n", customers)
    _write_table(config / "accounts.csv", "account_number,name,balance\n", accounts)
    return config


def lengths_s(prompts: Path) -> dict[str, float]:
    """How long each recording lasts, by the path that a phone is given."""
    found = {}
    for path in prompts.glob("*/**/*.wav"):
        with wave.open(str(path)) as file:
            found[f"/prompts/{path.relative_to(prompts).as_posix()}"] = file.getnframes() / file.getframerate()
    return found


def _write_table(path: Path, head: str, rows: list[str]) -> None:
    path.write_text(head + "".join(rows), encoding="utf-8")


def _write_tone(path: Path, length_s: float) -> None:
    samples = (int(6000 * math.sin(2 * math.pi * 453 * n / RATE_HZ)) for n in range(int(RATE_HZ * length_s)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
