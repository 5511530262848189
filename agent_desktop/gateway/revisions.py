"""Clicks on what is no more as it was shown. Owns which commands are held against a revision."""

from collections.abc import Callable, Mapping

from cic.api.ports import CommandRefused

CHANGE_THE_CALL = frozenset(
    {
        "hold", "resume", "send_into_flow", "hang_up", "transfer_to_queue", "transfer", "consult", "swap", "conference",
        "complete_transfer", "end_consult", "park", "complete",
    }
)  # fmt: skip
"""What the agent would not have asked for, had the agent seen what has happened meanwhile."""


def refusal_of_stale(
    op: str, args: Mapping[str, object], rev: int | None, revision: Callable[[str], int | None]
) -> CommandRefused | None:
    """The refusal of a command that was given on an older revision of its interaction than the one that was told."""
    interaction_id = args.get("interaction_id")
    if rev is None or op not in CHANGE_THE_CALL or not isinstance(interaction_id, str):
        return None
    told = revision(interaction_id)
    if told is None or rev >= told:
        return None
    return CommandRefused("stale", "the interaction has changed since it was shown as the command has it")
