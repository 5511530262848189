"""Figures as items of the boards' channels: words for ids, values for references. Pure; decides nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import cast

from agent_desktop.boards.shapes import items as shapes
from agent_desktop.gateway.shapes.channels import AgentPresence, HelpWanted
from agent_desktop.gateway.shapes.view import Direction, InteractionState
from agent_desktop.gateway.views import ViewWriter
from cic.center.board_figures import AgentFigures, Counts, QueueFigures, WaitingFigures
from cic.center.view_types import InteractionView
from cic.diagnostics.thresholds import StandingLevel
from cic.reporting import figures
from routing.vocabulary import Medium

TOTAL = "*"
_PERIODS = ("last_15", "last_30", "last_60")


class ItemWriter:
    """Writes items in the words of one configuration."""

    def __init__(self, writer: ViewWriter) -> None:
        self.writer = writer
        self.labels = writer.labels

    def queue(self, queue: QueueFigures, alarms: Iterable[StandingLevel]) -> shapes.QueueItem:
        """One queue."""
        return {
            "kind": "queue",
            "queue_id": queue.queue_id,
            "label": self.writer.queue_choice(queue.queue_id)["label"],
            "mode": cast(shapes.QueueMode, queue.mode),
            "mode_until_ms": queue.mode_until_ms,
            "target_ms": queue.target_ms,
            "target_percent": self.labels.target_percent(queue.queue_id),
            "waiting": _waiting(queue.waiting, queue.waiting_by_medium, queue.longest_since_ms),
            "estimated_wait_ms": queue.estimated_median_ms,
            "estimated_wait_p90_ms": queue.estimated_p90_ms,
            "agents": cast(dict[AgentPresence, int], dict(queue.agents)),
            "callbacks_due": dict(queue.waiting_by_medium).get(Medium.CALLBACK.value, 0),
            "missed": queue.missed,
            "periods": _periods(queue.today, queue.last),
            "alarms": [level(standing) for standing in alarms],
        }

    def total(self, queues: Iterable[QueueFigures], agents: Mapping[str, int]) -> shapes.TotalItem:
        """All queues of a board together."""
        today, last = Counts(), (Counts(), Counts(), Counts())
        by_medium: dict[str, int] = {}
        waiting = missed = 0
        since: list[int] = []
        for queue in queues:
            today.add(queue.today)
            for whole, part in zip(last, queue.last, strict=True):
                whole.add(part)
            for medium, count in queue.waiting_by_medium:
                by_medium[medium] = by_medium.get(medium, 0) + count
            waiting, missed = waiting + queue.waiting, missed + queue.missed
            since += [] if queue.longest_since_ms is None else [queue.longest_since_ms]
        return {
            "kind": "total",
            "waiting": _waiting(waiting, by_medium.items(), min(since, default=None)),
            "agents": cast(dict[AgentPresence, int], dict(agents)),
            "callbacks_due": by_medium.get(Medium.CALLBACK.value, 0),
            "missed": missed,
            "periods": _periods(today, last),
        }

    def agent(self, agent: AgentFigures) -> shapes.AgentItem:
        """One agent."""
        label = self.labels.agents.get(agent.agent_id)
        limit_ms = self.labels.state_limits_ms.get(agent.state)
        return {
            "kind": "agent",
            "agent_id": agent.agent_id,
            "name": self.writer.agent_name(agent.agent_id)["name"],
            "number": "" if label is None else label.number,
            "team": "" if label is None else label.team,
            "state": cast(AgentPresence, agent.state),
            "reason": agent.reason,
            "since_ms": agent.since_ms,
            "limit_at_ms": None if limit_ms is None else agent.since_ms + limit_ms,
            "next_activity": agent.next_activity,
            "queues": [str(queue_id) for queue_id in agent.queues],
            "in_hand": [self._in_hand(shown) for shown in agent.in_hand],
            "load": agent.load,
            "capacity": agent.capacity,
            "help": _help(agent),
            "override_until_ms": agent.override_until_ms,
        }

    def _in_hand(self, shown: InteractionView) -> shapes.InHand:
        return {
            "interaction_id": shown.interaction_id,
            "contact_id": shown.contact_id,
            "queue": self.writer.queue_choice(shown.queue_id),
            "medium": shown.medium.value,
            "direction": cast(Direction, shown.direction),
            "state": cast(InteractionState, shown.state),
            "offered_until_ms": None if shown.offer is None else shown.offer.deadline_ms,
            "accepted_at_ms": shown.accepted_at_ms,
            "talk_since_ms": shown.connected_at_ms,
            "held_since_ms": shown.held_since_ms,
            "is_muted": shown.is_muted,
            "is_parked": shown.is_parked,
            "is_recorded": shown.recorded is not None,
            "supervised": self.writer.supervised(shown),
            "wrap_up_since_ms": shown.wrap_up_since_ms,
            "wrap_up_until_ms": shown.wrap_up_until_ms,
        }

    def waiting(self, row: WaitingFigures, *, with_caller: bool) -> shapes.WaitingItem:
        """One who waits."""
        caller, name_of = row.caller, self.writer.agent_name
        return {
            "kind": "waiting",
            "interaction_id": row.interaction_id,
            "contact_id": row.contact_id,
            "medium": row.medium.value,
            "waiting_since_ms": row.waiting_since_ms,
            "queued_at_ms": row.queued_at_ms,
            "priority": row.priority,
            "grade": "" if caller is None else caller.grade,
            "is_vip": caller is not None and caller.is_vip,
            "language": "" if caller is None else caller.language,
            "caller": self.writer.caller(caller) if with_caller and caller is not None else None,
            "offered_to": None if row.offered_to is None else name_of(row.offered_to),
            "offered_until_ms": row.offered_until_ms,
            "preferred": None if row.preferred is None else name_of(row.preferred),
            "relaxed": list(row.relaxed),
            "next_step_at_ms": row.next_step_at_ms,
            "subject": row.subject,
            "due_at_ms": row.due_at_ms,
        }


def level(standing: StandingLevel) -> shapes.StandingLevel:
    """An alarm that stands for a figure."""
    return {
        "figure": standing.figure.value,
        "level": standing.level.value,
        "since_ms": standing.since_ms,
        "value": standing.value,
        "threshold": standing.threshold,
    }


def _waiting(count: int, by_medium: Iterable[tuple[str, int]], longest_since_ms: int | None) -> shapes.Waiting:
    return {"count": count, "by_medium": dict(sorted(by_medium)), "longest_since_ms": longest_since_ms}


def _periods(today: Counts, last: tuple[Counts, ...]) -> shapes.Periods:
    periods = {"today": counted(today)} | {name: counted(counts) for name, counts in zip(_PERIODS, last, strict=True)}
    return cast(shapes.Periods, periods)


def counted(counts: Counts) -> shapes.Counted:
    """Counts with the percentages that follow from them, to a tenth."""
    plain = asdict(counts)
    return {
        "offered": counts.offered,
        "answered": counts.answered,
        "answered_in_target": counts.answered_in_target,
        "abandoned": counts.abandoned,
        "short_abandoned": counts.short_abandoned,
        "left": counts.left,
        "decided": figures.decided(plain),
        "service_level_percent": _percent(figures.service_level(plain)),
        "abandon_rate_percent": _percent(figures.abandon_rate(plain)),
        "average_answer_ms": figures.average_answer_ms(plain),
    }


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


def _help(agent: AgentFigures) -> HelpWanted | None:
    if agent.help is None:
        return None
    interaction_id, since_ms = agent.help
    answered = [shown.help_answered_by for shown in agent.in_hand if shown.interaction_id == interaction_id]
    return {"interaction_id": interaction_id, "since_ms": since_ms, "answered_by": answered[0] if answered else None}
