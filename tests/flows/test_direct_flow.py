"""The short flow for load and trials: a word of welcome, then the queue."""

from collections.abc import Callable
from typing import Any

import pytest

from ivr_flows.inputs import AgentLeft, PromptsPlayed, WakeUp

pytestmark = pytest.mark.unit


def test_the_caller_is_queued_after_a_short_word(walk: Callable[..., Any]) -> None:
    caller = walk("direct")
    assert caller.answered() == ["say en/direct/welcome"]
    assert caller.give(PromptsPlayed()) == ["queue support", "music default"]
    assert caller.give(WakeUp(), after_ms=30_000) == ["say en/direct/comfort"]
    caller.connect()
    assert caller.give(AgentLeft()) == ["end"]
    assert caller.path == ["welcome=said", "to_support=connected"]
