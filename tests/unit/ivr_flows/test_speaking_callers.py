"""Callers who speak instead of pressing keys: sure, unsure, not understood, and nobody there to listen."""

import pytest

from ivr_flows.actions import AskDigits, AskMenu, FlowAction, SayPrompts
from ivr_flows.around import Around
from ivr_flows.inputs import (
    ActionFailed,
    CallAnswered,
    DigitsGiven,
    FlowInput,
    KeyPressed,
    NotUnderstood,
    PhraseGiven,
    SessionStarted,
)
from ivr_flows.interpreter import start_session, step
from ivr_flows.model import (
    CollectNode,
    Confirmation,
    Flow,
    HangUpNode,
    Listening,
    MenuKey,
    MenuNode,
    Recording,
    SayNode,
    WordExit,
    Wordings,
)
from ivr_flows.session import Session
from routing.vocabulary import CallerFacts, FlowId, Grammar, PartyId, PersonalRef, Prompt, SpokenPhrase

pytestmark = pytest.mark.unit

SALES = (Wordings("en", ("sales", "buy something")), Wordings("zh", ("销售",)))
MENU = MenuNode(
    "menu",
    (Recording("menu"),),
    ((Recording("again"),),),
    (Recording("nothing"),),
    (Recording("wrong"),),
    (MenuKey("1", "sales", "sold", SALES, Recording("word_sales")), MenuKey("2", "other", "other")),
    5_000,
    "other",
    Listening(60, (Recording("did_you_say"),), (Recording("press_one"),)),
    (Recording("not_understood"),),
)
COLLECT = CollectNode(
    "ask", "account", (Recording("ask"),), ((Recording("ask_again"),),), (), (Recording("too_short"),), 5, 5, "#",
    5_000, 3_000, "sold", None, "other", say_on_wrong_form=(Recording("wrong_form"),),
    confirm=Confirmation((Recording("you_entered"),), (Recording("press_one"),)), on_star="other",
    words=(WordExit("none", "other", (Wordings("en", ("I have none",)),)),), listen=Listening(60),
)  # fmt: skip
ENDS = (SayNode("sold", (Recording("sold"),), "bye"), SayNode("other", (Recording("other"),), "bye"), HangUpNode("bye"))
GRAMMAR = Grammar("en", (SpokenPhrase("1", ("sales", "buy something")),), 60)


class Caller:
    """A session that is asked something; ``asks`` is what the flow asked for last."""

    def __init__(self, node: MenuNode | CollectNode, language: str = "en") -> None:
        self.flow = Flow(FlowId("x"), "v", language, node.node_id, (node, *ENDS), ("en", "zh"), "bye")
        facts = CallerFacts(PartyId("p"), None, None, False, "", "en", "", is_vip=False)
        self.session: Session = start_session(self.flow, facts, "4000", 0)
        self.asks: FlowAction | None = None
        self.give(SessionStarted(), CallAnswered())

    def give(self, *inputs: FlowInput) -> FlowAction | None:
        for given in inputs:
            self.session, actions = step(self.flow, self.session, given, 1_000, Around(lambda _: True))
            self.asks = actions[-1] if actions else None
        return self.asks

    @property
    def said(self) -> tuple[str, ...]:
        assert isinstance(self.asks, AskMenu | AskDigits | SayPrompts)
        return tuple(prompt.recording for prompt in self.asks.prompts)


def test_a_menu_listens_in_the_language_of_the_caller() -> None:
    assert Caller(MENU).asks == AskMenu((Prompt("menu", "en"),), "12*#", 5_000, GRAMMAR)
    chinese = Caller(MENU, "zh").asks
    assert isinstance(chinese, AskMenu) and chinese.listen == Grammar("zh", (SpokenPhrase("1", ("销售",)),), 60)


def test_a_sure_answer_is_taken_like_the_key() -> None:
    caller = Caller(MENU)
    caller.give(PhraseGiven("1", is_sure=True))
    assert caller.said == ("sold",) and caller.session.path[0].result == "sales"


@pytest.mark.parametrize("answer", [KeyPressed("1"), PhraseGiven("1", is_sure=True), PhraseGiven("1", is_sure=False)])
def test_an_unsure_answer_is_asked_back_and_taken_on_yes(answer: FlowInput) -> None:
    caller = Caller(MENU)
    caller.give(PhraseGiven("1", is_sure=False))
    assert caller.said == ("did_you_say", "word_sales", "press_one")
    assert isinstance(caller.asks, AskMenu) and caller.asks.keys == "12"
    assert caller.asks.listen is not None and {phrase.label for phrase in caller.asks.listen.phrases} == {"1", "2"}
    caller.give(answer)
    assert caller.said == ("sold",)


@pytest.mark.parametrize("answer", [KeyPressed("2"), KeyPressed(None), PhraseGiven("2", is_sure=True), NotUnderstood()])
def test_an_unsure_answer_that_is_not_confirmed_is_asked_for_again(answer: FlowInput) -> None:
    caller = Caller(MENU)
    caller.give(PhraseGiven("1", is_sure=False), answer)
    assert caller.said == ("not_understood", "again")
    assert caller.session.unconfirmed == "" and caller.session.attempt == 2


def test_what_was_not_understood_counts_as_a_try() -> None:
    caller = Caller(MENU)
    caller.give(NotUnderstood())
    assert caller.said == ("not_understood", "again")
    caller.give(NotUnderstood())
    assert caller.said == ("other",)


def test_an_answer_that_cannot_be_said_back_counts_as_none() -> None:
    caller = Caller(MENU)
    caller.give(PhraseGiven("2", is_sure=False))
    assert caller.said == ("not_understood", "again")


def test_a_caller_whom_nobody_can_listen_to_is_asked_the_same_in_keys() -> None:
    caller = Caller(MENU)
    caller.give(KeyPressed(None), ActionFailed("cannot_listen"))
    assert caller.asks == AskMenu((Prompt("again", "en"),), "12*#", 5_000, None)
    assert caller.session.attempt == 2 and caller.session.failures == 0
    caller.give(ActionFailed("cannot_listen"))
    assert caller.said == ("other",) and caller.session.failures == 1


def test_nobody_listens_for_the_confirmation_either() -> None:
    caller = Caller(MENU)
    caller.give(PhraseGiven("1", is_sure=False), ActionFailed("cannot_listen"))
    assert caller.asks == AskMenu((Prompt("menu", "en"),), "12*#", 5_000, None)
    assert caller.session.unconfirmed == ""


def digits(ref: str = "ref", *, length: int = 5, fits: bool = True) -> DigitsGiven:
    return DigitsGiven(PersonalRef(ref), length, timed_out=False, fits=fits)


def test_digits_are_read_back_and_taken_on_yes() -> None:
    caller = Caller(COLLECT)
    caller.give(digits())
    assert isinstance(caller.asks, AskMenu)
    assert caller.asks.prompts == (
        Prompt("you_entered", "en"), Prompt("digits", "en", PersonalRef("ref")), Prompt("press_one", "en"),
    )  # fmt: skip
    caller.give(KeyPressed("1"))
    assert caller.said == ("sold",) and caller.session.collected == {"account": "ref"}


def test_digits_that_are_wrong_are_entered_anew() -> None:
    caller = Caller(COLLECT)
    caller.give(digits(), KeyPressed("2"))
    assert caller.said == ("ask_again",) and caller.session.collected == {}


def test_digits_of_the_wrong_form_are_asked_for_again_in_other_words() -> None:
    caller = Caller(COLLECT)
    caller.give(digits(fits=False))
    assert caller.said == ("wrong_form", "ask_again")
    caller.give(digits(length=4))
    assert caller.said == ("other",)


def test_the_star_leads_out_of_a_collection() -> None:
    caller = Caller(COLLECT)
    assert isinstance(caller.asks, AskDigits) and caller.asks.escape_keys == "*"
    caller.give(DigitsGiven(None, 0, timed_out=False, escaped=True))
    assert caller.said == ("other",) and caller.session.path[0].result == "left"


def test_words_in_place_of_digits_lead_their_own_way_when_they_are_sure() -> None:
    caller = Caller(COLLECT)
    assert isinstance(caller.asks, AskDigits) and caller.asks.listen is not None
    caller.give(PhraseGiven("none", is_sure=False))
    assert caller.said == ("ask_again",)
    caller.give(PhraseGiven("none", is_sure=True))
    assert caller.said == ("other",) and caller.session.path[-2].result in ("none", "said")
