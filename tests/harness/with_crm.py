"""The demo center beside a CRM: a JSON service that knows customers, with pages. Owns the text; asserts nothing."""

import shutil
from pathlib import Path

from tests.harness.running_center import PROJECT

PAGES = "https://crm.example.com/"
CUSTOMERS = """\
customer_number,name,numbers,grade,language
20001,Nadia Rahman,+15550177,gold,en
20002,N. Rahman,+15550178,standard,en
"""
"""One person who has two cards."""
ANSWER = {
    "level": "Partner since the first day",
    "open_sum": 1234.5,
    "contract": {"ends_on": "2031-12-24", "is_watched": True},
}
"""What the CRM says of whomever it knows."""
_DESKTOP = """
desktop:
  crm_hosts: [crm.example.com]
  crm_pages:
    - {code: person, label: {en: Person, zh: 客户}, url: "https://crm.example.com/?phone={number}", opens: accepted}
    - {code: orders, label: {en: Orders, zh: 订单}, url: "https://crm.example.com/orders/{contact_id}", opens: asked}
  crm_lookup:
    source: crm
    arguments: {customer: customer_number}
    shown:
      - {result: open_sum, label: {en: Open sum, zh: 未付金额}}
      - {result: ends_on, label: {en: Contract until, zh: 合同截止}}
      - {result: is_watched, label: {en: Watched, zh: 重点关注}}
      - {result: level, label: {en: Level, zh: 等级}}
"""
_SOURCE = """
  crm:
    type: http
    url: "{url}/people/{{customer}}"
    retries: 0
    timeout_s: {timeout_s}
    found_when: level
    results:
      level: {{kind: text}}
      open_sum: {{kind: amount}}
      ends_on: {{at: contract.ends_on, kind: date}}
      is_watched: {{at: contract.is_watched, kind: truth}}
"""


def write_with_crm(folder: Path, url: str, timeout_s: int) -> Path:
    """The demo's text in this folder; the CRM is asked at this address, and given so much time."""
    shutil.copytree(PROJECT / "config", folder)
    (folder / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    with (folder / "center.yaml").open("a", encoding="utf-8") as text:
        text.write(_DESKTOP)
    lookups = folder / "lookups.yaml"
    source = _SOURCE.format(url=url, timeout_s=timeout_s)
    lookups.write_text(lookups.read_text("utf-8").replace("lookups:\n", f"lookups:{source}", 1), "utf-8")
    return folder
