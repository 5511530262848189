"""Nodes that listen: words that can be heard and told apart, and keys for all that can be said. Owns these rules."""

from collections.abc import Iterator

from ivr_flows.lint_subject import Subject
from ivr_flows.model import CollectNode, Listening, MenuNode, Wordings
from ivr_flows.problems import shortened


def check_listening(subject: Subject) -> None:
    """Words, languages, and what is asked back."""
    for node in subject.flow.nodes:
        if isinstance(node, MenuNode | CollectNode):
            answers = tuple(_answers(node))
            _check_wordings(subject, node, answers)
            _check_listen(subject, node, node.listen, answers)
        if isinstance(node, CollectNode):
            _check_keys_for_words(subject, node)


def _answers(node: MenuNode | CollectNode) -> Iterator[tuple[str, tuple[Wordings, ...]]]:
    """What can be said, by the place where it stands."""
    if isinstance(node, MenuNode):
        yield from ((f"key {key.key}", key.words) for key in node.keys if key.words)
    else:
        yield from ((f"words {word.label}", word.words) for word in node.words)


def _check_wordings(
    subject: Subject, node: MenuNode | CollectNode, answers: tuple[tuple[str, tuple[Wordings, ...]], ...]
) -> None:
    first: dict[tuple[str, str], str] = {}
    for place, words in answers:
        for wordings in words:
            language = wordings.language
            if language not in subject.flow.languages:
                subject.check_known(node, place, language, subject.flow.languages)
                continue
            for wording in wordings.words:
                other = first.setdefault((language, " ".join(wording.lower().split())), place)
                if other != place:
                    found = f"{shortened(wording)} in {language}, which {other} has too"
                    subject.note(node, place, found, "words that only one answer has", "change one of the wordings")
                _check_words(subject, node, place, language, wording)


def _check_words(subject: Subject, node: MenuNode | CollectNode, place: str, language: str, wording: str) -> None:
    unknown_words = None if subject.surroundings is None else subject.surroundings.unknown_words
    for word in () if unknown_words is None else unknown_words(language, wording):
        found = f"{shortened(word)} in {language}, which the recogniser does not know"
        subject.note(node, place, found, "words that can be heard", "say it in other words")


def _check_listen(
    subject: Subject,
    node: MenuNode | CollectNode,
    listen: Listening | None,
    answers: tuple[tuple[str, tuple[Wordings, ...]], ...],
) -> None:
    if listen is None:
        if answers:
            place = answers[0][0]
            mend = "add `listen: {confidence: 60}`, or remove the words"
            subject.note(node, place, "words that nobody listens for", "`listen` in the node", mend)
        return
    if not answers:
        subject.note(node, "listen", "nothing that can be said", "`words`", "add `words`, or remove `listen`")
        return
    heard = {wordings.language for _, words in answers for wordings in words}
    can_listen = None if subject.surroundings is None else subject.surroundings.listens_in
    for language in subject.flow.languages:
        if language not in heard:
            found = f"no words in {language}: there it goes on by keys"
            subject.note(node, "listen", found, f"words in {language}", "add them to an answer", is_error=False)
        elif can_listen is not None and language not in can_listen:
            found = f"no recogniser for {language}: there it goes on by keys"
            mend = "configure one, or do without these words"
            subject.note(node, "listen", found, "a recogniser", mend, is_error=False)
    if isinstance(node, MenuNode) and listen.confirm:
        for key in node.keys:
            if key.words and key.said is None:
                found = "no `said`, so an unsure answer cannot be asked back"
                subject.note(node, f"key {key.key}", found, "how the answer is said", "add `said:` with a recording")


def _check_keys_for_words(subject: Subject, node: CollectNode) -> None:
    """Whatever can be said can be keyed."""
    keyed = {node.on_skip, node.on_star, node.on_failure, node.next, subject.flow.person}
    for word in node.words:
        if word.go not in keyed:
            found = f"`{word.go}`, where no key leads"
            mend = "lead `on_star` or `on_skip` there, for callers who cannot speak"
            subject.note(node, f"words {word.label}", found, "a key that leads there too", mend, is_error=False)
