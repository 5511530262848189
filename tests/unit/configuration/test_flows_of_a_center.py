"""Flows as a center loads them: with the texts that they speak, their sub-flows in place, and a version that tells."""

from pathlib import Path

import pytest

from cic.configuration.catalogues import merged
from cic.configuration.flow_versions import lay_flows
from cic.configuration.loader import content_version, load_center
from cic.configuration.problems import ConfigurationRefused, Severity
from cic.configuration.schema_speech import SpeechText
from cic.configuration.store import ConfigurationStore
from ivr_flows.model import Recorded, SubflowNode
from ivr_flows.speaking.prompt_text import Value
from ivr_flows.speaking.vocabulary import VOCABULARIES
from tests.unit.configuration.small_center import agent, load, problems_of, queue, write_center

pytestmark = pytest.mark.unit

MAIN = """\
flow: main
languages: [en]
start: office
on_error: bye
person: wait
variables: {balance: 5}
nodes:
  office: {type: hours, calendar: office, open: check, closed: bye}
  check: {type: flow, flow: check, with: {owed: balance}, on: {told: wait}}
  wait: {type: queue, queue: sales, on_refused: bye}
  bye: {type: hang_up}
"""
CHECK = """\
flow: check
languages: [en]
start: tell
on_error: told
variables: {owed: 0}
nodes:
  tell: {type: say, say: owed, next: told}
  told: {type: return, result: told}
"""
EN = "check:\n  owed: You owe {owed:amount_eur}.\n"


@pytest.fixture
def center(tmp_path: Path) -> Path:
    folder = write_center(tmp_path / "center", [queue("sales")], [agent("alice", "sales")])
    flows = folder / "flows"
    (flows / "main.yaml").write_text(MAIN)
    (flows / "check.yaml").write_text(CHECK)
    (flows / "prompts" / "en.yaml").write_text(EN)
    for name in ("check/owed-1", "check/owed-2", *VOCABULARIES["en"]):
        recording = flows / "prompts" / "en" / f"{name}.wav"
        recording.parent.mkdir(parents=True, exist_ok=True)
        recording.touch()
    return folder


def said(folder: Path) -> list[str]:
    return [f"{each.file}:{each.line} {each.where}: {each.found}" for each in problems_of(folder)]


def test_what_goes_live_has_its_subflows_in_place_and_speaks_their_texts(center: Path) -> None:
    flows = {str(flow.flow_id): flow for flow in load(center).flows}
    main = flows["main"]
    assert not any(isinstance(node, SubflowNode) for flow in flows.values() for node in flow.nodes)
    assert [node.node_id for node in main.nodes] == ["office", "check", "check.tell", "check.told", "wait", "bye"]
    assert main.spoken == {"en/check/owed": (Recorded("check/owed-1"), Value("owed", "amount_eur"))}


def test_a_changed_catalogue_is_another_text_and_other_flows(center: Path) -> None:
    before = load(center)
    (center / "flows" / "prompts" / "en.yaml").write_text(EN.replace("amount_eur", "amount_usd"))
    after = load(center)
    assert before.version != after.version
    assert [(flow.flow_id, flow.version) for flow in before.flows] != [
        (flow.flow_id, flow.version) for flow in after.flows
    ]
    assert content_version(center, center / "flows") == after.version


def test_a_fault_of_a_catalogue_has_its_file_and_line_and_hides_no_other(center: Path) -> None:
    (center / "flows" / "prompts" / "en.yaml").write_text("check:\n  owed: You owe {owed:amuont_eur}.\n")
    (center / "flows" / "main.yaml").write_text(MAIN.replace("queue: sales", "queue: slaes"))
    assert said(center) == [
        "main.yaml:10 node wait, queue: `slaes`",
        "prompts/en.yaml:2 check.owed, character 15: the form `amuont_eur` (did you mean `amount_eur`?)",
    ]


def test_a_fault_in_a_subflow_is_told_once_and_in_its_own_file(center: Path) -> None:
    (center / "flows" / "check.yaml").write_text(CHECK.replace("next: told", "next: tolld"))
    assert [line for line in said(center) if "tolld" in line] == ["check.yaml:7 node tell, next: `tolld`"]


def test_a_flow_that_cannot_be_read_makes_no_false_problem_of_those_that_contain_it(center: Path) -> None:
    (center / "flows" / "check.yaml").write_text(CHECK.replace("type: say", "type: sya"))
    assert said(center) == ["check.yaml:7 node tell: type `sya`"]


def test_a_number_that_leads_to_a_flow_with_a_return_is_warned_of(center: Path) -> None:
    channels = center / "channels.yaml"
    channels.write_text(channels.read_text().replace("main", "check"))
    (warning,) = [each for each in problems_of(center) if each.file == "channels.yaml"]
    assert (warning.severity, warning.line) == (Severity.WARNING, 2)


def test_words_are_checked_where_it_is_known_what_can_be_heard(center: Path) -> None:
    menu = (
        "  menu: {type: menu, say: check/owed-1, timeout_s: 5, on_failure: wait, listen: {confidence: 50},"
        " keys: {1: {go: check, words: {en: zork}}}}\n"
    ).replace("check/owed-1", "chime")
    flow = MAIN.replace("open: check", "open: menu").replace("nodes:\n", f"nodes:\n{menu}")
    (center / "flows" / "main.yaml").write_text(flow)
    (center / "flows" / "prompts" / "en" / "main").mkdir()
    (center / "flows" / "prompts" / "en" / "main" / "chime.wav").touch()
    assert said(center) == []

    def unknown_words(speech: SpeechText, language: str, wording: str) -> tuple[str, ...]:
        assert [recogniser.language for recogniser in speech.recognisers] == ["en"]
        return (wording,) if language == "en" else ()

    with pytest.raises(ConfigurationRefused) as refused:
        load_center(center, center / "flows", unknown_words=unknown_words)
    assert [each.found for each in refused.value.problems] == ["`zork` in en, which the recogniser does not know"]


def test_a_kept_text_has_its_catalogues(center: Path, tmp_path: Path) -> None:
    store = ConfigurationStore(tmp_path / "configurations", center / "flows" / "prompts")
    loaded = load(center)
    store.keep(loaded.version, center, center / "flows")
    (center / "flows" / "prompts" / "en.yaml").write_text(EN.replace("amount_eur", "amount_usd"))
    assert store.load(loaded.version) == loaded
    assert store.folders_of(loaded.version)[1].joinpath("prompts", "en.yaml").read_text() == EN


def test_a_published_flow_brings_its_own_texts_alone(center: Path, tmp_path: Path) -> None:
    prompts = center / "flows" / "prompts"
    (prompts / "en.yaml").write_text(f"{EN}other:\n  text: Kept.\n")
    store = ConfigurationStore(tmp_path / "configurations", prompts)
    loaded = load(center)
    store.keep(loaded.version, center, center / "flows")
    (prompts / "en.yaml").write_text(f"{EN.replace('amount_eur', 'amount_usd')}other:\n  text: Changed.\n")
    laid = lay_flows(store, loaded.version, center / "flows", ["check"])
    text = store.folders_of(laid.version)[1].joinpath("prompts", "en.yaml").read_text()
    assert "amount_usd" in text
    assert "Kept." in text
    assert "Changed." not in text


def test_two_catalogues_are_made_into_one_by_flow() -> None:
    base = {"en.yaml": "# Texts.\nmain:\n  a: one\n\n# More.\nshop:\n  b: two\n", "zh.yaml": "main:\n  a: 一\n"}
    other = {"en.yaml": 'main:\n  a: new\n"shop":\n  b: newer\n', "de.yaml": "shop:\n  b: zwei\n"}
    assert merged(base, other, ["shop"]) == {
        "en.yaml": '# Texts.\nmain:\n  a: one\n\n# More.\n"shop":\n  b: newer\n',
        "zh.yaml": "main:\n  a: 一\n",
        "de.yaml": "shop:\n  b: zwei\n",
    }
