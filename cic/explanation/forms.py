"""A contact's story as JSON: what the API and ``cic explain --json`` show. Owns names and limits; finds nothing out.

All times are UTC milliseconds. Ids, skills, levels and scores only: nothing of the party but its contact's id.
"""

import re
from dataclasses import asdict
from enum import Enum

from cic.explanation.story import Chapter, Story
from routing import events as happened
from routing.comparing import Decided, Place, Values
from routing.explanation import Candidate, Explanation, Head, OfferExplanation, StepSeen
from routing.relaxation import AskInstead, Relaxation
from routing.removals import Reason, grouped
from routing.requirement_text import write_requirement
from routing.supervision_events import MovedToFront, PrioritySet

Form = dict[str, object]
CANDIDATES_MAX = 1_000
"""So many eligible and so many removed agents are named, and counted beyond; the groups of what removes count all."""
NAMED_IN_GROUP = 5

_SHOWN: dict[type, tuple[str, ...]] = {
    happened.InteractionOpened: ("medium", "provider"),
    happened.InteractionQueued: ("queue_id", "waiting_since_ms"),
    happened.StepReached: ("step", "is_taken"),
    happened.PreferenceEnded: (),
    PrioritySet: ("priority",),
    MovedToFront: (),
    happened.PlaceKeptForCallback: (),
    happened.InteractionLeftQueue: ("reason",),
    happened.ExclusionEnded: ("agent_id",),
    happened.OfferMade: ("offer_id", "agent_id", "attempt", "deadline_ms"),
    happened.OfferShown: ("offer_id", "agent_id"),
    happened.OfferAccepted: ("offer_id", "agent_id"),
    happened.OfferDeclined: ("offer_id", "agent_id", "excluded_until_ms"),
    happened.OfferExpired: ("offer_id", "agent_id", "excluded_until_ms"),
    happened.OfferWithdrawn: ("offer_id", "agent_id", "cause"),
    happened.ConnectionFailed: ("agent_id", "cause", "excluded_until_ms"),
    happened.InteractionConnected: ("agent_id",),
    happened.InteractionTaken: ("agent_id", "queue_id"),
    happened.AgentReleased: ("agent_id", "cause"),
    happened.AssignmentParked: ("agent_id",),
    happened.AssignmentTakenUp: ("agent_id",),
    happened.InteractionEnded: ("cause", "agent_id"),
}
"""What is told of each event; an event that is not here says nothing of who got whom, and is left out."""


def story_form(story: Story) -> Form:
    """The whole story: what happened in order, and how what is open stands at the moment."""
    return {
        "contact_id": story.contact_id,
        "interaction_ids": list(story.interaction_ids),
        "seq": story.seq,
        "at_ms": story.at_ms,
        "asked_about": story.asked_about,
        "story": [_chapter(chapter, story) for chapter in story.chapters if type(chapter.event) in _SHOWN],
        "standing": [_standing(seen, story.asked_about) for seen in story.standing],
    }


def _chapter(chapter: Chapter, story: Story) -> Form:
    event = chapter.event
    told: Form = {
        "seq": chapter.seq,
        "at_ms": chapter.at_ms,
        "what": _snake(type(event).__name__),
        "interaction_id": getattr(event, "interaction_id", None),
        **{name: _plain(getattr(event, name)) for name in _SHOWN[type(event)]},
    }
    if isinstance(chapter.seen, OfferExplanation):
        told["offer"] = _offer(chapter.seen, story.asked_about)
    elif chapter.seen is not None and chapter.seen.is_waiting:
        told["waiting"] = _waiting(chapter.seen)
    return told


def _standing(seen: Explanation, asked_about: str | None) -> Form:
    return {
        "interaction_id": seen.interaction_id,
        "medium": seen.medium.value,
        "provider": seen.provider,
        "stage": seen.stage.value,
        "queue_id": seen.queue_id,
        "agent_id": seen.agent_id,
        "waiting": _waiting(seen) | _candidates(seen, asked_about) if seen.is_waiting else None,
    }


def _offer(seen: OfferExplanation, asked_about: str | None) -> Form:
    return {
        "is_as_happened": seen.is_as_happened,
        "goes_round": seen.goes_round,
        "heads": [_head(head) for head in seen.heads],
        **_waiting(seen.waiting),
        **_candidates(seen.waiting, asked_about),
    }


def _waiting(seen: Explanation) -> Form:
    return {
        "queue_id": seen.queue_id,
        "waiting_since_ms": seen.waiting_since_ms,
        "ahead": seen.ahead,
        "waiting": seen.waiting,
        "priority": seen.priority,
        "estimated": None if seen.estimated is None else seen.estimated._asdict(),
        "leaves_at_ms": seen.leaves_at_ms,
        "preferred": seen.preferred,
        "preferred_until_ms": seen.preferred_until_ms,
        "asks": [{"of": of, "requires": requires} for of, requires in seen.asks],
        "steps": [_step(step) for step in seen.steps],
    }


def _candidates(seen: Explanation, asked_about: str | None) -> Form:
    eligible, removed = seen.eligible, seen.removed
    asked = [one for one in seen.candidates if one.agent_id == asked_about]
    return {
        "eligible": [_candidate(one) for one in eligible[:CANDIDATES_MAX]],
        "eligible_count": len(eligible),
        "removed": [_candidate(one) for one in removed[:CANDIDATES_MAX]],
        "removed_count": len(removed),
        "removed_by": [
            _reason(group.nearest)
            | {"agents": len(group.agent_ids), "agent_ids": list(group.agent_ids[:NAMED_IN_GROUP])}
            for group in grouped((one.agent_id, one.reasons) for one in removed)
        ],
        "asked_about": _candidate(asked[0]) if asked else None,
    }


def _candidate(one: Candidate) -> Form:
    if one.place is None:
        return {"agent_id": one.agent_id, "reasons": [_reason(reason) for reason in one.reasons]}
    return {"agent_id": one.agent_id, "reasons": [], **_placed(one.place, one.terms, one.behind)}


def _head(head: Head) -> Form:
    told: Form = {"interaction_id": head.interaction_id, "queue_id": head.queue_id}
    return told | _placed(head.place, head.terms, head.behind)


def _placed(place: Place, terms: Values, behind: Decided | None) -> Form:
    return {
        "rank": list(place.rank),
        "values": dict(place.values),
        "terms": dict(terms),
        "behind": None if behind is None else asdict(behind),
    }


def _reason(reason: Reason) -> Form:
    """What does not apply is left out."""
    told = {name: _plain(value) for name, value in asdict(reason).items()}
    return {name: value for name, value in told.items() if value not in (None, "")}


def _step(seen: StepSeen) -> Form:
    step = seen.step
    return {
        "number": seen.number,
        "at_ms": seen.at_ms,
        "is_taken": seen.is_taken,
        "relax": _relaxation(step.relax),
        "if_waiting_over": step.if_waiting_over,
        "if_estimated_wait_over_ms": step.if_estimated_wait_over_ms,
    }


def _relaxation(relax: Relaxation) -> Form:
    if isinstance(relax, AskInstead):
        return {"kind": "ask_instead", "requires": write_requirement(relax.requires)}
    return {"kind": _snake(type(relax).__name__), **asdict(relax)}


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else value


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
