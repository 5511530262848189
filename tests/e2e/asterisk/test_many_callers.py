"""Many callers at once, made by SIPp: every one is answered, heard and let go."""

import asyncio
from pathlib import Path

import pytest

from cic.cti.asterisk.settings import AsteriskSettings
from cic.cti.port import (
    AnswerLeg,
    CallArrivedOpen,
    CommandFailed,
    HangUpLeg,
    LegAnswered,
    LegEnded,
    MenuAnswered,
    PromptMenu,
    ProviderReport,
)
from routing.vocabulary import EndCause, Prompt
from tests.e2e.asterisk.center import Center

pytestmark = pytest.mark.e2e

SCENARIO = Path(__file__).parent / "sipp/caller_presses_one.xml"
CALLS = 40
CALLS_PER_S = 20


async def test_forty_callers_press_a_key_and_are_thanked(
    center: Center, lab_settings: AsteriskSettings, tmp_path: Path
) -> None:
    serve(center)
    sipp = await asyncio.create_subprocess_exec(
        "sipp", f"127.0.0.1:{lab_settings.sip_port}", "-sf", str(SCENARIO), "-s", "4000", "-m", str(CALLS),
        "-r", str(CALLS_PER_S), "-l", str(CALLS), "-i", "127.0.0.1", "-mi", "127.0.0.1", "-mp", "26000",
        "-timeout", "60", "-timeout_error", "-nostdin",
        cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        output, _ = await asyncio.wait_for(sipp.communicate(), 70)
    finally:
        if sipp.returncode is None:
            sipp.kill()
    assert sipp.returncode == 0, output.decode("utf-8", "replace")[-2000:]
    assert center.count(CallArrivedOpen) == CALLS
    assert center.count(MenuAnswered, lambda report: report.key == "1") == CALLS
    await center.get(LegEnded, lambda _: center.count(LegEnded) == CALLS)
    assert center.count(LegAnswered) == CALLS
    assert center.count(CommandFailed) == 0
    assert len({report.leg_id for report in center.reports if isinstance(report, CallArrivedOpen)}) == CALLS


def serve(center: Center) -> None:
    """Answer every caller, offer a menu, end the call after a key."""

    def take(report: ProviderReport) -> None:
        match report:
            case CallArrivedOpen(leg_id=leg_id):
                center.send(AnswerLeg(leg_id))
                center.send(PromptMenu(leg_id, (Prompt("test/long", "en"),), "1", 10_000))
            case MenuAnswered(leg_id=leg_id):
                center.send(HangUpLeg(leg_id, EndCause.FLOW_ENDED))
            case _:
                pass

    center.on_report = take
