"""Brings the recordings up to date: makes what changed, copies what a person recorded, removes what nobody names.

Owns the order of doing so. What a person put among the recordings that are made is never overwritten.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cic.prompts.made import Made
from cic.prompts.music import waiting_music
from cic.prompts.sound import fingerprint, read_recording, silence, write_recording
from cic.prompts.survey import Condition, Origin, Survey, Surveyed, survey
from cic.prompts.voices import Voice, voice_named
from cic.prompts.wanted import MUSIC_FOLDER, PromptFolders, Wanted

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did. ``replaced`` are recordings that it left alone because a person put them there."""

    made: int
    copied: int
    unchanged: int
    removed: int
    replaced: tuple[str, ...]
    bytes_total: int


def build(folders: PromptFolders, voices: Mapping[str, str] | None = None, report: Report = lambda _: None) -> Built:
    """Make every recording what it ought to be; ``report`` hears of each one on the way.

    PromptsError when a text, a voice, a program or a person's recording cannot be used; what was done until then holds.
    """
    found = survey(folders, voices)
    try:
        return _Build(folders, found, report).run()
    finally:
        found.made.write(folders.prompts)


class _Build:
    def __init__(self, folders: PromptFolders, found: Survey, report: Report) -> None:
        self.folders = folders
        self.found = found
        self.report = report
        self.made = found.made.recordings
        self.voices: dict[str, Voice] = {}
        self.count_made = 0
        self.count_copied = 0
        self.replaced: list[str] = []

    def run(self) -> Built:
        waiting = [each for each in self.found.recordings.values() if each.condition is not Condition.CURRENT]
        for place, each in enumerate(waiting, 1):
            self.report(f"{place}/{len(waiting)} {each.name}")
            self._bring_up_to_date(each)
        self._make_music()
        self._tidy()
        return Built(
            made=self.count_made,
            copied=self.count_copied,
            unchanged=len(self.found.recordings) - self.count_made - self.count_copied - len(self.replaced),
            removed=len(self.found.abandoned),
            replaced=tuple(self.replaced),
            bytes_total=sum(path.stat().st_size for path in self.folders.prompts.glob("*/**/*.wav")),
        )

    def _tidy(self) -> None:
        """Nothing is left of what is named no more, and nothing is said of what is not there."""
        for name in self.found.abandoned:
            self.report(f"removing {name}: no text names it")
            self.folders.played(name).unlink()
        for name in set(self.made) - set(self.found.recordings):
            del self.made[name]
        for each in self.found.recordings.values():
            # A person may have copied a recording here before any build did.
            if each.origin is Origin.RECORDED and each.condition is Condition.CURRENT:
                self.made[each.name] = Made(each.source, each.source)

    def _bring_up_to_date(self, each: Surveyed) -> None:
        path = self.folders.played(each.name)
        if each.origin is Origin.RECORDED:
            samples = read_recording(self.folders.by_person(each.name))
        else:
            samples = self._spoken(self.found.wanted[each.name])
        if each.condition is Condition.REPLACED and fingerprint(read_recording(path)) != fingerprint(samples):
            self.replaced.append(each.name)
            return
        write_recording(path, samples)
        self.made[each.name] = Made(each.source, fingerprint(samples))
        self.count_made += each.origin is Origin.SYNTHETIC
        self.count_copied += each.origin is Origin.RECORDED

    def _spoken(self, wanted: Wanted) -> bytes:
        voice = self.voices.get(wanted.language)
        if voice is None:
            voice = self.voices[wanted.language] = voice_named(wanted.language, self.found.made.voices[wanted.language])
            voice.check()
        return silence(wanted.lead_ms) + voice.speak(wanted.text) + silence(wanted.tail_ms)

    def _make_music(self) -> None:
        """The music that comes with the product, unless there is another one."""
        path = self.folders.prompts / MUSIC_FOLDER / "default.wav"
        if not path.exists():
            self.report("music/default")
            write_recording(path, waiting_music())
