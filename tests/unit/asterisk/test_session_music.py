"""Keys in prompts and in music, command by command, with Asterisk's end of the conversation in the test's hands."""

from collections.abc import AsyncIterator

import pytest

from cic.cti.port import RINGING, CommandDone, MenuAnswered, PlayMusic, PlayPrompts, PromptFinished, PromptMenu
from tests.unit.asterisk.far_end import until
from tests.unit.asterisk.session_rig import ALL_KEYS, EFFECT, LEG, THANKS, WELCOME, Conversation, begun

pytestmark = pytest.mark.unit


@pytest.fixture
async def conversation() -> AsyncIterator[Conversation]:
    with begun() as made:
        yield made


async def music_for(conversation: Conversation, keys: str) -> None:
    """Music that one of these keys leaves, up to the first wait for one."""
    conversation.give(PlayMusic(LEG, "calm", keys))
    assert await conversation.far_end.expect("SET MUSIC", "200 result=0") == "SET MUSIC ON calm"
    assert await conversation.far_end.command() == "WAIT FOR DIGIT 10000"
    assert await conversation.reports() == [CommandDone(EFFECT)]


def press(conversation: Conversation, key: str) -> None:
    conversation.far_end.say(f"200 result={ord(key)}")


async def test_a_key_of_prompts_answers_them_and_what_is_pressed_behind_it_is_kept(conversation: Conversation) -> None:
    conversation.give(PlayPrompts(LEG, (WELCOME, THANKS), keys="0*"))
    assert (await conversation.far_end.command()).endswith(f"{ALL_KEYS} 0")
    for key in "02":
        conversation.session.overhear(key, 100)
    conversation.far_end.say("200 result=50 endpos=100")
    conversation.give(PromptMenu(LEG, (WELCOME,), "12", 3000))
    assert await conversation.reports(2) == [MenuAnswered(EFFECT, LEG, "0"), MenuAnswered(EFFECT, LEG, "2")]


async def test_what_must_be_heard_is_played_without_a_key_to_stop_it(conversation: Conversation) -> None:
    conversation.give(PlayPrompts(LEG, (WELCOME, THANKS), keys="0", must_be_heard=True))
    for name in ("en/main/welcome", "zh/main/thanks"):
        assert (
            await conversation.far_end.expect("STREAM", "200 result=0 endpos=9") == f'STREAM FILE /prompts/{name} "" 0'
        )
    assert await conversation.reports() == [PromptFinished(EFFECT, LEG)]


async def test_music_answers_with_a_wanted_key_once_and_plays_on(conversation: Conversation) -> None:
    await music_for(conversation, "15")
    press(conversation, "7")
    assert await conversation.far_end.command() == "WAIT FOR DIGIT 10000"
    press(conversation, "5")
    assert (await conversation.reports(2))[1] == MenuAnswered(EFFECT, LEG, "5")
    assert [news.is_over for news in conversation.news] == [False, False]
    assert await conversation.far_end.is_silent(), "it plays by itself"
    assert conversation.session.can_go_on
    conversation.session.overhear("1", 100)
    conversation.give(PlayPrompts(LEG, (WELCOME,)))
    assert await conversation.far_end.expect("SET MUSIC", "200 result=0") == "SET MUSIC OFF"
    await conversation.far_end.expect("STREAM FILE", "200 result=0 endpos=1")
    assert (await conversation.reports(3))[2] == PromptFinished(EFFECT, LEG)


async def test_the_managers_late_word_of_a_key_that_left_music_means_nothing(conversation: Conversation) -> None:
    await music_for(conversation, "1")
    press(conversation, "1")
    assert len(await conversation.reports(2)) == 2
    conversation.give(PromptMenu(LEG, (WELCOME,), "12", 3000))
    await conversation.far_end.expect("SET MUSIC OFF", "200 result=0")
    assert (await conversation.far_end.command()).startswith("STREAM FILE")
    conversation.session.overhear("1", 100)
    conversation.far_end.say("200 result=50 endpos=100")
    assert (await conversation.reports(3))[2] == MenuAnswered(EFFECT, LEG, "2")


async def test_the_next_command_ends_music_that_nobody_left(conversation: Conversation) -> None:
    await music_for(conversation, "1")
    conversation.give(PlayMusic(LEG, "nobody has this", "2"))
    conversation.far_end.say("200 result=0")
    assert await conversation.far_end.expect("SET MUSIC", "200 result=0") == "SET MUSIC OFF"
    assert await conversation.far_end.expect("SET MUSIC", "200 result=0") == "SET MUSIC ON default"


async def test_a_key_before_music_does_not_leave_it(conversation: Conversation) -> None:
    conversation.give(PlayPrompts(LEG, (WELCOME,)))
    await conversation.far_end.expect("STREAM FILE", "200 result=49 endpos=100")
    await until(lambda: len(conversation.news) == 1)
    conversation.give(PlayMusic(LEG, "calm", "1"))
    await conversation.far_end.expect("SET MUSIC ON", "200 result=0")
    conversation.session.overhear("1", 100)  # word of the key that the prompt gave
    await conversation.far_end.expect("WAIT FOR DIGIT", "200 result=0")
    assert (await conversation.far_end.command()).startswith("WAIT FOR DIGIT")
    assert await conversation.reports(2) == [PromptFinished(EFFECT, LEG), CommandDone(EFFECT)]


async def test_ringing_is_a_tone_until_something_else_is_to_be_heard(conversation: Conversation) -> None:
    conversation.give(PlayMusic(LEG, RINGING))
    assert await conversation.far_end.expect("EXEC", "200 result=0") == "EXEC PlayTones 425/1000,0/4000"
    assert await conversation.far_end.is_silent(), "it sounds by itself, and asterisk sees at once when we die"
    conversation.give(PlayMusic(LEG, "calm"))
    assert await conversation.far_end.expect("EXEC", "200 result=0") == "EXEC StopPlayTones"
    assert await conversation.far_end.command() == "EXEC MusicOnHold calm,10"
    assert await conversation.reports(2) == [CommandDone(EFFECT), CommandDone(EFFECT)]
