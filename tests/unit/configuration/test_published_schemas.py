"""The JSON Schemas beside the center's text say the same as its reader, on the shipped center and on slips of the pen.

The schema knows the form of one file; what the files say of each other is checked by the reader's side alone.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from cic.configuration.document import parse_document
from cic.configuration.forms import read_center, read_numbers
from cic.configuration.forms_agents import read_agents, read_skills
from cic.configuration.forms_callers import read_callers
from cic.configuration.forms_hours import read_calendars
from cic.configuration.forms_lookups import read_lookups
from cic.configuration.forms_queues import read_queues
from cic.configuration.forms_words import read_words
from cic.configuration.loader import ALL_FILES
from cic.configuration.problems import ConfigurationProblem
from cic.configuration.reading import Reader
from tests.unit.configuration.small_center import ALWAYS, write_center
from tests.unit.configuration.test_routing_text import AGENTS, CENTER, SALES

pytestmark = pytest.mark.unit

LABEL = "{en: Words, zh: 文字}"
BOARDS = """boards:
  agent_limits_s: {free: 1, busy: 2, wrap_up: 3, on_break: 4, not_responding: 5, unreachable: 6, signed_out: 7}
  alarms_out:
    digest_after_s: 5
    languages: [zh, en]
    webhook: {url: {environment: ALARM_URL}, secret: {file: alarm.secret}}
    mail:
      {server: mail.example.com, port: 25, from: cic@example.com, to: [a@b.cn], user: {file: u}, password: {file: p}}
"""
DEMO = Path(__file__).parents[3] / "config"
FORMS: dict[str, Callable[[Reader, Any], object]] = {
    "center.yaml": read_center,
    "queues.yaml": read_queues,
    "agents.yaml": read_agents,
    "skills.yaml": read_skills,
    "hours.yaml": read_calendars,
    "channels.yaml": read_numbers,
    "callers.yaml": read_callers,
    "lookups.yaml": read_lookups,
    "words.yaml": read_words,
}


def schema_of(file: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DEMO / "schema" / file.replace(".yaml", ".schema.json")).read_text())
    return found


def is_good_for_reader(file: str, text: str) -> bool:
    document = parse_document(file, text)
    assert not isinstance(document, ConfigurationProblem), document
    reader = Reader(file)
    FORMS[file](reader, document)
    return not reader.problems


def is_good_for_schema(file: str, text: str) -> bool:
    value = json.loads(json.dumps(yaml.safe_load(text)))  # as JSON has it: every key is a text
    return Draft202012Validator(schema_of(file)).is_valid(value)


def agree(file: str, text: str, *, good: bool) -> None:
    assert is_good_for_reader(file, text) is good, f"the reader, on\n{text}"
    assert is_good_for_schema(file, text) is good, f"the schema, on\n{text}"


@pytest.mark.parametrize("file", ALL_FILES)
def test_the_shipped_center_names_its_schemas_and_is_good_by_them(file: str) -> None:
    Draft202012Validator.check_schema(schema_of(file))
    text = (DEMO / file).read_text()
    first, _, _ = text.partition("\n")
    assert first == f"# yaml-language-server: $schema=schema/{file.replace('.yaml', '.schema.json')}"
    agree(file, text, good=True)


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """A center that uses every key."""
    media = ("voice", "chat", "mail", "messaging", "callback", "voicemail", "fax", "task")
    costs = ", ".join(f"{name}: {{share: 30, at_most: 1, interrupted_by: [voice]}}" for name in media)
    counts = ", ".join(f"{name}: 1" for name in media)
    next_interaction = CENTER.splitlines()[1]
    phones = "phones: [{provider: "
    agents = [
        text.replace("{chat: 2, mail: 0}", f"{{{counts}}}").replace(
            phones, f"accepts_automatically: true\n    signs_in_as: supervisor\n    {phones}"
        )
        for text in AGENTS
    ]
    seeded = SALES.replace("  sales:", "  vip:").replace(
        "strategy: weighted", "strategy: weighted_random\n      seed: 7"
    )
    short = seeded.replace("wrap_up: {mode: timed_whole, limit_s: 45}", "wrap_up_s: 5")
    center = f"country: CN\nmedia: {{{costs}}}\n{next_interaction}\n"
    own_days = '    closed_on: ["12-24"]\n    open_on: {"2027-02-05": ["10:00-16:00"]}\n'
    holidays = "    holidays: CN\n    make_up_workdays_like: friday\n"
    hours = f"    time_zone: UTC\n{holidays}{own_days}{ALWAYS}"
    folder = write_center(tmp_path / "config", [SALES, short], agents, center=center, hours=hours)
    text = (folder / "center.yaml").read_text()
    reasons = "break_reasons: [{code: meal, label: {en: Meal, zh: 用餐}}]"
    other = "{use: my_company.port:Recogniser, options: {model: /srv/models/zh}}"
    speech = f"speech:\n  workers: 3\n  recognisers: {{en: pocketsphinx, fr: none, zh: {other}}}\n"
    desktop = f"""desktop:
  crm_hosts: [crm.example.com]
  crm_pages: [{{code: a, label: {LABEL}, url: "https://crm.example.com/?p={{number}}", opens: asked}}]
  crm_lookup: {{source: crm, arguments: {{phone: number}}, shown: [{{result: level, label: {LABEL}}}]}}
  embedded_in: ["https://crm.example.com:8443"]
"""
    openid = f"{{issuer: 'https://id.example.com/realms/a', client_id: cic, client_secret_file: secret, {CLAIMS}}}"
    desktop += f"sign_in: {{public_url: 'https://cic.example.com', trusted_proxies: ['::1'], openid_connect: {openid}}}"
    monitoring = "monitoring: {agent_sees: always}\n"
    (folder / "center.yaml").write_text(
        f"{text.replace('break_reasons: []', reasons)}\n{speech}{BOARDS}{monitoring}{desktop}"
    )
    numbers = """["+86 10 6552-9988", "010.6552.9989", "＋86 (10) 65529990", "0086 1065529991", 4000, "+8610*"]"""
    (folder / "callers.yaml").write_text(f"blocked: {numbers}\nvip: ['+1 555 *']\n")
    (folder / "words.yaml").write_text(f"words: {{menu: {LABEL}, account.menu: {LABEL}}}\n")
    shutil.copyfile(Path(__file__).parent / "lookups_in_full.yaml", folder / "lookups.yaml")
    return folder


def keys_of_schema(schema: Any) -> Iterator[str]:
    """Every key that a schema knows."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for value in schema.values():
            yield from keys_of_schema(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from keys_of_schema(value)


def keys_of_text(value: Any) -> Iterator[str]:
    """Every key that stands in a text."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from keys_of_text(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of_text(inner)


@pytest.mark.parametrize("file", ALL_FILES)
def test_every_key_of_the_schema_is_taken_by_the_reader(full: Path, file: str) -> None:
    text = (full / file).read_text()
    agree(file, text, good=True)
    assert set(keys_of_schema(schema_of(file))) <= set(keys_of_text(yaml.safe_load(text)))


SIGN_IN = "sign_in: {%s}\ntenant: demo"
CLAIMS = (
    f"roles: {{'cn=agents, o=acme': agent}}, role_claim: groups, user_claim: email, agent_claim: a, team_claim: t, "
    f"scopes: [openid, groups], prompt: login, label: {LABEL}"
)
OPENID = (
    "public_url: 'https://a.example', openid_connect: {issuer: %s, client_id: c, client_secret_file: %s, roles: %s}"
)
PAGE = "desktop: {crm_pages: [{code: a, label: {en: A, zh: 甲}, url: %s}]}\ntenant: demo"
LOOKUP = "desktop: {crm_lookup: {source: crm, arguments: %s, shown: %s}}\ntenant: demo"
SLIPS = [
    ("center.yaml", "tenant: demo", PAGE % "'http://crm.example.com/'"),
    ("center.yaml", "tenant: demo", PAGE % "'https://me@crm.example.com/'"),
    ("center.yaml", "tenant: demo", PAGE % "'https://{number}.example.com/'"),
    ("center.yaml", "tenant: demo", PAGE % "'javascript:alert(1)'"),
    ("center.yaml", "tenant: demo", PAGE % "'https://crm.example.com/', opens: always"),
    ("center.yaml", "tenant: demo", SIGN_IN % "public_url: 'http://cic.example.com'"),
    ("center.yaml", "tenant: demo", SIGN_IN % "public_url: 'https://cic.example.com/'"),
    ("center.yaml", "tenant: demo", SIGN_IN % "trusted_proxies: [the-proxy]"),
    ("center.yaml", "tenant: demo", SIGN_IN % "openid: {}"),
    ("center.yaml", "tenant: demo", SIGN_IN % (OPENID % ("id.example.com", "s", "{a: agent}"))),
    ("center.yaml", "tenant: demo", SIGN_IN % (OPENID % ("'https://i.example'", "{file: s}", "{a: agent}"))),
    ("center.yaml", "tenant: demo", SIGN_IN % (OPENID % ("'https://i.example'", "s", "{a: operator}"))),
    ("center.yaml", "tenant: demo", "desktop: {crm_hosts: ['https://crm.example.com']}\ntenant: demo"),
    ("center.yaml", "tenant: demo", "desktop: {crm_hosts: [a.example.com, a.example.com]}\ntenant: demo"),
    ("center.yaml", "tenant: demo", "desktop: {embedded_in: ['*']}\ntenant: demo"),
    ("center.yaml", "{agent_sees: heard}", "{agent_sees: sometimes}"),
    ("center.yaml", "{agent_sees: heard}", "{}"),
    ("center.yaml", "tenant: demo", "desktop: {embedded_in: ['https://crm.example.com/']}\ntenant: demo"),
    ("center.yaml", "tenant: demo", "desktop: {embedded_in: ['https://*.example.com']}\ntenant: demo"),
    ("center.yaml", "tenant: demo", LOOKUP % ("{phone: shoe_size}", "[]")),
    ("center.yaml", "tenant: demo", LOOKUP % ("{Phone: number}", "[]")),
    ("center.yaml", "tenant: demo", LOOKUP % ("{phone: number}", "[{result: level}]")),
    ("center.yaml", "tenant: demo", "desktop: {crm_lookup: {source: crm}}\ntenant: demo"),
    ("center.yaml", "tenant: demo", "tenant: Demo Center"),
    ("center.yaml", "site: main\n", ""),
    ("center.yaml", "strategy: priority", "strategy: fastest"),
    ("center.yaml", "strategy: priority", "strateg: priority"),
    ("center.yaml", "share: 30", "share: 0"),
    ("center.yaml", "share: 30", "share: much"),
    ("center.yaml", "at_most: 3", "at_most: 101"),
    ("center.yaml", "gold: 20", "gold: 0.5"),
    ("center.yaml", "gold: 20", "Gold: 20"),
    ("center.yaml", "zh: 成交", "zh: ''"),
    ("center.yaml", "en: Sold, zh: 成交", "en: Sold"),
    ("queues.yaml", "requires: products >= 40", "requires: []"),
    ("queues.yaml", "requires: products >= 40", "requires: ' '"),
    ("queues.yaml", "requires: products >= 40", "prefers: second_line"),
    ("queues.yaml", "requires: products >= 40", "prefers: [a, a]"),
    ("queues.yaml", "priority: 10", "priority: 1000001"),
    ("queues.yaml", "requires: products >= 40", "ageing: {per_s: -1}"),
    ("queues.yaml", "requires: products >= 40", "ageing: {per_s: 1001}"),
    ("queues.yaml", "requires: products >= 40", "record: {share_percent: 50}"),
    ("queues.yaml", "requires: products >= 40", "record: {share_percent: 101, notice: none}"),
    ("queues.yaml", "requires: products >= 40", "record: {notice: ../secret}"),
    ("queues.yaml", "requires: products >= 40", "choose_agent: fastest"),
    ("queues.yaml", "requires: products >= 40", "choose_agent: {fill: maybe}"),
    ("queues.yaml", "requires: products >= 40", "choose_agent: {weights: {beauty: 1}}"),
    ("queues.yaml", "requires: products >= 40", "admission: {waiting_max: -1}"),
    ("queues.yaml", "requires: products >= 40", "admission: {leave_when_empty: 1}"),
    ("queues.yaml", "requires: products >= 40", "offer_again_s: 30"),
    ("queues.yaml", "requires: products >= 40", "wrap_up: {mode: none}"),
    ("queues.yaml", "wrap_up_s: 60", "wrap_up: {mode: timed}"),
    ("queues.yaml", "wrap_up_s: 60", "wrap_up: {mode: none, limit_s: 5}"),
    ("queues.yaml", "wrap_up_s: 60", "wrap_up: {limit_s: 5}"),
    ("queues.yaml", "    wrap_up_s: 60\n", ""),
    ("queues.yaml", "after_s: 180", "after_s: 0"),
    ("queues.yaml", "after_s: 180, ", ""),
    ("queues.yaml", "widen_to: second_line", "if_waiting_over: 5"),
    ("queues.yaml", "widen_to: second_line", "widen_to: second_line, drop: products"),
    ("queues.yaml", "widen_to: second_line", "lower: {products: 0}"),
    ("queues.yaml", "widen_to: second_line", "lower: {products: 1, others: 1}"),
    ("queues.yaml", "widen_to: second_line", "lower: {}"),
    ("queues.yaml", "widen_to: second_line", "hand_to: Voice Mail"),
    ("queues.yaml", "offer_timeout_s: 18", "offer_timeout_s: 4"),
    ("agents.yaml", "products: 70", "products: 101"),
    ("agents.yaml", "products: 70", "Products: 70"),
    ("agents.yaml", "queues: [sales]", "queues: sales"),
    ("agents.yaml", "groups: [second_line]", "groups: {}"),
    ("agents.yaml", "groups: [second_line]", "capacity: 0"),
    ("agents.yaml", "groups: [second_line]", "cost: -1"),
    ("agents.yaml", "groups: [second_line]", "at_most: {chat: -1}"),
    ("agents.yaml", "groups: [second_line]", "attributes: [calm]"),
    ("agents.yaml", 'number: "101"', 'number: "one"'),
    ("agents.yaml", "accepts_automatically: true", "accepts_automatically: perhaps"),
    ("skills.yaml", "products: {label:", "language: {label:"),
    ("skills.yaml", "products: {label:", "Products: {label:"),
    ("skills.yaml", "products: {label:", "products: {word:"),
    ("skills.yaml", "groups:", "teams:"),
    ("hours.yaml", 'monday: ["00:00-24:00"]', 'monday: ["00:00-24:30"]'),
    ("hours.yaml", 'monday: ["00:00-24:00"]', "monday: always"),
    ("hours.yaml", 'monday: ["00:00-24:00"]\n', "time_zone: UTC\n"),
    ("hours.yaml", 'monday: ["00:00-24:00"]', 'monday: []\n    holidays: China'),
    ("hours.yaml", 'monday: ["00:00-24:00"]', 'monday: []\n    holidays: [CN]'),
    ("hours.yaml", 'monday: ["00:00-24:00"]', 'monday: []\n    make_up_workdays_like: friday'),
    ("hours.yaml", 'monday: ["00:00-24:00"]', 'monday: []\n    holidays: CN\n    make_up_workdays_like: fri'),
    ("hours.yaml", 'monday: ["00:00-24:00"]', 'monday: []\n    closed_on: ["24.12."]'),
    ("hours.yaml", 'monday: ["00:00-24:00"]', 'monday: []\n    closed_on: ["2027-13-01"]'),
    ("hours.yaml", 'monday: ["00:00-24:00"]', 'monday: []\n    closed_on: ["12-24", "12-24"]'),
    ("hours.yaml", 'monday: ["00:00-24:00"]', 'monday: []\n    closed_on: "12-24"'),
    ("hours.yaml", 'monday: ["00:00-24:00"]', 'monday: []\n    open_on: {"12-24": []}'),
    ("hours.yaml", 'monday: ["00:00-24:00"]', 'monday: []\n    open_on: {"Friday": ["09:00-10:00"]}'),
    ("hours.yaml", 'monday: ["00:00-24:00"]', 'monday: []\n    open_on: {"12-24": ["09:00"]}'),
    ("center.yaml", "site: main", "site: main\ncountry: China"),
    ("words.yaml", "main: {en: Main line, zh: 主线}", "main: {en: Main line}"),
    ("words.yaml", "main: {en: Main line, zh: 主线}", "main: {en: Main line, zh: ''}"),
    ("words.yaml", "main: {en: Main line, zh: 主线}", "Main: {en: Main line, zh: 主线}"),
    ("words.yaml", "main: {en: Main line, zh: 主线}", "main: Main line"),
    ("words.yaml", "words:", "labels:"),
    ("callers.yaml", "blocked: []", "blocked: ['*']"),
    ("callers.yaml", "blocked: []", "blocked: ['+']"),
    ("callers.yaml", "blocked: []", "blocked: ['']"),
    ("callers.yaml", "blocked: []", "blocked: [anonymous]"),
    ("callers.yaml", "blocked: []", "blocked: ['+86*10']"),
    ("callers.yaml", "blocked: []", "blocked: ['+86', '+86']"),
    ("callers.yaml", "blocked: []", "blocked: ['+861234567890123456']"),
    ("callers.yaml", "blocked: []", "blocked: {number: '+86'}"),
    ("callers.yaml", "blocked: []", "blocked: [['+86']]"),
    ("callers.yaml", "blocked: []", "black: []"),
    ("lookups.yaml", "type: csv", "type: excel"),
    ("lookups.yaml", "    type: csv\n", ""),
    ("lookups.yaml", "  accounts:", "  Accounts:"),
    ("lookups.yaml", "    file: accounts.csv\n", ""),
    ("lookups.yaml", "{account_number: account_number}", "{}"),
    ("lookups.yaml", "{account_number: account_number}", "account_number"),
    ("lookups.yaml", "pin_hash: pin_hash", "timeout_s: 3"),
    ("lookups.yaml", "pin_hash: pin_hash", "on_several: last"),
    ("lookups.yaml", "kind: text", "kind: words"),
    ("lookups.yaml", "kind: text", "kind: text, decimals: 2"),
    ("lookups.yaml", "kind: text", "personal: true"),
    ("lookups.yaml", "{kind: amount}", "{kind: amount, decimals: 5}"),
    ("lookups.yaml", "{kind: amount}", "{kind: amount, length_max: 5}"),
    ("lookups.yaml", "{kind: amount}", "{kind: amount, otherwise: none}"),
    ("lookups.yaml", "kind: truth", "kind: truth, personal: true"),
    ("lookups.yaml", '"9999-12-31"', "never"),
    ("channels.yaml", '"4000"', '"40-00"'),
    ("channels.yaml", '"4000": main', '"4000": []'),
]  # fmt: skip
MENDED = [
    ("center.yaml", "tenant: demo", PAGE % "'http://127.0.0.1:8080/x'"),
    ("center.yaml", "tenant: demo", "desktop: {embedded_in: ['http://localhost:3000'], crm_hosts: []}\ntenant: demo"),
    ("center.yaml", "tenant: demo", LOOKUP % ("{}", "[]")),
    ("center.yaml", "at_most: 3", "interrupted_by: []"),
    ("queues.yaml", "requires: products >= 40", "ageing: {initial: -5, per_s: 0.125}"),
    ("queues.yaml", "requires: products >= 40", "choose_agent: {strategy: weighted_random, seed: 0}"),
    ("queues.yaml", "wrap_up_s: 60", "wrap_up: {mode: optional, limit_s: 60}"),
    ("queues.yaml", "widen_to: second_line", "lower: {products: 1}, if_waiting_over: 0"),
    ("agents.yaml", "groups: [second_line]", "groups: []\n    attributes: {calm: -3}\n    at_most: {voice: 0}"),
    ("agents.yaml", 'number: "101"', "number: 101"),
    ("hours.yaml", 'monday: ["00:00-24:00"]', "monday: []"),
    ("hours.yaml", 'monday: ["00:00-24:00"]', "monday: []\n    holidays: DE-BY\n    closed_on: []"),
    ("hours.yaml", 'monday: ["00:00-24:00"]', 'monday: []\n    closed_on: ["02-29"]\n    open_on: {}'),
    ("lookups.yaml", "{kind: amount}", "{kind: amount, personal: true, decimals: 0, otherwise: 12}"),
    ("lookups.yaml", "    pin_hash: pin_hash\n", ""),
    ("callers.yaml", "blocked: []", "blocked: ['+86', '+86*']"),
    ("callers.yaml", "blocked: []\n", ""),
]


@pytest.mark.parametrize(("file", "old", "new"), SLIPS)
def test_a_slip_is_seen_by_both(file: str, old: str, new: str) -> None:
    text = (DEMO / file).read_text()
    assert old in text
    agree(file, text.replace(old, new, 1), good=False)


@pytest.mark.parametrize(("file", "old", "new"), MENDED)
def test_what_is_allowed_is_taken_by_both(file: str, old: str, new: str) -> None:
    text = (DEMO / file).read_text()
    assert old in text
    agree(file, text.replace(old, new, 1), good=True)


def test_every_file_has_a_schema_and_every_schema_a_file() -> None:
    assert {path.name for path in (DEMO / "schema").iterdir()} == {
        "flow.schema.json",  # beside flows: tests/unit/ivr_flows/test_flow_schema.py
        *(file.replace(".yaml", ".schema.json") for file in ALL_FILES),
    }
