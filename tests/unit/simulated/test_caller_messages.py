"""A caller's message in the switch: what the phone is told, what is bounded, and what becomes of an odd turn."""

import pytest

from cic.cti.port import (
    AnswerLeg,
    CallArrivedOpen,
    CommandFailed,
    Grammar,
    HangUpLeg,
    LegEnded,
    MessageEnd,
    MessageRecorded,
    PlayMusic,
    PromptMenu,
    ProviderCommand,
    ProviderReport,
    RecordingId,
    RecordMessage,
    SpokenPhrase,
)
from cic.cti.simulated import frames
from cic.cti.simulated.exchange import (
    Limits,
    MessageToFind,
    MessageToKeep,
    Output,
    PhoneId,
    PhoneIdentity,
    Reported,
    ToPhone,
)
from cic.cti.simulated.frames import PhoneFrame, PhoneRole, SwitchFrame
from cic.cti.simulated.switch import Switch
from cic.cti.simulated.wire import serialise
from routing.vocabulary import EffectId, EndCause, LegId, Prompt, ProviderId

pytestmark = pytest.mark.unit

EFFECT, PROMPTS = EffectId("message"), (Prompt("main/leave_message", "en"),)
SECOND_OF_SOUND, SECOND_OF_SILENCE = b"\x00\x20" * 8_000, b"\x00\x00" * 8_000
CALLER = PhoneIdentity(PhoneRole.CALLER)


class Desk:
    """One caller at a switch, answered, with a message asked of it."""

    def __init__(self, longest_ms: int = 60_000, message_ms_max: int = 300_000) -> None:
        self.switch = Switch(
            ProviderId("simulated"), b"a secret for tests only", lambda: "x", Limits(message_ms_max=message_ms_max)
        )
        self.now_ms, self.phone, self.token = 0, PhoneId(1), ""
        self.reports: list[ProviderReport] = []
        self.told: list[SwitchFrame] = []
        self.finds: list[MessageToFind] = []
        self.keeps: list[MessageToKeep] = []
        self.switch.start([], 0)
        self.take(self.switch.connect(self.phone, CALLER, 0))
        self.say(frames.Dial("4000"))
        (arrived,) = [report for report in self.reports if isinstance(report, CallArrivedOpen)]
        self.leg: LegId = arrived.leg_id
        self.order("answer", AnswerLeg(self.leg))
        self.reports.clear()
        self.order(EFFECT, RecordMessage(self.leg, PROMPTS, RecordingId("m1"), longest_ms, 2_000))

    def take(self, outputs: list[Output]) -> None:
        for output in outputs:
            match output:
                case Reported(report=report):
                    self.reports.append(report)
                case ToPhone(frame=frame):
                    self.told.append(frame)
                    self.token = frame.rejoin if isinstance(frame, frames.LegGiven) else self.token
                case MessageToFind():
                    self.finds.append(output)
                case MessageToKeep():
                    self.keeps.append(output)

    def say(self, frame: PhoneFrame) -> None:
        self.take(self.switch.receive(self.phone, serialise(frame), self.now_ms))

    def order(self, effect_id: str, command: ProviderCommand) -> None:
        self.take(self.switch.execute(EffectId(effect_id), command, self.now_ms))

    def wait(self, duration_ms: int) -> None:
        self.now_ms += duration_ms
        self.take(self.switch.expire(self.now_ms))

    def not_found(self) -> None:
        self.take(self.switch.message_found(self.finds.pop(), None, self.now_ms))

    def begin(self) -> None:
        self.not_found()
        self.say(frames.Played(self.leg, EFFECT))

    def speak(self, pcm: bytes, effect_id: EffectId = EFFECT) -> None:
        self.say(frames.Audio(self.leg, effect_id, pcm))

    def come_back(self) -> None:
        self.take(self.switch.disconnect(self.phone, self.now_ms))
        self.phone = PhoneId(self.phone + 1)
        self.told.clear()
        self.take(self.switch.connect(self.phone, CALLER, self.now_ms))
        self.say(frames.Rejoin(self.leg, self.token))


def test_the_phone_is_told_to_play_and_then_to_record() -> None:
    desk = Desk()
    assert not [frame for frame in desk.told if isinstance(frame, frames.Play)], "the disk is asked first"
    desk.not_found()
    assert [type(frame) for frame in desk.told[-1:]] == [frames.Play]
    desk.say(frames.Played(desk.leg, EFFECT))
    assert desk.told[-1] == frames.Record(desk.leg, EFFECT, 60_000, True)


def test_a_phone_that_comes_back_goes_on_without_a_tone() -> None:
    desk = Desk()
    desk.not_found()
    desk.come_back()
    assert [type(frame) for frame in desk.told[-1:]] == [frames.Play]
    desk.say(frames.Played(desk.leg, EFFECT))
    desk.speak(SECOND_OF_SOUND)
    desk.come_back()
    assert desk.told[-1] == frames.Record(desk.leg, EFFECT, 59_000, False)
    desk.speak(SECOND_OF_SOUND)
    desk.say(frames.Digit(desk.leg, "#"))
    assert desk.keeps[0].pcm == SECOND_OF_SOUND * 2


def test_a_pause_is_part_of_a_message_and_the_silence_at_its_end_is_not() -> None:
    desk = Desk()
    desk.begin()
    for pcm in (SECOND_OF_SOUND, SECOND_OF_SILENCE, SECOND_OF_SOUND, SECOND_OF_SILENCE, SECOND_OF_SILENCE):
        desk.wait(900)
        desk.speak(pcm)
    desk.wait(900)
    (to_keep,) = desk.keeps
    assert (to_keep.ended_by, len(to_keep.pcm)) == (MessageEnd.SILENCE, 3 * 16_000)
    assert isinstance(desk.told[-1], frames.Stop)


def test_a_phone_that_sends_nothing_is_silent() -> None:
    desk = Desk()
    desk.begin()
    desk.take(desk.switch.disconnect(desk.phone, desk.now_ms))
    desk.wait(2_400)
    assert desk.reports == [MessageRecorded(EFFECT, desk.leg, 0, MessageEnd.SILENCE)]


@pytest.mark.parametrize(("longest_ms", "message_ms_max"), [(1_500, 300_000), (60_000, 1_500)])
def test_a_message_is_bounded_by_the_flow_and_by_the_provider(longest_ms: int, message_ms_max: int) -> None:
    desk = Desk(longest_ms, message_ms_max)
    desk.begin()
    desk.speak(SECOND_OF_SOUND)
    desk.speak(SECOND_OF_SOUND)
    desk.speak(SECOND_OF_SOUND)
    (to_keep,) = desk.keeps
    assert (to_keep.ended_by, len(to_keep.pcm)) == (MessageEnd.MAXIMUM, 1_500 * 16)


def test_sound_for_another_message_or_before_the_tone_is_dropped() -> None:
    desk = Desk()
    desk.not_found()
    desk.speak(SECOND_OF_SOUND)
    desk.say(frames.Played(desk.leg, EFFECT))
    desk.speak(SECOND_OF_SOUND, EffectId("other"))
    desk.say(frames.Digit(desk.leg, "#"))
    assert desk.reports == [MessageRecorded(EFFECT, desk.leg, 0, MessageEnd.KEY)] and desk.keeps == []


def test_whatever_replaces_a_message_ends_it_and_keeps_nothing() -> None:
    desk = Desk()
    desk.begin()
    desk.speak(SECOND_OF_SOUND)
    desk.order("music", PlayMusic(desk.leg, "default"))
    assert CommandFailed(EFFECT, "replaced") in desk.reports
    assert desk.keeps == [] and desk.switch.exchange.timers.next_ms == 10_000, "nothing but the ping is due"


def test_a_leg_that_the_engine_ends_leaves_its_message() -> None:
    desk = Desk()
    desk.begin()
    desk.speak(SECOND_OF_SOUND)
    desk.order("end", HangUpLeg(desk.leg, EndCause.FLOW_ENDED))
    (to_keep,) = desk.keeps
    assert to_keep.ended_by is MessageEnd.HANG_UP
    desk.take(desk.switch.message_kept(to_keep, 1_000, desk.now_ms))
    assert desk.reports == [
        LegEnded(desk.leg, EndCause.FLOW_ENDED),
        MessageRecorded(EFFECT, desk.leg, 1_000, MessageEnd.HANG_UP),
    ], "the provider holds the first back until the second is there"


def test_a_message_of_before_a_restart_is_told_though_its_caller_is_gone() -> None:
    desk = Desk()
    desk.order("late", RecordMessage(LegId("gone"), PROMPTS, RecordingId("m0"), 60_000, 2_000))
    desk.take(desk.switch.message_found(desk.finds.pop(), 1_200, desk.now_ms))
    assert desk.reports == [MessageRecorded(EffectId("late"), LegId("gone"), 1_200, MessageEnd.SILENCE)]
    desk.order("never", RecordMessage(LegId("gone"), PROMPTS, RecordingId("m9"), 60_000, 2_000))
    desk.not_found()
    assert desk.reports[-1] == CommandFailed(EffectId("never"), "no_leg")


def test_what_the_disk_says_too_late_means_nothing() -> None:
    desk = Desk()
    desk.order("music", PlayMusic(desk.leg, "default"))
    desk.reports.clear()
    desk.take(desk.switch.message_found(desk.finds[0], 1_200, desk.now_ms))
    desk.take(desk.switch.message_failed(desk.finds[0], desk.now_ms))
    assert desk.reports == []


def test_a_phone_that_comes_back_may_still_speak_to_a_prompt_that_listens() -> None:
    desk = Desk()
    grammar = Grammar("en", (SpokenPhrase("sales", ("sales",)),), 60)
    desk.order("menu", PromptMenu(desk.leg, PROMPTS, "12", 5_000, grammar))
    desk.come_back()
    play = desk.told[-1]
    assert isinstance(play, frames.Play) and play.listen
