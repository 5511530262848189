"""The reference of the language is true: its examples can be read, fit the schema, and speak of all there is."""

import re
from pathlib import Path

import pytest

from ivr_flows.evaluation import CALLER_KINDS
from ivr_flows.lint import lint_flow
from ivr_flows.parse import ParsedFlow, parse_flow
from ivr_flows.read_nodes import READERS, UNAVAILABLE
from ivr_flows.speaking.forms import FORMS
from tests.unit.ivr_flows.test_flow_schema import is_good_for_schema

pytestmark = pytest.mark.unit

TEXT = (Path(__file__).parents[3] / "ivr_flows" / "README.md").read_text("utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
HEAD = "flow: shop\nlanguages: [en, zh]\nstart: a\non_error: a\nnodes:\n"


def whole(example: str) -> str:
    if example.startswith("flow:"):
        return example
    return HEAD + "".join(f"  {line}\n" if line else "\n" for line in example.splitlines())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.split(":")[0])
def test_an_example_can_be_read_and_fits_the_schema(example: str) -> None:
    parsed = parse_flow(whole(example), "example.yaml")
    assert isinstance(parsed, ParsedFlow), "\n".join(map(str, parsed))
    assert is_good_for_schema(whole(example))


def test_the_whole_example_has_no_problem() -> None:
    (example,) = [example for example in EXAMPLES if example.startswith("flow:")]
    parsed = parse_flow(example, "example.yaml")
    assert isinstance(parsed, ParsedFlow)
    assert lint_flow(parsed, None, {}) == ()


def test_every_type_has_an_example_and_every_form_and_fact_a_word() -> None:
    shown = {found for example in EXAMPLES for found in re.findall(r"type: (\w+)", example)}
    assert shown == set(READERS)
    assert all(f"`{name}`" in TEXT for name in (*UNAVAILABLE, *FORMS, *CALLER_KINDS))
