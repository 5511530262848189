"""What older programs meant by their forms: each function turns a body of one version into the next.

Owns those meanings, written out as they were journalled, so that no later change of a type changes them.
"""

from collections.abc import Callable
from typing import Any

Body = dict[str, Any]

VOICE = {"type": "MediumConfiguration", "medium": "voice", "share": 100, "at_most": 1, "interrupted_by": []}
FIRST_COME = {
    "type": "InteractionStrategy", "choice": "first_come", "priority": 1, "urgency": 0, "preference": 0, "grades": [],
}  # fmt: skip
NO_WEIGHTS = {
    "type": "AgentWeights", "skill_fit": 0, "cost": 0, "idle_s": 0, "occupancy": 0, "contacts": 0, "attributes": [],
}  # fmt: skip
LONGEST_IDLE = {
    "type": "AgentStrategy", "choice": "longest_idle", "weights": NO_WEIGHTS, "fills": False, "seed": 0,
}  # fmt: skip
NO_LIMITS = {
    "type": "Admission", "waiting_max": 0, "wait_ms_max": 0, "leave_when_empty": False, "resume_within_ms": 0,
}  # fmt: skip


def added(**fields: Any) -> Callable[[Body], Body]:
    """What a form of today has that it had not then, with what its absence meant."""
    return lambda body: {**body, **fields}


def unchanged(body: Body) -> Body:
    """What is inside is of an older version, and is lifted there."""
    return body


def told_no_desktops(body: Body) -> Body:
    """Engines of version 1 did not tell which desktops are open."""
    return {**body, "tells_desktops": False}


def told_no_past(body: Body) -> Body:
    """Providers of version 1 told only whom a leg hears now."""
    return {**body, "legs": [{**leg, "last_bridged_with": None} for leg in body["legs"]]}


def voice_alone(body: Body) -> Body:
    """Centers of version 1 knew calls alone, one at a time, and whoever had waited longest came first."""
    return {**body, "media": [VOICE], "strategy": FIRST_COME}


def longest_idle(body: Body) -> Body:
    """Queues of version 1 took any member, free longest first; wrap-up had a limit or was left out.

    Only who declined was not offered the same interaction again for a while.
    """
    kept = {name: value for name, value in body.items() if name != "wrap_up_ms_max"}
    limit_ms = body["wrap_up_ms_max"]
    return kept | {
        "wrap_up": {"type": "WrapUpRule", "mode": "timed" if limit_ms else "none", "limit_ms": limit_ms},
        "requires": {"type": "AllOf", "parts": []},
        "prefers": [],
        "steps": [],
        "priority": 0,
        "ageing": {"type": "Ageing", "initial": 0, "per_s_milli": 0},
        "strategy": LONGEST_IDLE,
        "admission": NO_LIMITS,
        "offer_again": {"type": "OfferAgain", "declined_ms": 30_000, "busy_ms": 0, "no_answer_ms": 0},
    }


def without_skills(body: Body) -> Body:
    """Agents of version 1 had queues and phones, and no more."""
    return body | {"groups": [], "skills": [], "cost": 0, "attributes": [], "capacity": 100, "at_most": []}


def nothing_asked(body: Body) -> Body:
    """Interactions of version 1 asked for their queue alone."""
    return {**body, "asked": None}


def nobody_excluded(body: Body) -> Body:
    """Of version 1, whoever missed an offer could be offered the same again at once."""
    return {**body, "excluded_until_ms": 0}


def without_reasons(body: Body) -> Body:
    """Queue nodes of version 1 asked for nobody in particular, and had one way for all refusals."""
    return {**body, "requires": "", "priority": 0, "on_reason": [], "preferred": None, "excluded": []}


def on_no_list(body: Body) -> Body:
    """Callers of version 1 were on no list of blocked numbers, and nobody counted how often they had tried."""
    return {**body, "is_blocked": False, "tries_today": 0}


def digits_as_they_came(body: Body) -> Body:
    """Digits of version 1 had to be of a length and no more, were not secret, and nobody could speak instead."""
    return {
        **body, "say_on_wrong_form": [], "rule": None, "is_secret": False, "confirm": None, "on_star": None,
        "words": [], "listen": None, "say_on_not_understood": [],
    }  # fmt: skip
