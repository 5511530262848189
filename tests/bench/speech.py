"""``python -m tests.bench.speech``: how well callers are understood, by whom, in how much noise, and how soon.

Each utterance goes the way of a call: telephone band, mu-law, the detector that finds it, the recogniser of the
product. Owns the measurement and its report. Every figure but the delays is the same in each run of a seed.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cic.speech.audio import FRAME_BYTES, FRAME_MS, TELEPHONE_HZ
from cic.speech.conversation import BEFORE_SPEECH_MS
from cic.speech.pocketsphinx_recogniser import PocketsphinxRecogniser
from cic.speech.port import Phrase
from cic.speech.voice_activity import Heard, VoiceActivity, telephone_voice
from tests.bench.calls.machine import commit
from tests.bench.speech_audio import NOISES_DB, missing_programs, on_the_line, spoken
from tests.bench.speech_menus import MENUS, Menu

RESULTS = Path(__file__).parents[2] / "bench" / "results" / "speech.json"
SURE_FROM = 60
"""The threshold of a flow that names none."""
NOTHING = "(nothing)"
OTHER = "(none of the phrases)"


@dataclass(frozen=True, slots=True)
class Said:
    """One utterance and what became of it. A delay is from its last sound."""

    menu: str
    noise: str
    voice: str
    words: str
    is_phrase: bool
    label: str
    confidence: int
    recognition_ms: float
    delay_ms: float

    @property
    def is_sure(self) -> bool:
        """Whether the flow would have acted on it."""
        return self.confidence >= SURE_FROM

    @property
    def is_asked(self) -> bool:
        """Whether the flow would have asked."""
        return 0 < self.confidence < SURE_FROM

    @property
    def is_right(self) -> bool:
        """Whether it was heard as what it was."""
        return self.label == self.words


def main() -> None:
    """Measure, print, write."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="python -m tests.bench.speech", description=__doc__, formatter_class=raw)
    parser.add_argument("--seed", type=int, default=1, help="of the noise (default: 1)")
    parser.add_argument("--json", action="store_true", help="JSON instead of tables")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name} too")
    chosen = parser.parse_args()
    if missing := missing_programs():
        sys.exit(f"missing: {', '.join(missing)}. They speak for the callers: apt-get install {' '.join(missing)}")
    found = [said for name, menu in MENUS.items() for said in measure(name, menu, chosen.seed)]
    data = {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "commit": commit(),
        "seed": chosen.seed,
        "utterances": len(found),
        "sure_from": SURE_FROM,
        "menus": report(found),
    }
    print(json.dumps(data, indent=1) if chosen.json else "\n".join(table(data)))
    if chosen.write:
        RESULTS.write_text(json.dumps(data, indent=1) + "\n", "utf-8")


def measure(name: str, menu: Menu, seed: int) -> Iterator[Said]:
    """Everything of a menu by every voice in every noise, in one recogniser, as it comes in a worker."""
    recogniser = PocketsphinxRecogniser()
    phrases = tuple(Phrase(words, (words,)) for words in menu.phrases)
    for number, voice in enumerate(menu.voices):
        print(f"{name}: {voice}", file=sys.stderr, flush=True)
        for index, words in enumerate((*menu.phrases, *menu.others)):
            samples = spoken(voice, words)
            for noise, noise_db in NOISES_DB.items():
                line, _, ends_ms = on_the_line(samples, noise_db, seed * 1_000_000 + number * 1_000 + index)
                label, confidence, recognition_ms, ended_ms = hear(recogniser, phrases, line)
                delay_ms = ended_ms - ends_ms + recognition_ms
                is_phrase = words in menu.phrases
                yield Said(name, noise, voice, words, is_phrase, label, confidence, recognition_ms, delay_ms)


def hear(recogniser: PocketsphinxRecogniser, phrases: tuple[Phrase, ...], line: bytes) -> tuple[str, int, float, int]:
    """What is made of a line: label, confidence, how long recognition took after the end, when that was."""
    frames = [line[at : at + FRAME_BYTES] for at in range(0, len(line) - FRAME_BYTES + 1, FRAME_BYTES)]
    began, ended = utterance(frames)
    if began is None:
        return NOTHING, 0, 0.0, ended * FRAME_MS
    recogniser.start(phrases, "en", TELEPHONE_HZ)
    for frame in frames[max(0, began + 1 - BEFORE_SPEECH_MS // FRAME_MS) : ended]:
        recogniser.feed(frame)
    started_s = time.perf_counter()
    hypotheses = recogniser.end()
    recognition_ms = (time.perf_counter() - started_s) * 1000
    if not hypotheses:
        return NOTHING, 0, recognition_ms, ended * FRAME_MS
    return hypotheses[0].label, hypotheses[0].confidence, recognition_ms, ended * FRAME_MS


def utterance(frames: list[bytes]) -> tuple[int | None, int]:
    """The frame in which speech was noticed first, and how many there were when it was over."""
    activity, began = VoiceActivity(telephone_voice()), None
    for number, frame in enumerate(frames):
        match activity.take(frame):
            case Heard.SPEECH_BEGAN:
                began = number
            case Heard.SPEECH_ENDED:
                return began, number + 1
    return began, len(frames)


def report(found: list[Said]) -> dict[str, Any]:
    """The figures of each menu, noise by noise, with what was taken for what."""
    menus: dict[str, Any] = {}
    for name in MENUS:
        menus[name] = {
            noise: figures([said for said in found if (said.menu, said.noise) == (name, noise)]) for noise in NOISES_DB
        }
    return menus


def figures(found: list[Said]) -> dict[str, Any]:
    """One menu in one noise. Shares are per cent of the phrases, or of what is none."""
    phrases = [said for said in found if said.is_phrase]
    others = [said for said in found if not said.is_phrase]
    recognition_ms, delays_ms = [said.recognition_ms for said in found], [said.delay_ms for said in found]
    taken_for: dict[str, Counter[str]] = {}
    for said in found:
        heard = said.label if said.is_sure else f"{said.label} ?" if said.is_asked else NOTHING
        taken_for.setdefault(said.words if said.is_phrase else OTHER, Counter())[heard] += 1
    return {
        "phrases": len(phrases),
        "sure_right": share(phrases, lambda said: said.is_sure and said.is_right),
        "sure_wrong": share(phrases, lambda said: said.is_sure and not said.is_right),
        "asked_right": share(phrases, lambda said: said.is_asked and said.is_right),
        "asked_wrong": share(phrases, lambda said: said.is_asked and not said.is_right),
        "rejected": share(phrases, lambda said: said.confidence == 0),
        "others": len(others),
        "others_sure": share(others, lambda said: said.is_sure),
        "others_asked": share(others, lambda said: said.is_asked),
        "others_rejected": share(others, lambda said: said.confidence == 0),
        "recognition_ms": percentiles(recognition_ms),
        "delay_after_speech_ms": percentiles(delays_ms),
        "by_voice_sure_right": {
            voice: share([said for said in phrases if said.voice == voice], lambda said: said.is_sure and said.is_right)
            for voice in dict.fromkeys(said.voice for said in phrases)
        },
        "taken_for": {words: dict(counts.most_common()) for words, counts in taken_for.items()},
    }


def share(found: list[Said], is_so: Any) -> float:
    """Per cent of these."""
    return round(100 * sum(map(is_so, found)) / len(found), 1)


def percentiles(values: list[float]) -> dict[str, int]:
    """The middle and the slow ones."""
    cuts = statistics.quantiles(values, n=20)
    return {"p50": round(statistics.median(values)), "p95": round(cuts[-1])}


def table(data: dict[str, Any]) -> Iterator[str]:
    """For reading: figures first, then what was taken for something else."""
    heads = ("sure_right", "sure_wrong", "asked_right", "asked_wrong", "rejected")
    rest = ("others_sure", "others_asked", "others_rejected")
    yield f"{data['utterances']} utterances, seed {data['seed']}; per cent; sure from confidence {data['sure_from']}"
    yield f"{'':32} {'-- of the phrases --':^58}   {'-- of what is none --':^40} {'delay p50/p95 ms':>18}"
    columns = [f"{head.removeprefix('others_').replace('_', ' '):>11}" for head in (*heads, *rest)]
    yield f"{'menu':24} {'noise':7} " + " ".join(columns)
    for name, noises in data["menus"].items():
        for noise, row in noises.items():
            delay = row["delay_after_speech_ms"]
            cells = " ".join(f"{row[head]:11.1f}" for head in (*heads, *rest))
            yield f"{name:24} {noise:7} {cells} {delay['p50']:>12} / {delay['p95']}"
    yield "\nTaken for something else ('?': asked about first):"
    for name, noises in data["menus"].items():
        for noise, row in noises.items():
            for words, counts in row["taken_for"].items():
                wrong = {heard: n for heard, n in counts.items() if heard.removesuffix(" ?") not in (words, NOTHING)}
                if wrong:
                    yield f"  {name}, {noise}: {words}: " + ", ".join(f"{heard} {n}" for heard, n in wrong.items())


if __name__ == "__main__":
    main()
