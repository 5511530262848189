"""Flow tests: what a call must name, where a test and a flow part, and how keys, words and time count."""

import pytest

from ivr_flows.testing.running import Failure, Result
from tests.unit.ivr_flows.walked_flows import flows, passes, run

pytestmark = pytest.mark.unit

HELLO_AND_MENU = """
nodes:
  begin: {type: say, say: hello, next: menu}
  menu:
    type: menu
    say: menu
    say_again: [menu_again]
    keys: {"1": one, "2": two}
    timeout_s: 5
    on_failure: sorry
  one: {type: say, say: one, next: end}
  two: {type: collect, name: pin, say: two, digits_min: 2, digits_max: 4, first_digit_timeout_s: 5,
        next_digit_timeout_s: 3, next: done, on_skip: one, on_failure: sorry}
  done: {type: say, say: done, next: end}
"""
WORDS = {"en": "line: {hello: Hello., menu: Press 1 or 2., one: One it is., sorry: Sorry., two: Digits., done: Done.}"}
LINE = flows({"line": HELLO_AND_MENU}, WORDS)


def failure(result: Result) -> Failure:
    assert result.failure is not None, "the call went as its steps say"
    return result.failure


def test_a_call_that_goes_as_the_test_says() -> None:
    passes(LINE, "- hear: [hello, menu]\n- press: 1\n- says: one it is\n- ends: hang_up")


def test_a_failure_names_line_and_both_sides_and_shows_the_call() -> None:
    found = failure(run(LINE, "- hear: [hello, menu]\n- press: 1\n- hear: done"))
    assert (found.line, found.expected) == (7, "to hear en/line/done")
    assert found.found == 'heard en/line/one  "One it is."'
    assert found.transcript[0].split() == ["0.0", "s", "hears", "en/line/hello", '"Hello."']
    assert found.transcript[-2].split() == ["2.0", "s", "caller", "presses", "1"]


def test_a_prompt_that_comes_to_its_end_must_be_named() -> None:
    found = failure(run(LINE, "- hear: hello\n- silence"))
    assert (found.line, found.found) == (6, 'heard en/line/menu  "Press 1 or 2."')


def test_a_prompt_that_a_key_cuts_short_need_not_be_named() -> None:
    passes(LINE, "- hear: hello\n- press: 1\n- hear: one")
    passes(LINE, "- begins: hello\n- press: 1\n- hear: one")


def test_keys_pressed_ahead_answer_the_questions_to_come() -> None:
    passes(LINE, '- press: "212#"\n- hear: done\n- ends')


def test_the_terminator_after_the_last_digit_belongs_to_the_digits() -> None:
    passes(LINE, '- press: "21234#"\n- hear: done\n- ends')


def test_time_between_digits_ends_them() -> None:
    passes(LINE, '- hear: [hello, menu]\n- press: "2"\n- hear: two\n- press: "12"\n- wait_s: 3\n- hear: done')


def test_hash_alone_is_no_number() -> None:
    passes(LINE, '- press: "2#"\n- hear: one')


def test_silence_is_an_answer_only_where_something_is_asked() -> None:
    passes(LINE, "- hear: [hello, menu]\n- silence\n- hear: menu_again\n- silence\n- hear: sorry\n- ends")
    found = failure(run(LINE, "- begins: hello\n- silence"))
    assert found.expected == "a question that silence answers"


def test_waiting_hears_nothing_that_is_not_named() -> None:
    found = failure(run(LINE, "- hear: [hello, menu]\n- wait_s: 10"))
    assert (found.expected, found.found) == ("nothing to be heard in this time", "heard en/line/menu_again")


def test_the_language_of_a_prompt_counts() -> None:
    both = flows({"line": "nodes:\n  begin: {type: say, say: [{recording: a, language: zh}, b], next: end}\n"})
    passes(both, "- hear: [{zh: a}, b]\n- ends")
    assert failure(run(both, "- hear: a")).found == "heard zh/line/a"


def test_what_must_be_heard_no_key_ends_and_the_key_is_kept() -> None:
    notice = HELLO_AND_MENU.replace("say: hello, next: menu", "say: hello, next: menu, must_be_heard: true")
    passes(flows({"line": notice}), "- press: 1\n- hear: hello\n- hear: one\n- ends")


def test_the_end_of_a_call_is_the_end() -> None:
    found = failure(run(LINE, "- press: 1\n- hear: one\n- press: 2"))
    assert (found.expected, found.found) == ("the call to go on", "the call is over (ended)")


def test_a_caller_hangs_up() -> None:
    passes(LINE, "- hear: hello\n- hangs_up")
    assert failure(run(LINE, "- hangs_up\n- press: 1")).found == "the call is over (hung_up)"


def test_nodes_are_reached_one_after_the_other() -> None:
    passes(LINE, "- press: 1\n- reaches: menu\n- reaches: one")
    assert failure(run(LINE, "- press: 1\n- reaches: one\n- reaches: menu")).expected == "the node menu"
    assert failure(run(LINE, "- reaches: nowhere")).found == "that the flow has no such node"


def test_a_menu_listens_to_its_own_words() -> None:
    keys = 'keys: {"1": {go: one, words: {en: [first one]}, said: said}, "2": two}\n    listen: {confidence: 60,'
    confirm = " confirm: you_said, confirm_keys: yes_or_no}"
    listening = flows({"line": HELLO_AND_MENU.replace('keys: {"1": one, "2": two}', keys + confirm)})
    passes(listening, "- hear: [hello, menu]\n- say: First one!\n- hear: one")
    passes(listening, "- hear: hello\n- begins: menu\n- say: the first one please\n- hear: [you_said, said, yes_or_no]")
    passes(listening, "- hear: [hello, menu]\n- say: nonsense\n- hear: menu_again")
    passes(listening, "- hear: [hello, menu]\n- fails: cannot_listen\n- hear: menu\n- press: 1\n- hear: one")
    found = failure(run(LINE, "- hear: [hello, menu]\n- say: first one"))
    assert found.expected == "a question that may be answered by speaking"


def test_a_flow_that_asks_for_ever_ends_all_the_same() -> None:
    round_and_round = 'nodes:\n  begin: {type: menu, say: a, keys: {"1": begin}, timeout_s: 1, on_failure: begin}\n'
    steps = '- press: "' + "1" * 60 + '"\n- press: "' + "1" * 40 + '"\n- hear: sorry\n- ends'
    passes(flows({"line": round_and_round}), steps)
