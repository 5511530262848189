"""Why something was not done: a business refusal is a value, never an exception. Owns the codes."""

from dataclasses import dataclass
from enum import Enum


class RejectionCode(Enum):
    """The reasons for a refusal, as the API and the desktop show them."""

    UNKNOWN_AGENT = "unknown_agent"
    UNKNOWN_QUEUE = "unknown_queue"
    UNKNOWN_INTERACTION = "unknown_interaction"
    UNKNOWN_NUMBER = "unknown_number"
    UNKNOWN_REASON = "unknown_reason"
    UNKNOWN_DISPOSITION = "unknown_disposition"
    QUEUE_CLOSED = "queue_closed"
    QUEUE_NIGHT = "queue_night"
    QUEUE_HOLIDAY = "queue_holiday"
    QUEUE_EMERGENCY = "queue_emergency"
    QUEUE_FULL = "queue_full"
    QUEUE_EMPTY = "queue_empty"
    NOT_STAGED = "not_staged"
    UNKNOWN_CONTACT = "unknown_contact"
    AGENT_NOT_AVAILABLE = "agent_not_available"
    OFFER_CLOSED = "offer_closed"
    NOT_SIGNED_IN = "not_signed_in"
    NOT_ALLOWED_NOW = "not_allowed_now"
    NOT_YOURS = "not_yours"
    NOT_SUPPORTED = "not_supported"


@dataclass(frozen=True, slots=True)
class Rejection:
    """A refusal. ``detail`` says what was found and what was expected, in words free of personal values."""

    code: RejectionCode
    detail: str
