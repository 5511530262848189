"""Personal values that a caller is to hear: opened on the way to the provider and put into words. Owns this opening.

Prompts with a sealed value never leave here; one that is erased or cannot be spoken is left out, with a word to the log
that says of what form it was.
"""

import logging
from collections.abc import Callable

from cic.calls.commands import CallCommand, PlayPrompts, PromptCollect, PromptMenu, RecordMessage
from ivr_flows.speaking.forms import NUMBER_FORMS, NotSpeakable
from ivr_flows.speaking.spoken import spoken
from routing.copying import replace
from routing.vocabulary import PersonalRef, Prompt

log = logging.getLogger(__name__)


def with_values(command: CallCommand, open_value: Callable[[PersonalRef], str | None]) -> CallCommand:
    """The command with words in place of sealed values."""
    if not isinstance(command, PlayPrompts | PromptMenu | PromptCollect | RecordMessage):
        return command
    if all(prompt.sealed is None for prompt in command.prompts):
        return command
    opened = [part for prompt in command.prompts for part in _opened(prompt, open_value)]
    return replace(command, prompts=tuple(opened))


def _opened(prompt: Prompt, open_value: Callable[[PersonalRef], str | None]) -> list[Prompt]:
    if prompt.sealed is None:
        return [prompt]
    form, text = prompt.recording, open_value(prompt.sealed)
    try:
        value: object = int(text) if text is not None and form in NUMBER_FORMS else text
        return [Prompt(word, prompt.language) for word in spoken(form, value, prompt.language)]
    except (NotSpeakable, ValueError):
        log.warning("a value cannot be spoken as %s and is left out", form)
        return []
