"""Whom a queue takes in, at which place, and who has to leave it. Owns the limits and the modes; changes nothing.

Where a queue is to be left when empty, nobody waits in it for its agents, of whom none is there. Whoever waits for one
particular agent, of this queue or not, is let in and stays for as long as that makes sense.
"""

from routing.asking import NOTHING_ASKED, Asked
from routing.eligibility import could_take
from routing.events import ContactMissed, InteractionLeftQueue, MissedContactClosed, RoutingEvent
from routing.lines import candidates, demand_of
from routing.machines.interaction import InteractionStage
from routing.ordered_index import Key
from routing.overrides import QueueMode
from routing.rejections import Rejection, RejectionCode
from routing.state import Interaction, MissedContact, Queue, RoutingState
from routing.steps import is_to_be_had
from routing.vocabulary import ContactId, EndCause, InteractionId, Medium, ProviderId, QueueId

WAITED_TOO_LONG = "waited_too_long"
QUEUE_EMPTY = "queue_empty"
RETURNED, TOO_OLD, SEEN_TO = "returned", "too_old", "seen_to"

_MODES = {
    QueueMode.CLOSED: RejectionCode.QUEUE_CLOSED,
    QueueMode.NIGHT: RejectionCode.QUEUE_NIGHT,
    QueueMode.HOLIDAY: RejectionCode.QUEUE_HOLIDAY,
    QueueMode.EMERGENCY: RejectionCode.QUEUE_EMERGENCY,
}


def find_queue(state: RoutingState, queue_id: QueueId) -> Queue | Rejection:
    """The queue of that id."""
    queue = state.queues.get(queue_id)
    if queue is None:
        return Rejection(RejectionCode.UNKNOWN_QUEUE, "no queue of this id is configured")
    return queue


def refuse(
    state: RoutingState, queue: Queue, medium: Medium, provider: ProviderId, asked: Asked | None
) -> Rejection | None:
    """Why the queue does not take this one in now, if so; whether it is full is another question."""
    if queue.mode is not QueueMode.OPEN:
        return Rejection(_MODES[queue.mode], f"the queue is in the mode {queue.mode.value}; wait, or set it to open")
    wish = newcomer(queue.configuration.queue_id, medium, provider, asked)
    if _is_to_be_left(queue) and not _waits_for_one(state, wish):
        return Rejection(RejectionCode.QUEUE_EMPTY, "no agent of the queue is signed in")
    return None


def _is_to_be_left(queue: Queue) -> bool:
    return queue.configuration.admission.leave_when_empty and not queue.staffed


def _waits_for_one(state: RoutingState, interaction: Interaction) -> bool:
    """Whether it waits for one particular agent, and that makes sense: then it is no matter who serves the queue."""
    return interaction.is_preferring and is_to_be_had(state, interaction)


def refuse_full(
    state: RoutingState, queue: Queue, medium: Medium, provider: ProviderId, asked: Asked | None
) -> Rejection | None:
    """Whether the queue is full for somebody who is not to wait at all: whoever is taken at once does not wait."""
    most = queue.configuration.admission.waiting_max
    if not most or len(queue.order) < most:
        return None
    wish = newcomer(queue.configuration.queue_id, medium, provider, asked)
    wish.is_preferring = _waits_for_one(state, wish)
    demand = demand_of(state, wish)
    for agent_id in candidates(state, demand):
        if agent_id not in wish.excluded and could_take(state, state.agents[agent_id], demand):
            return None
    return Rejection(RejectionCode.QUEUE_FULL, f"{most} wait already, and that is the most; try again later")


def newcomer(queue_id: QueueId, medium: Medium, provider: ProviderId, asked: Asked | None) -> Interaction:
    """Somebody who is not in the state yet, as one who would wait."""
    wanted = asked or NOTHING_ASKED
    return Interaction(
        InteractionId(""),
        ContactId(""),
        medium,
        provider,
        opened_at_ms=0,
        queue_id=queue_id,
        asked=asked,
        is_preferring=wanted.preferred is not None,
        excluded=dict.fromkeys(wanted.excluded, 0),
    )


def missed_before(state: RoutingState, queue_id: QueueId, asked: Asked | None) -> MissedContact | None:
    """The party's last try, if it gave up while waiting in this queue and nobody has seen to it since."""
    if asked is None or asked.party_id is None:
        return None
    contact_id = state.missed_by_party.get((queue_id, asked.party_id))
    return None if contact_id is None else state.missed[contact_id]


def place_in_line(missed: MissedContact | None, now: Key) -> Key:
    """Behind those who wait already; or the old place of whoever is back in time."""
    return missed.place if missed is not None and now[0] <= missed.resume_until_ms else now


def returned(missed: MissedContact | None) -> list[RoutingEvent]:
    """Who is back need not be called."""
    return [] if missed is None else [MissedContactClosed(missed.contact_id, RETURNED)]


def gave_up(state: RoutingState, interaction: Interaction, now_ms: int) -> list[RoutingEvent]:
    """Remember a caller who gives up while waiting, where the queue wants it."""
    if interaction.stage not in (InteractionStage.WAITING, InteractionStage.OFFERED) or interaction.asked is None:
        return []
    assert interaction.queue_id is not None, "who waits, waits in a queue"
    party_id, queue = interaction.asked.party_id, state.queues[interaction.queue_id].configuration
    if party_id is None or not queue.admission.resume_within_ms:
        return []
    before = missed_before(state, interaction.queue_id, interaction.asked)
    until_ms = now_ms + queue.admission.resume_within_ms
    contact_id = interaction.contact_id
    older = {one.contact_id: one for one in (before, state.missed.get(contact_id)) if one is not None}
    closed = [event for one in older.values() for event in returned(one)]
    return [*closed, ContactMissed(contact_id, interaction.queue_id, party_id, *interaction.place, until_ms)]


def is_given_up(cause: EndCause) -> bool:
    """Whether an interaction that ends so was given up by its customer."""
    return cause in (EndCause.CALLER_HUNG_UP, EndCause.LOST)


def emptied(state: RoutingState, queue_id: QueueId) -> list[RoutingEvent]:
    """Those who wait for anybody leave a queue that nobody serves any more, where the queue wants it."""
    queue = state.queues[queue_id]
    if not _is_to_be_left(queue):
        return []
    return [
        InteractionLeftQueue(interaction_id, QUEUE_EMPTY)
        for _, interaction_id in queue.order
        if not _waits_for_one(state, state.interactions[interaction_id])
    ]
