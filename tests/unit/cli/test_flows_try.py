"""`cic flows try`: a flow as a text menu, walked by lines of a pipe, from the greeting to the end of the call."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from cic.cli.main import main

pytestmark = pytest.mark.unit

Capture = pytest.CaptureFixture[str]
FLOW = """
flow: line
languages: [en, zh]
start: menu
on_error: sorry
person: agent
variables: {balance: 0, is_open: false}
nodes:
  menu:
    type: menu
    say: menu
    say_again: [menu]
    listen: {confidence: 60}
    keys:
      "1": {label: balance, go: pin, words: {en: [my balance, account], zh: [余额]}}
      "2": {label: call_back, go: number}
      "3": {label: dial, go: dial}
      "4": {label: message, go: message}
      "5": {label: vip, go: vip}
    timeout_s: 5
    on_failure: sorry
  pin:
    type: collect
    name: pin
    secret: true
    say: pin
    digits_min: 2
    digits_max: 6
    first_digit_timeout_s: 5
    next_digit_timeout_s: 3
    next: check
    on_failure: sorry
  check: {type: authenticate, source: bank, with: {account: caller.number}, say: pin, digits_min: 4, digits_max: 4,
          first_digit_timeout_s: 5, next_digit_timeout_s: 3, verified: find, not_verified: sorry, locked: sorry,
          failed: sorry}
  find: {type: lookup, source: bank, with: {account: caller.number}, results: [balance, is_open, holder], found: tell,
         not_found: sorry, failed: sorry}
  tell: {type: say, say: balance, next: end}
  number: {type: collect, name: number, say: number, digits_min: 3, digits_max: 9, first_digit_timeout_s: 5,
           next_digit_timeout_s: 3, next: customer, on_failure: sorry, listen: {confidence: 60},
           words: {none: {go: sorry, words: {en: [i have none]}}}}
  customer: {type: lookup, by: number, found: back, not_found: sorry, failed: sorry}
  back: {type: callback, queue: sales, number: number, next: end}
  dial: {type: transfer, number: "110", after: end, failed: sorry}
  message: {type: leave_message, queue: sales, say: speak, next: end, on_nothing: sorry}
  vip: {type: branch, cases: [{when: caller.is_vip and caller.grade == "gold", go: agent}], otherwise: sorry}
  agent: {type: queue, queue: sales, say: wait, comfort: [place], comfort_every_s: 20, after_agent: rate,
          say_agent: your_agent, keys: {"9": {label: leave, go: message}}, on_reason: {no_agent: message}}
  rate: {type: rating, subject: agent, say: rate, timeout_s: 5, next: end}
  sorry: {type: say, say: sorry, next: end}
  end: {type: hang_up}
"""
EN = """
line:
  menu: What can we do?
  pin: Your PIN, please.
  balance: Your balance is {balance:amount_eur}, {holder:spelled}.
  number: Your number, please.
  speak: Speak now.
  wait: One moment.
  place: You are number {queue.place:number}.
  your_agent: An agent comes.
  rate: How was it?
  sorry: We are sorry.
"""
ZH = "line:\n  menu: 请选择。\n  sorry: 对不起。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "prompts").mkdir()
    (tmp_path / "line.yaml").write_text(FLOW, encoding="utf-8")
    (tmp_path / "prompts" / "en.yaml").write_text(EN, encoding="utf-8")
    (tmp_path / "prompts" / "zh.yaml").write_text(ZH, encoding="utf-8")
    return tmp_path


@pytest.fixture
def walk(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> Any:
    """Walks the flow with these lines; what was shown comes back."""

    def make(*lines: str, options: tuple[str, ...] = (), code: int = 0) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        assert main(["flows", "try", "line", "--flows", str(folder), *options]) == code
        return capsys.readouterr().out

    return make


def test_a_menu_is_shown_as_keys_with_their_words(walk: Any) -> None:
    shown = walk().splitlines()
    assert shown[:8] == [
        "What can we do?", "  1  balance   or say: my balance, account", "  2  call back", "  3  dial", "  4  message",
        "  5  vip", "  0  a person", "  *  back",
    ]  # fmt: skip
    assert shown[-1] == "You have hung up."


def test_keys_words_and_values_lead_to_the_balance(walk: Any) -> None:
    shown = walk("my balance", "12", "4711", "", "y", "1250", "maybe", "true", "Bo")
    assert "[compares a PIN by bank]" in shown
    assert "Your balance is twelve euros and fifty cents B O" in shown
    assert shown.endswith("The call is over (ended).\n")


def test_secret_digits_are_never_shown(walk: Any) -> None:
    for options in ((), ("--json",)):
        shown = walk("1", "987", "6543", "n", "9182", "l", options=options)
        assert not any(secret in shown for secret in ("987", "6543", "9182"))


def test_a_caller_who_does_nothing_waits(walk: Any) -> None:
    shown = walk("", "")
    assert shown.count("(you do nothing)") == 2
    assert "We are sorry." in shown


def test_words_that_nobody_listens_to_are_said_to_be_so(walk: Any) -> None:
    assert "Nobody listens here: press a key." in walk("0", "a", "", "x")


def test_words_in_place_of_digits(walk: Any) -> None:
    shown = walk("2", "I have none")
    assert "     none   or say: i have none" in shown
    assert "We are sorry." in shown
    assert '"words": ["i have none"]' in walk("2", options=("--json",))


def test_a_callback_by_a_number_that_finds_a_customer(walk: Any) -> None:
    shown = walk("2", "12345", "", "gold")
    assert "[looks up the customer]" in shown
    assert "[hands in a callback to the queue sales]" in shown
    assert "We are sorry." in walk("2", "12345", "f")


def test_waiting_place_agent_and_rating(walk: Any) -> None:
    shown = walk("0", "", "what", "a", "", "5")
    order = ["[puts the caller into the queue sales]", "One moment.", "You are number one", "Nobody listens here",
             "An agent comes.", "You talk with an agent", "How was it?", "[notes the rating 5 (agent)]"]  # fmt: skip
    places = [shown.index(each) for each in order]
    assert places == sorted(places)


def test_a_queue_lets_go_and_a_message_is_left(walk: Any) -> None:
    assert "[hands in a voicemail to the queue sales]" in walk("0", "l no_agent", "please call me back soon")
    assert "[hands in a voicemail to the queue sales]" in walk("0", "9", "12")
    assert "We are sorry." in walk("4", "")


def test_a_number_outside_rings_and_answers(walk: Any) -> None:
    assert "You talk with 110" in walk("3", "", "")
    assert "We are sorry." in walk("3", "n")


def test_who_calls_and_in_which_language(walk: Any) -> None:
    assert "One moment." in walk("5", options=("--caller", "known,vip,grade=gold"))
    assert "请选择。" in walk(options=("--language", "zh"))
    assert walk(options=("--language", "fr"), code=1) == ""
    walk(options=("--caller", "tall"), code=2)


def test_answers_of_a_file_are_not_asked_for(walk: Any, folder: Path) -> None:
    answers = folder / "answers.txt"
    answers.write_text("lookups: {bank: {found: {balance: 5, is_open: true, holder: c}}}\npins: {bank: '4711'}\n")
    assert "Your balance is five cents C" in walk("1", "12", "4711", options=("--answers", str(answers)))
    answers.write_text("steps: []\n")
    assert "answers.txt:1: the answers" in walk(options=("--answers", str(answers)), code=1)


def test_json_is_one_object_a_line(walk: Any) -> None:
    told = [json.loads(line) for line in walk("0", "a", "", "9", "", options=("--json",)).splitlines()]
    assert {each["event"] for each in told} == {"hears", "asks", "does", "ended"}
    assert told[0] == {
        "event": "hears", "prompt": "line/menu", "language": "en", "text": "What can we do?", "at_ms": 0,
    }  # fmt: skip
    asked = next(each for each in told if each["event"] == "asks")
    assert asked["choices"][0] == {"key": "1", "label": "balance", "words": ["my balance", "account"]}
    assert told[-1]["result"] == "ended"
    assert told[-1]["path"][-1] == "end"


def test_h_hangs_up_anywhere(walk: Any) -> None:
    assert walk("0", "h").endswith("You have hung up.\n")
