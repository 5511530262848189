"""The figures of boards against a naive recount: after any history each equals a count from scratch."""

from collections import Counter
from dataclasses import asdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_desktop.boards.watch import BoardWatch, counted_agents
from cic.center.board_figures import agent_figures, in_line_now, order_in_line, waiting_figures
from cic.center.board_views import agent_presence
from cic.center.events import CenterEvent
from cic.center.views import touched_agents
from cic.reporting.figures import is_in_target, is_short_abandon
from routing.commands import SetActivity
from routing.events import InteractionConnected, InteractionEnded, InteractionLeftQueue, InteractionQueued
from routing.machines.offer import OfferState
from routing.vocabulary import Activity, AgentId, EndCause, InteractionId, QueueId
from tests.unit.center.hotline import ALICE, BOB, SALES, Hotline
from tests.unit.center.self_service import self_service

pytestmark = pytest.mark.property

DAY_MS = 86_400_000
MINUTE_MS = 60_000
SPANS = (15, 30, 60)


class Recount:
    """Every visit by itself, kept for ever, and counted anew each time."""

    def __init__(self) -> None:
        self.visits: list[dict[str, int | str | None]] = []
        self._open: dict[InteractionId, dict[str, int | str | None]] = {}

    def note(self, events: tuple[CenterEvent, ...], at_ms: int) -> None:
        for event in events:
            match event:
                case InteractionQueued(interaction_id=name, queue_id=queue_id):
                    visit: dict[str, int | str | None] = {"queue": queue_id, "since": at_ms, "end": None, "at": None}
                    self._open[name] = visit
                    self.visits.append(visit)
                case InteractionConnected(interaction_id=name):
                    self._end(name, "answered", at_ms)
                case InteractionLeftQueue(interaction_id=name):
                    self._end(name, "left", at_ms)
                case InteractionEnded(interaction_id=name, cause=cause):
                    self._end(name, "left" if cause is EndCause.FLOW_ENDED else "abandoned", at_ms)

    def _end(self, name: InteractionId, how: str, at_ms: int) -> None:
        if (visit := self._open.pop(name, None)) is not None:
            visit["end"], visit["at"] = how, at_ms

    def counts(self, queue_id: QueueId, from_ms: int, target_ms: int, short_ms: int) -> dict[str, int]:
        found: Counter[str] = Counter()
        for visit in self.visits:
            since_ms, at_ms = int(visit["since"] or 0), int(visit["at"] or 0)
            if visit["queue"] != queue_id or since_ms < from_ms:
                continue
            wait_ms = at_ms - since_ms
            found["offered"] += 1
            match visit["end"]:
                case "answered":
                    found["answered"] += 1
                    found["answered_in_target"] += is_in_target(wait_ms, target_ms)
                    found["answer_wait_ms"] += wait_ms
                case "abandoned":
                    found["short_abandoned" if is_short_abandon(wait_ms, short_ms) else "abandoned"] += 1
                case "left":
                    found["left"] += 1
        return {name: count for name, count in found.items() if count}


class Watched:
    """A hotline whose boards are told now and then."""

    def __init__(self) -> None:
        self.hotline: Hotline = self_service()
        self.recount = Recount()
        settle = self.hotline._settle
        self.watch = BoardWatch(self.hotline.state, self.day_from_ms)

        def settled(given_input):  # type: ignore[no-untyped-def]
            made = settle(given_input)
            self.recount.note(made.events, self.hotline.now_ms)
            self.watch.note(self.hotline.state, made.events, touched_agents(self.hotline.state, made.events))
            return made

        self.hotline._settle = settled  # type: ignore[method-assign]
        self.watch.look_at_line(SALES)
        self.tell()

    @staticmethod
    def day_from_ms(now_ms: int) -> int:
        return now_ms // DAY_MS * DAY_MS

    def tell(self) -> None:
        """Everything that a board would be told by now."""
        self.watch.take_changes(self.hotline.state, self.hotline.now_ms)

    def tell_all_by_time(self) -> None:
        """As at a full minute: time alone has changed figures."""
        self.watch.mark(self.hotline.state.routing.queues)
        self.tell()

    def check(self) -> None:
        """Each figure is what a count from scratch gives."""
        hotline, watch = self.hotline, self.watch
        state, now_ms = hotline.state, hotline.now_ms
        assert watch.agents == {name: agent_figures(state, name) for name in state.routing.agents}
        line = {
            name: place[1]
            for name in state.routing.interactions
            if (place := in_line_now(state, name)) is not None and place[0] == SALES
        }
        sales, queue = watch.queues[SALES], state.routing.queues[SALES]
        assert sales.waiting == len(line)
        assert sales.longest_since_ms == min((since_ms for since_ms, _ in line.values()), default=None)
        assert dict(sales.waiting_by_medium) == Counter(medium.value for _, medium in line.values())
        states = [agent_presence(agent)[0] for agent in state.routing.agents.values() if SALES in agent.queues]
        assert dict(sales.agents) == Counter(states) == counted_agents(watch.agents, frozenset({SALES}))
        assert sales.missed == sum(missed.queue_id == SALES for missed in state.routing.missed.values())
        limits = queue.configuration.service_level_target_ms, queue.configuration.short_abandon_ms
        assert _seen(sales.today) == self.recount.counts(SALES, self.day_from_ms(now_ms), *limits)
        for minutes, counts in zip(SPANS, sales.last, strict=True):
            from_ms = (now_ms // MINUTE_MS - minutes + 1) * MINUTE_MS
            assert _seen(counts) == self.recount.counts(SALES, from_ms, *limits)
        shown = watch.lines[SALES]
        assert list(shown.order) == order_in_line(state, SALES, line)
        assert shown.rows == {name: waiting_figures(state, name) for name in shown.order}


def _seen(counts: object) -> dict[str, int]:
    return {name: count for name, count in asdict(counts).items() if count}  # type: ignore[call-overload]


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["call", "sign_in", "break", "talk", "hang_up", "finish", "wait", "long", "tell"]),
        st.integers(0, 5),
    ),
    max_size=40,
)


def carry_out(watched: Watched, act: str, number: int) -> None:
    """What somebody does, as far as it can be done."""
    hotline = watched.hotline
    agent_id: AgentId = (ALICE, BOB)[number % 2]
    agent = hotline.agent(agent_id)
    callers = [leg.leg_id for leg in hotline.state.calls.legs.values() if leg.agent_id is None]
    match act:
        case "call":
            hotline.caller_in_queue(f"caller-{hotline.seq}")
        case "sign_in":
            hotline.give(SetActivity(agent_id, Activity.AVAILABLE, ""))
        case "break":
            hotline.give(SetActivity(agent_id, Activity.ON_BREAK, "lunch"))
        case "talk" if any(
            hotline.state.routing.offers[offer].state in (OfferState.PENDING, OfferState.SHOWN)
            for offer in agent.offers.values()
        ):
            hotline.talk(agent_id)
        case "hang_up" if callers:
            hotline.hang_up(callers[number % len(callers)])
            hotline.carry_out_hang_ups()
        case "finish" if agent.assignments:
            hotline.finish(next(iter(agent.assignments)), agent_id)
        case "wait":
            hotline.wait(number * 2_000)
        case "long":
            hotline.wait(number * 10 * MINUTE_MS)
        case "tell":
            watched.tell()


@settings(max_examples=40)
@given(ACTS)
def test_each_figure_equals_a_count_from_scratch(acts: list[tuple[str, int]]) -> None:
    watched = Watched()
    for act, number in acts:
        carry_out(watched, act, number)
    watched.tell_all_by_time()
    watched.check()
