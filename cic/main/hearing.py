"""What the center's recognisers can hear, by the words of its text. Owns this translation; hears nothing.

Recognisers are big: whoever only runs the center never loads one here, the speech workers do.
"""

from functools import cache

from cic.configuration.schema_speech import NO_RECOGNISER, SpeechText
from cic.speech.choosing import RecogniserChoice, Recognisers, language_served, make_recogniser
from cic.speech.port import CannotRecognise, Recogniser


def recognisers_of(speech: SpeechText) -> Recognisers:
    """The recognisers of a text."""
    return {
        text.language: RecogniserChoice(text.name, dict(text.options))
        for text in speech.recognisers
        if text.name != NO_RECOGNISER
    }


def unknown_words(speech: SpeechText, language: str, wording: str) -> tuple[str, ...]:
    """Which words of a wording can never be heard; none where nobody listens, or nobody can tell."""
    from cic.speech.grammar import words_of

    recognisers = recognisers_of(speech)
    served = language_served(recognisers, language)
    if served is None:
        return ()
    choice = recognisers[served]
    try:
        recogniser = _made(choice.name, tuple(sorted(choice.options.items())))
    except CannotRecognise:
        return ()
    return tuple(word for word in words_of(wording) if not recogniser.knows(word))


@cache
def _made(name: str, options: tuple[tuple[str, str], ...]) -> Recogniser:
    return make_recogniser(RecogniserChoice(name, dict(options)))
