"""What must hold of the routing state whenever an input is settled. Owns the list; changes nothing.

Checked after every step in property tests and simulations, and by hand in ``cic replay --verify``.
"""

from collections.abc import Iterator

from routing.capacity import at_most, used
from routing.configuration import WrapUpMode
from routing.eligibility import could_take, has_desktop, is_excluded, lines_open_to, meets_demand
from routing.indexing import must_be_shown
from routing.lines import demand_of
from routing.machines.assignment import AssignmentState
from routing.machines.interaction import InteractionStage
from routing.overrides import QueueMode, queues_now, skills_now
from routing.ranking import interaction_rank
from routing.state import Interaction, RoutingState
from routing.vocabulary import Activity

OWNED = (InteractionStage.CONNECTING, InteractionStage.CONNECTED)


def broken(state: RoutingState) -> list[str]:
    """Every invariant that does not hold, in words; empty when all do. O(everything): not for the hot path."""
    checks = (_ownership, _offers, _capacity, _wrap_ups, _queues, _agents, _lines, _limits, _idle_beside_waiting)
    return [fault for check in checks for fault in check(state)]


def _ownership(state: RoutingState) -> Iterator[str]:
    owners: dict[str, int] = {}
    for agent in state.agents.values():
        for interaction_id, assignment in agent.assignments.items():
            if assignment.state is not AssignmentState.WRAP_UP:
                owners[interaction_id] = owners.get(interaction_id, 0) + 1
                if interaction_id not in state.interactions:
                    yield f"{interaction_id} is over and still in hand"
    for interaction_id, interaction in state.interactions.items():
        expected = 1 if interaction.stage in OWNED else 0
        if owners.get(interaction_id, 0) != expected:
            yield f"{interaction_id} is {interaction.stage.value} and has {owners.get(interaction_id, 0)} owners"


def _offers(state: RoutingState) -> Iterator[str]:
    for offer_id, offer in state.offers.items():
        agent, interaction = state.agents[offer.agent_id], state.interactions[offer.interaction_id]
        if agent.offers.get(offer.interaction_id) != offer_id or interaction.offer_id != offer_id:
            yield f"offer {offer_id} is not known to both sides"
        if not has_desktop(agent):
            yield f"offer {offer_id} stands for an agent who has no desktop open"
        if f"offer/{offer_id}" not in state.deadlines:
            yield f"offer {offer_id} has no deadline"
        if (f"show/{offer_id}" in state.deadlines) is not must_be_shown(state, offer):
            yield f"offer {offer_id} is {offer.state.value}, and its showing has a wrong deadline"
    standing = sum(len(agent.offers) for agent in state.agents.values())
    if standing != len(state.offers):
        yield f"agents know of {standing} offers, {len(state.offers)} stand"


def _capacity(state: RoutingState) -> Iterator[str]:
    """What is in hand fits; what stands offered fits too, counting what it may interrupt as laid aside.

    What was taken on before the configuration of now is finished, whatever it says.
    """
    for agent_id, agent in state.agents.items():
        if agent_id in state.taking_in.agents:
            continue
        in_hand = [found for found in agent.assignments.values() if not found.is_parked]
        carried = sum(state.media[found.medium].share for found in in_hand)
        is_news = any(found.accepted_at_ms > state.configured_at_ms for found in in_hand)
        if len(in_hand) > 1 and is_news and carried > agent.configuration.capacity:
            yield f"agent {agent_id} carries {carried} of {agent.configuration.capacity}"
        for interaction_id in agent.offers:
            medium = state.interactions[interaction_id].medium
            stays = [found for found in in_hand if medium not in state.media[found.medium].interrupted_by]
            taken = sum(state.media[found.medium].share for found in stays) + state.media[medium].share
            if stays and taken > agent.configuration.capacity:
                yield f"{interaction_id} is offered to agent {agent_id}, who has no room for it"
        for medium, configured in state.media.items():
            alike = [found for found in agent.assignments.values() if found.medium is medium]
            count, is_news = len(alike), any(found.accepted_at_ms > state.configured_at_ms for found in alike)
            if count > 1 and is_news and count > at_most(agent, configured):
                yield f"agent {agent_id} has {count} of {medium.value} in hand"
        if any(found.is_parked for found in agent.assignments.values()) and used(state, agent) == 0:
            yield f"agent {agent_id} has laid something aside and does nothing"


def _wrap_ups(state: RoutingState) -> Iterator[str]:
    for agent_id, agent in state.agents.items():
        for interaction_id, assignment in agent.assignments.items():
            is_timed = assignment.state is AssignmentState.WRAP_UP and bool(assignment.wrap_up_until_ms)
            if (f"wrap_up/{agent_id}/{interaction_id}" in state.deadlines) is not is_timed:
                yield f"the wrap-up of {interaction_id} by {agent_id} has a wrong deadline"
            rule = state.queues[assignment.queue_id].configuration.wrap_up
            if assignment.disposition and rule.mode is not WrapUpMode.TIMED_WHOLE and not assignment.wrap_up_until_ms:
                yield f"the wrap-up of {interaction_id} by {agent_id} has its disposition and does not end"


def _queues(state: RoutingState) -> Iterator[str]:
    for queue_id, queue in state.queues.items():
        waiting = {
            name: found.rank
            for name, found in state.interactions.items()
            if found.queue_id == queue_id and found.stage is InteractionStage.WAITING
        }
        if queue.order != sorted((rank, name) for name, rank in waiting.items()):
            yield f"queue {queue_id} has {len(waiting)} waiting and {len(queue.order)} in its order"
        members = [name for name, agent in state.agents.items() if queue_id in agent.queues]
        staffed = [name for name in members if state.agents[name].activity is not Activity.SIGNED_OUT]
        if set(members) != set(queue.members) or len(staffed) != queue.staffed:
            yield f"queue {queue_id} counts {len(queue.members)} members and {queue.staffed} signed in"
        if (f"mode/{queue_id}" in state.deadlines) is not (
            queue.mode is not QueueMode.OPEN and queue.mode_until_ms > 0
        ):
            yield f"the mode {queue.mode.value} of queue {queue_id} has a wrong deadline"


def _agents(state: RoutingState) -> Iterator[str]:
    for agent_id, agent in state.agents.items():
        if agent.skills != skills_now(agent.configuration.skills, agent.override):
            yield f"agent {agent_id} has other skills than the configuration and the override say"
        if list(agent.queues) != list(queues_now(agent.configuration.queues, agent.override)):
            yield f"agent {agent_id} has other queues than the configuration and the override say"
        if (f"override/{agent_id}" in state.deadlines) is not (agent.override.until_ms > 0):
            yield f"the override of {agent_id} has a wrong deadline"


def _lines(state: RoutingState) -> Iterator[str]:
    """Each line holds exactly those who may stand in it, found by looking at everybody."""
    for queue_id, queue in state.queues.items():
        for line in queue.lines.values():
            able = {name for name, agent in state.agents.items() if meets_demand(agent, line.demand)}
            if able != set(line.agents):
                yield f"a line of {queue_id} has {len(line.agents)} agents, {len(able)} meet its demand"
            idle = {name for name in able if line in lines_open_to(state, state.agents[name])}
            if idle != set(line.idle):
                yield f"a line of {queue_id} has {len(line.idle)} idle agents, {len(idle)} could take from it"
    for interaction_id, interaction in state.interactions.items():
        lines = [
            line
            for queue in state.queues.values()
            for line in (*queue.lines.values(), *queue.old_lines)
            if interaction_id in line.waiting
        ]
        is_waiting = interaction.stage is InteractionStage.WAITING
        if lines != ([interaction.line] if is_waiting else []):
            yield f"{interaction_id} is {interaction.stage.value} and stands in {len(lines)} lines"
        elif is_waiting and not _has_yet_to_move(state, interaction) and not _is_placed(state, interaction):
            yield f"{interaction_id} stands in a line or at a place that is not its own"


def _has_yet_to_move(state: RoutingState, interaction: Interaction) -> bool:
    """Whether a new configuration will move it to another line in a round to come."""
    taking_in = state.taking_in
    return interaction.interaction_id in taking_in.interactions or interaction.queue_id in taking_in.queues


def _is_placed(state: RoutingState, interaction: Interaction) -> bool:
    line = interaction.line
    assert line is not None, "who waits stands in a line"
    is_placed = line.waiting.key(interaction.interaction_id) == interaction_rank(state, line, interaction)
    return is_placed and line.demand == demand_of(state, interaction)


def _limits(state: RoutingState) -> Iterator[str]:
    """Whoever waits leaves every step, preference and limit in a bounded time."""
    for interaction_id, interaction in state.interactions.items():
        if interaction.stage is not InteractionStage.WAITING or interaction.queue_id is None:
            continue
        if interaction_id in state.taking_in.interactions:
            continue
        queue = state.queues[interaction.queue_id].configuration
        if interaction.steps < len(queue.steps) and f"step/{interaction_id}" not in state.deadlines:
            yield f"{interaction_id} waits for a step that never comes"
        if interaction.is_preferring and f"preference/{interaction_id}" not in state.deadlines:
            yield f"{interaction_id} waits for one agent without an end"
        if queue.admission.wait_ms_max and f"wait/{interaction_id}" not in state.deadlines:
            yield f"{interaction_id} may wait for longer than its queue lets it"


def _idle_beside_waiting(state: RoutingState) -> Iterator[str]:
    for interaction_id, interaction in state.interactions.items():
        if interaction.stage is not InteractionStage.WAITING or _has_yet_to_move(state, interaction):
            continue
        demand = demand_of(state, interaction)
        for agent_id, agent in state.agents.items():
            if not is_excluded(interaction, agent_id) and could_take(state, agent, demand):
                yield f"{interaction_id} waits beside {agent_id}, who is free and eligible"
