"""An agent's view as the desktop shows it: ids become words, references become values. Pure; decides nothing.

``gateway/shapes/view.py`` is the form. Personal values are opened here and nowhere earlier. What is the words of the
configuration is the same objects in every view: whoever compares views is done with them at once.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import cast

from agent_desktop.gateway.shapes import view as shapes
from agent_desktop.gateway.shapes.frames import Choices
from cic.calls.commands import MonitorMode
from cic.center.view_types import AgentMessageView, FollowUpView, MonitoringView
from cic.center.views import AgentView, InteractionView
from cic.configuration.labels import AgentSees, Label, Labels
from routing.vocabulary import AgentId, CallerFacts, PersonalRef, QueueId

OpenPersonal = Callable[[PersonalRef], str | None]
"""The value behind a reference; None when it was erased."""
WriteInteraction = Callable[[InteractionView], shapes.InteractionView]


class ViewWriter:
    """Writes views in the words of one configuration; another configuration needs another writer."""

    def __init__(self, labels: Labels, open_personal: OpenPersonal) -> None:
        self.labels = labels
        self._open_personal = open_personal
        self._break_reasons = _choices(labels.break_reasons, labels.break_reasons)
        self._all_dispositions = _choices(labels.dispositions, labels.dispositions)
        self._queue_choices: dict[QueueId, shapes.QueueChoice] = {
            queue_id: {"queue_id": queue_id, "label": _label(queue.label)} for queue_id, queue in labels.queues.items()
        }
        self._queue_list = list(self._queue_choices.values())
        # Both stay small: what is in hand is of queues that are configured, or were when the call came.
        self._queues: dict[tuple[QueueId, int], shapes.QueueView] = {}
        self._dispositions: dict[tuple[str, ...], list[shapes.Coded]] = {}

    def view(self, view: AgentView, write: WriteInteraction | None = None) -> shapes.View:
        """The view of one agent, for that agent and nobody else. Revisions are 0: who keeps the views counts them.

        ``write`` writes an interaction in place of ``interaction``, from what it knows.
        """
        choices, write = self.choices(view), write or self.interaction
        return {
            "agent": self.agent(view),
            "break_reasons": choices["break_reasons"],
            "queues": choices["queues"],
            "flows": choices["flows"],
            "dispositions": choices["dispositions"],
            "interactions": [write(interaction) for interaction in view.interactions],
            "follow_ups": [self.follow_up(follow_up) for follow_up in view.follow_ups],
        }

    def choices(self, view: AgentView) -> Choices:
        """What the agent may choose."""
        return {
            "break_reasons": self._break_reasons,
            "queues": self._queue_list,
            "flows": [str(flow) for flow in view.flows],
            "dispositions": self._all_dispositions,
        }

    def agent(self, view: AgentView) -> shapes.AgentView:
        """The agent whose desktop it is."""
        label = self.labels.agents.get(view.agent_id)
        return {
            "agent_id": view.agent_id,
            "name": label.name if label is not None else view.agent_id,
            "number": label.number if label is not None else "",
            "activity": view.activity.value,
            "reason": view.reason,
            "since_ms": view.since_ms,
            "next_activity": view.next_activity.value if view.next_activity is not None else None,
            "is_free": view.is_free,
            "phones": [
                {"provider": phone.provider, "is_reachable": phone.is_reachable, "is_in_use": phone.is_in_use}
                for phone in view.phones
            ],
            "allowed_actions": list(view.allowed_actions),
            "is_forced": view.is_forced,
            "is_next_forced": view.is_next_forced,
            "messages": [self._message(message) for message in view.messages],
            "monitoring": None if view.monitoring is None else self._monitoring(view.monitoring),
        }

    def _monitoring(self, shown: MonitoringView) -> shapes.Monitoring:
        return {
            "monitoring_id": shown.monitoring_id,
            "interaction_id": shown.interaction_id,
            "contact_id": shown.contact_id,
            "agent": self.agent_name(shown.agent_id),
            "queue": self.queue_choice(shown.queue_id),
            "stage": cast(shapes.MonitoringStage, shown.stage),
            "since_ms": shown.since_ms,
            "mode": cast(shapes.MonitorMode, shown.mode),
            "mode_since_ms": shown.mode_since_ms,
            "allowed_actions": list(shown.allowed_actions),
        }

    def _seen_by_agent(self, shown: InteractionView) -> shapes.Supervised | None:
        """What the agent sees of whoever listens in, as the center wants it."""
        sees = self.labels.agent_sees
        is_heard = shown.supervised is not None and shown.supervised.mode != MonitorMode.LISTEN.value
        return self.supervised(shown) if sees is AgentSees.ALWAYS or (sees is AgentSees.HEARD and is_heard) else None

    def supervised(self, shown: InteractionView) -> shapes.Supervised | None:
        """Who listens in on a talk; not for the agent's own eyes."""
        supervised = shown.supervised
        if supervised is None:
            return None
        return {
            "mode": cast(shapes.MonitorMode, supervised.mode),
            "agent": self.agent_name(supervised.supervisor_id),
            "since_ms": supervised.since_ms,
        }

    def _message(self, message: AgentMessageView) -> shapes.AgentMessage:
        """Who is an agent too is shown by name."""
        label = self.labels.agents.get(AgentId(message.sender))
        return {
            "message_id": message.message_id,
            "sender": message.sender if label is None else label.name,
            "text": self._open_personal(message.text),
            "at_ms": message.at_ms,
        }

    def interaction(self, shown: InteractionView) -> shapes.InteractionView:
        """One interaction."""
        offer = shown.offer
        return {
            "interaction_id": shown.interaction_id,
            "rev": 0,
            "contact_id": shown.contact_id,
            "medium": shown.medium.value,
            "direction": cast(shapes.Direction, shown.direction),
            "state": cast(shapes.InteractionState, shown.state),
            "offer": None
            if offer is None
            else {"offer_id": offer.offer_id, "offered_at_ms": offer.offered_at_ms, "deadline_ms": offer.deadline_ms},
            "queue": self._queue(shown.queue_id, shown.service_level_target_ms),
            "caller": self.caller(shown.caller),
            "dialled_number": shown.dialled_number,
            "arrived_at_ms": shown.arrived_at_ms,
            "queued_at_ms": shown.queued_at_ms,
            "accepted_at_ms": shown.accepted_at_ms,
            "connected_at_ms": shown.connected_at_ms,
            "is_held": shown.is_held,
            "is_muted": shown.is_muted,
            "held_since_ms": shown.held_since_ms,
            "wrap_up_since_ms": shown.wrap_up_since_ms,
            "wrap_up_until_ms": shown.wrap_up_until_ms,
            "wants_wrap_up": shown.wants_wrap_up,
            "given_disposition": shown.given_disposition,
            "path": [{"node": step.node, "at_ms": step.at_ms, "result": step.result} for step in shown.path],
            "collected": [
                {"name": name, "value": self._open_personal(reference)} for name, reference in shown.collected
            ],
            "looked_up": [{"name": name, "value": value} for name, value in shown.looked_up],
            "flow": shown.flow,
            "flow_results": [{"flow": flow, "result": result} for flow, result in shown.flow_results],
            "is_parked": shown.is_parked,
            "work": None if shown.origin is None else self._work(shown, shown.origin),
            "consult": self._consult(shown),
            "consulted_by": None if shown.consulted_by is None else self.agent_name(shown.consulted_by),
            "recorded": _recorded(shown),
            "help_since_ms": shown.help_since_ms,
            "help_answered_by": None if shown.help_answered_by is None else self.agent_name(shown.help_answered_by),
            "supervised": self._seen_by_agent(shown),
            "dispositions": self._disposition_choices(shown.dispositions),
            "allowed_actions": list(shown.allowed_actions),
        }

    def follow_up(self, follow_up: FollowUpView) -> shapes.FollowUp:
        """Work of the agent's that is not due yet, or refused since it was."""
        told: shapes.FollowUp = {
            "contact_id": follow_up.contact_id,
            "origin": follow_up.origin,
            "queue": self.queue_choice(follow_up.queue_id),
            "due_at_ms": follow_up.due_at_ms,
            "remind_at_ms": follow_up.remind_at_ms,
            "is_reminded": follow_up.is_reminded,
            "text": self._open_personal(follow_up.text),
            "caller": self.caller(follow_up.caller),
        }
        if follow_up.refused:
            told["refused"] = follow_up.refused
        return told

    def caller(self, caller: CallerFacts) -> shapes.Caller:
        """Who the other party is."""
        return {
            "name": self._open_personal(caller.name) if caller.name is not None else None,
            "number": self._open_personal(caller.number) if caller.number is not None else None,
            "is_known": caller.is_known,
            "grade": caller.grade,
            "is_vip": caller.is_vip,
            "language": caller.language,
            "area": caller.area,
            "party_id": caller.party_id,
            "tries_today": caller.tries_today,
        }

    def agent_name(self, agent_id: AgentId) -> shapes.AgentName:
        """How people know an agent; one who was taken out of the configuration meanwhile has the id for a name."""
        label = self.labels.agents.get(agent_id)
        return {"agent_id": agent_id, "name": label.name if label is not None else agent_id}

    def queue_choice(self, queue_id: QueueId) -> shapes.QueueChoice:
        """How people know a queue."""
        known = self._queue_choices.get(queue_id)
        return known if known is not None else {"queue_id": queue_id, "label": _label(Label(en=queue_id, zh=queue_id))}

    def _consult(self, shown: InteractionView) -> shapes.Consult | None:
        consult = shown.consult
        if consult is None:
            return None
        return {
            "stage": cast(shapes.ConsultStage, consult.stage),
            "since_ms": consult.since_ms,
            "asked_at_ms": consult.asked_at_ms,
            "agent": None if consult.agent_id is None else self.agent_name(consult.agent_id),
            "queue": None if consult.queue_id is None else self.queue_choice(consult.queue_id),
            "number": None if consult.number is None else self._open_personal(consult.number),
        }

    def _work(self, shown: InteractionView, origin: str) -> shapes.Work:
        """What was left. ``number_to_call`` is null where there is none, and after the person was erased."""
        number = shown.number_to_call
        return {
            "origin": origin,
            "subject": shown.subject,
            "due_at_ms": shown.arrived_at_ms if shown.due_at_ms is None else shown.due_at_ms,
            "recording": shown.recording,
            "duration_ms": shown.duration_ms,
            "number_to_call": None if number is None else self._open_personal(number),
        }

    def _queue(self, queue_id: QueueId, target_ms: int) -> shapes.QueueView:
        known = self._queues.get((queue_id, target_ms))
        if known is None:
            known = self._queues[queue_id, target_ms] = _queue(queue_id, target_ms, self.labels)
        return known

    def _disposition_choices(self, codes: tuple[str, ...]) -> list[shapes.Coded]:
        known = self._dispositions.get(codes)
        if known is None:
            known = self._dispositions[codes] = _choices(codes, self.labels.dispositions)
        return known


def _recorded(shown: InteractionView) -> shapes.Recorded | None:
    recorded = shown.recorded
    if recorded is None:
        return None
    return {
        "recording_id": recorded.recording_id,
        "pause": cast(shapes.RecordingPause, recorded.pause),
        "since_ms": recorded.since_ms,
        "is_failing": recorded.is_failing,
    }


def _queue(queue_id: QueueId, target_ms: int, labels: Labels) -> shapes.QueueView:
    label = labels.queues.get(queue_id)
    if label is None:  # taken out of the configuration while an interaction of it is in hand
        words, greeting = Label(en=queue_id, zh=queue_id), Label(en="", zh="")
    else:
        words, greeting = label.label, label.greeting
    return {
        "queue_id": queue_id,
        "label": _label(words),
        "greeting": _label(greeting),
        "service_level_target_ms": target_ms,
    }


def _choices(codes: Iterable[str], labels: Mapping[str, Label]) -> list[shapes.Coded]:
    return [{"code": code, "label": _label(labels.get(code, Label(code, code)))} for code in codes]


def _label(label: Label) -> shapes.Label:
    return {"en": label.en, "zh": label.zh}
