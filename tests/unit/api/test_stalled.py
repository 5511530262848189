"""Commands and figures while the journal takes nothing: refused with a reason, never left hanging."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from cic.api.boards import StateBoards
from cic.api.errors import ApiError
from cic.api.ports import JOURNAL_STALLED, CommandRefused
from cic.api.stalled import COMMANDS_AHEAD_MAX, StallGuard
from routing.vocabulary import AgentId

pytestmark = pytest.mark.unit

ALICE = AgentId("alice")


class Desk:
    """Takes every command."""

    async def perform(self, agent_id: AgentId, op: str, args: Mapping[str, object]) -> CommandRefused | None:
        return None


@pytest.mark.parametrize(
    ("is_stalled", "uncommitted", "code"),
    [
        (True, COMMANDS_AHEAD_MAX + 1, JOURNAL_STALLED),
        (True, COMMANDS_AHEAD_MAX, None),
        (False, COMMANDS_AHEAD_MAX + 1, None),
    ],
)
async def test_commands_are_refused_when_stalled_and_much_waits(
    is_stalled: bool, uncommitted: int, code: str | None
) -> None:
    refused = await StallGuard(Desk(), lambda: is_stalled, lambda: uncommitted).perform(ALICE, "hold", {})
    assert (None if refused is None else refused.code) == code


async def test_figures_that_wait_for_the_disk_are_refused_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cic.api.boards.READ_LIMIT_S", 0.01)

    def never(view: Callable[[Any], object], deliver: Callable[[Any], None]) -> None:
        return

    with pytest.raises(ApiError) as refused:
        await StateBoards(never).agents()
    assert (refused.value.status_code, refused.value.code) == (503, JOURNAL_STALLED)
