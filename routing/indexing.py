"""Keeps the indexes in step with the logical state. Called by evolve after each change of an agent or interaction."""

from bisect import bisect_left, insort

from routing.configuration import CAPACITY
from routing.eligibility import lines_open_to, meets_demand
from routing.lines import all_facts_asked, known_line, make_line
from routing.machines.assignment import AssignmentState
from routing.machines.interaction import InteractionStage
from routing.machines.offer import OfferState
from routing.ordered_index import OrderedIndex
from routing.overrides import QueueMode, queues_now, skills_now
from routing.ranking import agent_rank, interaction_rank
from routing.state import Agent, Assignment, Interaction, MissedContact, Offer, Queue, RoutingState
from routing.vocabulary import Activity, AgentId

# The second part of a deadline's key: what expires first within one millisecond.
_OFFER, _WRAP_UP, _EXCLUSION, _SHOW, _PREFERENCE, _STEP, _WAIT, _OVERRIDE, _MODE, _MISSED = range(10)
KEPT_MISSED_MS = 7 * 86_400_000
"""How long a caller who gave up stays on the list of those to call."""


def index_agent(state: RoutingState, agent: Agent) -> None:
    """Place the agent among the idle of each line the agent could take from now, and nowhere else: O(lines)."""
    if place_agent(state, agent):
        state.touched_agents.add(agent.configuration.agent_id)


def place_agent(state: RoutingState, agent: Agent) -> bool:
    """As ``index_agent``, where nobody new can be waiting for the agent. Whether the agent could take anything."""
    agent_id, before = agent.configuration.agent_id, agent.indexed
    lines = lines_open_to(state, agent)
    if before is not lines:
        for line in before:
            if line not in lines:
                line.idle.discard(agent_id)
        agent.indexed = lines
    for line in lines:
        line.idle.add(agent_id, agent.idle_key if line.idle_is_plain else agent_rank(state, line, agent))
    return bool(lines)


def index_interaction(state: RoutingState, interaction: Interaction) -> None:
    """Place the interaction in the line of its demand while it waits, and nowhere else."""
    _leave_line(state, interaction)
    if interaction.stage is not InteractionStage.WAITING:
        return
    interaction_id = interaction.interaction_id
    line = known_line(state, interaction)
    if line is None:
        line = make_line(state, interaction)
        for agent_id in line.agents:
            place_agent(state, state.agents[agent_id])
    interaction.line = line
    is_plain = line.waiting_is_plain and not interaction.front
    interaction.rank = interaction.place if is_plain else interaction_rank(state, line, interaction)
    line.waiting.add(interaction_id, interaction.rank)
    insort(state.queues[line.queue.queue_id].order, (interaction.rank, interaction_id))
    state.touched_interactions.add(interaction_id)
    if interaction.is_preferring:
        state.preferring.setdefault(preferred_id(interaction), {})[interaction_id] = None


def _leave_line(state: RoutingState, interaction: Interaction) -> None:
    line, interaction_id = interaction.line, interaction.interaction_id
    if line is None:
        return
    line.waiting.discard(interaction_id)
    order = state.queues[line.queue.queue_id].order
    del order[bisect_left(order, (interaction.rank, interaction_id))]
    interaction.line = None
    if line.demand.ways[0].agent_id is not None:
        state.preferring[line.demand.ways[0].agent_id].pop(interaction_id, None)


def preferred_id(interaction: Interaction) -> AgentId:
    """The agent whom an interaction waits for alone."""
    assert interaction.asked is not None and interaction.asked.preferred is not None, "nobody is preferred"
    return interaction.asked.preferred.agent_id


def index_limits(state: RoutingState, interaction: Interaction) -> None:
    """Keep the next step of relaxation, the end of the preference, and the longest wait, while it waits."""
    if interaction.queue_id is None:
        return
    queue, since_ms = state.queues[interaction.queue_id].configuration, interaction.queued_at_ms
    is_waiting = interaction.stage is InteractionStage.WAITING
    name = interaction.interaction_id
    if queue.steps:
        following = queue.steps[interaction.steps :]
        _keep(state, f"step/{name}", _STEP, since_ms + following[0].after_ms if is_waiting and following else 0)
    if interaction.asked is not None and interaction.asked.preferred is not None:
        until_ms = since_ms + interaction.asked.preferred.wait_ms
        _keep(state, f"preference/{name}", _PREFERENCE, until_ms if is_waiting and interaction.is_preferring else 0)
    if queue.admission.wait_ms_max:
        _keep(state, f"wait/{name}", _WAIT, since_ms + queue.admission.wait_ms_max if is_waiting else 0)


def _keep(state: RoutingState, name: str, kind: int, at_ms: int) -> None:
    if at_ms:
        state.deadlines.add(name, (at_ms, kind))
    else:
        state.deadlines.discard(name)


def index_offer(state: RoutingState, offer: Offer) -> None:
    """Keep the deadline of an offer that stands, and the earlier one of an offer that no desktop shows yet."""
    unanswered, unshown = f"offer/{offer.offer_id}", f"show/{offer.offer_id}"
    is_standing = offer.state in (OfferState.PENDING, OfferState.SHOWN)
    _keep(state, unanswered, _OFFER, offer.deadline_ms if is_standing else 0)
    _keep(state, unshown, _SHOW, offer.show_by_ms if must_be_shown(state, offer) else 0)


def must_be_shown(state: RoutingState, offer: Offer) -> bool:
    """Whether the agent's desktop has yet to say that it shows the offer."""
    return state.are_desktops_told and offer.state is OfferState.PENDING


def index_wrap_up(state: RoutingState, agent: Agent, assignment: Assignment) -> None:
    """Keep the deadline of a wrap-up that has one."""
    name = f"wrap_up/{agent.configuration.agent_id}/{assignment.interaction_id}"
    is_wrapping_up = assignment.state is AssignmentState.WRAP_UP
    _keep(state, name, _WRAP_UP, (assignment.wrap_up_until_ms or 0) if is_wrapping_up else 0)


def index_exclusions(state: RoutingState, interaction: Interaction) -> None:
    """Keep the end of the earliest exclusion of an interaction that is not over."""
    ends = [until_ms for until_ms in interaction.excluded.values() if until_ms]
    is_over = interaction.stage is InteractionStage.ENDED
    _keep(state, f"exclusion/{interaction.interaction_id}", _EXCLUSION, min(ends) if ends and not is_over else 0)


def index_override(state: RoutingState, agent: Agent) -> None:
    """Keep the end of an agent's override."""
    _keep(state, f"override/{agent.configuration.agent_id}", _OVERRIDE, agent.override.until_ms)


def index_mode(state: RoutingState, queue: Queue) -> None:
    """Keep the end of a queue's mode."""
    until_ms = queue.mode_until_ms if queue.mode is not QueueMode.OPEN else 0
    _keep(state, f"mode/{queue.configuration.queue_id}", _MODE, until_ms)


def index_missed(state: RoutingState, missed: MissedContact) -> None:
    """Find the caller by party again, and keep how long the list keeps the caller."""
    state.missed_by_party[(missed.queue_id, missed.party_id)] = missed.contact_id
    _keep(state, f"missed/{missed.contact_id}", _MISSED, missed.missed_at_ms + KEPT_MISSED_MS)


def index_profile(state: RoutingState, agent: Agent) -> None:
    """Find the agent anew in everything that depends on skills, queues and groups, busy or not."""
    leave_profile(state, agent)
    _index_membership(state, agent)
    for queue in state.queues.values():
        for line in queue.lines.values():
            if meets_demand(agent, line.demand):
                line.agents[agent.configuration.agent_id] = None
                agent.lines.append(line)


def _index_membership(state: RoutingState, agent: Agent) -> None:
    agent_id = agent.configuration.agent_id
    agent.skills = skills_now(agent.configuration.skills, agent.override)
    queues = queues_now(agent.configuration.queues, agent.override)
    agent.queues = {queue_id: rank for rank, queue_id in enumerate(queues)}
    is_staffed = agent.activity is not Activity.SIGNED_OUT
    for queue_id in queues:
        if queue_id in state.queues:
            state.queues[queue_id].members[agent_id] = None
            state.queues[queue_id].staffed += is_staffed
    for group in agent.configuration.groups:
        state.groups.setdefault(group, {})[agent_id] = None


def leave_profile(state: RoutingState, agent: Agent) -> None:
    """Take the agent out of everything that depends on skills, queues and groups."""
    agent_id = agent.configuration.agent_id
    is_staffed = agent.activity is not Activity.SIGNED_OUT
    for queue_id in agent.queues:
        queue = state.queues.get(queue_id)
        if queue is not None and queue.members.pop(agent_id, 0) is None:
            queue.staffed -= is_staffed
    for group in agent.configuration.groups:
        state.groups.get(group, {}).pop(agent_id, None)
    for line in agent.lines:
        line.agents.pop(agent_id, None)
        line.idle.discard(agent_id)
    agent.lines, agent.indexed = [], ()
    agent.open_lines.clear()


def reindex(state: RoutingState) -> None:
    """Build every index anew from the logical state."""
    state.groups.clear()
    state.missed_by_party.clear()
    state.preferring.clear()
    state.deadlines = OrderedIndex()
    state.capacity_max = max([agent.configuration.capacity for agent in state.agents.values()], default=CAPACITY)
    state.agent_by_phone = {
        (provider, phone.address): agent_id
        for agent_id, agent in state.agents.items()
        for provider, phone in agent.phones.items()
    }
    for queue in state.queues.values():
        queue.lines.clear()
        queue.members.clear()
        queue.order.clear()
        queue.staffed = 0
        index_mode(state, queue)
    state.facts_asked = all_facts_asked(state)
    for agent in state.agents.values():
        agent.lines, agent.indexed, agent.queues = [], (), {}
        agent.open_lines.clear()
        _index_membership(state, agent)  # there are no lines yet: each finds its agents when it is made
        index_override(state, agent)
        for assignment in agent.assignments.values():
            index_wrap_up(state, agent, assignment)
    for interaction in state.interactions.values():
        interaction.line = None
        index_interaction(state, interaction)
        index_limits(state, interaction)
        index_exclusions(state, interaction)
    for offer in state.offers.values():
        index_offer(state, offer)
    for missed in state.missed.values():
        index_missed(state, missed)
