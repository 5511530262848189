"""An agent's view as the desktop shows it: ids become words, references become values. Pure; decides nothing.

PROTOCOL.md is the form. Personal values are opened here and nowhere earlier.
"""

from collections.abc import Callable, Sequence

from cic.api.ports import JsonObject
from cic.center.views import AgentView, InteractionView
from cic.configuration.labels import Label, Labels
from routing.vocabulary import CallerFacts, PersonalRef

OpenPersonal = Callable[[PersonalRef], str | None]
"""The value behind a reference; None when it was erased."""


def render(view: AgentView, labels: Labels, open_personal: OpenPersonal) -> JsonObject:
    """The view of one agent, ready to be sent to that agent and to nobody else."""
    return {
        "agent": _agent(view, labels),
        "break_reasons": _choices(tuple(labels.break_reasons), labels.break_reasons),
        "queues": [{"queue_id": queue_id, "label": _label(queue.label)} for queue_id, queue in labels.queues.items()],
        "interactions": [_interaction(interaction, labels, open_personal) for interaction in view.interactions],
    }


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


def _interaction(interaction: InteractionView, labels: Labels, open_personal: OpenPersonal) -> JsonObject:
    offer = interaction.offer
    return {
        "interaction_id": interaction.interaction_id,
        "contact_id": interaction.contact_id,
        "medium": interaction.medium.value,
        "state": interaction.state,
        "offer": None
        if offer is None
        else {"offer_id": offer.offer_id, "offered_at_ms": offer.offered_at_ms, "deadline_ms": offer.deadline_ms},
        "queue": _queue(interaction, labels),
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
        "path": [{"node": step.node, "at_ms": step.at_ms, "result": step.result} for step in interaction.path],
        "collected": [{"name": name, "value": open_personal(reference)} for name, reference in interaction.collected],
        "dispositions": _choices(interaction.dispositions, labels.dispositions),
        "allowed_actions": list(interaction.allowed_actions),
    }


def _queue(interaction: InteractionView, labels: Labels) -> JsonObject:
    queue_id = interaction.queue_id
    label = labels.queues.get(queue_id)
    if label is None:  # taken out of the configuration while an interaction of it is in hand
        words, greeting = Label(en=queue_id, zh=queue_id), Label(en="", zh="")
    else:
        words, greeting = label.label, label.greeting
    return {
        "queue_id": queue_id,
        "label": _label(words),
        "greeting": _label(greeting),
        "service_level_target_ms": interaction.service_level_target_ms,
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


def _choices(codes: Sequence[str], labels: dict[str, Label]) -> list[JsonObject]:
    return [{"code": code, "label": _label(labels.get(code, Label(code, code)))} for code in codes]


def _label(label: Label) -> JsonObject:
    return {"en": label.en, "zh": label.zh}
