"""Agent activity. Owns which move is legal. Knows no time, no contacts, no phones."""

from enum import Enum

from routing.vocabulary import Activity


class ActivityInput(Enum):
    """What can happen to an agent's activity."""

    GO_AVAILABLE = "go_available"
    GO_ON_BREAK = "go_on_break"
    SIGN_OUT = "sign_out"
    MISS = "miss"


# An agent who missed an offer comes back by an act of the agent only, never silently.
# A missing pair changes nothing: signing out twice, or missing an offer after having left.
TRANSITIONS: dict[tuple[Activity, ActivityInput], Activity] = {
    (Activity.SIGNED_OUT, ActivityInput.GO_AVAILABLE): Activity.AVAILABLE,
    (Activity.SIGNED_OUT, ActivityInput.GO_ON_BREAK): Activity.ON_BREAK,
    (Activity.AVAILABLE, ActivityInput.GO_AVAILABLE): Activity.AVAILABLE,
    (Activity.AVAILABLE, ActivityInput.GO_ON_BREAK): Activity.ON_BREAK,
    (Activity.AVAILABLE, ActivityInput.SIGN_OUT): Activity.SIGNED_OUT,
    (Activity.AVAILABLE, ActivityInput.MISS): Activity.NOT_RESPONDING,
    (Activity.ON_BREAK, ActivityInput.GO_AVAILABLE): Activity.AVAILABLE,
    (Activity.ON_BREAK, ActivityInput.GO_ON_BREAK): Activity.ON_BREAK,
    (Activity.ON_BREAK, ActivityInput.SIGN_OUT): Activity.SIGNED_OUT,
    (Activity.NOT_RESPONDING, ActivityInput.GO_AVAILABLE): Activity.AVAILABLE,
    (Activity.NOT_RESPONDING, ActivityInput.GO_ON_BREAK): Activity.ON_BREAK,
    (Activity.NOT_RESPONDING, ActivityInput.SIGN_OUT): Activity.SIGNED_OUT,
}
