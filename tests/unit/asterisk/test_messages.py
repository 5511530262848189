"""Callers' messages from Asterisk's folder to where they are kept: what is kept, and what is reported when."""

import asyncio
import os
import wave
from array import array
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cic.cti.asterisk.effects import EffectLedger
from cic.cti.asterisk.message_files import MessageFolders, keep
from cic.cti.asterisk.messages import Messages
from cic.cti.port import (
    NOT_RECORDED,
    CommandFailed,
    LegEnded,
    MessageEnd,
    MessageRecorded,
    ProviderReport,
    RecordMessage,
)
from cic.cti.port.messages import message_ms, message_path
from routing.vocabulary import EffectId, EndCause, LegId, RecordingId

pytestmark = pytest.mark.unit

LEG, EFFECT, NAME = LegId("leg-1"), EffectId("effect-1"), RecordingId("m-1")
COMMAND = RecordMessage(LEG, (), NAME, duration_ms_max=60_000, silence_ms=2_000)
ENDED = LegEnded(LEG, EndCause.CALLER_HUNG_UP)
SECOND = 8_000


@pytest.fixture
def folders(tmp_path: Path) -> MessageFolders:
    (tmp_path / "here").mkdir()
    return MessageFolders("/spool", tmp_path / "here", tmp_path / "kept")


@dataclass(slots=True)
class Rig:
    """Messages with everything around them in the test's hands."""

    folders: MessageFolders | None
    reports: list[ProviderReport] = field(default_factory=list)
    tasks: list["asyncio.Task[None]"] = field(default_factory=list)
    messages: Messages = field(init=False)

    def __post_init__(self) -> None:
        self.messages = Messages(self.folders, EffectLedger(self.reports.append), self.reports.append, self._run)

    def _run(self, doing: Coroutine[object, object, None]) -> None:
        self.tasks.append(asyncio.ensure_future(doing))  # type: ignore[arg-type]

    async def settled(self) -> list[ProviderReport]:
        await asyncio.gather(*self.tasks)
        return self.reports


@pytest.fixture
async def rig(folders: MessageFolders) -> Rig:
    return Rig(folders)


def leave(folders: MessageFolders, samples: list[int], header_frames: int | None = None) -> Path:
    """What Asterisk leaves in its folder."""
    path = folders.recorded(NAME)
    with wave.open(str(path), "wb") as file:
        file.setframerate(8000)
        file.setnchannels(1)
        file.setsampwidth(2)
        file.writeframes(array("h", samples).tobytes())
    if header_frames is not None:  # as when it is ended in the middle
        data = bytearray(path.read_bytes())
        data[40:44] = (2 * header_frames).to_bytes(4, "little")
        path.write_bytes(bytes(data))
    return path


def voice(seconds: float) -> list[int]:
    return [3000, -3000] * int(seconds * SECOND / 2)


def quiet(seconds: float) -> list[int]:
    return [20, -20] * int(seconds * SECOND / 2)


@pytest.mark.parametrize("header_frames", [None, 0, 5 * SECOND])
def test_a_message_ends_where_the_voice_ends_whatever_its_header_says(
    folders: MessageFolders, header_frames: int | None
) -> None:
    left = leave(folders, quiet(0.5) + voice(1) + quiet(1) + voice(0.5) + quiet(3), header_frames)
    assert keep(folders, NAME) == 3_000 + 300
    assert message_ms(message_path(folders.kept, NAME)) == 3_300
    assert not left.exists()


@pytest.mark.parametrize("samples", [[], quiet(4), quiet(1) + voice(0.1) + quiet(1)], ids=["empty", "quiet", "click"])
def test_nothing_said_is_not_kept(folders: MessageFolders, samples: list[int]) -> None:
    left = leave(folders, samples)
    assert keep(folders, NAME) == 0
    assert not left.exists()
    assert not message_path(folders.kept, NAME).exists()


def test_a_kept_message_is_never_written_over(folders: MessageFolders) -> None:
    leave(folders, voice(1))
    assert keep(folders, NAME) == 1_000
    leave(folders, voice(3))
    assert keep(folders, NAME) == 1_000
    assert keep(folders, NAME) == 1_000, "also without anything of asterisk's"


@pytest.mark.parametrize("bytes_left", [b"", b"RIFF", b"RIFF\x00\x00\x00\x00WAVEfmt \xff\xff\xff\xff", b"\x00" * 100])
def test_what_is_no_recording_is_nothing_said(folders: MessageFolders, bytes_left: bytes) -> None:
    folders.recorded(NAME).write_bytes(bytes_left)
    assert keep(folders, NAME) == 0


async def test_a_message_is_reported_with_what_is_kept(rig: Rig, folders: MessageFolders) -> None:
    leave(folders, voice(1))
    assert rig.messages.begin(EFFECT, COMMAND)
    rig.messages.recorded(LEG, MessageEnd.KEY)
    assert not rig.reports, "not before it is kept"
    assert await rig.settled() == [MessageRecorded(EFFECT, LEG, 1_000, MessageEnd.KEY)]
    assert not rig.messages.holds_back(ENDED)


async def test_a_hang_up_ends_the_message_before_the_leg(rig: Rig, folders: MessageFolders) -> None:
    leave(folders, voice(1))
    rig.messages.begin(EFFECT, COMMAND)
    assert rig.messages.holds_back(ENDED)
    assert await rig.settled() == [MessageRecorded(EFFECT, LEG, 1_000, MessageEnd.HANG_UP), ENDED]


async def test_a_hang_up_before_the_recording_leaves_nothing(rig: Rig) -> None:
    rig.messages.begin(EFFECT, COMMAND)
    assert rig.messages.holds_back(ENDED)
    assert await rig.settled() == [MessageRecorded(EFFECT, LEG, 0, MessageEnd.HANG_UP), ENDED]


async def test_a_hang_up_while_a_message_is_being_kept_comes_behind_it(rig: Rig, folders: MessageFolders) -> None:
    leave(folders, voice(1))
    rig.messages.begin(EFFECT, COMMAND)
    rig.messages.recorded(LEG, MessageEnd.SILENCE)
    assert rig.messages.holds_back(ENDED)
    assert await rig.settled() == [MessageRecorded(EFFECT, LEG, 1_000, MessageEnd.SILENCE), ENDED]


async def test_a_leg_without_a_message_ends_at_once(rig: Rig) -> None:
    assert not rig.messages.holds_back(ENDED)


async def test_a_message_that_is_replaced_is_not_kept(rig: Rig, folders: MessageFolders) -> None:
    left = leave(folders, voice(1))
    rig.messages.begin(EFFECT, COMMAND)
    rig.messages.replace(LEG)
    assert await rig.settled() == [CommandFailed(EFFECT, "replaced")]
    assert not left.exists()
    rig.messages.recorded(LEG, MessageEnd.KEY)
    assert not rig.messages.holds_back(ENDED)


async def test_a_caller_who_left_while_no_engine_was_there_has_left_its_message(
    rig: Rig, folders: MessageFolders
) -> None:
    rig.messages.of_a_leg_gone(EFFECT, COMMAND)
    assert await rig.settled() == [CommandFailed(EFFECT, "leg_gone")]
    leave(folders, voice(1))
    rig.messages.of_a_leg_gone(EFFECT, COMMAND)
    assert (await rig.settled())[1:] == [MessageRecorded(EFFECT, LEG, 1_000, MessageEnd.HANG_UP)]


async def test_a_caller_who_left_in_a_cut_has_left_its_message(rig: Rig, folders: MessageFolders) -> None:
    leave(folders, voice(1))
    rig.messages.begin(EFFECT, COMMAND)
    rig.messages.legs_read({LEG})
    assert rig.reports == []
    rig.messages.legs_read(set())
    assert rig.reports == [MessageRecorded(EFFECT, LEG, 1_000, MessageEnd.HANG_UP)]
    rig.messages.legs_read(set())
    assert len(rig.reports) == 1


async def test_what_cannot_be_kept_fails_and_is_not_lost(rig: Rig, folders: MessageFolders) -> None:
    left = leave(folders, voice(1))
    folders.kept.write_text("a file where the folder should be")
    rig.messages.begin(EFFECT, COMMAND)
    assert rig.messages.holds_back(ENDED)
    assert await rig.settled() == [CommandFailed(EFFECT, NOT_RECORDED), ENDED]
    assert left.exists()


async def test_what_asterisk_recorded_elsewhere_fails(rig: Rig) -> None:
    rig.messages.begin(EFFECT, COMMAND)
    rig.messages.recorded(LEG, MessageEnd.KEY)
    assert await rig.settled() == [CommandFailed(EFFECT, NOT_RECORDED)]


@pytest.mark.parametrize("name", ["../m", "a b", "", "m/1"])
async def test_a_name_that_leads_elsewhere_is_refused(rig: Rig, name: str) -> None:
    assert not rig.messages.begin(EFFECT, RecordMessage(LEG, (), RecordingId(name), 1_000, 1_000))
    assert rig.reports == [CommandFailed(EFFECT, NOT_RECORDED)]


async def test_without_folders_no_message_can_be_left() -> None:
    rig = Rig(None)
    assert not rig.messages.begin(EFFECT, COMMAND)
    assert rig.reports == [CommandFailed(EFFECT, NOT_RECORDED)]


async def test_what_nobody_asked_for_in_a_day_is_removed(rig: Rig, folders: MessageFolders) -> None:
    old, fresh = leave(folders, voice(1)).rename(folders.here / "old.wav"), leave(folders, voice(1))
    os.utime(old, (1, 1))
    rig.messages.clean_up()
    await rig.settled()
    assert (old.exists(), fresh.exists()) == (False, True)
