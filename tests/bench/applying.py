"""``python -m tests.bench.applying``: how long each input is while a large center takes in another configuration.

10,000 agents, 200 queues, contacts waiting in all of them. Changed are, one after the other: every agent, every queue,
the order among those who wait, and the media. An input's time is CPU time of its thread, encoding for the journal
included. Owns the world and the reckoning.
"""

import random
from time import thread_time

from cic.bench.floor import draw_floor
from cic.journal.codec import Codec
from cic.main.tuning import tune
from routing.commands import (
    ActivateStaged,
    ConfigureRouting,
    RoutingCommand,
    SetActivity,
    SetPhoneState,
    StageConfiguration,
    SubmitWork,
    TakeRound,
)
from routing.configuration import (
    ConfigurationFrame,
    ConfigurationPart,
    InteractionChoice,
    InteractionStrategy,
    MediumConfiguration,
    RoutingConfiguration,
)
from routing.copying import replace
from routing.invariants import broken
from routing.settling import settle
from routing.state import RoutingState
from routing.vocabulary import Activity, ContactId, InteractionId, Medium

AGENTS, QUEUES, SKILLS, WAITING, PART = 10_000, 200, 50, 5_000, 50


class Center:
    """A routing state, the time and number of its next input, and the longest input of each kind."""

    def __init__(self) -> None:
        self.state = RoutingState()
        self.now_ms, self.seq = 1_000_000, 0
        self.took_ms: dict[str, list[float]] = {}
        self._codec = Codec(RoutingCommand)

    def open(self, configuration: RoutingConfiguration) -> None:
        """Every agent is at work, by a phone that can be reached, and accepts what comes."""
        self.give(ConfigureRouting(configuration))
        for agent in configuration.agents:
            self.give(SetPhoneState(agent.phones[0].provider, agent.phones[0].address, True, False))
            self.give(SetActivity(agent.agent_id, Activity.AVAILABLE, ""))

    def give(self, command: RoutingCommand) -> None:
        """Settle an input and note how long that took."""
        self.seq, self.now_ms = self.seq + 1, self.now_ms + 1
        started_s = thread_time()
        self._codec.to_text(command)
        settle(self.state, command, self.now_ms, self.seq)
        self.took_ms.setdefault(type(command).__name__, []).append(1_000 * (thread_time() - started_s))

    def apply(self, name: str, parts: list[ConfigurationPart], frame: ConfigurationFrame) -> None:
        """Stage, activate, take in; print the figures."""
        self.took_ms.clear()
        for number, part in enumerate(parts, start=1):
            self.give(StageConfiguration(name, number, part))
        self.give(ActivateStaged(name, len(parts), frame))
        while self.state.taking_in:
            self.give(TakeRound())
        for kind, times in self.took_ms.items():
            print(f"{name:10} {kind:20} {len(times):6} inputs, longest {max(times):6.2f} ms, all {sum(times):8.1f} ms")


def main() -> None:
    """Run the four changes on one center."""
    chance = random.Random(1)
    drawn = draw_floor(AGENTS, QUEUES, SKILLS, chance)
    configuration = replace(drawn, agents=tuple(replace(one, accepts_automatically=True) for one in drawn.agents))
    center = Center()
    center.open(configuration)
    queues = [queue.queue_id for queue in configuration.queues]
    for number in range(AGENTS + WAITING):  # each agent takes one, the others wait
        name = f"waits{number}"
        center.give(SubmitWork(InteractionId(name), ContactId(name), Medium.VOICE, chance.choice(queues)))
    tune()
    frame = ConfigurationFrame((), configuration.media, configuration.strategy)
    agents = [replace(agent, cost=1) for agent in configuration.agents]
    parts = [ConfigurationPart(agents=tuple(agents[at : at + PART])) for at in range(0, len(agents), PART)]
    center.apply("agents", parts, frame)
    changed = [replace(queue, priority=5) for queue in configuration.queues]
    parts = [ConfigurationPart(queues=tuple(changed[at : at + PART])) for at in range(0, len(changed), PART)]
    center.apply("queues", parts, frame)
    frame = replace(frame, strategy=InteractionStrategy(InteractionChoice.PRIORITY))
    center.apply("strategy", [], frame)
    chat = MediumConfiguration(Medium.CHAT, share=30, at_most=3)
    center.apply("media", [], replace(frame, media=(*frame.media, chat)))
    assert broken(center.state) == [], "the center is whole afterwards"


if __name__ == "__main__":
    main()
