"""English by pocketsphinx, whose model ships with it. Owns the passes over an utterance and the worth of their scores.

While the caller speaks, one pass finds how the line colours speech (its cepstral mean). Then, with that taken off, one
hears the phrases alone: how well the best fits is the score, for a plain grammar hears a phrase in anything. One more
hears them beside a garbage loop: the phrase that wins there too is sure. https://pocketsphinx.readthedocs.io/
"""

import math
import mmap
from collections import OrderedDict
from functools import lru_cache
from pathlib import Path

from pocketsphinx import Decoder, get_model_path

from cic.speech.audio import FRAME_BYTES, TELEPHONE_HZ, Doubler, level_db
from cic.speech.grammar import SOUNDS, Grammar, garbage_words
from cic.speech.port import SURE, CannotRecognise, Hypothesis, Phrase

_MODEL_HZ = 16_000
_MODEL = Path(get_model_path()) / "en-us"
_DICTIONARY = _MODEL / "cmudict-en-us.dict"
_SETTINGS = {
    "hmm": str(_MODEL / "en-us"),
    "dict": str(_DICTIONARY),
    "lm": None,
    # Finding the best path through the lattice afterwards takes 300 ms and makes nothing better.
    "bestpath": False,
    # Wide enough that garbage does not lose by being cut off, and words dear enough that it does not win by many.
    "beam": 1e-90,
    "pbeam": 1e-90,
    "wbeam": 1e-80,
    "wip": 0.005,
    "loglevel": "FATAL",
}
_GRAMMARS_MAX = 64
"""Compiled grammars kept. A center has about as many menus."""
_CHUNK_BYTES = 2 * FRAME_BYTES
"""At 16 kHz. The interpreter is held while a chunk is decoded, so it is 20 ms only."""
_USUAL_MEAN = (57.8, 3.8, -16.9, -2.2, -14.1, -24.5, -8.1, -23.8, -17.8, -8.9, -18.3, -8.4, -10.9)
"""The cepstral mean of speech at a usual level on a line with some noise."""
_MEAN_WEIGHT = 500
"""Frames that a mean which was set counts for, in pocketsphinx's cmn_live.c; from 800 on it begins anew."""
_MEAN_SECONDS_MAX = 2.8
_OWN_SHARE = 0.5
"""An utterance of a second is too short to be trusted alone: half of the mean is its own, half the usual one."""
_LOG_UNIT = math.log(1.0001)
"""Scores are logarithms to this base."""

# Scores are per frame. These lie where synthetic voices and a human one, clean and in noise, were told apart best.
_FIT = -45.0
"""What fits worse than this is none of the phrases."""
_AGREED_FIT = 4.0
"""So much worse may a phrase fit that won against the garbage loop, to be worth a question."""
_NOISY_DB, _QUIET_DB, _NOISE_COSTS = 12.0, 16.0, 2.0
"""On a noisy line anything fits a little better: so much is taken off, less on the way to a quiet one."""
_ASKED, _ASKED_STEP = 30, 2.0
_SURE, _SURE_STEP = 60, 2.5
"""Where confidences begin, and what a score's unit adds."""


class PocketsphinxRecogniser:
    """One decoder, about 40 MB, made in 0.2 s. What it says of an utterance does not depend on those before."""

    def __init__(self) -> None:
        self._decoder = Decoder(**_SETTINGS)
        for word, sound in zip(garbage_words(), SOUNDS, strict=True):
            self._decoder.add_word(word, sound, sound == SOUNDS[-1])
        self._known: OrderedDict[tuple[Phrase, ...], tuple[str, Grammar]] = OrderedDict()
        self._compiled = 0
        self._menu, self._grammar = "", Grammar({})
        self._doubler = Doubler()
        self._audio = bytearray()
        self._levels_db: list[float] = []
        self._is_begun = False

    def start(self, phrases: tuple[Phrase, ...], language: str, rate_hz: int) -> None:
        """CannotRecognise when no phrase can be heard."""
        if rate_hz != TELEPHONE_HZ:
            raise CannotRecognise(f"pocketsphinx: expected audio at {TELEPHONE_HZ} Hz, found {rate_hz} Hz")
        self._end_pass()  # of a caller who went in the middle
        self._menu, self._grammar = self._compile(phrases)
        self._doubler = Doubler()
        self._audio.clear()
        self._levels_db.clear()
        self._begin(_plain(self._menu), _USUAL_MEAN)

    def feed(self, pcm: bytes) -> None:
        """The pass for the mean goes with the speech."""
        self._levels_db += [level_db(pcm[at : at + FRAME_BYTES]) for at in range(0, len(pcm), FRAME_BYTES)]
        doubled = self._doubler.double(pcm)
        if len(self._audio) < _MEAN_SECONDS_MAX * 2 * _MODEL_HZ:
            self._process(doubled)
        self._audio += doubled

    def end(self) -> tuple[Hypothesis, ...]:
        """One hypothesis at most: a grammar has a best path and no others."""
        self._end_pass()
        mean = self._own_mean()
        said, score = self._hear(_plain(self._menu), mean)
        if said not in self._grammar.labels:
            return ()
        score -= self._cost_of_noise()
        if score < _FIT - _AGREED_FIT:
            return ()
        beside, _ = self._hear(_with_garbage(self._menu), mean)
        label = self._grammar.labels[said]
        confidence = _confidence(score, self._grammar.labels.get(beside) == label)
        return (Hypothesis(label, confidence),) if confidence else ()

    def knows(self, word: str) -> bool:
        """Whether the dictionary has it."""
        return dictionary_has(word)

    def _compile(self, phrases: tuple[Phrase, ...]) -> tuple[str, Grammar]:
        if phrases in self._known:
            self._known.move_to_end(phrases)
            return self._known[phrases]
        grammar = Grammar.of(phrases, self.knows)
        if not grammar.labels:
            raise CannotRecognise("pocketsphinx: every wording has a word that is not in the dictionary")
        if len(self._known) >= _GRAMMARS_MAX:
            _, (oldest, _) = self._known.popitem(last=False)
            self._decoder.activate_search(_plain(self._menu))
            self._decoder.remove_search(_plain(oldest))
            self._decoder.remove_search(_with_garbage(oldest))
        self._compiled += 1
        menu = f"menu{self._compiled}"
        self._decoder.add_jsgf_string(_plain(menu), grammar.plain())
        self._decoder.add_jsgf_string(_with_garbage(menu), grammar.with_garbage())
        self._known[phrases] = menu, grammar
        return menu, grammar

    def _cost_of_noise(self) -> float:
        ordered = sorted(self._levels_db)
        quiet, loud = ordered[len(ordered) // 10], ordered[len(ordered) * 9 // 10]
        return _NOISE_COSTS * min(1.0, max(0.0, (_QUIET_DB - (loud - quiet)) / (_QUIET_DB - _NOISY_DB)))

    def _own_mean(self) -> tuple[float, ...]:
        """The mean of this utterance alone, out of what the decoder made of it and the one it began with."""
        frames = self._decoder.n_frames()
        if frames == 0:
            return _USUAL_MEAN
        mixed = [float(part) for part in self._decoder.get_cmn(True).split(",")]
        own = [after + (after - usual) * _MEAN_WEIGHT / frames for after, usual in zip(mixed, _USUAL_MEAN, strict=True)]
        return tuple(_OWN_SHARE * a + (1 - _OWN_SHARE) * b for a, b in zip(own, _USUAL_MEAN, strict=True))

    def _hear(self, search: str, mean: tuple[float, ...]) -> tuple[str, float]:
        """The words of the best path through a search, and its score per frame."""
        self._begin(search, mean)
        self._process(bytes(self._audio))
        self._end_pass()
        hypothesis, frames = self._decoder.hyp(), self._decoder.n_frames()
        if hypothesis is None or frames == 0 or hypothesis.best_score <= 0:
            return "", -math.inf
        return hypothesis.hypstr, math.log(hypothesis.best_score) / _LOG_UNIT / frames

    def _begin(self, search: str, mean: tuple[float, ...]) -> None:
        self._decoder.set_cmn(",".join(f"{part:.6g}" for part in mean))
        self._decoder.activate_search(search)
        self._decoder.start_utt()
        self._is_begun = True

    def _end_pass(self) -> None:
        if self._is_begun:
            self._decoder.end_utt()
        self._is_begun = False

    def _process(self, pcm: bytes) -> None:
        for at in range(0, len(pcm), _CHUNK_BYTES):
            self._decoder.process_raw(pcm[at : at + _CHUNK_BYTES])


@lru_cache(maxsize=4096)
def dictionary_has(word: str) -> bool:
    """Whether pocketsphinx' dictionary has a word. Looked up in the file: that takes a millisecond."""
    with _DICTIONARY.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        entry = f"{word} ".encode()
        return text[: len(entry)] == entry or text.find(b"\n" + entry) >= 0


def _confidence(score: float, is_agreed: bool) -> int:
    """Sure only when phrase and garbage loop agree; a score alone is worth a question at most."""
    if is_agreed and score >= _FIT:
        return min(SURE, round(_SURE + (score - _FIT) * _SURE_STEP))
    asked = score - (_FIT - _AGREED_FIT if is_agreed else _FIT)
    return 0 if asked < 0 else min(_SURE - 1, round(_ASKED + asked * _ASKED_STEP))


def _plain(menu: str) -> str:
    return f"{menu} plain"


def _with_garbage(menu: str) -> str:
    return f"{menu} with garbage"
