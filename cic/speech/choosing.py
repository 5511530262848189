"""Which recogniser a language has. Owns the names of configuration and how one becomes a recogniser.

``pocketsphinx`` is the one that ships. Any other (Vosk, sherpa-onnx, Whisper, a cloud service) is an installed module
with an attribute that makes a recogniser when called with the options: ``my_company.vosk_port:VoskRecogniser``.
"""

import importlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from cic.speech.grammar import UnknownWord
from cic.speech.grammar import unknown_words as unknown_words_of
from cic.speech.port import CannotRecognise, Phrase, Recogniser

SHIPPED = "pocketsphinx"


@dataclass(frozen=True, slots=True)
class RecogniserChoice:
    """A recogniser by name, and what it is made with: the folder of a model, an address."""

    name: str
    options: Mapping[str, str] = field(default_factory=dict)


Recognisers = Mapping[str, RecogniserChoice]
"""By language: ``en``, ``zh``, or narrower, ``en-GB``."""
DEFAULT_RECOGNISERS: Recognisers = {"en": RecogniserChoice("pocketsphinx")}


def language_served(recognisers: Recognisers, language: str) -> str | None:
    """The configured language that serves this one: itself, or the one it is a kind of."""
    for name in (language, language.partition("-")[0]):
        if name in recognisers:
            return name
    return None


def make_recogniser(choice: RecogniserChoice) -> Recogniser:
    """One of its own for the caller. CannotRecognise says what is wrong with the name, the module or the options."""
    make = _maker(choice.name)
    try:
        return make(**choice.options)
    # A plug-in of somebody else: whatever it raises is what is wrong with it.
    except Exception as error:
        raise CannotRecognise(f"recogniser '{choice.name}' cannot be made: {error}") from error


def _maker(name: str) -> Callable[..., Recogniser]:
    if name == SHIPPED:
        from cic.speech.pocketsphinx_recogniser import PocketsphinxRecogniser  # never in the engine's process

        return PocketsphinxRecogniser
    module_name, colon, attribute = name.partition(":")
    if not (module_name and colon and attribute):
        expected = f"{SHIPPED}, or module:attribute of an installed module"
        raise CannotRecognise(f"recogniser '{name}': expected {expected}")
    try:
        made: Callable[..., Recogniser] = getattr(importlib.import_module(module_name), attribute)
    except ImportError as error:
        raise CannotRecognise(f"recogniser '{name}': {error}; install it beside cic") from error
    except AttributeError as error:
        raise CannotRecognise(f"recogniser '{name}': {module_name} has no {attribute}") from error
    return made


def unknown_words(
    phrases: Iterable[Phrase], language: str, recognisers: Recognisers = DEFAULT_RECOGNISERS
) -> tuple[UnknownWord, ...]:
    """The words of a menu that its language's recogniser can never hear. CannotRecognise when there is none."""
    served = language_served(recognisers, language)
    if served is None:
        has = ", ".join(recognisers) or "none"
        raise CannotRecognise(f"language '{language}' has no recogniser (configured: {has}); offer keys alone")
    return unknown_words_of(phrases, make_recogniser(recognisers[served]).knows)
