"""Scripts as text: every step, and every problem at once."""

import pytest

from cic.cti.simulated.script import (
    BeBridged,
    BeCalled,
    BeEnded,
    BeOutside,
    BeParted,
    DialNumber,
    Drop,
    HangUpNow,
    Hear,
    HearDigits,
    HearMusic,
    LeaveMessage,
    Press,
    Say,
    ScriptFault,
    Wait,
    parse_script,
)
from cic.cti.simulated.scripted_caller import main
from routing.vocabulary import EndCause

pytestmark = pytest.mark.unit


def test_every_step_is_read() -> None:
    steps = parse_script(
        """
        - dial: "4000"
          number: "+15550100"
          name: Ann
        - {hear: main/welcome, within_ms: 500}
        - {press: "12#", gap_ms: 10}
        - say: technical support
        - {leave_message: 2500, within_ms: 700}
        - outside: "+15550123"
        - music
        - ring
        - bridge
        - part
        - digits: "12"
        - wait_ms: 5
        - drop_ms: 6
        - hang_up
        - end:
          cause: flow_ended
        """
    )
    assert steps == (
        DialNumber("4000", "+15550100", "Ann"),
        Hear("main/welcome", 500),
        Press("12#", 10),
        Say("technical support"),
        LeaveMessage(2500, 700),
        BeOutside("+15550123"),
        HearMusic(),
        BeCalled(),
        BeBridged(),
        BeParted(),
        HearDigits("12"),
        Wait(5),
        Drop(6),
        HangUpNow(),
        BeEnded(EndCause.FLOW_ENDED),
    )


def test_all_problems_of_a_script_are_told_at_once() -> None:
    with pytest.raises(ScriptFault) as caught:
        parse_script(
            '[{dial: 4000}, {press: "x"}, sing, {wait_ms: -1}, {music: 1}, {hang_up: , now: 1}, {end: , cause: 3},'
            '{say: ""}, {leave_message: x}, {leave_message: 60001}, {outside: 7}]'
        )
    assert [problem.split(":")[0] for problem in caught.value.problems] == [f"step {number}" for number in range(1, 12)]


@pytest.mark.parametrize("text", ["", "dial", "{}", "[", "[" * 5_000, "a: &a [*a]", "- " + "x" * 70_000])
def test_what_is_no_script_is_a_fault(text: str) -> None:
    with pytest.raises(ScriptFault):
        parse_script(text)


def test_the_command_line_says_what_is_wrong_with_a_script(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path_factory.mktemp("script")
    (folder / "script.yaml").write_text("- sing\n", encoding="utf-8")
    (folder / "key").write_text("key\n", encoding="utf-8")
    words = ["--key-file", str(folder / "key"), "--script", str(folder / "script.yaml")]
    assert main(words) == 2
    assert "step 1: expected exactly one of dial" in capsys.readouterr().err
    assert main(["--key-file", str(folder / "none"), "--script", str(folder / "script.yaml")]) == 2
