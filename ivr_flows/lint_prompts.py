"""Recordings and the values in their texts: there in every language, known, speakable. Owns these rules."""

from collections.abc import Iterator

from ivr_flows.around import WAITING_KINDS
from ivr_flows.evaluation import CALLER_KINDS, Kind, kind_of
from ivr_flows.lint_subject import Subject
from ivr_flows.model import SOUNDS, CollectNode, Node, QueueNode, Recorded, Recording, SourceNode
from ivr_flows.problems import nearest_name, shortened
from ivr_flows.recordings import recordings_of
from ivr_flows.speaking.forms import FORMS, NUMBER_FORMS, TEXT_FORMS
from ivr_flows.speaking.prompt_text import Value
from ivr_flows.speaking.spoken import LANGUAGES
from ivr_flows.speaking.vocabulary import VOCABULARIES
from ivr_flows.surroundings import Surroundings
from ivr_flows.texts import languages_of
from routing.vocabulary import Prompt

# Where each value of a waiting caller can be spoken: nowhere else is it known.
_PLACES = {"queue.place": "comfort", "queue.wait_ms": "comfort", "agent.number": "say_agent"}
_DIGIT_FORMS = frozenset({"digits", "spelled"})
# The forms in which a personal result can be spoken, by its kind; it reaches the speaker as a text.
_PERSONAL_FORMS = {
    "text": frozenset(TEXT_FORMS),
    "date": frozenset({"date", "date_year"}),
    "number": frozenset({"number", "ordinal", "percent", "digits"}),
    "amount": frozenset(form for form in NUMBER_FORMS if form.startswith("amount")),
}


def check_prompts(subject: Subject) -> None:
    """Every recording of every node, and what its text speaks."""
    speaks: set[str] = set()
    for node in subject.flow.nodes:
        if isinstance(node, CollectNode) and node.confirm is not None:
            speaks.update(subject.flow.languages)
        for field, recordings in recordings_of(node):
            for recording in recordings:
                if recording.language not in (None, SOUNDS):
                    subject.check_known(node, field, str(recording.language), subject.flow.languages)
                _check_recorded(subject, node, field, recording)
            # The texts of all languages most often speak the same values: one fault is told once.
            spoken = [each for recording in recordings for each in _spoken(subject, recording)]
            speaks.update(language for language, _ in spoken)
            for value in dict.fromkeys(value for _, value in spoken):
                _check_value(subject, node, field, value)
    _check_vocabularies(subject, speaks)


def _pieces(subject: Subject, recording: Recording, language: str) -> tuple[Recorded | Value, ...]:
    return subject.flow.spoken.get(f"{language}/{recording.name}", (Recorded(recording.name),))


def _spoken(subject: Subject, recording: Recording) -> Iterator[tuple[str, Value]]:
    for language in languages_of(subject.flow, recording):
        for piece in _pieces(subject, recording, language):
            if isinstance(piece, Value):
                yield language, piece


def _check_recorded(subject: Subject, node: Node, field: str, recording: Recording) -> None:
    surroundings = subject.surroundings
    if surroundings is None or surroundings.recordings is None:
        return
    missing = [
        language
        for language in languages_of(subject.flow, recording)
        if language in subject.flow.languages
        and any(
            isinstance(piece, Recorded) and Prompt(piece.name, language) not in surroundings.recordings
            for piece in _pieces(subject, recording, language)
        )
    ]
    if missing:
        found = f"no recording `{recording.name}` in {', '.join(missing)}"
        subject.note(node, field, found, "one", _mend(surroundings, recording, missing))


def _mend(surroundings: Surroundings, recording: Recording, missing: list[str]) -> str:
    unwritten = [language for language in missing if Prompt(recording.name, language) not in surroundings.texts]
    if not unwritten:
        return "its text is there: make the recording with `cic prompts build`"
    return f"add its text to the {' and the '.join(unwritten)} catalogue, then `cic prompts build`"


def _check_value(subject: Subject, node: Node, field: str, value: Value) -> None:
    if value.name in _PLACES:
        wanted = _PLACES[value.name]
        if not isinstance(node, QueueNode) or field != wanted:
            found = f"the value `{value.name}`, which is not known here"
            subject.note(node, field, found, f"it in `{wanted}` of a queue node alone", f"move it to `{wanted}`")
            return
    fitting = _forms_of(subject, value.name)
    if fitting is None:
        known = _speakable(subject)
        near = nearest_name(value.name, known)
        found = f"the value {shortened(value.name)} in its text"
        mend = f"did you mean `{near}`?" if near else "declare it under `variables`, or collect it"
        subject.note(node, field, found, "a value that the flow has", mend)
    elif value.form not in fitting:
        found = f"the value `{value.name}` in the form `{value.form}`"
        expected = f"a form that fits: {', '.join(sorted(fitting))}" if fitting else "a value that can be spoken"
        subject.note(node, field, found, expected, "change the form in the catalogues")


def _speakable(subject: Subject) -> frozenset[str]:
    return frozenset({*WAITING_KINDS, *CALLER_KINDS, *subject.flow.variables, *subject.collected})


def _forms_of(subject: Subject, name: str) -> frozenset[str] | None:
    """The forms in which a value can be spoken; None when there is no such value."""
    if name in subject.collected:
        return _forms_of_sealed(subject, name)
    kind = WAITING_KINDS.get(name) or CALLER_KINDS.get(name)
    if kind is None and name in subject.flow.variables:
        kind = kind_of(subject.flow.variables[name])
    match kind:
        case None:
            return None
        case Kind.NUMBER:
            return frozenset({"minutes"}) if name == "queue.wait_ms" else frozenset(NUMBER_FORMS)
        case Kind.TEXT:
            return frozenset(TEXT_FORMS)
        case Kind.TRUTH:
            return frozenset()


def _forms_of_sealed(subject: Subject, name: str) -> frozenset[str]:
    if any(isinstance(node, CollectNode) and node.name == name for node in subject.whole.nodes):
        return _DIGIT_FORMS
    sources = (subject.surroundings.sources if subject.surroundings is not None else None) or {}
    for node in subject.whole.nodes:
        if isinstance(node, SourceNode) and node.source in sources:
            for kept in node.results:
                kinds = {result.name: result.kind for result in sources[node.source].results}
                if kept.name == name and kept.result in kinds:
                    return _PERSONAL_FORMS.get(kinds[kept.result], frozenset())
    return frozenset(FORMS)


def _check_vocabularies(subject: Subject, speaks: set[str]) -> None:
    """A language in which values are spoken has the words for them."""
    for language in sorted(speaks & set(subject.flow.languages)):
        if language not in LANGUAGES:
            found, expected = f"values in {language}", f"values in {', '.join(LANGUAGES)} alone"
            subject.note_flow("languages", found, expected, f"leave the values out of the {language} texts")
        elif subject.surroundings is not None and subject.surroundings.recordings is not None:
            recordings = subject.surroundings.recordings
            missing = [name for name in VOCABULARIES[language] if Prompt(name, language) not in recordings]
            if missing:
                found = f"no recordings for {len(missing)} of the words that values are spoken with in {language}"
                subject.note_flow("languages", found, "all of them", "make them with `cic prompts build`")
