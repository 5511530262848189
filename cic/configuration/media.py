"""What each medium costs an agent unless the center says otherwise. Owns the defaults; decides nothing."""

from collections.abc import Iterable

from cic.configuration.schema_routing import MediumText
from routing.configuration import MediumConfiguration
from routing.vocabulary import Medium

_BEFORE_WRITING = (Medium.VOICE, Medium.CALLBACK, Medium.CHAT)
DEFAULT_MEDIA = (
    MediumConfiguration(Medium.VOICE, 100, 1),
    MediumConfiguration(Medium.CHAT, 30, 3),
    MediumConfiguration(Medium.MAIL, 50, 1, _BEFORE_WRITING),
    MediumConfiguration(Medium.MESSAGING, 20, 4),
    MediumConfiguration(Medium.CALLBACK, 100, 1),
    MediumConfiguration(Medium.VOICEMAIL, 50, 1),
    MediumConfiguration(Medium.FAX, 50, 1),
    MediumConfiguration(Medium.TASK, 50, 1, _BEFORE_WRITING),
)
MEDIUM_NAMES = tuple(medium.value for medium in Medium)


def media_of(texts: Iterable[MediumText]) -> tuple[MediumConfiguration, ...]:
    """All media, with what the center says of some of them; names that are no media are left out."""
    given = {text.medium.name: text for text in texts}
    return tuple(_as_given(default, given.get(default.medium.value)) for default in DEFAULT_MEDIA)


def _as_given(default: MediumConfiguration, text: MediumText | None) -> MediumConfiguration:
    if text is None:
        return default
    named = text.interrupted_by
    return MediumConfiguration(
        medium=default.medium,
        share=default.share if text.share is None else text.share,
        at_most=default.at_most if text.at_most is None else text.at_most,
        interrupted_by=default.interrupted_by
        if named is None
        else tuple(Medium(reference.name) for reference in named if reference.name in MEDIUM_NAMES),
    )
