"""Commands and figures while the journal takes nothing: refused with a reason, never left hanging."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from cic.api.boards import StateBoards
from cic.api.errors import ApiError
from cic.api.ports import JOURNAL_STALLED, CommandRefused
from cic.api.stalled import COMMANDS_AHEAD_MAX, StallGuard
from cic.api.supervising import StateSupervision
from cic.center.monitoring_inputs import MonitoringInput
from cic.journal.port import CodecError
from cic.runtime.port import EngineStopped
from routing.overrides import QueueMode
from routing.rejections import Rejection, RejectionCode
from routing.supervisor_commands import SetQueueMode, SupervisorCommand
from routing.vocabulary import AgentId, PartyId, PersonalRef, QueueId

pytestmark = pytest.mark.unit


def seal(_party: PartyId, _kind: str, _text: str) -> PersonalRef:
    return PersonalRef("sealed")


ALICE = AgentId("alice")
OPEN = SetQueueMode(QueueId("sales"), QueueMode.OPEN, 0)


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


@pytest.mark.parametrize(
    ("fault", "code"), [(EngineStopped(), "engine_stopped"), (CodecError("half a character"), "bad_command")]
)
async def test_a_supervisors_command_that_is_not_taken_is_refused(fault: Exception, code: str) -> None:
    async def submit(command: SupervisorCommand | MonitoringInput) -> Rejection | None:
        raise fault

    refused = await StateSupervision(submit, lambda: False, lambda: 0, lambda: 0, seal).perform(OPEN)
    assert refused is not None and refused.code == code


async def test_a_supervisors_command_is_answered_or_kept_out_like_an_agents() -> None:
    submitted: list[SupervisorCommand | MonitoringInput] = []
    answers = [None, Rejection(RejectionCode.UNKNOWN_QUEUE, "why")]

    async def submit(command: SupervisorCommand | MonitoringInput) -> Rejection | None:
        submitted.append(command)
        return answers.pop(0)

    desk = StateSupervision(submit, lambda: False, lambda: COMMANDS_AHEAD_MAX + 1, lambda: 0, seal)
    assert await desk.perform(OPEN) is None
    assert await desk.perform(OPEN) == CommandRefused("unknown_queue", "why")
    stalled = StateSupervision(submit, lambda: True, lambda: COMMANDS_AHEAD_MAX + 1, lambda: 0, seal)
    refused = await stalled.perform(OPEN)
    assert refused is not None and refused.code == JOURNAL_STALLED
    assert submitted == [OPEN, OPEN]


async def test_figures_that_wait_for_the_disk_are_refused_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cic.api.durable.READ_LIMIT_S", 0.01)

    def never(view: Callable[[Any], object], deliver: Callable[[Any], None]) -> None:
        return

    with pytest.raises(ApiError) as refused:
        await StateBoards(never, lambda: 0).agents()
    assert (refused.value.status_code, refused.value.code) == (503, JOURNAL_STALLED)
