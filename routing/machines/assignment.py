"""Assignment life cycle: the agent's side of an interaction. Owns which move is legal. Knows no time."""

from enum import Enum


class AssignmentState(Enum):
    """What the agent does with the interaction. CLOSED assignments are not kept."""

    __hash__ = object.__hash__  # a member is itself alone: Enum's own way goes by the name, in Python

    CONNECTING = "connecting"
    IN_CONTACT = "in_contact"
    WRAP_UP = "wrap_up"
    CLOSED = "closed"


class AssignmentInput(Enum):
    """What can happen to an assignment."""

    __hash__ = object.__hash__  # a member is itself alone: Enum's own way goes by the name, in Python

    CONNECT = "connect"
    FAIL = "fail"
    RELEASE = "release"
    FINISH = "finish"


# A missing pair is refused as NOT_ALLOWED_NOW.
TRANSITIONS: dict[tuple[AssignmentState, AssignmentInput], AssignmentState] = {
    (AssignmentState.CONNECTING, AssignmentInput.CONNECT): AssignmentState.IN_CONTACT,
    (AssignmentState.CONNECTING, AssignmentInput.FAIL): AssignmentState.CLOSED,
    (AssignmentState.IN_CONTACT, AssignmentInput.RELEASE): AssignmentState.WRAP_UP,
    (AssignmentState.WRAP_UP, AssignmentInput.FINISH): AssignmentState.CLOSED,
}
