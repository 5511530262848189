"""Interaction life cycle. Owns which move is legal. Knows no time, no agents, no providers."""

from enum import Enum


class InteractionStage(Enum):
    """Where an interaction stands."""

    __hash__ = object.__hash__  # a member is itself alone: Enum's own way goes by the name, in Python

    SELF_SERVICE = "self_service"
    WAITING = "waiting"
    OFFERED = "offered"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    ENDED = "ended"


class InteractionInput(Enum):
    """What can happen to an interaction."""

    __hash__ = object.__hash__  # a member is itself alone: Enum's own way goes by the name, in Python

    QUEUE = "queue"
    LEAVE = "leave"
    OFFER = "offer"
    RETURN = "return"
    ACCEPT = "accept"
    TAKE = "take"
    CONNECT = "connect"
    FAIL = "fail"
    RELEASE = "release"
    END = "end"


# A missing pair is refused as NOT_ALLOWED_NOW. Whatever goes wrong on the way to an agent leads back to WAITING.
TRANSITIONS: dict[tuple[InteractionStage, InteractionInput], InteractionStage] = {
    (InteractionStage.SELF_SERVICE, InteractionInput.QUEUE): InteractionStage.WAITING,
    (InteractionStage.SELF_SERVICE, InteractionInput.END): InteractionStage.ENDED,
    (InteractionStage.SELF_SERVICE, InteractionInput.TAKE): InteractionStage.CONNECTING,
    (InteractionStage.WAITING, InteractionInput.TAKE): InteractionStage.CONNECTING,
    (InteractionStage.WAITING, InteractionInput.OFFER): InteractionStage.OFFERED,
    (InteractionStage.WAITING, InteractionInput.LEAVE): InteractionStage.SELF_SERVICE,
    (InteractionStage.WAITING, InteractionInput.END): InteractionStage.ENDED,
    (InteractionStage.OFFERED, InteractionInput.RETURN): InteractionStage.WAITING,
    (InteractionStage.OFFERED, InteractionInput.ACCEPT): InteractionStage.CONNECTING,
    (InteractionStage.OFFERED, InteractionInput.END): InteractionStage.ENDED,
    (InteractionStage.CONNECTING, InteractionInput.CONNECT): InteractionStage.CONNECTED,
    (InteractionStage.CONNECTING, InteractionInput.FAIL): InteractionStage.WAITING,
    (InteractionStage.CONNECTING, InteractionInput.END): InteractionStage.ENDED,
    (InteractionStage.CONNECTED, InteractionInput.RELEASE): InteractionStage.SELF_SERVICE,
    (InteractionStage.CONNECTED, InteractionInput.END): InteractionStage.ENDED,
}
