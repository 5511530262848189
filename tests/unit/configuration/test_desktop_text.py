"""`desktop` in `center.yaml`: hosts that are allowed, placeholders that are known, a look-up that is there."""

from pathlib import Path

import pytest

from cic.configuration.compile import compile_center
from cic.configuration.differences import differences
from cic.configuration.schema_desktop import NO_DESKTOP, CardField, Opens
from tests.unit.configuration.small_center import agent, load, problems_of, queue, write_center

pytestmark = pytest.mark.unit

LABEL = "{en: Words, zh: 文字}"
GOOD = f"""\
desktop:
  crm_hosts: [crm.example.com]
  crm_pages:
    - {{code: person, label: {LABEL}, url: "https://crm.example.com/people?phone={{number}}", opens: accepted}}
  crm_lookup:
    source: crm
    arguments: {{phone: number}}
    shown: [{{result: level, label: {LABEL}}}]
  embedded_in: ["https://crm.example.com"]
"""
CRM = """\
lookups:
  crm:
    type: http
    url: "https://crm.example.com/people/{phone}"
    results: {level: {kind: text}}
"""


def center(folder: Path, desktop: str) -> Path:
    config = write_center(folder, [queue("sales")], [agent("alice", "sales")], center=desktop)
    (config / "lookups.yaml").write_text(CRM)
    return config


def test_a_whole_desktop_is_read(tmp_path: Path) -> None:
    desktop = compile_center(load(center(tmp_path, GOOD))).desktop
    (page,) = desktop.crm_pages
    assert (page.code, page.opens) == ("person", Opens.ACCEPTED)
    assert desktop.crm_lookup is not None and desktop.crm_lookup.source.name == "crm"
    assert [(name.name, of) for name, of in desktop.crm_lookup.arguments] == [("phone", CardField.NUMBER)]
    assert desktop.embedded_in == ("https://crm.example.com",)


def test_without_the_key_nothing_is_shown_and_nobody_embeds(tmp_path: Path) -> None:
    assert compile_center(load(center(tmp_path, ""))).desktop == NO_DESKTOP


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("crm_hosts: [crm.example.com]", "crm_hosts: []", "add 'crm.example.com' to crm_hosts"),
        ("[crm.example.com]", "[crm.example.org]", "add 'crm.example.com' to crm_hosts"),
        ("{number}", "{numbre}", "did you mean 'number'?"),
        ("{number}", "{number", "found the placeholder '{'"),
        ("source: crm", "source: cmr", "did you mean 'crm'?"),
        ("{phone: number}", "{}", "add 'phone: number'"),
        ("{phone: number}", "{phone: number, fone: name}", "the unknown argument 'fone'"),
        ("result: level", "result: lebel", "did you mean 'level'?"),
        ("https://crm.example.com/people?", "https://[crm.example.com/people?", "an address such as"),
        ('["https://crm.example.com"]', '["https://*.example.com"]', "an origin such as"),
        ('["https://crm.example.com"]', '["https://crm.example.com; script-src *"]', "an origin such as"),
    ],
)
def test_what_does_not_fit_the_rest_of_the_text_is_told_with_a_mend(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    assert old in GOOD
    (problem,) = problems_of(center(tmp_path, GOOD.replace(old, new, 1)))
    assert told in str(problem) and str(problem).startswith("center.yaml:")


def test_a_change_of_the_desktop_is_a_difference(tmp_path: Path) -> None:
    old = load(center(tmp_path / "a", ""))
    new = load(center(tmp_path / "b", GOOD))
    assert {difference.field.split(".")[0] for difference in differences(old, new)} == {"desktop"}
