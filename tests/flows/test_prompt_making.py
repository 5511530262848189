"""Making recordings: what changed is made, a person's own wins, nothing of a person is lost, what is missing is told.

The catalogues here are of a language without words for values and wholly recorded, so that no voice is needed.
"""

import json
import wave
from pathlib import Path

import pytest

from cic.cli.main import main
from cic.prompts.build import Built, build
from cic.prompts.fault import PromptsError
from cic.prompts.made import read_made
from cic.prompts.music import waiting_music
from cic.prompts.sound import RATE_HZ, read_recording, write_recording
from cic.prompts.survey import Condition, Lack, Missing, Origin, missing, survey
from cic.prompts.voices import FliteVoice, voice_named
from cic.prompts.wanted import PromptFolders, read_catalogues, wanted_recordings

pytestmark = pytest.mark.unit

VALUE_RECORDING_S_MAX = 1.2


@pytest.fixture
def folders(tmp_path: Path) -> PromptFolders:
    """A flow with two prompts in one language, both recorded by a person, and music."""
    folders = PromptFolders.of(tmp_path)
    folders.prompts.mkdir()
    (folders.prompts / "fr.yaml").write_text("main:\n  hello: Bonjour.\n  bye: Au revoir.\n", encoding="utf-8")
    for name, sample in (("fr/main/hello", 1), ("fr/main/bye", 2)):
        record(folders.by_person(name), sample)
    record(folders.prompts / "music/default.wav", 9)
    return folders


def record(path: Path, sample: int, rate_hz: int = RATE_HZ, channels: int = 1) -> None:
    """A tenth of a second of one loudness, as a person's program would save it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(bytes((sample, 0)) * channels * (rate_hz // 10))


def heard(folders: PromptFolders, name: str) -> int:
    """The sample that a recording was made of."""
    return read_recording(folders.played(name))[0]


def counts(built: Built) -> tuple[int, int, int, int]:
    """Made, copied, unchanged, removed."""
    return built.made, built.copied, built.unchanged, built.removed


def test_a_persons_recordings_are_played_and_made_once(folders: PromptFolders) -> None:
    told: list[str] = []
    assert counts(build(folders, report=told.append)) == (0, 2, 0, 0)
    assert told == ["1/2 fr/main/bye", "2/2 fr/main/hello"]
    assert (heard(folders, "fr/main/hello"), heard(folders, "fr/main/bye")) == (1, 2)
    assert {each.origin for each in survey(folders).recordings.values()} == {Origin.RECORDED}
    assert counts(build(folders)) == (0, 0, 2, 0)


def test_only_what_changed_is_made_again(folders: PromptFolders) -> None:
    build(folders)
    record(folders.by_person("fr/main/hello"), 3)
    assert survey(folders).recordings["fr/main/hello"].condition is Condition.STALE
    assert counts(build(folders)) == (0, 1, 1, 0)
    assert heard(folders, "fr/main/hello") == 3


def test_a_changed_text_makes_its_synthetic_recording_stale(flows_folder: Path, tmp_path: Path) -> None:
    shipped = PromptFolders.of(flows_folder)
    folders = PromptFolders.of(tmp_path)
    folders.prompts.mkdir()
    text = (shipped.prompts / "en.yaml").read_text(encoding="utf-8")
    (folders.prompts / "en.yaml").write_text(text.replace("calling. Goodbye.", "calling. Bye."), encoding="utf-8")
    (folders.prompts / "en").symlink_to(shipped.prompts / "en")
    (folders.prompts / "made.json").symlink_to(shipped.prompts / "made.json")

    def stale(voices: dict[str, str] | None = None) -> set[str]:
        recordings = survey(folders, voices).recordings.items()
        return {name for name, each in recordings if each.condition is not Condition.CURRENT}

    assert stale() == {"en/main/goodbye"}
    assert len(stale({"en": "flite:slt"})) == len(survey(folders).recordings)


def test_what_no_text_names_is_removed_and_what_a_person_put_there_is_not(folders: PromptFolders) -> None:
    build(folders)
    folders.by_person("fr/main/bye").unlink()
    record(folders.played("fr/main/other"), 7)
    (folders.prompts / "fr.yaml").write_text("main:\n  hello: Bonjour.\n", encoding="utf-8")
    assert Missing(Lack.TEXT, "fr/main/bye") in missing(survey(folders))
    assert counts(build(folders)) == (0, 0, 1, 1)
    assert not folders.played("fr/main/bye").exists()
    assert heard(folders, "fr/main/other") == 7
    assert missing(survey(folders)) == (Missing(Lack.TEXT, "fr/main/other"),)


def test_a_recording_that_a_person_put_in_place_is_left_alone_and_told(folders: PromptFolders) -> None:
    build(folders)
    record(folders.played("fr/main/hello"), 8)
    record(folders.by_person("fr/main/hello"), 4)
    assert survey(folders).recordings["fr/main/hello"].condition is Condition.REPLACED
    assert build(folders).replaced == ("fr/main/hello",)
    assert heard(folders, "fr/main/hello") == 8
    folders.played("fr/main/hello").unlink()
    assert build(folders).replaced == ()
    assert heard(folders, "fr/main/hello") == 4


def test_a_build_that_did_not_note_what_it_made_is_taken_up_again(folders: PromptFolders) -> None:
    build(folders)
    (folders.prompts / "made.json").unlink()
    assert build(folders).replaced == ()
    assert set(read_made(folders.prompts).recordings) == {"fr/main/bye", "fr/main/hello"}


def test_other_music_is_kept(folders: PromptFolders) -> None:
    build(folders)
    assert read_recording(folders.prompts / "music/default.wav")[0] == 9


def test_what_is_missing_is_told_by_kind(folders: PromptFolders) -> None:
    record(folders.by_person("fr/main/extra"), 5)
    (folders.prompts / "de.yaml").write_text("main:\n  hello: Hallo.\n  only_here: Nur hier.\n", encoding="utf-8")
    assert set(missing(survey(folders))) == {
        *(Missing(Lack.RECORDING, name) for name in ("de/main/hello", "de/main/only_here")),
        *(Missing(Lack.RECORDING, f"fr/main/{name}") for name in ("hello", "bye", "extra")),
        Missing(Lack.TEXT, "fr/main/extra"),
        *(Missing(Lack.LANGUAGE, name) for name in ("de/main/bye", "de/main/extra", "fr/main/only_here")),
    }


@pytest.mark.parametrize(
    ("rate_hz", "channels", "found"), [(16_000, 1, "mono, 16000 Hz, 16 bit"), (8000, 2, "2 channels, 8000 Hz")]
)
def test_a_recording_of_another_form_is_refused(
    folders: PromptFolders, rate_hz: int, channels: int, found: str
) -> None:
    record(folders.by_person("fr/main/hello"), 1, rate_hz, channels)
    with pytest.raises(PromptsError, match=f"recorded/fr/main/hello.wav: found {found}.*expected mono, 8000 Hz"):
        build(folders)


@pytest.mark.parametrize(
    ("content", "found"),
    [(b"RIFF", "no|what is not WAV"), (b"ID3\x03 an MP3", "what is not WAV"), (b"", "what is not")],
)
def test_a_file_that_is_no_recording_is_refused(folders: PromptFolders, content: bytes, found: str) -> None:
    folders.by_person("fr/main/hello").write_bytes(content)
    with pytest.raises(PromptsError, match=f"hello.wav: found ({found})"):
        survey(folders)


def test_a_recording_that_no_flow_can_name_is_refused(folders: PromptFolders) -> None:
    record(folders.by_person("fr/main/Hello World"), 1)
    with pytest.raises(PromptsError, match=r"found fr/main/Hello World, expected LANGUAGE/FLOW/NAME\.wav"):
        survey(folders)


@pytest.mark.parametrize("content", ["{", "[]", '{"voices": {}, "recordings": {"a": "b"}}', '{"recordings": {}}'])
def test_a_spoilt_note_of_what_was_made_is_refused(folders: PromptFolders, content: str) -> None:
    (folders.prompts / "made.json").write_text(content, encoding="utf-8")
    with pytest.raises(PromptsError, match=r"made\.json: found what was not written here"):
        survey(folders)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("en.yaml", b"main:\n  a:\n  b: '{x}'\n", "en.yaml:2: main.a: .*\n.*en.yaml:3: main.b, character 1"),
        ("en.yaml", b"\xff", "found what is not UTF-8"),
        ("english.yaml", b"main:\n  a: b\n", "found no language in the name"),
        ("en.txt", b"", "found no catalogue, expected en.yaml"),
    ],
)
def test_wrong_catalogues_are_refused(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PromptsError, match=words):
        read_catalogues(tmp_path)


@pytest.mark.parametrize(
    ("language", "spec", "words"),
    [
        ("en", "festival:kal", "expected espeak-ng:VOICE"),
        ("en", "espeak-ng:../x", "expected espeak-ng:VOICE"),
        ("en", "flite:nobody", "expected one of awb, kal"),
        ("zh", "flite:slt", "for English"),
        ("zh", "espeak-ng:cmn", "expected espeak-ng:cmn-latn-pinyin, which reads Chinese right"),
    ],
)
def test_a_voice_that_cannot_speak_the_language_is_refused(language: str, spec: str, words: str) -> None:
    with pytest.raises(PromptsError, match=words):
        voice_named(language, spec)
    assert voice_named("en", "flite:slt") == FliteVoice("slt")


def test_a_voice_for_a_language_without_texts_is_refused(folders: PromptFolders) -> None:
    with pytest.raises(PromptsError, match="found a voice for en, expected fr"):
        build(folders, {"en": "flite:slt"})


def test_a_missing_program_is_named(folders: PromptFolders, monkeypatch: pytest.MonkeyPatch) -> None:
    folders.by_person("fr/main/hello").unlink()
    monkeypatch.setenv("PATH", str(folders.recorded))
    with pytest.raises(PromptsError, match="espeak-ng is not installed; install it"):
        build(folders)
    assert set(read_made(folders.prompts).recordings) == {"fr/main/bye"}


def test_a_pause_stands_where_a_sentence_ended_before_a_part(tmp_path: Path) -> None:
    (tmp_path / "en.yaml").write_text("main:\n  a: 'At {b:number}. Then {b:number}, or {b:number} end'\n", "utf-8")
    wanted = wanted_recordings(read_catalogues(tmp_path))
    parts = [wanted[f"en/main/a-{number}"] for number in (1, 2, 3, 4)]
    assert [part.text for part in parts] == ["At", "Then", "or", "end"]
    assert parts[0].lead_ms == parts[3].lead_ms < parts[2].lead_ms < parts[1].lead_ms


def test_the_commands_tell_and_answer_with_their_code(
    folders: PromptFolders, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        code = main(["prompts", *arguments, "--flows", str(folders.prompts.parent)])
        return code, capsys.readouterr().out

    code, out = run("missing", "--json")
    assert code == 1
    assert json.loads(out)[0] == {"missing": "recording", "recording": "fr/main/bye"}
    assert run("build") == (0, "Recordings: 0 made, 2 copied, 0 unchanged, 0 removed; 0.0 MB.\n")
    assert run("missing") == (0, "Nothing is missing.\n")
    code, out = run("list", "--json", "--flow", "main")
    assert (code, [row["prompt"] for row in json.loads(out)]) == (0, ["main/bye", "main/hello"])
    assert "main  main/bye    fr        recorded  current  Au revoir." in run("list")[1].splitlines()
    record(folders.played("fr/main/hello"), 8)
    assert run("build")[0] == 1
    assert main(["prompts", "build", "--voice", "slt"]) == 2


def test_every_shipped_recording_is_what_its_text_says(flows_folder: Path) -> None:
    found = survey(PromptFolders.of(flows_folder))
    behind = {name: each.condition for name, each in found.recordings.items() if each.condition != "current"}
    assert behind == {}, "run `cic prompts build`"
    assert missing(found) == ()


def test_the_words_of_values_are_trimmed_and_loud_enough(flows_folder: Path) -> None:
    folders = PromptFolders.of(flows_folder)
    for name in survey(folders).recordings:
        if "/values/" in name:
            samples = memoryview(read_recording(folders.played(name))).cast("h")
            assert 0.1 < len(samples) / RATE_HZ < VALUE_RECORDING_S_MAX, name
            assert max(samples) > 8_000, name


def test_the_shipped_music_is_the_music_that_is_made(flows_folder: Path) -> None:
    assert read_recording(flows_folder / "prompts/music/default.wav") == waiting_music()


def test_a_recording_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_recording(tmp_path / "new/a.wav", b"\x01\x02" * 100)
    assert read_recording(tmp_path / "new/a.wav") == b"\x01\x02" * 100
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.wav"]


def test_a_full_disk_is_told_with_the_recording_and_leaves_no_half_of_one(tmp_path: Path) -> None:
    write_recording(tmp_path / "a.wav", b"\x01\x02" * 100)
    (tmp_path / ".a.wav.new").symlink_to("/dev/full")
    with pytest.raises(PromptsError, match=r"a\.wav: cannot be written \(No space left on device\); make room"):
        write_recording(tmp_path / "a.wav", b"\x03\x04" * 100)
    assert read_recording(tmp_path / "a.wav") == b"\x01\x02" * 100
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]
