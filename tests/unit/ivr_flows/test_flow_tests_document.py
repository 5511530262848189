"""The language of flow tests as it is documented: the document's flow, prompts and tests are run as they stand."""

import re
from pathlib import Path

import pytest

from cic.cli.main import main
from ivr_flows.testing.read_steps import ALONE, READERS

pytestmark = pytest.mark.unit

DOCUMENT = Path(__file__).parents[3] / "ivr_flows" / "TESTING.md"
EXAMPLE = re.compile(r"```yaml\n# (?P<path>\S+)\n(?P<text>.*?)```", re.DOTALL)


def test_the_examples_of_the_document_pass_and_cover_everything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    examples = list(EXAMPLE.finditer(DOCUMENT.read_text(encoding="utf-8")))
    assert len(examples) == 3
    for example in examples:
        path = tmp_path / example["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(example["text"], encoding="utf-8")
    code = main(["flows", "test", "shop", "--full", "--flows", str(tmp_path / "flows")])
    assert code == 0, capsys.readouterr().out


def test_every_step_is_documented() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert [name for name in {*READERS, *ALONE} if not re.search(rf"`{name}[`:]", text)] == []
