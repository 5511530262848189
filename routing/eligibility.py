"""Which agent may be offered which interaction. Owns the rule; knows no order and no time.

An agent is free while available, without offer, contact or wrap-up, with no phone in use, and with a desktop open to
show an offer on; who accepts automatically is shown none and needs none. A free agent can serve a signature whose queue
the agent is a member of and at whose provider the agent's phone can be reached.
"""

from routing.state import Agent, Interaction, Signature
from routing.vocabulary import Activity, AgentId


def is_free(agent: Agent) -> bool:
    """Whether the agent could take a contact at once."""
    return (
        agent.activity is Activity.AVAILABLE
        and agent.offer_id is None
        and agent.assignment is None
        and not any(phone.is_in_use for phone in agent.phones.values())
        and has_desktop(agent)
    )


def has_desktop(agent: Agent) -> bool:
    """Whether an offer to the agent would be shown to somebody, or need not be."""
    return agent.is_desktop_open or agent.configuration.accepts_automatically


def served_signatures(agent: Agent) -> tuple[Signature, ...]:
    """The signatures the agent can serve now; none while not free."""
    if not is_free(agent):
        return ()
    reachable = [provider for provider, phone in agent.phones.items() if phone.is_reachable]
    return tuple((queue_id, provider) for queue_id in agent.configuration.queues for provider in reachable)


def signature_of(interaction: Interaction) -> Signature:
    """What the interaction asks of an agent."""
    assert interaction.queue_id is not None, "an interaction without a queue asks for no agent"
    return (interaction.queue_id, interaction.provider)


def is_excluded(interaction: Interaction, agent_id: AgentId) -> bool:
    """Whether the agent has declined this interaction a short while ago."""
    return agent_id in interaction.excluded
