"""The recordings that values are spoken with, by language. Owns their names; synthesised ahead like any prompt."""

from ivr_flows.speaking import chinese, english

VALUES_FOLDER = "values"


def _recordings(texts: dict[str, str]) -> dict[str, str]:
    return {f"{VALUES_FOLDER}/{word}": text for word, text in texts.items()}


# What each recording says, by language and by its name.
VOCABULARIES: dict[str, dict[str, str]] = {"en": _recordings(english.TEXTS), "zh": _recordings(chinese.TEXTS)}
