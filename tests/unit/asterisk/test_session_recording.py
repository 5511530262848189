"""A caller leaves a message, command by command, with Asterisk's end of the conversation in the test's hands."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cic.cti.asterisk.message_files import MessageFolders
from cic.cti.asterisk.recording import RecordingEnded
from cic.cti.asterisk.session import Sounds
from cic.cti.port import NOT_RECORDED, CommandFailed, MenuAnswered, MessageEnd, PlayPrompts, PromptMenu, RecordMessage
from routing.vocabulary import RecordingId
from tests.unit.asterisk.session_rig import ALL_KEYS, EFFECT, LEG, WELCOME, Conversation, begun

pytestmark = pytest.mark.unit

MESSAGE = RecordMessage(LEG, (WELCOME,), RecordingId("m-1"), duration_ms_max=60_000, silence_ms=2_500)
RECORD = f'RECORD FILE "/spool/m-1" wav {ALL_KEYS} 60000'


@pytest.fixture
def folders(tmp_path: Path) -> MessageFolders:
    (tmp_path / "here").mkdir()
    return MessageFolders("/spool", tmp_path / "here", tmp_path / "kept")


@pytest.fixture
async def conversation(folders: MessageFolders) -> AsyncIterator[Conversation]:
    with begun(sounds=Sounds("/prompts", (), folders)) as made:
        yield made


async def up_to_the_recording(conversation: Conversation) -> None:
    conversation.give(MESSAGE)
    await conversation.far_end.expect("STREAM FILE", "200 result=0 endpos=1")
    assert await conversation.far_end.command() == f"{RECORD} BEEP s=3"


@pytest.mark.parametrize(
    ("answer", "ended_by"),
    [
        ("200 result=53 (dtmf) endpos=32000", MessageEnd.KEY),
        ("200 result=0 (timeout) endpos=32000", MessageEnd.SILENCE),
        ("200 result=0 (timeout) endpos=479800", MessageEnd.MAXIMUM),
    ],
)
async def test_what_ends_a_message(conversation: Conversation, answer: str, ended_by: MessageEnd) -> None:
    await up_to_the_recording(conversation)
    conversation.far_end.say(answer)
    # The answer comes before the file is closed.
    assert await conversation.far_end.command() == "CHANNEL STATUS"
    assert conversation.news == []
    conversation.far_end.say("200 result=6")
    assert await conversation.reports() == [RecordingEnded(ended_by)]


async def test_a_hang_up_is_told_by_the_manager_alone(conversation: Conversation) -> None:
    await up_to_the_recording(conversation)
    conversation.far_end.say("200 result=-1 (hangup) endpos=32000")
    conversation.far_end.say("HANGUP")
    assert await conversation.is_over()
    assert conversation.news == []


async def test_a_key_before_the_tone_leads_to_it_and_means_no_more(conversation: Conversation) -> None:
    conversation.give(MESSAGE)
    await conversation.far_end.expect("STREAM FILE", "200 result=49 endpos=1")
    await conversation.far_end.expect(f"{RECORD} BEEP", "200 result=50 (randomerror) endpos=0")  # in the tone
    await conversation.far_end.expect(f"{RECORD} s=3", "200 result=0 (timeout) endpos=32000")
    await conversation.far_end.expect("CHANNEL STATUS", "200 result=6")
    assert len(await conversation.reports()) == 1
    conversation.give(PromptMenu(LEG, (WELCOME,), "12", 3000))
    await conversation.far_end.expect("STREAM FILE", "200 result=51 endpos=1")
    assert (await conversation.reports(2))[1] == MenuAnswered(EFFECT, LEG, "3")


async def test_a_kept_key_leads_to_the_tone_without_the_prompts(conversation: Conversation) -> None:
    conversation.give(PlayPrompts(LEG, (WELCOME,)))
    await conversation.far_end.expect("STREAM FILE", "200 result=49 endpos=1")
    await conversation.reports()
    conversation.give(MESSAGE)
    assert (await conversation.far_end.command()).startswith("RECORD FILE")


async def test_without_a_tone_it_is_recorded_all_the_same(conversation: Conversation) -> None:
    await up_to_the_recording(conversation)
    conversation.far_end.say("200 result=-1 (randomerror) endpos=0")
    await conversation.far_end.expect("CHANNEL STATUS", "200 result=6")
    assert await conversation.far_end.command() == f"{RECORD} s=3"


async def test_where_asterisk_cannot_write_nothing_is_recorded(conversation: Conversation) -> None:
    await up_to_the_recording(conversation)
    for _ in range(2):
        conversation.far_end.say("200 result=-1 (writefile)")
        await conversation.far_end.expect("CHANNEL STATUS", "200 result=6")
        command = await conversation.far_end.command()
    assert command == "CHANNEL STATUS"
    conversation.far_end.say("200 result=6")
    assert await conversation.reports() == [RecordingEnded(None)]


@pytest.mark.parametrize("folder", ["here", "kept"])
async def test_a_message_that_was_begun_before_is_not_recorded_over(
    conversation: Conversation, folders: MessageFolders, folder: str
) -> None:
    file = folders.here.parent / folder / "m-1.wav"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"RIFF")
    conversation.give(MESSAGE)
    assert await conversation.reports() == [RecordingEnded(MessageEnd.SILENCE)]
    assert await conversation.far_end.is_silent()


async def test_without_a_folder_no_message_is_recorded() -> None:
    with begun() as conversation:
        conversation.give(MESSAGE)
        assert await conversation.reports() == [CommandFailed(EFFECT, NOT_RECORDED)]
