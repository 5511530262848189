"""Recordings as a caller hears them: prompts by their name in the flow, with their words. Owns this way back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ivr_flows.model import Recorded
from ivr_flows.speaking.forms import NotSpeakable
from ivr_flows.speaking.spoken import spoken
from ivr_flows.speaking.vocabulary import VALUES_FOLDER
from ivr_flows.testing.subject import Subject
from routing.vocabulary import PersonalRef, Prompt

READ_BACK = "digits"
"""The name of digits that a node reads back to the caller."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One prompt: its name (``main/welcome``), its language, and its words with their values."""

    name: str
    language: str
    text: str


def heard(subject: Subject, prompts: Sequence[Prompt], opened: Callable[[PersonalRef], str]) -> tuple[Heard, ...]:
    """What the caller hears of these recordings; ``opened`` gives the sealed values."""
    found: list[Heard] = []
    left = list(prompts)
    while left:
        name = _name(subject, left)
        if name is None:
            prompt = left.pop(0)
            found.append(Heard(prompt.recording, prompt.language, _words(subject, [prompt], opened)))
        else:
            taken = _taken(subject, name, left)
            found.append(Heard(name, left[0].language, _words(subject, left[:taken], opened)))
            del left[:taken]
    return tuple(found)


def _name(subject: Subject, prompts: Sequence[Prompt]) -> str | None:
    """The prompt with values that begins here, if one does."""
    first = prompts[0]
    for prompt in prompts:
        name, is_part, number = prompt.recording.rpartition("-")
        pieces = subject.flow.spoken.get(f"{prompt.language}/{name}")
        if is_part and pieces is not None and prompt.language == first.language:
            begins_here = prompt is first or (number == "1" and not isinstance(pieces[0], Recorded))
            return name if begins_here else None
        if not _is_value(prompt):
            return None
    return None


def _taken(subject: Subject, name: str, prompts: Sequence[Prompt]) -> int:
    """How many recordings belong to this prompt."""
    count = 0
    for piece in subject.flow.spoken[f"{prompts[0].language}/{name}"]:
        if isinstance(piece, Recorded) or (count < len(prompts) and prompts[count].sealed is not None):
            count += 1
            continue
        while count < len(prompts) and _is_value(prompts[count]) and prompts[count].sealed is None:
            count += 1
    return max(1, count)


def _is_value(prompt: Prompt) -> bool:
    return prompt.sealed is not None or prompt.recording.startswith(f"{VALUES_FOLDER}/")


def _words(subject: Subject, prompts: Sequence[Prompt], opened: Callable[[PersonalRef], str]) -> str:
    words: list[str] = []
    for prompt in prompts:
        names = (prompt.recording,) if prompt.sealed is None else _spoken(prompt, opened(prompt.sealed))
        words += [subject.texts.get(f"{prompt.language}/{name}", "") for name in names]
    # Chinese has no spaces between words.
    return ("" if prompts[0].language == "zh" else " ").join(word for word in words if word)


def _spoken(prompt: Prompt, value: str) -> tuple[str, ...]:
    try:
        return spoken(prompt.recording, value, prompt.language)
    except NotSpeakable:
        return ()
