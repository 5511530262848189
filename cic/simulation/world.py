"""The virtual world: contacts come, are served or give up, agents become free. Owns when what happens; decides nothing.

Who gets whom is asked of routing, through the door. The loop is all that a contact costs beside routing, some
microseconds, so the heap holds plain tuples (time, order, what to do, with what) and nothing is made needlessly.
"""

from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from itertools import count
from typing import Any

from cic.center.events import CenterEvent
from cic.simulation.center import DISPOSITION
from cic.simulation.door import Command, Door
from cic.simulation.plan import START_MS, Plan
from cic.simulation.streams import Stream
from cic.simulation.tally import QueueTally, Tally
from cic.simulation.workload import Contact, Held, Occupancy, Pauses, Then, Window, waited
from routing.commands import CompleteInteraction, ExpireDue, FinishWrapUp, SetActivity, SubmitWork, WithdrawWork
from routing.events import AssignmentParked, AssignmentTakenUp, InteractionConnected
from routing.rejections import Rejection, RejectionCode
from routing.vocabulary import Activity, AgentId, ContactId, InteractionId

TICKS = 200

Happening = tuple[float, int, Callable[[float, Any], None], Any]


class World:
    """One replication, from an empty center until the last contact has ended; nobody comes after the window."""

    def __init__(self, plan: Plan, door: Door, on_progress: Callable[[float], None]) -> None:
        """``on_progress`` is told the part of the time that has passed, now and then."""
        self._plan = plan
        self._door = door
        self._take = door.take
        self._on_progress = on_progress
        from_ms = START_MS + plan.warm_up_ms
        self._window = Window(from_ms, from_ms + plan.window_ms)
        self._occupancy = Occupancy(len(plan.staff), self._window)
        self._pauses = Pauses() if plan.interrupts else None
        self._tallies = [QueueTally() for _ in plan.wraps_up]
        self._heap: list[Happening] = []
        self._order = count().__next__
        self._numbers = count(1).__next__
        self._waiting: dict[InteractionId, Contact] = {}
        self._in_center = 0
        self._in_center_max = float("inf") if plan.in_center_max is None else plan.in_center_max
        self._agents = {staff.agent_id: agent for agent, staff in enumerate(plan.staff)}
        self._own_handling = [plan.handling[staff.row] for staff in plan.staff]

    def run(self) -> Tally:
        """Let it all happen, and add it up."""
        for staff in self._plan.staff:
            self._told(SetActivity(staff.agent_id, Activity.AVAILABLE, ""), START_MS)
        for stream in self._plan.streams:
            self._expect_next(START_MS, stream)
        self._at(START_MS, self._tick, 0)
        at_ms = self._happen()
        self._leave_over(max(at_ms, self._window.until_ms))
        return Tally(self._plan.window_ms, self._tallies, self._occupancy.busy_ms)

    def _happen(self) -> float:
        """Everything in its order, deadlines of routing in between; the time of the last."""
        heap, next_deadline_ms = self._heap, self._door.next_deadline_ms
        at_ms = float(START_MS)
        while heap:
            deadline_ms = next_deadline_ms()
            if deadline_ms is not None and deadline_ms <= heap[0][0]:
                at_ms = max(at_ms, deadline_ms)
                self._connect(at_ms, self._told(ExpireDue(), int(at_ms)))
                continue
            at_ms, _, happen, what = heappop(heap)
            happen(at_ms, what)
        return at_ms

    def _expect_next(self, at_ms: float, stream: Stream) -> None:
        next_ms = at_ms + stream.gap_ms()
        if next_ms < self._window.until_ms:
            self._at(next_ms, self._arrive, stream)

    def _arrive(self, at_ms: float, stream: Stream) -> None:
        self._expect_next(at_ms, stream)
        number, tally, counts = self._numbers(), self._tallies[stream.queue], at_ms >= self._window.from_ms
        handle_ms, patience_ms, wrap_up_ms = stream.handle_ms(), stream.patience_ms(), stream.wrap_up_ms()
        if counts:
            tally.offered += 1
        if self._in_center >= self._in_center_max:
            tally.blocked += counts
            return
        interaction_id = InteractionId(f"i{number}")
        self._waiting[interaction_id] = (interaction_id, stream, tally, counts, at_ms, handle_ms, wrap_up_ms)
        asked = SubmitWork(interaction_id, ContactId(f"c{number}"), stream.medium, stream.queue_id, stream.asked)
        settled = self._take(asked, int(at_ms))
        if isinstance(settled, Rejection):
            assert settled.code is RejectionCode.QUEUE_FULL, f"{asked} was refused: {settled}"
            del self._waiting[interaction_id]
            tally.blocked += counts
            return
        self._in_center += 1
        self._connect(at_ms, settled)
        if interaction_id not in self._waiting:
            return
        if stream.nobody_waits:
            del self._waiting[interaction_id]
            tally.blocked += counts
            self._leave(at_ms, interaction_id)
            return
        tally.waited += counts
        if patience_ms != float("inf"):
            self._at(at_ms + patience_ms, self._give_up, interaction_id)

    def _give_up(self, at_ms: float, interaction_id: InteractionId) -> None:
        contact = self._waiting.pop(interaction_id, None)
        if contact is not None:  # else it was answered meanwhile
            contact[2].abandoned += contact[3]
            waited(contact, at_ms, self._window)
            self._leave(at_ms, interaction_id)

    def _leave(self, at_ms: float, interaction_id: InteractionId) -> None:
        self._in_center -= 1
        self._connect(at_ms, self._told(WithdrawWork(interaction_id), int(at_ms)))

    def _connect(self, at_ms: float, events: Sequence[CenterEvent]) -> None:
        """Note whom an agent has got, and what is laid aside for it."""
        for event in events:
            kind = event.__class__
            if kind is InteractionConnected:
                assert isinstance(event, InteractionConnected)
                self._serve(at_ms, self._waiting.pop(event.interaction_id), event.agent_id)
            elif kind is AssignmentParked or kind is AssignmentTakenUp:
                assert isinstance(event, AssignmentParked | AssignmentTakenUp)
                self._pause(at_ms, event)

    def _serve(self, at_ms: float, contact: Contact, agent_id: AgentId) -> None:
        _, stream, tally, counts, since_ms, handle_ms, _ = contact
        agent = self._agents[agent_id]
        self._occupancy.take(agent, at_ms)
        own_handling = self._own_handling[agent]
        if own_handling is not None:
            handle_ms = own_handling()
        self._work(at_ms + handle_ms, self._complete, (contact, agent_id, agent))
        wait_ms = at_ms - since_ms
        if counts:
            tally.answered += 1
            tally.answered_wait_ms += wait_ms
            tally.in_time += wait_ms <= stream.within_ms
        if wait_ms:
            waited(contact, at_ms, self._window)

    def _pause(self, at_ms: float, event: AssignmentParked | AssignmentTakenUp) -> None:
        assert self._pauses is not None, f"nothing may be interrupted, and yet: {event}"
        if isinstance(event, AssignmentParked):
            self._pauses.lay_aside(event.interaction_id, at_ms)
        else:
            left_ms, then, held = self._pauses.take_up(event.interaction_id)
            self._work(at_ms + left_ms, then, held)

    def _work(self, end_ms: float, then: Then, held: Held) -> None:
        """An agent works on a contact until then, or longer if the work is laid aside in between."""
        if self._pauses is not None:
            self._pauses.begin(end_ms, then, held)
        self._at(end_ms, then, held)

    def _complete(self, at_ms: float, held: Held) -> None:
        contact, agent_id, agent = held
        if self._pauses is not None and not self._pauses.end(contact[0], at_ms):
            return
        self._in_center -= 1
        events = self._told(CompleteInteraction(agent_id, contact[0]), int(at_ms))
        if not self._plan.wraps_up[contact[1].queue]:
            self._occupancy.let_go(agent, at_ms)
        elif contact[6]:
            self._work(at_ms + contact[6], self._wrap_up, held)
        else:
            self._finish(at_ms, held)
        self._connect(at_ms, events)

    def _wrap_up(self, at_ms: float, held: Held) -> None:
        if self._pauses is None or self._pauses.end(held[0][0], at_ms):
            self._finish(at_ms, held)

    def _finish(self, at_ms: float, held: Held) -> None:
        contact, agent_id, agent = held
        events = self._told(FinishWrapUp(agent_id, contact[0], DISPOSITION, None), int(at_ms))
        self._occupancy.let_go(agent, at_ms)
        self._connect(at_ms, events)

    def _leave_over(self, at_ms: float) -> None:
        """Whom nobody can ever serve waits to the end, and counts neither as answered nor as abandoned."""
        for contact in self._waiting.values():
            waited(contact, at_ms, self._window)
        self._on_progress(1.0)

    def _tick(self, at_ms: float, number: int) -> None:
        self._on_progress(number / TICKS)
        if number < TICKS:
            self._at(START_MS + (self._window.until_ms - START_MS) * (number + 1) / TICKS, self._tick, number + 1)

    def _told(self, command: Command, now_ms: int) -> Sequence[CenterEvent]:
        settled = self._take(command, now_ms)
        assert not isinstance(settled, Rejection), f"{command} was refused: {settled}"
        return settled

    def _at(self, at_ms: float, happen: Callable[[float, Any], None], what: Any) -> None:
        heappush(self._heap, (at_ms, self._order(), happen, what))
