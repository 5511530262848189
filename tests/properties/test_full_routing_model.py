"""Routing in full against a model that scans everything: the same offers, the same state, whatever happens."""

import os
import random
from collections import Counter
from collections.abc import Callable
from typing import get_args

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from routing.events import RoutingEvent
from tests.properties.supervisor_moves import SUPERVISED, SupervisedMoves

pytestmark = pytest.mark.property

PROVE = bool(os.environ.get("CIC_PROVE"))
WEIGHTED = [move for move, weight in SUPERVISED.items() for _ in range(weight)]


class AgainstFullModel(RuleBasedStateMachine):
    """Any moves of any center, made small by Hypothesis when they show a difference."""

    moves: SupervisedMoves

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        self.moves = SupervisedMoves(lambda options: data.draw(st.sampled_from(options)))

    @rule(data=st.data(), move=st.sampled_from(WEIGHTED))
    def move(self, data: st.DataObject, move: Callable[[SupervisedMoves], None]) -> None:
        self.moves.choose = lambda options: data.draw(st.sampled_from(options))
        move(self.moves)

    @invariant()
    def model_and_rules_agree(self) -> None:
        if hasattr(self, "moves"):
            self.moves.check()
            self.moves.indexes_answer_like_new_ones()


TestAgainstFullModel = AgainstFullModel.TestCase
TestAgainstFullModel.settings = settings(max_examples=1_000 if PROVE else 40, stateful_step_count=40, deadline=None)


def walk(seed: int, moves: int = 280) -> Counter[str]:
    """A long day of one seed; the events that it brought about."""
    chance = random.Random(seed)
    day = SupervisedMoves(chance.choice)
    for number in range(moves):
        chance.choice(WEIGHTED)(day)
        day.check()
        if number % 10 == 0:
            day.indexes_answer_like_new_ones()
    return day.happened


@pytest.mark.parametrize("first", range(0, 1_000 if PROVE else 60, 20))
def test_long_days_of_every_kind_of_center_go_as_in_the_model(first: int) -> None:
    happened: Counter[str] = Counter()
    for seed in range(first, first + 20):
        happened += walk(seed)
    staged = {"ConfigurationPartStaged", "StagedDiscarded", "StagedActivated", "RoundTaken", "ShowLimitExtended"}
    never = {kind.__name__ for kind in get_args(RoutingEvent)} - set(happened) - staged - {"OfferShown"}
    assert not never, "days on which these never happen prove nothing of them"
