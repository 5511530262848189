"""A contact's explanation as people read it on a terminal. Owns the words and their order; finds nothing out.

Moments are told since the contact's arrival, as in the contact's story.
"""

from collections.abc import Iterator
from typing import Any

from cic.cli.reason_words import behind_words, group_words, reason_words, value_words
from cic.cli.words import duration, local_time

Form = dict[str, Any]
ELIGIBLE_SHOWN = 5
HEADS_SHOWN = 3
DETAIL = " " * 18

_SENTENCES = {
    "interaction_opened": "arrived, {medium}",
    "preference_ended": "waits for one agent alone no more",
    "moved_to_front": "moved to the front of its queue by a supervisor",
    "priority_set": "its own priority is {priority} from now on",
    "place_kept_for_callback": "is to be called back, at its place in line",
    "interaction_left_queue": "left the queue: {reason}",
    "exclusion_ended": "may be offered to {agent_id} again",
    "offer_made": "offered to {agent_id}",
    "offer_shown": "shown on the desktop of {agent_id}",
    "offer_accepted": "accepted by {agent_id}",
    "offer_declined": "declined by {agent_id}",
    "offer_expired": "not answered by {agent_id} in time",
    "offer_withdrawn": "taken back from {agent_id}: {cause}",
    "connection_failed": "{agent_id} accepted and could not be connected: {cause}",
    "interaction_taken": "taken in hand by {agent_id}, under the rules of {queue_id}",
    "interaction_connected": "connected with {agent_id}",
    "agent_released": "{agent_id} is out of it: {cause}",
    "assignment_parked": "laid aside by {agent_id} for something that comes first",
    "assignment_taken_up": "taken up again by {agent_id}",
    "interaction_ended": "ended: {cause}",
}
_STEPS = {
    "lower_level": "{skill} at {level} is enough",
    "drop_skill": "{skill} is asked for no more",
    "ask_instead": "{requires} is asked for instead",
    "widen_to_group": "the agents of group {group} are asked too",
    "raise_priority": "{points} points more",
    "overflow_to": "the agents of queue {queue_id} are asked too",
    "hand_to": "it leaves the queue for {destination}",
}
_STAGES = {
    "self_service": "is in self-service",
    "offered": "is offered to {agent_id}",
    "connecting": "is being connected with {agent_id}",
    "connected": "is in contact with {agent_id}",
}


def story_lines(told: Form) -> Iterator[str]:
    """The story line by line, then how each open interaction stands at the moment."""
    for line in _lines(told):
        yield "".join(letter if letter.isprintable() else "?" for letter in line).rstrip()


def _lines(told: Form) -> Iterator[str]:
    begun_ms = told["story"][0]["at_ms"]
    yield f"{'Contact':<12}{told['contact_id']}"
    yield f"{'Arrived':<12}{local_time(begun_ms)}"
    yield f"{'As of':<12}record {told['seq']}, {local_time(told['at_ms'])} ({duration(told['at_ms'] - begun_ms)})"
    yield ""
    several = len(told["interaction_ids"]) > 1
    for chapter in told["story"]:
        name = f"{chapter['interaction_id']}: " if several else ""
        when, record = duration(chapter["at_ms"] - begun_ms), f"#{chapter['seq']}"
        yield f"{when:>7}  {record:<8} {name}{_sentence(chapter, begun_ms)}"
        for line in _details(chapter, told["asked_about"], begun_ms):
            yield DETAIL + line
    yield ""
    if not told["standing"]:
        yield "It is over."
    for standing in told["standing"]:
        yield from _standing(standing, told, begun_ms)


def _sentence(chapter: Form, begun_ms: int) -> str:
    what, waiting = chapter["what"], chapter.get("waiting")
    if what == "interaction_queued":
        return f"queued for {chapter['queue_id']}" + (f", {_place(waiting)}" if waiting else "")
    if what == "step_reached":
        relaxed = f": {_step(waiting['steps'][chapter['step']])}" if waiting else ""
        return f"step {chapter['step'] + 1} {'taken' if chapter['is_taken'] else 'left out'}{relaxed}"
    told = {name: _why(value) if name in ("cause", "reason") else value for name, value in chapter.items()}
    sentence = _SENTENCES[what].format_map(told)
    if until_ms := chapter.get("excluded_until_ms"):
        sentence += f"; not to be asked again before {duration(until_ms - begun_ms)}"
    return sentence


def _why(code: object) -> str:
    return "a supervisor's act" if code == "supervisor" else str(code).replace("_", " ")


def _details(chapter: Form, asked_about: str | None, begun_ms: int) -> Iterator[str]:
    if (offer := chapter.get("offer")) is not None:
        yield from _offer(offer, chapter, asked_about, begun_ms)
    elif (waiting := chapter.get("waiting")) is not None and chapter.get("is_taken", True):
        yield from _asks(waiting, begun_ms)


def _offer(offer: Form, chapter: Form, asked_about: str | None, begun_ms: int) -> Iterator[str]:
    at_ms, agent_id = chapter["at_ms"], chapter["agent_id"]
    for number, one in enumerate(offer["eligible"][:ELIGIBLE_SHOWN], 1):
        behind = f"; behind: {behind_words(one['behind'], at_ms)}" if one["behind"] else ""
        yield f"{number}. {one['agent_id']}: {value_words(one['values'], one['terms'], at_ms)}{behind}"
    if (more := offer["eligible_count"] - ELIGIBLE_SHOWN) > 0:
        yield f"... and {more} more who could have taken it"
    for group in offer["removed_by"]:
        yield f"- {group_words(group, begun_ms)}"
    heads = offer["heads"]
    if len(heads) > 1:
        others = [
            f"{head['interaction_id']} ({head['queue_id']}), behind: {behind_words(head['behind'], at_ms)}"
            for head in heads[1 : HEADS_SHOWN + 1]
        ]
        first = f"{heads[0]['interaction_id']}: {value_words(heads[0]['values'], heads[0]['terms'], at_ms)}"
        yield f"for {agent_id} the first of {len(heads)} was {first}; then {'; '.join(others)}"
    if offer["goes_round"]:
        yield f"{agent_id} would rather have had another one, that one another agent, and so on in a circle"
    if not offer["is_as_happened"]:
        yield "this program would not have made this offer: an older one did"
    if asked_about is not None and asked_about != agent_id and offer["asked_about"]:
        yield _why_not(offer["asked_about"], at_ms, begun_ms)


def _standing(standing: Form, told: Form, begun_ms: int) -> Iterator[str]:
    name, waiting = standing["interaction_id"], standing["waiting"]
    if waiting is None:
        yield f"At this moment {name} {_STAGES[standing['stage']].format_map(standing)}."
        return
    at_ms = told["at_ms"]
    waited = duration(at_ms - waiting["waiting_since_ms"])
    yield f"At this moment {name} waits in {waiting['queue_id']}, for {waited} so far, {_place(waiting)}."
    for line in _asks(waiting, begun_ms):
        yield f"  {line}"
    yield from (f"  {line}" for line in _steps(waiting, begun_ms))
    eligible = [one["agent_id"] for one in waiting["eligible"][:ELIGIBLE_SHOWN]]
    if eligible:
        yield f"  {waiting['eligible_count']} could take it now: {', '.join(eligible)}"
    else:
        yield f"  Nobody can take it now, of {waiting['removed_count']} who may be asked:"
    for group in waiting["removed_by"]:
        yield f"  - {group_words(group, begun_ms)}"
    if waiting["asked_about"] is not None:
        yield f"  {_why_not(waiting['asked_about'], at_ms, begun_ms)}"


def _why_not(one: Form, at_ms: int, begun_ms: int) -> str:
    agent_id = one["agent_id"]
    if one["reasons"]:
        return f"why not {agent_id}: {'; '.join(reason_words(reason, begun_ms) for reason in one['reasons'])}"
    if one["behind"]:
        return f"why not {agent_id}: could have, but is behind: {behind_words(one['behind'], at_ms)}"
    return f"{agent_id} is the first who could"


def _place(waiting: Form) -> str:
    place = f"{waiting['ahead']} of {waiting['waiting']} ahead" if waiting["ahead"] else "first in line"
    estimated = waiting["estimated"]
    if estimated is None:
        return place
    wait, longest = duration(estimated["median_ms"]), duration(estimated["p90_ms"])
    return f"{place}; estimated wait {wait}, in nine of ten cases at most {longest}"


def _asks(waiting: Form, begun_ms: int) -> Iterator[str]:
    if waiting["preferred_until_ms"] is not None:
        yield f"waits for {waiting['preferred']} alone until {duration(waiting['preferred_until_ms'] - begun_ms)}"
        return
    yield "asks for " + ", or ".join(f"{asked['requires']} of {asked['of']}" for asked in waiting["asks"])


def _steps(waiting: Form, begun_ms: int) -> Iterator[str]:
    for step in waiting["steps"]:
        when = duration(step["at_ms"] - begun_ms)
        state = {True: f"taken at {when}", False: f"left out at {when}", None: f"to come at {when}"}[step["is_taken"]]
        yield f"step {step['number'] + 1}, {state}: {_step(step)}"
    if waiting["leaves_at_ms"] is not None:
        yield f"leaves the queue at {duration(waiting['leaves_at_ms'] - begun_ms)}"


def _step(step: Form) -> str:
    relax = step["relax"]
    words = _STEPS[relax["kind"]].format_map(relax)
    conditions = []
    if step["if_waiting_over"] is not None:
        conditions.append(f"more than {step['if_waiting_over']} wait")
    if step["if_estimated_wait_over_ms"] is not None:
        conditions.append(f"the estimated wait is over {duration(step['if_estimated_wait_over_ms'])}")
    return f"{words}, if {' and '.join(conditions)}" if conditions else words
