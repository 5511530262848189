"""What was said on the built-in phone: which phrase of a grammar it is, and whether that is sure."""

import pytest

from cic.cti.port import Grammar, SpokenPhrase
from cic.cti.simulated.speech import understood

pytestmark = pytest.mark.unit

GRAMMAR = Grammar(
    "en",
    (
        SpokenPhrase("sales", ("sales", "I want to buy")),
        SpokenPhrase("help", ("technical support", "help")),
        SpokenPhrase("other", ("support",)),
        SpokenPhrase("repair", ("技术支持", "维修")),
        SpokenPhrase("empty", ("...",)),
    ),
    60,
)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("technical support", ("help", True)),
        (" Technical-SUPPORT! ", ("help", True)),
        ("i want to buy", ("sales", True)),
        ("ｓａｌｅｓ", ("sales", True)),
        ("技术 支持。", ("repair", True)),
        ("sales please", ("sales", False)),
        ("the technical support", ("help", False)),
        ("我要技术支持", ("repair", False)),
        ("sales or help", None),
        ("wholesales", None),
        ("the weather", None),
        ("...", None),
        ("", None),
    ],
)
def test_what_was_said(said: str, heard: tuple[str, bool] | None) -> None:
    assert understood(GRAMMAR, said) == heard
