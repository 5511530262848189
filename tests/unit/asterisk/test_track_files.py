"""Tracks on their way from Asterisk's folder to ours: silence where it was, whole or not at all, never in memory."""

import os
import wave
from pathlib import Path

import pytest

from cic.cti.asterisk.growth import Gap
from cic.cti.asterisk.track_files import TrackFolders, closed_ms, has_room, keep, left_behind, lengths_ms
from cic.cti.port.messages import BYTES_PER_MS, UnsafeRecording
from cic.cti.port.tracks import HEAD_BYTES, track_ms, track_path, wave_head
from routing.vocabulary import RecordingId

pytestmark = pytest.mark.unit

TRACK = RecordingId("customer")
LOUD, QUIET = b"\x00\x20", b"\x01\x00"


@pytest.fixture
def folders(tmp_path: Path) -> TrackFolders:
    (tmp_path / "here").mkdir()
    return TrackFolders("/srv/tracks", tmp_path / "here", tmp_path / "kept")


def recorded(folders: TrackFolders, pcm: bytes, told_bytes: int | None = None) -> Path:
    """What Asterisk left; an Asterisk that died told another length."""
    path = folders.recorded(TRACK)
    path.write_bytes(wave_head(len(pcm) if told_bytes is None else told_bytes) + pcm)
    return path


def sound(folders: TrackFolders) -> bytes:
    with wave.open(str(track_path(folders.kept, TRACK)), "rb") as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        return file.readframes(file.getnframes())


def of_ms(sample: bytes, duration_ms: int) -> bytes:
    return sample * (duration_ms * BYTES_PER_MS // 2)


def test_a_track_is_brought_over_as_it_is(folders: TrackFolders) -> None:
    left = recorded(folders, of_ms(LOUD, 700_000))
    assert keep(folders, TRACK, ()) == 700_000
    assert sound(folders) == of_ms(LOUD, 700_000)
    assert not left.exists()
    kept = track_path(folders.kept, TRACK)
    assert kept.stat().st_mode & 0o777 == 0o600
    assert os.listdir(folders.kept) == ["customer.wav"]


def test_silence_is_put_where_nobody_speaks(folders: TrackFolders) -> None:
    before, pause, behind = of_ms(LOUD, 3_000), of_ms(QUIET, 100), of_ms(LOUD, 2_000)
    recorded(folders, before + pause + behind)
    assert keep(folders, TRACK, (Gap(4_096, 1_000),)) == 6_100
    kept = sound(folders)
    silence = of_ms(b"\x00\x00", 1_000)
    assert kept.replace(silence, b"") == before + pause + behind
    assert len(before) <= kept.index(silence) <= len(before + pause)


def test_gaps_close_to_each_other_lose_nothing(folders: TrackFolders) -> None:
    pcm = b"".join(number.to_bytes(2, "little") for number in range(1, 30_001))
    recorded(folders, pcm)
    keep(folders, TRACK, (Gap(500, 100), Gap(600, 200), Gap(2_600, 300), Gap(9_000, 400)))
    kept = sound(folders)
    assert len(kept) == len(pcm) + 1_000 * BYTES_PER_MS
    assert [sample for sample in memoryview(kept).cast("H") if sample] == list(memoryview(pcm).cast("H"))


def test_an_asterisk_that_died_leaves_what_it_had_written(folders: TrackFolders) -> None:
    recorded(folders, of_ms(LOUD, 500) + b"\x07", told_bytes=0)
    assert closed_ms(folders, TRACK) == 500
    assert keep(folders, TRACK, ()) == 500


def test_a_track_is_never_written_over(folders: TrackFolders) -> None:
    recorded(folders, of_ms(LOUD, 500))
    keep(folders, TRACK, ())
    again = recorded(folders, of_ms(QUIET, 900))
    assert keep(folders, TRACK, ()) == 500
    assert sound(folders) == of_ms(LOUD, 500)
    assert not again.exists()


def test_without_a_file_there_is_no_track(folders: TrackFolders) -> None:
    assert keep(folders, TRACK, ()) is None
    assert closed_ms(folders, TRACK) is None
    assert lengths_ms(folders, (TRACK,)) == {TRACK: None}
    with pytest.raises(UnsafeRecording):
        folders.recorded(RecordingId("../customer"))


def test_what_cannot_be_kept_stays_where_it_is(folders: TrackFolders) -> None:
    left = recorded(folders, of_ms(LOUD, 500))
    folders.kept.write_text("a file is no folder")
    with pytest.raises(OSError):
        keep(folders, TRACK, ())
    assert left.stat().st_size == HEAD_BYTES + 500 * BYTES_PER_MS


def test_a_copy_that_never_became_whole_is_made_anew(folders: TrackFolders) -> None:
    folders.kept.mkdir()
    (folders.kept / "customer.copy").write_bytes(wave_head(10) + b"half")
    recorded(folders, of_ms(LOUD, 500))
    assert keep(folders, TRACK, ()) == 500
    assert track_ms(track_path(folders.kept, TRACK)) == 500
    assert os.listdir(folders.kept) == ["customer.wav"]


def test_only_what_nobody_writes_to_any_more_was_left_behind(folders: TrackFolders) -> None:
    path = recorded(folders, of_ms(LOUD, 500))
    written_s = path.stat().st_mtime
    assert left_behind(folders, written_s - 1) == []
    assert left_behind(folders, written_s + 1) == [TRACK]


def test_what_lies_there_under_a_name_of_somebody_elses_keeps_no_track_waiting(folders: TrackFolders) -> None:
    path = recorded(folders, of_ms(LOUD, 500))
    (folders.here / "a test call.wav").write_bytes(path.read_bytes())
    (folders.here / "moved away.wav").symlink_to(folders.here / "nowhere")
    assert left_behind(folders, path.stat().st_mtime + 60) == [TRACK]


def test_a_folder_that_is_not_there_has_no_room(tmp_path: Path) -> None:
    assert has_room(TrackFolders("/srv/tracks", tmp_path, tmp_path))
    assert not has_room(TrackFolders("/srv/tracks", tmp_path / "nowhere", tmp_path))
