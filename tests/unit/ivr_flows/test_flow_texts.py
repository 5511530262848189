"""Texts that speak values: which of them a flow holds, and that its version tells when they change."""

import pytest

from ivr_flows.model import Flow, Recorded
from ivr_flows.parse import ParsedFlow, parse_flow
from ivr_flows.speaking.catalogue import Catalogue, read_catalogue
from ivr_flows.speaking.prompt_text import Value
from ivr_flows.texts import with_texts

pytestmark = pytest.mark.unit

FLOW = """\
flow: shop
languages: [en, zh]
start: told
on_error: bye
variables: {balance: 0}
nodes:
  told: {type: say, say: [balance, {recording: main/only_english, language: en}, plain], next: chime}
  chime: {type: play, sound: balance, next: bye}
  bye: {type: hang_up}
"""
EN = """\
shop:
  balance: Your balance is {balance:amount_eur}. Thank you.
  plain: Nothing to speak.
  unused: It is {balance:number}.
main:
  only_english: You have {balance:number}.
"""
ZH = EN.replace("Your balance is", "您的余额是").replace("Thank you", "谢谢")


def catalogues(en: str = EN, zh: str = ZH) -> dict[str, Catalogue]:
    found: dict[str, Catalogue] = {}
    for language, text in (("en", en), ("zh", zh)):
        catalogue = read_catalogue(text, f"{language}.yaml")
        assert isinstance(catalogue, Catalogue)
        found[language] = catalogue
    return found


def flow() -> Flow:
    parsed = parse_flow(FLOW, "shop.yaml")
    assert isinstance(parsed, ParsedFlow)
    return parsed.flow


def test_a_flow_holds_the_texts_of_its_own_recordings_that_speak_values() -> None:
    pieces = (Recorded("shop/balance-1"), Value("balance", "amount_eur"), Recorded("shop/balance-2"))
    assert with_texts(flow(), catalogues()).spoken == {
        "en/shop/balance": pieces,
        "zh/shop/balance": pieces,
        "en/main/only_english": (Recorded("main/only_english-1"), Value("balance", "number")),
    }


def test_a_flow_that_speaks_no_value_stays_as_it_is() -> None:
    alone = flow()
    assert with_texts(alone, {}) is alone


@pytest.mark.parametrize(
    ("old", "new", "is_changed"),
    [
        ("amount_eur", "amount_usd", True),
        ("Thank you.", "", True),
        ("You have {balance:number}", "There are {balance:ordinal}", True),
        ("Nothing to speak", "Nothing at all", False),
        ("It is {balance:number}", "It was {balance:ordinal}", False),
    ],
)
def test_the_version_changes_with_what_the_flow_plays(old: str, new: str, is_changed: bool) -> None:
    before, after = with_texts(flow(), catalogues()), with_texts(flow(), catalogues(EN.replace(old, new)))
    assert before.version != flow().version
    assert (before.version != after.version) is is_changed
