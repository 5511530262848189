"""Who lets a segment begin, and who ends it. Owns these words, and who stands behind a cause."""

from enum import Enum

from routing.vocabulary import EndCause


class Initiator(Enum):
    """Who let a segment begin.

    The queue offers, so a ring is the queue's, and so are the talk and the wrap-up that come of it. An agent holds,
    takes back and hands over. The provider begins what is left when it could not carry out a hold or its end. A flow
    that an agent has sent the caller into gives the caller back; so does whoever was consulted, by leaving. A
    supervisor moves contacts, and takes what rings elsewhere.
    """

    CALLER = "caller"
    FLOW = "flow"
    QUEUE = "queue"
    AGENT = "agent"
    PROVIDER = "provider"
    CONSULTED = "consulted"
    SUPERVISOR = "supervisor"


class Releaser(Enum):
    """Who ended a segment or a contact."""

    CALLER = "caller"
    AGENT = "agent"
    MACHINE = "machine"
    SUPERVISOR = "supervisor"


_OF_AGENTS = (EndCause.AGENT_HUNG_UP, EndCause.TRANSFERRED, EndCause.PARKED, EndCause.DECLINED, EndCause.COMPLETED)
_RELEASERS = {EndCause.CALLER_HUNG_UP: Releaser.CALLER, EndCause.SUPERVISOR: Releaser.SUPERVISOR}
_RELEASERS |= dict.fromkeys(_OF_AGENTS, Releaser.AGENT)


def releaser(cause: EndCause) -> Releaser:
    """Return who stands behind a cause."""
    return _RELEASERS.get(cause, Releaser.MACHINE)
