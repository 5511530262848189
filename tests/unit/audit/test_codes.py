"""What can be noted has words in both languages."""

import re
from pathlib import Path

import pytest

from cic.audit.codes import CODES
from cic.audit.port import Act

pytestmark = pytest.mark.unit
CATALOGUES = Path(__file__).parents[3] / "agent_desktop" / "web" / "src" / "i18n"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_code_has_words(language: str) -> None:
    words = set(
        re.findall(r"^  audited_(\w+):", (CATALOGUES / language / "supervisor_audit.ts").read_text(), re.MULTILINE)
    )
    assert words == {code.replace(".", "_") for code in CODES}


def test_an_act_without_a_code_of_the_list_is_our_fault() -> None:
    with pytest.raises(AssertionError):
        Act("agent.dance", "agent", "alice")
