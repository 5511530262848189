"""What a caller hears, command by command, with Asterisk's end of the conversation in the test's hands."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from cic.cti.asterisk.agi import HardenedAgi
from cic.cti.asterisk.ami import AmiMessage
from cic.cti.asterisk.keypad import SETTLE_MS
from cic.cti.asterisk.legs import Leg, Legs
from cic.cti.asterisk.session import AgiSession, Job, MediaCommand, SessionNews, Sounds
from cic.cti.asterisk.translate import Translator
from cic.cti.port import (
    AnswerLeg,
    CollectEnd,
    CommandDone,
    DigitsCollectedOpen,
    MenuAnswered,
    PlayMusic,
    PlayPrompts,
    PromptCollect,
    PromptFinished,
    PromptMenu,
)
from routing.vocabulary import EffectId, LegId, Prompt, ProviderId
from tests.unit.asterisk.far_end import FarEnd, eventually, head

pytestmark = pytest.mark.unit

EFFECT = EffectId("effect-1")
LEG = LegId("asterisk-17.1")
WELCOME, THANKS = Prompt("main/welcome", "en"), Prompt("main/thanks", "zh")
ALL_KEYS = '"#*0123456789ABCD"'


@dataclass(slots=True)
class Conversation:
    """A session on its thread and the far end of it."""

    session: AgiSession
    far_end: FarEnd
    thread: threading.Thread
    news: list[SessionNews] = field(default_factory=list)

    def give(self, command: MediaCommand) -> None:
        self.session.give(Job(EFFECT, command))

    def reports(self, count: int = 1) -> list[object]:
        assert eventually(lambda: len(self.news) >= count)
        return [news.report for news in self.news]

    def is_over(self) -> bool:
        self.thread.join(5.0)
        return not self.thread.is_alive()


@pytest.fixture
def conversation() -> Iterator[Conversation]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        news: list[SessionNews] = []
        sounds = Sounds("/prompts", ("default", "calm"))
        session = AgiSession(ours, HardenedAgi(ours, head()), sounds, news.append)
        thread = threading.Thread(target=session.run, daemon=True)
        thread.start()
        yield Conversation(session, FarEnd(theirs), thread, news)
        session.close()
        thread.join(5.0)
        assert not thread.is_alive()


def test_a_hang_up_that_comes_with_the_description_ends_the_conversation() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        session = AgiSession(ours, HardenedAgi(ours, head(b"HANGUP\n")), Sounds("/prompts", ()), lambda _: None)
        thread = threading.Thread(target=session.run, daemon=True)
        thread.start()
        thread.join(5.0)
        assert not thread.is_alive()


def test_an_answer_and_prompts_one_after_the_other(conversation: Conversation) -> None:
    conversation.give(AnswerLeg(LEG))
    conversation.far_end.expect("ANSWER", "200 result=0")
    conversation.give(PlayPrompts(LEG, (WELCOME, THANKS)))
    for path in ("/prompts/en/main/welcome", "/prompts/zh/main/thanks"):
        command = conversation.far_end.expect("STREAM", "200 result=0 endpos=1")
        assert command == f"STREAM FILE {path} {ALL_KEYS} 0"
    assert conversation.reports(2) == [CommandDone(EFFECT), PromptFinished(EFFECT, LEG)]


def test_a_missing_recording_is_left_out_if_the_caller_is_there(conversation: Conversation) -> None:
    conversation.give(PlayPrompts(LEG, (WELCOME,)))
    conversation.far_end.expect("STREAM FILE", "200 result=-1 endpos=0")
    conversation.far_end.expect("CHANNEL STATUS", "200 result=6")
    assert conversation.reports() == [PromptFinished(EFFECT, LEG)]


def test_a_caller_who_is_taken_away_ends_the_conversation_without_a_report(conversation: Conversation) -> None:
    conversation.give(PlayPrompts(LEG, (WELCOME,)))
    conversation.far_end.expect("STREAM FILE", "200 result=-1 endpos=8000")
    conversation.far_end.say("HANGUP")
    assert conversation.is_over()
    assert conversation.news == []


def test_a_key_stops_the_prompts_of_a_menu(conversation: Conversation) -> None:
    conversation.give(PromptMenu(LEG, (WELCOME, THANKS), "12", 3000))
    command = conversation.far_end.expect("STREAM FILE", "200 result=50 endpos=100")
    assert command.endswith(f"{ALL_KEYS} 0")
    assert conversation.reports() == [MenuAnswered(EFFECT, LEG, "2")]


def test_a_menu_waits_for_its_time_after_the_prompts(conversation: Conversation) -> None:
    conversation.give(PromptMenu(LEG, (WELCOME,), "12", 40))
    conversation.far_end.expect("STREAM FILE", "200 result=0 endpos=100")
    while not conversation.news and (command := conversation.far_end.command()):
        assert command.startswith("WAIT FOR DIGIT")
        assert int(command.split()[-1]) <= 40
        conversation.far_end.say("200 result=0")
        if eventually_short(conversation):
            break
    assert conversation.reports() == [MenuAnswered(EFFECT, LEG, None)]


def eventually_short(conversation: Conversation) -> bool:
    """Whether the report came before the next command."""
    conversation.far_end.connection.settimeout(0.2)
    try:
        return not conversation.far_end.connection.recv(1, socket.MSG_PEEK)
    except TimeoutError:
        return True
    finally:
        conversation.far_end.connection.settimeout(5.0)


def test_digits_are_collected_up_to_the_terminator(conversation: Conversation) -> None:
    conversation.give(PromptCollect(LEG, (WELCOME, THANKS), 1, 8, "#", 5000, 3000))
    conversation.far_end.expect("STREAM FILE", "200 result=52 endpos=100")
    for key, limit in (("7", 3000), ("#", 3000)):
        command = conversation.far_end.expect("WAIT FOR DIGIT", f"200 result={ord(key)}")
        assert int(command.split()[-1]) <= limit
    assert conversation.reports() == [DigitsCollectedOpen(EFFECT, LEG, "47", CollectEnd.TERMINATOR)]


def test_a_key_ends_prompts_and_answers_the_menu_after_them(conversation: Conversation) -> None:
    conversation.give(PlayPrompts(LEG, (WELCOME, THANKS)))
    conversation.far_end.expect("STREAM FILE", "200 result=50 endpos=100")
    assert conversation.reports() == [PromptFinished(EFFECT, LEG)]
    conversation.give(PlayPrompts(LEG, (WELCOME,)))
    conversation.give(PromptMenu(LEG, (WELCOME, THANKS), "12", 3000))
    assert conversation.reports(3)[1:] == [PromptFinished(EFFECT, LEG), MenuAnswered(EFFECT, LEG, "2")]
    conversation.give(PromptMenu(LEG, (WELCOME,), "12", 3000))
    conversation.far_end.expect("STREAM FILE", "200 result=49 endpos=100")
    assert conversation.reports(4)[3:] == [MenuAnswered(EFFECT, LEG, "1")]


@pytest.mark.parametrize("is_read", [True, False])
def test_a_key_while_no_command_runs_counts_once(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch, is_read: bool
) -> None:
    now_ms = 1_000
    monkeypatch.setattr("cic.cti.asterisk.session._now_ms", lambda: now_ms)
    conversation.session.overhear("1", 100)
    conversation.session.overhear("", 100)
    conversation.give(PromptCollect(LEG, (WELCOME,), 1, 2, "", 5000, 3000))
    # It may still come as a result: so long a command listens, and the recording need not be played.
    assert conversation.far_end.command() == f"WAIT FOR DIGIT {SETTLE_MS}"
    now_ms += SETTLE_MS
    conversation.far_end.say("200 result=49" if is_read else "200 result=0")
    conversation.far_end.expect("WAIT FOR DIGIT", "200 result=50")
    assert conversation.reports() == [DigitsCollectedOpen(EFFECT, LEG, "12", CollectEnd.MAXIMUM)]


@pytest.mark.parametrize(
    ("channel", "direction", "command"),
    [("17.1", "Received", "WAIT FOR DIGIT"), ("17.1", "Sent", "STREAM FILE"), ("18.1", "Received", "STREAM FILE")],
)
def test_the_managers_word_of_a_callers_key_reaches_its_conversation(
    conversation: Conversation, channel: str, direction: str, command: str
) -> None:
    legs = Legs(ProviderId("asterisk"))
    leg = legs.add(Leg(LEG, "17.1", is_caller=True))
    leg.session = conversation.session
    headers = ["Event: DTMFEnd", f"Uniqueid: {channel}", "Digit: 2", f"Direction: {direction}"]
    assert Translator(legs, frozenset()).translate(AmiMessage(headers)) == []
    conversation.give(PromptMenu(LEG, (WELCOME,), "12", 3000))
    conversation.far_end.expect(command, "200 result=50 endpos=0")
    assert conversation.reports() == [MenuAnswered(EFFECT, LEG, "2")]


def test_a_late_terminator_does_not_end_prompts(conversation: Conversation) -> None:
    conversation.give(PromptCollect(LEG, (WELCOME,), 1, 1, "#", 5000, 3000))
    conversation.far_end.expect("STREAM FILE", "200 result=52 endpos=100")
    conversation.give(PlayPrompts(LEG, (THANKS,)))
    conversation.far_end.expect("STREAM FILE", f"200 result={ord('#')} endpos=1600")
    command = conversation.far_end.expect("STREAM FILE", f"200 result={ord('#')} endpos=2400")
    assert command.endswith(f"/thanks {ALL_KEYS} 1600")
    assert conversation.reports(2)[1:] == [PromptFinished(EFFECT, LEG)]


def test_music_forgets_keys(conversation: Conversation) -> None:
    conversation.give(PlayPrompts(LEG, (WELCOME,)))
    conversation.far_end.expect("STREAM FILE", "200 result=50 endpos=100")
    conversation.give(PlayMusic(LEG, "calm"))
    assert conversation.far_end.command().startswith("EXEC")
    conversation.session.overhear("1", 100)
    conversation.give(PlayPrompts(LEG, (WELCOME,)))
    conversation.far_end.say("200 result=0")
    conversation.far_end.expect("STREAM FILE", "200 result=0 endpos=100")
    assert conversation.reports(3)[2] == PromptFinished(EFFECT, LEG)


def test_music_plays_in_bounded_pieces_until_the_next_job(conversation: Conversation) -> None:
    conversation.give(PlayMusic(LEG, "calm"))
    assert conversation.far_end.expect("EXEC", "200 result=0") == "EXEC MusicOnHold calm,10"
    assert conversation.far_end.command() == "EXEC MusicOnHold calm,10"
    assert conversation.reports() == [CommandDone(EFFECT)]
    conversation.give(PlayMusic(LEG, "nobody has this"))
    conversation.far_end.say("200 result=0")
    conversation.far_end.expect("EXEC MusicOnHold default,10", "200 result=0")


@pytest.mark.parametrize("recording", ["../../etc/passwd", "a b", "a\nHANGUP", "", "/etc/passwd", "a//b"])
def test_a_recording_cannot_leave_its_folder_or_its_line(conversation: Conversation, recording: str) -> None:
    conversation.give(PlayPrompts(LEG, (Prompt(recording, "en"),)))
    assert conversation.is_over()
    assert conversation.news == []


def test_a_hang_up_between_commands_ends_the_conversation(conversation: Conversation) -> None:
    conversation.far_end.connection.close()
    assert conversation.is_over()


def test_closing_ends_a_conversation_whatever_it_does(conversation: Conversation) -> None:
    conversation.give(PlayPrompts(LEG, (WELCOME,)))
    assert conversation.far_end.command().startswith("STREAM FILE")
    conversation.session.close()
    assert conversation.is_over()


def eventually_asked(conversation: Conversation) -> bool:
    """Whether another command came before the second report."""
    assert eventually(lambda: len(conversation.news) > 1 or not eventually_short(conversation))
    return len(conversation.news) < 2


def test_a_caller_for_whom_nobody_decides_hears_music_until_the_next_job(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cic.cti.asterisk.session.IDLE_MS", 20)
    conversation.give(PlayPrompts(LEG, (WELCOME,)))
    conversation.far_end.expect("STREAM FILE", "200 result=0 endpos=1")
    conversation.far_end.expect("ANSWER", "200 result=0")
    assert conversation.far_end.expect("SET MUSIC", "200 result=0") == "SET MUSIC ON default"
    assert eventually_short(conversation), "once is enough: it goes on by itself"
    conversation.session.overhear("2", 100)
    monkeypatch.setattr("cic.cti.asterisk.session.IDLE_MS", 60_000)
    conversation.give(PromptMenu(LEG, (WELCOME,), "12", 3000))
    assert conversation.far_end.expect("SET MUSIC", "200 result=0") == "SET MUSIC OFF"
    while eventually_asked(conversation):  # a key of the last moment is listened for
        conversation.far_end.expect("WAIT FOR DIGIT", "200 result=0")
    assert conversation.reports(2)[1] == MenuAnswered(EFFECT, LEG, "2")


def test_a_caller_who_leaves_during_that_music_ends_the_conversation(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cic.cti.asterisk.session.IDLE_MS", 20)
    conversation.give(AnswerLeg(LEG))
    conversation.far_end.expect("ANSWER", "200 result=0")
    conversation.far_end.expect("ANSWER", "200 result=0")
    conversation.far_end.expect("SET MUSIC", "200 result=0")
    conversation.far_end.say("HANGUP")
    assert conversation.is_over()
