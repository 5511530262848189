"""Callers' messages on disk: whole or not at all, never over another, and nowhere but in their folder."""

import wave
from pathlib import Path

import pytest

from cic.cti.port import RecordingId
from cic.cti.port.messages import UnsafeRecording, keep_message, message_ms, message_path

pytestmark = pytest.mark.unit

NAME = RecordingId("i7-1")
PCM = b"\x01\x00" * 4_000


def test_a_message_is_kept_and_its_length_told(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "messages"
    assert keep_message(folder, NAME, PCM) == 500
    path = message_path(folder, NAME)
    assert message_ms(path) == 500
    with wave.open(str(path)) as file:
        assert file.readframes(4_000) == PCM
    assert (path.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    assert [found.name for found in folder.iterdir()] == ["i7-1.wav"]


def test_a_message_is_not_written_over(tmp_path: Path) -> None:
    keep_message(tmp_path, NAME, PCM)
    assert keep_message(tmp_path, NAME, PCM * 2) == 500
    assert message_ms(message_path(tmp_path, NAME)) == 500


def test_what_is_left_of_a_broken_writing_does_not_hinder(tmp_path: Path) -> None:
    (tmp_path / "i7-1.part").write_bytes(b"half")
    assert keep_message(tmp_path, NAME, PCM) == 500
    assert not (tmp_path / "i7-1.part").exists()


@pytest.mark.parametrize("bytes_kept", [0, 10, 44, 5_000])
def test_a_part_of_a_message_is_none(tmp_path: Path, bytes_kept: int) -> None:
    keep_message(tmp_path, NAME, PCM)
    path = message_path(tmp_path, NAME)
    path.write_bytes(path.read_bytes()[:bytes_kept])
    assert message_ms(path) is None


def test_what_is_not_there_or_of_another_form_is_none(tmp_path: Path) -> None:
    assert message_ms(tmp_path / "none.wav") is None
    with wave.open(str(tmp_path / "music.wav"), "wb") as file:
        file.setframerate(44_100)
        file.setnchannels(2)
        file.setsampwidth(2)
        file.writeframes(PCM)
    assert message_ms(tmp_path / "music.wav") is None


@pytest.mark.parametrize("name", ["", "../a", "a/b", "a.b", "-a", "a b", "a\x00", "x" * 129])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnsafeRecording) as refused:
        message_path(tmp_path, RecordingId(name))
    assert not name or name not in str(refused.value)


def test_no_room_is_an_error_of_the_system_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "messages").write_text("in the way")
    with pytest.raises(OSError):
        keep_message(tmp_path / "messages", NAME, PCM)
