"""An agent's view as the desktop shows it: ids become words, references become values. Pure; decides nothing.

PROTOCOL.md is the form. Personal values are opened here and nowhere earlier. The result is JSON text: most of it is
words of the configuration, the same in every view, which are written once.
"""

from collections.abc import Callable, Iterable

from agent_desktop.gateway.json_text import json_text
from cic.api.ports import JsonObject
from cic.center.views import AgentView, InteractionView
from cic.configuration.labels import Label, Labels
from routing.vocabulary import CallerFacts, PersonalRef, QueueId

OpenPersonal = Callable[[PersonalRef], str | None]
"""The value behind a reference; None when it was erased."""


class ViewWriter:
    """Writes views in the words of one configuration; another configuration needs another writer."""

    def __init__(self, labels: Labels, open_personal: OpenPersonal) -> None:
        self.labels = labels
        self._open_personal = open_personal
        break_reasons = _choices(labels.break_reasons, labels.break_reasons)
        queues = [{"queue_id": queue_id, "label": _label(queue.label)} for queue_id, queue in labels.queues.items()]
        self._choices = f'"break_reasons":{json_text(break_reasons)},"queues":{json_text(queues)}'
        # Both stay small: what is in hand is of queues that are configured, or were when the call came.
        self._queues: dict[tuple[QueueId, int], str] = {}
        self._dispositions: dict[tuple[str, ...], str] = {}

    def text(self, view: AgentView) -> str:
        """The view of one agent, ready to be sent to that agent and to nobody else."""
        agent = json_text(_agent(view, self.labels))
        interactions = ",".join([self._interaction(interaction) for interaction in view.interactions])
        flows = json_text(view.flows)
        return f'{{"agent":{agent},{self._choices},"flows":{flows},"interactions":[{interactions}]}}'

    def _interaction(self, interaction: InteractionView) -> str:
        own = json_text(_interaction(interaction, self._open_personal))
        queue = self._queue(interaction.queue_id, interaction.service_level_target_ms)
        return f'{own[:-1]},"queue":{queue},"dispositions":{self._disposition_choices(interaction.dispositions)}}}'

    def _queue(self, queue_id: QueueId, target_ms: int) -> str:
        text = self._queues.get((queue_id, target_ms))
        if text is None:
            text = self._queues[queue_id, target_ms] = json_text(_queue(queue_id, target_ms, self.labels))
        return text

    def _disposition_choices(self, codes: tuple[str, ...]) -> str:
        text = self._dispositions.get(codes)
        if text is None:
            text = self._dispositions[codes] = json_text(_choices(codes, self.labels.dispositions))
        return text


def _agent(view: AgentView, labels: Labels) -> JsonObject:
    label = labels.agents.get(view.agent_id)
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
    }


def _interaction(interaction: InteractionView, open_personal: OpenPersonal) -> JsonObject:
    """All of an interaction but the words of its queue."""
    offer = interaction.offer
    return {
        "interaction_id": interaction.interaction_id,
        "contact_id": interaction.contact_id,
        "medium": interaction.medium.value,
        "state": interaction.state,
        "offer": None
        if offer is None
        else {"offer_id": offer.offer_id, "offered_at_ms": offer.offered_at_ms, "deadline_ms": offer.deadline_ms},
        "caller": _caller(interaction.caller, open_personal),
        "dialled_number": interaction.dialled_number,
        "arrived_at_ms": interaction.arrived_at_ms,
        "queued_at_ms": interaction.queued_at_ms,
        "accepted_at_ms": interaction.accepted_at_ms,
        "connected_at_ms": interaction.connected_at_ms,
        "is_held": interaction.is_held,
        "is_muted": interaction.is_muted,
        "held_since_ms": interaction.held_since_ms,
        "wrap_up_since_ms": interaction.wrap_up_since_ms,
        "wrap_up_until_ms": interaction.wrap_up_until_ms,
        "wants_wrap_up": interaction.wants_wrap_up,
        "given_disposition": interaction.given_disposition,
        "path": [{"node": step.node, "at_ms": step.at_ms, "result": step.result} for step in interaction.path],
        "collected": [{"name": name, "value": open_personal(reference)} for name, reference in interaction.collected],
        "looked_up": [{"name": name, "value": value} for name, value in interaction.looked_up],
        "flow": interaction.flow,
        "flow_results": [{"flow": flow, "result": result} for flow, result in interaction.flow_results],
        "is_parked": interaction.is_parked,
        "work": None if interaction.origin is None else _work(interaction, open_personal),
        "allowed_actions": interaction.allowed_actions,
    }


def _work(interaction: InteractionView, open_personal: OpenPersonal) -> JsonObject:
    """What the caller has left. ``number_to_call`` is null where there is none, and after the person was erased."""
    number = interaction.number_to_call
    return {
        "origin": interaction.origin,
        "subject": interaction.subject,
        "due_at_ms": interaction.due_at_ms,
        "recording": interaction.recording,
        "duration_ms": interaction.duration_ms,
        "number_to_call": None if number is None else open_personal(number),
    }


def _queue(queue_id: QueueId, target_ms: int, labels: Labels) -> JsonObject:
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


def _caller(caller: CallerFacts, open_personal: OpenPersonal) -> JsonObject:
    return {
        "name": open_personal(caller.name) if caller.name is not None else None,
        "number": open_personal(caller.number) if caller.number is not None else None,
        "is_known": caller.is_known,
        "grade": caller.grade,
        "is_vip": caller.is_vip,
        "language": caller.language,
        "area": caller.area,
    }


def _choices(codes: Iterable[str], labels: dict[str, Label]) -> list[JsonObject]:
    return [{"code": code, "label": _label(labels.get(code, Label(code, code)))} for code in codes]


def _label(label: Label) -> JsonObject:
    return {"en": label.en, "zh": label.zh}
