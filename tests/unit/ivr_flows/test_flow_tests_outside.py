"""Flow tests: what is outside the flow. Sources and PINs answer, agents come and go, work is handed in."""

import pytest

from tests.unit.ivr_flows.test_flow_tests import failure
from tests.unit.ivr_flows.walked_flows import flows, passes, run

pytestmark = pytest.mark.unit

BANK = flows(
    {
        "line": """
variables: {balance: 0, ok: false}
for_agents: true
nodes:
  begin: {type: collect, name: account, say: account, digits_min: 4, digits_max: 4, first_digit_timeout_s: 5,
          next_digit_timeout_s: 3, next: find, on_failure: sorry, confirm: {say: you_entered, keys: right}, check: luhn}
  find: {type: lookup, source: accounts, with: {account: collected.account}, results: [balance, holder], found: pin,
         not_found: sorry, failed: later}
  pin: {type: authenticate, source: accounts, with: {account: collected.account}, say: pin, say_again: [pin_again],
        digits_min: 4, digits_max: 4, first_digit_timeout_s: 5, next_digit_timeout_s: 3, tries_max: 2,
        verified: tell, not_verified: sorry, locked: locked, failed: later}
  tell: {type: say, say: tell, next: back}
  locked: {type: say, say: locked, next: end}
  later: {type: say, say: later, next: end}
  back: {type: return, result: verified}
"""
    },
    {"en": "line: {tell: '{balance:amount_eur} for {holder:spelled}.', you_entered: You entered, right: Right.}"},
)
SHOP = flows(
    {
        "line": """
nodes:
  begin: {type: lookup, by: number, found: grade, not_found: grade, failed: grade}
  number: {type: collect, name: number, say: number, digits_min: 3, digits_max: 3, first_digit_timeout_s: 5,
           next_digit_timeout_s: 3, next: find, on_failure: sorry}
  find: {type: lookup, by: number, found: grade, not_found: grade, failed: sorry}
  grade:
    type: branch
    cases: [{when: caller.grade == "gold" and caller.is_known, go: gold}, {when: caller.is_vip, go: dial}]
    otherwise: queue
  gold: {type: queue, queue: sales, requires: gold >= 1, priority: 10, say_agent: your_agent, on_refused: task,
         on_reason: {queue_full: call_back}}
  queue: {type: queue, queue: support, comfort: [place], comfort_every_s: 10, after_agent: end, on_refused: task,
          keys: {"9": number}}
  task: {type: task, queue: support, subject: complaint, next: end, on_refused: sorry}
  call_back: {type: callback, queue: sales, next: end, on_refused: sorry}
  dial: {type: transfer, number: "+4930123456", say: dialling, after: end, failed: queue}
"""
    },
    {
        "en": "line:\n  place: 'Number {queue.place:number}, {queue.wait_ms:minutes}.'\n"
        "  your_agent: 'Agent {agent.number:digits}.'"
    },
)  # fmt: skip
ENTERED = '- press: "1230"\n- hear: you_entered\n- says: one two three zero\n- hear: right\n- press: 1\n'
FOUND = 'lookups: {accounts: {found: {balance: 105, holder: "bo"}}}\n'


def test_values_are_heard_in_words_sealed_ones_too() -> None:
    steps = ENTERED + '- hear: pin\n- press: "4711"\n- says: One euro and five cents for B O.\n- returns: verified'
    passes(BANK, steps, FOUND + 'pins: {accounts: "4711"}')


def test_digits_of_the_wrong_form_are_not_taken() -> None:
    assert run(BANK, '- press: "1234"\n- hear: sorry').failure is None


def test_what_the_flow_asks_and_the_test_does_not_say_fails_it() -> None:
    found = failure(run(BANK, ENTERED + "- hear: later"))
    assert found.found == "the flow asks `accounts`, and `lookups:` does not say what it answers"
    found = failure(run(BANK, ENTERED + '- hear: pin\n- press: "1111"', FOUND))
    assert "`pins:` does not say" in found.found


@pytest.mark.parametrize(
    ("answer", "heard"), [("not_found", "sorry"), ("failed", "later"), ("timeout", "later"), ("[failed]", "later")]
)
def test_a_source_that_does_not_find(answer: str, heard: str) -> None:
    asked = "- looks_up: accounts\n  with: {account: '1230'}\n"
    passes(BANK, ENTERED + asked + f"- hear: {heard}", f"lookups: {{accounts: {answer}}}")


def test_a_source_asked_with_something_else() -> None:
    found = failure(run(BANK, ENTERED + "- looks_up: accounts\n  with: {account: '9999'}", FOUND))
    assert (found.expected, found.found) == ("accounts to be asked with account 9999", "account 1230")


def test_wrong_pins_are_counted_until_the_account_is_locked() -> None:
    pins = FOUND + 'pins: {accounts: "4711"}'
    passes(BANK, ENTERED + '- hear: pin\n- press: "1111"\n- hear: pin_again\n- press: "4711"\n- hear: tell', pins)
    passes(BANK, ENTERED + '- hear: pin\n- press: "1111"\n- hear: pin_again\n- press: "2222"\n- hear: locked', pins)
    passes(BANK, ENTERED + '- hear: pin\n- press: "4711"\n- hear: later', FOUND + "pins: {accounts: failed}")


def test_a_customer_that_is_found_and_an_agent_who_is_announced() -> None:
    steps = """
- press: "9123"
- looks_up: customer
- queue: support
- queue: sales
  requires: gold >= 1
  priority: 10
- music
- agent: accepts
  number: "101"
- says: Agent one zero one.
- agent: answers
- agent: leaves
- ends
"""
    passes(SHOP, steps, "lookups: {customer: {found: {grade: gold}}}")


def test_place_and_wait_are_what_the_test_says() -> None:
    steps = "- says: Number four, two minutes.\n- place: 1\n  estimated_s: 20\n- says: Number one, one minute."
    passes(SHOP, steps, "queues: {support: {place: 4, estimated_s: 90}}")


def test_an_agent_hands_the_caller_on() -> None:
    steps = "- agent: answers\n- agent: hands_over\n  queue: sales\n- music\n- agent: answers\n- agent: leaves\n- ends"
    passes(SHOP, steps)
    assert failure(run(SHOP, "- agent: leaves")).expected == "the caller to talk with an agent"
    assert failure(run(SHOP, "- agent: answers\n- agent: answers")).expected == "the caller to wait in a queue"


def test_a_queue_that_refuses_and_one_that_lets_go() -> None:
    gold = "caller: {known: true, grade: gold}\n"
    passes(SHOP, "- work: task\n  subject: complaint\n- ends", gold + "queues: {sales: {refuses: queue_closed}}")
    passes(SHOP, "- queue: sales\n- queue_lets_go: queue_full\n- work: callback\n  queue: sales\n- ends", gold)
    passes(SHOP, "- queue_lets_go: no_agent\n- work: task\n- ends")
    refused = gold + "queues: {sales: {refuses: queue_full}}"
    passes(SHOP, "- work: callback\n- hear: sorry\n- ends", refused)
    assert (
        failure(run(SHOP, "- work: voicemail", refused)).found
        == "that the center hands in a callback to the queue sales"
    )


def test_who_has_no_number_is_not_called_back() -> None:
    given = "caller: {known: true, grade: gold, number: withheld}\nqueues: {sales: {refuses: queue_full}}"
    passes(SHOP, "- hear: sorry\n- ends", given)


def test_a_number_of_the_world_outside() -> None:
    vip = "caller: {vip: true}"
    dialled = '- hear: dialling\n- dials: "+4930123456"\n- music\n'
    passes(SHOP, dialled + "- number: answers\n- number: leaves\n- ends", vip)
    passes(SHOP, dialled + "- number: does_not_answer\n- queue: support", vip)
    assert failure(run(SHOP, "- number: answers")).expected == "a number to have been dialled"


def test_another_queue_than_expected() -> None:
    assert failure(run(SHOP, "- queue: sales")).found == "that the center puts the caller into the queue support"
    assert failure(run(SHOP, "- music: jazz")).found == "music default"
