"""A flow test's telephone answers as every provider does: it and the port's own rules are driven side by side."""

from dataclasses import dataclass

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cic.calls.commands import PlayPrompts, PromptCollect, PromptMenu
from cic.calls.reports import CollectEnd, MenuAnswered, PromptFinished
from cic.cti.port.collection import DigitCollector, Gathered
from cic.cti.port.type_ahead import TypeAhead
from ivr_flows.actions import AskDigits, AskMenu, SayPrompts
from ivr_flows.inputs import KeyPressed, PromptsPlayed
from ivr_flows.testing.heard import Heard
from ivr_flows.testing.line import PROMPT_MS, Entered, Line, Outcome
from routing.vocabulary import EffectId, LegId, Prompt

pytestmark = pytest.mark.property

LEG, EFFECT = LegId("leg"), EffectId("effect")
Action = SayPrompts | AskMenu | AskDigits
PROMPTS = st.integers(0, 2).map(lambda count: tuple(Prompt(f"p{number}", "en") for number in range(count)))
KEYS = st.sampled_from("0129*#")
SAY = st.builds(SayPrompts, PROMPTS.filter(bool), st.sampled_from(["", "0", "0*#"]), st.booleans())
MENU = st.builds(AskMenu, PROMPTS, st.just("120*#"), st.sampled_from([500, 3_000]))
DIGITS = st.builds(
    AskDigits, PROMPTS, st.just(1), st.integers(1, 4), st.sampled_from(["", "#", "*"]), st.sampled_from([500, 3_000]),
    st.sampled_from([400, 2_000]), st.sampled_from(["", "*"]),
)  # fmt: skip
MOVES = st.lists(st.one_of(KEYS, st.integers(1, 2_500), SAY, MENU, DIGITS), max_size=40)
ONE_DIGIT = AskDigits((), 1, 1, "#", 3_000, 2_000)
ASK = AskMenu((), "12*#", 3_000)


@dataclass
class Provider:
    """A leg as a provider has it, made of the port's rules."""

    kept: TypeAhead
    command: PlayPrompts | PromptMenu | PromptCollect | None = None
    collector: DigitCollector | None = None
    prompts_end_ms: int | None = None

    def begin(self, action: Action, now_ms: int) -> Outcome | None:
        self.collector, self.prompts_end_ms = None, now_ms + PROMPT_MS * len(action.prompts)
        match action:
            case SayPrompts():
                self.command = say = PlayPrompts(LEG, action.prompts, action.keys, action.must_be_heard)
                return self.over(PromptsPlayed()) if self.kept.makes_needless(say) else None
            case AskMenu():
                self.command = PromptMenu(LEG, action.prompts, action.keys, action.timeout_ms)
            case AskDigits():
                self.command = PromptCollect(
                    LEG, action.prompts, action.digits_min, action.digits_max, action.terminator,
                    action.first_digit_timeout_ms, action.next_digit_timeout_ms, action.escape_keys,
                )  # fmt: skip
        self.collector = DigitCollector(self.command, now_ms)
        return self.gathered(self.kept.feed(self.collector, now_ms))

    def press(self, key: str, now_ms: int) -> Outcome | None:
        if self.collector is not None:
            return self.gathered(self.kept.press(self.collector, key, now_ms))
        if isinstance(self.command, PlayPrompts):
            match self.kept.press_in_prompts(self.command, EFFECT, key, now_ms):
                case PromptFinished():
                    return self.over(PromptsPlayed())
                case MenuAnswered(key=pressed):
                    return self.over(KeyPressed(pressed))
                case _:
                    return None
        self.kept.keep(key, now_ms)
        return None

    @property
    def due_ms(self) -> int | None:
        if self.collector is not None and not self.collector.is_prompting:
            return self.collector.next_deadline_ms
        return None if self.command is None else self.prompts_end_ms

    def expire(self, now_ms: int) -> Outcome | None:
        if self.collector is None:
            return self.over(PromptsPlayed())
        if self.collector.is_prompting:
            self.collector.prompts_ended(now_ms)
            return None
        return self.gathered(self.collector.expire(now_ms))

    def gathered(self, gathered: Gathered | None) -> Outcome | None:
        if gathered is None:
            return None
        if isinstance(self.command, PromptMenu):
            return self.over(KeyPressed(gathered.digits or None))
        timed_out, escaped = gathered.ended_by is CollectEnd.TIMEOUT, gathered.ended_by is CollectEnd.ESCAPED
        return self.over(Entered(gathered.digits, timed_out, escaped))

    def over(self, outcome: Outcome) -> Outcome:
        self.command = self.collector = None
        return outcome


@given(MOVES)
@example([ONE_DIGIT, "1", "#", ASK, "2"])
@example(["1", "#", "2", ONE_DIGIT, ASK])
@example([ONE_DIGIT, "1", 2_000, "#", ASK])
def test_keys_and_time_have_the_same_outcomes(moves: list[str | int | Action]) -> None:
    line, provider, now_ms = Line(), Provider(TypeAhead()), 0
    ours: list[tuple[int, Outcome]] = []
    theirs: list[tuple[int, Outcome]] = []
    for move in moves:
        match move:
            case str():
                outcomes = line.press(move, now_ms), provider.press(move, now_ms)
            case int():
                _pass(line, now_ms, now_ms + move, ours)
                _pass(provider, now_ms, now_ms + move, theirs)
                now_ms += move
                outcomes = None, None
            case _:
                units = tuple(Heard(prompt.recording, prompt.language, "") for prompt in move.prompts)
                outcomes = line.begin(move, units, now_ms), provider.begin(move, now_ms)
        ours += [(now_ms, outcome) for outcome in outcomes[:1] if outcome is not None]
        theirs += [(now_ms, outcome) for outcome in outcomes[1:] if outcome is not None]
        assert ours == theirs


def _pass(side: Line | Provider, now_ms: int, until_ms: int, told: list[tuple[int, Outcome]]) -> None:
    while (due_ms := side.due_ms) is not None and due_ms <= until_ms:
        outcome = side.expire(due_ms)
        if outcome is not None:
            told.append((due_ms, outcome))
