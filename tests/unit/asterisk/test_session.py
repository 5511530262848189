"""What a caller hears, command by command, with Asterisk's end of the conversation in the test's hands."""

from collections.abc import AsyncIterator

import pytest

from cic.cti.asterisk.ami import AmiMessage
from cic.cti.asterisk.keypad import SETTLE_MS
from cic.cti.asterisk.legs import Leg, Legs
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
from routing.vocabulary import Prompt, ProviderId
from tests.unit.asterisk.session_rig import ALL_KEYS, EFFECT, LEG, THANKS, WELCOME, Conversation, begun

pytestmark = pytest.mark.unit


@pytest.fixture
async def conversation() -> AsyncIterator[Conversation]:
    with begun() as made:
        yield made


async def test_a_hang_up_that_comes_with_the_description_ends_the_conversation() -> None:
    with begun(b"HANGUP\n") as conversation:
        assert await conversation.is_over()


async def test_an_answer_and_prompts_one_after_the_other(conversation: Conversation) -> None:
    conversation.give(AnswerLeg(LEG))
    await conversation.far_end.expect("ANSWER", "200 result=0")
    conversation.give(PlayPrompts(LEG, (WELCOME, THANKS)))
    for path in ("/prompts/en/main/welcome", "/prompts/zh/main/thanks"):
        command = await conversation.far_end.expect("STREAM", "200 result=0 endpos=1")
        assert command == f"STREAM FILE {path} {ALL_KEYS} 0"
    assert await conversation.reports(2) == [CommandDone(EFFECT), PromptFinished(EFFECT, LEG)]


async def test_a_missing_recording_is_left_out_if_the_caller_is_there(conversation: Conversation) -> None:
    conversation.give(PlayPrompts(LEG, (WELCOME,)))
    await conversation.far_end.expect("STREAM FILE", "200 result=-1 endpos=0")
    await conversation.far_end.expect("CHANNEL STATUS", "200 result=6")
    assert await conversation.reports() == [PromptFinished(EFFECT, LEG)]


async def test_a_caller_who_is_taken_away_ends_the_conversation_without_a_report(conversation: Conversation) -> None:
    conversation.give(PlayPrompts(LEG, (WELCOME,)))
    await conversation.far_end.expect("STREAM FILE", "200 result=-1 endpos=8000")
    conversation.far_end.say("HANGUP")
    assert await conversation.is_over()
    assert conversation.news == []


async def test_a_key_stops_the_prompts_of_a_menu(conversation: Conversation) -> None:
    conversation.give(PromptMenu(LEG, (WELCOME, THANKS), "12", 3000))
    command = await conversation.far_end.expect("STREAM FILE", "200 result=50 endpos=100")
    assert command.endswith(f"{ALL_KEYS} 0")
    assert await conversation.reports() == [MenuAnswered(EFFECT, LEG, "2")]


async def test_a_menu_waits_for_its_time_after_the_prompts(conversation: Conversation) -> None:
    conversation.give(PromptMenu(LEG, (WELCOME,), "12", 40))
    await conversation.far_end.expect("STREAM FILE", "200 result=0 endpos=100")
    while not conversation.news and (command := await conversation.far_end.command()):
        assert command.startswith("WAIT FOR DIGIT")
        assert int(command.split()[-1]) <= 40
        conversation.far_end.say("200 result=0")
        if await conversation.far_end.is_silent():
            break
    assert await conversation.reports() == [MenuAnswered(EFFECT, LEG, None)]


async def test_digits_are_collected_up_to_the_terminator(conversation: Conversation) -> None:
    conversation.give(PromptCollect(LEG, (WELCOME, THANKS), 1, 8, "#", 5000, 3000))
    await conversation.far_end.expect("STREAM FILE", "200 result=52 endpos=100")
    for key, limit in (("7", 3000), ("#", 3000)):
        command = await conversation.far_end.expect("WAIT FOR DIGIT", f"200 result={ord(key)}")
        assert int(command.split()[-1]) <= limit
    assert await conversation.reports() == [DigitsCollectedOpen(EFFECT, LEG, "47", CollectEnd.TERMINATOR)]


async def test_a_key_ends_prompts_and_answers_the_menu_after_them(conversation: Conversation) -> None:
    conversation.give(PlayPrompts(LEG, (WELCOME, THANKS)))
    await conversation.far_end.expect("STREAM FILE", "200 result=50 endpos=100")
    assert await conversation.reports() == [PromptFinished(EFFECT, LEG)]
    conversation.give(PlayPrompts(LEG, (WELCOME,)))
    conversation.give(PromptMenu(LEG, (WELCOME, THANKS), "12", 3000))
    assert (await conversation.reports(3))[1:] == [PromptFinished(EFFECT, LEG), MenuAnswered(EFFECT, LEG, "2")]
    conversation.give(PromptMenu(LEG, (WELCOME,), "12", 3000))
    await conversation.far_end.expect("STREAM FILE", "200 result=49 endpos=100")
    assert (await conversation.reports(4))[3:] == [MenuAnswered(EFFECT, LEG, "1")]


@pytest.mark.parametrize("is_read", [True, False])
async def test_a_key_while_no_command_runs_counts_once(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch, is_read: bool
) -> None:
    now_ms = 1_000
    monkeypatch.setattr("cic.cti.asterisk.session._now_ms", lambda: now_ms)
    conversation.session.overhear("1", 100)
    conversation.session.overhear("", 100)
    conversation.give(PromptCollect(LEG, (WELCOME,), 1, 2, "", 5000, 3000))
    # It may still come as a result: so long a command listens, and the recording need not be played.
    assert await conversation.far_end.command() == f"WAIT FOR DIGIT {SETTLE_MS}"
    now_ms += SETTLE_MS
    conversation.far_end.say("200 result=49" if is_read else "200 result=0")
    await conversation.far_end.expect("WAIT FOR DIGIT", "200 result=50")
    assert await conversation.reports() == [DigitsCollectedOpen(EFFECT, LEG, "12", CollectEnd.MAXIMUM)]


@pytest.mark.parametrize(
    ("channel", "direction", "command"),
    [("17.1", "Received", "WAIT FOR DIGIT"), ("17.1", "Sent", "STREAM FILE"), ("18.1", "Received", "STREAM FILE")],
)
async def test_the_managers_word_of_a_callers_key_reaches_its_conversation(
    conversation: Conversation, channel: str, direction: str, command: str
) -> None:
    legs = Legs(ProviderId("asterisk"))
    leg = legs.add(Leg(LEG, "17.1", is_caller=True))
    leg.session = conversation.session
    headers = ["Event: DTMFEnd", f"Uniqueid: {channel}", "Digit: 2", f"Direction: {direction}"]
    assert Translator(legs, frozenset()).translate(AmiMessage(headers)) == []
    conversation.give(PromptMenu(LEG, (WELCOME,), "12", 3000))
    await conversation.far_end.expect(command, "200 result=50 endpos=0")
    assert await conversation.reports() == [MenuAnswered(EFFECT, LEG, "2")]


async def test_a_late_terminator_does_not_end_prompts(conversation: Conversation) -> None:
    conversation.give(PromptCollect(LEG, (WELCOME,), 1, 1, "#", 5000, 3000))
    await conversation.far_end.expect("STREAM FILE", "200 result=52 endpos=100")
    conversation.give(PlayPrompts(LEG, (THANKS,)))
    await conversation.far_end.expect("STREAM FILE", f"200 result={ord('#')} endpos=1600")
    command = await conversation.far_end.expect("STREAM FILE", f"200 result={ord('#')} endpos=2400")
    assert command.endswith(f"/thanks {ALL_KEYS} 1600")
    assert (await conversation.reports(2))[1:] == [PromptFinished(EFFECT, LEG)]


async def test_music_forgets_keys(conversation: Conversation) -> None:
    conversation.give(PlayPrompts(LEG, (WELCOME,)))
    await conversation.far_end.expect("STREAM FILE", "200 result=50 endpos=100")
    conversation.give(PlayMusic(LEG, "calm"))
    assert (await conversation.far_end.command()).startswith("EXEC")
    conversation.session.overhear("1", 100)
    conversation.give(PlayPrompts(LEG, (WELCOME,)))
    conversation.far_end.say("200 result=0")
    await conversation.far_end.expect("STREAM FILE", "200 result=0 endpos=100")
    assert (await conversation.reports(3))[2] == PromptFinished(EFFECT, LEG)


async def test_music_plays_in_bounded_pieces_until_the_next_job(conversation: Conversation) -> None:
    conversation.give(PlayMusic(LEG, "calm"))
    assert await conversation.far_end.expect("EXEC", "200 result=0") == "EXEC MusicOnHold calm,10"
    assert await conversation.far_end.command() == "EXEC MusicOnHold calm,10"
    assert await conversation.reports() == [CommandDone(EFFECT)]
    conversation.give(PlayMusic(LEG, "nobody has this"))
    conversation.far_end.say("200 result=0")
    await conversation.far_end.expect("EXEC MusicOnHold default,10", "200 result=0")


@pytest.mark.parametrize("recording", ["../../etc/passwd", "a b", "a\nHANGUP", "", "/etc/passwd", "a//b"])
async def test_a_recording_cannot_leave_its_folder_or_its_line(conversation: Conversation, recording: str) -> None:
    conversation.give(PlayPrompts(LEG, (Prompt(recording, "en"),)))
    assert await conversation.is_over()
    assert conversation.news == []


async def test_a_hang_up_between_commands_ends_the_conversation(conversation: Conversation) -> None:
    conversation.far_end.connection.close()
    assert await conversation.is_over()


async def test_closing_ends_a_conversation_whatever_it_does(conversation: Conversation) -> None:
    conversation.give(PlayPrompts(LEG, (WELCOME,)))
    assert (await conversation.far_end.command()).startswith("STREAM FILE")
    conversation.session.close()
    assert await conversation.is_over()


async def eventually_asked(conversation: Conversation) -> bool:
    """Whether another command came before the second report."""
    while len(conversation.news) < 2:
        if not await conversation.far_end.is_silent():
            return True
    return False


async def test_a_caller_for_whom_nobody_decides_hears_music_until_the_next_job(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cic.cti.asterisk.session.IDLE_MS", 20)
    conversation.give(PlayPrompts(LEG, (WELCOME,)))
    await conversation.far_end.expect("STREAM FILE", "200 result=0 endpos=1")
    await conversation.far_end.expect("ANSWER", "200 result=0")
    assert await conversation.far_end.expect("SET MUSIC", "200 result=0") == "SET MUSIC ON default"
    assert await conversation.far_end.is_silent(), "once is enough: it goes on by itself"
    conversation.session.overhear("2", 100)
    monkeypatch.setattr("cic.cti.asterisk.session.IDLE_MS", 60_000)
    conversation.give(PromptMenu(LEG, (WELCOME,), "12", 3000))
    assert await conversation.far_end.expect("SET MUSIC", "200 result=0") == "SET MUSIC OFF"
    while await eventually_asked(conversation):  # a key of the last moment is listened for
        await conversation.far_end.expect("WAIT FOR DIGIT", "200 result=0")
    assert (await conversation.reports(2))[1] == MenuAnswered(EFFECT, LEG, "2")


async def test_a_caller_who_leaves_during_that_music_ends_the_conversation(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cic.cti.asterisk.session.IDLE_MS", 20)
    conversation.give(AnswerLeg(LEG))
    await conversation.far_end.expect("ANSWER", "200 result=0")
    await conversation.far_end.expect("ANSWER", "200 result=0")
    await conversation.far_end.expect("SET MUSIC", "200 result=0")
    conversation.far_end.say("HANGUP")
    assert await conversation.is_over()
